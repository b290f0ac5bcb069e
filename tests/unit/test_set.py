"""Does a scenario change in Python as it does by options, with the same messages?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.scenario.values.distributions import Distribution

PATHS: dict[str, Any] = {
    "dials.trust": 0.5,
    "trust.countries.Castaly.Velmora": 0.9,
    "agencies.Velmora Watch.analysts": 2,
    "horizon": "20 d",
    "law.formal_route": {"duration": {"fixed": "3 d"}},
    "law.formal_route.refusal": 0.1,
}


def refusal(settings: Any) -> str:
    with pytest.raises(InputError) as caught:
        sim.load("two-neighbours").set(settings)
    return str(caught.value)


def test_what_is_set_is_what_options_set(tmp_path: Path) -> None:
    base = sim.load("two-neighbours")
    before = base.model_copy()
    changed = base.set(PATHS)
    options = [
        "dials.trust=0.5",
        "trust.countries.Castaly.Velmora=0.9",
        "agencies.Velmora Watch.analysts=2",
        "horizon=20 d",
        "law.formal_route={duration: {fixed: 3 d}}",
        "law.formal_route.refusal=0.1",
    ]
    assert changed == sim.load("two-neighbours", options)
    assert (base, base.set({})) == (before, before)
    changed.save(tmp_path / "changed.yaml")
    assert sim.load(tmp_path / "changed.yaml") == changed


def test_what_is_set_back_is_equal() -> None:
    base = sim.load("two-neighbours")
    assert base.set({"dials.trust": 0.5}).set({"dials.trust": None}) == base


@pytest.mark.parametrize(
    "value",
    [
        sim.load("two-neighbours").channels["River Line"].latency,
        Distribution.model_validate({"fixed": "2 h"}),
    ],
)
def test_parts_of_a_scenario_are_values(value: Distribution) -> None:
    changed = sim.load("two-neighbours").set({"channels.River Line.latency": value})
    assert changed.channels["River Line"].latency == value


def test_numbers_of_numpy_are_values() -> None:
    given = {"dials.trust": np.float64(0.5), "agencies.Velmora Watch.analysts": np.int64(2)}
    changed = sim.load("two-neighbours").set(given)
    assert (changed.dials.trust, changed.agencies["Velmora Watch"].analysts) == (0.5, 2)


@pytest.mark.parametrize(
    "option",
    [
        "dials.trust=-1",
        "dials.truts=1",
        "agencies.Velmora Wach.analysts=2",
        "agencies.Velmora Watch.analysts=2.5",
        "horizon=20",
        "horizon=0 h",
        "title=null",
        "title.a=1",
        "channels.River Line.between=[Castaly Bureu, Velmora Watch]",
    ],
)
def test_a_refusal_says_what_the_option_would_be_told(option: str) -> None:
    path, _, value = option.partition("=")
    plain = {"-1": -1, "1": 1, "2": 2, "2.5": 2.5, "20": 20, "null": None}
    given: Any = plain.get(value, value)
    if value.startswith("["):
        given = ["Castaly Bureu", "Velmora Watch"]
    with pytest.raises(InputError) as caught:
        sim.load("two-neighbours", [option])
    told = [(one.where, one.expected, one.found) for one in caught.value.problems]
    with pytest.raises(InputError) as mine:
        sim.load("two-neighbours").set({path: given})
    assert [(one.where, one.expected, one.found) for one in mine.value.problems] == told


def test_every_problem_is_told_with_what_set_it() -> None:
    told = refusal({"dials.trust": -1, "dials.law": float("nan"), "titel": "x"})
    assert "dials.trust = -1  dials.trust" in told
    assert "dials.law = nan" in told
    assert "did you mean `title`?" in told


def test_what_only_together_does_not_fit_names_what_was_set() -> None:
    assert 'horizon = "60 years" it fits' in refusal({"horizon": "60 years"})


@pytest.mark.parametrize("settings", [["dials.trust=1"], "dials.trust=1", {1: 2}, None, 3])
def test_what_is_no_mapping_of_paths_is_refused(settings: object) -> None:
    assert 'such as {"dials.trust": 0.5}' in refusal(settings)


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x", 1j, {"a": object()}, {3: 4}])
def test_what_no_file_could_say_is_refused(value: object) -> None:
    assert "expected" in refusal({"dials.trust": value})
    assert "expected" in refusal({"story": value})


def test_a_path_without_end_is_refused() -> None:
    assert "at most 64 names" in refusal({".".join("a" * 100): 1})
