"""Other days: what a lever would do on them, computed beside play for the facilitator alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from sim.errors import EntenteError
from sim.exercise.background import Background
from sim.exercise.days import OTHER_DAYS
from sim.exercise.effect import Effect, effect_of
from sim.exercise.session import Session
from sim.exercise.whatif import Counterfactuals
from sim.frozen import frozen
from sim.rooms.debriefing import OF_THE_PROGRAM
from sim.sentences import Sentence

MOST_SHOWN = 5

_log = logging.getLogger("entente.rooms")


@frozen
class LeverOnOtherDays:
    """What a lever would do that nobody has pulled yet."""

    name: str
    at: float
    """The hour of the story at which it would be pulled."""
    effect: Effect | None = None
    """What it would do; None while it is being computed."""
    trouble: str = ""
    """Why that cannot be computed."""


class OtherDays:
    """What was asked for latest, the newest first; one after the other is computed."""

    def __init__(self, journal: Path, changed: Callable[[], None]) -> None:
        """Of what a journal holds; `changed` is called when there is something to show."""
        self._journal, self._changed = journal, changed
        self._one_by_one = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()
        self.shown: list[LeverOnOtherDays] = []

    def begin(self, team: str, lever: str, hour: float) -> None:
        """Begins to compute what it would do, pulled by that team at that hour."""
        asked = LeverOnOtherDays(Sentence("{team}: {lever}", team=team, lever=lever), hour)
        self.shown = [asked, *self.shown][:MOST_SHOWN]
        task = asyncio.create_task(self._show(asked, team, lever))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _show(self, asked: LeverOnOtherDays, team: str, lever: str) -> None:
        try:
            async with self._one_by_one:
                effect = await self._computed(partial(effect_of_pulling, team, lever, asked.at))
            told = replace(asked, effect=effect)
        except EntenteError as error:
            told = replace(asked, trouble=error.sentence)
        except Exception:  # noqa: BLE001 - the room goes on without other days
            _log.exception("other days cannot be computed")
            told = replace(asked, trouble=OF_THE_PROGRAM)
        self.shown = [told if each is asked else each for each in self.shown]
        self._changed()

    async def _computed(
        self, makes: Callable[[Session, int, Callable[[int], None]], Effect]
    ) -> Effect:
        background = Background(self._journal, OTHER_DAYS, makes)
        try:
            while not await asyncio.to_thread(background.wait_a_little):
                continue
            return background.found
        finally:
            background.give_up()

    async def close(self) -> None:
        """Nothing more is computed, from now on."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)


def effect_of_pulling(
    team: str,
    lever: str,
    hour: float,
    session: Session,
    days: int,
    _progress: Callable[[int], None],
) -> Effect:
    """What a lever would do on the session's day and on others, beside all that was decided."""
    (found,) = Counterfactuals.of(session, days).with_each([(team, lever, hour)])
    return effect_of(session, found)
