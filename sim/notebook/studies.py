"""Studies from Python: files and stores by their names, one process unless more are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.notebook.designing import Study
from sim.notebook.stores import StudyStore
from sim.scenario.files.other_type import PATHS, must_be
from sim.scenario.problems.misspelt import member
from sim.studies.file.reading import OpenedStudy
from sim.studies.file.reading import open_study as opened
from sim.studies.file.reading import read_study as read_file
from sim.studies.file.schema import Study as WrittenStudy
from sim.studies.file.shipped import find_study
from sim.studies.results.export import Format
from sim.studies.results.export import export as write_tables
from sim.studies.running.reproducing import Reproduction
from sim.studies.running.running import Progress, Swept, sweep
from sim.studies.store.reading import Store, open_store_as

_A_STORE = "a store that `sim.open_store` opened"


def read_study(source: str | Path) -> OpenedStudy:
    """The study in a file, or the shipped one of that name, held against its scenario.

    Raises:
        InputError: the study, its scenario or its table cannot be found, read or used; every
            problem.
    """
    return read_file(find_study(source))


def open_study(study: WrittenStudy, folder: str | Path | None = None) -> OpenedStudy:
    """A study made in Python, held against its scenario.

    Args:
        study: a `Study`.
        folder: where a scenario, a table and modules that it names are looked for; by default here.

    Raises:
        InputError: its scenario or table cannot be read, or it does not fit them; every problem.
    """
    must_be("study", study, WrittenStudy, "a study made by `sim.Study(...)`")
    if folder is not None:
        must_be("folder", folder, PATHS, "the path of a folder")
    if isinstance(study, Study):
        return study.opened(folder)
    return opened(study, None if folder is None else Path(folder))


def run_study(
    study: OpenedStudy,
    store: str | Path,
    *,
    workers: int | None = 1,
    cluster: str | None = None,
    engine: str | None = None,
    retry: bool = False,
    progress: Progress | None = None,
) -> Swept:
    """Runs what a study asks for and its store does not hold, as `entente sweep` does.

    Stopped in whatever way, the same call goes on from there. Any number of workers, a cluster and
    every engine give the same rows.

    Args:
        study: from `read_study` or `open_study`.
        store: the file that keeps the rows; made where there is none, resumed where there is one.
        workers: so many processes; None takes as many as pay. With more than one a script
            needs its main guard.
        cluster: the address of a Dask scheduler, whose workers run it instead.
        engine: another than the study says.
        retry: run again what failed before.
        progress: called with how many rows there are, and how many are wanted.

    Raises:
        InputError: it is no study, or a number or name that it is given cannot be used.
        StoreError: the store cannot be used, or belongs to another study, or somebody writes to it.
        CannotStartError: other processes cannot start.
        ClusterError: the cluster cannot be used, or is gone; what was done is kept.
    """
    must_be("study", study, OpenedStudy, "what `sim.read_study` or `sim.open_study` gives")
    must_be("store", store, PATHS, "the path of a file")
    return sweep(
        study,
        Path(store),
        workers=workers,
        cluster=cluster,
        engine=engine,
        retry=retry,
        progress=progress,
    )


def open_store(path: str | Path) -> StudyStore:
    """A store to look at, in a `with` statement; it may be written to meanwhile.

    Raises:
        StoreError: there is none, or it cannot be read.
        InputError: what is given names no file.
    """
    must_be("store", path, PATHS, "the path of a file")
    return open_store_as(Path(path), StudyStore)


def reproduce(store: StudyStore, rows: int = 20, **options: Any) -> Reproduction:
    """Runs stored rows again and compares them to the last bit; see `StudyStore.reproduce`.

    Raises:
        StoreError: what is needed is not found, or is not what the rows were computed by.
        InputError: there is no such engine, or it is no store.
    """
    must_be("store", store, StudyStore, _A_STORE)
    return store.reproduce(rows, **options)


def export(store: Store, folder: str | Path, form: str = "csv") -> tuple[Path, ...]:
    """Writes a study as tables, `csv` or `parquet`, and what their columns mean; gives the files.

    Raises:
        ParquetNotInstalledError: what writes Parquet is not there.
        StoreError: the store cannot be read, or a file not be written.
        InputError: there is no such form, or it is no store.
    """
    must_be("store", store, Store, _A_STORE)
    must_be("folder", folder, PATHS, "the path of a folder")
    return write_tables(store, Path(folder), member(Format, "format", form))
