"""Which legal basis applies between which seats at which moments."""

from __future__ import annotations

from collections.abc import Sequence

from sim.plan.rules.law import FORMAL, NOTHING_LEAVES, Basis, applicable
from sim.plan.state import Moment, State, recognition_of
from sim.plan.who import Who
from sim.scenario.schema import Scenario
from sim.scenario.seats import Review


def basis_at(who: Who, state: State, law_pair: tuple[str, str, str]) -> Basis:
    """The legal basis that applies between two seats in a category."""
    agreements = [
        (name, agreement)
        for name, agreement in who.scenario.agreements.items()
        if state.in_force[name]
    ]
    name = applicable(agreements, *law_pair)
    return FORMAL if name is None else Basis("agreement", name)


def bases_in_play(
    who: Who, moments: Sequence[Moment]
) -> dict[tuple[str, str, str], tuple[Basis, ...]]:
    """For each law pair the bases that apply at some moment, in the order of time."""
    forces = list({tuple(m.state.in_force.items()): m.state for m in moments}.values())
    return {
        law_pair: tuple(dict.fromkeys(basis_at(who, state, law_pair) for state in forces))
        for law_pair in who.law_pairs
    }


def doubtful(who: Who, moments: Sequence[Moment]) -> frozenset[tuple[str, str, str]]:
    """The law pairs whose category may at some moment not be recognised by both laws."""
    return frozenset(
        law_pair
        for law_pair in who.law_pairs
        for moment in moments
        for seat in law_pair[:2]
        if recognition_of(who.scenario, moment.state, seat, law_pair[2]) < 1.0
    )


def formal_route(scenario: Scenario) -> Review:
    """The formal route; where there is none, a review that refuses everything."""
    return scenario.law.formal_route or NOTHING_LEAVES


def review_of(scenario: Scenario, basis: Basis) -> Review:
    """The review that a basis prescribes."""
    if basis.kind == "agreement":
        return scenario.agreements[basis.name].review
    return formal_route(scenario)
