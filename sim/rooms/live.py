"""Live: what open screens hear as it happens, and who is there."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection
from dataclasses import dataclass, field
from time import time

from sim.rooms.people import Person, Screen

BEATS_SECONDS = 10.0
"""A screen hears something at least so often, so that it knows when the line is cut."""
AGAIN_MILLISECONDS = 1000
"""A screen whose line was cut asks again after so long."""
MOST_OF_ONE = 8
"""Open screens of one person."""
MOST_AT_THE_DOOR = 2
"""Of somebody who waits: one, and one that was cut and is not closed yet."""
MOST_IN_ALL = 1500


@dataclass(eq=False)
class Listener:
    """One open screen: it is told that there is something new, and fetches what it may see."""

    person: int
    news: asyncio.Event = field(default_factory=asyncio.Event)
    gone: bool = False
    """Whether it is to be let go."""


class Live:
    """All open screens."""

    def __init__(self, came_or_went: Callable[[], None]) -> None:
        """None yet; `came_or_went` is called when somebody's first screen opens or last closes."""
        self.present: Counter[int] = Counter()
        """By person: how many screens of theirs are open."""
        self._came_or_went = came_or_went
        self._listeners: set[Listener] = set()
        self._began = time()
        self._away_since: dict[int, float] = {}
        self._closing = False

    def tell(self, people: Collection[int]) -> None:
        """Something has changed that these people see."""
        for listener in self._listeners:
            if listener.person in people:
                listener.news.set()

    def away_since(self, person: int) -> float | None:
        """Since when nobody sits at their screen, in seconds of the epoch; None while they do.

        Of whoever has not come since the server was started, since then.
        """
        if self.present[person]:
            return None
        return self._away_since.get(person, self._began)

    def is_full(self, person: Person) -> bool:
        """Whether no screen more can be opened, of theirs or at all.

        Desks and the wall always find a place: without them nobody could make one.
        """
        most = MOST_OF_ONE if person.is_in else MOST_AT_THE_DOOR
        if self.present[person.number] >= most:
            return True
        kept = person.screen in (Screen.DESK, Screen.WALL)
        return len(self._listeners) >= MOST_IN_ALL and not kept

    async def stream(self, person: int) -> AsyncGenerator[str, None]:
        """What one screen hears: that there is news, counted by itself alone, and a heartbeat."""
        listener, told = Listener(person), 0
        self._enter(listener)
        try:
            yield f"retry: {AGAIN_MILLISECONDS}\n\n"
            while not (self._closing or listener.gone):
                told += 1
                yield f"event: news\ndata: {told}\n\n"
                while not listener.news.is_set():
                    try:
                        await asyncio.wait_for(listener.news.wait(), BEATS_SECONDS)
                    except TimeoutError:
                        yield "event: beat\ndata: 0\n\n"
                listener.news.clear()
            if listener.gone:
                yield "event: gone\ndata: 0\n\n"
        finally:
            self._leave(listener)

    def _enter(self, listener: Listener) -> None:
        self._listeners.add(listener)
        self.present[listener.person] += 1
        if self.present[listener.person] == 1:
            self._came_or_went()

    def _leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        self.present[listener.person] -= 1
        if not self.present[listener.person]:
            del self.present[listener.person]
            self._away_since[listener.person] = time()
            if not self._closing:
                self._came_or_went()

    def let_go(self, person: int) -> None:
        """Closes every screen of somebody: the next that it hears is who it is now."""
        for listener in self._listeners:
            if listener.person == person:
                listener.gone = True
                listener.news.set()

    def close(self) -> None:
        """Lets every screen go."""
        self._closing = True
        for listener in self._listeners:
            listener.news.set()
