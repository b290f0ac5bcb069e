"""The timetable of one replication: every report that will be written, every copy that could go.

A row is one journey: a report at its author's desk, a copy to one partner, or a warning that one
agency could send. Its chances are drawn here, in bulk, from its key alone, so they are the same
under every condition and on every engine; what happens to the row is the engine's to find out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.chance.families import poisson_count
from sim.chance.keys import Purpose, child, child_array, identity, replication_key, uniform_array
from sim.chance.shapes import Shape
from sim.engine.order import order_within
from sim.plan.layout import (
    DAY,
    Column,
    Floats,
    Ints,
    Keys,
    Layout,
    ThreatDraw,
)

Bools = npt.NDArray[np.bool_]

WARNING = identity("warning")

PURPOSES = {
    Column.TRIAGE: Purpose.TRIAGE_TIME,
    Column.RELEASE: Purpose.RELEASE,
    Column.RECOGNITION: Purpose.RECOGNITION,
    Column.VETTING: Purpose.VETTING_TIME,
    Column.REVIEW: Purpose.REVIEW,
    Column.REFUSAL: Purpose.REFUSAL,
    Column.LOSS: Purpose.LOSS,
    Column.LATENCY: Purpose.LATENCY,
    Column.RELAY: Purpose.RELAY_TIME,
    Column.TRANSLATION: Purpose.TRANSLATION_TIME,
    Column.CONVERSION: Purpose.CONVERSION_TIME,
}


@dataclass(frozen=True)
class Instances:
    """Threats and red herrings of one replication."""

    draw: Ints
    """Which of ``Layout.threats``."""
    key: Keys
    onset: Ints
    """Microseconds."""
    day: Ints
    """The day on which a process brought it; -1 for one that is written."""
    ordinal: Ints


@dataclass(frozen=True)
class Reports:
    """Reports in order of (time, key)."""

    key: Keys
    at: Ints
    agency: Ints
    subject: Ints
    handling: Ints
    shared: Bools
    """Whether partners are considered at all."""
    instance: Ints
    """-1 for routine work."""
    origin: Ints
    """Number of the indicator seen, counted over the replication; -1 for routine work."""
    indicator: Ints
    """Which of ``Layout.indicators``; -1 for routine work."""


@dataclass(frozen=True)
class Timetable:
    """The rows of one replication: first reports by (time, key), then copies, then warnings."""

    layout: Layout
    seed: int
    replication: int
    instances: Instances
    reports: Reports
    key: Keys
    parent: Ints
    """By row: the row of the report copied; -1 for reports and warnings."""
    tie: Ints
    """By row: the tie of a copy or warning; -1 for reports."""
    agency: Ints
    """By row: whose desk it comes to."""
    subject: Ints
    instance: Ints
    first_copy: Ints
    """By report: the first row of its copies."""
    copies: Ints
    """By report: how many rows of copies follow."""
    chance: Floats
    """By (column, row); meaningless where a row has no such chance."""
    log_ratio: Floats
    """By row: the indicator's likelihood ratio on the logarithmic scale."""
    sanitised: Bools
    picture: Ints
    """By row: the picture that it can add to; -1 for routine work."""
    place: Ints
    """By row: the place in that picture for its origin."""
    own_place: Ints
    """By row: the place that a copy takes when its origin is stripped."""
    places: int
    picture_instance: Ints
    """By picture: the threat."""
    picture_agency: Ints
    """By picture: whose."""
    picture_warning: Ints
    """By picture: the row of the warning; -1 where there is no way; -2 where it needs none."""

    @property
    def rows(self) -> int:
        """Reports, copies and warnings."""
        return len(self.key)

    @cached_property
    def work_cell(self) -> Ints:
        """By row: the cell with the work of its triage."""
        return self.layout.work_cell[self.subject, self.agency]

    @cached_property
    def rank_cell(self) -> Ints:
        """By row: the cell with its rank at the desk that triages it."""
        return self.layout.rank_cell[self.subject, self.agency]

    @cached_property
    def slot_first(self) -> Ints:
        """By row, and one more: where its instants begin among those of all rows."""
        slots = self.layout.tie_slots
        mine = np.zeros(self.rows + 1, dtype=np.int64)
        mine[self.number_of_reports + 1 :] = slots[self.tie[self.number_of_reports :]]
        return np.cumsum(mine)

    @cached_property
    def lists(self) -> Lists:
        """The same as lists, which plain Python reads faster than arrays."""
        return _lists_of(self)

    @cached_property
    def number_of_reports(self) -> int:
        """Rows that are reports."""
        return len(self.reports.key)

    @cached_property
    def number_of_copies(self) -> int:
        """Rows that are copies."""
        return int(self.copies.sum())


@dataclass(frozen=True)
class Lists:
    """Columns of a timetable as Python lists."""

    at: list[float]
    agency: list[int]
    tie: list[int]
    work_cell: list[int]
    rank_cell: list[int]
    first_copy: list[int]
    copies: list[int]
    chance: list[memoryview[float]]
    """By column; a row needs few of its chances, so each becomes a number when it is read."""
    picture: list[int]
    place: list[int]
    own_place: list[int]
    log_ratio: list[float]
    sanitised: list[bool]
    picture_agency: list[int]
    picture_warning: list[int]
    order: list[int]
    """By row: its place among the rows to which the same happens at the same instant."""
    slot_first: list[int]
    """By row, and one more: where its instants begin among those of all rows."""


def _lists_of(timetable: Timetable) -> Lists:
    return Lists(
        at=timetable.reports.at.astype(np.float64).tolist(),
        agency=timetable.agency.tolist(),
        tie=timetable.tie.tolist(),
        work_cell=timetable.work_cell.tolist(),
        rank_cell=timetable.rank_cell.tolist(),
        first_copy=timetable.first_copy.tolist(),
        copies=timetable.copies.tolist(),
        chance=[memoryview(column) for column in timetable.chance],
        picture=timetable.picture.tolist(),
        place=timetable.place.tolist(),
        own_place=timetable.own_place.tolist(),
        log_ratio=timetable.log_ratio.tolist(),
        sanitised=timetable.sanitised.tolist(),
        picture_agency=timetable.picture_agency.tolist(),
        picture_warning=timetable.picture_warning.tolist(),
        order=order_within(timetable.key).tolist(),
        slot_first=timetable.slot_first.tolist(),
    )


def timetable_of(layout: Layout, seed: int, replication: int) -> Timetable:
    """Draws everything that chance decides in one replication."""
    root = replication_key(seed, replication)
    instances = _instances(layout, root)
    reports = _merged(_threat_reports(layout, instances), _routine_reports(layout, root))
    return _with_copies(layout, seed, replication, instances, reports)


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """For counts per owner: the owner of each item, and its ordinal with that owner."""
    owner = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - before[owner]


def _process(keys: Keys, per_day: float) -> tuple[Ints, Keys, Floats]:
    """A Poisson process day by day.

    ``keys`` has one key for each day; gives the day of each arrival, its key, and when in the day
    it falls, from 0 to 1. A higher rate only adds arrivals.
    """
    return _arrivals(keys, poisson_count(uniform_array(keys, Purpose.ARRIVAL_COUNT), per_day))


def _arrivals(keys: Keys, counts: Ints) -> tuple[Ints, Keys, Floats]:
    """The day of each arrival, its key, and when in the day it falls, for given counts a day."""
    day, ordinal = spread(counts)
    arrivals = child_array(keys[day], ordinal.astype(np.uint64))
    return day, arrivals, uniform_array(arrivals, Purpose.ARRIVAL_TIME)


def _instances(layout: Layout, root: int) -> Instances:
    parts = [_begun(layout, draw, root) for draw in layout.threats]
    return Instances(
        draw=_joined([np.full(len(p[0]), n, dtype=np.int64) for n, p in enumerate(parts)]),
        key=_joined([p[0] for p in parts], np.uint64),
        onset=_joined([p[1] for p in parts]),
        day=_joined([p[2] for p in parts]),
        ordinal=_joined([p[3] for p in parts]),
    )


def _begun(layout: Layout, draw: ThreatDraw, root: int) -> tuple[Keys, Ints, Ints, Ints]:
    """Keys, onsets, days and ordinals of the instances of one written threat."""
    own = child(root, draw.identity)
    if draw.onset_shape >= 0:
        key = np.array([own], dtype=np.uint64)
        z = _standardised(uniform_array(key, Purpose.ONSET), layout.shapes[draw.onset_shape])
        none = np.array([-1])
        return key, _whole(z * draw.onset_us), none, np.array([0])
    days = np.arange(-(-layout.horizon_us // DAY))
    day, keys, within = _process(child_array(np.uint64(own), days.astype(np.uint64)), draw.per_day)
    onset = _whole((day + within) * DAY)
    kept = onset < layout.horizon_us
    counts = np.bincount(day, minlength=len(days))
    return keys[kept], onset[kept], day[kept], spread(counts)[1][kept]


class _Traces(NamedTuple):
    """What threats leave to be seen, by indicator, then threat, then time or ordinal."""

    key: Keys
    at: Ints
    indicator: Ints
    instance: Ints


def _threat_reports(layout: Layout, instances: Instances) -> Reports:
    """The reports that observers write of everything that can be seen of threats."""
    traces = _traces(layout, instances)
    watched, country = layout.sightings, _countries(layout, traces)
    origin, ordinal = spread(watched.number[traces.indicator, country])
    entry = watched.first[traces.indicator, country][origin] + ordinal
    key = child_array(traces.key[origin], layout.agency_key[watched.agency[entry]])
    at = traces.at[origin]
    kept = uniform_array(key, Purpose.OBSERVATION) < watched.probability[entry]
    kept &= (at < layout.horizon_us) & (at >= layout.start_us)
    origin, entry = origin[kept], entry[kept]
    indicator = traces.indicator[origin]
    return Reports(
        key=key[kept],
        at=at[kept],
        agency=watched.agency[entry],
        subject=layout.indicator_columns.subject[indicator],
        handling=watched.handling[entry],
        shared=np.ones(len(entry), dtype=np.bool_),
        instance=traces.instance[origin],
        origin=origin,
        indicator=indicator,
    )


def _traces(layout: Layout, instances: Instances) -> _Traces:
    written = layout.indicator_columns
    instance, ordinal = spread(written.of_threat_number[instances.draw])
    indicator = written.of_threat[written.of_threat_first[instances.draw][instance] + ordinal]
    order = np.argsort(indicator, kind="stable")
    instance, indicator = instance[order], indicator[order]
    own = child_array(instances.key[instance], written.identity[indicator])
    counted = written.count[indicator] >= 0
    parts = [
        _counted(layout, np.flatnonzero(counted), own, indicator),
        _recurring(layout, np.flatnonzero(~counted), own, indicator),
    ]
    pair, key, since = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(pair, kind="stable")
    pair, key, since = pair[order], key[order], since[order]
    return _Traces(key, instances.onset[instance[pair]] + since, indicator[pair], instance[pair])


def _counted(layout: Layout, pairs: Ints, own: Keys, indicator: Ints) -> tuple[Ints, Keys, Ints]:
    """(pair of threat and indicator, key, time since the onset) of what comes in a given number."""
    written = layout.indicator_columns
    owner, ordinal = spread(written.count[indicator[pairs]])
    pair = pairs[owner]
    key = child_array(own[pair], ordinal.astype(np.uint64))
    return pair, key, _since_onset(layout, key, indicator[pair])


def _recurring(layout: Layout, pairs: Ints, own: Keys, indicator: Ints) -> tuple[Ints, Keys, Ints]:
    """The same of what comes at a rate, for a span of time."""
    written = layout.indicator_columns
    first = _since_onset(layout, own[pairs], indicator[pairs])
    owner, day = spread(written.days[indicator[pairs]])
    days = child_array(own[pairs[owner]], day.astype(np.uint64))
    arrival, key, within = _arrivals(days, _counts(days, written.per_day[indicator[pairs[owner]]]))
    offset = _whole((day[arrival] + within) * DAY)
    owner = owner[arrival]
    kept = offset < written.span_us[indicator[pairs[owner]]]
    owner = owner[kept]
    return pairs[owner], key[kept], first[owner] + offset[kept]


def _since_onset(layout: Layout, key: Keys, indicator: Ints) -> Ints:
    written = layout.indicator_columns
    u = uniform_array(key, Purpose.WHEN)
    z = _shaped(layout, u, written.shape[indicator], written.shapes)
    return _whole(z * written.scale_us[indicator])


def _countries(layout: Layout, traces: _Traces) -> Ints:
    """Where each trace is left; of several countries one is drawn.

    Each country that it could be in has a chance of its own and the greatest takes it, so the order
    in which they are written says nothing.
    """
    written = layout.indicator_columns
    number = written.where_number[traces.indicator]
    first = written.where_first[traces.indicator]
    country: Ints = written.where[first]
    several = np.flatnonzero(number > 1)
    if len(several):
        trace, ordinal = spread(number[several])
        candidate = written.where[first[several][trace] + ordinal]
        own = child_array(traces.key[several][trace], layout.seat_key[candidate])
        best = np.lexsort((uniform_array(own, Purpose.WHERE), trace))
        last = np.cumsum(number[several]) - 1
        country[several] = candidate[best[last]]
    return country


def _routine_reports(layout: Layout, root: int) -> Reports:
    """What all streams bring to all agencies: one process by day for each of them."""
    streams = layout.stream_columns
    stream, day = spread(streams.days)
    day += streams.first_day[stream]
    own = child_array(child_array(np.uint64(root), streams.identity)[stream], day.astype(np.uint64))
    counts = _counts(own, streams.per_day[stream])
    arrival, key, within = _arrivals(own, counts)
    number = stream[arrival]
    at = _whole((day[arrival] + within) * DAY)
    kept = (at >= streams.since[number]) & (at < streams.until[number])
    kept &= _not_thinned(layout, number, key, at)
    key, at, number = key[kept], at[kept], number[kept]
    none = np.full(len(key), -1)
    return Reports(
        key=key,
        at=at,
        agency=streams.agency[number],
        subject=streams.subject[number],
        handling=streams.handling[number],
        shared=uniform_array(key, Purpose.WORTH_SHARING) < streams.worth_sharing[number],
        instance=none,
        origin=none,
        indicator=none,
    )


def _counts(keys: Keys, per_day: Floats) -> Ints:
    """How many arrivals each day brings; a higher rate only adds."""
    u = uniform_array(keys, Purpose.ARRIVAL_COUNT)
    counts = np.zeros(len(keys), dtype=np.int64)
    for rate in set(per_day.tolist()):
        mine = per_day == rate
        counts[mine] = poisson_count(u[mine], rate)
    return counts


def _not_thinned(layout: Layout, stream: Ints, key: Keys, at: Ints) -> Bools:
    """Which reports remain of those that injects dry up."""
    kept = np.ones(len(key), dtype=np.bool_)
    for number, draw in enumerate(layout.streams):
        if draw.thinned:
            mine = np.flatnonzero(stream == number)
            u = uniform_array(key[mine], Purpose.THINNING)
            for since, until, share in draw.thinned:
                kept[mine] &= (at[mine] < since) | (at[mine] >= until) | (u < share)
    return kept


def _merged(one: Reports, other: Reports) -> Reports:
    """All reports in order of (time, key)."""
    columns = {
        name: np.concatenate([getattr(one, name), getattr(other, name)])
        for name in Reports.__dataclass_fields__
    }
    order = np.lexsort((columns["key"], columns["at"]))
    return Reports(**{name: column[order] for name, column in columns.items()})


def _with_copies(
    layout: Layout, seed: int, replication: int, instances: Instances, reports: Reports
) -> Timetable:
    rows = len(reports.key)
    number = layout.tie_number[reports.agency, reports.handling] * reports.shared
    parent, ordinal = spread(number)
    tie = layout.tie_first[reports.agency, reports.handling][parent] + ordinal
    receiver = layout.tie_receiver[tie]
    key = child_array(reports.key[parent], layout.agency_key[receiver])
    agency = np.concatenate([reports.agency, receiver])
    instance = np.concatenate([reports.instance, reports.instance[parent]])
    origin = np.concatenate([reports.origin, reports.origin[parent]])
    picture, pictures = _pictures(layout, instance, agency)
    place, places = _places(picture, origin)
    warnings = _warnings(layout, instances, pictures)
    warned = len(warnings.key)
    timetable_key = np.concatenate([reports.key, key, warnings.key])
    all_ties = np.concatenate([np.full(rows, -1), tie, warnings.tie])
    subject = np.concatenate([reports.subject, reports.subject[parent], warnings.subject])
    agency = np.concatenate([agency, warnings.agency])
    indicator = np.concatenate([reports.indicator, reports.indicator[parent]])
    log_ratio = layout.indicator_columns.log_ratio[indicator]
    sanitised = layout.indicator_columns.sanitised[indicator]
    none = np.full(warned, -1)
    common = _common_decisions(layout, instances, reports, parent, tie)
    triaged = rows + len(key)
    chance = _chances(
        layout, timetable_key, all_ties[rows:], subject[:triaged], agency[:triaged], common
    )
    if layout.indicators:
        open_copies = np.flatnonzero(~sanitised)
        chance[Column.VETTING, open_copies] = 0.0
    return Timetable(
        layout=layout,
        seed=seed,
        replication=replication,
        instances=instances,
        reports=reports,
        key=timetable_key,
        parent=np.concatenate([np.full(rows, -1), parent, none]),
        tie=all_ties,
        agency=agency,
        subject=subject,
        instance=np.concatenate([instance, warnings.instance]),
        first_copy=rows + np.cumsum(number) - number,
        copies=number,
        chance=chance,
        log_ratio=np.concatenate([log_ratio, np.zeros(warned)]),
        sanitised=np.concatenate([sanitised, np.ones(warned, dtype=np.bool_)]),
        picture=np.concatenate([picture, none]),
        place=np.concatenate([place, none]),
        own_place=np.concatenate([_own_places(place, places, rows), none]),
        places=places + len(key) if layout.naive else places,
        picture_instance=pictures // max(1, len(layout.agencies)),
        picture_agency=pictures % max(1, len(layout.agencies)),
        picture_warning=np.where(
            warnings.of_picture >= 0, warnings.of_picture + rows + len(key), warnings.of_picture
        ),
    )


class _Warnings(NamedTuple):
    key: Keys
    tie: Ints
    agency: Ints
    subject: Ints
    instance: Ints
    of_picture: Ints
    """By picture: the ordinal of its warning; -1 no way; -2 none needed."""


def _warnings(layout: Layout, instances: Instances, pictures: Ints) -> _Warnings:
    """The warning that each picture of a real threat would set off."""
    agencies = max(1, len(layout.agencies))
    instance, agency = pictures // agencies, pictures % agencies
    country = np.array([draw.country for draw in layout.threats], dtype=np.int64)
    subject = np.array([draw.subject for draw in layout.threats], dtype=np.int64)
    threatened = country[instances.draw[instance]]
    tie = np.where(threatened >= 0, layout.warning_tie[agency, threatened], -1)
    sent = tie >= 0
    own = child_array(instances.key[instance[sent]], np.uint64(WARNING))
    return _Warnings(
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


def _places(picture: Ints, origin: Ints) -> tuple[Ints, int]:
    """By row the place of its origin in its picture, counted over all pictures."""
    about = picture >= 0
    origins = int(origin.max(initial=0)) + 1
    codes, numbers = np.unique(picture[about] * origins + origin[about], return_inverse=True)
    place = np.full(len(picture), -1)
    place[about] = numbers
    return place, len(codes)


def _own_places(place: Ints, places: int, reports: int) -> Ints:
    """By row the place for a copy of its own, should its origin be unknown."""
    own = places + np.arange(len(place)) - reports
    return np.where(place >= 0, np.where(np.arange(len(place)) < reports, place, own), -1)


class _Common(NamedTuple):
    """Decisions that several copies may share."""

    key: Keys
    """By decision."""
    of_copy: Ints
    """By copy, which of them."""

    @classmethod
    def of(cls, keys: Keys) -> _Common:
        """The distinct decisions among one key for each copy."""
        return cls(*np.unique(keys, return_inverse=True))


def _common_decisions(
    layout: Layout, instances: Instances, reports: Reports, parent: Ints, tie: Ints
) -> dict[Column, _Common]:
    """By column; a case is a threat between two seats, and each routine report a case."""
    instance = reports.instance[parent]
    about = instance >= 0
    root = reports.key[parent]
    root[about] = instances.key[instance[about]]
    sender, receiver = layout.tie_sender[tie], layout.tie_receiver[tie]
    case = _Common.of(
        child_array(
            child_array(root, layout.seat_key[layout.seat_of[sender]]),
            layout.seat_key[layout.seat_of[receiver]],
        )
    )
    common = {Column.RECOGNITION: case, Column.REFUSAL: case}
    if layout.per_case:
        sent = child_array(root, layout.agency_key[sender])
        common[Column.RELEASE] = _Common.of(child_array(sent, layout.agency_key[receiver]))
    return common


def _chances(
    layout: Layout,
    key: Keys,
    tie: Ints,
    subject: Ints,
    agency: Ints,
    common: Mapping[Column, _Common],
) -> Floats:
    """By (column, row) the standardised chance, where the row's journey can need it.

    ``tie`` is that of the rows after the reports: copies, then warnings; ``subject`` and
    ``agency`` are those of the rows that a desk triages: reports, then copies.
    """
    chance = np.zeros((layout.columns, len(key)))
    triaged, reports = len(agency), len(key) - len(tie)
    chance[Column.TRIAGE, :triaged] = _shaped(
        layout,
        uniform_array(key[:triaged], Purpose.TRIAGE_TIME),
        layout.work_shape[subject, agency],
        layout.work_shapes,
    )
    key, travels = key[reports:], chance[:, reports:]
    for column, purpose in PURPOSES.items():
        possible = layout.tie_shapes[column]
        if possible:
            families = layout.tie_family[column][tie]
            rows = np.flatnonzero(families >= 0)
            if column in common:
                decisions = common[column]
                u = uniform_array(decisions.key, purpose)[decisions.of_copy[rows]]
            else:
                u = uniform_array(key[rows], purpose)
            travels[column, rows] = _shaped(layout, u, families[rows], possible)
    _fill_review_times(layout, travels, key, tie)
    return chance


def _fill_review_times(layout: Layout, travels: Floats, key: Keys, tie: Ints) -> None:
    """One draw for each copy, in every shape that its review may turn out to have."""
    reviewed = layout.tie_family[Column.REVIEW_TIME :].max(axis=0, initial=-1) >= 0
    drawn = np.flatnonzero(reviewed[tie])
    u = uniform_array(key[drawn], Purpose.REVIEW_TIME)
    for column in range(Column.REVIEW_TIME, layout.columns):
        families = layout.tie_family[column][tie[drawn]]
        mine = np.flatnonzero(families >= 0)
        travels[column, drawn[mine]] = _shaped(
            layout, u[mine], families[mine], layout.tie_shapes[column]
        )


def _shaped(layout: Layout, u: Floats, families: Ints, possible: Sequence[int]) -> Floats:
    """Uniform numbers as standardised draws, each of its family among those possible."""
    if len(possible) == 1:
        return _standardised(u, layout.shapes[possible[0]])
    z = np.empty(len(u))
    for family in possible:
        mine = families == family
        z[mine] = _standardised(u[mine], layout.shapes[family])
    return z


def _standardised(u: Floats, shape: Shape | None) -> Floats:
    return u if shape is None else shape.quantiles(u)


def _whole(microseconds: Floats) -> Ints:
    return np.rint(microseconds).astype(np.int64)


def _joined(parts: Sequence[npt.NDArray[np.generic]], dtype: type = np.int64) -> npt.NDArray[Any]:
    return np.concatenate([np.empty(0, dtype=dtype), *parts]).astype(dtype, copy=False)
