"""A store as its readers see it: one SQLite file that may be written to meanwhile."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from sim.frozen import frozen
from sim.scenario.files.canonical import Json
from sim.studies.store.errors import (
    CorruptedStoreError,
    InUseError,
    NewerStoreError,
    NoStoreError,
    NotAStoreError,
    ReadOnlyStoreError,
    StoreError,
    TornCopyError,
    told,
)
from sim.studies.store.tables import (
    APPLICATION,
    FORMAT,
    TABLES,
    Column,
    NotedRule,
    OwnCodeNote,
    columns_from,
    value_columns,
    whole_columns,
)

_SQLITE = b"SQLite format 3\0"
_SECONDS_PATIENT = 10.0


@frozen
class StoredCondition:
    """Settings of the scenario that the present study asks for."""

    number: int
    """How the store counts it, in the order in which conditions first came."""
    id: str
    position: int
    """Its place in the study."""
    wanted: int
    """Replications 0 to wanted - 1 are asked for; what is stored beyond counts as well."""
    settings: dict[str, Any]
    error: str | None
    """Why none of its replications can be run."""


def condition_of(found: tuple[int, str, int, int, str, str | None]) -> StoredCondition:
    """A condition from a row of its table."""
    number, name, position, wanted, settings, error = found
    return StoredCondition(number, name, position, wanted, json.loads(settings), error)


@frozen
class StoredRow:
    """What one replication of a condition gave, or why it gave nothing."""

    condition: str
    replication: int
    values: tuple[float | None, ...]
    """In the order of the store's measures; None where there was nothing to measure."""
    wholes: tuple[float | None, ...]
    """The denominators of those that have one, in the same order; all None where it failed."""
    error: str | None
    sitting: int


@frozen
class RunSession:
    """One time that the store was open to write, and what computed then."""

    number: int
    began: str
    last_written: str | None
    engine: str
    versions: dict[str, str]


class Store:
    """What a store holds. Use it in a `with` statement, in one thread."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets the file go."""
        with told(self.path):
            self._connection.close()

    def select(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """What a query gives, row by row."""
        with told(self.path):
            # Not `yield from`: that closes the cursor when nobody listens any more, and fails
            # where the connection was closed before.
            for row in self._connection.execute(query, values):  # noqa: UP028
                yield row

    def pages(self, query: str, most: int, *values: object) -> Iterator[list[tuple[Any, ...]]]:
        """What a query gives, so many rows at a time at most."""
        with told(self.path):
            found = self._connection.execute(query, values)
            while page := found.fetchmany(most):
                yield page

    @contextmanager
    def as_of_now(self) -> Iterator[None]:
        """Whatever is written meanwhile, queries inside see the store as it was at the first."""
        with told(self.path):
            inside = self._connection.in_transaction
            if not inside:
                self._connection.execute("BEGIN")
        if inside:
            yield
            return
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    @cached_property
    def about(self) -> dict[str, str]:
        """What all rows have in common."""
        return dict(self.select("SELECT name, value FROM about"))

    @property
    def scenario(self) -> Json:
        """The scenario as normalised."""
        scenario: Json = json.loads(self.about["scenario"])
        return scenario

    @property
    def scenario_digest(self) -> str:
        """The fingerprint of the scenario as normalised."""
        return self.about["scenario_digest"]

    @property
    def seed(self) -> int:
        """What all luck comes from."""
        return int(self.about["seed"])

    @property
    def version(self) -> str:
        """The version of the program that all rows come from."""
        return self.about["version"]

    @cached_property
    def measures(self) -> tuple[Column, ...]:
        """What is kept of each replication."""
        return columns_from(self.about["measures"])

    @cached_property
    def rules(self) -> tuple[NotedRule, ...]:
        """Rules that the user wrote; none in stores written before there were any."""
        return tuple(NotedRule(**each) for each in json.loads(self.about.get("rules", "[]")))

    @property
    def own_code(self) -> tuple[OwnCodeNote, ...]:
        """Measures and rules that the user wrote."""
        return (
            *(OwnCodeNote("measure", m.name, m.place, m.digest) for m in self.measures if m.place),
            *(OwnCodeNote("rule", rule.name, rule.place, rule.digest) for rule in self.rules),
        )

    @cached_property
    def value_columns(self) -> list[str]:
        """Under which names the table `rows` has the measures."""
        return value_columns(len(self.measures))

    @cached_property
    def whole_columns(self) -> dict[int, str]:
        """By place of a measure that has a denominator: under which name `rows` has that."""
        return whole_columns(self.measures)

    @property
    def settings(self) -> tuple[Column, ...]:
        """What the present study says about its settings."""
        return columns_from(self._present("settings"))

    @property
    def study(self) -> Json:
        """The present study as normalised."""
        study: Json = json.loads(self._present("study"))
        return study

    @property
    def study_text(self) -> str:
        """The present study as written."""
        return self._present("study_text")

    @property
    def scenario_text(self) -> str:
        """The scenario as written when the present study began."""
        return self._present("scenario_text")

    @property
    def design(self) -> Json:
        """What the present design was made from."""
        design: Json = json.loads(self._present("design"))
        return design

    def sittings(self) -> list[RunSession]:
        """Each time that the store was open to write."""
        query = "SELECT number, began, last_written, engine, versions FROM sittings ORDER BY number"
        return [
            RunSession(number, began, last, engine, json.loads(versions))
            for number, began, last, engine, versions in self.select(query)
        ]

    def conditions(self) -> Iterator[StoredCondition]:
        """What the present study asks for, in its order."""
        query = "SELECT * FROM conditions WHERE position IS NOT NULL ORDER BY position"
        yield from map(condition_of, self.select(query))

    def condition(self, name: str) -> StoredCondition:
        """A condition by its id, whether or not the present study asks for it.

        Its position is -1 where it does not.
        """
        query = "SELECT number, id, coalesce(position, -1), wanted, settings, error FROM conditions"
        (found,) = self.select(f"{query} WHERE id = ?", name)
        return condition_of(found)

    def rows(self, condition: str) -> Iterator[StoredRow]:
        """All replications of a condition that the present study asks for, in their order."""
        asked = "WHERE c.id = ? AND c.position IS NOT NULL ORDER BY r.replication"
        yield from self._rows(asked, condition)

    def sample(self, count: int, seed: int) -> list[StoredRow]:
        """So many stored rows at random, all where there are fewer; failed ones are left out."""
        with self.as_of_now():
            ((total,),) = self.select("SELECT count(*) FROM rows WHERE error IS NULL")
            # Not a secret and not a result: which rows are looked at again.
            places = sorted(random.Random(seed).sample(range(total), min(count, total)))  # noqa: S311
            order = "WHERE r.error IS NULL ORDER BY r.rowid LIMIT 1 OFFSET ?"
            return [row for place in places for row in self._rows(order, place)]

    def _rows(self, where: str, *values: object) -> Iterator[StoredRow]:
        columns = (*self.value_columns, *self.whole_columns.values())
        query, measures = _ROWS.format(values=", ".join(columns), where=where), len(self.measures)
        for condition, replication, error, sitting, *found in self.select(query, *values):
            measured, wholes = tuple(found[:measures]), tuple(found[measures:])
            yield StoredRow(condition, replication, measured, wholes, error, sitting)

    def _present(self, column: str) -> str:
        for (value,) in self.select(_PRESENT.format(column=column)):
            return str(value)
        raise TornCopyError(self.path)


_ROWS = """
SELECT c.id, r.replication, r.error, r.sitting, {values}
FROM rows r JOIN conditions c ON c.number = r.condition {where}
"""
_PRESENT = "SELECT {column} FROM studies ORDER BY number DESC LIMIT 1"


_Kind = TypeVar("_Kind", bound=Store)


def open_store(path: Path) -> Store:
    """The store to look at; it may be written to meanwhile, and needs no lock.

    Raises:
        StoreError: there is none, or it cannot be read.
    """
    return open_store_as(path, Store)


def open_store_as(path: Path, kind: type[_Kind]) -> _Kind:
    """The same as a kind of store that shows more of itself.

    Raises:
        StoreError: there is none, or it cannot be read.
    """
    path = own_path(path)
    must_be_a_database(path)
    last: StoreError | None = None
    # Whoever may write clears SQLite's own files away at the end, so a reader asks for as much and
    # then forgoes it. In a folder that cannot be written SQLite must be told that nobody writes.
    for options in ("mode=rw", "mode=ro&immutable=1"):
        if last is not None and _has_log(path):
            break
        connection = connected(path, options)
        try:
            with told(path):
                connection.execute("PRAGMA query_only = ON")
            must_be_a_store(path, connection)
        except (ReadOnlyStoreError, InUseError) as error:
            connection.close()
            last = error
        except BaseException:
            connection.close()
            raise
        else:
            return kind(path, connection)
    assert last is not None
    raise last


def own_path(path: Path) -> Path:
    """The path of a store whatever link it is called by, for its lock and its log lie beside it.

    Raises:
        StoreError: no file can be called so.
    """
    with told(path):
        own = path.resolve()
        own.exists()  # raises where the name is too long; `resolve` lets it pass
        return own


def connected(path: Path, options: str) -> sqlite3.Connection:
    """A connection whose transactions begin and end where we say."""
    with told(path):
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?{options}",
            uri=True,
            timeout=_SECONDS_PATIENT,
            isolation_level=None,
        )


def must_be_a_database(path: Path) -> None:
    """Looks at the first bytes, before SQLite could write any.

    Raises:
        NoStoreError: there is no file.
        NotAStoreError: it is something else.
    """
    if path.is_dir():
        raise NotAStoreError(path, "a folder")
    try:
        with told(path), path.open("rb") as file:
            beginning = file.read(len(_SQLITE))
    except StoreError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            raise NoStoreError(path) from None
        raise
    if beginning != _SQLITE:
        raise NotAStoreError(path, "an empty file" if not beginning else "a file of another kind")


def must_be_a_store(path: Path, connection: sqlite3.Connection) -> None:
    """Asks the database whether it is a store that this program can read.

    Raises:
        StoreError: it is not.
    """
    with told(path):
        ((application,),) = connection.execute("PRAGMA application_id")
        ((written_as,),) = connection.execute("PRAGMA user_version")
        if application != APPLICATION:
            raise NotAStoreError(path, "a database of another program")
        if written_as > FORMAT:
            raise NewerStoreError(path, FORMAT, written_as)
        found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not found >= TABLES:
            raise CorruptedStoreError(path, f"no table {min(TABLES - found)}")


def _has_log(path: Path) -> bool:
    with suppress(OSError):
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    return False
