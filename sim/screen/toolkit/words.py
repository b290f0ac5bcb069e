"""Numbers in words that a room understands: durations, shares, counts, and what is unsure of them.

Durations are hours on the way in. A value and the bounds of its interval are said alike, in two
units, ``26 d 4 h (25 d 2 h to 27 d 7 h)``, and in steps that suit the interval: no minutes where
it spans hours. Bounds are rounded outwards. A difference of two printed durations is printed as
whoever subtracts them finds it; one that is less than a step is said to be that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor

from sim.statistics.intervals import FEWEST_RESAMPLED, Difference, Estimate, Kind

TOO_FEW = str(Kind.TOO_FEW)
NO_DIFFERENCE = "no difference"
NOT_TOLD_APART = "not told apart"
NOT_REACHED = str(Kind.NOT_REACHED)


HOUR, MINUTE = 60, 1
"""Steps in which durations are said, in minutes."""
_DAY_HOURS = 24
_SPANS_HOURS = 2.0
"""From this width on, an interval makes minutes meaningless."""
_EXACT = 1e-9
_LEAST_PERCENT = 0.1
"""The smallest share that is said in figures, in percent."""


def step_of(estimate: Estimate) -> int:
    """The step that suits an estimate of hours: minutes for less than a day known that well."""
    ends = [end for end in (estimate.value, estimate.low, estimate.high) if end is not None]
    if max(map(abs, ends)) >= _DAY_HOURS:
        return HOUR
    return MINUTE if max(ends) - min(ends) < _SPANS_HOURS else HOUR


def in_steps(hours: float, step: int) -> int:
    """Hours in whole steps, half a step up."""
    return floor(hours * 60 / step + 0.5)


def duration(hours: float, step: int | None = None) -> str:
    """Hours as ``26 d 4 h``, ``3 h 20 min`` or ``45 min``; negative ones with a minus.

    Left to itself, in minutes for less than a day and else in hours; what is less than a step, but
    something, is said to be that.
    """
    if hours < 0:
        spoken = duration(-hours, step)
        return spoken if spoken.startswith(("0", "under")) else f"-{spoken}"
    if step is None:
        step = MINUTE if round(hours * 60) < _DAY_HOURS * 60 else HOUR
    minutes = in_steps(hours, step) * step
    if not minutes:
        return f"under 1 {'h' if step == HOUR else 'min'}" if hours > 0 else "0 h"
    if step == HOUR or (minutes >= _DAY_HOURS * 60 and not minutes % 60):
        return _two_units(minutes // 60, 24, "d", "h")
    days, rest = divmod(minutes, _DAY_HOURS * 60)
    whole = f"{days:,} d " if days else ""
    return f"{whole}{_two_units(rest, 60, 'h', 'min')}"


def bound(hours: float, step: int) -> str:
    """A bound that lies on a step already: nought is ``0 h``."""
    return "0 h" if not in_steps(abs(hours), step) else duration(hours, step)


def roughly(hours: float) -> str:
    """Hours in one unit: ``124 d``, ``24.5 d``, ``12 h``, ``9.5 h``, ``45 min``."""
    if hours < 0:
        spoken = roughly(-hours)
        return spoken if spoken.startswith("0") else f"-{spoken}"
    if round(hours * 60) < 60:
        return f"{round(hours * 60)} min" if round(hours * 60) else "0 h"
    number, unit, exact_below = (
        (hours / 24, "d", 99.95) if round(hours) >= 24 else (hours, "h", 9.95)
    )
    if number >= exact_below:
        return f"{round(number)} {unit}"
    return f"{_trimmed(f'{number:.1f}')} {unit}"


def share(value: float) -> str:
    """A share as ``37 %``, ``0.4 %``, ``< 0.1 %``; 0 % and 100 % only where it is exactly that."""
    if value in (0.0, 1.0):
        return f"{value:.0%}".replace("%", " %")
    percent = 100 * value
    if percent < _LEAST_PERCENT:
        return f"< {_LEAST_PERCENT} %"
    if percent > 100 - _LEAST_PERCENT:
        return f"> {100 - _LEAST_PERCENT} %"
    return f"{percent:.1f} %" if percent < 1 or percent > 99 else f"{percent:.0f} %"


def written_share(value: float) -> str:
    """A share as somebody wrote it: ``4.5 %``."""
    return f"{100 * value:.4g} %"


def count(value: float) -> str:
    """A number of things on average: ``0.42``, ``4.2``, ``42``, ``4,200``."""
    if value < 0:
        return f"-{count(-value)}"
    if value == 0:
        return "0"
    if value < 0.01:
        return "< 0.01"
    if value < 0.995:
        return _trimmed(f"{value:.2f}")
    return _trimmed(f"{value:.1f}") if value < 9.95 else f"{value:,.0f}"


def signed_count(change: float) -> str:
    """More or fewer of them: ``+0.42``, ``-4.2``, ``< +0.01``."""
    size, sign = count(abs(change)), "+" if change > 0 else "-"
    if size.startswith("<"):
        return f"{'<' if change > 0 else '>'} {sign}0.01"
    return f"{sign}{size}" if change else size


def factor(value: float) -> str:
    """By how many times something is more or less, as it is written: ``1.25``, ``3``, ``1,000``."""
    return f"{value:,.6g}"


def decimal(value: float) -> str:
    """A level from 0 to 1 in two decimals: ``0.50``."""
    return f"{value:.2f}"


def listed(words: Iterable[str], conjunction: str = "and") -> str:
    """Words as people list them: ``a, b and c``."""
    every = list(words)
    return f" {conjunction} ".join(filter(None, [", ".join(every[:-1]), *every[-1:]]))


def plural(number: int, one: str, many: str | None = None) -> str:
    """``1 run``, ``2 runs``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def hours_of(estimate: Estimate, step: int | None = None) -> str:
    """The value of hours in a step that suits it, or that it is not reached."""
    if estimate.kind is Kind.NOT_REACHED:
        return NOT_REACHED
    return duration(estimate.value, step or step_of(estimate))


def bounds(estimate: Estimate, said: Callable[[float], str]) -> str:
    """Between which bounds it lies: ``22 d to 31 d``; one alone, or why there is none."""
    low, high = estimate.low, estimate.high
    if low is not None and high is not None:
        return f"{said(low)} to {said(high)}" if said(low) != said(high) else said(low)
    if low is not None:
        return f"{said(low)} or more"
    if high is not None:
        return f"up to {said(high)}"
    if estimate.kind is Kind.ALL_EQUAL:
        return str(Kind.ALL_EQUAL)
    return TOO_FEW if estimate.kind is not Kind.NOT_REACHED else ""


def hours_bounds(estimate: Estimate, step: int | None = None) -> str:
    """The bounds of hours that cannot be negative."""
    step = step or step_of(estimate)
    return bounds(_outward(estimate, step, None), lambda hours: bound(max(0.0, hours), step))


def signed_bounds(estimate: Estimate, step: int | None = None, printed: float | None = None) -> str:
    """The bounds of hours that may be negative, or that they are always nought.

    They hold the value also as it is ``printed``, where that is rounded to fit others.
    """
    if is_nought(estimate):
        return NO_DIFFERENCE
    step = step or step_of(estimate)
    return bounds(_outward(estimate, step, printed), lambda hours: bound(hours, step))


def rough_bounds(estimate: Estimate) -> str:
    """The bounds of hours that may be negative, in one unit: where a picture leaves no room."""
    return NO_DIFFERENCE if is_nought(estimate) else bounds(estimate, roughly)


def _outward(estimate: Estimate, step: int, printed: float | None) -> Estimate:
    """The estimate with bounds moved outwards to whole steps, so far that they hold a value."""
    unit = step / 60
    low, high = estimate.low, estimate.high
    if low is not None:
        low = unit * floor(low / unit + _EXACT)
        low = low if printed is None else min(low, printed)
    if high is not None:
        high = unit * ceil(high / unit - _EXACT)
        high = high if printed is None else max(high, printed)
    return Estimate(estimate.value, low, high, estimate.n, estimate.kind)


def is_nought(difference: Estimate) -> bool:
    """Whether no replication differs: there is nothing to be unsure of."""
    return difference.kind is Kind.TOO_FEW and difference.value == 0


def count_bounds(estimate: Estimate) -> str:
    """The bounds of a number of things."""
    return bounds(estimate, lambda value: count(max(0.0, value)))


def share_bounds(estimate: Estimate) -> str:
    """The bounds of a share."""
    return bounds(estimate, lambda value: share(min(max(value, 0.0), 1.0)))


def short(between: str) -> str:
    """Bounds with their unit said once: ``24 to 28 d``."""
    low, _, high = between.partition(" to ")
    number, _, unit = low.rpartition(" ")
    alike = " " not in number and high.count(" ") == 1 and high.endswith(f" {unit}")
    return f"{number} to {high}" if number and alike else between


def with_interval(value: str, between: str) -> str:
    """A value with its interval in brackets, where there is one that says more."""
    return f"{value} ({between})" if between not in ("", value) else value


def printed_difference(first: float, second: float, true: float, step: int) -> float:
    """Hours between two printed durations; nought where the true difference is under a step."""
    if abs(true) * 60 < step:
        return 0.0
    return (in_steps(first, step) - in_steps(second, step)) * step / 60


def sooner_or_later(gain: Estimate, step: int | None = None, printed: float | None = None) -> str:
    """A paired gain in hours as ``9 d 2 h sooner`` or ``1 d later``, or why nothing is said.

    As it is ``printed``, where that is the difference of two printed durations.
    """
    if gain.kind is Kind.TOO_FEW:
        return NO_DIFFERENCE if is_nought(gain) else TOO_FEW
    step = step or step_of(gain)
    if printed is None:
        spoken = duration(abs(gain.value), step)
    elif printed:
        spoken = duration(abs(printed), step)
    else:
        spoken = f"under 1 {'h' if step == HOUR else 'min'}" if gain.value else "0 h"
    return _direction(gain.value, spoken)


def surely(difference: Estimate) -> bool:
    """Whether the bounds leave no doubt of the sign."""
    low, high = difference.low, difference.high
    return low is not None and high is not None and not low <= 0.0 <= high


def told_apart(difference: Estimate) -> bool:
    """Whether the sign is told: by the bounds, or because those that differ do so its way."""
    if surely(difference) or not isinstance(difference, Difference):
        return surely(difference)
    same_way = (difference.value > 0) == (difference.more > difference.less)
    return difference.one_sign and same_way


def differing(difference: Estimate, more: str = "sooner", less: str = "later") -> str:
    """How many replications differ, and which way, where the bounds leave the sign open.

    ``19 of 100 replications differ, all of them sooner``, ``only 3 of 200 replications differ``.
    """
    if not isinstance(difference, Difference) or surely(difference) or not difference.differ:
        return ""
    number, way = difference.differ, more if difference.more > difference.less else less
    differ = f"{number:,} of {difference.n:,} replications differ"
    if not difference.one_sign:
        return f"only {differ}" if number < min(FEWEST_RESAMPLED, difference.n) else ""
    most = max(difference.more, difference.less)
    return f"{differ}, {'all' if most == number else f'{most:,}'} of them {way}"


def sooner_bounds(gain: Estimate, step: int | None = None, printed: float | None = None) -> str:
    """The bounds of a gain; their direction is said only where they disagree about it."""
    if gain.low is None or gain.high is None:
        return ""
    step = step or step_of(gain)
    reach = _outward(gain, step, printed)
    assert reach.low is not None
    assert reach.high is not None
    if gain.low < 0 < gain.high:
        low, high = (_direction(end, bound(abs(end), step)) for end in (reach.low, reach.high))
        return f"{low} to {high}"
    nearer, farther = sorted((abs(reach.low), abs(reach.high)))
    return f"{bound(nearer, step)} to {bound(farther, step)}"


def whole_percents(shares: Sequence[float]) -> list[str]:
    """Shares of one whole in whole percents that add up to 100, by largest remainder.

    What is something but comes to none is ``< 1 %`` and counts as nought, what comes to all
    without being all is ``> 99 %``.
    """
    whole = sum(shares)
    if not whole:
        return ["0 %" for _ in shares]
    exact = [100 * each / whole for each in shares]
    given = [floor(each) for each in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: given[i] - exact[i])
    for i in by_remainder[: 100 - sum(given)]:
        given[i] += 1
    return [_percent(number, each) for number, each in zip(given, exact, strict=True)]


def _percent(number: int, exact: float) -> str:
    if number == 0 and exact > 0:
        return "< 1 %"
    return "> 99 %" if number == 100 and exact < 100 else f"{number} %"


def _direction(hours: float, spoken: str) -> str:
    if spoken == "0 h":
        return NO_DIFFERENCE
    return f"{spoken} {'sooner' if hours > 0 else 'later'}"


def _two_units(amount: int, size: int, large: str, small: str) -> str:
    parts = ((amount // size, large), (amount % size, small))
    return " ".join(f"{number:,} {unit}" for number, unit in parts if number)


def _trimmed(number: str) -> str:
    return number.rstrip("0").rstrip(".")
