"""The tables of a store, and what the study says that it is made for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, asdict, field, replace

from sim.frozen import frozen
from sim.measures.units import RENAMED, Unit
from sim.scenario.files.canonical import Json, canonical, digest

FORMAT = 3
"""Raised whenever an older program could not read what a newer one writes."""
APPLICATION = int.from_bytes(b"Ente", "big")
"""Stands in the file's header, so that `file` and we know whose it is."""
MOST_MEASURES = 900
"""SQLite has room for 2000 columns, and most measures have a denominator beside them."""

_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Every study that this store has served; the last is the present one.
CREATE TABLE studies (
    number INTEGER PRIMARY KEY,
    written TEXT NOT NULL,
    study TEXT NOT NULL,
    study_text TEXT NOT NULL,
    scenario_text TEXT NOT NULL,
    design TEXT NOT NULL,
    settings TEXT NOT NULL
);

-- Each time that somebody opened the store to write, with what computed then.
CREATE TABLE sittings (
    number INTEGER PRIMARY KEY,
    began TEXT NOT NULL,
    last_written TEXT,
    engine TEXT NOT NULL,
    versions TEXT NOT NULL
);

-- position: its place in the present study; NULL where that no longer asks for it.
CREATE TABLE conditions (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    position INTEGER,
    wanted INTEGER NOT NULL,
    settings TEXT NOT NULL,
    error TEXT
);
CREATE INDEX asked ON conditions (position, wanted, error);

CREATE TABLE rows (
    condition INTEGER NOT NULL REFERENCES conditions,
    replication INTEGER NOT NULL,
    sitting INTEGER NOT NULL REFERENCES sittings,
    error TEXT,
    {measures}
    UNIQUE (condition, replication)
);
CREATE INDEX failures ON rows (condition, replication, error) WHERE error IS NOT NULL;
"""
TABLES = frozenset({"about", "studies", "sittings", "conditions", "rows"})


@frozen
class Column:
    """What a column of numbers is called, what it is counted in and what it means."""

    name: str
    unit: str
    """Such as ``hours``; empty where there is none."""
    meaning: str
    """A sentence for whoever opens the table in ten years."""
    per: str = field(default="", kw_only=True)
    """What is counted in the denominator, which is kept beside the number: replications weigh as
    much as theirs is. Empty where all weigh the same, as in stores written before it was kept.
    """
    place: str = field(default="", kw_only=True)
    """Of a measure that a user wrote: `package.module:name`."""
    digest: str = field(default="", kw_only=True)
    """The fingerprint of its source."""
    least: float | None = field(default=None, kw_only=True)
    """The least that it can be, where it says so."""
    most: float | None = field(default=None, kw_only=True)

    @property
    def said(self) -> str:
        """What it means; of one that a user wrote, by which source."""
        if not self.place:
            return self.meaning
        return f"{self.meaning} ({self.place}, source {self.digest})"

    @property
    def counts(self) -> bool:
        """Whether it is so many of so many, which a user's own measure need not be."""
        return self.unit == Unit.SHARE and not self.place

    @property
    def data(self) -> dict[str, Json]:
        """As it is stored: what only measures that users write have is left out of others."""
        return {
            key: it for key, it in asdict(self).items() if key in _ALWAYS or it not in ("", None)
        }


_ALWAYS = ("name", "unit", "meaning", "per")


@frozen
class OwnCodeNote:
    """A measure or rule of its user's own by which the rows of a store were computed."""

    kind: str
    """`measure` or `rule`."""
    name: str
    place: str
    """`package.module:name`."""
    digest: str
    """The fingerprint of its source."""


@frozen
class NotedRule:
    """What is noted of a rule that a user wrote."""

    name: str
    """Of the rule that it replaces."""
    place: str
    """`package.module:name`."""
    digest: str
    """The fingerprint of its source."""


@frozen
class StudyRecord:
    """What a store is told of a study when it is opened to write."""

    _: KW_ONLY
    scenario: Json
    """As normalised: its digest is of this, not of the text."""
    scenario_text: str
    study: Json
    study_text: str
    design: Json
    """What the design was made from, and with which seed."""
    seed: int
    engine: str
    versions: Mapping[str, str]
    """What computes, by name; rows of another ``entente`` do not go into the same store."""
    measures: tuple[Column, ...]
    """What is kept of each replication."""
    rules: tuple[NotedRule, ...] = ()
    """Rules that the user wrote."""
    settings: tuple[Column, ...] = field(default=())
    """What is known of the settings, for the data dictionary; others have no unit."""

    def __post_init__(self) -> None:
        names = [measure.name for measure in self.measures]
        if not 0 < len(names) <= MOST_MEASURES or len(set(names)) < len(names):
            raise ValueError(f"1 to {MOST_MEASURES} measures, each with a name of its own")

    @property
    def identity(self) -> dict[str, str]:
        """What all rows of a store have in common, as it stands in the table `about`."""
        measures: list[Json] = [measure.data for measure in self.measures]
        rules: list[Json] = [asdict(rule) for rule in self.rules]
        return {
            "scenario": canonical(self.scenario),
            "scenario_digest": digest(self.scenario),
            "seed": str(self.seed),
            "version": self.versions["entente"],
            "measures": canonical(measures),
            "rules": canonical(rules),
        }

    @property
    def form(self) -> int:
        """The format of its store: an older program does not know code that users write."""
        return FORMAT if self.rules or any(one.place for one in self.measures) else FORMAT - 1


def create(connection: sqlite3.Connection, record: StudyRecord) -> None:
    """Makes the tables in an empty file, in one transaction."""
    names = (*value_columns(len(record.measures)), *whole_columns(record.measures).values())
    measures = "".join(f"{name} REAL,\n    " for name in names)
    about = record.identity
    connection.execute(f"PRAGMA application_id = {APPLICATION:d}")
    connection.execute(f"PRAGMA user_version = {record.form:d}")
    connection.executescript(f"BEGIN;\n{_TABLES.format(measures=measures)}\nCOMMIT;")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())
    connection.execute("COMMIT")


def value_columns(count: int) -> list[str]:
    """The names of so many columns of measures inside the store."""
    return [f"m{i}" for i in range(count)]


def whole_columns(measures: Sequence[Column]) -> dict[int, str]:
    """By place of a measure that has a denominator: the name of that one's column in the store."""
    return {i: f"w{i}" for i, measure in enumerate(measures) if measure.per}


def columns_from(written: str) -> tuple[Column, ...]:
    """Columns from their JSON."""
    columns = (Column(**column) for column in json.loads(written))
    return tuple(replace(each, name=RENAMED.get(each.name, each.name)) for each in columns)
