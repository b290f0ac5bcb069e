"""The two tidy tables that an export writes, row by row, and the dictionary of their columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sim.scenario.files.canonical import canonical
from sim.studies.store.reading import Store, StoredCondition
from sim.studies.store.summary import Average, summaries
from sim.studies.store.tables import Column

Cells = tuple[Any, ...]

_EXACT = 2**53
"""Up to here a number of 64 bits holds every whole number."""


class ColumnKind(StrEnum):
    """What stands in a column."""

    WHOLE = "whole number"
    NUMBER = "number"
    TEXT = "text"
    YES_OR_NO = "yes or no"


@dataclass(frozen=True)
class TableColumn(Column):
    """A column of a table, with what stands in it."""

    kind: ColumnKind


@dataclass(frozen=True)
class TableSettings:
    """The columns that say what a condition sets, the same in both tables."""

    columns: tuple[TableColumn, ...]
    names: tuple[str, ...]
    """What the study calls them."""

    def cells(self, condition: StoredCondition) -> Cells:
        """What a condition sets; None where it leaves something as the scenario has it."""
        return tuple(
            _cell(condition.settings.get(name), column.kind)
            for name, column in zip(self.names, self.columns, strict=True)
        )


def settings_of(store: Store) -> TableSettings:
    """Every setting that some condition of the study has; those that it describes come first."""
    described = {column.name: column for column in store.settings}
    kinds: dict[str, set[ColumnKind]] = {}
    for condition in store.conditions():
        for name, value in condition.settings.items():
            kinds.setdefault(name, set()).update(_kind(value))
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
    seed = str(store.seed)
    conditions = store.conditions()
    number, name, cells = -1, "", ()
    for found in store.select(_REPLICATIONS.format(values=", ".join(_values(store)))):
        while found[0] != number:
            condition = next(conditions)
            number, name, cells = condition.number, condition.id, settings.cells(condition)
        yield (name, found[1], seed, found[2], *cells, *found[3:])


def condition_columns(store: Store, settings: TableSettings) -> tuple[TableColumn, ...]:
    """The columns of the table with one row for each condition."""
    own = _of_conditions(store)
    return (*own[:8], *settings.columns, *own[8:])


def condition_rows(store: Store, settings: TableSettings) -> Iterator[Cells]:
    """One row for each condition of the study, also where nothing was run or all failed."""
    common = (store.scenario_digest, str(store.seed), store.version)
    for summary in summaries(store):
        condition = summary.condition
        counted = (condition.wanted, summary.replications, summary.failed, summary.error)
        averages = (
            cell
            for average, measure in zip(summary.averages, store.measures, strict=True)
            for cell in (*_average(average), *_sums(average, measure))
        )
        yield (condition.id, *common, *counted, *settings.cells(condition), *averages)


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
        return (None, None, None, None, 0, "nothing to measure")
    ends = (estimate.low, estimate.high)
    return (estimate.value, *ends, average.deviation, estimate.n, estimate.kind.value)


def _kind(value: object) -> set[ColumnKind]:
    match value:
        case None:
            return set()
        case bool():
            return {ColumnKind.YES_OR_NO}
        case int() if abs(value) <= _EXACT:
            return {ColumnKind.NUMBER}
        case float():
            return {ColumnKind.NUMBER}
    return {ColumnKind.TEXT}


def _cell(value: Any, kind: ColumnKind) -> Any:
    if kind is not ColumnKind.TEXT or value is None or isinstance(value, str):
        return value
    return canonical(value)


_REPLICATIONS = """
SELECT c.number, r.replication, r.error, {values}
FROM conditions c CROSS JOIN rows r ON r.condition = c.number
WHERE c.position IS NOT NULL ORDER BY c.position, r.replication
"""
_T, _W, _N = ColumnKind.TEXT, ColumnKind.WHOLE, ColumnKind.NUMBER
