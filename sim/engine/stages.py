"""What a stage, a gate and a decision do to numbers: one text, which both engines call.

Plain arithmetic on numbers that an engine has fetched. What stays in an engine is where it finds
them, and what it schedules.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.record import LINKED, NO_END, NOT_LINKED, SET_ASIDE
from sim.plan.values.causes import End

# A look-up in an enumeration takes plain Python longer than a decision, so each member is a name.
_WITHHELD_TRUST, _WITHHELD_NEED_TO_KNOW = int(End.WITHHELD_TRUST), int(End.WITHHELD_NEED_TO_KNOW)
_OVER_CEILING, _IN_FLIGHT, _NO_CONSENT = (
    int(End.OVER_CEILING),
    int(End.IN_FLIGHT),
    int(End.NO_CONSENT),
)
_DELIVERED, _LOST = int(End.DELIVERED), int(End.LOST)
GOES_ON = -1
"""Instead of an end: the journey goes on."""


def decided(u: float, released: float, need: float, route: int) -> int:
    """Whether a copy goes to somebody who needs to know so much, or how it ends at once.

    One chance ``u`` decides what trust and what the need to know let go; without a ``route`` no
    channel admits the marking.
    """
    if u >= released:
        return _WITHHELD_TRUST
    if u >= need * released:
        return _WITHHELD_NEED_TO_KNOW
    return _IN_FLIGHT if route >= 0 else _OVER_CEILING


def strips(naive: int, stripped: int, trust: float, least: float) -> bool:
    """Whether a copy goes without its origin: naive fusion, and too little trust in its reader.

    Whoever has it without its origin can give none either.
    """
    return naive != 0 and (stripped != 0 or trust < least)


def heeded(u: float, kept: float, linked: float) -> int:
    """What an analyst makes of a report on a threat: set aside, not linked to it, or linked."""
    if u >= kept:
        return SET_ASIDE
    return NOT_LINKED if u >= linked else LINKED


def lost_before(u: float, loss: float, attempts: int) -> int:
    """How many sendings are lost before one arrives, at most all; one chance decides."""
    lost, chance = 0, loss
    while lost < attempts and u < chance:
        lost += 1
        chance *= loss
    return lost


def consented(u: float, answer: float, limit: float, refusal: float) -> int:
    """How a copy ends of which somebody asks whether it may be shared; GOES_ON with consent."""
    return _NO_CONSENT if answer > limit or u < refusal else GOES_ON


def knows(end: int, ended: float, now: float) -> bool:
    """Whether somebody knows, or will know, of what an earlier copy said."""
    return end in (_DELIVERED, _IN_FLIGHT) or ended > now


def can_go_again(end: int) -> bool:
    """Whether a request can bring what did not come with an earlier copy."""
    return end in (_WITHHELD_TRUST, _WITHHELD_NEED_TO_KNOW, _LOST)


def was_stopped(end: int, ended: float, now: float) -> bool:
    """Whether a copy has been kept back, refused or lost by now, so that it can be sent again."""
    return end not in (NO_END, _DELIVERED, _IN_FLIGHT) and ended <= now


def after_open_time(
    edges: Sequence[float], passed: int, at: float, needed: float, never: float
) -> float:
    """When a calendar, of which so many edges have passed, has been open for so long; or never."""
    first = passed
    if passed % 2 == 1:
        left = edges[passed] - at
        if needed <= left:
            return at + needed
        needed -= left
        first += 1
    for opens in range(first, len(edges), 2):
        spell = edges[opens + 1] - edges[opens]
        if needed <= spell:
            return edges[opens] + needed
        needed -= spell
    return never
