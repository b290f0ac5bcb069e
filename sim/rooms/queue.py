"""Queue: who waits at the door, few enough that nobody fills the room from outside it."""

from __future__ import annotations

from collections.abc import Iterable

from sim.rooms.people import Admission, Person
from sim.sentences import Sentence

MOST_OF_ONE = 5
"""So many may wait from one address: a device, or a few behind one."""
MOST_IN_ALL = 60


class Queue:
    """Who waits, and from where they came since the server was started."""

    def __init__(self) -> None:
        """Nobody yet."""
        self._came_from: dict[int, str] = {}

    def came(self, person: Person, address: str) -> None:
        """Somebody stands at the door."""
        self._came_from[person.number] = address

    def why_full(self, people: Iterable[Person], address: str) -> Sentence | None:
        """Why nobody more from an address may wait; None where somebody may."""
        waiting = waiting_of(people)
        here = sum(self._came_from.get(each.number) == address for each in waiting)
        if here >= MOST_OF_ONE:
            return Sentence("Too many wait at the door from this device: ask the facilitator.")
        if len(waiting) >= MOST_IN_ALL:
            return Sentence("Too many wait at the door: ask the facilitator to let people in.")
        return None


def waiting_of(people: Iterable[Person]) -> list[Person]:
    """Those who stand at the door."""
    return [each for each in people if each.admission is Admission.WAITING]
