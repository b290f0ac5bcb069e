"""Do axes and points make the settings, the scenarios and the identities that they should?"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from sim.errors import InputError
from sim.scenario.files.document import Document
from sim.scenario.files.paths import covers
from sim.scenario.reading.reading import read
from sim.scenario.reading.varying import steps_of
from sim.scenario.units.amounts import alike, amount, number_in
from sim.scenario.units.quantities import duration_hours
from sim.scenario.values.distributions import Distribution
from sim.studies.file.axes import (
    PlannedCondition,
    condition_at,
    condition_of,
    conditions_of_grid,
    levels_of,
    takes_whole_numbers,
    value_at,
)
from sim.studies.file.schema import Axis, PathValues
from tests.sweeps.files import only_refusal, opened, refusals, with_axis

BASE: Document = read("border-triangle").document
AS_WRITTEN = read("border-triangle").scenario

shares = st.floats(0.0, 1.0)


def ranged(first: object, last: object, **more: object) -> PathValues:
    return PathValues.model_validate({"range": {"from": first, "to": last, **more}})


def axes_of(**axes: dict[str, Any]) -> dict[str, Axis]:
    return {name: Axis.model_validate(axis) for name, axis in axes.items()}


# Values


@pytest.mark.parametrize(
    ("strand", "u", "value"),
    [
        (ranged(0, 2), 0.25, 0.5),
        (ranged(2, 0), 0.25, 1.5),
        (ranged(0, 1), 1 / 3, 0.333333),
        (ranged("1 h", "5 h"), 0.5, "3 h"),
        (ranged("1 d", "3 d"), 0.0, "24 h"),
        (ranged("1 per day", "3 per day"), 0.5, "2 per day"),
        (ranged("7 per week", "3 per day"), 0.0, "1 per day"),
        (ranged("1 h", "100 h", distribution="log-uniform"), 0.5, "10 h"),
        (ranged(0, 4, distribution="triangular", peak=4), 0.25, 2),
        (ranged(0, 4, distribution="triangular", peak=0), 0.75, 2),
        (ranged(4, 0, distribution="triangular", peak=4), 0.75, 2),
        (PathValues(values=("a", "b", "c")), 0.0, "a"),
        (PathValues(values=("a", "b", "c")), 0.34, "b"),
        (PathValues(values=("a", "b", "c")), 1.0, "c"),
    ],
)
def test_a_number_from_0_to_1_means_a_value(strand: PathValues, u: float, value: object) -> None:
    assert value_at(strand, "sharing.vetting", u) == value


def test_whole_numbers_are_taken_where_a_scenario_wants_them_all_alike() -> None:
    path = "agencies.Lirenta Customs.analysts"
    found = [value_at(ranged(1, 4), path, (i + 0.5) / 400) for i in range(400)]
    assert all(type(value) is int for value in found)
    assert [found.count(number) for number in (1, 2, 3, 4)] == [100] * 4
    downwards = [value_at(ranged(4, 1), path, (i + 0.5) / 400) for i in range(400)]
    assert downwards == found[::-1]


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        ("agencies.Lirenta Customs.analysts", True),
        ("channels.Three bureaux.attempts", True),
        ("injects.Row.analysts.become", True),
        ("countries.Lirenta.legal_desk.staff", True),
        ("response.evidence", True),
        ("dials.trust", False),
        ("channels.Three bureaux.loss", False),
        ("agreements.Coast Accord.in_force", False),
        ("law.formal_route.duration", False),
        ("trust.countries.Halvenna.Lirenta", False),
        ("programmes.School.cost.money", False),
    ],
)
def test_it_is_known_where_only_whole_numbers_fit(path: str, whole: bool) -> None:
    assert takes_whole_numbers(steps_of(path)) is whole


@given(first=st.floats(-50, 50), last=st.floats(-50, 50), u=shares, v=shares)
def test_a_range_is_kept_to_and_gone_through_in_order(
    first: float, last: float, u: float, v: float
) -> None:
    if first == last:
        return
    strand = ranged(first, last)
    one, two = (number_in(value_at(strand, "dials.trust", share)) for share in sorted((u, v)))
    assert one is not None
    assert two is not None
    edges = [min(first, last), max(first, last)]
    assert all(edges[0] - 1e-9 <= value <= edges[1] + 1e-9 for value in (one, two))
    assert (two - one) * (last - first) >= 0


def test_a_grid_has_both_ends_and_even_steps() -> None:
    axis = Axis.model_validate({"path": "dials.law", "range": {"from": 0, "to": 1, "steps": 6}})
    assert [level["dials.law"] for level in levels_of(axis)] == [0, 0.2, 0.4, 0.6, 0.8, 1]


def test_a_grid_of_a_log_uniform_range_goes_by_equal_factors() -> None:
    written = {"from": "1 h", "to": "8 h", "steps": 4, "distribution": "log-uniform"}
    axis = Axis.model_validate({"path": "sharing.vetting", "range": written})
    assert [level["sharing.vetting"] for level in levels_of(axis)] == ["1 h", "2 h", "4 h", "8 h"]


def test_paths_that_move_in_step_take_their_own_values() -> None:
    axes = axes_of(
        reform={
            "together": {
                "dials.law": {"values": [1, 0.5, 0]},
                "dials.trust": {"range": {"from": 1, "to": 0.4}},
            }
        }
    )
    settings = [dict(condition.settings) for condition in conditions_of_grid(axes)]
    assert settings == [
        {"dials.law": 1, "dials.trust": 1},
        {"dials.law": 0.5, "dials.trust": 0.7},
        {"dials.law": 0, "dials.trust": 0.4},
    ]
    assert [c.values for c in conditions_of_grid(axes)] == [{"reform": it} for it in (1, 0.5, 0)]


def test_a_grid_holds_every_combination_once_the_last_axis_changing_fastest() -> None:
    axes = axes_of(
        trust={"path": "dials.trust", "values": [0, 1]},
        law={"path": "dials.law", "values": [0, 1, 2]},
    )
    found = list(conditions_of_grid(axes))
    assert [tuple(c.values.values()) for c in found] == [(t, w) for t in (0, 1) for w in (0, 1, 2)]
    assert len({condition.identity for condition in found}) == 6


def test_a_point_has_a_number_for_each_axis() -> None:
    with pytest.raises(ValueError, match="zip"):
        condition_at(axes_of(trust={"path": "dials.trust", "values": [0]}), [0.1, 0.2])


# Identities


def condition(**settings: object) -> PlannedCondition:
    return PlannedCondition(
        {}, {path.replace("__", "."): value for path, value in settings.items()}
    )


def test_an_identity_is_what_it_was() -> None:
    """A digest as it stood when stores began to be kept: to change it is to lose their rows."""
    kept = condition(dials__trust=0.5, sharing__vetting="36 h")
    assert kept.canonical == {"dials.trust": 0.5, "sharing.vetting": "36 h"}
    assert kept.identity == "3aec4225c924e15b746caf5eb3843bb2"


def test_what_means_the_same_is_the_same_condition() -> None:
    kept = condition(dials__trust=1, sharing__vetting="36 h")
    assert kept.identity == condition(sharing__vetting="1.5 d", dials__trust=1.0).identity
    spaced = PlannedCondition({}, {' dials . "trust" ': 1, "sharing.vetting": "2160 min"})
    assert kept.identity == spaced.identity


def test_what_differs_is_another() -> None:
    every = [
        condition(dials__trust=1),
        condition(dials__trust=True),
        condition(dials__trust="1"),
        condition(dials__trust=None),
        condition(dials__law=1),
        condition(dials__trust=1, dials__law=1),
        condition(dials__trust="1 h"),
        condition(dials__trust="1 per day"),
        condition(dials__trust=[1]),
        condition(dials__trust={"mean": 1}),
    ]
    assert len({one.identity for one in every}) == len(every)


@given(shares, shares)
def test_neither_names_of_axes_nor_their_order_count(one: float, two: float) -> None:
    trust = {"path": "dials.trust", "range": {"from": 0, "to": 2}}
    law = {"path": "dials.law", "range": {"from": 0, "to": 2}}
    first = condition_at(axes_of(a=trust, b=law), [one, two])
    second = condition_at(axes_of(c=law, d=trust), [two, one])
    assert first.identity == second.identity


def test_a_finer_grid_finds_the_coarser_again() -> None:
    def identities(steps: int) -> set[str]:
        written = {"from": 0, "to": 1, "steps": steps}
        axes = axes_of(trust={"path": "dials.trust", "range": written})
        return {condition.identity for condition in conditions_of_grid(axes)}

    assert identities(4) < identities(7) < identities(13)
    assert len(identities(13)) == 13


def test_a_table_and_a_grid_name_the_same_conditions() -> None:
    axes = axes_of(trust={"path": "dials.trust", "values": [0.5]})
    assert next(conditions_of_grid(axes)).identity == condition_of(axes, {"trust": 0.5}).identity


@given(st.floats(0, 1e5) | st.integers(0, 10**5))
def test_amounts_are_read_back_as_they_are_written(size: float) -> None:
    for written in (size, f"{size:.10g} h", f"{size / 100:.10g} per day"):
        again = amount(written).written()
        assert alike(again) == alike(written)
        assert amount(again).size == pytest.approx(amount(written).size, rel=1e-11, abs=1e-300)


# From settings to a scenario and back

SETTINGS = {
    "dials.trust": st.floats(0, 10),
    "dials.law": st.integers(0, 10),
    "trust.default": shares,
    "trust.countries.Halvenna.Lirenta": shares,
    "law.formal_route.refusal": shares,
    "law.formal_route.duration": st.sampled_from(["30 d", "2 weeks", "8766 h"]),
    "agreements.Coast Accord.in_force": st.booleans(),
    "agreements.Valley Accord.review.probability": shares,
    "channels.Three bureaux.attempts": st.integers(1, 100),
    "channels.Three bureaux.loss": st.floats(0, 0.95),
    "agencies.Lirenta Customs.analysts": st.integers(1, 100_000),
    "agencies.Lirenta Customs.triage.lognormal.sigma": st.floats(0, 4),
    "countries.Lirenta.recognises.trafficking": shares,
    "sharing.per": st.sampled_from(["report", "case"]),
    "sharing.vetting_within_country": st.integers(0, 500).map(lambda hours: f"{hours} h"),
}

settings = st.dictionaries(st.sampled_from(list(SETTINGS)), st.none(), min_size=1).flatmap(
    lambda chosen: st.fixed_dictionaries({path: SETTINGS[path] for path in chosen})
)


def held(node: object, steps: tuple[str, ...]) -> object:
    """What a scenario says at a path."""
    for step in steps:
        node = getattr(node, step) if isinstance(node, BaseModel) else node[step]  # type: ignore[index]
    return node


@given(settings)
def test_a_scenario_says_what_was_set(written: dict[str, object]) -> None:
    scenario = PlannedCondition({}, written).scenario(BASE)
    for path, value in written.items():
        there = held(scenario, steps_of(path))
        if isinstance(there, Distribution):
            assert there.fixed == duration_hours(value)
        else:
            assert there == value


@given(settings)
def test_what_was_not_set_stays(written: dict[str, object]) -> None:
    before = deepcopy(BASE.data)
    places = [steps_of(path) for path in written]
    changes = list(differing(AS_WRITTEN, PlannedCondition({}, written).scenario(BASE)))
    for changed in changes:
        assert any(covers(place, changed) or covers(changed, place) for place in places), changed
    if "dials.trust" in written:
        assert (("dials", "trust") in changes) == (written["dials.trust"] != 1)
    assert before == BASE.data


def differing(one: object, other: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every place at which two scenarios differ, as deep as it can be told."""
    if isinstance(one, BaseModel) and type(one) is type(other):
        inner = {field: getattr(one, field) for field in type(one).model_fields}
        others = {field: getattr(other, field) for field in type(one).model_fields}
    elif isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        inner, others = one, other
    else:
        if one != other:
            yield path
        return
    for key, value in inner.items():
        yield from differing(value, others[key], (*path, key))


def test_settings_that_only_together_do_not_fit_are_told_by_the_scenario() -> None:
    both = condition_of(
        axes_of(
            a={"path": "agencies.Lirenta Customs.prior", "values": [0.5]},
            b={"path": "agencies.Lirenta Customs.threshold", "values": [0.4]},
        ),
        {"a": 0.5, "b": 0.4},
    )
    with pytest.raises(InputError, match="a threshold above the prior"):
        both.scenario(BASE)


def test_a_number_that_is_gone_needs_no_source() -> None:
    none = PlannedCondition({}, {"law.formal_route": None}).scenario(BASE)
    assert none.law.formal_route is None


# What the scenario does not take is told before anything runs


@pytest.mark.parametrize(
    ("path", "values", "place", "expected"),
    [
        ("dials.trust", "values: [0, 11]", (7, 17), "a number from 0 to 10"),
        ("dials.trust", "values: [high]", (7, 14), "a number"),
        ("dials.trust", "range: {from: 0, to: 20, steps: 3}", (7, 26), "a number from 0 to 10"),
        ("dials.trst", "values: [0, 1]", (6, 11), "the key trust"),
        ("agencies.Nobody.analysts", "values: [1, 2]", (6, 11), "a name under `agencies`"),
        ("trust.agencies.Nobody.Lirenta Customs", "values: [1]", (6, 11), "name of an agency"),
        ("agencies.Lirenta Customs.threshold", "values: [0.9, 0.001]", (7, 19), "above the prior"),
        ("agencies.Lirenta Customs.analysts", "values: [1, 1.5]", (7, 17), "a whole number"),
        (
            "agencies.Lirenta Customs.analysts",
            "range: {from: 1, to: 3, steps: 8}",
            (7, 36),
            "at most 3 steps",
        ),
        ("sharing.fusion", "values: [naive, aware]", (7, 21), "origin-aware"),
        ("agreements.Coast Acord.in_force", "values: [true]", (6, 11), "a name under `agreements`"),
        ("law.formal_route", "values: [3 d]", (7, 14), "keys with values"),
    ],
)
def test_a_value_or_path_that_does_not_fit_is_told(
    path: str, values: str, place: tuple[int, int], expected: str, tmp_path: Path
) -> None:
    problem = only_refusal(with_axis(path, values), tmp_path)
    assert (problem.line, problem.column) == place
    assert expected in problem.expected


def test_each_value_is_told_by_itself(tmp_path: Path) -> None:
    problems = refusals(with_axis("dials.trust", "values: [-1, 1, 11]"), tmp_path)
    assert [(one.where, one.found) for one in problems] == [
        ("axes.trust.values.0", "-1"),
        ("axes.trust.values.2", "11"),
    ]
    assert {one.hint for one in problems} == {"`dials.trust` of border-triangle"}


def test_every_level_between_the_ends_is_tried() -> None:
    path = "agencies.Lirenta Customs.analysts"
    axis = {"path": path, "range": {"from": 1, "to": 4, "steps": 4}}
    study = opened(axes={"analysts": axis}).study
    assert [dict(one.settings) for one in conditions_of_grid(study.axes)] == [
        {path: number} for number in (1, 2, 3, 4)
    ]
