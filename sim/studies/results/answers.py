"""What a stored study answers: effects, maps, thresholds, indices, a rule, and what to doubt.

Which answers there are follows from the design. A full grid has the main effect of each axis, a map
of two axes, and thresholds; Latin hypercubes and Sobol sequences have the measure along each axis
and rank correlations; Saltelli's design has Sobol indices beside these, Morris's walks a screening.
Every study has its conditions sorted by a measure, and, where it keeps the share missed, a rule for
missed detection. What is complete of an unfinished study is answered from, and cautions say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from heapq import nsmallest
from math import inf
from typing import Any

import numpy as np

from sim.errors import EntenteError, InputError, Problem
from sim.measures.units import RENAMED
from sim.scenario.files.words import listed
from sim.scenario.values.value import with_fields
from sim.statistics.designs import Floats
from sim.statistics.intervals import Estimate, Kind
from sim.statistics.thresholds import FEWEST_REPLICATIONS, FEWEST_VALUES
from sim.studies.file.schema import Design, Study, name_of
from sim.studies.results.analyses import (
    Analysed,
    Flags,
    Grid,
    Measured,
    analysed,
    map_of,
    thresholds_of,
)
from sim.studies.results.axes import Placed, placed
from sim.studies.results.cautions import cautions_of
from sim.studies.results.data import StudyData, gathered, unmoved
from sim.studies.results.reached import shortfall
from sim.studies.results.rule import MISSED, rule_of
from sim.studies.results.thresholds import Searched
from sim.studies.results.values import (
    Answers,
    AxesMap,
    ConditionTable,
    CountedConditions,
    Form,
    Rule,
    TableRow,
)
from sim.studies.store.reading import Store
from sim.studies.store.status import status
from sim.studies.store.tables import Column

ROWS = 10
"""Of the condition table."""
MATTERS = 0.1
"""Of the range of condition means: what matters unless somebody states it."""


class CannotAnswerError(EntenteError):
    """What was asked for is not in the study."""


def answers(
    store: Store,
    measure: str | None = None,
    *,
    axes: tuple[str, str] | None = None,
    sort: str | None = None,
    descending: bool = False,
    rows: int = ROWS,
    matters: float | None = None,
    missed_above: float | None = None,
    confidence: float = 0.95,
) -> Answers:
    """Everything that a store can be asked, at this moment; somebody may write to it meanwhile.

    Args:
        store: an open store.
        measure: what is told of, one of the measures that the study keeps; by default its first
            (`--measure`).
        axes: the two axes of the map and of the thresholds, by name; by default those with the
            largest effects (`--axes A B`).
        sort: by which measure the table of conditions is sorted; by default by `measure`
            (`--sort`).
        descending: the largest first (`--descending`).
        rows: how many conditions the table shows (`--rows`).
        matters: from which change of the measure on an axis matters, in its unit; by default a
            tenth of the range of condition means (`--matters`).
        missed_above: which share missed makes a condition a bad one; by default the median over
            conditions (`--missed-above`).
        confidence: of all intervals, between 0 and 1.

    Raises:
        CannotAnswerError: the study has no such measure or axis, or a size is not above nought.
        InputError: the confidence is no share between 0 and 1.
        StoreError: the store cannot be read.
    """
    _must_be_a_share(confidence)
    with store.as_of_now():
        study = _study(store)
        asked = _asked(store, study, measure, sort)
        _must_fit(study, axes, matters)
        data = gathered(store, asked, confidence)
        where = placed(study.axes, [one.settings for one in data.conditions])
        counts = _counts(data, study.replications.least)
        means = _means(data, counts, 0)
        measured = _measured(store, study, data, where, counts, means, confidence)
        found = analysed(measured)
        ranking = found.ranking(where.axes)
        size = matters if matters is not None else _size_that_matters(means)
        searched = _thresholds(found.grid, ranking, axes, size, confidence)
        asked_of_grids = axes is not None or matters is not None
        rule = _rule(measured, data, counts, asked, missed_above)
        told = Answers(
            title=study.title,
            question=study.question,
            store=store.path.name,
            scenario=study.scenario,
            scenario_digest=store.scenario_digest,
            form=measured.form,
            windows_hours=_windows(store.scenario),
            seed=store.seed,
            version=store.version,
            own_code=store.own_code,
            engines=tuple(dict.fromkeys(one.engine for one in store.sittings())),
            confidence=confidence,
            measure=_column(store, asked[0]),
            short=shortfall(store),
            precision=study.replications.widths.get(asked[0]),
            matters=size,
            matters_stated=matters is not None,
            axes=where.axes,
            leading=found.leading,
            ranking=ranking,
            status=status(store),
            counted=_counted(data, counts, asked),
            least=_or_none(np.nanmin, means),
            largest=_or_none(np.nanmax, means),
            unmoved=unmoved(store, [name_of(it) for it in study.measures]),
            effects=found.effects,
            heat_map=_map(found, ranking, axes, confidence),
            thresholds=searched.found,
            unseen=searched.unseen,
            samples=found.samples,
            indices=found.indices,
            screening=found.screening,
            rule=rule if isinstance(rule, Rule) else None,
            table=_table(store, data, where, counts, asked, sort, rows, descending=descending),
            not_told=_not_told(found, searched, rule, measured, asked_of_grids=asked_of_grids),
            cautions=(),
        )
    return replace(told, cautions=cautions_of(told))


def _must_be_a_share(confidence: object) -> None:
    if not isinstance(confidence, float | np.floating) or not 0.0 < confidence < 1.0:
        expected, hint = "a share between 0 and 1", "0.95 is 95 %"
        found = f"{confidence}"
        raise InputError([Problem(file="confidence", expected=expected, found=found, hint=hint)])


def _study(store: Store) -> Study:
    """The present study with its axes in the order in which it was written.

    The store keeps what is equal as equal text, names in order of the alphabet; the design goes by
    the order of the axes, which the settings have.
    """
    study = Study.model_validate(store.study)
    places = {column.name: place for place, column in enumerate(store.settings)}

    def place(name: str) -> int:
        return min(places.get(path, len(places)) for path in study.axes[name].strands)

    axes = {name: study.axes[name] for name in sorted(study.axes, key=place)}
    return with_fields(study, axes=axes)


def _asked(store: Store, study: Study, measure: str | None, sort: str | None) -> tuple[str, ...]:
    """The measures that are needed: first what is told of, then what else is looked at."""
    kept = [column.name for column in store.measures]
    measure = RENAMED.get(measure or "", measure)
    first = measure or next(name for name in (*map(name_of, study.measures), *kept) if name in kept)
    for name in (first, sort):
        if name is not None and name not in kept:
            raise CannotAnswerError(f"The study does not keep {name}; it keeps {', '.join(kept)}.")
    also = [MISSED] if MISSED in kept else []
    return tuple(dict.fromkeys([first, *([sort] if sort else []), *also]))


def _must_fit(study: Study, axes: tuple[str, str] | None, matters: float | None) -> None:
    for axis in axes or ():
        if axis not in study.axes:
            raise CannotAnswerError(
                f"The study has no axis {axis}; its axes are {', '.join(study.axes)}."
            )
    if axes is not None and axes[0] == axes[1]:
        raise CannotAnswerError(f"A map needs two axes, and both are {axes[0]}.")
    if matters is not None and not matters > 0:
        raise CannotAnswerError("What matters is a change above 0.")


def _counts(data: StudyData, least: int) -> Flags:
    """Which conditions count: those that are complete, and of which there is something to tell."""
    needed = data.needed(least)
    return np.array(
        [
            one.cannot is None and one.present >= needed and one.averages[0] is not None
            for one in data.conditions
        ],
        dtype=np.bool_,
    )


def _means(data: StudyData, counts: Flags, place: int) -> Floats:
    """The mean of one of the measures asked for in each condition that counts."""
    averages = [one.averages[place] for one in data.conditions]
    there = zip(averages, counts.tolist(), strict=True)
    return np.array([one.value if one and kept else np.nan for one, kept in there])


def _measured(
    store: Store,
    study: Study,
    data: StudyData,
    where: Placed,
    counts: Flags,
    means: Floats,
    confidence: float,
) -> Measured:
    design: Any = store.design
    return Measured(
        form=_form(study.design),
        placed=where,
        values=np.where(counts[:, np.newaxis], data.values, np.nan),
        told=data.told,
        means=means,
        points=np.array(design["points"], dtype=np.float64),
        of_point=np.array(design["of_point"], dtype=np.int64),
        confidence=confidence,
        of=data.of,
    )


def _form(design: Design) -> Form:
    forms = {
        Form.GRID: design.full_grid,
        Form.HYPERCUBE: design.latin_hypercube,
        Form.SOBOL: design.sobol,
        Form.SALTELLI: design.saltelli,
        Form.MORRIS: design.morris,
        Form.TABLE: design.table,
    }
    return next(form for form, written in forms.items() if written is not None)


def _or_none(of: Any, means: Floats) -> float | None:
    return float(of(means)) if np.isfinite(means).any() else None


def _size_that_matters(means: Floats) -> float | None:
    """A tenth of the range of means, in two digits; None where they do not differ."""
    if not np.isfinite(means).any():
        return None
    size = float(f"{MATTERS * float(np.nanmax(means) - np.nanmin(means)):.2g}")
    return size if size > 0 else None


def _thresholds(
    grid: Grid | None,
    ranking: tuple[str, ...],
    pair: tuple[str, str] | None,
    size: float | None,
    confidence: float,
) -> Searched:
    if grid is None or size is None:
        return Searched((), too_few=False, of_two_values=())
    return thresholds_of(grid, ranking, pair, size, confidence)


def _map(
    found: Analysed, ranking: tuple[str, ...], pair: tuple[str, str] | None, confidence: float
) -> AxesMap | None:
    """The map of the stated axes, or of the two that matter most: more rows than columns."""
    if found.grid is None or len(ranking) < 2:
        return None
    sizes = {axis.name: len(axis.levels) for axis in found.grid.axes}
    rows, columns = pair or sorted(ranking[:2], key=lambda name: -sizes[name])
    if min(sizes[rows], sizes[columns]) < 2:
        return None
    return map_of(found.grid, rows, columns, confidence)


def _rule(
    measured: Measured,
    data: StudyData,
    counts: Flags,
    asked: Sequence[str],
    above: float | None,
) -> Rule | str | None:
    """None where the study does not keep the share missed."""
    if MISSED not in asked:
        return None
    apart = measured.apart
    missed = _means(data, counts, asked.index(MISSED))[apart]
    names = [axis.name for axis in measured.placed.axes]
    return rule_of(names, measured.placed.numbers[apart], missed, above)


def _not_told(
    found: Analysed,
    searched: Searched,
    rule: Rule | str | None,
    measured: Measured,
    *,
    asked_of_grids: bool,
) -> tuple[str, ...]:
    told = [*found.not_told]
    if searched.too_few:
        told.append(
            f"Thresholds are not told of pairs of axes with fewer than {FEWEST_REPLICATIONS} "
            "replications in common: ask for more replications."
        )
    if searched.of_two_values:
        labels = {axis.name: axis.label for axis in measured.placed.axes}
        told.append(
            f"Thresholds along {listed(labels[name] for name in searched.of_two_values)} are not "
            f"told from fewer than {FEWEST_VALUES} values that leave room for an effect: try more."
        )
    if asked_of_grids and not measured.is_grid:
        told.append(
            f"Two axes cannot be set against each other in this design ({measured.form.value}): a "
            "map, and thresholds of what matters, need a full grid of them."
        )
    if rule is None:
        told.append(
            f"There is no rule for missed detection: keep {MISSED} among the study's measures."
        )
    elif isinstance(rule, str):
        told.append(rule)
    return tuple(told)


def _counted(data: StudyData, counts: Flags, asked: Sequence[str]) -> CountedConditions:
    conditions, kept = data.conditions, counts.tolist()
    failed = [one.cannot is not None or 0 < one.present == one.failed for one in conditions]
    left = [
        one for one, bad, ok in zip(conditions, failed, kept, strict=True) if not bad and not ok
    ]
    unmeasured = sum(one.present > 0 and one.averages[0] is None for one in left)
    counted = [one for one, ok in zip(conditions, kept, strict=True) if ok]
    present = [one.present - one.failed for one in counted]
    telling = [one.averages[0].n for one in counted if one.averages[0] is not None]
    return CountedConditions(
        conditions=sum(kept),
        incomplete=len(left) - unmeasured,
        failed=sum(failed),
        unmeasured=unmeasured,
        partly_failed=sum(one.failed > 0 for one in counted),
        fewest=min(present, default=0),
        most=max(present, default=0),
        fewest_telling=min(telling, default=0),
        most_telling=max(telling, default=0),
        sparse=sum(2 * some < every for some, every in zip(telling, present, strict=True)),
        compared=data.values.shape[1],
        mostly_missed=(
            int(np.count_nonzero(_means(data, counts, asked.index(MISSED)) > 0.5))
            if MISSED in asked
            else None
        ),
    )


def _table(
    store: Store,
    data: StudyData,
    where: Placed,
    counts: Flags,
    asked: Sequence[str],
    sort: str | None,
    rows: int,
    *,
    descending: bool,
) -> ConditionTable:
    by = sort or asked[0]
    shown = tuple(dict.fromkeys([by, *asked]))
    column = asked.index(by)
    means = _means(data, counts, column)
    sign = -1.0 if descending else 1.0
    there = np.flatnonzero(np.isfinite(means)).tolist()
    first = nsmallest(rows, there, key=lambda place: (sign * means[place], place))
    estimates = [data.conditions[place].averages[column] for place in there]
    words = [{level.number: level.words for level in axis.levels} for axis in where.axes]
    return ConditionTable(
        sorted_by=by,
        descending=descending,
        measures=tuple(_column(store, name) for name in shown),
        rows=tuple(
            TableRow(
                position=place + 1,
                settings=tuple(
                    of_axis[number]
                    for of_axis, number in zip(words, where.numbers[place].tolist(), strict=True)
                ),
                averages=tuple(
                    data.conditions[place].averages[asked.index(name)] for name in shown
                ),
                replications=data.conditions[place].present - data.conditions[place].failed,
            )
            for place in first
        ),
        more=len(there) - len(first),
        like_first=_meeting(data.conditions[first[0]].averages[column], estimates) if first else 0,
    )


def _meeting(first: Estimate | None, estimates: Sequence[Estimate | None]) -> int:
    """How many averages cannot be told from the first, apart from itself, by their intervals."""
    if first is None:
        return 0
    low, high = _reach(first)
    ends = (_reach(one) for one in estimates if one is not None and one is not first)
    return sum(other_low <= high and other_high >= low for other_low, other_high in ends)


def _reach(one: Estimate) -> tuple[float, float]:
    """Between what it may lie; an average without an interval may lie anywhere."""
    if one.kind is Kind.ALL_EQUAL:
        return one.value, one.value
    return -inf if one.low is None else one.low, inf if one.high is None else one.high


def _column(store: Store, name: str) -> Column:
    return next(column for column in store.measures if column.name == name)


def _windows(scenario: Any) -> tuple[float, ...]:
    """How long threats are followed: by the scenario's window, or up to their own deadlines."""
    if scenario.get("window") is not None:
        return (float(scenario["window"]),)
    deadlines = {threat.get("deadline") for _, threat in scenario.get("threats") or ()}
    return tuple(sorted(float(hours) for hours in deadlines if hours is not None))
