"""A value of another type than is asked for, refused in plain words."""

from __future__ import annotations

from os import PathLike
from typing import Any

from sim.errors import InputError, Problem
from sim.scenario.files.words import described

PATHS = (str, PathLike)
"""What names a file."""


def must_be(what: str, given: object, kinds: type | tuple[Any, ...], expected: str) -> None:
    """Refuses what is of no such type.

    Args:
        what: what it was given as, such as ``scenario``; says where.
        given: what was given.
        kinds: the types that it may be of.
        expected: completes "expected ...".

    Raises:
        InputError: it is of none of them.
    """
    if not isinstance(given, kinds):
        raise InputError([Problem(file=what, expected=expected, found=_told(given))])


def _told(given: object) -> str:
    """The value where it is short to say, and what Python calls its sort where it is not."""
    if given is None:
        return "None"
    if isinstance(given, str | bool | int | float):
        return described(given)
    return f"a {type(given).__name__}"
