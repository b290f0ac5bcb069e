"""What people have decided in a session, as far as conditions ask for it."""

from __future__ import annotations

from sim.frozen import frozen


@frozen
class DecisionMade:
    """A lever that was pulled, or an order that was given."""

    at: int
    """Microseconds since the exercise began."""
    teams: tuple[str, ...] | None
    """Whose decision it was; None for one that the file says, which counts as anybody's."""
    lever: str = ""
    order: str = ""
    """Which of both it was; what was ordered."""


@frozen
class RatingMade:
    """A team has rated one of its own decisions."""

    at: int
    team: str
    lever: str
    """Which lever it had pulled; empty for another decision."""
    rating: int


@frozen
class Made:
    """Everything that people have decided and rated."""

    decisions: tuple[DecisionMade, ...] = ()
    ratings: tuple[RatingMade, ...] = ()


NOTHING_MADE = Made()
"""Of a run without people."""
