"""What runs on common timetables led to: read off records, or kept by compiled runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np

from sim.engine.compiled.detections import Watched
from sim.engine.compiled.several import Memory, run_several
from sim.engine.record import NEVER, Record
from sim.engine.timetables import Timetables, by_replication
from sim.frozen import frozen
from sim.measures.outcome import FAR, Detections, Outcome
from sim.measures.responding import responding_in
from sim.measures.response import AfterWarnings, evidence_held, response_of
from sim.measures.threats import Bools, Occurring, occurring_in
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import End
from sim.plan.values.plan import Plan


@frozen
class Results:
    """Who learned of what and when, under plans of one layout in one replication or several.

    Times are in microseconds of engine time. What is said of a plan in a replication in which it
    was not run has no meaning.
    """

    plans: Sequence[Plan]
    timetables: Timetables
    detected: Ints
    """By (plan, threat or red herring of all replications): when the first agency believed in it;
    FAR for never.
    """
    warned: Ints
    """By the same: when the responsible agency first held it."""
    alarms: Ints
    """By (plan, replication): beliefs at threshold in threats."""
    false_alarms: Ints
    """By the same: beliefs at threshold in red herrings."""
    needless: Ints
    """By the same: copies about red herrings that reached another country or body."""
    considered: Ints
    """By the same: copies that somebody considered sending."""
    delivered: Ints
    """By the same: those of them that arrived."""
    evidence: Ints
    """By (plan, scored threat of all replications): indicators held, as `evidence_held` counts."""

    @cached_property
    def occurring(self) -> Occurring:
        """What does not depend on the condition."""
        return occurring_in(self.timetables)

    @cached_property
    def times(self) -> Ints:
        """By (plan, threat or red herring): min(T, W), how long after its onset it was detected."""
        times: Ints = self.detected - self.occurring.onset
        return np.minimum(times, self.occurring.window)

    @cached_property
    def first_scored(self) -> Ints:
        """By replication: its first scored threat among those of all; then the number of all."""
        return _first_scored(self.timetables)

    @cached_property
    def responses(self) -> list[AfterWarnings | None]:
        """By plan: what followed the warnings, by scored threat of all replications."""
        warned = self.warned[:, self.occurring.scored]
        return [
            response_of(plan, self.timetables, warned[number], self.evidence[number])
            for number, plan in enumerate(self.plans)
        ]

    @cached_property
    def columns(self) -> dict[str, Ints]:
        """By field of an outcome, then by (plan, replication)."""
        occurring, scored = self.occurring, self.occurring.scored
        times, windows = self.times[:, scored], occurring.window[scored]
        ends = occurring.onset[scored] + windows
        of_all, of_scored = self.timetables.first_instance, self.first_scored
        deceived = occurring.red_herring & (self.detected < FAR)
        found = {
            "scored": np.diff(of_scored),
            "spent": by_replication(times, of_scored),
            "missed": by_replication(times >= windows, of_scored),
            "warned": by_replication(self.warned[:, scored] < ends, of_scored),
            "alarms": self.alarms,
            "false_alarms": self.false_alarms,
            "needless": self.needless,
            **self._followed(),
            "prevented": by_replication(occurring.prevented, of_all),
            "red_herrings": by_replication(occurring.red_herring, of_all),
            "deceiving": by_replication(deceived, of_all),
        }
        shape = self.alarms.shape
        return {name: np.broadcast_to(found[name], shape) for name in Outcome._fields}

    def _followed(self) -> dict[str, Ints]:
        """What followed the warnings; nothing where the scenario has no response."""
        nothing = np.zeros(self.first_scored[-1], dtype=np.bool_)
        found = [
            (nothing,) * 4
            if one is None
            else (one.operation != NEVER, one.disrupted, one.arrested, one.prosecuted)
            for one in (self.responses if self.timetables.layout.response else ())
        ]
        names = ("operations", "disrupted", "arrests", "prosecuted")
        if not found:
            return dict.fromkeys(names, np.zeros((), dtype=np.int64))
        each = by_replication(np.array(found), self.first_scored)
        return {name: each[:, number] for number, name in enumerate(names)}

    @cached_property
    def outcomes(self) -> list[list[Outcome]]:
        """By replication, by plan."""
        every = range(len(self.plans))
        return [self.outcomes_in(place, every) for place in range(len(self.timetables))]

    def outcomes_in(self, place: int, plans: Sequence[int]) -> list[Outcome]:
        """Those of some plans, by their numbers, in the replication at a place."""
        return [*map(_outcome_from, self._rows[place, plans].tolist())]

    @cached_property
    def _rows(self) -> Ints:
        """By (replication, plan, field of an outcome)."""
        return np.stack([*self.columns.values()], axis=-1).swapaxes(0, 1)

    @cached_property
    def ended(self) -> list[list[tuple[int, int]]]:
        """By replication, by plan: copies that arrived, and all that were considered."""
        counts = zip(self.delivered.T.tolist(), self.considered.T.tolist(), strict=True)
        return [[*zip(*each, strict=True)] for each in counts]

    def scored_of(self, place: int) -> Ints:
        """The scored threats of the replication at a place, among all instances."""
        first, last = self.first_scored[place : place + 2]
        return self._scored[first:last]

    @cached_property
    def _scored(self) -> Ints:
        return np.flatnonzero(self.occurring.scored)

    @property
    def by_plan(self) -> list[PlanResults]:
        """What each plan led to in all replications."""
        return [PlanResults(self, number) for number in range(len(self.plans))]

    def of(self, place: int) -> list[Result]:
        """By plan: what it led to in the replication at a place."""
        return [Result(self, number, place) for number in range(len(self.plans))]

    def __iter__(self) -> Iterator[Result]:
        """By plan, in the first replication, or the only one."""
        return iter(self.of(0))


@frozen
class PlanResults:
    """What one plan led to in several replications."""

    all: Results
    plan: int

    @property
    def occurring(self) -> Occurring:
        """What does not depend on the condition, of all replications."""
        return self.all.occurring

    @property
    def times(self) -> Ints:
        """By threat or red herring of all replications: min(T, W)."""
        times: Ints = self.all.times[self.plan]
        return times

    @property
    def response(self) -> AfterWarnings | None:
        """What followed the warnings, by scored threat of all replications."""
        return self.all.responses[self.plan]

    def columns(self, names: Sequence[str]) -> Ints:
        """By (replication, field): these of the fields of an outcome."""
        return np.stack([self.all.columns[name][self.plan] for name in names], axis=-1)


@frozen
class Result:
    """What one plan led to in one replication."""

    all: Results
    plan: int
    place: int

    @property
    def occurring(self) -> Occurring:
        """What does not depend on the condition."""
        return occurring_in(self.all.timetables.each[self.place])

    @property
    def times(self) -> Ints:
        """By threat or red herring: min(T, W)."""
        first, last = self.all.timetables.first_instance[self.place : self.place + 2]
        times: Ints = self.all.times[self.plan, first:last]
        return times

    @property
    def scored_times(self) -> Ints:
        """By scored threat: min(T, W)."""
        return self.times[self.occurring.scored]

    @property
    def response(self) -> AfterWarnings | None:
        """What followed the warnings."""
        whole = self.all.responses[self.plan]
        first, last = self.all.first_scored[self.place : self.place + 2]
        return None if whole is None else whole.of(slice(first, last))

    @property
    def outcome(self) -> Outcome:
        """The few numbers that conditions are compared by."""
        return self.all.outcomes[self.place][self.plan]

    @property
    def ended(self) -> tuple[int, int]:
        """Copies that arrived, and all that were considered."""
        return self.all.ended[self.place][self.plan]


_outcome_from: Callable[[list[int]], Outcome] = partial(tuple.__new__, Outcome)
"""Makes one of all its fields, as `_make` does, without looking how many there are."""


def _first_scored(timetables: Timetables) -> Ints:
    scored = by_replication(occurring_in(timetables).scored, timetables.first_instance)
    return np.concatenate([[0], np.cumsum(scored)])


def results_of(record: Record) -> Results:
    """What one run led to, read off its record."""
    return results_of_records([record])


def results_of_records(records: Iterable[Record]) -> Results:
    """What several runs on one timetable led to, read off their records one by one."""
    found = [(record.plan, record.timetable, _read_off(record)) for record in records]
    columns: dict[str, Any] = {
        name: np.array([row[number] for *_, row in found], dtype=np.int64)
        for number, name in enumerate(_KEPT)
    }
    return Results([plan for plan, *_ in found], Timetables((found[0][1],)), **columns)


def joined(each: Sequence[Results]) -> Results:
    """Results of the same plans in several replications as one."""
    if len(each) == 1:
        return each[0]
    timetables = Timetables(tuple(one for some in each for one in some.timetables.each))
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(some, name) for some in each], axis=1) for name in _KEPT
    }
    return Results(each[0].plans, timetables, **columns)


_KEPT = tuple(name for name in Results.__annotations__ if name not in ("plans", "timetables"))
"""The columns of results that runs are told by."""


def _read_off(record: Record) -> tuple[Any, ...]:
    seen = Detections(record)
    alarms = np.count_nonzero(seen.believed & seen.occurring.about_real)
    believed = np.count_nonzero(seen.believed)
    needless = np.count_nonzero(record.end[seen.occurring.needless] == End.DELIVERED)
    delivered, considered = copies_of(record)
    counts = (alarms, believed - alarms, needless, considered, delivered)
    return (seen.detected, seen.warned, *([count] for count in counts), evidence_held(record))


def copies_of(record: Record) -> tuple[int, int]:
    """Copies that arrived, and all that were considered."""
    ends = record.end[record.timetable.parent >= 0]
    return int(np.count_nonzero(ends == End.DELIVERED)), int(np.count_nonzero(ends >= 0))


def outcome_of(record: Record) -> Outcome:
    """The outcome of a run."""
    return results_of(record).outcomes[0][0]


def times_of(record: Record) -> Ints:
    """By scored threat: min(T, W) in microseconds."""
    return next(iter(results_of(record))).scored_times


def results_of_compiled(
    plans: Sequence[Plan], timetables: Timetables, chosen: Bools | None = None, last: int = 0
) -> tuple[Results, Memory]:
    """What runs of several plans of one layout lead to, without a record of any.

    Args:
        plans: what is run.
        timetables: on which.
        chosen: by (replication, plan): whether it is run there; None where all are.
        last: the plan that is run last in each replication.

    Returns:
        What they lead to, and the memory that the last runs have left.
    """
    if chosen is None:
        chosen = np.ones((len(timetables), len(plans)), dtype=np.bool_)
    found, left = run_several(plans, timetables, chosen, _watched(timetables), last)
    kept = found._asdict()
    kept.pop("held")
    return Results(plans, timetables, **kept), left


def _watched(timetables: Timetables) -> Watched:
    """What is looked at in every run on some timetables."""
    occurring, layout = occurring_in(timetables), timetables.layout
    none = np.empty(0, dtype=np.int64)
    rows, origins, threat_of_origin = none, none, none
    first_threat = np.zeros(len(timetables) + 1, dtype=np.int64)
    if layout.response is not None:
        responding = responding_in(timetables, layout.response)
        rows, origins = responding.evidence_row, responding.evidence_origin
        threat_of_origin, first_threat = responding.threat_of_origin, _first_scored(timetables)
    columns: dict[str, Any] = {
        "first_row": timetables.first_row,
        "first_picture": timetables.first_picture,
        "first_instance": timetables.first_instance,
        "first_needless": np.searchsorted(occurring.needless, timetables.first_row),
        "first_evidence": np.searchsorted(rows, timetables.first_row),
        "first_threat": first_threat,
        "instance": timetables.picture_instance.astype(np.int64),
        "responsible": occurring.responsible,
        "warning": timetables.picture_warning.astype(np.int64),
        "real": occurring.real,
        "needless": occurring.needless.astype(np.int64),
        "evidence_row": rows.astype(np.int64),
        "evidence_origin": origins.astype(np.int64),
        "threat_of_origin": threat_of_origin.astype(np.int64),
    }
    return Watched(**columns, overlooks=int(layout.fill.kept >= 0))
