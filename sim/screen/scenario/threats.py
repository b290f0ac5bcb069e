"""What is to be detected and what only seems so: threats, red herrings, routine work."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.threats import Indicator, RedHerring, Threat
from sim.screen.toolkit.bars import MARK, floating
from sim.screen.toolkit.escaping import fitted, safe
from sim.screen.toolkit.layout import CAPTION, apart, drawn_line, table
from sim.screen.toolkit.marks import Marks, takes
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import count, duration, listed, written_share


def threats(scenario: Scenario, marks: Marks, paper: Paper) -> RenderableType | None:
    """Each threat and red herring with its indicators on a strip of time."""
    drawn = [
        _threat(name, threat, marks, paper)
        for group in (scenario.threats, scenario.red_herrings)
        for name, threat in group.items()
    ]
    return apart(*drawn) if drawn else None


def background(scenario: Scenario, marks: Marks, paper: Paper) -> RenderableType | None:
    """Streams of routine reports; None where there are none."""
    if not scenario.background:
        return None
    drawn = table(
        paper,
        (
            ("stream", "left"),
            ("category", "left"),
            ("each desk", "left"),
            ("work", "left"),
            ("worth telling", "right"),
        ),
    )
    for name, stream in scenario.background.items():
        at = ("background", name)
        rate = marks.number(f"{count(stream.rate)} a day", *at, "rate")
        others = [
            f"{safe(agency)} {marks.number(count(per_day), *at, 'rates', agency)}"
            for agency, per_day in stream.rates.items()
        ]
        work = (
            marks.takes(stream.work, *at, "work") if stream.work else "as a report about a threat"
        )
        drawn.add_row(
            Text(safe(name)),
            Text(safe(stream.category)),
            Text("; ".join([rate, *others])),
            Text(work),
            Text(marks.number(written_share(stream.worth_sharing), *at, "worth_sharing")),
        )
    return drawn


def _threat(name: str, threat: RedHerring, marks: Marks, paper: Paper) -> Group:
    kind = "threats" if isinstance(threat, Threat) else "red_herrings"
    reach = _reach(threat)
    rows = [
        _indicator(label, indicator, (kind, name, "indicators", label), reach, marks, paper)
        for label, indicator in threat.indicators.items()
    ]
    return Group(
        Text.assemble((safe(name), "bold"), f"  {_described(name, threat, marks)}"),
        *rows,
    )


def _described(name: str, threat: RedHerring, marks: Marks) -> str:
    kind = "threats" if isinstance(threat, Threat) else "red_herrings"
    begins = (
        f"begins after {marks.takes(threat.onset, kind, name, 'onset')}"
        if threat.onset
        else f"{marks.number(count(threat.arrives or 0.0), kind, name, 'arrives')} a day"
    )
    if isinstance(threat, Threat):
        deadline = marks.number(duration(threat.deadline), kind, name, "deadline")
        return (
            f"{safe(threat.category)}, against {safe(threat.country)}; {begins}; too late "
            f"{deadline} after that"
        )
    return f"red herring: seems {safe(threat.category)}; {begins}"


def _reach(threat: RedHerring) -> float:
    """How many hours after the onset the strip shows."""
    last = max(one.when.quantile_hours(0.9) for one in threat.indicators.values())
    return max(threat.span_hours or 0.0, last if threat.span_hours is None else 0.0) or 1.0


def _indicator(
    label: str,
    indicator: Indicator,
    path: tuple[str, ...],
    reach: float,
    marks: Marks,
    paper: Paper,
) -> Group:
    cells = paper.width - 30
    early, late = (indicator.when.quantile_hours(u) for u in (0.1, 0.9))
    if indicator.rate is not None:
        late = reach
    first, long = floating(min(early, reach), min(late, reach), (0.0, reach), cells)
    glyph = paper.glyphs.spot if long == 1 else paper.glyphs.level
    strip = drawn_line(
        "  ",
        fitted(label, 26),
        "  ",
        (paper.glyphs.track * first, CAPTION),
        (glyph * long, MARK),
        (paper.glyphs.track * (cells - first - long), CAPTION),
    )
    return Group(strip, Text(f"    {_indicated(indicator, path, marks)}", style=CAPTION))


def _indicated(indicator: Indicator, path: tuple[str, ...], marks: Marks) -> str:
    ratio = marks.number(count(indicator.likelihood_ratio), *path, "likelihood_ratio")
    number = f"{indicator.count} x " if indicator.count > 1 else ""
    if indicator.rate is not None:
        number = f"{marks.number(count(indicator.rate), *path, 'rate')} a day, "
    when = takes(indicator.when) + marks.at(*path, "when")
    where = listed(map(safe, indicator.where), "or")
    marking = f", {indicator.marking.value}" if indicator.marking else ""
    return (
        f"{number}{safe(indicator.kind)} in {where}, {when} after onset, likelihood ratio "
        f"{ratio}{marking}"
    )
