"""Orders: what a team has its agencies do otherwise than their desks would by themselves."""

from __future__ import annotations

from enum import IntEnum

from sim.frozen import frozen


class OrderKind(IntEnum):
    """What is ordered of copies."""

    HOLD = 0
    """Nothing is sent until the order is lifted; then it is considered as it would have been."""
    SEND = 1
    """It is sent, whatever trust and the need to know say; what they kept back is sent after all.

    Law, channel and desks follow as for any copy.
    """


@frozen
class Order:
    """A standing order, by names: on any day it applies to what is called so, from its moment on.

    An empty name leaves open what it would narrow.
    """

    kind: OrderKind
    at: int
    """From when it stands; microseconds."""
    senders: tuple[str, ...]
    """The agencies that are ordered."""
    receivers: tuple[str, ...] = ()
    """The agencies that it is about; all where none is named."""
    until: int | None = None
    """When it is lifted; None while it stands."""
    category: str = ""
    subject: str = ""
    """A threat or red herring."""
    indicator: str = ""
    """One of its indicators."""
    case: int | None = None
    """The key of one occurrence of it: on days that have no such one, all occurrences are meant."""
