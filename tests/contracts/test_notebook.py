"""Does the notebook load an export of either format, with and without what it can use?"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.studies.file.schema import Study
from tests.sweeps.sweeps import written

BOOK = Path(__file__).parents[2] / "docs" / "notebooks" / "read-an-export.ipynb"
CONTENT: dict[str, Any] = json.loads(BOOK.read_text(encoding="utf-8"))
CELLS: list[dict[str, Any]] = CONTENT["cells"]
CODE = [cell for cell in CELLS if cell["cell_type"] == "code"]
OPTIONAL = ("pandas", "matplotlib")
FEW = 3


@pytest.fixture(params=["csv", "parquet"])
def exported(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Study:
    """A small study, run and exported to where the notebook looks for it."""
    monkeypatch.chdir(tmp_path)
    opened = sim.read_study(written(tmp_path, FEW))
    sim.run_study(opened, "study.sqlite")
    with sim.open_store("study.sqlite") as store:
        sim.export(store, "tables", request.param)
    return opened.study


def run_all() -> dict[str, Any]:
    """Runs the code of each cell, one after the other, as a notebook does."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in CODE:
        exec(compile("".join(cell["source"]), cell["id"], "exec"), names)  # noqa: S102
    return names


def without(*names: str) -> Callable[..., Any]:
    """What finds packages, as if these were not installed."""
    find = importlib.util.find_spec
    return lambda name, *others: None if name in names else find(name, *others)


def test_the_notebook_is_one_and_holds_nothing_that_grows_old() -> None:
    assert (CONTENT["nbformat"], CONTENT["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in CELLS}) == len(CELLS)
    for cell in CODE:
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_each_table_is_loaded_as_it_was_written(
    exported: Study, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what is installed of the optional libraries; what is not, its cell names."""
    monkeypatch.setenv("MPLBACKEND", "Agg")
    names = run_all()
    with sim.open_store("study.sqlite") as store:
        summaries = [*sim.summaries(store)]
        digest = store.scenario_digest
    assert names["settings"] == ["dials.trust", "trust.default"]
    assert len(names["replications"]) == 4 * FEW
    for row, summary in zip(names["conditions"], summaries, strict=True):
        assert {name: row[name] for name in names["settings"]} == summary.condition.settings
        estimate = summary.averages[0].estimate
        assert estimate is not None
        assert row["detection_time_mean"] == estimate.value
        assert row["detection_time_n"] == FEW
        assert row["error"] is None
    shown = capsys.readouterr().out
    assert digest in shown
    missing = [name for name in OPTIONAL if importlib.util.find_spec(name) is None]
    for name in OPTIONAL:
        assert (f"pip install {name}" in shown) == (name in missing)
    assert Path("figure.svg").exists() == ("matplotlib" not in missing)


def test_the_difference_is_taken_on_the_same_luck(
    exported: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    with sim.open_store("study.sqlite") as store:
        means = [each.averages[0].estimate for each in sim.summaries(store)]
    assert means[0] is not None
    assert means[-1] is not None
    run_all()
    shown = capsys.readouterr().out
    assert f"detection_time: {means[-1].value - means[0].value:+.1f}, give or take" in shown
    assert "dials.trust: from 0" in shown


def test_without_what_is_optional_it_says_what_to_install(
    exported: Study, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", without(*OPTIONAL))
    names = run_all()
    shown = capsys.readouterr().out
    for name in OPTIONAL:
        assert f"pip install {name}" in shown
    assert len(names["conditions"]) == 4


def test_without_what_reads_parquet_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "dictionary.csv").write_text("table,column,kind,unit,meaning\n", encoding="utf-8")
    (folder / "conditions.parquet").touch()
    monkeypatch.setattr("importlib.util.find_spec", without("duckdb"))
    with pytest.raises(ImportError, match="pip install duckdb"):
        run_all()


def test_without_an_export_it_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="No export in tables"):
        run_all()


def test_the_commands_that_it_names_are_there() -> None:
    from sim.cli.group import COMMANDS

    text = "".join("".join(cell["source"]) for cell in CELLS)
    named = {line.split()[1] for line in text.splitlines() if line.startswith("entente ")}
    assert {"new", "sweep", "study"} == named
    assert named <= set(COMMANDS)
