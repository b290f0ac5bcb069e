"""What the condition as written is described by, beside its outcome: sums over one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.columns import first_of_each
from sim.engine.record import LINKED, NEVER, Record
from sim.engine.records import Records
from sim.engine.timetables import by_replication, different, tallied
from sim.frozen import frozen
from sim.measures.charging import charges_of
from sim.measures.counting import FusionCounts, countings_of
from sim.measures.outcome import Detections
from sim.measures.overlooking import Overlooking, overlookings_of
from sim.measures.requests import RequestCounts, all_requests_of
from sim.measures.searching import searches_of
from sim.measures.threats import Bools, occurring_in
from sim.measures.working import Work, work_of
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.causes import End


@frozen
class DeskUse:
    """By agency: what its analysts did in the exercise, and what they left; microseconds."""

    busy: Floats
    """By agency: analysts' time spent on triage and on searches for partners, in the exercise."""
    taken: Floats
    """By agency: the same, and the rest after work by which a dial keeps the hours of a week."""
    there: Floats
    """By agency: analysts' time at work within the exercise; see ``working``."""
    waiting: Floats
    """By agency: reports and requests waiting, integrated over the exercise."""
    handled: Ints
    """By agency: reports triaged within the exercise."""
    untriaged: Ints
    """By agency: reports that came and were not triaged by the end."""


@frozen
class ReadCopies:
    """Copies about real threats for somebody to read."""

    ages: Ints
    """By copy about a real threat that somebody read: from what it reports to the end of its
    triage. What is entered in a database nobody reads.
    """
    considered: int
    """Copies about real threats that were considered for somebody to read."""
    unread: int
    """Those of them that were on their way at the end of the exercise, or waited to be read."""


@frozen
class Detail:
    """Sums over one run; times in microseconds."""

    times: Ints
    """By scored threat: min(T, W)."""
    windows: Ints
    """By scored threat: W."""
    threat: Ints
    """By scored threat: which written threat it is an instance of."""
    detected: Ints
    """By agency that was the first to detect a scored threat, or of the first: which, from 0."""
    detector: Ints
    """The agency; as many for a threat as came to believe in it at the same instant."""
    causes: Ints
    """By cause: what the scored threats' times went to."""
    ends: Ints
    """By end: copies."""
    considered: Ints
    """By pair: copies considered."""
    delivered: Ints
    """By pair."""
    in_flight: Ints
    """By pair: copies on their way at the end of the exercise."""
    desks: DeskUse
    """How busy analysts were."""
    copies_read: ReadCopies
    """What became of copies about real threats that somebody was to read."""
    held: int
    """Indicators of detected threats that the detecting agencies had linked to them."""
    visible: int
    """Indicators of detected threats that somebody had observed by then."""
    counting: FusionCounts
    """What beliefs at their threshold rest on."""
    requests: RequestCounts | None
    """What became of requests for information; None where the scenario has none."""
    overlooking: Overlooking | None
    """What analysts overlooked; None where nobody overlooks anything."""
    came: Mapping[str, int]
    """When injects have come because a condition held, in microseconds, by name."""


def detail_of(record: Record) -> Detail:
    """Describes one run."""
    (detail,) = details_of(Records.of(record))
    return detail


def details_of(records: Records) -> list[Detail]:
    """By replication: describes its run."""
    threats, timetables = Detections(records), records.timetables
    occurring, replications = threats.occurring, len(records)
    scored = np.flatnonzero(occurring.scored)
    by_threat = np.concatenate([[0], np.cumsum(occurring.scored)])[timetables.first_instance]
    believers = _first_believers(records, threats)
    counted = np.flatnonzero((timetables.parent >= 0) & (records.end >= 0))
    of, end = timetables.of_row[counted], records.end[counted].astype(np.int64)
    columns: dict[str, Sequence[object]] = {
        "times": _parted(threats.time[scored], by_threat),
        "windows": _parted(occurring.window[scored], by_threat),
        "threat": _parted(occurring.draw[scored], by_threat),
        **_detectors(records, believers, by_threat),
        "causes": [*charges_of(records, threats, believers)],
        "ends": [*tallied(of, end, (replications, len(End)))],
        **_by_pair(records, counted),
        "desks": _desk_use(records),
        "copies_read": _reading(records, threats, counted),
        **_completeness(records, threats, believers),
        "counting": countings_of(records),
        "requests": all_requests_of(records),
        "overlooking": overlookings_of(records),
        "came": [_came(records)] * replications,
    }
    rows = zip(*(columns[field.name] for field in fields(Detail)), strict=True)
    return [Detail(*row) for row in rows]


def _came(records: Records) -> Mapping[str, int]:
    """What has come on conditions; where anything waits for one, each replication is by itself."""
    awaiting = records.plan.awaiting
    return {} if awaiting is None else awaiting.came


def _parted(column: npt.NDArray[Any], first: Ints) -> list[npt.NDArray[Any]]:
    """By replication: its own."""
    return [column[since:until] for since, until in pairwise(first.tolist())]


def _first_believers(records: Records, threats: Detections) -> Bools:
    """By picture: whether its holder was of the first to detect a scored threat in its window."""
    occurring, instance = threats.occurring, records.timetables.picture_instance
    in_time = occurring.scored & (threats.time < occurring.window)
    first: Bools = in_time[instance] & (records.detected == threats.detected[instance])
    return first


def _detectors(records: Records, believers: Bools, by_threat: Ints) -> dict[str, list[Ints]]:
    """Which scored threat was detected first by which agency; all that share the first instant."""
    timetables = records.timetables
    pictures = np.flatnonzero(believers)
    pictures = pictures[np.argsort(timetables.picture_instance[pictures], kind="stable")]
    scored = occurring_in(timetables).scored
    number = (np.cumsum(scored) - 1)[timetables.picture_instance[pictures]]
    of = timetables.of_picture[pictures]
    first = np.searchsorted(of, np.arange(len(records) + 1))
    return {
        "detected": _parted(number - by_threat[of], first),
        "detector": _parted(timetables.picture_agency[pictures], first),
    }


def _by_pair(records: Records, counted: Ints) -> dict[str, list[Ints]]:
    """Copies considered, delivered, and in flight at the end."""
    timetables, layout = records.timetables, records.plan.layout
    of, end = timetables.of_row[counted], records.end[counted]
    pair, shape = layout.tie_pair[timetables.tie[counted]], (len(records), len(layout.pairs))
    those = {
        "considered": np.ones(len(end), dtype=np.bool_),
        "delivered": end == End.DELIVERED,
        "in_flight": end == End.IN_FLIGHT,
    }
    return {name: [*tallied(of[some], pair[some], shape)] for name, some in those.items()}


def _reading(records: Records, threats: Detections, counted: Ints) -> list[ReadCopies]:
    """What became of copies about real threats that somebody was to read."""
    timetables = records.timetables
    rows = counted[timetables.instance[counted] >= 0]
    rows = rows[threats.occurring.real[timetables.instance[rows]]]
    rows = rows[~records.plan.layout.is_database[timetables.agency[rows]]]
    read = records.done[rows] != NEVER
    going = np.isin(records.end[rows], (End.DELIVERED, End.IN_FLIGHT))
    used, left = rows[read], rows[going & ~read]
    ages = records.done[used] - timetables.reports.at[timetables.report[used]]
    considered, unread = (
        np.diff(np.searchsorted(some, timetables.first_row)).tolist() for some in (rows, left)
    )
    each = _parted(ages, np.searchsorted(used, timetables.first_row))
    return [ReadCopies(*row) for row in zip(each, considered, unread, strict=True)]


def _completeness(records: Records, threats: Detections, believers: Bools) -> dict[str, list[int]]:
    """Indicators of detected threats: linked by who detected them, and visible by then."""
    timetables, detected = records.timetables, threats.detected
    reports, instances = timetables.reports, len(detected)
    rows = np.flatnonzero(
        (timetables.place >= 0) & (records.done != NEVER) & (records.overlooked == LINKED)
    )
    rows = rows[believers[timetables.picture[rows]]]
    rows = rows[records.done[rows] <= records.detected[timetables.picture[rows]]]
    about = np.flatnonzero(reports.instance >= 0)
    about = about[reports.at[about] <= detected[reports.instance[about]]]
    once = first_of_each(reports.origin[about])
    seen = np.bincount(reports.instance[about[once]], minlength=instances)
    times = np.bincount(timetables.picture_instance[believers], minlength=instances)
    return {
        "held": different(timetables.place[rows], timetables.first_place).tolist(),
        "visible": by_replication(seen * times, timetables.first_instance).tolist(),
    }


def _desk_use(records: Records) -> list[DeskUse]:
    plan, timetables = records.plan, records.timetables
    shape = len(records), len(plan.layout.agencies)
    rows = np.flatnonzero(timetables.is_read & (records.arrived != NEVER))
    of, agency = timetables.of_row[rows], timetables.agency[rows]
    arrived, started, done = records.arrived[rows], records.started[rows], records.done[rows]
    triaged, open_still = (done != NEVER) & (done >= 0), done == NEVER
    handled = tallied(of[triaged], agency[triaged], shape)
    untriaged = tallied(of[open_still], agency[open_still], shape)
    searches = searches_of(records)
    of = np.concatenate([of, searches.of])
    agency = np.concatenate([agency, searches.agency])
    arrived = np.concatenate([arrived, searches.arrived])
    started = np.concatenate([started, searches.began])
    done = np.concatenate([done, searches.ended])
    begun = started != NEVER
    began = np.where(begun, started, plan.layout.horizon_us)
    waits = np.maximum(began, 0) - np.maximum(arrived, 0)
    waiting = np.bincount(of * shape[1] + agency, waits.astype(np.float64), shape[0] * shape[1])
    own = Work(of[begun], started[begun], done[begun])
    work = work_of(plan, shape[0], agency[begun], own)
    columns = (work.busy, work.taken, work.there, waiting.reshape(shape), handled, untriaged)
    return [DeskUse(*row) for row in zip(*columns, strict=True)]
