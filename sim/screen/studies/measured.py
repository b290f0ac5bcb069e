"""Measures of a study in words: their names, their values by unit, and what changes them."""

from __future__ import annotations

from sim.measures.units import Unit
from sim.screen.report.conditions import NEVER
from sim.screen.toolkit.words import (
    NO_DIFFERENCE,
    TOO_FEW,
    bounds,
    count,
    duration,
    is_nought,
    roughly,
    share,
    short,
    with_interval,
)
from sim.statistics.bootstrap import Bounded
from sim.statistics.intervals import Estimate, Kind
from sim.studies.results.values import Answers
from sim.studies.store.ranges import UNTIL_DETECTED, range_of
from sim.studies.store.tables import Column

_NAMES = {UNTIL_DETECTED: "mean time to detection"}
_POINTS = "points"
_ROUNDING = 1e-6
"""Of hours: a mean of replications that are all at the window."""
_SHARES = (Unit.SHARE, Unit.FRACTION)


def name_of(measure: Column) -> str:
    """What a room calls a measure."""
    return _NAMES.get(measure.name, measure.name.replace("_", " "))


def said(value: float, measure: Column) -> str:
    """A value of a measure, exactly enough to compare."""
    if measure.unit == Unit.HOURS:
        return duration(value)
    return share(min(max(value, 0.0), 1.0)) if measure.unit in _SHARES else count(value)


def ends_at_the_window(told: Answers) -> bool:
    """Whether the measure told of is hours that are counted up to the window and no further."""
    hours = told.measure.unit == Unit.HOURS and bool(told.windows_hours) and not told.measure.place
    return hours and range_of(told.measure, told.windows_hours[-1]).most is not None


def is_never(value: float, measure: Column, told: Answers) -> bool:
    """Whether a mean of hours until detection is the window itself: nothing is detected."""
    return (
        measure.name == UNTIL_DETECTED
        and bool(told.windows_hours)
        and value >= told.windows_hours[-1] - _ROUNDING
    )


def mean_said(value: float, measure: Column, told: Answers) -> str:
    """The mean of a condition or several; never, where none of them detects anything."""
    return NEVER if is_never(value, measure, told) else said(value, measure)


def said_roughly(value: float, measure: Column) -> str:
    """The same in one unit, for a bound or a cell of a map."""
    return roughly(value) if measure.unit == Unit.HOURS else said(value, measure)


def between(estimate: Estimate, measure: Column) -> str:
    """The bounds of a value."""
    return short(bounds(estimate, lambda value: said_roughly(_possible(value, measure), measure)))


def _possible(value: float, measure: Column) -> float:
    """A bound as far as a measure goes; one that a user wrote may be below nought."""
    return value if measure.place else max(0.0, value)


def size_of(change: float, measure: Column) -> str:
    """How large a change is, whatever its direction."""
    if measure.unit in _SHARES:
        return f"{count(abs(100 * change))} {_POINTS}"
    return said(abs(change), measure)


def changed(difference: Estimate, measure: Column) -> str:
    """A difference with its sign, or why there is none."""
    if difference.kind is Kind.TOO_FEW:
        return NO_DIFFERENCE if is_nought(difference) else TOO_FEW
    sign = "+" if difference.value > 0 else "-" if difference.value < 0 else ""
    return f"{sign}{size_of(difference.value, measure)}"


def changed_between(difference: Estimate, measure: Column) -> str:
    """The bounds of a difference; of shares in points, which the difference itself says."""
    if difference.kind is Kind.TOO_FEW or difference.low is None or difference.high is None:
        return ""
    reach = bounds(difference, lambda change: _signed_roughly(change, measure))
    return short(reach).removesuffix(f" {_POINTS}")


def raises(difference: Estimate, measure: Column) -> str:
    """A difference as what somebody does to a measure: ``raises it by 3 d (2 to 4 d)``."""
    if difference.kind is Kind.TOO_FEW:
        return (
            "makes no difference to it"
            if is_nought(difference)
            else "changes it too seldom to tell"
        )
    verb = "raises" if difference.value > 0 else "lowers"
    if difference.low is not None and difference.high is not None:
        if difference.low <= 0 <= difference.high:
            verb = "may raise or lower"
            reach = changed_between(difference, measure)
            return f"{verb} it ({reach})"
        ends = sorted((abs(difference.low), abs(difference.high)))
        reach = short(f"{_size_roughly(ends[0], measure)} to {_size_roughly(ends[1], measure)}")
        return f"{verb} it by {with_interval(size_of(difference.value, measure), reach)}"
    return f"{verb} it by {size_of(difference.value, measure)}"


def level(told: Answers) -> str:
    """How sure intervals are: ``95 %``."""
    return f"{100 * told.confidence:g} %"


def as_estimate(bounded: Bounded) -> Estimate:
    """A resampled figure, so that it can be drawn as a bar."""
    return Estimate(bounded.value, bounded.low, bounded.high, bounded.n, Kind.BOOTSTRAP_T)


def _size_roughly(change: float, measure: Column) -> str:
    return roughly(change) if measure.unit == Unit.HOURS else size_of(change, measure)


def _signed_roughly(change: float, measure: Column) -> str:
    spoken = _size_roughly(abs(change), measure)
    return f"-{spoken}" if change < 0 and not spoken.startswith("0 ") else spoken
