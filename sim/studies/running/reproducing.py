"""Runs rows of a store again, from what it holds, and compares them to the last bit."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from sim.errors import OwnCodeError
from sim.experiments.own_code import NO_OWN_CODE, OwnCode, found_by_name
from sim.frozen import frozen
from sim.measures.own import OwnMeasure
from sim.plan.rules.replaced import Rules
from sim.replication import Engine
from sim.scenario.files.document import parse_document
from sim.studies.running.runs import Done, StudyRuns
from sim.studies.running.tasks import Asked, Task
from sim.studies.running.versions import versions
from sim.studies.store.errors import MissingCodeError, NotReproducibleError
from sim.studies.store.reading import Store, StoredRow
from sim.studies.store.tables import OwnCodeNote
from sim.studies.store.writing import as_stored, must_have_same_code

DENOMINATOR = "_of"
"""Ends the name of a measure's denominator."""
Progress = Callable[[int, int], None]
_LARGEST_SEED = 2**32


@frozen
class RowDifference:
    """A measure of a row that did not come out as it is stored."""

    condition: str
    settings: dict[str, Any]
    replication: int
    measure: str
    stored: float | None
    again: float | None
    error: str | None = None
    """Why the row could not be run again."""


@frozen
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
    differences: tuple[RowDifference, ...]
    own_code: tuple[OwnCodeNote, ...] = ()
    """Measures and rules that the user wrote, by which rows were computed and run again."""

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
    own: OwnCode = NO_OWN_CODE,
) -> Reproduction:
    """Draws stored rows at random and runs them again.

    Args:
        store: what holds them.
        rows: how many; all where there are fewer. Rows that failed are left out.
        seed: draws the same rows again; left out, others each time.
        engine: runs them; left out, what ran each of them before.
        progress: told how far it is.
        own: measures and rules that the user wrote; what is not among them is looked for by its
            name, in the store's folder and here.

    Raises:
        MissingCodeError: one of these is not found.
        OtherCodeError: it is another one than that by which the rows were computed.
        NotReproducibleError: the store keeps measures that this version does not know.
    """
    drawn = secrets.randbelow(_LARGEST_SEED) if seed is None else seed
    sample = store.sample(rows, drawn)
    sittings = {sitting.number: sitting for sitting in store.sittings()}
    again = _Again(store, engine, _own_code(store, own))
    unequal: list[RowDifference] = []
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
        own_code=store.own_code,
    )


class _Again:
    """Runs single rows, each by the engine that ran it before unless told otherwise."""

    def __init__(self, store: Store, engine: Engine | None, own: OwnCode) -> None:
        self._store, self._engine, self._own = store, engine, own
        self._document = parse_document(store.scenario_text, f"the scenario in {store.path.name}")
        self._measures = tuple(column.name for column in store.measures)
        self.used: dict[Engine, Callable[[Task], Done]] = {}
        unknown = [name for name in self._measures if name not in own.known]
        if unknown:
            raise NotReproducibleError(store.path, store.version, unknown)

    def differences(self, row: StoredRow, stored_engine: str) -> Iterator[RowDifference]:
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
                yield RowDifference(
                    row.condition, settings, row.replication, name, one, other, given.error
                )
                if given.error is not None:
                    return

    def _doing(self, stored_engine: str) -> Callable[[Task], Done]:
        before = Engine(stored_engine)
        engine = self._engine or (before if before.installed else Engine.SIMPY)
        if engine not in self.used:
            seed = self._store.seed
            work = StudyRuns(self._document, seed, engine, self._measures, self._own)
            self.used[engine] = work.made_ready()
        return self.used[engine]


def _own_code(store: Store, given: OwnCode) -> OwnCode:
    """The user's measures and rules by which the rows were computed.

    Raises:
        MissingCodeError: one is not found.
        OtherCodeError: it is another one now.
    """
    columns = [column for column in store.measures if column.place]
    by_name = {one.name: one for one in given.measures}
    measures = [
        by_name.get(one.name) or _found(store, f"measure {one.name}", one.place, OwnMeasure)
        for one in columns
    ]
    rules = given.rules
    if store.rules and not rules:
        study: Any = store.study
        rules = _found(store, f"rule {store.rules[0].name}", study.get("rules") or "", Rules)
    own = OwnCode(tuple(measures), rules)
    noted = (("measure", own.noted_measures), ("rule", own.noted_rules))
    must_have_same_code(
        store.path,
        {
            **{f"measure {one.name}": (one.place, one.digest) for one in columns},
            **{f"rule {one.name}": (one.place, one.digest) for one in store.rules},
        },
        {f"{kind} {one.name}": (one.place, one.digest) for kind, of in noted for one in of},
    )
    return own


def _found(store: Store, what: str, place: str, kind: type[_Own]) -> _Own:
    """What a module has under a name, in the store's folder or here."""
    why = "it was made in Python, in no module that says so"
    if place.endswith(f".<locals>.{place.rpartition('.')[2]}"):
        # made inside a function, and perhaps kept in the module under its own name
        place = f"{place.partition(':')[0]}:{place.rpartition('.')[2]}"
    if place and not place.startswith("__main__:") and "<" not in place:
        for folder in (store.path.parent, Path()):
            try:
                return found_by_name(place, folder, kind)
            except OwnCodeError as error:
                why = str(error)
    raise MissingCodeError(store.path, what, why)


_Own = TypeVar("_Own", OwnMeasure, Rules)
