"""Is a scenario that was dumped or saved the same when it is read again, whatever is in it?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.errors import InputError
from sim.scenario.files.paths import dotted
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.dumped import AS_NUMBERS
from sim.scenario.units.quantities import (
    LONGEST_HOURS,
    duration_hours,
    duration_text,
    offset_minutes,
    offset_text,
    rate_per_day,
    rate_text,
    week_minute,
    week_minute_text,
)
from sim.studies.file.planned import normalised
from tests.scenarios_for_tests import changed, load_data
from tests.shipped_runs import SHIPPED
from tests.strategies import Data, scenarios

slow_to_draw = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
DUMPS: list[dict[str, Any]] = [
    {},
    {"mode": "json"},
    {"exclude_unset": True},
    {"mode": "json", "by_alias": True, "exclude_unset": True},
]


def read_again(scenario: Scenario, folder: Path) -> Scenario:
    """The scenario that a saved one is loaded as."""
    scenario.save(folder / "saved.yaml")
    return sim.load(folder / "saved.yaml")


@slow_to_draw
@given(scenarios())
def test_what_is_dumped_is_validated_as_equal(data: Data) -> None:
    scenario = load_data(data)
    for how in DUMPS:
        assert Scenario.model_validate(scenario.model_dump(**how)) == scenario
    assert Scenario.model_validate_json(scenario.model_dump_json()) == scenario


NUMBERS = {
    "dials.trust": st.floats(0, 5),
    "trust.default": st.floats(0, 1),
    "horizon": st.sampled_from(["10 d", "400 h", "3 weeks"]),
    "seed": st.just(1),
}


def tried(make: Callable[[], Scenario]) -> tuple[Scenario | None, set[str]]:
    """A scenario, or the places of what is wrong with it."""
    try:
        return make(), set()
    except InputError as error:
        return None, {problem.where for problem in error.problems}


@settings(slow_to_draw, max_examples=40)
@given(data=scenarios(), draw=st.data())
def test_what_is_set_is_what_an_option_sets_and_is_saved_and_loaded_as_equal(
    data: Data, draw: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    scenario, folder = load_data(data), tmp_path_factory.mktemp("set")
    written = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
    given_paths = draw.draw(st.fixed_dictionaries({}, optional=NUMBERS), "numbers")
    section = draw.draw(st.sampled_from(sorted(k for k, v in written.items() if v)), "section")
    value = written[section]
    if isinstance(value, dict):
        key = draw.draw(st.sampled_from(sorted(value)), "key")
        given_paths[dotted((section, key))] = draw.draw(
            st.sampled_from([value[key], None]), "value"
        )
    scenario.save(folder / "base.yaml")
    options = [f"{path}={json.dumps(it)}" for path, it in given_paths.items()]
    changed, told = tried(lambda: scenario.set(given_paths))
    loaded, as_option = tried(lambda: sim.load(folder / "base.yaml", options))
    assert (changed, told >= as_option) == (loaded, True)
    assert bool(told) is bool(as_option)
    if changed is None:
        return
    assert read_again(changed, folder) == changed
    assert scenario == load_data(data)


@slow_to_draw
@given(data=scenarios())
def test_what_is_saved_is_loaded_as_equal(
    data: Data, tmp_path_factory: pytest.TempPathFactory
) -> None:
    scenario = load_data(data)
    assert read_again(scenario, tmp_path_factory.getbasetemp()) == scenario


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_is_saved_with_the_sources_of_its_defaults(
    name: str, tmp_path: Path
) -> None:
    from sim.scenario.reading.provenance import sourced_numbers

    scenario = sim.load(name)
    for how in DUMPS:
        assert Scenario.model_validate(scenario.model_dump(**how)) == scenario
    again = read_again(scenario, tmp_path)
    assert again == scenario
    assert sourced_numbers(again) == sourced_numbers(scenario)
    assert normalised(again) == normalised(scenario)


@given(st.floats(0, LONGEST_HOURS), st.floats(0, 100_000))
def test_a_quantity_is_written_to_the_last_bit(hours: float, per_day: float) -> None:
    assert duration_hours(duration_text(hours)) == hours
    assert rate_per_day(rate_text(per_day)) == per_day


@given(st.integers(0, 7 * 24 * 60 - 1), st.integers(-14 * 60, 14 * 60))
def test_a_moment_is_written_to_the_minute(minute: int, ahead: int) -> None:
    assert week_minute(week_minute_text(minute)) == minute
    assert offset_minutes(offset_text(ahead)) == ahead


@pytest.mark.parametrize(
    ("hours", "text"), [(36.0, "36 h"), (6480.0, "270 d"), (1.5, "1.5 h"), (0.75, "45 min")]
)
def test_a_duration_is_written_as_people_do(hours: float, text: str) -> None:
    assert duration_text(hours) == text


AWKWARD = [
    *("NO", "yes", "~", "null", "12:30", "08", "1e3", "0x1F", "1_000", "2026-11-27", ".5", "+1"),
    *(
        "=",
        "<<",
        "!tag",
        "&a",
        "*a",
        "@",
        "`",
        "%a",
        "?",
        "? a",
        "- a",
        "-",
        "|",
        ">",
        "a: b",
        "a:",
    ),
    *("#x", "a #x", "{a}", "[b", "a, b", "'a'", '"a"', "it's", "\\n", "é", "日本", ".inf", "a\\"),
]


def test_a_name_that_a_file_could_misread_is_put_in_quotes(tmp_path: Path) -> None:
    scenario = load_data(
        changed(
            {
                "title": "NO",
                "story": "Two lines,\n  the second indented,\n\nand one # with a sign.\n",
                "threats": {},
                "agencies": {
                    name: {"country": "Aldren", "observes": [{"kinds": ["sign"]}]}
                    for name in AWKWARD
                },
                "channels": {name: {"members": AWKWARD} for name in AWKWARD[:3]},
                "countries": {"Aldren": {"languages": AWKWARD}},
            },
        )
    )
    assert read_again(scenario, tmp_path) == scenario


def test_numbers_are_dumped_where_they_are_asked_for() -> None:
    dumped = sim.load("two-neighbours").model_dump(context=AS_NUMBERS)
    assert isinstance(dumped["horizon"], float)
    assert isinstance(dumped["sharing"]["vetting"]["lognormal"]["median"], float)
