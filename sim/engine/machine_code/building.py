"""Building: the compiled form of an outermost function, found ready or made when it is called."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from typing import Any

from sim.engine.machine_code.aside import Compiler, Request, first_line
from sim.engine.machine_code.calling import Entered, Kind, kind_of, leaves, looks_of, processor
from sim.engine.machine_code.keeping import can_be_kept, kept, made_and_kept, place
from sim.errors import CannotCompileError

Function = Callable[..., Any]


class StillCompilingError(CannotCompileError):
    """Code is not there yet, and nobody is to wait for it: another process compiles it."""

    def __init__(self) -> None:
        super().__init__("it is still being compiled")


_WAITS: ContextVar[bool] = ContextVar("_WAITS", default=True)


@contextmanager
def without_waiting() -> Iterator[None]:
    """Has code that is not there compiled by another process, while this one goes on.

    Calls meanwhile raise `StillCompilingError`; so they do only where the code can be kept.
    """
    before = _WAITS.set(False)
    try:
        yield
    finally:
        _WAITS.reset(before)


def why_not() -> str | None:
    """Why compiled code cannot be used here; None where nothing is known to be in the way."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in {"", "0"}:
        return "NUMBA_DISABLE_JIT is set"
    try:
        processor()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other engine does without
        return first_line(error)
    return None


class Program:
    """The compiled form of an outermost function; fetched, or compiled, when it is first called.

    Trouble in fetching or keeping it is no fault of what it is to run: it is compiled again without
    being kept, and where that is no good either, `CannotCompileError` says so.
    """

    def __init__(self, function: Function) -> None:
        self._function = function
        self._fetched: list[tuple[tuple[type, ...], list[object], Entered]] = []
        self.fetched_for: list[tuple[Kind, ...]] = []
        """The kinds of arguments that it has been called with."""
        self._compilers: dict[tuple[Kind, ...], Compiler] = {}

    def __call__(self, *arguments: Any) -> None:
        """Calls it.

        Raises:
            StillCompilingError: it is not there yet; only under `without_waiting`.
        """
        held = leaves(arguments)
        kinds, looks = tuple(map(type, arguments)), looks_of(held)
        for known, known_looks, entered in self._fetched:
            if known == kinds and known_looks == looks:
                entered(held)
                return
        wanted = tuple(map(kind_of, arguments))
        entered = self._fetch(wanted)
        self._fetched.append((kinds, looks, entered))
        self.fetched_for.append(wanted)
        entered(held)

    def _fetch(self, kinds: tuple[Kind, ...]) -> Entered:
        trouble = why_not()
        if trouble is not None:
            raise CannotCompileError(trouble)
        with suppress(OSError):
            os.utime(place())
        code = kept(self._function, kinds)
        try:
            return Entered(self._compiled(kinds) if code is None else code)
        except (CannotCompileError, StillCompilingError):
            raise
        except Exception as error:
            raise CannotCompileError(first_line(error)) from error

    def _compiled(self, kinds: tuple[Kind, ...]) -> bytes:
        """The code, made by another process where one can start."""
        waits = _WAITS.get() or not can_be_kept()
        try:
            if kinds not in self._compilers:
                self._compilers[kinds] = Compiler(Request(self._function, kinds, waits))
        except OSError:
            return made_and_kept(self._function, kinds)[0]
        if not waits and not self._compilers[kinds].is_done:
            raise StillCompilingError
        code = self._compilers.pop(kinds).answer().code or kept(self._function, kinds)
        return made_and_kept(self._function, kinds)[0] if code is None else code


@cache
def compiled(function: Function) -> Program:
    """The compiled form of an outermost function."""
    return Program(function)
