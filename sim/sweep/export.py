"""A study as tables for other programs: Parquet or CSV, and a dictionary of their columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from sim.errors import EntenteError
from sim.installed import how_to_add
from sim.sweep.export_tables import (
    Cells,
    Kind,
    TableColumn,
    condition_columns,
    condition_rows,
    replication_columns,
    replication_rows,
    settings_of,
)
from sim.sweep.store import Store
from sim.sweep.store_errors import told

Write = Callable[[Path, Sequence[TableColumn], Iterable[Cells]], None]


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


def export(store: Store, folder: Path, form: Format) -> tuple[Path, ...]:
    """Writes a study as it is now into a folder; the files that it wrote.

    They are `replications` (one row for each), `conditions` (one row for each, with means and
    95 % intervals) and `dictionary.csv` (what each column is and what it is counted in). Each takes
    the place of an earlier one only when it is complete. Memory does not grow with the study.

    Raises:
        ParquetNotInstalledError: what writes Parquet is not there.
        StoreError: the store cannot be read, or a file not be written.
    """
    write = _writer(form)
    files = [folder / f"replications.{form}", folder / f"conditions.{form}"]
    dictionary = folder / "dictionary.csv"
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with store.as_of_now():
        settings = settings_of(store)
        columns = [replication_columns(store, settings), condition_columns(store, settings)]
        rows = [replication_rows(store, settings), condition_rows(store, settings)]
        for file, of_table, in_table in zip(files, columns, rows, strict=True):
            _replace(file, of_table, in_table, write)
    entries = (
        (file.stem, column.name, column.kind.value, column.unit, column.meaning)
        for file, of_table in zip(files, columns, strict=True)
        for column in of_table
    )
    _replace(dictionary, _DICTIONARY, entries, _write_csv)
    return (*files, dictionary)


def _writer(form: Format) -> Write:
    if form is Format.CSV:
        return _write_csv
    if find_spec("duckdb") is None:
        raise ParquetNotInstalledError
    from sim.sweep.export_parquet import write_parquet

    return write_parquet


def _replace(
    file: Path, columns: Sequence[TableColumn], rows: Iterable[Cells], write: Write
) -> None:
    """Writes beside the file first, so that what carries its name is always complete."""
    started = file.with_name(f"{file.name}.new")
    try:
        write(started, columns, rows)
        with told(file):
            started.replace(file)
    except BaseException:
        with suppress(OSError):
            started.unlink(missing_ok=True)
        raise


def _write_csv(file: Path, columns: Sequence[TableColumn], rows: Iterable[Cells]) -> None:
    truths = [i for i, column in enumerate(columns) if column.kind is Kind.YES_OR_NO]
    with told(file), file.open("w", encoding="utf-8", newline="") as written:
        table = csv.writer(written, lineterminator="\n")
        table.writerow([column.name for column in columns])
        table.writerows(_in_lower_case(rows, truths) if truths else rows)


def _in_lower_case(rows: Iterable[Cells], truths: Sequence[int]) -> Iterator[list[object]]:
    """Yes and no as `true` and `false`, which R, pandas and polars all understand."""
    for row in rows:
        cells = list(row)
        for i in truths:
            cells[i] = None if cells[i] is None else str(cells[i]).lower()
        yield cells


_DICTIONARY = tuple(
    TableColumn(name, "", meaning, Kind.TEXT)
    for name, meaning in (
        ("table", "the file, without its ending"),
        ("column", "the column's name"),
        ("kind", "what stands in it"),
        ("unit", "what it is counted in"),
        ("meaning", "what it says"),
    )
)
