"""The timetable of one replication, drawn: reports, then a row for every copy and warning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.chance.keys import child_array, identity, replication_key
from sim.engine.columns import spread
from sim.engine.drawn_chances import chances_of, common_decisions
from sim.engine.drawn_reports import drawn_instances, drawn_reports
from sim.engine.timetable import Instances, Reports, Timetable
from sim.plan.layout import Column, Floats, Ints, Keys, Layout

WARNING = identity("warning")


def timetable_of(layout: Layout, seed: int, replication: int) -> Timetable:
    """Draws everything that chance decides in one replication."""
    root = replication_key(seed, replication)
    instances = drawn_instances(layout, root)
    reports = drawn_reports(layout, instances, root)
    number = layout.tie_number[reports.agency, reports.handling] * reports.shared
    copies = copies_of(layout, reports, number)
    seen = _Seen.by(layout, reports, copies)
    warnings = warnings_of(layout, instances, seen.pictures)
    rows, warned = len(reports.key) + len(copies.key), len(warnings.key)
    none = np.full(warned, -1)
    agency = np.concatenate([reports.agency, copies.receiver, warnings.agency])
    subject = np.concatenate([reports.subject, reports.subject[copies.report], warnings.subject])
    key = np.concatenate([reports.key, copies.key, warnings.key])
    way = np.concatenate([copies.tie, warnings.tie])
    slot_first = np.zeros(rows + warned + 1, dtype=np.int64)
    slot_first[len(reports.key) + 1 :] = np.cumsum(layout.tie_slots[way])
    common = common_decisions(layout, instances, reports, copies.report, copies.tie)
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
        instance=np.concatenate([seen.instance, warnings.instance]),
        first_copy=np.append(copies.first, np.zeros(warned, dtype=np.int64)),
        copies=np.append(copies.number, np.zeros(warned, dtype=np.int64)),
        slot_first=slot_first,
        chance=chance,
        log_ratio=np.append(layout.indicator_columns.log_ratio[seen.indicator], np.zeros(warned)),
        sanitised=np.append(
            layout.indicator_columns.sanitised[seen.indicator], np.ones(warned, dtype=np.bool_)
        ),
        picture=np.concatenate([seen.picture, none]),
        place=np.concatenate([seen.place, none]),
        first_own_place=seen.places,
        places=seen.places + (len(copies.key) if layout.naive else 0),
        picture_instance=seen.pictures // max(1, len(layout.agencies)),
        picture_agency=seen.pictures % max(1, len(layout.agencies)),
        picture_warning=np.where(
            warnings.of_picture >= 0, warnings.of_picture + rows, warnings.of_picture
        ),
    )


class Copies(NamedTuple):
    """Copies that could go, report by report, then copies of copies."""

    key: Keys
    parent: Ints
    """The row that is copied."""
    report: Ints
    """The report that it began with."""
    tie: Ints
    receiver: Ints
    first: Ints
    """By report and copy: the first row of its copies."""
    number: Ints
    """By report and copy."""


def copies_of(layout: Layout, reports: Reports, number: Ints) -> Copies:
    """So many copies of each report for its author's partners, and what these may pass on."""
    parent, ordinal = spread(number)
    tie = layout.tie_first[reports.agency, reports.handling][parent] + ordinal
    receiver = layout.tie_receiver[tie]
    key = child_array(reports.key[parent], layout.agency_key[receiver])
    level = Copies(
        key, parent, parent, tie, receiver, len(reports.key) + np.cumsum(number) - number, number
    )
    if layout.passing.hops == 1:
        none = np.zeros(len(key), dtype=np.int64)
        return level._replace(first=np.append(level.first, none), number=np.append(number, none))
    return joined_levels(level, passed_on(layout, reports, level))


def joined_levels(told: Copies, levels: Sequence[Copies]) -> Copies:
    """Copies and what is passed on of them as one."""
    columns = [np.concatenate(column) for column in zip(told, *levels, strict=True)]
    return Copies(*columns)


def passed_on(layout: Layout, reports: Reports, told: Copies) -> list[Copies]:
    """What may be passed on of copies, each time told once more.

    A level's ``first`` and ``number`` are those of the copies before it; the last is empty.
    """
    passing, levels = layout.passing, [told]
    agencies = [reports.agency[told.report], told.receiver]
    row = len(reports.key)
    for _ in range(passing.hops - 1):
        before = levels[-1]
        handling = reports.handling[before.report]
        number = passing.number[before.receiver, handling]
        owner, ordinal = spread(number)
        asks = passing.first[before.receiver, handling][owner] + ordinal
        receiver = layout.tie_receiver[asks]
        chain = [each[owner] for each in agencies]
        fresh = np.all([each != receiver for each in chain], axis=0)
        owner, asks, receiver = owner[fresh], asks[fresh], receiver[fresh]
        report = before.report[owner]
        origin = layout.seat_of[reports.agency[report]]
        free = passing.free[asks, origin]
        count = np.bincount(owner, minlength=len(number))
        levels.append(
            Copies(
                key=child_array(before.key[owner], layout.agency_key[receiver]),
                parent=row + owner,
                report=report,
                tie=np.where(free, asks + number[owner], asks),
                receiver=receiver,
                first=row + len(before.key) + np.cumsum(count) - count,
                number=count,
            )
        )
        agencies = [*(each[fresh] for each in chain), receiver]
        row += len(before.key)
    last = np.zeros(len(levels[-1].key), dtype=np.int64)
    levels.append(_no_copies(last))
    return levels[1:]


def _no_copies(number: Ints) -> Copies:
    none = np.empty(0, dtype=np.int64)
    return Copies(none.astype(np.uint64), none, none, none, none, number, number)


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
        chance[Column.VETTING, cleared] = 0.0


class Warnings(NamedTuple):
    """Warnings that could be sent."""

    key: Keys
    tie: Ints
    agency: Ints
    subject: Ints
    instance: Ints
    of_picture: Ints
    """By picture: the ordinal of its warning; -1 no way; -2 none needed."""


def warnings_of(layout: Layout, instances: Instances, pictures: Ints) -> Warnings:
    """The warning that each picture of a real threat would set off."""
    agencies = max(1, len(layout.agencies))
    instance, agency = pictures // agencies, pictures % agencies
    country = np.array([draw.country for draw in layout.threats], dtype=np.int64)
    subject = np.array([draw.subject for draw in layout.threats], dtype=np.int64)
    threatened = country[instances.draw[instance]]
    tie = np.where(threatened >= 0, layout.warning_tie[agency, threatened], -1)
    sent = tie >= 0
    own = child_array(instances.key[instance[sent]], np.uint64(WARNING))
    return Warnings(
        key=child_array(own, layout.agency_key[agency[sent]]),
        tie=tie[sent],
        agency=layout.tie_receiver[tie[sent]],
        subject=subject[instances.draw[instance[sent]]],
        instance=instance[sent],
        of_picture=np.where(sent, np.cumsum(sent) - 1, np.minimum(tie, -1)),
    )


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
