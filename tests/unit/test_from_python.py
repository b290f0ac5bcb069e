"""Is what is made or changed in Python refused as a file would be, in the program's own words?"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.analyses.assumptions.assumptions import study_assumptions
from sim.analyses.programmes.programmes import compare_programmes
from tests.scenarios_for_tests import changed, load_data, minimal


def problem(error: pytest.ExceptionInfo[sim.InputError]) -> tuple[str, str]:
    """Where the only problem lies, and all that is said of it."""
    (only,) = error.value.problems
    return only.where, str(only)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            "threats.The Shipment.country",
            "Atlantis",
            'the name of a country, found the unknown country "Atlantis"',
        ),
        ("channels.Hotline.between", ["Aldren Police", "Ghost"], "the name of an agency"),
        ("trust", {"countries": {"Nowhere": {}}}, "the name of a country or body"),
        ("dials", {"law": 5000}, "a number from 0 to 10, found 5000"),
        ("horizon", 840.0, "a duration such as"),
        ("titel", "Harbour", "did you mean `title`?"),
    ],
)
def test_a_scenario_made_in_python_names_what_is_wrong_and_where(
    path: str, value: object, expected: str
) -> None:
    with pytest.raises(sim.InputError) as error:
        sim.Scenario(**changed({path: value}))
    where, said = problem(error)
    assert where.startswith(path)
    assert said.startswith('the scenario "Two neighbours"  ')
    assert expected in said


def test_every_problem_is_told_at_once() -> None:
    wrong = changed({"threats.The Shipment.country": "Atlantis", "dials": {"law": -1}})
    with pytest.raises(sim.InputError) as error:
        sim.Scenario(**wrong)
    assert {each.where for each in error.value.problems} == {
        "threats.The Shipment.country",
        "dials.law",
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"background": {"letters": {"category": "letters", "rate": "50000 per day"}}},
        {"threats.The Shipment.indicators.first.rate": "100000 per day", "horizon": "200 d"}
        | {"threats.The Shipment.deadline": "190 d"},
        {
            "background": {"letters": {"category": "letters", "rate": "1000 per day"}},
            "injects": {
                "flood": {
                    "at": "1 d",
                    "message": "More of it.",
                    "background": {"stream": "letters", "times": 100, "lasting": "50 d"},
                }
            },
        },
    ],
)
def test_more_reports_than_a_replication_can_hold_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(sim.InputError, match="at most 5,000,000 reports by the horizon"):
        sim.Scenario(**changed(changes))


ODD = [
    *(None, True, 1, -1, 1.5, float("nan"), "", "Ghost", "36 h", b"x", 1j, object()),
    *((), [], {}, {1: 2}, {"a": 1}, [None], ["Ghost", 1], {"a": {"b": []}}),
    *(np.int64(3), np.arange(3), np.array("a")),
]


@given(st.sampled_from(ODD), st.randoms(use_true_random=False))
def test_whatever_stands_anywhere_it_is_a_scenario_or_refused(
    value: object, random: Random
) -> None:
    data: Any = minimal()
    node = data
    while True:
        key = random.choice(list(node) if isinstance(node, dict) else range(len(node)))
        if not isinstance(node[key], dict | list) or not node[key] or random.random() < 0.3:
            break
        node = node[key]
    node[key] = value
    with suppress(sim.InputError):
        made = sim.Scenario(**data)
        assert sim.Scenario(**made.model_dump()) == made


@pytest.mark.parametrize("data", [None, [], "two-neighbours", {}])
def test_what_is_no_scenario_at_all_is_refused(data: object) -> None:
    with pytest.raises(sim.InputError, match="the scenario"):
        sim.Scenario.model_validate(data)


def test_what_a_scenario_is_made_of_may_be_parts_and_numbers_of_numpy() -> None:
    base = load_data(minimal())
    parts = {name: getattr(base, name) for name in base.model_fields_set}
    written = {"horizon": "60 d"}
    agencies = {
        name: agency.model_copy(update={"analysts": np.int64(2), "matching": np.float32(0.5)})
        for name, agency in base.agencies.items()
    }
    made = sim.Scenario(**{**parts, **written, "agencies": agencies})
    assert made.agencies["Aldren Police"].analysts == 2
    assert made.model_copy(update={"agencies": base.agencies}) == base


@pytest.mark.parametrize(
    ("update", "where"),
    [
        ({"dials": {"law": 5000}}, "dials.law"),
        ({"horizon": -1.0}, "horizon"),
        ({"horizon": float("nan")}, "horizon"),
        ({"window": "soon"}, "window"),
        ({"dailz": {}}, "dailz"),
        ({"agencies": {}}, "agencies"),
    ],
)
def test_a_copy_is_held_against_the_scenario(update: dict[str, Any], where: str) -> None:
    with pytest.raises(sim.InputError) as error:
        load_data(minimal()).model_copy(update=update)
    assert where in {each.where for each in error.value.problems}


def test_a_part_that_was_changed_is_refused_at_once() -> None:
    with pytest.raises(sim.InputError, match="from 0 to 10, found 5000"):
        load_data(minimal()).dials.model_copy(update={"law": 5000})


def test_a_copy_without_what_others_name_says_who_names_it() -> None:
    base = load_data(minimal())
    with pytest.raises(sim.InputError) as error:
        base.model_copy(update={"countries": {"Brevia": base.countries["Brevia"]}})
    assert "agencies.Aldren Police.country" in {each.where for each in error.value.problems}


def test_a_copy_takes_quantities_as_written_and_as_the_field_has_them() -> None:
    base = load_data(minimal())
    assert base.model_copy(update={"horizon": "90 d"}).horizon == 90 * 24
    assert base.model_copy(update={"horizon": 2 * base.horizon}).horizon == 120 * 24
    assert base.model_copy(update={"begins": 90}).begins == 90
    assert base.model_copy() == base


def test_a_saved_scenario_leaves_out_sources_of_what_is_gone(tmp_path: Path) -> None:
    written = changed({"sources": [{"of": ["threats.*.onset", "law"], "cites": "A book"}]})
    base = load_data(written)
    less = base.model_copy(update={"threats": {}})
    less.save(tmp_path / "less.yaml")
    again = sim.load(str(tmp_path / "less.yaml"))
    assert [source.of for source in again.sources] == [("law",)]
    assert again.model_copy(update={"sources": base.sources}) == less


def test_what_no_file_can_hold_is_not_saved(tmp_path: Path) -> None:
    place = tmp_path / "kept.yaml"
    place.write_text("earlier", encoding="utf-8")
    with pytest.raises(sim.InputError, match="control character"):
        load_data(minimal()).model_copy(update={"story": "a\x07b"}).save(place)
    assert place.read_text(encoding="utf-8") == "earlier"
    with pytest.raises(sim.InputError, match="a file that can be written"):
        load_data(minimal()).save(tmp_path / "nowhere" / "mine.yaml")


def study(**changes: Any) -> sim.Study:
    """A small study."""
    axes = {"a": {"path": "dials.law", "values": [0, 1]}}
    small = {"title": "x", "scenario": "two-neighbours", "axes": axes, "design": "full grid"}
    return sim.Study(**{**small, "replications": 2, **changes})


def test_a_study_takes_numbers_of_numpy() -> None:
    listed = {"a": {"path": "dials.law", "values": np.linspace(0, 1, 3)}}
    assert study(axes=listed).axes["a"].values == (0.0, 0.5, 1.0)
    ranged = {"path": "dials.law", "range": {"from": np.float64(0), "to": 1, "steps": np.int64(3)}}
    made = study(axes={"a": ranged}, seed=np.int64(3), replications=np.int32(2))
    assert sim.open_study(made).conditions == 3
    assert made.seed == 3


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), 1j, {1: 2}])
def test_a_study_refuses_values_that_no_file_has(value: object) -> None:
    with pytest.raises(sim.InputError) as error:
        study(axes={"a": {"path": "dials.law", "values": [0, value]}})
    where, said = problem(error)
    assert where == "axes.a.values.1"
    assert "a value as a file has it" in said


def test_a_study_of_the_wrong_form_is_refused_in_plain_words() -> None:
    with pytest.raises(sim.InputError) as error:
        study(replikations=3)
    assert "did you mean `replications`?" in problem(error)[1]


def test_one_setting_may_stand_for_a_list_of_one(tmp_path: Path) -> None:
    listed = sim.load("two-neighbours", ["dials.law=0.5"])
    assert sim.load("two-neighbours", "dials.law=0.5") == listed
    file = tmp_path / "settings.yaml"
    file.write_text("dials.law: 0.5\n", encoding="utf-8")
    for settings in (file, str(file), [file], [str(file)]):
        assert sim.load("two-neighbours", settings=settings) == listed


def test_no_workers_are_refused_before_anything_is_done(tmp_path: Path) -> None:
    from sim.scenario.reading.reading import read

    store = tmp_path / "none.sqlite"
    for refused in (
        lambda: sim.run_study(sim.open_study(study()), store, workers=0),
        lambda: sim.compare(sim.load("two-neighbours"), workers=0),
        lambda: study_assumptions(read("two-neighbours"), workers=-1),
        lambda: compare_programmes(sim.load("lean-years"), workers=0),
    ):
        with pytest.raises(sim.InputError, match="a whole number of at least 1"):
            refused()
    assert not store.exists()
