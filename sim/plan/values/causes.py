"""What hours are charged to, how a copy can end, and which challenge owns what."""

from __future__ import annotations

from enum import IntEnum

from sim.scenario.values.dials import Challenge


class Cause(IntEnum):
    """To what an hour between a threat's onset and its detection is charged."""

    NOT_YET_VISIBLE = 0
    BACKLOG = 1
    TRIAGE = 2
    CLOSED_HOURS = 3
    VETTING = 4
    LEGAL_REVIEW = 5
    FORMAL_ROUTE = 6
    NOT_RECOGNISED = 7
    TRANSIT = 8
    TRANSLATION = 9
    CONVERSION = 10
    DISBELIEF = 11
    NOT_DETECTED = 12
    CONSENT = 13
    UNASKED = 14
    DECISION = 15

    @property
    def challenge(self) -> Challenge | None:
        """The challenge that owns hours of this cause; None for none."""
        return _OWNERS.get(self)

    @property
    def words(self) -> str:
        """The cause as people say it."""
        if self is Cause.UNASKED:
            return "not yet asked for"
        if self is Cause.DECISION:
            return "waiting for a decision"
        return self.name.lower().replace("_", " ")


_OWNERS = {
    Cause.BACKLOG: Challenge.CAPACITY,
    Cause.TRIAGE: Challenge.CAPACITY,
    Cause.CLOSED_HOURS: Challenge.COMMUNICATION,
    Cause.VETTING: Challenge.TRUST,
    Cause.CONSENT: Challenge.TRUST,
    Cause.LEGAL_REVIEW: Challenge.LAW,
    Cause.FORMAL_ROUTE: Challenge.LAW,
    Cause.NOT_RECOGNISED: Challenge.DEFINITIONS,
    Cause.TRANSIT: Challenge.COMMUNICATION,
    Cause.TRANSLATION: Challenge.INTEROPERABILITY,
    Cause.CONVERSION: Challenge.INTEROPERABILITY,
    Cause.DISBELIEF: Challenge.TRUST,
}


class End(IntEnum):
    """How a copy ends: in exactly one of these ways."""

    DELIVERED = 0
    WITHHELD_TRUST = 1
    WITHHELD_NEED_TO_KNOW = 2
    NOT_RECOGNISED = 3
    REFUSED = 4
    OVER_CEILING = 5
    LOST = 6
    IN_FLIGHT = 7
    NO_CONSENT = 8
    HIT = 9
    """Of a request: what was held is sent, or was sent before."""
    NO_HIT = 10
    UNANSWERED = 11

    @property
    def words(self) -> str:
        """The end as people say it."""
        return {
            End.WITHHELD_TRUST: "withheld (trust)",
            End.WITHHELD_NEED_TO_KNOW: "withheld (need to know)",
            End.IN_FLIGHT: "in flight at the end",
            End.NO_CONSENT: "no consent to pass on",
        }.get(self, self.name.lower().replace("_", " "))
