"""Measures that somebody writes in Python: a function of one run, with its unit and meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from math import isfinite
from numbers import Real
from typing import Any, Protocol

from sim.errors import OwnCodeError
from sim.frozen import frozen
from sim.measures.registry import MEASURES, Measure, MeasuredRun, Quotient
from sim.measures.units import Unit
from sim.measures.view import Run
from sim.plan.rules.replaced import shown

_SHARES = (Unit.SHARE, Unit.FRACTION)
Given = float | tuple[float, float] | None
"""What a measure gives of a run: a number, so much of so much, or nothing."""


@frozen
class OwnMeasure:
    """A function under `sim.measure`; called with a run it gives what the function gives."""

    function: Callable[[Run], Given] = field(repr=False)
    unit: str
    """What it is counted in."""
    meaning: str
    """In one line."""
    per: str = ""
    """What the denominator counts; the function then gives so much of so much."""
    least: float | None = None
    """The least that it can be, if there is such a limit."""
    most: float | None = None
    found_as: str = ""
    """Under which `package.module:name` it was found, where the function is called otherwise."""

    @property
    def name(self) -> str:
        """The name of its column: the one it was found by, else that of the function."""
        return self.found_as.rpartition(":")[2] or self.function.__name__

    @property
    def place(self) -> str:
        """Where it is found: `package.module:name`."""
        return self.found_as or f"{self.function.__module__}:{self.function.__qualname__}"

    def __call__(self, run: Run) -> Given:
        """What the function gives of a run."""
        return self.function(run)

    @property
    def as_measure(self) -> Measure:
        """The same as the program's own measures are."""
        return Measure(
            self.name,
            self.unit,
            self.meaning,
            self._ratio,
            per=self.per,
            off_record=True,
            own=True,
            least=self.least,
            most=self.most,
        )

    def _ratio(self, seen: MeasuredRun) -> Quotient:
        """What the function gives, made sure of.

        Raises:
            OwnCodeError: it is neither a number nor None, or the function raises.
        """
        try:
            given: Any = self.function(seen.view)
        except OwnCodeError:
            raise
        except Exception as error:
            raise self._wrong(f"raised {type(error).__name__}: {error}") from error
        if given is None:
            return 0.0, 0.0
        if not self.per:
            return self._number(given), 1.0
        if not isinstance(given, tuple) or len(given) != 2:
            expected = f"so much and how many {self.per}, as in `return late, len(run.copies)`"
            raise self._wrong(f"returned {shown(given)}; expected two numbers: {expected}")
        part, whole = _finite(given[0]), _finite(given[1])
        if part is None or whole is None or whole < 0:
            raise self._wrong(f"returned {shown(given)}; expected two finite numbers")
        if whole:
            self._number(part / whole)
        return part, whole

    def _number(self, given: object) -> float:
        number = _finite(given)
        if number is None:
            raise self._wrong(f"returned {shown(given)}; expected a finite number, or None")
        low = self.least is not None and number < self.least
        if low or (self.most is not None and number > self.most):
            limits = " and ".join(
                f"{word} {limit:g}"
                for word, limit in (("at least", self.least), ("at most", self.most))
                if limit is not None
            )
            raise self._wrong(f"returned {shown(given)}; expected {limits}")
        return number

    def _wrong(self, what: str) -> OwnCodeError:
        return OwnCodeError(f"the measure {self.place} {what}")


class Measuring(Protocol):
    """Makes a measure of a function."""

    def __call__(self, function: Callable[[Run], Given], /) -> OwnMeasure:
        """The measure."""
        ...


def measure(
    *,
    unit: str,
    meaning: str,
    per: str = "",
    least: float | None = None,
    most: float | None = None,
) -> Measuring:
    """Makes a measure of a function of a run, for comparisons and studies.

    >>> import sim
    >>> @sim.measure(unit="reports", meaning="Longest queue before any desk")
    ... def longest_queue(run: sim.Run) -> float:
    ...     return run.desks.queue_length.max()
    >>> longest_queue(sim.replicate("border-triangle")) > 0
    True

    The function gives a number for each replication, or None where there was nothing to measure.
    A share of something counted says what, as `per="copies"`, and gives two numbers, how many of
    how many: over replications these are added up before they are divided. It must depend on the
    run alone, so that a row of a study can be computed again.

    Args:
        unit: what it is counted in, such as `reports`; `h` for hours, `share` for 0 to 1.
        meaning: what it is, in one line.
        per: what the denominator counts, if the function gives so much of so much.
        least: the least that it can be, if anything is; bounds of its mean stay inside.
        most: the most that it can be.

    Raises:
        OwnCodeError: what is given does not describe a measure.
    """
    described: dict[str, object] = {"unit": unit, "meaning": meaning}
    for what, text in described.items():
        if not isinstance(text, str) or not text.strip():
            raise OwnCodeError(f"a measure needs a {what} in words; found {shown(text)}")
    least, most = _limits(unit, least, most)

    def made(function: Callable[[Run], Given], /) -> OwnMeasure:
        if not hasattr(function, "__code__"):
            raise OwnCodeError(f"a measure is a function of a run; found {shown(function)}")
        if not function.__name__.isidentifier():
            raise OwnCodeError("a measure is a function with a name, by `def`; found a lambda")
        if function.__name__ in MEASURES:
            raise OwnCodeError(
                f"a measure needs a name that Entente's own measures do not have; found "
                f"{function.__name__!r}"
            )
        return OwnMeasure(function, unit, meaning, per, least, most)

    return made


def _limits(
    unit: str, least: float | None, most: float | None
) -> tuple[float | None, float | None]:
    """The least and the most that a measure can be.

    Raises:
        OwnCodeError: one is no number, or they leave nothing between them.
    """
    for limit in (least, most):
        if limit is not None and _finite(limit) is None:
            raise OwnCodeError(f"a limit of a measure is a finite number; found {shown(limit)}")
    if unit in _SHARES:
        least, most = 0.0 if least is None else least, 1.0 if most is None else most
    if least is not None and most is not None and not least < most:
        raise OwnCodeError(
            f"the least that a measure can be is below the most; found least={least:g} and "
            f"most={most:g}"
        )
    return least, most


def _finite(given: object) -> float | None:
    """A number as a float; None where it is none, or not finite."""
    item = getattr(given, "item", None)  # a number of numpy, without needing numpy to tell
    plain = item() if item is not None and getattr(given, "size", 0) == 1 else given
    if not isinstance(plain, Real) or not isfinite(plain):
        return None
    return float(plain)
