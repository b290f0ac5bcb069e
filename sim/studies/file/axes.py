"""From the axes of a study to conditions: values at paths, and the scenario that they make.

A condition is known by its settings alone: neither the names of axes nor the design that asked for
it count, so that a larger design finds again what a smaller one has run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import product
from math import floor, sqrt

from sim.chance.elementary import exp, ln
from sim.frozen import frozen
from sim.scenario.files.canonical import Json, digest
from sim.scenario.files.document import Document
from sim.scenario.files.paths import dotted
from sim.scenario.reading.reading import variant_of
from sim.scenario.reading.varying import Steps, steps_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.amounts import Amount, Sort, alike, amount, rounded
from sim.scenario.units.kinds import kinds_at
from sim.scenario.values.overrides import apply_settings
from sim.studies.file.schema import Axis, PathValues, Range, Spread

Axes = Mapping[str, Axis]
_DIGITS = 6
"""Of a value between two ends: fine enough to draw, and short enough to read."""


@frozen
class PlannedCondition:
    """One combination of what the axes say."""

    values: Mapping[str, object]
    """By axis: the value there; of paths that move together, that of the first."""
    settings: Mapping[str, object]
    """By path: the value there, as a scenario writes it."""

    @cached_property
    def canonical(self) -> dict[str, Json]:
        """The settings written in the one way in which all equal ones are."""
        return {dotted(steps_of(path)): alike(value) for path, value in self.settings.items()}

    @cached_property
    def identity(self) -> str:
        """A digest of the settings."""
        return digest(self.canonical)

    def scenario(self, base: Document) -> Scenario:
        """The scenario that a document says, with these settings.

        Raises:
            InputError: together they do not fit; every problem.
        """
        return variant_of(apply_settings(base, self.settings, Scenario))


def condition_at(axes: Axes, point: Sequence[float]) -> PlannedCondition:
    """The condition at a point of the unit cube: for each axis, in order, a number from 0 to 1."""
    return _condition(
        {
            name: {path: value_at(strand, path, u) for path, strand in axis.strands.items()}
            for (name, axis), u in zip(axes.items(), point, strict=True)
        }
    )


def conditions_of_grid(axes: Axes) -> Iterator[PlannedCondition]:
    """Every combination of the levels of all axes; the last axis changes fastest."""
    for chosen in product(*(levels_of(axis) for axis in axes.values())):
        yield _condition(dict(zip(axes, chosen, strict=True)))


def condition_of(axes: Axes, values: Mapping[str, object]) -> PlannedCondition:
    """The condition in which each axis has a value that somebody wrote, on all its paths."""
    return _condition({name: dict.fromkeys(axes[name].strands, it) for name, it in values.items()})


def number_of_levels(axis: Axis) -> int | None:
    """How many values an axis has in a full grid; None where nothing says.

    Raises:
        ValueError: paths that move together have different numbers of them.
    """
    told = {number for strand in axis.strands.values() if (number := _levels_told(strand))}
    if len(told) > 1:
        raise ValueError("as many values for each of the paths that move together")
    return told.pop() if told else None


def levels_of(axis: Axis) -> list[dict[str, object]]:
    """By level of an axis in a full grid: the value at each of its paths.

    Raises:
        ValueError: nothing says how many levels there are.
    """
    number = number_of_levels(axis)
    if number is None:
        raise ValueError("`values`, or a `range` with `steps`, for a full grid")
    return [
        {path: _level(strand, path, i, number) for path, strand in axis.strands.items()}
        for i in range(number)
    ]


def value_at(strand: PathValues, path: str, u: float) -> object:
    """The value that a strand has at a number from 0 to 1, by its distribution."""
    if strand.values is not None:
        return strand.values[min(floor(u * len(strand.values)), len(strand.values) - 1)]
    if strand.range is None:
        raise ValueError("`values` or `range`")
    return _drawn(strand.range, u, whole=takes_whole_numbers(steps_of(path)))


@cache
def takes_whole_numbers(steps: Steps) -> bool:
    """Whether what stands at a path can only be a whole number."""
    here = kinds_at(Scenario, steps)
    return bool(here) and all(kind.type is int for kind in here)


def _levels_told(strand: PathValues) -> int | None:
    if strand.values is not None:
        return len(strand.values)
    return strand.range.steps if strand.range is not None else None


def _condition(strands: Mapping[str, Mapping[str, object]]) -> PlannedCondition:
    return PlannedCondition(
        values={name: next(iter(values.values())) for name, values in strands.items()},
        settings={path: value for values in strands.values() for path, value in values.items()},
    )


def _level(strand: PathValues, path: str, i: int, number: int) -> object:
    if strand.values is not None:
        return strand.values[i]
    assert strand.range is not None
    first, last = amount(strand.range.first), amount(strand.range.last)
    by_factors = strand.range.distribution is Spread.LOG_UNIFORM
    size = _between(first.size, last.size, i / (number - 1), by_factors=by_factors)
    return _written(size, strand.range, whole=takes_whole_numbers(steps_of(path)))


def _drawn(over: Range, u: float, *, whole: bool) -> object:
    """The value of a range below which a share u lies; of whole numbers all are drawn alike."""
    first, last = amount(over.first).size, amount(over.last).size
    if whole and over.sort is Sort.NUMBER and over.distribution is Spread.UNIFORM:
        outward = 0.5 if last > first else -0.5
        first, last = first - outward, last + outward
    return _written(_quantile(over, first, last, u), over, whole=whole)


def _quantile(over: Range, first: float, last: float, u: float) -> float:
    if over.peak is None:
        return _between(first, last, u, by_factors=over.distribution is Spread.LOG_UNIFORM)
    peak = (amount(over.peak).size - first) / (last - first)
    share = sqrt(u * peak) if u < peak else 1 - sqrt((1 - u) * (1 - peak))
    return _between(first, last, share, by_factors=False)


def _between(first: float, last: float, share: float, *, by_factors: bool) -> float:
    if share in (0.0, 1.0):
        return last if share else first
    if by_factors:
        return exp(ln(first) + share * (ln(last) - ln(first)))
    return first + share * (last - first)


def _written(size: float, over: Range, *, whole: bool) -> object:
    """A value between the ends of a range, as a scenario writes it."""
    ends = amount(over.first).size, amount(over.last).size
    if whole and over.sort is Sort.NUMBER and all(end.is_integer() for end in ends):
        size = floor(size + 0.5)
    elif size not in ends:
        size = rounded(size, _DIGITS)
    return Amount(over.sort, min(max(size, min(ends)), max(ends))).written()
