"""What does `entente check` say of a study: what it comes to, what is wrong, what to doubt?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.studies.file.shipped import shipped_studies
from tests.contracts.test_command_line import entente, refused
from tests.scenarios_for_tests import changed
from tests.sweeps.files import TEXT


def plain(shown: str) -> str:
    return " ".join(shown.split())


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """The file of a small study: two conditions, 20 runs of each."""
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_study_is_told_with_its_scenario(study: Path) -> None:
    result = entente("check", study)
    assert result.exit_code == 0
    told = plain(result.stdout)
    assert "mine: fine. 1 axis, 2 conditions, 40 runs; keeps detection_time, " in told
    assert "Its scenario is border-triangle. border-triangle: fine. 3 countries" in told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("replications: {until: {share_missed: 0.1}, at_most: 500}", "200 to 1,000 runs"),
        ("replications: {until: {share_missed: 0.1}, at_most: 500}\nbudget: 700", "200 to 700"),
        ("replications: {until: {share_missed: 0.1}, at_most: 500}\nbudget: 200", ", 200 runs"),
    ],
)
def test_as_many_runs_as_a_precision_may_take(study: Path, asked: str, told: str) -> None:
    study.write_text(TEXT.replace("replications: 20", asked), encoding="utf-8")
    assert told in plain(entente("check", study).stdout)


def test_two_points_of_a_design_may_be_one_condition(study: Path) -> None:
    text = TEXT.replace("full grid", "{latin_hypercube: {points: 30}}")
    study.write_text(text, encoding="utf-8")
    assert "30 points, at most 600 runs" in plain(entente("check", study).stdout)


def test_every_shipped_study_is_fine_by_its_name() -> None:
    for one in shipped_studies():
        result = entente("check", one.name, "--strict")
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith(f"{one.name}: fine.")


def test_a_mistake_is_told_with_its_place(study: Path) -> None:
    study.write_text(TEXT.replace("dials.trust", "horizon"), encoding="utf-8")
    assert "mine.yaml:6:11" in refused(entente("check", study))


def test_warnings_about_its_scenario_are_its_own(study: Path) -> None:
    odd = changed({"threats.The Shipment.deadline": "80 d"})
    (study.parent / "odd.yaml").write_text(json.dumps(odd), encoding="utf-8")
    study.write_text(TEXT.replace("border-triangle", "odd.yaml"), encoding="utf-8")
    result = entente("check", study)
    assert result.exit_code == 0
    assert "warning" in result.stdout
    assert entente("check", study, "--strict").exit_code == 1


def test_settings_are_about_a_scenario(study: Path) -> None:
    assert "this is a study" in refused(entente("check", study, "--set", "dials.trust=0"))


def test_a_name_that_is_neither_is_told_as_of_a_scenario() -> None:
    assert "the name of a shipped scenario" in refused(entente("check", "no-such-thing"))
