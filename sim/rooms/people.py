"""People: who is in the room, at which screen, and for which team."""

from __future__ import annotations

from enum import StrEnum

from sim.frozen import frozen
from sim.sentences import Sentence


class Screen(StrEnum):
    """What kind of screen somebody sits at."""

    DESK = "desk"
    """A facilitator's: everything, the truth too."""
    SEAT = "seat"
    """A team's: what the team knows."""
    PAD = "pad"
    """An evaluator's: what is to be seen, and notes."""
    WALL = "wall"
    """The projector's: what all may see."""


Group = tuple[Screen, str]
"""A kind of screen and a team."""


class Admission(StrEnum):
    """How far somebody has been let in."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    LEFT = "left"
    """Refused, or sent away: the screen shows the door again."""

    @property
    def words(self) -> Sentence:
        """What it is called at the desk."""
        return _ADMISSIONS[self]


_ADMISSIONS = {
    Admission.WAITING: Sentence("at the door"),
    Admission.ADMITTED: Sentence("let in"),
    Admission.LEFT: Sentence("sent away"),
}


@frozen
class Person:
    """Somebody, or a screen on the wall."""

    number: int
    name: str
    screen: Screen
    team: str
    """Whose seat it is; empty for other screens."""
    admission: Admission
    kept: str
    """The fingerprint of the secret that their screen shows."""
    came_us: int = 0
    """When in the story they came to the door, in microseconds."""

    @property
    def place(self) -> str:
        """What their screen is known by in a browser, which may show several seats."""
        return (
            f"{self.screen.value}-{self.number}"
            if self.screen is Screen.SEAT
            else self.screen.value
        )

    @property
    def came_late(self) -> bool:
        """Whether play had begun when they came."""
        return self.came_us > 0

    @property
    def group(self) -> Group:
        """What all show the same that are in it, but for what is a person's own."""
        return self.screen, self.team

    @property
    def plays(self) -> bool:
        """Whether they decide for a team."""
        return self.screen is Screen.SEAT and self.is_in

    @property
    def facilitates(self) -> bool:
        """Whether they sit at a desk."""
        return self.screen is Screen.DESK and self.is_in

    @property
    def is_in(self) -> bool:
        """Whether they have been let in, and not sent away."""
        return self.admission is Admission.ADMITTED
