"""Does the tutorial show what its study gives, and do its programs load what is exported?"""

from __future__ import annotations

import ast
import csv
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

import sim
from sim.studies.file.planned import planned
from sim.studies.file.shipped import find_study
from tests.contracts.test_command_line import entente
from tests.contracts.test_documentation import Block, blocks, commands, merged, thin

PAGE = Path(__file__).parents[2] / "docs" / "tutorial-study.md"
LOADING = [block for block in blocks("py", "r") if block.page == PAGE]
PROGRAMS = [block for block in LOADING if block.language == "py"]
OUTPUTS = [block for block in blocks("text") if block.page == PAGE and "pip " not in block.text]
COLUMN = re.compile(r"\b(?:dials\.\w+|[a-z]+(?:_[a-z]+)+)\b")
"""A name in quotes that a column may have."""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder beside the tables of the tutorial's study, of few replications."""
    folder = tmp_path_factory.mktemp("tutorial")
    study = folder / "mine.yaml"
    assert entente("new", "study", study, "--from", "trust-and-law").exit_code == 0
    thin(study)
    sim.run_study(sim.read_study(study), folder / "mine.sqlite")
    with sim.open_store(folder / "mine.sqlite") as store:
        for form in ("csv", "parquet"):
            sim.export(store, folder / "tables", form)
    return folder


def libraries(program: str) -> set[str]:
    """What a program imports."""
    found = (node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Import))
    return {name.name.partition(".")[0] for node in found for name in node.names}


def test_the_page_loads_with_all_that_it_names() -> None:
    used = {name for block in PROGRAMS for name in libraries(block.text)}
    assert used == {"pandas", "polars", "duckdb", "matplotlib"}
    assert {block.language for block in LOADING} == {"py", "r"}


@pytest.mark.parametrize("block", PROGRAMS, ids=str)
def test_a_program_runs_where_its_libraries_are_installed(
    block: Block, tables: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where one of them is missing, the program is compiled and its columns are looked up."""
    monkeypatch.chdir(tables)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    program = compile(block.text, str(block), "exec")
    if all(find_spec(name) for name in libraries(block.text)):
        exec(program, {"__name__": "__main__"})  # noqa: S102
        assert capsys.readouterr().out or Path("trust-and-law.svg").exists()


@pytest.mark.skipif(find_spec("duckdb") is None, reason="needs DuckDB")
def test_what_the_query_pools_is_the_mean_of_condition_means(
    tables: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tables)
    (block,) = (block for block in PROGRAMS if "duckdb" in libraries(block.text))
    exec(compile(block.text, str(block), "exec"), {"__name__": "__main__"})  # noqa: S102
    printed = re.findall(r"trust ([\d.]+): ([\d.]+)%", capsys.readouterr().out)
    means: dict[float, list[float]] = {}
    with sim.open_store(tables / "mine.sqlite") as store:
        place = [column.name for column in store.measures].index("share_missed")
        for one in sim.summaries(store):
            estimate = one.averages[place].estimate
            assert estimate is not None
            trust = float(one.condition.settings["dials.trust"])
            means.setdefault(trust, []).append(100 * estimate.value)
    expected = {trust: sum(each) / len(each) for trust, each in means.items()}
    assert {float(trust): float(share) for trust, share in printed} == pytest.approx(
        expected, abs=0.051
    )


@pytest.mark.parametrize("block", LOADING, ids=str)
def test_a_program_asks_for_columns_and_files_that_are_there(block: Block, tables: Path) -> None:
    with (tables / "tables" / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        columns = {row["column"] for row in csv.DictReader(file)}
    files = re.findall(r"tables/[\w.]+", block.text)
    assert files
    assert not [file for file in files if not (tables / file).is_file()]
    quoted = " ".join(re.findall(r'"([^"\n]+)"', block.text))
    asked = set(COLUMN.findall(quoted)) - columns
    assert asked <= {"schema_overrides"}
    assert set(COLUMN.findall(quoted)) & columns


def test_what_the_page_shows_of_the_study_is_in_it() -> None:
    (shown,) = (block for block in blocks("yaml") if block.page == PAGE)
    data = yaml.safe_load(find_study("trust-and-law").read_text(encoding="utf-8"))
    assert merged(data, yaml.safe_load(shown.text)) == data


@pytest.mark.slow
def test_what_the_page_shows_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed = ""
    for arguments in commands(PAGE):
        result = entente(*arguments)
        assert result.exit_code == 0, result.output
        printed += result.stdout
    lines = "\n".join(line.rstrip() for line in printed.splitlines())
    assert len(OUTPUTS) > 4
    assert not [block.text for block in OUTPUTS if block.text not in lines]


def test_a_larger_grid_runs_as_many_new_ones_as_the_page_says(tables: Path) -> None:
    data = yaml.safe_load((tables / "mine.yaml").read_text(encoding="utf-8"))
    for axis in data["axes"].values():
        axis["range"]["steps"] = 9
    larger = tables / "larger.yaml"
    larger.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    before, after = (
        {one.identity for one in planned(sim.read_study(file)).conditions}
        for file in (tables / "mine.yaml", larger)
    )
    assert before < after
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"the {len(before)} conditions that are there are kept" in text
    assert f"only the {len(after - before)} new ones run" in text
