"""What another process computes of a session, while the room rates itself and looks at the day."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Generic, TypeVar, cast

from sim.errors import EntenteError
from sim.exercise.actions import CorrectiveAction, actions_of
from sim.exercise.debrief import STEPS
from sim.exercise.opening import open_session
from sim.exercise.session import Session
from sim.exercise.whatif import Counterfactuals
from sim.experiments.workers import belong_to_the_parent
from sim.sentences import Sentence

LONGEST_LOOK = 0.2
"""Seconds after which whoever waits hears how far it is."""


Found = TypeVar("Found")
Makes = Callable[[Session, int, Callable[[int], None]], Found]
"""Finds something of a session and so many other days, and says with which step it is busy."""


def worths(
    session: Session, days: int, _progress: Callable[[int], None]
) -> tuple[CorrectiveAction, ...]:
    """The corrective actions of a session with what each was worth."""
    return actions_of(Counterfactuals.of(session, days))


class Background(Generic[Found]):
    """Something under way: asked how far it is, waited for, or given up."""

    def __init__(self, file: Path, days: int, makes: Makes[Found]) -> None:
        """Begins it; whatever the session's journal says by now counts.

        Where no other process can start, it is made here when it is first waited for.
        """
        self._file, self._days, self._makes = file, days, makes
        self._step = 0
        self._found: Found | EntenteError | None = None
        self._own: Connection | None = None
        context = multiprocessing.get_context("spawn")
        own, other = context.Pipe(duplex=False)
        self._process = context.Process(target=_make, args=(other, file, days, makes), daemon=True)
        try:
            self._process.start()
        except OSError:
            return
        other.close()
        self._own = own

    @property
    def done(self) -> bool:
        """Whether it is there, or cannot be."""
        self._look(0.0)
        return self._found is not None

    @property
    def step(self) -> str:
        """What is being computed, and which of how many steps that is."""
        number = self._step + 1
        return Sentence(
            "{step} ({number} of {all})", step=STEPS[self._step], number=number, all=len(STEPS)
        )

    def wait_a_little(self) -> bool:
        """Whether it is done after a fraction of a second."""
        if self._own is None and self._found is None:
            self._found = _made(self._file, self._days, self._makes)
        self._look(LONGEST_LOOK)
        return self._found is not None

    @property
    def found(self) -> Found:
        """What was found, once it is done.

        Raises:
            EntenteError: it cannot be made.
        """
        if isinstance(self._found, EntenteError):
            raise self._found
        assert self._found is not None, "asked for before it was done"
        return self._found

    def give_up(self) -> None:
        """Ends the other process; nothing is lost but its time."""
        if self._own is not None:
            self._own.close()
            self._own = None
            self._process.terminate()
            self._process.join()

    def _look(self, seconds: float) -> None:
        """Takes what the other process has said."""
        while self._found is None and self._own is not None and self._own.poll(seconds):
            try:
                said = self._own.recv()
            except EOFError:  # it died
                self.give_up()
                self._found = _made(self._file, self._days, self._makes)
                return
            if isinstance(said, int):
                self._step = said
            else:
                self._found = cast("Found", said)


def _make(other: Connection, file: Path, days: int, makes: Makes[Found]) -> None:
    """What the other process does."""
    belong_to_the_parent()
    try:
        with open_session(file, to_read=True) as session:
            other.send(makes(session, days, other.send))
    except EntenteError as error:
        other.send(EntenteError(str(error)))
    except BrokenPipeError:
        return  # nobody waits any more


def _made(file: Path, days: int, makes: Makes[Found]) -> Found | EntenteError:
    try:
        with open_session(file, to_read=True) as session:
            return makes(session, days, lambda _: None)
    except EntenteError as error:
        return error
