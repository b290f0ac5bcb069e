"""The functions that are compiled: each is marked where it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

PARTS: list[Callable[..., Any]] = []
"""In the order in which their modules were read."""
CALLED: list[Callable[..., Any]] = []
"""Those that stay functions; the others are set into the place that calls them."""


def part(function: Function) -> Function:
    """Marks a function that is compiled into the one place, or the few, that call it."""
    PARTS.append(function)
    return function


def called_part(function: Function) -> Function:
    """Marks a function that is compiled once and called from many places."""
    CALLED.append(function)
    return function
