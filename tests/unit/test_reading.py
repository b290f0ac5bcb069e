"""Is a scenario found, read, overridden and held against everything at once?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.reading import shipped
from sim.scenario.reading.reading import load, read, scenario_of, variant_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.overrides import apply_settings
from tests.scenarios_for_tests import changed, document_of, minimal


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of shipped scenarios with one in it."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "two-neighbours.yaml").write_text(json.dumps(minimal()), encoding="utf-8")
    (folder / "two-neighbours.md").write_text("# Two neighbours\n", encoding="utf-8")
    monkeypatch.setattr(shipped, "_PLACES", (tmp_path / "nowhere", folder))
    return folder


def write(folder: Path, data: object) -> Path:
    path = folder / "scenario.yaml"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    return path


def test_by_path(tmp_path: Path) -> None:
    path = write(tmp_path, minimal())
    assert load(path) == load(str(path))
    assert load(path).title == "Two neighbours"


def test_by_name(place: Path) -> None:
    reading = read("two-neighbours")
    assert reading.name == "two-neighbours"
    assert reading.document.name == str(place / "two-neighbours.yaml")
    assert reading.scenario == load(place / "two-neighbours.yaml")


def test_what_is_shipped_is_described(place: Path) -> None:
    (only,) = shipped.shipped()
    assert (only.name, only.title) == ("two-neighbours", "Two neighbours")
    assert only.summary == "As little as makes sense."
    assert only.guide == place / "two-neighbours.md"


def test_a_shipped_scenario_is_described_as_its_schema_reads_it() -> None:
    for one in shipped.shipped():
        scenario = load(one.name)
        assert scenario.room is not None
        assert one.room == (scenario.room.minutes, scenario.room.people, scenario.room.tables)
        assert set(one.roles) == {agency.role for agency in scenario.agencies.values()}


def test_an_unknown_name_offers_the_nearest(place: Path) -> None:
    with pytest.raises(InputError) as error:
        load("two-neighbors")
    assert "did you mean `two-neighbours`? `entente list` shows" in str(error.value)


@pytest.mark.parametrize("name", ["quite-other", "x" * 5000, "a\0b", "\x1b[31mred"])
def test_a_name_of_nothing_is_refused(place: Path, name: str) -> None:
    with pytest.raises(InputError) as error:
        load(name)
    assert "`entente list` shows what there is" in str(error.value)
    assert "\x1b" not in str(error.value)


def test_a_file_without_an_ending_is_found(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").write_text(json.dumps(minimal()), encoding="utf-8")
    assert load("mine").title == "Two neighbours"


def test_a_name_comes_before_a_directory_of_that_name(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("two-neighbours").mkdir()
    assert load("two-neighbours").title == "Two neighbours"


def test_overrides_are_applied_and_validated(tmp_path: Path) -> None:
    path = write(tmp_path, minimal())
    assert load(path, ["dials.trust=0"]).dials.trust == 0
    with pytest.raises(InputError) as error:
        load(path, ["threats.The Shipment.country=Brevja"])
    (problem,) = error.value.problems
    assert problem.file == "--set threats.The Shipment.country=Brevja"
    assert problem.hint == "did you mean `Brevia`?"


def test_form_and_names_are_told_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    data = changed(
        {
            "countries.Aldren.responsible": "Nobody",
            "agencies.Brevia Police.analysts": 0,
            "threats.The Shipment.country": "Nowhere",
        }
    )
    with pytest.raises(InputError) as error:
        load(write(tmp_path, data))
    assert [problem.where for problem in error.value.problems] == [
        "countries.Aldren.responsible",
        "agencies.Brevia Police.analysts",
        "threats.The Shipment.country",
    ]


def test_one_place_is_told_once(tmp_path: Path) -> None:
    data = changed({"threats.The Shipment.country": "Bre\u202evia"})
    with pytest.raises(InputError) as error:
        load(write(tmp_path, data))
    (problem,) = error.value.problems
    assert "marks that hide or turn text" in problem.expected


def test_a_source_of_nothing_is_told_in_its_place(tmp_path: Path) -> None:
    data = changed({"sources": [{"of": ["law", "law.informal_route"], "cites": "A book."}]})
    with pytest.raises(InputError) as error:
        load(write(tmp_path, data))
    (problem,) = error.value.problems
    assert problem.where == "sources.0.of.1"
    assert problem.line is not None


def test_what_a_setting_took_away_needs_no_source() -> None:
    data = changed({"law": {"formal_route": {"duration": "9 months"}}})
    data["sources"] = [{"of": ["law.formal_route.duration"], "cites": "a report"}]
    without = apply_settings(document_of(data), {"law.formal_route": None}, Scenario)
    assert variant_of(without).law.formal_route is None
    with pytest.raises(InputError, match="the path of something in this scenario"):
        scenario_of(without)


def test_a_variant_is_held_against_everything_else() -> None:
    settings = {"horizon": 3, "trust.agencies.Nobody": {"Aldren Police": 1}}
    with pytest.raises(InputError) as caught:
        variant_of(apply_settings(document_of(minimal()), settings, Scenario))
    assert [one.where for one in caught.value.problems] == ["horizon", "trust.agencies.Nobody"]


def test_a_study_is_told_from_a_scenario(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text("study: 1\ntitle: T\nscenario: two-neighbours\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(file)
    (problem,) = caught.value.problems
    assert (problem.expected, problem.found) == ("a scenario", "a study")
    assert "entente sweep" in problem.hint
