"""Trials: what a lever would do on other days, computed beside play for the facilitator alone."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from sim.errors import EntenteError
from sim.exercise.effect import Effect, effect_of
from sim.exercise.opening import open_session
from sim.exercise.whatif import Counterfactuals
from sim.experiments.workers import belong_to_the_parent
from sim.sentences import Sentence

DAYS = 200
MOST_SHOWN = 5


@dataclass(frozen=True)
class Trial:
    """A lever that is tried on other days."""

    name: str
    at: float
    """The hour of the story at which it would be pulled."""
    effect: Effect | None = None
    """What it would do; None while it is being computed."""
    trouble: str = ""


class Trials:
    """The latest, the newest first; another process computes one after the other."""

    def __init__(self, journal: Path, changed: Callable[[], None]) -> None:
        """Trials of what a journal holds; `changed` is called when there is something to show."""
        self._journal, self._changed = journal, changed
        self._pool: ProcessPoolExecutor | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self.shown: list[Trial] = []

    def begin(self, team: str, lever: str, hour: float) -> None:
        """Begins to compute what it would do, pulled by that team at that hour."""
        trial = Trial(Sentence("{team}: {lever}", team=team, lever=lever), hour)
        self.shown = [trial, *self.shown][:MOST_SHOWN]
        task = asyncio.create_task(self._compute(trial, team, lever))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _compute(self, trial: Trial, team: str, lever: str) -> None:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                1, mp_context=context, initializer=belong_to_the_parent
            )
        asked = (self._journal, team, lever, trial.at)
        try:
            found = await asyncio.get_running_loop().run_in_executor(
                self._pool, effect_on_other_days, *asked
            )
            done = replace(trial, effect=found)
        except (EntenteError, BrokenProcessPool, OSError) as error:
            trouble = error.sentence if isinstance(error, EntenteError) else str(error)
            done = replace(trial, trouble=trouble)
        self.shown = [done if each is trial else each for each in self.shown]
        self._changed()

    def close(self) -> None:
        """Nothing more is computed."""
        for task in self._under_way:
            task.cancel()
        if self._pool is not None:
            processes = list(self._pool._processes.values())  # noqa: SLF001 - it ends none itself
            self._pool.shutdown(wait=False, cancel_futures=True)
            for each in processes:
                each.terminate()


def effect_on_other_days(journal: Path, team: str, lever: str, hour: float) -> Effect:
    """What a lever would do on the session's day and on others, beside all that was decided."""
    with open_session(journal, to_read=True) as session:
        (found,) = Counterfactuals.of(session, DAYS).with_each([(team, lever, hour)])
        return effect_of(session, found)
