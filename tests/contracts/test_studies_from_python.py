"""Does a study from Python give what the command line gives, and go on where it stopped?"""

from __future__ import annotations

import csv
import dataclasses
import inspect
import io
import re
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.studies.results.values import Answers
from sim.studies.running.running import Swept
from sim.studies.store.status import Status
from tests.contracts.test_command_line import entente
from tests.sweeps.files import small
from tests.sweeps.stores import table_at
from tests.sweeps.sweeps import written

FEW = 3
ROWS = 4 * FEW


def made(**changes: Any) -> sim.Study:
    """A study made in Python: two conditions of a small scenario."""
    return sim.Study(**{**small(), "scenario": "two-neighbours", "replications": FEW, **changes})


def test_a_file_gives_the_rows_that_the_command_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = written(tmp_path, FEW)
    told: list[tuple[int, int]] = []
    swept = sim.run_study(
        sim.read_study(str(file)), "python.sqlite", progress=lambda *now: told.append(now)
    )
    assert (swept.added, swept.store) == (ROWS, Path("python.sqlite"))
    assert told[-1] == (ROWS, ROWS)
    assert entente("sweep", file, "--workers", "1").exit_code == 0
    assert table_at(Path("python.sqlite")) == table_at(Path("study.sqlite"))


def test_a_study_made_in_python_runs_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "mine.sqlite"
    assert sim.run_study(sim.open_study(made()), path).added == 2 * FEW
    larger = sim.open_study(made(replications=FEW + 1))
    assert sim.run_study(larger, path).added == 2
    with sim.open_store(str(path)) as store:
        assert sim.status(store).rows_done == 2 * (FEW + 1)


def test_a_shipped_study_is_found_by_its_name() -> None:
    assert sim.read_study("trust-and-law").conditions == 25
    with pytest.raises(sim.InputError, match="did you mean"):
        sim.read_study("trust-and-lwa")


def test_what_a_study_answers_is_drawn_as_the_command_draws_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sim.run_study(sim.open_study(made()), "mine.sqlite")
    with sim.open_store("mine.sqlite") as store:
        found = sim.answers(store)
    drawn = io.StringIO()
    sim.report(found, drawn)
    assert found.counted.conditions == 2
    assert drawn.getvalue() == entente("study", "show", "mine.sqlite").stdout


def test_tables_hold_what_summaries_say(tmp_path: Path) -> None:
    path = tmp_path / "mine.sqlite"
    sim.run_study(sim.open_study(made()), path)
    with sim.open_store(path) as store:
        files = sim.export(store, tmp_path / "tables")
        means = [each.averages[0].estimate for each in sim.summaries(store)]
    assert [file.name for file in files] == ["replications.csv", "conditions.csv", "dictionary.csv"]
    rows = csv.DictReader(files[1].read_text(encoding="utf-8").splitlines())
    assert [row["detection_time_mean"] for row in rows] == [
        str(mean.value) for mean in means if mean
    ]
    with sim.open_store(path) as store, pytest.raises(sim.InputError, match="xlsx"):
        sim.export(store, tmp_path, "xlsx")


def test_what_can_be_mended_is_an_error_of_entente(tmp_path: Path) -> None:
    with pytest.raises(sim.EntenteError, match="nowhere"):
        sim.open_store(tmp_path / "nowhere.sqlite")
    path = tmp_path / "mine.sqlite"
    sim.run_study(sim.open_study(made()), path)
    with pytest.raises(sim.EntenteError):
        sim.run_study(sim.open_study(made(seed=2)), path)


def test_the_page_for_researchers_tells_of_functions_as_they_are() -> None:
    page = Path(__file__).parents[2] / "docs" / "for-researchers.md"
    text = page.read_text(encoding="utf-8")
    section = text[text.index("## A study from Python") : text.index("## From the shell")]
    table = [line for line in section.splitlines() if line.startswith("| `")]
    told = dict(
        re.findall(r"`(\w+)\(([\w, ]+)\)`", "\n".join(line.split(" | ")[0] for line in table))
    )
    assert told.keys() >= set(sim.__all__) & {"read_study", "open_study", "run_study", "open_store"}
    for name, arguments in told.items():
        known = list(inspect.signature(getattr(sim, name)).parameters)
        assert arguments.split(", ") == known[: arguments.count(",") + 1]
    gives = {"run_study": Swept, "status": Status, "answers": Answers}
    for name, kind in gives.items():
        (row,) = (line for line in table if line.startswith(f"| `{name}("))
        named = re.findall(r"`(\w+)`", row.split(" | ")[1])
        assert named
        assert set(named) <= {field.name for field in dataclasses.fields(kind)}
