"""What runs on one timetable led to: read off records, or kept by compiled runs as they went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.engine.compiled.detections import Watched
from sim.engine.compiled.several import run_several
from sim.engine.record import NEVER, Record
from sim.engine.remembered import remembered
from sim.engine.timetable import Timetable
from sim.measures.outcome import FAR, Detections, Outcome
from sim.measures.responding import responding_in
from sim.measures.response import AfterWarnings, evidence_held, response_of
from sim.measures.threats import Bools, Occurring, occurring_in
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import End
from sim.plan.values.plan import Plan


@dataclass(frozen=True)
class Results:
    """Who learned of what and when in several runs; times in microseconds of engine time."""

    plans: Sequence[Plan]
    """By run."""
    timetable: Timetable
    detected: Ints
    """By (run, threat or red herring): when the first agency believed in it; FAR for never."""
    warned: Ints
    """By the same: when the responsible agency first held it."""
    alarms: Ints
    """By run: beliefs at threshold in threats."""
    false_alarms: Ints
    """By run: beliefs at threshold in red herrings."""
    needless: Ints
    """By run: copies about red herrings that reached another country or body."""
    evidence: Ints
    """By (run, scored threat): indicators held, as `evidence_held` counts them."""

    @property
    def occurring(self) -> Occurring:
        """What does not depend on the condition."""
        return occurring_in(self.timetable)

    @cached_property
    def times(self) -> Ints:
        """By (run, threat or red herring): min(T, W), how long after its onset it was detected."""
        times: Ints = self.detected - self.occurring.onset
        return np.minimum(times, self.occurring.window)

    @cached_property
    def responses(self) -> list[AfterWarnings | None]:
        """By run: what followed the warnings."""
        warned = self.warned[:, self.occurring.scored]
        return [
            response_of(plan, self.timetable, warned[run], self.evidence[run])
            for run, plan in enumerate(self.plans)
        ]

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """By run."""
        occurring, scored = self.occurring, self.occurring.scored
        times, windows = self.times[:, scored], occurring.window[scored]
        ends = occurring.onset[scored] + windows
        columns = {
            "spent": times.sum(axis=1),
            "missed": _count(times >= windows),
            "warned": _count(self.warned[:, scored] < ends),
            "alarms": self.alarms,
            "false_alarms": self.false_alarms,
            "needless": self.needless,
            "deceiving": _count(occurring.red_herring & (self.detected < FAR)),
        }
        whole = {
            "scored": len(windows),
            "prevented": int(np.count_nonzero(occurring.prevented)),
            "red_herrings": int(np.count_nonzero(occurring.red_herring)),
        }
        rows = zip(*(column.tolist() for column in columns.values()), self.responses, strict=True)
        return [
            Outcome(**whole, **dict(zip(columns, row, strict=False)), **_followed(response))
            for *row, response in rows
        ]

    def __iter__(self) -> Iterator[Result]:
        return (Result(self, run) for run in range(len(self.plans)))


@dataclass(frozen=True)
class Result:
    """What one of them led to."""

    all: Results
    run: int

    @property
    def occurring(self) -> Occurring:
        """What does not depend on the condition."""
        return self.all.occurring

    @property
    def times(self) -> Ints:
        """By threat or red herring: min(T, W)."""
        times: Ints = self.all.times[self.run]
        return times

    @property
    def scored_times(self) -> Ints:
        """By scored threat: min(T, W)."""
        return self.times[self.occurring.scored]

    @property
    def response(self) -> AfterWarnings | None:
        """What followed the warnings."""
        return self.all.responses[self.run]

    @property
    def outcome(self) -> Outcome:
        """The few numbers that conditions are compared by."""
        return self.all.outcomes[self.run]


def _count(found: Bools) -> Ints:
    counted: Ints = np.count_nonzero(found, axis=1)
    return counted


def _followed(response: AfterWarnings | None) -> dict[str, int]:
    if response is None:
        return {}
    return {
        "operations": int(np.count_nonzero(response.operation != NEVER)),
        "disrupted": int(np.count_nonzero(response.disrupted)),
        "arrests": int(np.count_nonzero(response.arrested)),
        "prosecuted": int(np.count_nonzero(response.prosecuted)),
    }


def results_of(record: Record) -> Results:
    """What one run led to, read off its record."""
    seen = Detections(record)
    alarms = np.count_nonzero(seen.believed & seen.occurring.about_real)
    believed = np.count_nonzero(seen.believed)
    needless = np.count_nonzero(record.end[seen.occurring.needless] == End.DELIVERED)
    return Results(
        plans=(record.plan,),
        timetable=record.timetable,
        detected=seen.detected[np.newaxis],
        warned=seen.warned[np.newaxis],
        alarms=np.array([alarms]),
        false_alarms=np.array([believed - alarms]),
        needless=np.array([needless]),
        evidence=evidence_held(record)[np.newaxis],
    )


def results_of_records(records: Iterable[Record]) -> Results:
    """What several runs on one timetable led to, read off their records one by one."""
    found = [results_of(record) for record in records]
    columns = ("detected", "warned", "alarms", "false_alarms", "needless", "evidence")
    return Results(
        plans=[one.plans[0] for one in found],
        timetable=found[0].timetable,
        **{name: np.concatenate([getattr(one, name) for one in found]) for name in columns},
    )


def outcome_of(record: Record) -> Outcome:
    """The outcome of a run."""
    return results_of(record).outcomes[0]


def times_of(record: Record) -> Ints:
    """By scored threat: min(T, W) in microseconds."""
    return next(iter(results_of(record))).scored_times


def results_of_compiled(plans: Sequence[Plan], timetable: Timetable) -> Results:
    """What runs of several plans of one layout lead to, without a record of any."""
    found = run_several(plans, timetable, _watched(timetable))
    return Results(
        plans=plans,
        timetable=timetable,
        detected=found.detected,
        warned=found.warned,
        alarms=found.alarms,
        false_alarms=found.false_alarms,
        needless=found.needless,
        evidence=found.evidence,
    )


@remembered
def _watched(timetable: Timetable) -> Watched:
    """What is looked at in every run on a timetable."""
    occurring, layout = occurring_in(timetable), timetable.layout
    none = np.empty(0, dtype=np.int64)
    rows, origins, threat_of_origin, threats = none, none, none, 0
    if layout.response is not None:
        responding = responding_in(timetable, layout.response)
        rows, origins = responding.evidence_row, responding.evidence_origin
        threat_of_origin, threats = responding.threat_of_origin, responding.threats
    columns: dict[str, Any] = {
        "instance": timetable.picture_instance.astype(np.int64),
        "responsible": occurring.responsible,
        "warning": timetable.picture_warning.astype(np.int64),
        "real": occurring.real,
        "needless": occurring.needless.astype(np.int64),
        "evidence_row": rows.astype(np.int64),
        "evidence_origin": origins.astype(np.int64),
        "threat_of_origin": threat_of_origin.astype(np.int64),
    }
    return Watched(**columns, threats=threats, overlooks=int(layout.fill.kept >= 0))
