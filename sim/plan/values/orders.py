"""Orders: what a team has its agencies do otherwise than their desks would by themselves."""

from __future__ import annotations

from enum import IntEnum

from sim.frozen import frozen


class OrderKind(IntEnum):
    """What is ordered."""

    HOLD = 0
    """Copies stay until the order is lifted; then each is considered as it would have been."""
    SEND = 1
    """Copies go, whatever trust and the need to know say; what was stopped before goes again.

    Law, channel and desks follow as for any copy.
    """
    ASK_US_FIRST = 2
    """Copies wait for an answer; without one they are considered as they would have been."""
    LET_GO = 3
    """An answer: what waits for one is sent. It stands for this moment only."""
    KEEP = 4
    """An answer: what waits for one is kept until it is ordered to be sent."""
    READ_FIRST = 5
    """Reports and copies are taken up before all else at the desks of the agencies."""
    BELIEVE = 6
    """What partners say counts to this degree, whatever the agencies' trust in them."""
    WARN = 7
    """The agencies act on a case as if they believed in it, once they have read of it."""
    ASK = 8
    """The agencies ask partners about a case, once they have read of it; each partner once."""

    @property
    def words(self) -> str:
        """The kind as people say it."""
        return self.name.lower().replace("_", " ")


ANSWERS = (OrderKind.LET_GO, OrderKind.KEEP)
DEADLINE_US = 24 * 3_600_000_000
"""How long a copy waits for an answer where nothing is said: an assumption."""


@frozen
class Order:
    """A standing order, by names: on any day it applies to what is called so, from its moment on.

    An empty name leaves open what it would narrow.
    """

    kind: OrderKind
    at: int
    """From when it stands; microseconds."""
    agencies: tuple[str, ...]
    """The agencies that are ordered."""
    partners: tuple[str, ...] = ()
    """The agencies that it is about: to which copies would go, from which came what is read, whose
    word it is, or who is asked. All where none is named.
    """
    until: int | None = None
    """When it is lifted; None while it stands."""
    category: str = ""
    subject: str = ""
    """A threat or red herring."""
    indicator: str = ""
    """One of its indicators."""
    case: int | None = None
    """The key of one occurrence of it: on days that have no such one, all occurrences are meant."""
    copy: int | None = None
    """The key of one copy: on days that have no such one, all are meant that fit the rest."""
    level: float = 1.0
    """To which degree partners are believed, from 0 to 1."""
    within: int = DEADLINE_US
    """How long a copy waits for an answer; microseconds."""
    name: str = ""
    """What it is called, if the scenario gives it."""
