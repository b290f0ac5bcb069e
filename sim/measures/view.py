"""One replication as a measure that users write sees it: in columns of hours and names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sim.engine.record import NEVER, Record
from sim.engine.records import Records
from sim.frozen import entity
from sim.measures.detail import Detail, detail_of
from sim.measures.outcome import FAR, Detections
from sim.measures.searching import searches_of
from sim.measures.trace import TraceEvent, trace_of
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import End

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Names = npt.NDArray[np.str_]
_Array = TypeVar("_Array", bound=npt.NDArray[Any])


@entity
class _Columns:
    """Columns of one length: a row for each of what they are of."""

    def __len__(self) -> int:
        return len(next(iter(vars(self).values())))

    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """By name: each column; what a data frame is made of."""
        return dict(vars(self))


@entity
class Desks(_Columns):
    """Agencies' desks, where analysts triage reports; all of it within the exercise."""

    agency: Names
    """Whose desk it is."""
    home: Names
    """The country or body of that agency."""
    queue_length: Counts
    """The longest queue: reports and requests that waited for an analyst at one instant, counted
    after all that happens at it.
    """
    mean_queue_length: Floats
    """The same on average over time."""
    triaged: Counts
    """Reports and copies of which triage was done."""
    untriaged: Counts
    """Reports and copies that came and were not triaged by the end."""
    busy: Floats
    """Analysts' hours spent on triage and searches."""
    utilisation: Floats
    """Of analysts' hours at work, the share that work took; not a number where nobody works."""


@entity
class Reports(_Columns):
    """Reports that agencies wrote themselves, those of the warm-up among them, in order of time."""

    agency: Names
    """Who wrote it."""
    subject: Names
    """The threat, red herring or stream of routine work that it is about."""
    written: Floats
    """When, in hours since the exercise began."""
    taken_up: Floats
    """When an analyst took it up; not a number where none has."""
    triaged: Floats
    """When triage was done; not a number where it was not."""


@entity
class Copies(_Columns):
    """Copies of reports that somebody considered sending, in the order of the reports."""

    subject: Names
    sender: Names
    receiver: Names
    considered: Floats
    """When the sender's triage was done, so that sending was considered, in hours since the
    exercise began; not a number for what was asked for.
    """
    ended: Floats
    """When it was delivered, withheld, refused or lost; not a number for one in flight."""
    end: Names
    """How it ended: ``delivered``, ``withheld (trust)``, ``in flight at the end``, ..."""
    delivered: Bools
    """Whether it arrived."""
    read: Floats
    """When its reader's triage was done; not a number where it was not."""


@entity
class Threats(_Columns):
    """Real threats that begin within the exercise or are prevented from it."""

    name: Names
    """As the scenario calls it; a threat that comes again and again has a row for each."""
    onset: Floats
    """When it begins, in hours since the exercise began."""
    window: Floats
    """For how many hours after its onset it is followed."""
    scored: Bools
    """Whether it counts: not prevented, and its window ends before the exercise does."""
    prevented: Bools
    """Whether a programme kept it from beginning."""
    detected: Floats
    """When the first agency believed in it, in hours since the exercise began; infinite where
    none did.
    """
    detection_time: Floats
    """Hours from onset to detection, at most the window: right-censored there."""
    warned: Floats
    """When the responsible agency was warned, or believed in it; infinite where it was not."""


@entity
class Alerts(_Columns):
    """Beliefs that reached the threshold, one for each agency and threat or red herring."""

    agency: Names
    """Who believed."""
    subject: Names
    """The threat or red herring."""
    real: Bools
    """Whether it is a threat, and the alert no false alarm."""
    at: Floats
    """When, in hours since the exercise began."""


@entity
class Run:
    """One replication of a scenario: what a measure of one's own is given. Nothing changes it.

    Each of its tables has columns of one length as arrays of numpy, which cannot be written to.
    All times are hours; an instant is counted from the beginning of the exercise, so that one of
    the warm-up is negative. Both engines give the same, to the last bit.

    >>> import sim
    >>> run = sim.replicate(sim.load("two-neighbours"), seed=1)
    >>> len(run.desks), run.threats.scored.sum() > 0
    (2, True)
    """

    _record: Record = field(repr=False)

    @property
    def seed(self) -> int:
        """The random seed."""
        return self._record.timetable.seed

    @property
    def replication(self) -> int:
        """Its number, from 0."""
        return self._record.timetable.replication

    @property
    def horizon(self) -> float:
        """How many hours the exercise lasts."""
        return self._record.plan.layout.horizon_us / HOUR

    @cached_property
    def desks(self) -> Desks:
        """Agencies' desks."""
        layout, detail = self._record.plan.layout, self._detail
        staffed = np.flatnonzero(~layout.is_database)
        with np.errstate(invalid="ignore", divide="ignore"):
            utilisation = detail.desks.taken / detail.desks.there
        return _sealed(
            Desks(
                agency=self._agencies[staffed],
                home=_names(layout.homes)[layout.home_of[staffed]],
                queue_length=_longest_queues(self._record)[staffed],
                mean_queue_length=detail.desks.waiting[staffed] / layout.horizon_us,
                triaged=detail.desks.handled[staffed],
                untriaged=detail.desks.untriaged[staffed],
                busy=detail.desks.busy[staffed] / HOUR,
                utilisation=utilisation[staffed],
            )
        )

    @cached_property
    def reports(self) -> Reports:
        """Reports that agencies wrote."""
        record, timetable = self._record, self._record.timetable
        rows = np.arange(timetable.number_of_reports)
        return _sealed(
            Reports(
                agency=self._agencies[timetable.agency[rows]],
                subject=self._subjects[timetable.subject[rows]],
                written=_hours(timetable.reports.at),
                taken_up=_instants(record.started[rows]),
                triaged=_instants(record.done[rows]),
            )
        )

    @cached_property
    def copies(self) -> Copies:
        """Copies that somebody considered sending."""
        record, timetable, layout = self._record, self._record.timetable, self._record.plan.layout
        rows = np.flatnonzero((timetable.parent >= 0) & (record.end >= 0))
        tie, parent = timetable.tie[rows], timetable.parent[rows]
        ended = np.where(record.end[rows] == End.IN_FLIGHT, NEVER, record.ended[rows])
        considered = np.where(rows < timetable.first_answer, record.done[parent], NEVER)
        return _sealed(
            Copies(
                subject=self._subjects[timetable.subject[rows]],
                sender=self._agencies[layout.tie_sender[tie]],
                receiver=self._agencies[layout.tie_receiver[tie]],
                considered=_instants(considered),
                ended=_instants(ended),
                end=_names([end.words for end in End])[record.end[rows]],
                delivered=record.end[rows] == End.DELIVERED,
                read=_instants(record.done[rows]),
            )
        )

    @cached_property
    def threats(self) -> Threats:
        """Real threats."""
        found, occurring = self._detections, self._detections.occurring
        horizon = self._record.plan.layout.horizon_us
        there = np.flatnonzero(occurring.real & (occurring.onset < horizon))
        return _sealed(
            Threats(
                name=self._threats[occurring.draw[there]],
                onset=_hours(occurring.onset[there]),
                window=_hours(occurring.window[there]),
                scored=occurring.scored[there],
                prevented=self._record.timetable.instances.prevented[there],
                detected=_at_last(found.detected[there]),
                detection_time=_hours(found.time[there]),
                warned=_at_last(found.warned[there]),
            )
        )

    @cached_property
    def alerts(self) -> Alerts:
        """Beliefs that reached the threshold, in order of time."""
        record, timetable = self._record, self._record.timetable
        pictures = np.flatnonzero(self._detections.believed)
        pictures = pictures[np.argsort(record.detected[pictures], kind="stable")]
        draw = timetable.instances.draw[timetable.picture_instance[pictures]]
        return _sealed(
            Alerts(
                agency=self._agencies[timetable.picture_agency[pictures]],
                subject=self._threats[draw],
                real=self._detections.occurring.about_real[pictures],
                at=_hours(record.detected[pictures]),
            )
        )

    @cached_property
    def events(self) -> tuple[TraceEvent, ...]:
        """Everything that happened, in order; slow, so take a table where one will do."""
        return tuple(trace_of(self._record))

    @cached_property
    def _detail(self) -> Detail:
        return detail_of(self._record)

    @cached_property
    def _detections(self) -> Detections:
        return Detections(self._record)

    @cached_property
    def _agencies(self) -> Names:
        return _names(self._record.plan.layout.agencies)

    @cached_property
    def _subjects(self) -> Names:
        return _names([subject.name for subject in self._record.plan.layout.subjects])

    @cached_property
    def _threats(self) -> Names:
        written = self._record.plan.layout.threats
        return self._subjects[np.array([each.subject for each in written], dtype=np.int64)]


_Table = TypeVar("_Table", bound=_Columns)


def _sealed(table: _Table) -> _Table:
    """A table whose columns nobody can write to."""
    for column in vars(table).values():
        column.flags.writeable = False
    return table


def _names(names: Sequence[str]) -> Names:
    return np.array(names, dtype=np.str_)


def _hours(microseconds: Ints) -> Floats:
    return microseconds / HOUR


def _instants(microseconds: Ints) -> Floats:
    """Hours, not a number where it never came."""
    return np.where(microseconds == NEVER, np.nan, microseconds / HOUR)


def _at_last(microseconds: Ints) -> Floats:
    """Hours, infinite where it never came."""
    return np.where(microseconds >= FAR, np.inf, microseconds / HOUR)


def _longest_queues(record: Record) -> Counts:
    """By agency: the most that waited at one instant of the exercise."""
    layout, timetable = record.plan.layout, record.timetable
    came = record.arrived != NEVER
    came[timetable.number_of_reports + timetable.number_of_copies :] = False
    searches = searches_of(Records.of(record))
    agency = np.concatenate([timetable.agency[came], searches.agency])
    since = np.concatenate([record.arrived[came], searches.arrived])
    until = np.concatenate([record.started[came], searches.began])
    until = np.where(until == NEVER, FAR, until)
    waited = (until > np.maximum(since, 0)) & (since < layout.horizon_us)
    longest = np.zeros(len(layout.agencies), dtype=np.int64)
    for number in np.unique(agency[waited]).tolist():
        mine = waited & (agency == number)
        longest[number] = _most_at_once(np.maximum(since[mine], 0), until[mine])
    return longest


def _most_at_once(since: Ints, until: Ints) -> int:
    """How many of these spells there are at once at most; one that ends makes room for another."""
    at = np.concatenate([since, until])
    steps = np.concatenate([np.ones(len(since), np.int64), np.full(len(until), -1)])
    instants, of = np.unique(at, return_inverse=True)
    changes = np.zeros(len(instants), dtype=np.int64)
    np.add.at(changes, of, steps)
    return int(np.cumsum(changes).max(initial=0))
