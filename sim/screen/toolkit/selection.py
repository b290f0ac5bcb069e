"""Who is drawn where there are too many for all: those that the exercise is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.frozen import frozen
from sim.scenario.schema.agencies import Agency
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.threats import Indicator

MOST = 40
"""Longer tables than this are not read, but scrolled past."""


@frozen
class Selection:
    """Whom a table draws."""

    names: tuple[str, ...]
    remark: str
    """Who that is, and how many more there are where; nothing where all are drawn."""


def selected_homes(scenario: Scenario) -> Selection:
    """Countries and bodies; where many, countries threatened or where something can be seen."""
    homes = (*scenario.countries, *scenario.bodies)
    threatened = {threat.country for threat in scenario.threats.values()}
    named = threatened.union(*(one.where for one in _indicators(scenario)))
    return _selected(
        homes,
        [home for home in homes if home in named],
        ("countries", "that are threatened, or where something can be seen,"),
        "countries and bodies",
    )


def selected_agencies(scenario: Scenario) -> Selection:
    """Agencies; where many, those that can see something of a threat or are to be warned."""
    warned = {scenario.countries[t.country].responsible for t in scenario.threats.values()}
    indicators = list(_indicators(scenario))
    return _selected(
        tuple(scenario.agencies),
        [
            name
            for name, agency in scenario.agencies.items()
            if name in warned or any(_can_see(agency, one) for one in indicators)
        ],
        ("agencies", "that can see something of a threat, or are to be warned,"),
        "agencies",
    )


def _selected(
    every: Sequence[str], touched: Sequence[str], who: tuple[str, str], others: str
) -> Selection:
    """All, or where they are many those whom threats touch; never more than a table holds."""
    if len(every) <= MOST:
        return Selection(tuple(every), "")
    names = tuple((touched or every)[:MOST])
    called = " ".join(who) if touched else others
    drawn = called.capitalize() if len(names) == len(touched) else f"The first {MOST} {called}"
    left = len(every) - len(names)
    return Selection(names, f"{drawn} are drawn; the scenario's file has {left:,} more {others}.")


def _indicators(scenario: Scenario) -> Iterator[Indicator]:
    for matter in (*scenario.threats.values(), *scenario.red_herrings.values()):
        yield from matter.indicators.values()


def _can_see(agency: Agency, indicator: Indicator) -> bool:
    return any(
        indicator.kind in seen.kinds
        and not set(indicator.where).isdisjoint(seen.where or (agency.home,))
        for seen in agency.observes
    )
