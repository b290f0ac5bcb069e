"""Small stores: what they are told, what is put into them, and everything that they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sim.studies.store.reading import Store, open_store
from sim.studies.store.tables import Column, StudyRecord
from sim.studies.store.writing import Planned, WritableStore, open_to_write

MEASURES = (
    Column("missed", "share", "whether the threat was missed"),
    Column("delay", "hours", "from the first report to the warning"),
)
RECORD = StudyRecord(
    scenario={"dials": {"trust": 0.5}, "agencies": ["Red Desk", "Blue Desk"]},
    scenario_text="dials: {trust: 0.5}\n",
    study={"axes": ["trust"]},
    study_text="axes: [trust]\n",
    design={"kind": "grid"},
    seed=2**64 - 1,
    engine="simpy",
    versions={"entente": "0.1.0", "numpy": "2.4"},
    measures=MEASURES,
)
TRUSTS = (0.25, 0.5, 1.0)

Table = list[tuple[str, int, tuple[float | None, ...], str | None]]


def other(**changes: object) -> StudyRecord:
    """The record with something else in it."""
    return replace(RECORD, **changes)  # type: ignore[arg-type]


def grid(trusts: Sequence[float] = TRUSTS, replications: int = 4) -> list[Planned]:
    """A condition for each trust."""
    return [Planned({"dials.trust": trust}, replications) for trust in trusts]


def result(trust: float, replication: int) -> tuple[float, float | None]:
    """What a replication gives; every third has no delay."""
    missed = float((replication * 7 + round(trust * 100)) % 2)
    return missed, None if replication % 3 == 2 else trust / (replication + 3)


def run_missing(store: WritableStore) -> int:
    """Runs what is missing; how many replications that was."""
    count = 0
    for missing in store.missing():
        for replication in missing.replications:
            trust = missing.condition.settings["dials.trust"]
            store.keep(missing.condition.id, replication, result(trust, replication))
            count += 1
    return count


@contextmanager
def writing(path: Path, record: StudyRecord = RECORD) -> Iterator[WritableStore]:
    """A store to write, as the usual study asks for it."""
    with open_to_write(path, record) as store:
        store.plan(grid())
        yield store


def finished(path: Path) -> Path:
    """A store in which nothing is missing."""
    with writing(path) as store:
        run_missing(store)
    return path


def table(store: Store) -> Table:
    """Every row of the study, in its order."""
    return [
        (row.condition, row.replication, row.values, row.error)
        for condition in store.conditions()
        for row in store.rows(condition.id)
    ]


def table_at(path: Path) -> Table:
    """Every row of the study in a store, in its order."""
    with open_store(path) as store:
        return table(store)
