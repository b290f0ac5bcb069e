"""What another process computes of a session, while the room rates itself and looks at the day."""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from sim.errors import EntenteError
from sim.exercise.actions import CorrectiveAction, actions_of
from sim.exercise.debrief import STEPS
from sim.exercise.opening import open_session
from sim.exercise.session import Session
from sim.exercise.whatif import Counterfactuals
from sim.experiments.workers import belong_to_the_parent
from sim.sentences import Sentence

GIVES_WAY = 10
"""By how much it comes behind the process that serves the room, as `nice` counts it."""
LONGEST_LOOK = 0.2
"""Seconds after which whoever waits hears how far it is."""


Found = TypeVar("Found")
Makes = Callable[[Session, int, Callable[[int], None]], Found]
"""Finds something of a session and so many other days, and says with which step it is busy."""


class NotComputedError(EntenteError):
    """A fault of the program, or of the machine, ended what another process was computing."""


def worths(
    session: Session, days: int, _progress: Callable[[int], None]
) -> tuple[CorrectiveAction, ...]:
    """The corrective actions of a session with what each was worth."""
    return actions_of(Counterfactuals.of(session, days))


class Background(Generic[Found]):
    """Something under way: asked how far it is, waited for, or given up, by any thread."""

    def __init__(self, file: Path, days: int, makes: Makes[Found]) -> None:
        """Begins it; whatever the session's journal says by now counts.

        Where no other process can start, it is made here when it is first waited for.
        """
        self._work = file, days, makes
        self._step = 0
        self._is_done = False
        self._found: Found | EntenteError | None = None
        context = multiprocessing.get_context("spawn")
        self._own, other = context.Pipe(duplex=False)
        self._process = context.Process(target=_make, args=(other, *self._work), daemon=True)
        try:
            self._process.start()
        except OSError:
            return
        finally:
            other.close()

    @property
    def step(self) -> str:
        """What is being computed, and which of how many steps that is."""
        number = self._step + 1
        return Sentence(
            "{step} ({number} of {all})", step=STEPS[self._step], number=number, all=len(STEPS)
        )

    def wait_a_little(self) -> bool:
        """Whether it is done after a fraction of a second."""
        if self._process.pid is None and not self._is_done:
            self._is_done, self._found = True, _made(*self._work)
        while not self._is_done and self._own.poll(LONGEST_LOOK):
            self._take()
        return self._is_done

    def _take(self) -> None:
        """Takes what the other process has said, or that it will say nothing more."""
        try:
            said = self._own.recv()
        except EOFError:
            self._process.join()
            code = self._process.exitcode
            said = NotComputedError(
                Sentence("The process that computed it has ended, with code {code}.", code=code)
            )
        if isinstance(said, int):
            self._step = said
        else:
            self._is_done, self._found = True, cast("Found | EntenteError", said)

    @property
    def found(self) -> Found:
        """What was found, once it is done.

        Raises:
            EntenteError: it cannot be made.
        """
        assert self._is_done, "asked for before it was done"
        if isinstance(self._found, EntenteError):
            raise self._found
        return cast("Found", self._found)

    def give_up(self) -> None:
        """Ends the other process at once; nothing is lost but its time."""
        if self._process.pid is not None:
            self._process.terminate()
            self._process.join()


def _make(other: Connection, file: Path, days: int, makes: Makes[Any]) -> None:
    """What the other process does, as long as nobody in the room waits for a processor."""
    belong_to_the_parent()
    if sys.platform != "win32":
        os.nice(GIVES_WAY)
    try:
        other.send(_made(file, days, makes, other.send))
    except BrokenPipeError:
        return  # nobody waits any more
    except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
        traceback.print_exc()
        what = f"{type(error).__name__}: {error}"
        other.send(NotComputedError(Sentence("An error of the program: {error}", error=what)))


def _made(
    file: Path, days: int, makes: Makes[Found], progress: Callable[[int], None] = lambda _: None
) -> Found | EntenteError:
    try:
        with open_session(file, to_read=True) as session:
            return makes(session, days, progress)
    except EntenteError as error:
        return EntenteError(error.sentence)
