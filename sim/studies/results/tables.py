"""The two tidy tables that an export writes, and the dictionary of their columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from itertools import islice, takewhile
from typing import Any

from sim.frozen import frozen
from sim.scenario.files.canonical import canonical
from sim.statistics.averages import average_from
from sim.statistics.intervals import Kind
from sim.statistics.unseen import Limits, Moments
from sim.studies.store.ranges import range_of, window_of
from sim.studies.store.reading import Store, StoredCondition
from sim.studies.store.summary import Average, summaries
from sim.studies.store.tables import Column

Cells = tuple[Any, ...]
Block = list[Sequence[Any]]
"""The cells of some rows, by column."""
ROWS_IN_A_BLOCK = 8192
"""Enough that what a block costs besides its rows, to bind its columns say, does not count."""

_ONE_VALUE = Kind.TOO_FEW.value
_NOTHING = "nothing to measure"
_EXACT = 2**53
"""Up to here a number of 64 bits holds every whole number."""


class ColumnKind(StrEnum):
    """What stands in a column."""

    WHOLE = "whole number"
    NUMBER = "number"
    TEXT = "text"
    YES_OR_NO = "yes or no"


@frozen
class TableColumn(Column):
    """A column of a table, with what stands in it."""

    kind: ColumnKind


@frozen
class TableSettings:
    """The columns that say what a condition sets, the same in both tables."""

    columns: tuple[TableColumn, ...]
    names: tuple[str, ...]
    """What the study calls them."""

    def of(self, condition: StoredCondition) -> Cells:
        """What one condition sets."""
        return tuple(cell for (cell,) in self.cells([condition.settings]))

    def cells(self, settings: Sequence[dict[str, Any]]) -> Block:
        """What conditions set; None where one leaves something as the scenario has it."""
        return [
            [_cell(each.get(name), column.kind) for each in settings]
            if column.kind is ColumnKind.TEXT
            else [each.get(name) for each in settings]
            for name, column in zip(self.names, self.columns, strict=True)
        ]


def settings_of(store: Store) -> TableSettings:
    """Every setting that some condition of the study has; those that it describes come first."""
    described = {column.name: column for column in store.settings}
    kinds: dict[str, set[ColumnKind]] = {}
    for page in store.pages(_SETTINGS, ROWS_IN_A_BLOCK):
        for settings in _parsed(written for (written,) in page):
            for name, value in settings.items():
                if (kind := _kind(value)) is not None:
                    kinds.setdefault(name, set()).add(kind)
                else:
                    kinds.setdefault(name, set())
    names = [*(name for name in described if name in kinds), *sorted(kinds.keys() - described)]
    taken = {column.name for column in (*_of_replications(store), *_of_conditions(store))}
    columns = []
    for name in names:
        about = described.get(name, Column(name, "", "set by the study"))
        free = f"{name} (set)" if name in taken else name
        kind = kinds[name].pop() if len(kinds[name]) == 1 else ColumnKind.TEXT
        columns.append(TableColumn(free, about.unit, about.meaning, kind))
    return TableSettings(tuple(columns), tuple(names))


def replication_columns(store: Store, settings: TableSettings) -> tuple[TableColumn, ...]:
    """The columns of the table with one row for each replication."""
    own = _of_replications(store)
    return (*own[:4], *settings.columns, *own[4:])


def replication_rows(store: Store, settings: TableSettings) -> Iterator[Cells]:
    """One row for each replication of each condition of the study, failed ones among them."""
    for block in replication_blocks(store, settings):
        yield from zip(*block, strict=True)


def replication_blocks(store: Store, settings: TableSettings) -> Iterator[Block]:
    """The same, block by block."""
    seed, known = str(store.seed), _Known(store, settings)
    query = _REPLICATIONS.format(values=", ".join(_values(store)))
    for page in store.pages(query, ROWS_IN_A_BLOCK):
        numbers, replications, errors, *values = zip(*page, strict=True)
        name, *cells = known.columns(numbers)
        yield [name, replications, [seed] * len(page), errors, *cells, *values]


class _Known:
    """What stands in both tables of each condition, in the order in which conditions come."""

    def __init__(self, store: Store, settings: TableSettings) -> None:
        self._settings, self._rows = settings, dict[int, Cells]()
        self._pages = store.pages(_CONDITIONS, ROWS_IN_A_BLOCK)

    def columns(self, numbers: Sequence[int]) -> list[Cells]:
        """The id and what is set, by row, of conditions from those last asked for onwards."""
        behind = takewhile(lambda number: number != numbers[0], [*self._rows])
        for gone in behind:
            del self._rows[gone]
        while numbers[-1] not in self._rows:
            page = next(self._pages)
            number, names, written = zip(*page, strict=True)
            cells = zip(names, *self._settings.cells([*_parsed(written)]), strict=True)
            known = dict(zip(number, cells, strict=True))
            if numbers[-1] not in known:  # those without a row are not kept
                known = {each: known[each] for each in known.keys() & numbers}
            self._rows.update(known)
        return [*zip(*map(self._rows.__getitem__, numbers), strict=True)]


def condition_columns(store: Store, settings: TableSettings) -> tuple[TableColumn, ...]:
    """The columns of the table with one row for each condition."""
    own = _of_conditions(store)
    return (*own[:8], *settings.columns, *own[8:])


def condition_blocks(store: Store, settings: TableSettings) -> Iterator[Block]:
    """One row for each condition of the study, also where nothing was run or all failed."""
    if _has_one_row_each(store):
        yield from _conditions_of_one_row(store, settings)
        return
    rows = _condition_rows(store, settings)
    while some := list(islice(rows, ROWS_IN_A_BLOCK)):
        yield [*zip(*some, strict=True)]


def _condition_rows(store: Store, settings: TableSettings) -> Iterator[Cells]:
    common = (store.scenario_digest, str(store.seed), store.version)
    for summary in summaries(store):
        condition = summary.condition
        counted = (condition.wanted, summary.replications, summary.failed, summary.error)
        averages = (
            cell
            for average, measure in zip(summary.averages, store.measures, strict=True)
            for cell in (*_average(average), *_sums(average, measure))
        )
        yield (condition.id, *common, *counted, *settings.of(condition), *averages)


def _has_one_row_each(store: Store) -> bool:
    """Whether no condition has more than one row: its means are then what stands in that."""
    return not [*store.select(_WITH_SEVERAL_ROWS)]


def _conditions_of_one_row(store: Store, settings: TableSettings) -> Iterator[Block]:
    """The same as of any conditions, without sums over one number each."""
    common = (store.scenario_digest, str(store.seed), store.version)
    window = window_of(store)
    ranges = [range_of(measure, window) for measure in store.measures]
    whole_of = {place: number for number, place in enumerate(store.whole_columns)}
    names = (*store.value_columns, *store.whole_columns.values())
    query = _ONE_ROW.format(values=", ".join(f"r.{name}" for name in names))
    for page in store.pages(query, ROWS_IN_A_BLOCK):
        name, wanted, error, written, replication, broken, *found = zip(*page, strict=True)
        values, wholes = found[: len(ranges)], found[len(ranges) :]
        failed = [int(why is not None) for why in broken]
        given = [
            int(number is not None) - fail for number, fail in zip(replication, failed, strict=True)
        ]
        averages: list[Cells] = []
        for place, (of, measure) in enumerate(zip(ranges, store.measures, strict=True)):
            column = values[place]
            whole = wholes[whole_of[place]] if place in whole_of else None
            averages += _averages_of_one(column, whole, of, measure)
        yield [
            name,
            *([each] * len(page) for each in common),
            wanted,
            given,
            failed,
            [one or other for one, other in zip(error, broken, strict=True)],
            *settings.cells([*_parsed(written)]),
            *averages,
        ]


def _averages_of_one(
    values: Cells, wholes: Cells | None, of: Limits, measure: Column
) -> list[Cells]:
    """The columns of a measure, of conditions with one value each, or none."""
    if of.counted and of.most == 1.0:
        weights = wholes if wholes is not None else [1.0] * len(values)
        averages = [*zip(*map(partial(_share_of_one, of), values, weights), strict=True)]
    else:
        none = (None,) * len(values)
        number = tuple(int(value is not None) for value in values)
        kind = tuple(_NOTHING if value is None else _ONE_VALUE for value in values)
        averages = [values, none, none, none, number, kind]
    if wholes is None:
        return averages
    sums = [_sums(_sum_of_one(*one), measure) for one in zip(values, wholes, strict=True)]
    return [*averages, *zip(*sums, strict=True)]


def _share_of_one(of: Limits, value: float | None, weight: float | None) -> Cells:
    """What stands of a share that one replication gave: of all or none there is an interval."""
    if value is None:
        return _average(_NO_AVERAGE)
    yes_or_no = bool(weight) and value in (0.0, 1.0)
    moments = Moments(1, value, 0.0, 0.0, value, value, 0, yes_or_no)
    return _average(Average(average_from(moments, of), None))


def _sum_of_one(value: float | None, whole: float) -> Average:
    return _NO_AVERAGE if value is None else Average(None, None, whole * value, whole)


def _of_replications(store: Store) -> tuple[TableColumn, ...]:
    return (
        TableColumn("condition", "", "names the condition: a digest of scenario and settings", _T),
        TableColumn("replication", "", "counted from 0; conditions share its luck", _W),
        TableColumn("seed", "", "what all luck comes from", _T),
        TableColumn("error", "", "why the replication gave nothing; empty where it did", _T),
        *(column for measure in store.measures for column in _measured(measure)),
    )


def _values(store: Store) -> Iterator[str]:
    """What stands in the store of each measure: the number, numerator and denominator."""
    for place, name in enumerate(store.value_columns):
        yield name
        if (whole := store.whole_columns.get(place)) is not None:
            product = f"{name} * {whole}"
            is_count = store.measures[place].counts
            yield f"coalesce({f'round({product})' if is_count else product}, {whole} * 0.0)"
            yield whole


def _measured(measure: Column) -> tuple[TableColumn, ...]:
    """The columns of a measure in the table of replications."""
    number = TableColumn(measure.name, measure.unit, measure.said, _N)
    return (number, *_counts(measure, "", "of the replication"))


def _counts(measure: Column, ending: str, of: str) -> tuple[TableColumn, ...]:
    """Numerator and denominator, of measures of which both are kept."""
    if not measure.per:
        return ()
    name, meaning = measure.name, f"numerator of {measure.name}, {of}"
    unit = measure.per if measure.counts else measure.unit
    return (
        TableColumn(f"{name}_part{ending}", unit, meaning, _N),
        TableColumn(f"{name}_of{ending}", measure.per, f"denominator of {name}, {of}", _N),
    )


def _of_conditions(store: Store) -> tuple[TableColumn, ...]:
    return (
        TableColumn("condition", "", "names the condition: a digest of scenario and settings", _T),
        TableColumn("scenario", "", "the digest of the scenario as normalised", _T),
        TableColumn("seed", "", "what all luck comes from", _T),
        TableColumn("version", "", "the version of Entente that ran it", _T),
        TableColumn(
            "wanted", "replications", "how many the study asks for; more count as well", _W
        ),
        TableColumn("replications", "replications", "how many gave a result", _W),
        TableColumn("failed", "replications", "how many failed; the averages leave them out", _W),
        TableColumn("error", "", "why the condition, or its first failed replication, failed", _T),
        *(column for measure in store.measures for column in _averaged(measure)),
    )


def _averaged(measure: Column) -> tuple[TableColumn, ...]:
    name, unit, meaning = measure.name, measure.unit, measure.said
    kind = "how the interval was made, or why there is none"
    weighed = ", each weighing what its denominator is" if measure.per else ""
    return (
        TableColumn(f"{name}_mean", unit, f"{_estimand(measure)}: {meaning}", _N),
        TableColumn(f"{name}_low", unit, "lower end of the mean's 95 % interval", _N),
        TableColumn(f"{name}_high", unit, "upper end of the mean's 95 % interval", _N),
        TableColumn(f"{name}_sd", unit, f"standard deviation between replications{weighed}", _N),
        TableColumn(f"{name}_n", "replications", "how many had something to measure", _W),
        TableColumn(f"{name}_interval", "", kind, _T),
        *_counts(measure, "_sum", "over all replications"),
    )


def _estimand(measure: Column) -> str:
    """What the number of a condition is."""
    if measure.per:
        return f"by {measure.per}, added over replications before they are divided"
    return "mean over replications"


def _sums(average: Average, measure: Column) -> Cells:
    """Numerator and denominator of all replications, where they are kept."""
    if not measure.per:
        return ()
    whole = average.whole or 0.0
    part = average.part or 0.0
    return (float(round(part)) if measure.counts else part, whole)


def _average(average: Average) -> Cells:
    estimate = average.estimate
    if estimate is None:
        return (None, None, None, None, 0, _NOTHING)
    ends = (estimate.low, estimate.high)
    return (estimate.value, *ends, average.deviation, estimate.n, estimate.kind.value)


def _kind(value: object) -> ColumnKind | None:
    """What a setting is; None of one that is left as it was."""
    if value is None:
        return None
    if isinstance(value, bool):
        return ColumnKind.YES_OR_NO
    if isinstance(value, float) or (isinstance(value, int) and abs(value) <= _EXACT):
        return ColumnKind.NUMBER
    return ColumnKind.TEXT


def _parsed(written: Iterable[str]) -> Iterable[dict[str, Any]]:
    """Settings of many conditions, read at once."""
    found: list[dict[str, Any]] = json.loads(f"[{','.join(written)}]")
    return found


def _cell(value: Any, kind: ColumnKind) -> Any:
    if kind is not ColumnKind.TEXT or value is None or isinstance(value, str):
        return value
    return canonical(value)


_NO_AVERAGE = Average(None, None)
_SETTINGS = "SELECT settings FROM conditions WHERE position IS NOT NULL"
_CONDITIONS = """
SELECT number, id, settings FROM conditions WHERE position IS NOT NULL ORDER BY position
"""
_WITH_SEVERAL_ROWS = "SELECT 1 FROM rows GROUP BY condition HAVING count(*) > 1 LIMIT 1"
_ONE_ROW = """
SELECT c.id, c.wanted, c.error, c.settings, r.replication, r.error, {values}
FROM conditions c LEFT JOIN rows r ON r.condition = c.number
WHERE c.position IS NOT NULL ORDER BY c.position
"""
_REPLICATIONS = """
SELECT c.number, r.replication, r.error, {values}
FROM conditions c CROSS JOIN rows r ON r.condition = c.number
WHERE c.position IS NOT NULL ORDER BY c.position, r.replication
"""
_T, _W, _N = ColumnKind.TEXT, ColumnKind.WHOLE, ColumnKind.NUMBER
