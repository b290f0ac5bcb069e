"""A name that is none of those that there are: what was meant, or what there is."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from sim.errors import InputError, Problem
from sim.scenario.files.words import did_you_mean, listed, nearest

E = TypeVar("E", bound=StrEnum)


def misspelt(what: str, found: object, known: Iterable[str]) -> Problem:
    """The problem with a name: which there is that it may stand for, or which there are.

    Args:
        what: what it is a name of, such as ``engine``; says where it was given.
        found: what was given.
        known: the names that there are.
    """
    names = list(known)
    hint = did_you_mean(nearest(str(found), names), str(found))
    there_are = f"there is {listed(names)}" if names else "there is none"
    return Problem(
        file=what,
        expected=f"the name of {_one(what)}",
        found=f"`{found}`",
        hint=hint or there_are,
    )


def _one(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


def member(kind: type[E], what: str, found: str) -> E:
    """The member of an enumeration with this value, for options that Python users give as words.

    Raises:
        InputError: it has none.
    """
    try:
        return kind(found)
    except ValueError:
        raise InputError([misspelt(what, found, (each.value for each in kind))]) from None
