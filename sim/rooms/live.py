"""Live: what open screens hear as it happens, and who is there."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import time

BEATS_SECONDS = 10.0
"""A screen hears something at least so often, so that it knows when the line is cut."""


@dataclass(eq=False)
class Listener:
    """One open screen: it is told that there is something new, and fetches what it may see."""

    person: int
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Live:
    """All open screens."""

    def __init__(self) -> None:
        self.version = 0
        self._listeners: set[Listener] = set()
        self._away_since: dict[int, float] = {}
        self._closing = False

    def tell(self) -> None:
        """Something has changed that somebody may see."""
        self.version += 1
        for listener in self._listeners:
            listener.news.set()

    @property
    def present(self) -> Counter[int]:
        """By person: how many screens of theirs are open."""
        return Counter(listener.person for listener in self._listeners)

    def away_since(self, person: int) -> float | None:
        """Since when nobody sits at their screen, in seconds of the epoch; None while they do."""
        if self.present[person]:
            return None
        return self._away_since.get(person)

    async def stream(self, person: int) -> AsyncIterator[str]:
        """What one screen hears: a number that grows with everything new, and a heartbeat."""
        listener = Listener(person)
        self._listeners.add(listener)
        self.tell()
        try:
            while not self._closing:
                yield f"event: news\ndata: {json.dumps(self.version)}\n\n"
                try:
                    await asyncio.wait_for(listener.news.wait(), BEATS_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                listener.news.clear()
        finally:
            self._listeners.discard(listener)
            if not self.present[person]:
                self._away_since[person] = time()
            if not self._closing:
                self.tell()

    def close(self) -> None:
        """Lets every screen go."""
        self._closing = True
        for listener in self._listeners:
            listener.news.set()
