"""What the condition as written is described by, beside its outcome: sums over one run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.record import LINKED, NEVER, Record
from sim.measures.counting import FusionCounts, counting_of
from sim.measures.journey import Detection, detection_of, first_believers
from sim.measures.outcome import Detections
from sim.measures.overlooking import Overlooking, overlooking_of
from sim.measures.requests import RequestCounts, requests_of
from sim.measures.searching import searches_of
from sim.measures.threats import Bools
from sim.measures.working import work_of
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.causes import Cause, End


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


def detail_of(record: Record) -> Detail:
    """Describes one run."""
    threats = Detections(record)
    scored = np.flatnonzero(threats.occurring.scored)
    detections = [detection_of(record, threats, int(instance)) for instance in scored]
    copies = record.timetable.parent >= 0
    counted = copies & (record.end >= 0)
    considered, delivered, in_flight = _by_pair(record, counted)
    held, visible = _completeness(record, threats, detections)
    detected, detector = _detectors(record, threats, detections)
    return Detail(
        times=threats.time[scored],
        windows=threats.occurring.window[scored],
        threat=threats.occurring.draw[scored],
        detected=detected,
        detector=detector,
        causes=_causes(detections),
        ends=np.bincount(record.end[counted], minlength=len(End)),
        considered=considered,
        delivered=delivered,
        in_flight=in_flight,
        copies_read=_reading(record, threats, counted),
        counting=counting_of(record),
        requests=requests_of(record),
        overlooking=overlooking_of(record),
        held=held,
        visible=visible,
        desks=_desk_use(record),
    )


def _causes(detections: list[Detection]) -> Ints:
    causes = np.zeros(len(Cause), dtype=np.int64)
    for detection in detections:
        for stretch in detection.stretches:
            causes[stretch.cause] += stretch.until - stretch.since
    return causes


def _detectors(
    record: Record, threats: Detections, detections: list[Detection]
) -> tuple[Ints, Ints]:
    """Which scored threat was detected first by which agency; all that share the first instant."""
    agency = record.timetable.picture_agency
    first = [
        agency[first_believers(record, each.instance, int(threats.detected[each.instance]))]
        if each.agency >= 0
        else np.zeros(0, dtype=np.int64)
        for each in detections
    ]
    threat = np.repeat(np.arange(len(first)), [len(each) for each in first])
    return threat, np.concatenate([np.zeros(0, dtype=np.int64), *first])


def _by_pair(record: Record, counted: Bools) -> tuple[Ints, Ints, Ints]:
    """Copies considered, delivered, and in flight at the end."""
    layout = record.plan.layout
    pair, end = layout.tie_pair[record.timetable.tie[counted]], record.end[counted]
    pairs = len(layout.pairs)
    return (
        np.bincount(pair, minlength=pairs),
        np.bincount(pair[end == End.DELIVERED], minlength=pairs),
        np.bincount(pair[end == End.IN_FLIGHT], minlength=pairs),
    )


def _reading(record: Record, threats: Detections, counted: Bools) -> ReadCopies:
    """What became of copies about real threats that somebody was to read."""
    timetable = record.timetable
    rows = np.flatnonzero(counted & (timetable.instance >= 0))
    rows = rows[threats.occurring.real[timetable.instance[rows]]]
    rows = rows[~record.plan.layout.is_database[timetable.agency[rows]]]
    read = record.done[rows] != NEVER
    going = np.isin(record.end[rows], (End.DELIVERED, End.IN_FLIGHT))
    used = rows[read]
    return ReadCopies(
        ages=record.done[used] - timetable.reports.at[timetable.report[used]],
        considered=len(rows),
        unread=int(np.count_nonzero(going & ~read)),
    )


def _completeness(
    record: Record, threats: Detections, detections: list[Detection]
) -> tuple[int, int]:
    timetable = record.timetable
    reports = timetable.reports
    held = visible = 0
    for detection in detections:
        if detection.agency < 0:
            continue
        at = threats.detected[detection.instance]
        mine = (timetable.instance == detection.instance) & (timetable.place >= 0)
        mine &= (record.done != NEVER) & (record.done <= at) & (record.overlooked == LINKED)
        seen = (reports.instance == detection.instance) & (reports.at <= at)
        for picture in first_believers(record, detection.instance, int(at)):
            own = mine & (timetable.agency == timetable.picture_agency[picture])
            held += len(np.unique(timetable.place[own]))
            visible += len(np.unique(reports.origin[seen]))
    return held, visible


def _desk_use(record: Record) -> DeskUse:
    layout, timetable = record.plan.layout, record.timetable
    came = record.arrived != NEVER
    came[timetable.number_of_reports + timetable.number_of_copies :] = False
    rows = np.flatnonzero(came)
    agency = timetable.agency[rows]
    arrived, started, done = record.arrived[rows], record.started[rows], record.done[rows]
    triaged = (done != NEVER) & (done >= 0)
    agencies = len(layout.agencies)
    handled = np.bincount(agency[triaged], minlength=agencies)
    untriaged = np.bincount(agency[done == NEVER], minlength=agencies)
    searches = searches_of(record)
    agency = np.concatenate([agency, searches.agency])
    arrived = np.concatenate([arrived, searches.arrived])
    started = np.concatenate([started, searches.began])
    done = np.concatenate([done, searches.ended])
    begun = started != NEVER
    began = np.where(begun, started, layout.horizon_us)
    waits = np.maximum(began, 0) - np.maximum(arrived, 0)
    work = work_of(record, agency[begun], started[begun], done[begun])

    return DeskUse(
        busy=work.busy,
        taken=work.taken,
        there=work.there,
        waiting=np.bincount(agency, waits.astype(np.float64), agencies).astype(np.float64),
        handled=handled,
        untriaged=untriaged,
    )
