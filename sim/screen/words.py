"""Numbers in words that a room understands: durations, shares, counts, and what is unsure of them.

Durations are hours on the way in. A value is said in two units, ``26 d 4 h``; a bound in one,
``24 d``, because it is the less exact of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sim.study.intervals import Estimate, Kind

TOO_FEW = str(Kind.TOO_FEW)
NO_DIFFERENCE = "no difference"
NOT_REACHED = str(Kind.NOT_REACHED)


def duration(hours: float) -> str:
    """Hours as ``26 d 4 h``, ``3 h 20 min`` or ``45 min``; negative ones with a minus."""
    if hours < 0:
        spoken = duration(-hours)
        return spoken if spoken.startswith("0") else f"-{spoken}"
    minutes = round(hours * 60)
    if minutes < 24 * 60:
        return _two_units(minutes, 60, "h", "min") if minutes else _next_to_nothing(hours)
    return _two_units(round(hours), 24, "d", "h")


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
    """A share as ``37 %``; 0 % and 100 % only where it is exactly that."""
    if value in (0.0, 1.0):
        return f"{value:.0%}".replace("%", " %")
    percent = 100 * value
    if percent < 1 or percent > 99:
        return f"{min(max(percent, 0.1), 99.9):.1f} %"
    return f"{percent:.0f} %"


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


def hours_of(estimate: Estimate) -> str:
    """The value of hours, or that it is not reached."""
    return NOT_REACHED if estimate.kind is Kind.NOT_REACHED else duration(estimate.value)


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


def hours_bounds(estimate: Estimate) -> str:
    """The bounds of hours that cannot be negative."""
    return bounds(estimate, lambda hours: roughly(max(0.0, hours)))


def signed_bounds(estimate: Estimate) -> str:
    """The bounds of hours that may be negative, or that they are always nought."""
    if is_nought(estimate):
        return NO_DIFFERENCE
    return bounds(estimate, roughly)


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
    return f"{number} to {high}" if number and high.endswith(f" {unit}") else between


def with_interval(value: str, between: str) -> str:
    """A value with its interval in brackets, where there is one that says more."""
    return f"{value} ({between})" if between not in ("", value) else value


def sooner_or_later(gain: Estimate) -> str:
    """A paired gain in hours as ``9 d 2 h sooner`` or ``1 d later``, or why nothing is said."""
    if gain.kind is Kind.TOO_FEW:
        return NO_DIFFERENCE if is_nought(gain) else TOO_FEW
    return _direction(gain.value, duration)


def sooner_bounds(gain: Estimate) -> str:
    """The bounds of a gain; their direction is said only where they disagree about it."""
    if gain.low is None or gain.high is None:
        return ""
    if gain.low < 0 < gain.high:
        return f"{_direction(gain.low, roughly)} to {_direction(gain.high, roughly)}"
    nearer, farther = sorted((abs(gain.low), abs(gain.high)))
    return f"{roughly(nearer)} to {roughly(farther)}"


def _direction(hours: float, said: Callable[[float], str]) -> str:
    spoken = said(abs(hours))
    if spoken == "0 h":
        return NO_DIFFERENCE
    return f"{spoken} {'sooner' if hours > 0 else 'later'}"


def _two_units(amount: int, size: int, large: str, small: str) -> str:
    parts = ((amount // size, large), (amount % size, small))
    return " ".join(f"{number:,} {unit}" for number, unit in parts if number)


def _next_to_nothing(hours: float) -> str:
    return "under 1 min" if hours > 0 else "0 h"


def _trimmed(number: str) -> str:
    return number.rstrip("0").rstrip(".")
