"""Who trusts whom: a matrix of agencies, or of countries where agencies are many.

Where countries are many too, what is written; where even that is long, how trust is spread.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Group, RenderableType
from rich.text import Text

from sim.frozen import frozen
from sim.plan.state import written_trust
from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.trust_spread import trust_spread
from sim.screen.toolkit.escaping import fitted, safe
from sim.screen.toolkit.layout import apart, caption, drawn_line, table
from sim.screen.toolkit.marks import Marks
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.selection import MOST
from sim.screen.toolkit.words import decimal

_MOST_AGENCIES = 12
_LABEL = 18
_NARROWEST = 6
"""Cells for a number with two decimals and air: more parties than fit are no matrix."""


@frozen
class _Level:
    """Trust and where it is written."""

    value: float
    path: tuple[str, ...]


def trust_matrix(scenario: Scenario, marks: Marks, paper: Paper) -> RenderableType:
    """Trust of the row in the column as it takes effect, under the dial."""
    agencies, homes = tuple(scenario.agencies), (*scenario.countries, *scenario.bodies)
    level: Callable[[str, str], _Level]
    if len(agencies) <= _MOST_AGENCIES:
        parties, level = agencies, _between_agencies(scenario)
    else:
        parties, level = homes, _between_homes(scenario)
    if _written(scenario) > MOST and _LABEL + _NARROWEST * len(parties) > paper.width:
        return _spread(scenario, paper)
    cells = {
        (who, whom): _shown(scenario, level(who, whom), marks)
        for who in parties
        for whom in parties
        if who != whom or parties is homes
    }
    widest = max((len(words) for words in cells.values()), default=0) + 2
    if _LABEL + widest * len(parties) <= paper.width:
        return _matrix(parties, cells, widest, paper)
    return _exceptions(scenario, marks, paper)


def _between_agencies(scenario: Scenario) -> Callable[[str, str], _Level]:
    def level(who: str, whom: str) -> _Level:
        exception = whom in scenario.trust.agencies.get(who, {})
        path = ("trust", "agencies", who, whom) if exception else _home_path(scenario, who, whom)
        return _Level(written_trust(scenario, who, whom), path)

    return level


def _home_path(scenario: Scenario, who: str, whom: str) -> tuple[str, ...]:
    home, other = scenario.agencies[who].home, scenario.agencies[whom].home
    return _between_homes(scenario)(home, other).path


def _between_homes(scenario: Scenario) -> Callable[[str, str], _Level]:
    trust = scenario.trust

    def level(home: str, other: str) -> _Level:
        written = trust.countries.get(home, {}).get(other)
        if written is not None:
            return _Level(written, ("trust", "countries", home, other))
        if home == other:
            return _Level(trust.within_country, ("trust", "within_country"))
        return _Level(trust.default, ("trust", "default"))

    return level


def _shown(scenario: Scenario, level: _Level, marks: Marks) -> str:
    return marks.number(decimal(_effective(scenario, level.value)), *level.path).replace(" ", "")


def _effective(scenario: Scenario, trust: float) -> float:
    """Trust as the rules read it: T' = max(0, T + (1 - f)(1 - T)) under the dial f."""
    return max(0.0, trust + (1.0 - scenario.dials.trust) * (1.0 - trust))


def _matrix(
    parties: tuple[str, ...], cells: dict[tuple[str, str], str], cell: int, paper: Paper
) -> RenderableType:
    label = min(30, paper.width - cell * len(parties))
    numbers = "".join(f"in {i}".rjust(cell) for i in range(1, len(parties) + 1))
    rows = [
        drawn_line(
            fitted(f"{i} {who}", label),
            "".join(cells.get((who, whom), "").rjust(cell) for whom in parties),
        )
        for i, who in enumerate(parties, 1)
    ]
    heading = drawn_line((fitted("trust of", label), "bold"), (numbers, "bold"))
    return apart(Group(heading, *rows), caption("0: no trust, 1: full trust."))


def _written(scenario: Scenario) -> int:
    """How many pairs differ from the defaults."""
    trust = scenario.trust
    return sum(map(len, (*trust.countries.values(), *trust.agencies.values())))


def _spread(scenario: Scenario, paper: Paper) -> RenderableType:
    def level(who: str, whom: str) -> float:
        return _effective(scenario, written_trust(scenario, who, whom))

    return trust_spread(scenario, level, paper)


def _exceptions(scenario: Scenario, marks: Marks, paper: Paper) -> RenderableType:
    """What is written, where a matrix is too wide: two defaults and every pair that differs."""
    trust = scenario.trust
    drawn = table(paper, (("trust of", "left"), ("in", "left"), ("", "right")))
    for words, value, key in (
        ("elsewhere", trust.default, "default"),
        ("of the same country", trust.within_country, "within_country"),
    ):
        level = _Level(value, ("trust", key))
        drawn.add_row(Text("any agency"), Text(words), Text(_shown(scenario, level, marks)))
    for kind, written in (("countries", trust.countries), ("agencies", trust.agencies)):
        for who, towards in written.items():
            for whom, value in towards.items():
                level = _Level(value, ("trust", kind, who, whom))
                drawn.add_row(
                    Text(safe(who)), Text(safe(whom)), Text(_shown(scenario, level, marks))
                )
    return drawn
