"""A store as its one writer sees it: made or resumed, and added to in batches.

What is committed survives the end of the program and of the computer; a batch is committed whole
or not at all. Rows are only ever added.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from math import isinf, isnan
from pathlib import Path

from sim.frozen import frozen
from sim.scenario.files.canonical import Json, canonical, condition_id
from sim.studies.store.errors import (
    CorruptedStoreError,
    DifferentRowError,
    DiskError,
    OtherCodeError,
    OtherStudyError,
    SeveralNamesError,
    StoreError,
    told,
)
from sim.studies.store.locking import locked
from sim.studies.store.reading import (
    Store,
    StoredCondition,
    condition_of,
    connected,
    must_be_a_database,
    must_be_a_store,
    own_path,
)
from sim.studies.store.tables import StudyRecord, columns_from, create

MOST_IN_A_BATCH = 5000
SECONDS_BETWEEN_BATCHES = 1.0
_CONDITIONS_AT_ONCE = 500

Values = Sequence[float | None]
Key = tuple[str, int]


@frozen
class Planned:
    """A condition that a study asks for."""

    settings: Mapping[str, Json]
    replications: int


@frozen
class Missing:
    """What of a condition is still to be run."""

    condition: StoredCondition
    replications: tuple[int, ...]


@frozen
class _Kept:
    """What one replication gave, as it will stand in the store."""

    error: str | None
    values: tuple[float | None, ...]
    wholes: tuple[float | None, ...]


class WritableStore(Store):
    """A store and the right to add to it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, record: StudyRecord) -> None:
        super().__init__(path, connection)
        self._batch: dict[Key, _Kept] = {}
        self._committed = time.monotonic()
        self._sitting = self._begin(record)
        columns = (*self.value_columns, *self.whole_columns.values())
        self._insert = _INSERT.format(
            columns=", ".join(columns), values=", ".join("?" * len(columns))
        )

    def plan(self, conditions: Iterable[Planned]) -> None:
        """What the present study asks for; conditions that it no longer has stay, set aside.

        Equal settings are one condition, with the larger number of replications. What `want` asked
        for under an earlier plan has to be asked for again, so that the same study comes to the
        same decisions; the rows are there meanwhile, and count.
        """
        scenario = self.scenario_digest
        planned = (
            (condition_id(scenario, one.settings), place, one.replications, canonical(one.settings))
            for place, one in enumerate(conditions)
        )
        with self._transaction():
            self._connection.execute(
                "UPDATE conditions SET position = NULL, wanted = 0 WHERE position IS NOT NULL"
            )
            self._connection.executemany(
                "INSERT INTO conditions (id, position, wanted, settings) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET position = coalesce(position, excluded.position), "
                "wanted = max(wanted, excluded.wanted)",
                planned,
            )

    def want(self, condition: str, replications: int) -> None:
        """Asks for more replications of a condition, where precision needs them."""
        with self._transaction():
            found = self._connection.execute(
                "UPDATE conditions SET wanted = max(wanted, ?) "
                "WHERE id = ? AND position IS NOT NULL",
                (replications, condition),
            ).rowcount
        if not found:
            raise ValueError(f"the present study has no condition {condition}")

    def missing(self) -> Iterator[Missing]:
        """What is still to be run, in the order of the study; what failed is not tried again."""
        self.commit()
        position = -1
        while page := list(self.select(_WITH_MISSING, position, _CONDITIONS_AT_ONCE)):
            for condition in map(condition_of, page):
                done = self.select(
                    "SELECT replication FROM rows WHERE condition = ? AND replication < ?",
                    condition.number,
                    condition.wanted,
                )
                left = set(range(condition.wanted)).difference(number for (number,) in done)
                yield Missing(condition, tuple(sorted(left)))
                position = condition.position

    def keep(
        self, condition: str, replication: int, values: Values, wholes: Values | None = None
    ) -> None:
        """Takes what a replication gave: a finite number for each measure, or None (or NaN).

        `wholes` are the denominators of the measures; where the store does not keep them, as one
        from before they were kept, they are left out. Without any, all values weigh the same.

        Raises:
            DifferentRowError: the replication is there already, with other values.
            StoreError: the batch was full and could not be written; it is kept for another try.
        """
        if len(values) != len(self.measures):
            raise ValueError(f"{len(values)} values for {len(self.measures)} measures")
        if wholes is None:
            wholes = [float(as_stored(value) is not None) for value in values]
        if len(wholes) != len(values):
            raise ValueError(f"{len(wholes)} denominators for {len(values)} values")
        kept = [wholes[place] for place in self.whole_columns]
        self._take(
            (condition, replication),
            _Kept(None, tuple(map(as_stored, values)), tuple(map(as_stored, kept))),
        )

    def fail(self, condition: str, error: str, replication: int | None = None) -> None:
        """Notes why a replication gave nothing, or why the condition cannot be run at all."""
        if replication is not None:
            nothing = (None,) * len(self.measures)
            no_wholes = (None,) * len(self.whole_columns)
            self._take((condition, replication), _Kept(error, nothing, no_wholes))
            return
        with self._transaction():
            self._connection.execute(
                "UPDATE conditions SET error = coalesce(error, ?) WHERE id = ?", (error, condition)
            )

    def try_again(self) -> int:
        """Forgets all errors, so that what failed is missing; the number of errors forgotten."""
        self.commit()
        with self._transaction():
            forget_rows = "DELETE FROM rows WHERE error IS NOT NULL"
            forget = "UPDATE conditions SET error = NULL WHERE error IS NOT NULL"
            return sum(self._connection.execute(each).rowcount for each in (forget_rows, forget))

    def commit(self) -> None:
        """Writes what was taken since the last batch.

        Raises:
            DifferentRowError: a replication was there already, with other values; all else is in.
            StoreError: nothing of the batch is in; it is kept for another try.
        """
        if not self._batch:
            return
        try:
            self._write()
        except sqlite3.IntegrityError:
            different = self._without_what_is_there()
            self._write()
            if different is not None:
                raise DifferentRowError(self.path, *different) from None
        self._committed = time.monotonic()

    def close(self) -> None:
        """Writes the last batch and lets the file go."""
        try:
            self.commit()
        finally:
            super().close()

    def __enter__(self) -> WritableStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, StoreError):
            super().close()
        else:
            self.close()

    def _begin(self, record: StudyRecord) -> int:
        settings: list[Json] = [asdict(column) for column in record.settings]
        study = (
            canonical(record.study),
            record.study_text,
            record.scenario_text,
            canonical(record.design),
            canonical(settings),
        )
        with self._transaction():
            last = self._connection.execute(
                "SELECT study, study_text, scenario_text, design, settings "
                "FROM studies ORDER BY number DESC LIMIT 1"
            ).fetchone()
            if last != study:
                self._connection.execute(
                    "INSERT INTO studies "
                    "(written, study, study_text, scenario_text, design, settings) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (_now(), *study),
                )
            sitting = self._connection.execute(
                "INSERT INTO sittings (began, engine, versions) VALUES (?, ?, ?)",
                (_now(), record.engine, canonical(record.versions)),
            ).lastrowid
        assert sitting is not None
        return sitting

    def _take(self, key: Key, kept: _Kept) -> None:
        if self._batch.setdefault(key, kept) != kept:
            raise DifferentRowError(self.path, *key)
        late = time.monotonic() - self._committed >= SECONDS_BETWEEN_BATCHES
        if late or len(self._batch) >= MOST_IN_A_BATCH:
            self.commit()

    def _write(self) -> None:
        rows = [
            (replication, self._sitting, kept.error, *kept.values, *kept.wholes, condition)
            for (condition, replication), kept in self._batch.items()
        ]
        with self._transaction():
            written = self._connection.executemany(self._insert, rows).rowcount
            if written != len(rows):
                raise ValueError("a row belongs to a condition that the study did not plan")
            self._connection.execute(
                "UPDATE sittings SET last_written = ? WHERE number = ?", (_now(), self._sitting)
            )
        self._batch.clear()

    def _without_what_is_there(self) -> Key | None:
        """Takes out of the batch what is stored; the first that is stored differently, if any."""
        different = None
        for (condition, replication), kept in list(self._batch.items()):
            where = "WHERE c.id = ? AND r.replication = ?"
            for row in self._rows(where, condition, replication):
                del self._batch[condition, replication]
                if _Kept(row.error, row.values, row.wholes) != kept:
                    different = different or (condition, replication)
        return different

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Everything inside or nothing, whatever interrupts."""
        with told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk has ended the transaction already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


_INSERT = """
INSERT INTO rows (condition, replication, sitting, error, {columns})
SELECT number, ?, ?, ?, {values} FROM conditions WHERE id = ?
"""
_WITH_MISSING = """
SELECT * FROM conditions c
WHERE error IS NULL AND position > ? AND wanted > (
    SELECT count(*) FROM rows r WHERE r.condition = c.number AND r.replication < c.wanted
)
ORDER BY position LIMIT ?
"""


@contextmanager
def open_to_write(path: Path, record: StudyRecord) -> Iterator[WritableStore]:
    """The store of a study, made where there is none, and this process its only writer.

    Raises:
        InUseError: another process writes to it.
        OtherStudyError: it holds rows of another scenario, seed, version or other measures.
        SeveralNamesError: it is one file under several names.
        StoreError: it cannot be used, or not be written.
    """
    path = own_path(path)
    if path.exists():
        must_be_a_database(path)
        _must_have_one_name(path)
    with locked(path):
        if not path.exists():
            _make(path, record)
        connection = connected(path, "mode=rw")
        try:
            must_be_a_store(path, connection)
            _must_be_sound(path, connection)
            _must_be_of(path, connection, record)
            _set_up(path, connection)
            store = WritableStore(path, connection, record)
        except BaseException:
            connection.close()
            raise
        with store:
            yield store


def _must_have_one_name(path: Path) -> None:
    with told(path):
        names = path.stat().st_nlink
    if names > 1:
        raise SeveralNamesError(path, names)


def _make(path: Path, record: StudyRecord) -> None:
    """Makes the file under another name first, so that a kill leaves no half-made store."""
    started = path.with_name(f"{path.name}.new")
    with told(path):
        for leftover in ("", "-wal", "-shm", "-journal"):
            started.with_name(f"{started.name}{leftover}").unlink(missing_ok=True)
        try:
            connection = connected(started, "mode=rwc")
            try:
                create(connection, record)
                _set_up(path, connection)
            finally:
                connection.close()
            started.replace(path)
        except BaseException:
            with suppress(OSError):
                started.unlink(missing_ok=True)
            raise


def _set_up(path: Path, connection: sqlite3.Connection) -> None:
    """Readers go on while one writes, and what is committed outlives a loss of power."""
    with told(path):
        ((mode,),) = connection.execute("PRAGMA journal_mode = WAL")
        if mode != "wal":
            raise DiskError(path, f"a file system on which SQLite keeps to the mode {mode}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA foreign_keys = ON")


def _must_be_sound(path: Path, connection: sqlite3.Connection) -> None:
    with told(path):
        ((found,),) = connection.execute("PRAGMA quick_check(1)")
    if found != "ok":
        raise CorruptedStoreError(path, found.splitlines()[-1])


def _must_be_of(path: Path, connection: sqlite3.Connection, record: StudyRecord) -> None:
    with told(path):
        stored = dict(connection.execute("SELECT name, value FROM about"))
    stored = {"rules": "[]", **stored}  # from before there were any
    asked = record.identity
    must_have_same_code(path, _own_in(stored), _own_in(asked))
    for name, what, remedy in _IN_COMMON:
        if name not in stored:
            raise CorruptedStoreError(path, f"nothing about {what}")
        was, now = _told(name, stored[name]), _told(name, asked[name])
        if was != now:
            raise OtherStudyError(path, what, was, now, remedy)


def must_have_same_code(
    path: Path, stored: Mapping[str, tuple[str, str]], found: Mapping[str, tuple[str, str]]
) -> None:
    """Refuses a user's own measures and rules other than those by which rows were computed.

    Args:
        path: of the store.
        stored: by measure or rule: its place, and the digest of its source.
        found: the same of what is here.

    Raises:
        OtherCodeError: one is another, or missing, or there is one more.
    """
    for what in {**stored, **found}:
        before, now = stored.get(what), found.get(what)
        if what.startswith("measure") and None in (before, now):
            continue  # other measures are told of with all that a store keeps
        if before is None or now is None or before[1] != now[1]:
            raise OtherCodeError(path, what, _of_code(before), _of_code(now))


def _own_in(identity: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """By measure or rule of a user's own: its place, and the digest of its source."""
    measures = columns_from(identity.get("measures", "[]"))
    rules = json.loads(identity["rules"])
    return {
        **{f"measure {one.name}": (one.place, one.digest) for one in measures if one.place},
        **{f"rule {one['name']}": (one["place"], one["digest"]) for one in rules},
    }


def _of_code(code: tuple[str, str] | None) -> str:
    if code is None:
        return "the model's own"
    return f"{code[0]}, source {code[1][:12]}"


_IN_COMMON = (
    (
        "scenario_digest",
        "the scenario with the digest",
        "It is another, or was edited since: put it back (the store has it), or name a new store.",
    ),
    ("seed", "the seed", "Use that seed, or name a new store."),
    ("version", "version", "Install that version of Entente, or name a new store."),
    ("measures", "the measures", "Keep the same measures, or name a new store."),
)


def _told(name: str, value: str) -> str:
    if name != "measures":
        return value
    columns = columns_from(value)
    return ", ".join(f"{each.name} ({each.unit})" if each.unit else each.name for each in columns)


def as_stored(value: float | None) -> float | None:
    """A value as SQLite gives it back: no NaN, and one zero."""
    if value is None or isnan(value):
        return None
    if isinf(value):
        raise ValueError("a measure is finite, or None where there was nothing to measure")
    return float(value) + 0.0


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
