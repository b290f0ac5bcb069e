"""Passing on: what a marking allows without the originator's consent."""

from __future__ import annotations

from sim.scenario.schema.agencies import Marking


def may_pass_on(marking: Marking, *, within_country: bool, partner_of_originator: bool) -> bool:
    """Whether what somebody told may be told on without asking, after Traffic Light Protocol 2.0.

    CLEAR to anyone; GREEN to members of an agreement with the originator, and like AMBER within
    the own country; AMBER+STRICT and RED to nobody.
    """
    if marking is Marking.CLEAR:
        return True
    if marking is Marking.GREEN and partner_of_originator:
        return True
    return within_country and marking in (Marking.GREEN, Marking.AMBER)


def cleared(tear_line: float, dial: float) -> float:
    """What is left of a report where consent was given in advance for a part, under the dial.

    With full trust the whole may go.
    """
    return max(0.0, 1.0 - dial * (1.0 - tear_line))
