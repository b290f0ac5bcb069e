"""Desks and calendars: where work waits, and when somebody is there."""

from __future__ import annotations

from typing import Literal

from sim.plan.parties import Parties
from sim.plan.values.layout import Calendar
from sim.plan.values.numbering import Numbering
from sim.scenario.schema.channels import Channel
from sim.scenario.schema.homes import Desk as WrittenDesk
from sim.scenario.schema.homes import Home
from sim.scenario.units.quantities import ROUND_THE_CLOCK, Opening


class Calendars:
    """Numbers for distinct calendars."""

    def __init__(self) -> None:
        self._numbering: Numbering[Calendar] = Numbering()

    def of(self, opening: Opening, ahead_minutes: int) -> int:
        """The calendar of opening hours; -1 round the clock."""
        if opening.round_the_clock:
            return -1
        return self._numbering.index(Calendar(opening, ahead_minutes))

    def of_channel(self, channel: Channel, outages: tuple[tuple[int, int], ...]) -> int:
        """When a channel is open and not cut; -1 always."""
        hours = self.of(channel.opening, channel.utc)
        if not outages:
            return hours
        return self._numbering.index(Calendar(channel.opening, channel.utc, outages))

    def of_opening(self, opens: int) -> int:
        """The calendar of what is closed until a moment, and open round the clock from then on."""
        return self._numbering.index(Calendar(ROUND_THE_CLOCK, opens=opens))

    def values(self) -> tuple[Calendar, ...]:
        """All calendars, by number."""
        return self._numbering.values()


def at_desk(calendars: Calendars, written: Opening | Literal["office hours"], home: Home) -> int:
    """When somebody is at a desk in a home: hours in its local time, or its office hours."""
    return calendars.of(home.hours(written), home.utc)


def staffed(parties: Parties) -> tuple[tuple[str, str, WrittenDesk], ...]:
    """(home, ``legal`` or ``translation``, desk) for every desk that a home staffs."""
    found = []
    for name in parties.homes:
        home = parties.scenario.home_named(name)
        for kind, desk in (("legal", home.legal_desk), ("translation", home.translation_desk)):
            if desk.staff is not None:
                found.append((name, kind, desk))
    return tuple(found)
