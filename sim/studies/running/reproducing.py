"""Runs rows of a store again, from what it holds, and compares them to the last bit."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sim.measures.registry import MEASURES
from sim.replication import Engine
from sim.scenario.files.document import parse_document
from sim.studies.running.runs import Done, StudyRuns
from sim.studies.running.tasks import Asked, Task
from sim.studies.running.versions import versions
from sim.studies.store.errors import NotReproducibleError
from sim.studies.store.reading import Row, Store
from sim.studies.store.writing import as_stored

DENOMINATOR = "_of"
"""Ends the name of a measure's denominator."""
Progress = Callable[[int, int], None]
_LARGEST_SEED = 2**32


@dataclass(frozen=True)
class Difference:
    """A measure of a row that did not come out as it is stored."""

    condition: str
    settings: dict[str, Any]
    replication: int
    measure: str
    stored: float | None
    again: float | None
    error: str | None = None
    """Why the row could not be run again."""


@dataclass(frozen=True)
class Reproduction:
    """What became of the rows that were run again."""

    store: str
    scenario_digest: str
    drawn: int
    """The seed with which the rows were drawn."""
    rows_stored: int
    rows: int
    """That were run again."""
    equal: int
    """Of these, equal to the last bit in every measure."""
    engines: tuple[str, ...]
    """That ran them now."""
    stored_by: dict[str, str]
    """Versions of what computed the rows, of the last sitting among them."""
    versions: dict[str, str]
    """Versions of what computes now."""
    differences: tuple[Difference, ...]

    @property
    def all_equal(self) -> bool:
        """Whether every row was."""
        return self.equal == self.rows


def reproduce(
    store: Store,
    rows: int,
    seed: int | None = None,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Reproduction:
    """Draws stored rows at random and runs them again.

    Args:
        store: what holds them.
        rows: how many; all where there are fewer. Rows that failed are left out.
        seed: draws the same rows again; left out, others each time.
        engine: runs them; left out, what ran each of them before.
        progress: told how far it is.

    Raises:
        NotReproducibleError: the store keeps measures that this version does not know.
    """
    drawn = secrets.randbelow(_LARGEST_SEED) if seed is None else seed
    sample = store.sample(rows, drawn)
    sittings = {sitting.number: sitting for sitting in store.sittings()}
    again = _Again(store, engine)
    unequal: list[Difference] = []
    equal = 0
    for number, row in enumerate(sample):
        if progress:
            progress(number, len(sample))
        found = [*again.differences(row, sittings[row.sitting].engine)]
        equal += not found
        unequal += found
    ((stored,),) = store.select("SELECT count(*) FROM rows WHERE error IS NULL")
    last = max((row.sitting for row in sample), default=None)
    return Reproduction(
        store=str(store.path),
        scenario_digest=store.scenario_digest,
        drawn=drawn,
        rows_stored=stored,
        rows=len(sample),
        equal=equal,
        engines=tuple(engine.value for engine in again.used),
        stored_by=sittings[last].versions if last is not None else {},
        versions=versions(),
        differences=tuple(unequal),
    )


class _Again:
    """Runs single rows, each by the engine that ran it before unless told otherwise."""

    def __init__(self, store: Store, engine: Engine | None) -> None:
        self._store, self._engine = store, engine
        self._document = parse_document(store.scenario_text, f"the scenario in {store.path.name}")
        self._measures = tuple(column.name for column in store.measures)
        self.used: dict[Engine, Callable[[Task], Done]] = {}
        unknown = [name for name in self._measures if name not in MEASURES]
        if unknown:
            raise NotReproducibleError(store.path, store.version, unknown)

    def differences(self, row: Row, stored_engine: str) -> Iterator[Difference]:
        """The measures of a row that come out otherwise now."""
        settings = self._store.condition(row.condition).settings
        task = Task((Asked(row.condition, settings),), (row.replication,))
        (given,) = self._doing(stored_engine)(task).given
        again = tuple(map(as_stored, given.values)) or (None,) * len(row.values)
        places = self._store.whole_columns
        wholes = given.wholes or (None,) * len(row.values)
        names = (*self._measures, *(f"{self._measures[i]}{DENOMINATOR}" for i in places))
        stored = (*row.values, *row.wholes)
        again = (*again, *(as_stored(wholes[i]) for i in places))
        for name, one, other in zip(names, stored, again, strict=True):
            if one != other or given.error is not None:
                yield Difference(
                    row.condition, settings, row.replication, name, one, other, given.error
                )
                if given.error is not None:
                    return

    def _doing(self, stored_engine: str) -> Callable[[Task], Done]:
        before = Engine(stored_engine)
        engine = self._engine or (before if before.installed else Engine.SIMPY)
        if engine not in self.used:
            seed = self._store.seed
            work = StudyRuns(self._document, seed, engine, self._measures)
            self.used[engine] = work.made_ready()
        return self.used[engine]
