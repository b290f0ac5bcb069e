"""Who takes part: countries, bodies and agencies; where many, those the exercise is about."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from rich.console import RenderableType
from rich.text import Text

from sim.scenario.schema.agencies import Agency, Observes
from sim.scenario.schema.homes import Finishes, Home
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.quantities import Opening
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, apart, caption, table
from sim.screen.toolkit.marks import Marks
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.selection import selected_agencies, selected_homes
from sim.screen.toolkit.words import listed, written_share


def homes(scenario: Scenario, marks: Marks, paper: Paper) -> RenderableType:
    """Countries and bodies: languages, clocks, hours, what their law knows, what matters."""
    drawn = table(
        paper,
        (
            ("country", "left"),
            ("languages", "left"),
            ("clock and hours", "left"),
            ("recognises", "left"),
            ("priorities", "left"),
        ),
    )
    leading = selected_homes(scenario)
    for name, country in scenario.countries.items():
        if name not in leading.names:
            continue
        at = ("countries", name)
        drawn.add_row(
            Text(safe(name)),
            Text(_names(country.languages)),
            _hours(country),
            Text(_levels(country.recognises, marks, *at, "recognises")),
            Text(_levels(country.priorities, marks, *at, "priorities")),
        )
    for name, body in scenario.bodies.items():
        if name not in leading.names:
            continue
        named = Text(safe(name)).append("\nbody", style=CAPTION)
        drawn.add_row(named, Text(_names(body.languages)), _hours(body), Text(), Text())
    told = ("A category that is not named is recognised, and matters, fully.", leading.remark)
    return apart(drawn, caption(" ".join(filter(None, told))))


def agencies(scenario: Scenario, marks: Marks, paper: Paper) -> RenderableType:
    """Agencies: people, work, hours, what convinces them, what they can see for themselves."""
    drawn = table(
        paper,
        (
            ("agency", "left"),
            ("analysts", "right"),
            ("triage of one report", "left"),
            ("at work", "left"),
            ("acts at", "right"),
            ("observes", "left"),
        ),
        narrow=paper.width < 100,
    )
    leading = selected_agencies(scenario)
    for name in leading.names:
        agency = scenario.agencies[name]
        at = ("agencies", name)
        drawn.add_row(
            Text(safe(name)).append(f"\n{safe(agency.home)}, {agency.role}", style=CAPTION),
            Text(marks.number(f"{agency.analysts:,}", *at, "analysts")),
            Text(marks.takes(agency.triage, *at, "triage")),
            _at_work(agency),
            Text(marks.number(written_share(agency.threshold), *at, "threshold")),
            Text(_observed(name, agency, marks)),
        )
    remark = f"{leading.remark} {_unequal(scenario)}" if leading.remark else ""
    told = " ".join(filter(None, [_at_closing(scenario), remark]))
    return apart(drawn, caption(told) if told else None)


def _at_closing(scenario: Scenario) -> str:
    """What becomes of work that has begun when analysts go home; nothing where they never do."""
    closing = [
        agency
        for name, agency in scenario.agencies.items()
        if not scenario.opening_of(name).round_the_clock
    ]
    finishing = [one for one in closing if one.finishes is Finishes.WHAT_IT_BEGAN]
    if not closing:
        return ""
    if len(finishing) == len(closing):
        return "At closing time, work that has begun is finished."
    said = "; where it says so, it is finished" if finishing else ""
    return f"At closing time, work that has begun rests until the desk opens again{said}."


def _at_work(agency: Agency) -> Text:
    hours = Text(opening(agency.opening))
    if agency.finishes is Finishes.WHAT_IT_BEGAN:
        hours.append("\nfinishes what it began", style=CAPTION)
    return hours


def _unequal(scenario: Scenario) -> str:
    """How unequal agencies are, all together."""
    analysts = [agency.analysts for agency in scenario.agencies.values()]
    return (
        f"All {len(analysts):,} together have {sum(analysts):,} analysts: half of them at most "
        f"{median(analysts):.0f} each, the largest {max(analysts):,}."
    )


def opening(hours: Opening | str) -> str:
    """Opening hours as they were written, with short days."""
    text = hours if isinstance(hours, str) else hours.text
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        text = text.replace(day, day[:3])
    return safe(text)


def clock(minutes: int) -> str:
    """An offset as ``UTC`` or ``UTC+01:00``."""
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def _hours(home: Home) -> Text:
    return Text(opening(home.works)).append(f"\n{clock(home.utc)}", style=CAPTION)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(safe(name) for name in names)


def _levels(levels: Mapping[str, float], marks: Marks, *path: str) -> str:
    return "\n".join(
        f"{safe(name)} {marks.number(written_share(level), *path, name)}"
        for name, level in levels.items()
    )


def _observed(name: str, agency: Agency, marks: Marks) -> str:
    return "; ".join(
        _seen(one, marks.at("agencies", name, "observes", str(i), "probability"))
        for i, one in enumerate(agency.observes)
    )


def _seen(one: Observes, mark: str) -> str:
    where = f" in {listed(map(safe, one.where))}" if one.where else ""
    return f"{_names(one.kinds)}{where}, {written_share(one.probability)}{mark}"
