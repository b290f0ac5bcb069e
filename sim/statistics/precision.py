"""When a study has replications enough: looks at 200, 400, 800 and so on.

Stopping at the first look that is narrow enough favours samples that vary too little, and those
that have missed what is rare. The half-widths looked at allow for that: they are those of means
with one more value at the limit. How often the mean at such a stop holds the truth is in
docs/intervals.md.
"""

from enum import StrEnum
from numbers import Real
from typing import SupportsIndex

from sim.errors import InputError, Problem
from sim.frozen import frozen
from sim.statistics.intervals import Estimate


class Ending(StrEnum):
    """What ended a study; every figure of it is printed with this."""

    PRECISE = "precision reached"
    LIMIT = "limit of replications reached"
    STOPPED = "stopped by the user"
    FIXED = "fixed number"


@frozen
class Precision:
    """Replications until the intervals are narrow enough or the limit is reached.

    Narrow enough is a half-width of at most `relative` times the as-written mean or of at most
    `absolute`, whichever allows more; `absolute` is in the unit of the estimates (hours).
    `max_replications` and `first_look` are numbers of replications; each look is at twice the last.

    Raises:
        InputError: nothing could end a study: a negative width, or no replications.
    """

    relative: float = 0.05
    absolute: float = 2.0
    max_replications: int = 1600
    first_look: int = 200

    def __post_init__(self) -> None:
        widths, counts = (self.relative, self.absolute), (self.max_replications, self.first_look)
        if not all(map(_is_number, (*widths, *counts))) or min(widths) < 0 or min(counts) < 1:
            expected = "widths of at least 0, and replications"
            raise InputError([Problem(file="precision", expected=expected, found=f"{self}")])

    def allowed(self, mean: float) -> float:
        """The half-width that is narrow enough beside this as-written mean."""
        return max(self.relative * abs(mean), self.absolute)

    def next_look(self, done: int) -> int:
        """How many replications to have done at the next look, never more than the limit."""
        look = self.first_look
        while look <= done:
            look *= 2
        return min(look, self.max_replications)

    def ending(self, done: int, as_written: Estimate, *others: Estimate) -> Ending | None:
        """Why the study ends after this many replications; None when it goes on.

        `as_written` is the as-written mean, and `others` hold at least what it exceeds ideal by.
        All must be narrow enough, and one without an interval ("too few to tell") is not.
        """
        allowed = self.allowed(as_written.value)
        widths = [estimate.half_width for estimate in (as_written, *others)]
        if all(width is not None and width <= allowed for width in widths):
            return Ending.PRECISE
        return Ending.LIMIT if done >= self.max_replications else None


@frozen
class FixedNumber:
    """As many replications as were asked for, whatever the intervals.

    Raises:
        InputError: fewer than one, or no whole number.
    """

    replications: int

    def __post_init__(self) -> None:
        if not _is_whole(self.replications) or self.replications < 1:
            expected, found = "a whole number of at least 1", f"{self.replications!r}"
            raise InputError([Problem(file="replications", expected=expected, found=found)])

    def next_look(self, _done: int) -> int:
        """How many replications to have done when the study ends."""
        return self.replications

    def ending(self, done: int, *_headline: Estimate) -> Ending | None:
        """Why the study ends after this many replications; None when it goes on."""
        return Ending.FIXED if done >= self.replications else None


def _is_whole(given: object) -> bool:
    return isinstance(given, SupportsIndex)


def _is_number(given: object) -> bool:
    return isinstance(given, Real)


StoppingRule = Precision | FixedNumber
