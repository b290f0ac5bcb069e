"""Which legal basis applies between which homes at which moments."""

from __future__ import annotations

from collections.abc import Sequence

from sim.plan.parties import Parties
from sim.plan.rules.law import (
    EVERY_CATEGORY,
    FORMAL,
    NOTHING_LEAVES,
    AgreementInForce,
    Basis,
    LawPair,
    covering,
    eased,
    hours_by_agreement,
    hours_by_formal_route,
    hours_to_release,
    never_worse,
)
from sim.plan.state import State, recognition_of
from sim.plan.timeline import StateChange
from sim.scenario.schema.homes import Review
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Dials

Degrees = tuple[float, float]


def agreements_in_force(parties: Parties, state: State) -> list[AgreementInForce]:
    """The agreements in force, each with those that have ratified it."""
    return [
        AgreementInForce(name, agreement, state.ratified[name])
        for name, agreement in parties.scenario.agreements.items()
        if state.in_force[name]
    ]


def ways_at(parties: Parties, state: State, law_pair: LawPair) -> tuple[Basis, ...]:
    """The legal bases of which the most favourable applies, without those that never would be.

    The formal route is among them, unless an agreement overrides.
    """
    found = covering(agreements_in_force(parties, state), law_pair)
    ways = [Basis("agreement", one.name) for one in found]
    if not any(one.agreement.overrides for one in found):
        ways.append(FORMAL)
    kept: list[Basis] = []
    for way in ways:
        if not any(_never_worse(parties.scenario, other, way) for other in kept):
            kept = [other for other in kept if not _never_worse(parties.scenario, way, other)]
            kept.append(way)
    return tuple(kept)


def _never_worse(scenario: Scenario, one: Basis, other: Basis) -> bool:
    """Whether an agreement is never less favourable than another way, whatever the dials.

    What is not recognised takes the formal route. An agreement under which less remains
    unrecognised is therefore the better one only if its review is never slower than that.
    """
    if one == FORMAL or not never_worse(review_of(scenario, one), review_of(scenario, other)):
        return False
    if other == FORMAL or asks_both(scenario, other) == asks_both(scenario, one):
        return True
    return asks_both(scenario, other) and _never_slower_than_formal_route(scenario, one)


def _never_slower_than_formal_route(scenario: Scenario, one: Basis) -> bool:
    route = scenario.law.formal_route
    return route is None or never_worse(review_of(scenario, one), route)


def counted_within(scenario: Scenario) -> float:
    """The hours as which a refused copy counts where ways by law are compared.

    The window in which threats are followed, the longest of several; without any, the exercise.
    """
    if scenario.window is not None:
        return scenario.window
    deadlines = (threat.deadline for threat in scenario.threats.values())
    return max(deadlines, default=scenario.horizon)


def expected_hours(parties: Parties, way: Basis, dials: Dials, degrees: Degrees) -> float:
    """The hours that law is expected to cost a copy on a way, under the dials in force.

    ``degrees`` are those to which the laws at both ends recognise the category.
    """
    scenario = parties.scenario
    within = counted_within(scenario)
    dual = asks_both(scenario, way)
    known = parties.rules.recognised(*degrees, dials.definitions, dual=dual)
    own = hours_to_release(review_of(scenario, way), dials.law, within)
    if way == FORMAL:
        return hours_by_formal_route(own, known, within)
    route = scenario.law.formal_route
    formal = within if route is None else hours_to_release(route, dials.law, within)
    return hours_by_agreement(own, known, formal)


def most_favourable(
    parties: Parties, ways: Sequence[Basis], dials: Dials, degrees: Degrees
) -> Basis:
    """The way on which law is expected to cost a copy least; of equals the first."""
    if len(ways) == 1:
        return ways[0]
    return min(ways, key=lambda way: expected_hours(parties, way, dials, degrees))


def basis_at(parties: Parties, state: State, law_pair: LawPair, dials: Dials) -> Basis:
    """The legal basis that applies between two homes in a category."""
    ways = ways_at(parties, state, law_pair)
    return most_favourable(parties, ways, dials, degrees_of(parties, state, law_pair))


def degrees_of(parties: Parties, state: State, law_pair: LawPair) -> Degrees:
    """To what degrees the laws at both ends recognise a category."""
    one, other = (
        recognition_of(parties.scenario, state, home, law_pair.category)
        for home in (law_pair.sender, law_pair.receiver)
    )
    return one, other


def bases_in_play(
    parties: Parties, moments: Sequence[StateChange]
) -> dict[LawPair, tuple[Basis, ...]]:
    """For each law pair the bases that may apply at some moment, in the order of time."""
    forces = _states_of_law(moments)
    return {
        law_pair: tuple(
            dict.fromkeys(way for state in forces for way in ways_at(parties, state, law_pair))
        )
        for law_pair in parties.law_pairs
    }


def eased_in_play(parties: Parties, moments: Sequence[StateChange]) -> tuple[LawPair, ...]:
    """The pairs that agreements spare conversion or translation at some moment."""
    if not any(agreement.eases_reading for agreement in parties.scenario.agreements.values()):
        return ()
    warned = (pair._replace(category=EVERY_CATEGORY) for pair in parties.law_pairs)
    states = [agreements_in_force(parties, state) for state in _states_of_law(moments)]
    return tuple(
        pair
        for pair in dict.fromkeys((*parties.law_pairs, *warned))
        if any(min(eased(state, pair)) < 1 for state in states)
    )


def _states_of_law(moments: Sequence[StateChange]) -> list[State]:
    """One state for each combination of what is in force and who has ratified it."""
    found: list[State] = []
    for moment in moments:
        if not any(_same_law(state, moment.state) for state in found):
            found.append(moment.state)
    return found


def _same_law(one: State, other: State) -> bool:
    return one.in_force == other.in_force and one.ratified == other.ratified


def doubtful(parties: Parties, moments: Sequence[StateChange]) -> frozenset[LawPair]:
    """The law pairs whose category may at some moment not be recognised as it has to be."""
    return frozenset(
        law_pair
        for law_pair in parties.law_pairs
        for moment in moments
        if _in_doubt(parties, moment.state, law_pair)
    )


def _in_doubt(parties: Parties, state: State, law_pair: LawPair) -> bool:
    one, other = degrees_of(parties, state, law_pair)
    return one < 1 or (
        other < 1
        and any(asks_both(parties.scenario, way) for way in ways_at(parties, state, law_pair))
    )


def asks_both(scenario: Scenario, basis: Basis) -> bool:
    """Whether a basis asks that both laws recognise the category."""
    if basis.kind == "agreement":
        return scenario.agreements[basis.name].dual_criminality
    return scenario.law.dual_criminality


def formal_route(scenario: Scenario) -> Review:
    """The formal route; where there is none, a review that refuses everything."""
    return scenario.law.formal_route or NOTHING_LEAVES


def review_of(scenario: Scenario, basis: Basis) -> Review:
    """The review that a basis prescribes."""
    if basis.kind == "agreement":
        return scenario.agreements[basis.name].review
    return formal_route(scenario)
