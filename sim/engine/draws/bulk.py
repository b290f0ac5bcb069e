"""The timetable of one replication, its rows drawn in bulk."""

from __future__ import annotations

import numpy as np

from sim.engine.draws.assembling import Outline, Rows, assembled
from sim.engine.draws.chances import chances_of, common_decisions
from sim.engine.draws.outlines import outlines
from sim.engine.orders import with_attempts
from sim.engine.timetable import Timetable
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.chances import Chance
from sim.plan.values.layout import Layout


def timetable_of(layout: Layout, seed: int, replication: int) -> Timetable:
    """Draws everything that chance decides in one replication."""
    (outline,) = outlines(layout, seed, [replication], with_copies=True)
    return with_attempts(assembled(outline, _rows(outline)))


def _rows(outline: Outline) -> Rows:
    layout, reports, messages = outline.layout, outline.reports, outline.messages
    copies, written = outline.copies, layout.indicator_columns
    assert copies is not None
    first, sent = len(reports.key), len(messages.key)
    none = np.full(sent, -1)
    agency = np.concatenate([reports.agency, copies.receiver])
    subject = np.concatenate([reports.subject, reports.subject[copies.report]])
    instance = np.concatenate([reports.instance, reports.instance[copies.report]])
    origin = np.concatenate([reports.origin, reports.origin[copies.report]])
    indicator = np.concatenate([reports.indicator, reports.indicator[copies.report]])
    key = np.concatenate([reports.key, copies.key, messages.key])
    tie = np.concatenate([copies.tie, messages.tie])
    slot_first = np.zeros(outline.rows + 1, dtype=np.int64)
    slot_first[first + 1 :] = np.cumsum(layout.tie_slots[tie])
    attempts = np.arange(first, outline.first_message) >= outline.first_answer
    common = common_decisions(
        layout, outline.instances, reports, copies.report, copies.tie, attempts
    )
    chance = chances_of(layout, key, tie, subject, agency, common)
    _release_unvetted(layout, indicator, chance)
    agencies = max(1, len(layout.agencies))
    return Rows(
        key=key,
        parent=np.concatenate([np.full(first, -1), copies.parent, none]),
        report=np.concatenate([np.arange(first), copies.report, none]),
        tie=np.concatenate([np.full(first, -1), tie]),
        agency=np.concatenate([agency, messages.agency]),
        subject=np.concatenate([subject, messages.subject]),
        instance=np.concatenate([instance, messages.instance]),
        first_copy=np.append(copies.first, messages.first),
        copies=np.append(copies.number, messages.number),
        slot_first=slot_first,
        chance=chance,
        log_ratio=np.append(written.log_ratio[indicator], np.zeros(sent)),
        sanitised=np.append(written.sanitised[indicator], np.ones(sent, dtype=np.bool_)),
        picture=np.append(_found(outline.pictures.picture_of, instance, agency, agencies), none),
        place=np.append(_found(outline.pictures.place_of, origin, agency, agencies), none),
    )


def _found(number: Ints, thing: Ints, agency: Ints, agencies: int) -> Ints:
    """By row: the number of a thing with an agency; -1 where it is about no such thing."""
    about = thing >= 0
    found = np.full(len(thing), -1)
    found[about] = number[thing[about] * agencies + agency[about]]
    return found


def _release_unvetted(layout: Layout, indicator: Ints, chance: Floats) -> None:
    """Copies of a tip that was cleared in advance spend no time on vetting."""
    if layout.indicators:
        cleared = np.flatnonzero(~layout.indicator_columns.sanitised[indicator])
        chance[Chance.VETTING, cleared] = 0.0
