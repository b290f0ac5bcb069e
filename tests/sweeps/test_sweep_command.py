"""`entente sweep` and `entente study` as their users meet them: words, codes, files, Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import time
from pathlib import Path

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion

from sim.cli.commands.study import COMMANDS as STUDY_COMMANDS
from sim.studies.file.reading import read_study
from sim.studies.file.shipped import shipped_studies
from sim.studies.running.running import sweep
from sim.studies.store.errors import NoStoreError
from sim.studies.store.locking import locked
from sim.studies.store.reading import open_store
from sim.studies.store.status import status
from tests.contracts.test_command_line import entente, in_process, refused
from tests.sweeps.stores import table_at
from tests.sweeps.sweeps import started, written

FEW = 3
ROWS = 4 * FEW


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a small study, in the working folder."""
    monkeypatch.chdir(tmp_path)
    return written(tmp_path, FEW)


@pytest.fixture
def store(study: Path) -> Path:
    """The store of that study, all run."""
    path = study.with_suffix(".sqlite")
    sweep(read_study(study), path, workers=1)
    return path


def plain(shown: str) -> str:
    return " ".join(shown.split())


# Help


@pytest.mark.parametrize("command", STUDY_COMMANDS)
def test_help(command: str, snapshot: SnapshotAssertion) -> None:
    result = entente("study", command, "--help")
    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= 80
    assert result.output == snapshot


# Sweep


def test_the_store_lies_in_the_working_folder_under_the_studys_name(study: Path) -> None:
    result = entente("sweep", study, "--workers", "1")
    assert result.exit_code == 0
    assert f"Done: {ROWS} rows of 4 conditions." in result.stdout
    assert "entente study show study.sqlite" in result.stdout
    assert len(table_at(Path("study.sqlite"))) == ROWS
    again = entente("sweep", study, "--workers", "1")
    assert again.exit_code == 0
    assert "Nothing was missing" in again.stdout


def test_how_it_ended_as_data(study: Path) -> None:
    result = entente("sweep", study, "--workers", "1", "--store", "other.sqlite", "--json")
    data = json.loads(result.stdout, parse_constant=pytest.fail)
    assert data["added"] == data["status"]["rows_done"] == ROWS
    assert (data["ending"], data["store"], data["engine"]) == ("complete", "other.sqlite", "simpy")


def test_what_failed_is_told_with_the_way_to_try_it_again(study: Path) -> None:
    text = study.read_text("utf-8").replace("trust.default", "agencies.Velmora Watch.prior")
    text = text.replace("dials.trust", "agencies.Velmora Watch.threshold")
    text = text.replace("[0, 1]", "[0.5, 0.8]").replace("[0.3, 0.6]", "[0.01, 0.7]")
    study.write_text(text, encoding="utf-8")
    result = entente("sweep", study, "--workers", "1")
    assert result.exit_code == 0, result.output
    assert "a threshold above the prior" in plain(result.stdout)
    assert f"entente sweep {study} --retry\n" in result.stdout
    assert "1 condition of 4" in result.stdout


def test_when_every_run_failed_the_code_is_1(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("[bold]the lamp fell over[/]")

    for name in ("run", "results"):
        monkeypatch.setattr(f"sim.studies.running.runs.{name}", fails)
    result = entente("sweep", study, "--workers", "1")
    assert result.exit_code == 1
    assert "RuntimeError: [bold]the lamp fell over[/]" in plain(result.stdout)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["trust-and-lwa"], "did you mean"),
        (["nowhere.yaml"], "none of this name"),
        (["two-neighbours.yaml"], "none of this name"),
        (["study.yaml", "--workers", "0"], "Error: "),
        (["study.yaml", "--workers", "2", "--cluster", "tcp://nobody:1"], "another"),
        (["study.yaml", "--store", "nowhere/study.sqlite"], "no such folder"),
        (["study.yaml", "--store", "study.yaml"], "a file of another kind"),
        (["study.yaml", "--store", "."], "a folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@pytest.mark.usefixtures("study")
def test_what_cannot_be_swept(arguments: list[str], said: str) -> None:
    assert said in refused(entente("sweep", *arguments))


def test_a_second_sweep_of_one_store_is_refused(study: Path) -> None:
    with locked(Path("study.sqlite")):
        told = refused(entente("sweep", study, "--workers", "1"))
    assert f"process {os.getpid()}" in told
    assert "name another store" in told


def test_a_scenario_is_no_study(study: Path) -> None:
    study.write_text("entente: 1\ntitle: x\n", encoding="utf-8")
    assert "a scenario" in refused(entente("sweep", study))


def until_there_are(rows: int, path: Path) -> None:
    """Waits until so many rows are stored."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with open_store(path) as opened:
                if status(opened).rows_done >= rows:
                    return
        except NoStoreError:
            pass
        time.sleep(0.05)
    pytest.fail("no row was ever stored")


def stopped(study: Path, *options: str) -> tuple[int, str]:
    """The code and the words of a sweep that Ctrl-C ends after its first batch."""
    with started("sweep", study, "--store", study.with_suffix(".sqlite"), *options) as process:
        try:
            until_there_are(1, study.with_suffix(".sqlite"))
            os.killpg(process.pid, signal.SIGINT)
            said, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    return process.returncode, said


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_keeps_what_is_there_and_says_how_to_go_on(study: Path, workers: str) -> None:
    written(study.parent, replications=30_000)
    code, said = stopped(study, "--workers", workers, "--engine", "simpy")
    assert code == 130, said
    assert "Traceback" not in said
    assert "Stopped by the user" in said
    assert f"entente sweep {study} --store {study.with_suffix('.sqlite')}\n" in said
    path = study.with_suffix(".sqlite")
    kept = table_at(path)
    assert 0 < len(kept) < 4 * 30_000
    (told,) = re.findall(r"([\d,]+) rows? added and kept", said)
    assert int(told.replace(",", "")) == len(kept)

    fewer = max(replication for _, replication, _, _ in kept) + 1
    written(study.parent, fewer)
    resumed = sweep(read_study(study), path, workers=1, engine="auto")
    assert resumed.added == 4 * fewer - len(kept)
    assert set(kept) <= set(table_at(path))


# Status


def test_status_of_a_finished_study(store: Path) -> None:
    result = entente("study", "status", store)
    assert result.exit_code == 0
    shown = plain(result.stdout)
    assert "Of 4 conditions, 4 are complete and 0 begun." in shown
    assert f"{ROWS} of {ROWS} (100 %)" in shown
    data = json.loads(entente("study", "status", store, "--json").stdout)
    assert data["status"]["rows_done"] == ROWS
    assert data["sittings"][0]["engine"] == "simpy"


def test_status_says_who_writes(store: Path) -> None:
    with locked(store):
        shown = plain(entente("study", "status", store).stdout)
    assert f"process {os.getpid()}" in shown


@pytest.mark.parametrize(
    "arguments",
    [["status"], ["show"], ["reproduce"], ["export", "--to", "out"]],
    ids=" ".join,
)
@pytest.mark.usefixtures("study")
def test_a_store_that_is_not_there(arguments: list[str]) -> None:
    name, *more = arguments
    assert "found no file" in refused(entente("study", name, "nowhere.sqlite", *more))
    assert "another kind" in refused(entente("study", name, "study.yaml", *more))


def test_a_misspelt_command_of_studies_is_met_with_the_nearest() -> None:
    assert "Did you mean 'status'?" in refused(entente("study", "statsu"))


# Export and reproduce


def test_export_writes_the_tables(store: Path) -> None:
    result = entente("study", "export", store, "--to", "tables")
    assert result.exit_code == 0
    files = {path.name for path in Path("tables").iterdir()}
    assert files == {"replications.csv", "conditions.csv", "dictionary.csv"}
    assert len(Path("tables/replications.csv").read_text("utf-8").splitlines()) == ROWS + 1
    assert not result.stderr


def test_export_of_an_unfinished_study_says_so(study: Path, store: Path) -> None:
    written(study.parent, FEW + 1)

    def at_once(*_: int) -> None:
        raise KeyboardInterrupt

    sweep(read_study(study), store, workers=1, progress=at_once)
    assert (
        "4 rows of the study are still missing"
        in entente("study", "export", store, "--to", "tables").stderr
    )


def test_reproduce_tells_equal_rows_from_changed_ones(store: Path) -> None:
    same = entente("study", "reproduce", store, "--rows", "5")
    assert same.exit_code == 0
    assert "5 rows run again: all equal to the last bit." in same.stdout

    connection = sqlite3.connect(store)
    with connection:
        connection.execute("UPDATE rows SET m0 = m0 + 1 WHERE rowid = 2")
    connection.close()
    changed = entente("study", "reproduce", store, "--rows", "100")
    assert changed.exit_code == 1
    assert f"{ROWS} rows run again: 1 differ" in changed.stdout
    assert "detection_time" in changed.stdout
    data = entente("study", "reproduce", store, "--rows", "100", "--json")
    assert data.exit_code == 1
    assert json.loads(data.stdout)["differences"][0]["measure"] == "detection_time"


# What comes with the program


def test_shipped_studies_are_listed_and_can_be_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    listed = entente("list", "studies")
    assert listed.exit_code == 0
    assert len(shipped_studies()) >= 2
    for each in shipped_studies():
        assert each.name in listed.stdout
        assert each.question
        assert entente("new", "study", f"{each.name}.yaml", "--from", each.name).exit_code == 0
        assert Path(f"{each.name}.yaml").read_bytes() == each.path.read_bytes()


def test_a_new_study_can_be_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = entente("new", "study", "mine.yaml", "--title", 'The "valley": 🦊')
    assert made.exit_code == 0
    assert "entente sweep mine.yaml" in made.stdout
    opened = read_study(Path("mine.yaml"))
    assert opened.study.title == 'The "valley": 🦊'
    text = re.sub(r"replications: \d+", "replications: 2", Path("mine.yaml").read_text("utf-8"))
    Path("mine.yaml").write_text(text, encoding="utf-8")
    assert entente("sweep", "mine.yaml", "--workers", "1").exit_code == 0
    assert "there already" in refused(entente("new", "study", "mine.yaml"))


@pytest.mark.parametrize("arguments", [["study"], ["study", "a", "b"], ["a", "b"]], ids=" ".join)
def test_new_takes_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "entente new study FILE" in refused(entente("new", *arguments))
    assert not [*tmp_path.iterdir()]


def test_the_schema_of_studies_is_data() -> None:
    schema = json.loads(entente("schema", "study").stdout)
    assert {"axes", "design", "replications"} <= schema["properties"].keys()
    assert entente("schema", "scenario").stdout == entente("schema").stdout


def test_a_mistake_in_a_process_of_its_own() -> None:
    told = in_process("sweep", "nowhere.yaml")
    assert told.returncode == 2
    assert "Traceback" not in told.stderr


def test_shipped_studies_can_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for each in shipped_studies():
        data = yaml.safe_load(each.path.read_text("utf-8"))
        assert read_study(each.path).study.title == data["title"]
