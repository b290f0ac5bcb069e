"""The timetable of one replication, drawn: reports, then a row for all that could be sent."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.chance.keys import replication_key
from sim.engine.draws.chances import chances_of, common_decisions
from sim.engine.draws.copies import Copies, copies_of
from sim.engine.draws.messages import messages_of
from sim.engine.draws.reports import drawn_instances, drawn_reports
from sim.engine.draws.requests import with_answers
from sim.engine.timetable import Reports, Timetable
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.chances import Chance
from sim.plan.values.layout import Layout


def timetable_of(layout: Layout, seed: int, replication: int) -> Timetable:
    """Draws everything that chance decides in one replication."""
    root = replication_key(seed, replication)
    instances = drawn_instances(layout, root)
    reports = drawn_reports(layout, instances, root)
    number = layout.tie_number[reports.agency, reports.handling] * reports.shared
    copies, answers = with_answers(layout, reports, copies_of(layout, reports, number))
    seen = _Seen.by(layout, reports, copies)
    rows = len(reports.key) + len(copies.key)
    messages = messages_of(layout, instances, seen.pictures, answers, rows)
    sent = len(messages.key)
    none = np.full(sent, -1)
    agency = np.concatenate([reports.agency, copies.receiver, messages.agency])
    subject = np.concatenate([reports.subject, reports.subject[copies.report], messages.subject])
    key = np.concatenate([reports.key, copies.key, messages.key])
    way = np.concatenate([copies.tie, messages.tie])
    slot_first = np.zeros(rows + sent + 1, dtype=np.int64)
    slot_first[len(reports.key) + 1 :] = np.cumsum(layout.tie_slots[way])
    first_answer = rows - (len(answers.copies.key) if answers else 0)
    attempts = np.arange(len(reports.key), rows) >= first_answer
    common = common_decisions(layout, instances, reports, copies.report, copies.tie, attempts)
    chance = chances_of(layout, key, way, subject[:rows], agency[:rows], common)
    _release_unvetted(layout, seen.indicator, chance)
    return Timetable(
        layout=layout,
        seed=seed,
        replication=replication,
        instances=instances,
        reports=reports,
        key=key,
        parent=np.concatenate([np.full(len(reports.key), -1), copies.parent, none]),
        report=np.concatenate([np.arange(len(reports.key)), copies.report, none]),
        tie=np.concatenate([np.full(len(reports.key), -1), way]),
        agency=agency,
        subject=subject,
        instance=np.concatenate([seen.instance, messages.instance]),
        first_copy=np.append(copies.first, messages.first),
        copies=np.append(copies.number, messages.number),
        slot_first=slot_first,
        chance=chance,
        log_ratio=np.append(layout.indicator_columns.log_ratio[seen.indicator], np.zeros(sent)),
        sanitised=np.append(
            layout.indicator_columns.sanitised[seen.indicator], np.ones(sent, dtype=np.bool_)
        ),
        picture=np.concatenate([seen.picture, none]),
        place=np.concatenate([seen.place, none]),
        first_own_place=seen.places,
        places=seen.places + (len(copies.key) if layout.naive else 0),
        picture_instance=seen.pictures // max(1, len(layout.agencies)),
        picture_agency=seen.pictures % max(1, len(layout.agencies)),
        picture_warning=messages.of_picture,
        asked=messages.asked,
        first_answer=first_answer,
        first_question=rows,
        first_warning=rows + messages.questions,
    )


class _Seen(NamedTuple):
    """What reports and copies can add to whose picture of which threat, by row."""

    instance: Ints
    indicator: Ints
    picture: Ints
    pictures: Ints
    """By picture: threat times number of agencies plus agency."""
    place: Ints
    places: int

    @classmethod
    def by(cls, layout: Layout, reports: Reports, copies: Copies) -> _Seen:
        """Numbers the pictures, and in each a place for every origin."""
        agency = np.concatenate([reports.agency, copies.receiver])
        instance = np.concatenate([reports.instance, reports.instance[copies.report]])
        origin = np.concatenate([reports.origin, reports.origin[copies.report]])
        picture, pictures = _pictures(layout, instance, agency)
        place, places = _places(picture, origin * max(1, len(layout.agencies)) + agency)
        return cls(
            instance=instance,
            indicator=np.concatenate([reports.indicator, reports.indicator[copies.report]]),
            picture=picture,
            pictures=pictures,
            place=place,
            places=places,
        )


def _release_unvetted(layout: Layout, indicator: Ints, chance: Floats) -> None:
    """Copies of a tip that was cleared in advance spend no time on vetting."""
    if layout.indicators:
        cleared = np.flatnonzero(~layout.indicator_columns.sanitised[indicator])
        chance[Chance.VETTING, cleared] = 0.0


def _pictures(layout: Layout, instance: Ints, agency: Ints) -> tuple[Ints, Ints]:
    """By row the picture that it can add to, and for each picture its code."""
    agencies = max(1, len(layout.agencies))
    about = instance >= 0
    codes, numbers = np.unique(instance[about] * agencies + agency[about], return_inverse=True)
    picture = np.full(len(instance), -1)
    picture[about] = numbers
    return picture, codes


def _places(picture: Ints, code: Ints) -> tuple[Ints, int]:
    """By row the place of its origin with its agency, counted over all pictures."""
    about = picture >= 0
    codes, numbers = np.unique(code[about], return_inverse=True)
    place = np.full(len(picture), -1)
    place[about] = numbers
    return place, len(codes)
