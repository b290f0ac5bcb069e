"""Who may tell whom, and what stands between: the channel, the law, language and systems.

A row for each pair; where pairs are many, for each two countries; where these are many too, for all
that have the same between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.text import Text

from sim.frozen import frozen
from sim.plan.legal import basis_at
from sim.plan.parties import Parties
from sim.plan.rules.law import LawPair
from sim.plan.state import State, first_state
from sim.scenario.schema.scenario import Scenario
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import apart, caption, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.selection import MOST

NEITHER = "neither"
"""What a copy needs to be read that is neither translated nor converted."""
FORMAL_ROUTE, NOTHING_LEAVES = "formal route", "nothing leaves"
"""What is left where no agreement covers a way."""
_MOST_PAIRS = 30
_MOST_KINDS = 20
"""So many combinations of law and reading are drawn where pairs are too many to name."""


@frozen
class Link:
    """What stands between a sender and a receiver, in words."""

    channel: str
    law: str
    reading: str


def pairs(scenario: Scenario, paper: Paper) -> RenderableType:
    """A row for each pair of agencies, or of countries where pairs are many."""
    parties = Parties(scenario)
    ways = between_agencies(parties)
    if not ways:
        return Text("Nobody can tell anybody: there is no channel.")
    by_home = len(ways) > _MOST_PAIRS
    rows = _between_homes(scenario, ways) if by_home else ways
    named = _both_ways(rows) if len(rows) <= 2 * MOST else []
    if not 0 < len(named) <= MOST:
        return _counted(parties, ways, paper)
    drawn = table(
        paper,
        (("pair", "left"), ("by", "left"), ("law", "left"), ("translation,\nconversion", "left")),
    )
    for pair, way in named:
        drawn.add_row(Text(pair), Text(way.channel), Text(way.law), Text(way.reading))
    return Group(
        drawn,
        Text(),
        caption(
            "-> one way, <-> both ways alike. A pair without a channel cannot tell each other; of "
            "several channels the first that admits the marking is used."
        ),
    )


def between_homes(scenario: Scenario, state: State | None = None) -> dict[tuple[str, str], Link]:
    """What stands between countries and bodies, for those whose agencies may tell each other.

    In a state of the exercise; left out, at its beginning.
    """
    return _between_homes(scenario, between_agencies(Parties(scenario), state))


def between_agencies(parties: Parties, state: State | None = None) -> dict[tuple[str, str], Link]:
    """What stands between agencies, for those who may tell each other."""
    pairs = [(parties.agencies[one], parties.agencies[other]) for one, other in parties.pairs]
    now = first_state(parties.scenario) if state is None else state
    return {pair: _way(parties, *pair, now) for pair in pairs}


def _counted(parties: Parties, ways: dict[tuple[str, str], Link], paper: Paper) -> RenderableType:
    """How many pairs have the same between them, and how many partners agencies have."""
    kinds = Counter((way.law, way.reading) for way in ways.values())
    drawn = table(
        paper,
        (
            ("pairs", "right"),
            ("law", "left"),
            ("translation,\nconversion", "left"),
        ),
    )
    for (law, reading), number in kinds.most_common(_MOST_KINDS):
        drawn.add_row(Text(f"{number:,}"), Text(law), Text(reading))
    left = len(kinds) - min(len(kinds), _MOST_KINDS)
    rarer = f" {left} rarer combinations are left out." if left else ""
    return apart(
        drawn, caption(f"Each way of a pair is counted by itself.{rarer}"), Text(_partners(parties))
    )


def _partners(parties: Parties) -> str:
    """How unequally agencies are connected."""
    number = Counter(dict.fromkeys(parties.agencies, 0))
    number.update(parties.agencies[one] for one, _ in parties.pairs)
    most, *_, fewest = (f"{safe(name)} has {count}" for name, count in number.most_common())
    average = number.total() / len(number)
    return f"An agency has {average:.1f} partners on average; {most}, {fewest}."


def _way(parties: Parties, sender: str, receiver: str, state: State) -> Link:
    pair = parties.agency[sender], parties.agency[receiver]
    channels = parties.channels_of_pair[pair]
    names = list(parties.scenario.channels)
    return Link(
        "same room"
        if pair in parties.co_located
        else ", ".join(safe(names[number]) for number in channels),
        _law(parties, sender, receiver, state),
        _reading(parties, *pair),
    )


def _law(parties: Parties, sender: str, receiver: str, state: State) -> str:
    scenario = parties.scenario
    home, other = scenario.agencies[sender].home, scenario.agencies[receiver].home
    if home == other:
        country = scenario.countries.get(home)
        return "internal review" if country and country.internal_review else "no review"
    roles = parties.roles((parties.agency[sender], parties.agency[receiver]))
    bases = {
        category: basis_at(
            parties, state, LawPair(home, other, category, roles), scenario.dials
        ).name
        for category in parties.categories
    }
    without = FORMAL_ROUTE if scenario.law.formal_route else NOTHING_LEAVES
    said = {category: safe(name) if name else without for category, name in bases.items()}
    if len(set(said.values())) <= 1:
        return next(iter(said.values()), without)
    return "; ".join(
        f"{', '.join(safe(c) for c, basis in said.items() if basis == name)}: {name}"
        for name in dict.fromkeys(said.values())
    )


def _reading(parties: Parties, sender: int, receiver: int) -> str:
    needed = (
        (parties.needs_translation(sender, receiver), "translation"),
        (parties.needs_conversion(sender, receiver), "conversion"),
    )
    return ", ".join(words for needs, words in needed if needs) or NEITHER


def _between_homes(
    scenario: Scenario, ways: dict[tuple[str, str], Link]
) -> dict[tuple[str, str], Link]:
    grouped: dict[tuple[str, str], list[Link]] = {}
    for (sender, receiver), way in ways.items():
        homes = (scenario.agencies[sender].home, scenario.agencies[receiver].home)
        grouped.setdefault(homes, []).append(way)
    return {
        homes: Link(
            _distinct(way.channel for way in group),
            _distinct(way.law for way in group),
            _distinct(way.reading for way in group),
        )
        for homes, group in grouped.items()
    }


def _distinct(words: Iterable[str]) -> str:
    return " / ".join(dict.fromkeys(words))


def _both_ways(ways: dict[tuple[str, str], Link]) -> list[tuple[str, Link]]:
    """Rows by pair; a pair whose two directions are alike is one row."""
    rows = []
    for (one, other), way in ways.items():
        alike = ways.get((other, one)) == way
        if alike and (other, one) != (one, other) and _later(ways, (one, other)):
            continue
        arrow = "within" if one == other else "<->" if alike else "->"
        named = f"{arrow} {safe(one)}" if one == other else f"{safe(one)}\n{arrow} {safe(other)}"
        rows.append((named, way))
    return rows


def _later(ways: dict[tuple[str, str], Link], pair: tuple[str, str]) -> bool:
    """Whether the pair's other direction stands before it."""
    return next(each for each in ways if each in (pair, pair[::-1])) != pair
