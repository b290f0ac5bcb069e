"""A study as tables for other programs: Parquet or CSV, and a dictionary of their columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from sim.errors import EntenteError
from sim.installed import how_to_add
from sim.studies.results.tables import (
    Block,
    ColumnKind,
    TableColumn,
    condition_blocks,
    condition_columns,
    replication_blocks,
    replication_columns,
    settings_of,
)
from sim.studies.store.errors import told
from sim.studies.store.locking import folder_locked
from sim.studies.store.reading import Store

Write = Callable[[Path, Sequence[TableColumn], Iterable[Block]], None]


class Format(StrEnum):
    """How tables are written."""

    CSV = "csv"
    PARQUET = "parquet"


class ParquetNotInstalledError(EntenteError):
    """Parquet was asked for, and what writes it is not there."""

    def __init__(self) -> None:
        super().__init__(
            f"Parquet needs what the extra 'research' brings: {how_to_add('research')}\n"
            "Without it, the format csv holds the same tables."
        )


def export(
    store: Store, folder: Path, form: Format, *, byte_order_mark: bool = False
) -> tuple[Path, ...]:
    """Writes a study as it is now into a folder; the files that it wrote.

    They are `replications` (one row for each), `conditions` (one row for each, with means and
    95 % intervals) and `dictionary.csv` (what each column is and what it is counted in). They take
    the place of earlier ones when all are complete. Memory does not grow with the study. CSV
    begins with a byte order mark where that is asked for, by which some spreadsheets know UTF-8.

    Raises:
        ParquetNotInstalledError: what writes Parquet is not there.
        InUseError: another export writes into the folder.
        StoreError: the store cannot be read, or a file not be written.
    """
    csv_in = partial(_write_csv, encoding="utf-8-sig" if byte_order_mark else "utf-8")
    write = csv_in if form is Format.CSV else _parquet_writer()
    files = [folder / f"replications.{form}", folder / f"conditions.{form}"]
    dictionary = folder / "dictionary.csv"
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with folder_locked(folder), _put_in_place(folder) as beside, store.as_of_now():
        settings = settings_of(store)
        columns = [replication_columns(store, settings), condition_columns(store, settings)]
        blocks = [replication_blocks(store, settings), condition_blocks(store, settings)]
        for file, of_table, in_table in zip(files, columns, blocks, strict=True):
            with told(file):
                write(beside(file), of_table, in_table)
        entries = [
            (file.stem, column.name, column.kind.value, column.unit, _meaning(column, form))
            for file, of_table in zip(files, columns, strict=True)
            for column in of_table
        ]
        with told(dictionary):
            csv_in(beside(dictionary), _DICTIONARY, [[*zip(*entries, strict=True)]])
    return (*files, dictionary)


def _meaning(column: TableColumn, form: Format) -> str:
    guarded = form is Format.CSV and column.kind is ColumnKind.TEXT
    return f"{column.meaning}{_GUARDED}" if guarded else column.meaning


def _parquet_writer() -> Write:
    if find_spec("duckdb") is None:
        raise ParquetNotInstalledError
    from sim.studies.results.parquet import write_parquet

    return write_parquet


@contextmanager
def _put_in_place(folder: Path) -> Iterator[Callable[[Path], Path]]:
    """Where to write each file; all get their names at the end, or none does and none is left.

    What an export that was killed has left is cleared away.
    """
    for leftover in folder.glob(f"*{_NEW}"):
        with suppress(OSError):
            leftover.unlink()
    written: dict[Path, Path] = {}

    def beside(file: Path) -> Path:
        return written.setdefault(file, file.with_name(f"{file.name}{_NEW}"))

    try:
        yield beside
        for file, started in written.items():
            with told(file):
                started.replace(file)
    except BaseException:
        for started in written.values():
            with suppress(OSError):
                started.unlink(missing_ok=True)
        raise


def _write_csv(
    file: Path, columns: Sequence[TableColumn], blocks: Iterable[Block], *, encoding: str
) -> None:
    kinds = [column.kind for column in columns]
    with file.open("w", encoding=encoding, newline="") as written:
        table = csv.writer(written, lineterminator="\n")
        table.writerow([_as_text(column.name) for column in columns])
        for block in blocks:
            table.writerows(zip(*map(_as_csv, block, kinds), strict=True))


def _as_csv(cells: Sequence[object], kind: ColumnKind) -> Sequence[object]:
    """A column as it is written: each text or answer that stands in it is looked at once."""
    write = _AS_CSV.get(kind)
    if write is None:
        return cells
    said = {cell: write(cell) for cell in set(cells)}
    return [said[cell] for cell in cells]


def _as_truth(cell: object) -> object:
    """Yes and no as `true` and `false`, which R, pandas and polars all understand."""
    return None if cell is None else str(cell).lower()


def _as_text(cell: object) -> object:
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


_AS_CSV: dict[ColumnKind, Callable[[object], object]] = {
    ColumnKind.TEXT: _as_text,
    ColumnKind.YES_OR_NO: _as_truth,
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GUARDED = "; what begins with =, +, - or @ stands behind an apostrophe, lest it become a formula"
_NEW = ".new"


_DICTIONARY = tuple(
    TableColumn(name, "", meaning, ColumnKind.TEXT)
    for name, meaning in (
        ("table", "the file, without its ending"),
        ("column", "the column's name"),
        ("kind", "what stands in it"),
        ("unit", "what it is counted in"),
        ("meaning", "what it says"),
    )
)
