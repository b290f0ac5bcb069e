"""Studies from Python: files and stores by their names, one process unless more are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.experiments.own_code import OwnCode
from sim.measures.own import OwnMeasure
from sim.plan.rules.replaced import AS_MODELLED, Rules
from sim.replication import Engine
from sim.scenario.problems.misspelt import member
from sim.studies.file.reading import OpenedStudy
from sim.studies.file.reading import read_study as read_file
from sim.studies.file.shipped import find_study
from sim.studies.results.export import Format
from sim.studies.results.export import export as write_tables
from sim.studies.running.reproducing import Reproduction
from sim.studies.running.reproducing import reproduce as run_again
from sim.studies.running.running import Progress, Swept, sweep
from sim.studies.store.reading import Store
from sim.studies.store.reading import open_store as opened_store


def read_study(source: str | Path) -> OpenedStudy:
    """The study in a file, or the shipped one of that name, held against its scenario.

    Raises:
        InputError: the study, its scenario or its table cannot be found, read or used; every
            problem.
    """
    return read_file(find_study(source))


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
        workers: so many processes; None takes one for each processor. With more than one a script
            needs its main guard.
        cluster: the address of a Dask scheduler, whose workers run it instead.
        engine: another than the study says.
        retry: run again what failed before.
        progress: called with how many rows there are, and how many are wanted.

    Raises:
        StoreError: the store cannot be used, or belongs to another study, or somebody writes to it.
        CannotStartError: other processes cannot start.
        ClusterError: the cluster cannot be used, or is gone; what was done is kept.
    """
    return sweep(
        study,
        Path(store),
        workers=workers,
        cluster=cluster,
        engine=engine,
        retry=retry,
        progress=progress,
    )


def open_store(path: str | Path) -> Store:
    """A store to look at, in a `with` statement; it may be written to meanwhile.

    Raises:
        StoreError: there is none, or it cannot be read.
    """
    return opened_store(Path(path))


def reproduce(
    store: Store,
    rows: int = 20,
    *,
    seed: int | None = None,
    engine: str | None = None,
    measures: Sequence[OwnMeasure] = (),
    rules: Rules = AS_MODELLED,
    progress: Progress | None = None,
) -> Reproduction:
    """Runs stored rows again and compares them to the last bit, as `entente study reproduce` does.

    Args:
        store: from `open_store`.
        rows: how many, drawn at random; all where there are fewer.
        seed: draws the same rows again.
        engine: what runs them; by default what ran each of them before.
        measures: the measures of your own that the study keeps. Left out, they are looked for by
            the names that the store noted, in its folder and in the present one.
        rules: the rules of your own by which it was run; left out, looked for in the same way.
        progress: called with how many rows were compared, and how many are to be.

    Raises:
        StoreError: what is needed is not found, or is not what the rows were computed by.
        InputError: there is no such engine.
    """
    wanted = None if engine is None else member(Engine, "engine", engine)
    return run_again(store, rows, seed, wanted, progress, OwnCode(tuple(measures), rules))


def export(store: Store, folder: str | Path, form: str = "csv") -> tuple[Path, ...]:
    """Writes a study as tables, `csv` or `parquet`, and what their columns mean; gives the files.

    Raises:
        ParquetNotInstalledError: what writes Parquet is not there.
        StoreError: the store cannot be read, or a file not be written.
        InputError: there is no such form.
    """
    return write_tables(store, Path(folder), member(Format, "format", form))
