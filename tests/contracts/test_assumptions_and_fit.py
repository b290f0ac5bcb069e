"""What do `entente assumptions` and `entente fit` promise to the shell?"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.analyses.as_data import data_fields
from sim.analyses.assumptions.assumptions import AssumptionFindings
from sim.analyses.fit.judged import FitFindings
from sim.experiments.progress import Stage
from tests.contracts.test_command_line import entente, refused, written
from tests.interrupting import SOMETHING_IS_DONE, stopped_at_work

FEW = ["-n", "4", "--workers", "1"]


@pytest.fixture
def fine(tmp_path: Path) -> Path:
    """A file that holds a small scenario."""
    return written(tmp_path / "fine.yaml", {})


@pytest.fixture
def delays(tmp_path: Path) -> Path:
    """Forty durations in days, some of them still going on."""
    days = np.exp(np.random.Generator(np.random.Philox(key=3)).normal(0.5, 0.6, 40))
    rows = [f"{number},{day:.3f},{day > 2.5}" for number, day in enumerate(days)]
    path = tmp_path / "delays.csv"
    path.write_text("\n".join(["case,days,open", *rows]), encoding="utf-8")
    return path


FITTED = ["--column", "days", "--censored", "open", "--unit", "d"]


# entente assumptions


def test_the_tornado_is_drawn_beside_the_headline(fine: Path) -> None:
    result = entente("assumptions", fine, *FEW, "--set", "trust.default=0.4")
    assert result.exit_code == 0, result.output
    assert not result.stderr
    for heading in (
        "What the detection time depends on",
        "Which conclusions stand",
        "What was left alone",
    ):
        assert f"\n{heading} ─" in result.stdout
    assert "With trust.default=0.4." in result.stdout
    assert "With your changes, " in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_assumptions_as_data(fine: Path) -> None:
    result = entente("assumptions", fine, *FEW, "--json")
    data = json.loads(result.stdout, parse_constant=pytest.fail)
    assert list(data) == [
        "format",
        *(field.name for field in dataclasses.fields(AssumptionFindings)),
    ]
    assert data["provenance"]["replications"] == 4
    spans = [
        max(0.0, *hours) - min(0.0, *hours)
        for one in data["assumptions"]
        if (hours := [s["later"]["value"] for s in (one["half"], one["double"]) if s["later"]])
    ]
    assert spans
    assert spans == sorted(spans, reverse=True)


def test_assumptions_are_the_same_again_and_on_more_workers_and_by_every_engine(
    fine: Path,
) -> None:
    def figures(*options: str) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(
            entente("assumptions", fine, "-n", "6", "--json", *options).stdout
        )
        for name in ("seconds", "engine", "engine_why"):
            del data["provenance"][name]
        return data

    assert figures("--workers", "1") == figures("--workers", "2")
    assert figures("--workers", "1") != figures("--workers", "1", "--seed", "2")
    pytest.importorskip("numba")
    assert figures("--workers", "1") == figures("--workers", "1", "--engine", "compiled")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.yaml"], "none of this name"),
        (["two-neighbours", "--set", "dials.trust=abc"], "a number"),
        (["two-neighbours", "-n", "0"], "Error: "),
        (["two-neighbours", "--workers", "0"], "Error: "),
        (["two-neighbours", "--engine", "steam"], "Error: "),
        ([], "Missing argument"),
    ],
    ids=str,
)
def test_what_assumptions_refuse(arguments: list[str], said: str) -> None:
    assert said in refused(entente("assumptions", *arguments))


def test_a_scenario_in_which_nothing_is_scored_has_no_headline(fine: Path) -> None:
    assert "No threat of" in refused(entente("assumptions", fine, *FEW, "--set", "horizon=9 d"))


def test_when_every_replication_fails_there_is_no_tornado(
    fine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("the lamp fell over")

    monkeypatch.setattr("sim.experiments.counting.results", fails)
    result = entente("assumptions", fine, *FEW)
    assert result.exit_code == 1
    assert not result.stdout
    assert "All 4 replications failed" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal to a group")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_shows_what_was_done(workers: str) -> None:
    told = stopped_at_work(
        *("assumptions", "two-neighbours", "-n", "99999", "--workers", workers),
        when=rf"{Stage.HALF_AND_DOUBLE}.*{SOMETHING_IS_DONE}",
    )
    assert told.returncode == 130, told.stderr
    assert "Traceback" not in told.stderr
    words = " ".join(told.stdout.split())
    assert "Stopped by the user: this rests on the" in words
    assert "of 99,999 replications" in words
    assert "What the detection time depends on" in words


# entente fit


def test_a_fit_and_the_line_to_paste(delays: Path) -> None:
    result = entente("fit", delays, *FITTED)
    assert result.exit_code == 0, result.output
    assert not result.stderr
    for heading in ("Against what was observed", "Which family", "To paste into a scenario"):
        assert f"\n{heading} ─" in result.stdout
    assert "from delays.csv, column days" in " ".join(result.stdout.split())
    assert "Few: " in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_the_line_to_paste_makes_a_scenario(delays: Path, fine: Path) -> None:
    shown = entente("fit", delays, *FITTED).stdout.partition("To paste into a scenario")[2]
    line = next(each for each in shown.splitlines() if each.startswith("{"))
    scenario = sim.load(fine, [f"sharing.vetting={line}"])
    data = json.loads(entente("fit", delays, *FITTED, "--json").stdout)
    assert data["fits"][0]["line"] == line
    loaded = [scenario.sharing.vetting.quantile_hours(share) for share in data["shares"]]
    assert loaded == data["fits"][0]["quantile_hours"]
    assert entente("check", fine, "--set", f"sharing.vetting={line}").exit_code == 0


def test_the_command_in_the_documentation_runs(
    delays: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It needs a file of the reader's own, so it is not among the commands that pages run."""
    page = Path(__file__).parents[2] / "docs" / "for-researchers.md"
    told = re.findall(r"^entente (fit .*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert told
    monkeypatch.chdir(delays.parent)
    for command in told:
        assert entente(*shlex.split(command)).exit_code == 0


def test_a_fit_as_data(delays: Path) -> None:
    data = json.loads(entente("fit", delays, *FITTED, "--json").stdout, parse_constant=pytest.fail)
    assert list(data) == ["format", *(field.name for field in data_fields(FitFindings))]
    assert data["ended"] + data["censored"] == 40
    assert data["fits"][0]["behind"] == 0.0


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("1 h\n2 h\nsoon\n4 h\n", [], ":3"),
        ("1\n2\n", [], "--unit"),
        ("1 h\n2 h\n", [], "5 durations above 0 that ended"),
        ("a,b\n1 h,2 h\n", ["--column", "c"], "`c`"),
        ("", [], "none"),
        ("1 h\n", ["--unit", "fortnights"], "Error: "),
    ],
    ids=["a word", "no unit", "too few", "no such column", "empty", "no such unit"],
)
def test_what_a_fit_refuses(tmp_path: Path, text: str, options: list[str], said: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    assert said in refused(entente("fit", path, *options))


@pytest.mark.parametrize("place", ["nowhere.csv", "."], ids=["no file", "a directory"])
def test_a_place_without_durations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "expected a file" in refused(entente("fit", place))


def test_a_missing_file_name() -> None:
    assert "Missing argument" in refused(entente("fit"))


def test_without_scipy_one_message_says_what_to_install(
    delays: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    told = refused(entente("fit", delays, *FITTED))
    assert len(re.findall(r"pip install .*duckdb scipy", told)) == 1
    assert len(told.splitlines()) == 1
