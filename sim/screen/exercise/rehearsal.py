"""A rehearsal as its facilitator reads it."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from sim.exercise.rehearsal import OFTEN, SWAMPED, InjectSeen, Load, Rehearsal, Spread
from sim.exercise.robots import AGREES, QUARTERS
from sim.scenario.schema.injects import InjectKind
from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.moments import moment
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, section, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import count, duration, plural, roughly, share


def rehearsal(found: Rehearsal, scenario: Scenario, paper: Paper) -> RenderableType:
    """The whole of it."""
    heading = f"Rehearsal: {safe(found.scenario)}, {plural(found.days, 'day')}, seed {found.seed}"
    return Group(
        Text(heading, style="bold"),
        section("Injects", _injects(found, scenario, paper)),
        section("Levers", _levers(found, paper)),
        section("Teams", _teams(found, paper)),
        section("How far days differ", _days(found, paper)),
        section("What this does not say", _not_said()),
    )


def _injects(found: Rehearsal, scenario: Scenario, paper: Paper) -> RenderableType:
    if not found.injects:
        return Text("None in this scenario.", style=CAPTION)
    columns = [
        ("", "left"),
        ("fires on", "right"),
        ("median", "left"),
        ("earliest, latest", "left"),
    ]
    listing = table(paper, columns)
    for one in found.injects:
        at = ["", "", ""]
        if one.median is not None and one.earliest is not None and one.latest is not None:
            at = [moment(scenario, hours) for hours in (one.median, one.earliest, one.latest)]
        reach = at[0] if at[1] == at[2] else f"{at[1]} to {at[2]}"
        listing.add_row(safe(one.name), _fires(one, scenario), at[0], reach)
    return listing


def _fires(one: InjectSeen, scenario: Scenario) -> str:
    """On what share of days; what never comes by itself says why."""
    kind = scenario.injects[one.name].kind
    if kind is InjectKind.CONTINGENCY:
        return "by hand"
    return "expected" if kind is InjectKind.EXPECTED else share(one.fires.value)


def _levers(found: Rehearsal, paper: Paper) -> RenderableType:
    columns = [("", "left"), ("pulled on", "right"), ("matters on", "right"), ("sooner", "right")]
    listing = table(paper, columns)
    for one in found.levers:
        listing.add_row(
            f"{safe(one.name)}{'*' if one.assumed else ''}",
            share(one.pulled / found.days),
            share(one.matters / found.days),
            roughly(one.sooner) if one.matters else "",
        )
    idle = sum(not one.matters for one in found.levers)
    words = "Matters: pulled alone at the beginning, detection moves. Sooner: on average over all "
    lines = [Text(f"{words}days; negative is later.", style=CAPTION)]
    if idle:
        lines.append(Text(f"{plural(idle, 'lever')} never moved detection on any of these days."))
    return Group(listing, Text(), *lines)


def _teams(found: Rehearsal, paper: Paper) -> RenderableType:
    quarters = [(f"quarter {number + 1}", "right") for number in range(QUARTERS)]
    listing = table(paper, [("news about cases", "left"), *quarters])
    for team in dict.fromkeys(one.team for one in found.loads):
        own = [one for one in found.loads if one.team == team]
        listing.add_row(safe(team), *(_load(one) for one in own))
    words = f"On the median day. Idle, swamped: without any, with more than {SWAMPED}*, on half of "
    return Group(listing, Text(), Text(f"{words}all days or more.", style=CAPTION))


def _load(one: Load) -> str:
    news = count(one.news)
    if one.idle >= OFTEN:
        return f"{news}, idle"
    return f"{news}, swamped" if one.swamped >= OFTEN else news


def _days(found: Rehearsal, paper: Paper) -> RenderableType:
    columns = [("detected after", "left"), ("lucky", "right"), ("median", "right")]
    more = [("unlucky", "right"), ("nothing detected", "right")]
    listing = table(paper, [*columns, *more])
    for name, spread in (("as written", found.as_written), ("with robots", found.with_robots)):
        listing.add_row(name, *_spread(spread, found.days))
    words = "Lucky, unlucky: a tenth of the days lie beyond. By day, the mean over scored threats"
    return Group(listing, Text(), Text(f"{words}.", style=CAPTION))


def _spread(one: Spread, days: int) -> list[str]:
    hours = ["" if each is None else duration(each) for each in (one.low, one.median, one.high)]
    scored = days - one.without_threat
    return [*hours, share(one.none_detected / scored) if scored else ""]


def _not_said() -> RenderableType:
    return Text(
        f"Robots pull a random lever once in each quarter of the story* and agree with "
        f"{share(AGREES)} chance*: they know nothing, so people will do better or worse. Of what "
        "is marked * no source says it: assumptions."
    )
