"""How a study's store behaves once it is large: asked how far it is, and exported."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.aims import Figure, Measured, at_most
from benchmarks.effort import Effort, Progress
from sim.studies.results.export import Format, export
from sim.studies.store.reading import open_store
from sim.studies.store.status import status
from sim.studies.store.tables import Column, StudyRecord
from sim.studies.store.writing import Planned, open_to_write

MEASURES = 6
ROWS, ROWS_QUICK = 1_000_000, 50_000
STATUS_SECONDS, EXPORT_SECONDS = 1.0, 30.0
"""What a million conditions are to take."""


def seconds(effort: Effort) -> float:
    """About how long it takes to measure."""
    return 10.0 if effort.quick else 240.0


def measure(effort: Effort, measured: Measured, progress: Progress) -> None:
    """A store of as many conditions as rows; a twentieth of it, for a first impression."""
    rows = ROWS_QUICK if effort.quick else ROWS
    section = f"A study of {rows:,} conditions, one replication of each"
    share = rows / ROWS
    with TemporaryDirectory() as folder:
        store = Path(folder) / "store.sqlite"
        _fill(store, rows)
        asked = Figure(section, "status", "s", at_most(share * STATUS_SECONDS))
        for _ in range(3):
            with open_store(store) as opened:
                measured.add(asked, _seconds(partial(status, opened)))
        for form in progress.through(list(Format)):
            name = f"export as {form.value}"
            with open_store(store) as opened:
                exported = partial(export, opened, Path(folder) / form.value, form)
                took = _seconds(exported)
            measured.add(Figure(section, name, "s", at_most(share * EXPORT_SECONDS)), took)


def _fill(store: Path, conditions: int) -> None:
    dice = random.Random(1)  # noqa: S311 - what is stored does not matter here
    with open_to_write(store, _record()) as writing:
        writing.plan(
            Planned({"dials.trust": number / conditions}, 1) for number in range(conditions)
        )
        for condition in [one.id for one in writing.conditions()]:
            writing.keep(condition, 0, [dice.random() for _ in range(MEASURES)])


def _record() -> StudyRecord:
    return StudyRecord(
        scenario={"of": "nothing"},
        scenario_text="",
        study={"of": "nothing"},
        study_text="",
        design={},
        seed=1,
        engine="simpy",
        versions={"entente": "0"},
        measures=tuple(Column(f"measure_{i}", "h", "a number") for i in range(MEASURES)),
    )


def _seconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began
