"""Which legal basis applies between which seats at which moments."""

from __future__ import annotations

from collections.abc import Sequence

from sim.plan.rules.law import (
    EVERY_CATEGORY,
    FORMAL,
    NOTHING_LEAVES,
    Basis,
    LawPair,
    Standing,
    applicable,
    eased,
)
from sim.plan.state import Moment, State, recognition_of
from sim.plan.who import Who
from sim.scenario.schema import Scenario
from sim.scenario.seats import Review


def standing(who: Who, state: State) -> list[Standing]:
    """The agreements in force, each with those that have ratified it."""
    return [
        Standing(name, agreement, state.ratified[name])
        for name, agreement in who.scenario.agreements.items()
        if state.in_force[name]
    ]


def basis_at(who: Who, state: State, law_pair: LawPair) -> Basis:
    """The legal basis that applies between two seats in a category."""
    name = applicable(standing(who, state), law_pair)
    return FORMAL if name is None else Basis("agreement", name)


def bases_in_play(who: Who, moments: Sequence[Moment]) -> dict[LawPair, tuple[Basis, ...]]:
    """For each law pair the bases that apply at some moment, in the order of time."""
    forces = _states_of_law(moments)
    return {
        law_pair: tuple(dict.fromkeys(basis_at(who, state, law_pair) for state in forces))
        for law_pair in who.law_pairs
    }


def eased_in_play(who: Who, moments: Sequence[Moment]) -> tuple[LawPair, ...]:
    """The pairs that agreements spare conversion or translation at some moment."""
    if not any(agreement.eases_reading for agreement in who.scenario.agreements.values()):
        return ()
    warned = (pair._replace(category=EVERY_CATEGORY) for pair in who.law_pairs)
    states = [standing(who, state) for state in _states_of_law(moments)]
    return tuple(
        pair
        for pair in dict.fromkeys((*who.law_pairs, *warned))
        if any(min(eased(state, pair)) < 1 for state in states)
    )


def _states_of_law(moments: Sequence[Moment]) -> list[State]:
    """One state for each combination of what is in force and who has ratified it."""
    found: list[State] = []
    for moment in moments:
        if not any(_same_law(state, moment.state) for state in found):
            found.append(moment.state)
    return found


def _same_law(one: State, other: State) -> bool:
    return one.in_force == other.in_force and one.ratified == other.ratified


def doubtful(who: Who, moments: Sequence[Moment]) -> frozenset[LawPair]:
    """The law pairs whose category may at some moment not be recognised as it has to be."""
    return frozenset(
        law_pair
        for law_pair in who.law_pairs
        for moment in moments
        if _in_doubt(who, moment.state, law_pair)
    )


def _in_doubt(who: Who, state: State, law_pair: LawPair) -> bool:
    one, other = (
        recognition_of(who.scenario, state, seat, law_pair.category)
        for seat in (law_pair.sender, law_pair.receiver)
    )
    return one < 1 or (other < 1 and asks_both(who.scenario, basis_at(who, state, law_pair)))


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
