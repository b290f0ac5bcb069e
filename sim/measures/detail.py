"""What the condition as written is described by, beside its outcome: sums over one run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from sim.engine.record import NEVER, Record
from sim.measures.counting import Counting, counting_of
from sim.measures.journey import Detection, detection_of
from sim.measures.outcome import Threats
from sim.measures.overlooking import Overlooking, overlooking_of
from sim.measures.requests import Requests, requests_of
from sim.measures.working import work_of
from sim.plan.causes import Cause, End
from sim.plan.layout import Floats, Ints


@dataclass(frozen=True)
class Detail:
    """Sums over one run; times in microseconds."""

    times: Ints
    """By scored threat: min(T, W)."""
    windows: Ints
    """By scored threat: W."""
    threat: Ints
    """By scored threat: which written threat it is an instance of."""
    detector: Ints
    """By scored threat: the agency that detected it; -1 for nobody within the window."""
    causes: Ints
    """By cause: what the scored threats' times went to."""
    ends: Ints
    """By end: copies."""
    considered: Ints
    """By pair: copies considered."""
    delivered: Ints
    """By pair."""
    busy: Floats
    """By agency: analysts' time spent on triage within the exercise."""
    taken: Floats
    """By agency: the same, and the rest after work by which a dial keeps the hours of a week."""
    there: Floats
    """By agency: analysts' time at work within the exercise; see ``working``."""
    waiting: Floats
    """By agency: reports waiting, integrated over the exercise."""
    handled: Ints
    """By agency: reports triaged within the exercise."""
    untriaged: Ints
    """By agency: reports that came and were not triaged by the end."""
    ages: Ints
    """By copy used about a real threat: from what it reports to the end of its triage."""
    held: int
    """Indicators of detected threats that the detecting agencies held."""
    visible: int
    """Indicators of detected threats that somebody had observed by then."""
    counting: Counting
    """What beliefs at their threshold rest on."""
    requests: Requests | None
    """What became of requests for information; None where the scenario has none."""
    overlooking: Overlooking | None
    """What analysts overlooked; None where nobody overlooks anything."""


def detail_of(record: Record) -> Detail:
    """Describes one run."""
    threats = Threats(record)
    scored = np.flatnonzero(threats.occurring.scored)
    detections = [detection_of(record, threats, int(instance)) for instance in scored]
    copies = record.timetable.parent >= 0
    counted = copies & (record.end >= 0)
    considered, delivered = _by_pair(record, counted)
    held, visible = _completeness(record, threats, detections)
    return Detail(
        times=threats.time[scored],
        windows=threats.occurring.window[scored],
        threat=threats.occurring.draw[scored],
        detector=np.array([detection.agency for detection in detections], dtype=np.int64),
        causes=_causes(detections),
        ends=np.bincount(record.end[counted], minlength=len(End)),
        considered=considered,
        delivered=delivered,
        ages=_ages(record, threats, counted),
        counting=counting_of(record),
        requests=requests_of(record),
        overlooking=overlooking_of(record),
        held=held,
        visible=visible,
        **_loads(record),
    )


def _causes(detections: list[Detection]) -> Ints:
    causes = np.zeros(len(Cause), dtype=np.int64)
    for detection in detections:
        for stretch in detection.stretches:
            causes[stretch.cause] += stretch.until - stretch.since
    return causes


def _by_pair(record: Record, counted: np.typing.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    layout = record.plan.layout
    pair = layout.tie_pair[record.timetable.tie[counted]]
    arrived = record.end[counted] == End.DELIVERED
    pairs = len(layout.pairs)
    return np.bincount(pair, minlength=pairs), np.bincount(pair[arrived], minlength=pairs)


def _ages(record: Record, threats: Threats, counted: np.typing.NDArray[np.bool_]) -> Ints:
    timetable = record.timetable
    rows = np.flatnonzero(counted & (timetable.instance >= 0) & (record.done != NEVER))
    rows = rows[threats.occurring.real[timetable.instance[rows]]]
    return record.done[rows] - timetable.reports.at[timetable.report[rows]]


def _completeness(record: Record, threats: Threats, detections: list[Detection]) -> tuple[int, int]:
    timetable = record.timetable
    reports = timetable.reports
    held = visible = 0
    for detection in detections:
        if detection.agency < 0:
            continue
        at = threats.detected[detection.instance]
        mine = (timetable.instance == detection.instance) & (timetable.place >= 0)
        own = mine & (timetable.agency == detection.agency)
        own &= (record.done != NEVER) & (record.done <= at)
        seen = (reports.instance == detection.instance) & (reports.at <= at)
        held += len(np.unique(timetable.place[own]))
        visible += len(np.unique(reports.origin[seen]))
    return held, visible


class _Loads(TypedDict):
    busy: Floats
    taken: Floats
    there: Floats
    waiting: Floats
    handled: Ints
    untriaged: Ints


def _loads(record: Record) -> _Loads:
    layout, timetable = record.plan.layout, record.timetable
    came = record.arrived != NEVER
    came[timetable.number_of_reports + timetable.number_of_copies :] = False
    rows = np.flatnonzero(came)
    agency = timetable.agency[rows]
    arrived, started, done = record.arrived[rows], record.started[rows], record.done[rows]
    horizon = layout.horizon_us
    began = np.where(started == NEVER, horizon, started)
    triaged = (done != NEVER) & (done >= 0)
    agencies = len(layout.agencies)
    begun = started != NEVER
    waits = np.maximum(began, 0) - np.maximum(arrived, 0)
    work = work_of(record, agency[begun], started[begun], done[begun])

    return {
        "busy": work.busy,
        "taken": work.taken,
        "there": work.there,
        "waiting": np.bincount(agency, waits.astype(np.float64), agencies).astype(np.float64),
        "handled": np.bincount(agency[triaged], minlength=agencies),
        "untriaged": np.bincount(agency[done == NEVER], minlength=agencies),
    }
