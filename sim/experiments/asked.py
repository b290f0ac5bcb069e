"""Numbers that an experiment is asked for, held against what they can be."""

from __future__ import annotations

from numbers import Real
from operator import index
from typing import SupportsIndex, SupportsInt

from sim.errors import InputError, Problem
from sim.experiments.workers import leave_to_the_parent
from sim.scenario.files.other_type import must_be
from sim.scenario.files.words import described

LARGEST_SEED = 2**63 - 1


def seed_of(given: SupportsInt) -> int:
    """A random seed.

    Raises:
        InputError: it is no whole number from 0 to 2**63 - 1.
    """
    return whole("seed", given, least=0, most=LARGEST_SEED)


def at_least_one(what: str, given: SupportsInt) -> None:
    """Refuses none at all, of which nothing could come.

    Raises:
        InputError: fewer than one are asked for, or no whole number.
    """
    whole(what, given, least=1)


def some_workers(given: int | None) -> None:
    """Refuses no processes at all; None is for as many as pay.

    Raises:
        SystemExit: several, where this is a process that only imports the script of its parent.
        InputError: fewer than one are asked for, or no whole number.
    """
    if given is None:
        return
    at_least_one("workers", given)
    if given > 1:
        leave_to_the_parent()


def whole(what: str, given: SupportsInt, least: int, most: int | None = None) -> int:
    """A whole number within bounds, of Python or numpy.

    Raises:
        InputError: it is none.
    """
    number = index(given) if isinstance(given, SupportsIndex) else None
    if number is None or number < least or (most is not None and number > most):
        until = "" if most is None else f" and at most {most:,}"
        expected = f"a whole number of at least {least}{until}"
        raise InputError([Problem(file=what, expected=expected, found=described(given))])
    return number


def at_least(what: str, given: float, least: float) -> None:
    """Refuses a number below a bound, and what is no number.

    Raises:
        InputError: it is below, or not a number.
    """
    must_be(what, given, Real, f"a number of at least {least:g}")
    if not given >= least:
        raise InputError([Problem(file=what, expected=f"at least {least:g}", found=f"{given}")])
