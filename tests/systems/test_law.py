"""Does law that differs move its own hours, and leave alone those of others?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.plan.legal import basis_at, degrees_of, expected_hours
from sim.plan.parties import Parties
from sim.plan.planner import Planner
from sim.plan.rules.definitions import recognised
from sim.plan.rules.law import FORMAL, AgreementInForce, Basis, LawPair, eased, hours_to_release
from sim.plan.state import first_state
from sim.plan.values.causes import Cause, End
from sim.scenario.schema.agreements import Agreement
from sim.scenario.schema.homes import Review
from sim.scenario.values.dials import Dials
from tests.quickest import run
from tests.scenarios_for_tests import changed, load_data
from tests.systems.neighbours import (
    COUNTRIES,
    LAW,
    Data,
    all_but,
    both_ways,
    desk,
    ended,
    falls,
    hours,
    measured,
    neighbours,
)

QUICK = {"duration": {"lognormal": {"median": "5 d", "sigma": 0.5}}}
INSIDE = both_ways(desk("Aldren"), desk("Brevia"))


def with_convention(**written: Any) -> Data:
    return neighbours(agreements={"Convention": {"review": QUICK, **written}})


# A convention, ratified country by country and category by category


def test_legal_hours_fall_as_ratification_spreads() -> None:
    spread = []
    for number in range(len(COUNTRIES) + 1):
        parties: Data = {name: {} for name in COUNTRIES[:number]}
        data = with_convention(ratified=parties) if number else neighbours()
        spread.append(measured(data, hours(LAW)))
    assert np.array_equal(spread[0], spread[1]), "one party alone is bound to nobody"
    assert all(falls(more, fewer) for fewer, more in pairwise(spread[1:]))


def test_a_convention_leaves_alone_who_has_not_ratified_it_and_what_is_not_law() -> None:
    data = with_convention(ratified={"Aldren": {}, "Brevia": {}})
    outside = all_but(INSIDE, data)
    for measure in (hours(LAW, outside), hours({Cause.VETTING, Cause.TRANSIT, Cause.TRANSLATION})):
        assert np.array_equal(measured(data, measure), measured(neighbours(), measure))


def test_it_binds_for_the_categories_that_both_have_ratified() -> None:
    data = with_convention(
        ratified={
            "Aldren": {"covers": ["smuggling", "sabotage"]},
            "Brevia": {"covers": ["sabotage"]},
        }
    )
    for category, moves in (("sabotage", True), ("smuggling", False)):
        measure = hours(LAW, INSIDE, [category])
        with_it, without = measured(data, measure), measured(neighbours(), measure)
        assert falls(with_it, without) if moves else np.array_equal(with_it, without)


def test_ratified_late_it_helps_less_than_early() -> None:
    soon, late = (
        with_convention(members=["Aldren"], ratified={"Brevia": {"at": at}})
        for at in ("0 h", "6 d")
    )
    never = with_convention(members=["Aldren", "Corvane"], in_force=False)
    told = [measured(data, hours(LAW, INSIDE)) for data in (soon, late, never)]
    assert falls(told[0], told[1])
    assert falls(told[1], told[2])


def test_an_inject_ratifies_as_a_date_in_the_agreement_does() -> None:
    dated = with_convention(
        members=["Aldren"], ratified={"Brevia": {"at": "6 d", "covers": ["sabotage"]}}
    )
    injected = with_convention(members=["Aldren", "Dorrin"]) | {
        "injects": {
            "signed": {
                "at": "6 d",
                "message": "Brevia signs.",
                "ratification": {
                    "agreement": "Convention",
                    "party": "Brevia",
                    "covers": ["sabotage"],
                },
            }
        }
    }
    dated["agreements"]["Convention"]["members"].append("Dorrin")
    plans = [Planner(load_data(data)).plan() for data in (dated, injected)]
    for number in range(5):
        first, second = (run(plan, 1, number).digest() for plan in plans)
        assert first == second


# A regional framework, and an alliance with standard procedures


def test_a_framework_spares_law_and_reading_inside_the_region_only() -> None:
    data = with_convention(
        members=["Aldren", "Brevia"], conversion_times=0.0, translation_times=0.25
    )
    reading = {Cause.CONVERSION, Cause.TRANSLATION}
    for causes in (LAW, reading):
        inside = hours(causes, INSIDE)
        assert falls(measured(data, inside), measured(neighbours(), inside))
        outside = hours(causes, all_but(INSIDE, data))
        assert np.array_equal(measured(data, outside), measured(neighbours(), outside))
    assert not measured(data, hours({Cause.CONVERSION}, INSIDE)).any()


def test_standard_procedures_alone_spare_conversion_and_leave_translation() -> None:
    formal = neighbours()["law"]["formal_route"]
    data = neighbours(
        agreements={
            "Alliance": {"members": ["Aldren", "Brevia"], "review": formal, "conversion_times": 0.2}
        }
    )
    converted = hours({Cause.CONVERSION}, INSIDE)
    assert falls(measured(data, converted), measured(neighbours(), converted))
    translated = hours({Cause.TRANSLATION})
    assert np.array_equal(measured(data, translated), measured(neighbours(), translated))


def test_shared_procedures_begin_when_the_agreement_does() -> None:
    def alliance(at: str) -> Data:
        return with_convention(
            members=["Aldren"], ratified={"Brevia": {"at": at}}, conversion_times=0.0
        )

    converted = hours({Cause.CONVERSION}, INSIDE)
    soon, late = measured(alliance("0 h"), converted), measured(alliance("40 d"), converted)
    assert not soon.any()
    assert falls(soon, late)
    assert falls(late, measured(neighbours(), converted))


# A gateway for financial intelligence


def with_financial_units(**changes: Any) -> Data:
    data = neighbours(**changes)
    for country in COUNTRIES[:2]:
        unit = f"{country} Unit"
        data["agencies"][unit] = {
            **data["agencies"][desk(country)],
            "role": "financial intelligence",
        }
        data["channels"]["Relay"]["members"].append(unit)
    return data


def test_a_gateway_opens_between_agencies_of_its_role_only() -> None:
    gateway = {"members": list(COUNTRIES), "review": QUICK}
    gateway["between_roles"] = ["financial intelligence"]
    data = with_financial_units(agreements={"Gateway": gateway})
    units = both_ways("Aldren Unit", "Brevia Unit")
    inside, outside = hours(LAW, units), hours(LAW, all_but(units, data))
    without = with_financial_units()
    assert falls(measured(data, inside), measured(without, inside))
    assert np.array_equal(measured(data, outside), measured(without, outside))


# Dual criminality


@pytest.mark.parametrize("where", ["agreement", "law"])
def test_without_dual_criminality_the_senders_law_is_enough(where: str) -> None:
    def world(*, dual: bool) -> Data:
        data = with_convention(members=["Aldren", "Brevia"])
        data["countries"]["Brevia"]["recognises"] = {"smuggling": 0.1}
        data["law"]["formal_route"] = data["law"]["formal_route"] if where == "law" else None
        if where == "law":
            del data["agreements"]
            data["law"]["dual_criminality"] = dual
        else:
            data["agreements"]["Convention"]["dual_criminality"] = dual
        return data

    there, back = [INSIDE[0]], [INSIDE[1]]
    stopped = ended([End.NOT_RECOGNISED], there)
    asked, not_asked = measured(world(dual=True), stopped), measured(world(dual=False), stopped)
    assert not not_asked.any()
    assert asked.any()
    assert falls(not_asked, asked)
    stopped = ended([End.NOT_RECOGNISED], back)
    told = [measured(world(dual=dual), stopped) for dual in (True, False)]
    assert np.array_equal(told[0], told[1])


# The rules by themselves

shares = st.floats(0, 1)


@given(shares, shares, st.floats(0, 2))
def test_the_senders_law_alone_never_recognises_less_than_both(
    one: float, other: float, dial: float
) -> None:
    both = recognised(one, other, dial)
    assert both == recognised(other, one, dial)
    assert recognised(one, other, dial, dual=False) == recognised(one, 1.0, dial) >= both


PAIR = LawPair("Aldren", "Brevia", "smuggling")


def in_force(name: str, **written: Any) -> AgreementInForce:
    document = {"members": ["Aldren", "Brevia"], "review": {"duration": "5 d"}, **written}
    agreement = Agreement.model_validate(document)
    ratified = {party: one.covers for party, one in agreement.ratified.items()}
    return AgreementInForce(name, agreement, {**dict.fromkeys(agreement.members), **ratified})


@pytest.mark.parametrize(
    ("written", "covers"),
    [
        ({}, True),
        ({"members": ["Aldren"]}, False),
        ({"covers": ["sabotage"]}, False),
        ({"members": ["Aldren"], "ratified": {"Brevia": {}}}, True),
        ({"members": ["Aldren"], "ratified": {"Brevia": {"covers": ["sabotage"]}}}, False),
        ({"members": ["Aldren"], "ratified": {"Brevia": {"covers": ["smuggling"]}}}, True),
        ({"between_roles": ["police"]}, False),
    ],
)
def test_an_agreement_covers_what_both_ends_have_ratified(written: Data, covers: bool) -> None:
    assert in_force("Pact", **written).covers(PAIR) is covers


def test_both_roles_have_to_be_meant() -> None:
    pact = in_force("Pact", between_roles=["police", "border"])
    assert pact.covers(PAIR._replace(roles=("police", "border")))
    assert not pact.covers(PAIR._replace(roles=("police", "cyber")))


refusals = st.sampled_from([0.0, 0.009, 0.01, 0.1, 0.3, 0.58, 1.0])
durations = st.sampled_from(
    [
        "0 h",
        "1 d",
        "25 d",
        "100 d",
        {"lognormal": {"median": "2 d", "sigma": 2.0}},
        {"gamma": {"mean": "9 d", "shape": 2.0}},
        {"exponential": {"mean": "300 d"}},
    ]
)
reviews = st.fixed_dictionaries(
    {"duration": durations, "refusal": refusals, "probability": st.sampled_from([1.0, 0.5, 0.7])}
)
pacts = st.fixed_dictionaries(
    {"review": reviews},
    optional={
        "dual_criminality": st.booleans(),
        "conversion_times": shares,
        "translation_times": shares,
    },
)
levels = st.sampled_from([0.0, 0.3, 1.0, 2.0, 10.0])


def two_homes(several: list[Data], formal: Data | None, degrees: tuple[float, float]) -> Data:
    """Two countries with the given agreements, a formal route or none, and recognition."""
    data = changed({"law": {"formal_route": formal}})
    for name, degree in zip(("Aldren", "Brevia"), degrees, strict=True):
        data["countries"][name]["recognises"] = {"smuggling": degree}
    members = {"members": ["Aldren", "Brevia"]}
    data["agreements"] = {f"Pact {i}": members | pact for i, pact in enumerate(several)}
    return data


def expected(data: Data, dials: Dials) -> float:
    """The hours that law is expected to cost what Aldren tells Brevia."""
    scenario = load_data(data)
    parties, state = Parties(scenario), first_state(scenario)
    way = basis_at(parties, state, PAIR, dials)
    return expected_hours(Parties(scenario), way, dials, degrees_of(parties, state, PAIR))


@given(
    st.lists(pacts, min_size=1, max_size=4),
    st.none() | reviews,
    st.tuples(shares, shares) | st.just((1.0, 1.0)),
    levels,
    levels,
)
def test_ratifying_one_more_never_harms(
    several: list[Data],
    formal: Data | None,
    degrees: tuple[float, float],
    law: float,
    definitions: float,
) -> None:
    dials = Dials(law=law, definitions=definitions)
    costs = [
        expected(two_homes(several[:number], formal, degrees), dials)
        for number in range(len(several) + 1)
    ]
    assert all(more <= fewer for fewer, more in pairwise(costs))
    spared = [
        eased([in_force(str(i), **pact) for i, pact in enumerate(several)][:n], PAIR)
        for n in range(len(several) + 1)
    ]
    for fewer, more in pairwise(spared):
        assert all(now <= before for now, before in zip(more, fewer, strict=True))


@given(
    st.lists(pacts, min_size=1, max_size=4),
    st.none() | reviews,
    st.tuples(shares, shares),
    levels,
    levels,
)
@example(
    several=[
        {"review": {"duration": "1 d", "refusal": 0.0, "probability": 0.5}},
        {
            "review": {"duration": "1 d", "refusal": 0.0, "probability": 0.5},
            "dual_criminality": False,
        },
    ],
    formal={"duration": "0 h", "refusal": 0.0, "probability": 1.0},
    degrees=(1.0, 0.0),
    law=0.3,
    definitions=0.3,
)
def test_ways_that_are_left_out_would_never_have_been_better(
    several: list[Data],
    formal: Data | None,
    degrees: tuple[float, float],
    law: float,
    definitions: float,
) -> None:
    scenario = load_data(two_homes(several, formal, degrees))
    dials = Dials(law=law, definitions=definitions)
    every = [FORMAL, *(Basis("agreement", name) for name in scenario.agreements)]
    hours_of = [expected_hours(Parties(scenario), way, dials, degrees) for way in every]
    parties, state = Parties(scenario), first_state(scenario)
    chosen = basis_at(parties, state, PAIR, dials)
    assert expected_hours(Parties(scenario), chosen, dials, degrees) <= min(hours_of) + 1e-9


def test_the_expected_hours_of_a_review_are_its_restricted_mean() -> None:
    quarter = Review.model_validate(
        {
            "probability": 0.5,
            "duration": {"uniform": {"from": "0 h", "to": "200 h"}},
            "refusal": 0.25,
        }
    )
    # E[min(D, 100)] of a uniform from 0 to 200 is 75.
    assert hours_to_release(quarter, 1.0, 100.0) == pytest.approx(0.5 * (25.0 + 0.75 * 75.0))
    # At 2 all are reviewed, half refused, and D is uniform from 0 to 400: 87.5.
    assert hours_to_release(quarter, 2.0, 100.0) == pytest.approx(50.0 + 0.5 * 87.5)
    assert hours_to_release(quarter, 0.0, 100.0) == 0.0


OLD = {"review": {"duration": "1 d", "refusal": 0.01}}
SLOWER = {"review": {"duration": "25 d", "refusal": 0.009}}
NEVER_REFUSES = {"review": {"duration": "100 d"}}
OFTEN = {"review": {"duration": "1 h", "refusal": 0.30}}
SELDOM_REVIEWED = {"review": {"duration": "1 h", "refusal": 0.58, "probability": 0.5}}


@pytest.mark.parametrize(
    ("several", "formal", "law", "applies"),
    [
        ([OLD, SLOWER], None, 1.0, "Pact 0"),
        ([OLD, NEVER_REFUSES], None, 1.0, "Pact 0"),
        ([NEVER_REFUSES], {"duration": "1 d"}, 1.0, ""),
        ([OFTEN, SELDOM_REVIEWED], None, 1.0, "Pact 1"),
        ([OFTEN, SELDOM_REVIEWED], None, 2.0, "Pact 0"),
        ([OLD | {"overrides": True}, {"review": {"duration": "0 h"}}], None, 1.0, "Pact 0"),
        ([NEVER_REFUSES | {"overrides": True}], {"duration": "1 d"}, 1.0, "Pact 0"),
    ],
)
def test_the_way_that_costs_least_applies(
    several: list[Data], formal: Data | None, law: float, applies: str
) -> None:
    scenario = load_data(two_homes(several, formal, (1.0, 1.0)))
    way = basis_at(Parties(scenario), first_state(scenario), PAIR, Dials(law=law))
    assert way.name == applies


def test_another_treaty_delays_nobody() -> None:
    data = neighbours(agreements={"Old": {"members": list(COUNTRIES[:2])} | OLD})
    more = neighbours(
        agreements=data["agreements"] | {"New": {"members": list(COUNTRIES[:2])} | SLOWER}
    )
    assert np.array_equal(measured(data, hours(LAW)), measured(more, hours(LAW)))
