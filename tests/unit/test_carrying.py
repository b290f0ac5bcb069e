"""Does the file that one exercise leaves say all that the next must begin with?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.analyses.comparison.comparison import compare
from sim.analyses.comparison.findings import Findings
from sim.cli import main
from sim.cli.carrying import write_carried
from sim.scenario.files.document import read_document
from sim.scenario.reading.reading import load
from sim.statistics.precision import FixedNumber
from tests.scenarios_for_tests import load_data, minimal
from tests.shipped_runs import LARGE_ARE_SLOW

NAME = "tried-and-tested"
LEARNED = "trust.agencies.Elvermark Bureau.Sundholt Bureau"
ANALYSTS = "agencies.Sundholt Bureau.analysts"


def entente(*arguments: str | Path) -> Result:
    """The program run in this process."""
    return CliRunner().invoke(main, [str(each) for each in arguments])


def found_in(*names: str) -> Findings:
    """Findings of agencies with such names, the first two of which found out about each other."""
    data = minimal()
    text = json.dumps(data)
    for old, new in zip(("Aldren Police", "Brevia Police"), names, strict=True):
        text = text.replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1])
    data = json.loads(text)
    data["trust"] = {"default": 0.9, "learning": {"known_after": "1 h"}}
    data["sharing"] = {"default_marking": "CLEAR", "vetting": "0 h"}
    data["law"] = {"formal_route": {"duration": "0 h", "refusal": 0.0}}
    return compare(load_data(data), rule=FixedNumber(3), workers=1)


def test_it_holds_trust_and_settings_with_a_remark_on_where_they_come_from(
    tmp_path: Path,
) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    settings = ("--set", f"{ANALYSTS}=3", "--set", "dials.law=0.5")
    result = entente("run", NAME, "-n", "9", "--seed", "5", *settings, "--carry", first)
    assert result.exit_code == 0, result.output
    assert f"Wrote to {first} what agencies learned: 6 of 6 pairs" in " ".join(
        result.stderr.split()
    )
    text = first.read_text(encoding="utf-8")
    assert text.startswith(f"# What {NAME} left: seed 5, 9 replications, version ")
    assert read_document(first).data | {ANALYSTS: 3, "dials.law": 0.5} == read_document(first).data
    again = ("--set", "dials.law=0.25", "--with", first, "--carry", second)
    assert entente("run", NAME, "-n", "9", *again).exit_code == 0
    assert "# It began with first.yaml." in second.read_text(encoding="utf-8")
    left = read_document(second).data
    assert (left[ANALYSTS], left["dials.law"]) == (3, 0.25)
    scenario = load(NAME, settings=[second])
    assert scenario.agencies["Sundholt Bureau"].analysts == 3
    assert scenario.trust.agencies["Elvermark Bureau"]["Sundholt Bureau"] == left[LEARNED]
    assert scenario.trust.learning == load(NAME).trust.learning


def test_what_was_learned_counts_before_what_was_set(tmp_path: Path) -> None:
    file = tmp_path / "after.yaml"
    assert (
        entente("run", NAME, "-n", "9", "--set", f"{LEARNED}=0.1", "--carry", file).exit_code == 0
    )
    carried = read_document(file).data[LEARNED]
    assert isinstance(carried, float)
    assert carried > 0.3


def test_a_report_with_a_file_says_what_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "after.yaml"
    file.write_text(f"{LEARNED}: 0.9\n", encoding="utf-8")
    result = entente("run", NAME, "-n", "30", "--with", file, "--workers", "1", "--json")
    found = json.loads(result.stdout)
    assert found["provenance"]["overrides"] == [str(file)]
    hours = found["comparison"]["variants"][-1]["figures"][0]
    assert hours["measure"] == "detection_time"
    assert hours["change"]["value"] < 0


@pytest.mark.parametrize("command", ["show", "check"])
def test_other_commands_take_a_file_too(command: str, tmp_path: Path) -> None:
    file = tmp_path / "after.yaml"
    file.write_text(f"{LEARNED}: 0.91\ndials.trust: much\n", encoding="utf-8")
    result = entente(command, NAME, "--with", file)
    assert result.exit_code == 2
    assert f"{file}:2:1" in result.stderr.replace("\n", "")


def test_where_nothing_is_learned_there_is_nothing_to_carry(tmp_path: Path) -> None:
    file = tmp_path / "after.yaml"
    result = entente("run", "two-neighbours", "--carry", file)
    assert result.exit_code == 2
    assert "in this scenario they learn nothing" in " ".join(result.stderr.split())
    assert not file.exists()


def test_nothing_runs_when_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_nothing(*_: object, **__: object) -> None:
        pytest.fail("replications ran")

    monkeypatch.setattr("sim.analyses.comparison.comparison.compare", run_nothing)
    for place in (tmp_path, tmp_path / "nowhere" / "after.yaml"):
        assert entente("run", NAME, "--carry", place).exit_code == 2


@pytest.mark.parametrize(
    "names",
    [
        ("St. Brand: #1", 'The "Old" Watch'),
        ("Bureau = Amt", "x" * 60),
        ("Полиция Алдрена", "a\\b"),
        ("null", "12:30"),
    ],
)
def test_unusual_names_are_carried_as_they_are(names: tuple[str, str], tmp_path: Path) -> None:
    findings = found_in(*names)
    tested = [(one.who, one.whom) for one in findings.learned if one.tested]
    assert tested
    file = tmp_path / "after.yaml"
    assert write_carried(findings, file, [], []) == len(tested)
    scenario = json.loads(json.dumps(minimal()))
    for old, new in zip(("Aldren Police", "Brevia Police"), names, strict=True):
        scenario["agencies"][new] = scenario["agencies"].pop(old)
    scenario["countries"] = {"Aldren": {}, "Brevia": {"responsible": names[1]}}
    scenario["channels"]["Hotline"]["between"] = list(names)
    path = tmp_path / "scenario.yaml"
    path.write_text(json.dumps(scenario, ensure_ascii=False), encoding="utf-8")
    read = load(path, settings=[file]).trust.agencies
    assert {(who, whom) for who, towards in read.items() for whom in towards} == set(tested)


@pytest.mark.parametrize("name", LARGE_ARE_SLOW)
def test_what_any_shipped_scenario_leaves_the_next_exercise_takes(
    name: str, tmp_path: Path
) -> None:
    settings = ["trust.learning={}", "injects={}", "dials={law: 0.5}"]
    before = load(name, settings)
    findings = compare(before, rule=FixedNumber(2), workers=1, engine="simpy")
    file = tmp_path / "after.yaml"
    write_carried(findings, file, settings, [])
    after = load(name, settings=[file])
    carried = {(one.who, one.whom): one.carried for one in findings.learned if one.tested}
    for (who, whom), trust in carried.items():
        assert after.trust.agencies[who][whom] == pytest.approx(trust, abs=1e-4)
    as_before = after.trust.model_copy(update={"agencies": before.trust.agencies})
    assert after.model_copy(update={"trust": as_before}) == before
    again = tmp_path / "again.yaml"
    write_carried(findings, again, [], [file])
    assert load(name, settings=[again]) == after


def test_a_name_with_a_line_break_does_not_end_the_remark(tmp_path: Path) -> None:
    file = tmp_path / "after.yaml"
    write_carried(found_in("A", "B").noting(scenario="x\nhorizon: 1 d"), file, [], [])
    assert "horizon" not in read_document(file).data
