"""Orders: all that a team can order, with what each says, takes and does, in one table."""

from __future__ import annotations

from sim.frozen import frozen
from sim.plan.values.orders import OrderKind
from sim.sentences import Sentence


@frozen
class Orderable:
    """Something that a team can order."""

    kind: OrderKind
    """What it comes to on the day."""
    says: Sentence
    """The order where it is about everybody."""
    says_to_some: Sentence
    """The order where it is about some partners."""
    does: Sentence
    """What a team has to know before it gives it."""
    takes: tuple[str, ...]
    """What it can say beside whom it orders: case, category, to, level or within."""
    needs: tuple[str, ...] = ()
    """One of these it must say."""
    level: float = 1.0
    """To which degree partners are believed if nothing is said."""


ORDERS = {
    "hold": Orderable(
        OrderKind.HOLD,
        Sentence("hold {about}"),
        Sentence("hold {about} to {to}"),
        Sentence("Copies stay until the order is lifted."),
        ("case", "category", "to"),
    ),
    "send": Orderable(
        OrderKind.SEND,
        Sentence("send {about}"),
        Sentence("send {about} to {to}"),
        Sentence(
            "Copies go whatever trust and the need to know say; what was kept back, refused or "
            "lost goes again."
        ),
        ("case", "category", "to"),
    ),
    "ask us first": Orderable(
        OrderKind.ASK_US_FIRST,
        Sentence("ask us first about {about}, within {hours}"),
        Sentence("ask us first about {about} to {to}, within {hours}"),
        Sentence(
            "Copies wait for your word; when it does not come in time, trust and the need to know "
            "decide as ever."
        ),
        ("case", "category", "to", "within"),
    ),
    "read first": Orderable(
        OrderKind.READ_FIRST,
        Sentence("read first {about}"),
        Sentence("read first {about} from {to}"),
        Sentence("It is taken up before all else at the desk."),
        ("case", "category", "to"),
        needs=("case", "category", "to"),
    ),
    "discount": Orderable(
        OrderKind.BELIEVE,
        Sentence("discount everybody to {level}"),
        Sentence("discount {to} to {level}"),
        Sentence("What a partner says counts for less."),
        ("to", "level"),
        needs=("to",),
        level=0.0,
    ),
    "believe": Orderable(
        OrderKind.BELIEVE,
        Sentence("believe everybody to {level}"),
        Sentence("believe {to} to {level}"),
        Sentence("What a partner says counts to a degree, whatever the trust in it."),
        ("to", "level"),
        needs=("to",),
    ),
    "warn": Orderable(
        OrderKind.WARN,
        Sentence("warn {about}"),
        Sentence("warn {about} to {to}"),
        Sentence("Act on the case now, right or wrong."),
        ("case",),
        needs=("case",),
    ),
    "ask": Orderable(
        OrderKind.ASK,
        Sentence("ask everybody about {about}"),
        Sentence("ask {to} about {about}"),
        Sentence("Ask partners about the case."),
        ("case", "to"),
        needs=("case",),
    ),
}
"""What can be ordered, by what is typed for it."""
