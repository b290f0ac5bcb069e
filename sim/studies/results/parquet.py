"""A table as a Parquet file, by way of DuckDB, in batches so that memory stays small."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from shutil import move, rmtree
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import numpy.typing as npt

from sim.studies.results.tables import Block, ColumnKind, TableColumn

_MEMORY = "256MB"
_PREFIX = ".export-"
_INTERRUPTED = "Query interrupted"
"""What DuckDB makes of Ctrl-C."""
_TYPES = {
    ColumnKind.WHOLE: "BIGINT",
    ColumnKind.NUMBER: "DOUBLE",
    ColumnKind.TEXT: "VARCHAR",
    ColumnKind.YES_OR_NO: "BOOLEAN",
}
_INSERT = "INSERT INTO gathered SELECT {cells} FROM batch"
# A gap is a NaN in an array of numbers; no number in a store is one.
_READ = dict.fromkeys(ColumnKind, "{name}") | {ColumnKind.NUMBER: "nullif({name}, 'NaN'::DOUBLE)"}


def write_parquet(file: Path, columns: Sequence[TableColumn], blocks: Iterable[Block]) -> None:
    """Gathers the rows in a table on disk beside the file, and writes it out from there."""
    for leftover in file.parent.glob(f"{_PREFIX}*"):
        rmtree(leftover, ignore_errors=True)
    with TemporaryDirectory(dir=_named_plainly(file.parent), prefix=_PREFIX) as folder:
        written = Path(folder) / "written"
        try:
            _write(written, columns, blocks, Path(folder))
        except duckdb.IOException as error:
            raise OSError(_number(str(error)), str(error).splitlines()[0]) from error
        except RuntimeError as error:
            if str(error) != _INTERRUPTED:
                raise
            raise KeyboardInterrupt from error
        move(written, file)


def _named_plainly(folder: Path) -> Path | None:
    """The folder, if DuckDB takes its name as it stands; else that of temporary files."""
    name = str(folder)
    plain = name.isprintable() and not any(sign in name for sign in "?*[")
    return folder if plain else None


def _write(
    file: Path, columns: Sequence[TableColumn], blocks: Iterable[Block], folder: Path
) -> None:
    kinds = [column.kind for column in columns]
    types = (f"{_quoted(column.name)} {_TYPES[column.kind]}" for column in columns)
    read = (_READ[kind].format(name=f"c{i}") for i, kind in enumerate(kinds))
    insert = _INSERT.format(cells=", ".join(read))
    with duckdb.connect(folder / "gathered", config={"memory_limit": _MEMORY}) as database:
        database.execute(f"CREATE TABLE gathered ({', '.join(types)})")
        for batch in _batches(blocks, kinds):
            database.register("batch", batch)
            database.execute(insert)
            database.unregister("batch")
        target = str(file).replace("'", "''")
        database.execute(f"COPY gathered TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def _batches(
    blocks: Iterable[Block], kinds: Sequence[ColumnKind]
) -> Iterator[dict[str, npt.NDArray[np.generic]]]:
    for block in blocks:
        yield {
            f"c{i}": _array(cells, kind)
            for i, (cells, kind) in enumerate(zip(block, kinds, strict=True))
        }


def _array(cells: Sequence[object], kind: ColumnKind) -> npt.NDArray[np.generic]:
    if kind is ColumnKind.NUMBER:
        return np.array(cells, dtype=np.float64)
    return np.array(cells, dtype=np.int64 if kind is ColumnKind.WHOLE else object)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _number(message: str) -> int:
    """Which error of the system DuckDB means; it only says so in words."""
    known = (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENOENT)
    return next((number for number in known if os.strerror(number) in message), errno.EIO)
