"""The timetable of one replication: every report that will be written, every copy that could go.

A row is one journey: a report at its author's desk, a copy to one partner, or a warning that one
agency could send. Its chances are drawn here, in bulk, from its key alone, so they are the same
under every condition and on every engine; what happens to the row is the engine's to find out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.chance.families import poisson_count
from sim.chance.keys import Purpose, child, child_array, identity, replication_key, uniform_array
from sim.chance.shapes import Shape
from sim.engine.order import Happens, place_in_instant
from sim.plan.layout import (
    Column,
    Floats,
    IndicatorDraw,
    Ints,
    Keys,
    Layout,
    StreamDraw,
    ThreatDraw,
)

DAY = 24 * 3_600_000_000
"""Microseconds."""

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
    shared: np.typing.NDArray[np.bool_]
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
    sanitised: np.typing.NDArray[np.bool_]
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
    key: list[int]
    agency: list[int]
    tie: list[int]
    work_cell: list[int]
    rank_cell: list[int]
    first_copy: list[int]
    copies: list[int]
    chance: list[list[float]]
    picture: list[int]
    place: list[int]
    own_place: list[int]
    log_ratio: list[float]
    sanitised: list[bool]
    picture_agency: list[int]
    picture_warning: list[int]
    place_in_instant: dict[Happens, list[int]]


def _lists_of(timetable: Timetable) -> Lists:
    return Lists(
        at=timetable.reports.at.astype(np.float64).tolist(),
        key=timetable.key.tolist(),
        agency=timetable.agency.tolist(),
        tie=timetable.tie.tolist(),
        work_cell=timetable.work_cell.tolist(),
        rank_cell=timetable.rank_cell.tolist(),
        first_copy=timetable.first_copy.tolist(),
        copies=timetable.copies.tolist(),
        chance=timetable.chance.tolist(),
        picture=timetable.picture.tolist(),
        place=timetable.place.tolist(),
        own_place=timetable.own_place.tolist(),
        log_ratio=timetable.log_ratio.tolist(),
        sanitised=timetable.sanitised.tolist(),
        picture_agency=timetable.picture_agency.tolist(),
        picture_warning=timetable.picture_warning.tolist(),
        place_in_instant={
            kind: place_in_instant(kind, timetable.key).tolist()
            for kind in (Happens.DONE, Happens.RESUME, Happens.ARRIVAL, Happens.REPORT)
        },
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
    counts = poisson_count(uniform_array(keys, Purpose.ARRIVAL_COUNT), per_day)
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


def _threat_reports(layout: Layout, instances: Instances) -> Reports:
    parts = [
        _seen(layout, number, draw, instances) for number, draw in enumerate(layout.indicators)
    ]
    origins = 0
    for i, part in enumerate(parts):
        parts[i] = part._replace(origin=part.origin + origins)
        origins += part.origins
    return Reports(
        key=_joined([p.key for p in parts], np.uint64),
        at=_joined([p.at for p in parts]),
        agency=_joined([p.agency for p in parts]),
        subject=_joined(
            [np.full(len(p.key), layout.indicators[n].subject) for n, p in enumerate(parts)]
        ),
        handling=_joined([p.handling for p in parts]),
        shared=np.ones(sum(len(p.key) for p in parts), dtype=np.bool_),
        instance=_joined([p.instance for p in parts]),
        origin=_joined([p.origin for p in parts]),
        indicator=_joined([np.full(len(p.key), n) for n, p in enumerate(parts)]),
    )


class _Seen(NamedTuple):
    key: Keys
    at: Ints
    agency: Ints
    handling: Ints
    instance: Ints
    origin: Ints
    origins: int


def _seen(layout: Layout, number: int, draw: IndicatorDraw, instances: Instances) -> _Seen:
    """The reports that observers write of one written indicator, in all its instances."""
    mine = np.flatnonzero(
        np.array(
            [layout.threats[d].subject == draw.subject for d in instances.draw], dtype=np.bool_
        )
    )
    instance, key, at = _left_behind(layout, draw, mine, instances)
    countries = np.array(draw.where, dtype=np.int64)
    if len(countries) > 1:
        choice = (uniform_array(key, Purpose.WHERE) * len(countries)).astype(np.int64)
        country = countries[choice]
    else:
        country = np.broadcast_to(countries, key.shape)
    watched = layout.sightings
    origin, ordinal = spread(watched.number[number, country])
    entry = watched.first[number, country][origin] + ordinal
    agency = watched.agency[entry]
    report = child_array(key[origin], layout.agency_key[agency])
    kept = uniform_array(report, Purpose.OBSERVATION) < watched.probability[entry]
    kept &= (at[origin] < layout.horizon_us) & (at[origin] >= layout.start_us)
    return _Seen(
        report[kept],
        at[origin][kept],
        agency[kept],
        watched.handling[entry][kept],
        instance[origin][kept],
        origin[kept],
        len(key),
    )


def _left_behind(
    layout: Layout, draw: IndicatorDraw, mine: Ints, instances: Instances
) -> tuple[Ints, Keys, Ints]:
    """(instance, key, time) of everything that a written indicator leaves to be seen."""
    own = child_array(instances.key[mine], np.uint64(draw.identity))
    if draw.count >= 0:
        owner, ordinal = spread(np.full(len(mine), draw.count))
        key = child_array(own[owner], ordinal.astype(np.uint64))
        z = _standardised(uniform_array(key, Purpose.WHEN), layout.shapes[draw.shape])
        return mine[owner], key, instances.onset[mine][owner] + _whole(z * draw.scale_us)
    z = _standardised(uniform_array(own, Purpose.WHEN), layout.shapes[draw.shape])
    since = instances.onset[mine] + _whole(z * draw.scale_us)
    days = -(-draw.span_us // DAY)
    owner, day = spread(np.full(len(mine), days))
    arrival, key, within = _process(child_array(own[owner], day.astype(np.uint64)), draw.per_day)
    offset = _whole((day[arrival] + within) * DAY)
    kept = offset < draw.span_us
    owner = owner[arrival][kept]
    return mine[owner], key[kept], since[owner] + offset[kept]


def _routine_reports(layout: Layout, root: int) -> Reports:
    parts = [_routine(draw, root) for draw in layout.streams]
    sizes = [len(key) for key, _, _ in parts]
    number = np.repeat(np.arange(len(parts)), sizes)
    streams = layout.streams
    none = np.full(len(number), -1)
    return Reports(
        key=_joined([key for key, _, _ in parts], np.uint64),
        at=_joined([at for _, at, _ in parts]),
        agency=np.array([s.agency for s in streams], dtype=np.int64)[number],
        subject=np.array([s.subject for s in streams], dtype=np.int64)[number],
        handling=np.array([s.handling for s in streams], dtype=np.int64)[number],
        shared=_joined([shared for _, _, shared in parts], np.bool_),
        instance=none,
        origin=none,
        indicator=none,
    )


def _routine(draw: StreamDraw, root: int) -> tuple[Keys, Ints, np.typing.NDArray[np.bool_]]:
    """Keys, times and whether worth sharing of one stream at one agency."""
    days = np.arange(draw.since // DAY, -(-draw.until // DAY))
    own = np.uint64(child(root, draw.identity))
    day, key, within = _process(child_array(own, days.astype(np.uint64)), draw.per_day)
    at = _whole((days[day] + within) * DAY)
    kept = (at >= draw.since) & (at < draw.until)
    for since, until, share in draw.thinned:
        dry = (at >= since) & (at < until)
        kept &= ~dry | (uniform_array(key, Purpose.THINNING) < share)
    shared = uniform_array(key, Purpose.WORTH_SHARING) < draw.worth_sharing
    return key[kept], at[kept], shared[kept]


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
    copies = slice(rows, rows + len(key))
    timetable_key = np.concatenate([reports.key, key, warnings.key])
    all_ties = np.concatenate([np.full(rows, -1), tie, warnings.tie])
    subject = np.concatenate([reports.subject, reports.subject[parent], warnings.subject])
    agency = np.concatenate([agency, warnings.agency])
    indicator = np.concatenate([reports.indicator, reports.indicator[parent]])
    log_ratio = np.array([*(draw.log_ratio for draw in layout.indicators), 0.0])[indicator]
    sanitised = np.array([*(draw.sanitised for draw in layout.indicators), True])[indicator]
    none = np.full(warned, -1)
    chance = _chances(
        layout,
        timetable_key,
        all_ties,
        subject,
        agency,
        _shared_keys(layout, instances, reports, parent, tie),
        copies,
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


class _Shared(NamedTuple):
    """Keys of the decisions that several copies share; one for each copy."""

    release: Keys | None
    """None where each copy is decided by itself."""
    case: Keys


def _shared_keys(
    layout: Layout, instances: Instances, reports: Reports, parent: Ints, tie: Ints
) -> _Shared:
    """A case is a threat between two seats; routine reports are a case each."""
    instance = reports.instance[parent]
    about = instance >= 0
    root = reports.key[parent]
    root[about] = instances.key[instance[about]]
    sender, receiver = layout.tie_sender[tie], layout.tie_receiver[tie]
    case = child_array(
        child_array(root, layout.seat_key[layout.seat_of[sender]]),
        layout.seat_key[layout.seat_of[receiver]],
    )
    if not layout.per_case:
        return _Shared(None, case)
    between = child_array(child_array(root, layout.agency_key[sender]), layout.agency_key[receiver])
    return _Shared(between, case)


def _chances(
    layout: Layout,
    key: Keys,
    tie: Ints,
    subject: Ints,
    agency: Ints,
    shared: _Shared,
    copies: slice,
) -> Floats:
    """By (column, row) the standardised chance, where the row's journey can need it."""
    chance = np.zeros((layout.columns, len(key)))
    families = layout.tie_families[tie]
    families[: copies.start] = -1
    families[: copies.stop, Column.TRIAGE] = layout.work_shape[
        subject[: copies.stop], agency[: copies.stop]
    ]
    common = {Column.RECOGNITION: shared.case, Column.REFUSAL: shared.case}
    if shared.release is not None:
        common[Column.RELEASE] = shared.release
    for column, purpose in PURPOSES.items():
        rows = np.flatnonzero(families[:, column] >= 0)
        if column in common:
            u = _common_uniform(common[column][rows - copies.start], purpose)
        else:
            u = uniform_array(key[rows], purpose)
        chance[column, rows] = _shaped(layout, u, families[rows, column])
    _draw_review_times(layout, key, families, chance)
    return chance


def _draw_review_times(layout: Layout, key: Keys, families: Ints, chance: Floats) -> None:
    """One draw for each copy, in every shape that its review may turn out to have."""
    possible = families[:, Column.REVIEW_TIME :] >= 0
    drawn = np.flatnonzero(possible.any(axis=1))
    u = uniform_array(key[drawn], Purpose.REVIEW_TIME)
    for column in range(Column.REVIEW_TIME, layout.columns):
        mine = possible[drawn, column - Column.REVIEW_TIME]
        rows = drawn[mine]
        chance[column, rows] = _shaped(layout, u[mine], families[rows, column])


def _common_uniform(keys: Keys, purpose: Purpose) -> Floats:
    """One draw for each distinct key, given to all that share it."""
    distinct, places = np.unique(keys, return_inverse=True)
    return uniform_array(distinct, purpose)[places]


def _shaped(layout: Layout, u: Floats, families: Ints) -> Floats:
    present = np.unique(families)
    if len(present) == 1:
        return _standardised(u, layout.shapes[present[0]])
    z = np.empty(len(u))
    for family in present:
        mine = families == family
        z[mine] = _standardised(u[mine], layout.shapes[family])
    return z


def _standardised(u: Floats, shape: Shape | None) -> Floats:
    return u if shape is None else shape.quantiles(u)


def _whole(microseconds: Floats) -> Ints:
    return np.rint(microseconds).astype(np.int64)


def _joined(parts: Sequence[np.typing.NDArray[np.generic]], dtype: type = np.int64) -> np.ndarray:  # type: ignore[type-arg]
    return np.concatenate([np.empty(0, dtype=dtype), *parts]).astype(dtype, copy=False)
