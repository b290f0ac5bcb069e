"""One replication under every condition: same luck, one outcome for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Protocol

import numpy as np

from sim.analyses.comparison.attribution import Subset
from sim.analyses.comparison.conditions import ChallengeCondition, ComparisonDesign
from sim.engine.records import Records
from sim.engine.timetable import Timetable
from sim.errors import CannotCompileError, OwnCodeError
from sim.experiments.failures import Failure
from sim.experiments.own_code import NO_OWN_CODE, OwnCode
from sim.experiments.runner import Numbered
from sim.experiments.workers import InGroups
from sim.frozen import frozen
from sim.measures.detail import Detail, detail_of, details_of
from sim.measures.experience import Experience, experience_of, experiences_of
from sim.measures.outcome import Outcome
from sim.measures.registry import MeasuredRun, Quotient, Seen
from sim.measures.results import Result, results_of
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan
from sim.replication import (
    Engine,
    drawn,
    drawn_together,
    replications_at_once,
    results,
    run,
    run_together,
    waits_for_conditions,
)
from sim.scenario.schema.scenario import Scenario

MOST_RECORDED = 16
"""Replications at once where records are made of them, which takes long: so few are lost
when somebody presses Ctrl-C.
"""


class Described(Protocol):
    """A replication with what describes the condition as written."""

    @property
    def replication(self) -> int:
        """Its number."""
        ...

    @property
    def detail(self) -> Detail:
        """Of the condition as written."""
        ...


@frozen
class Lived:
    """What one replication gave in a scenario as it is, without other conditions beside it."""

    replication: int
    outcome: Outcome
    detail: Detail
    measured: tuple[Quotient, ...] = ()
    """What each measure gave that was asked for."""


@frozen
class Replicate:
    """What one replication gave: the small record that a study keeps of it."""

    replication: int
    outcomes: Mapping[ChallengeCondition, Outcome]
    detail: Detail
    """Of the condition as written."""
    ideal_times: Ints
    """By scored threat: min(T, W) without any challenge, in microseconds."""
    experience: Experience | None = None
    """As written; None where nothing is learned."""
    measured: Mapping[ChallengeCondition, tuple[Quotient, ...]] = field(default_factory=dict)
    """By rung of the ladder: what each measure gave that was asked for."""

    def worth(self, present: Subset) -> int:
        """Microseconds of min(T, W), summed over scored threats, with these challenges."""
        return self.outcomes[ChallengeCondition(present)].spent


@frozen
class LadderWork:
    """One replication under every condition of a scenario: work for any process."""

    scenario: Scenario
    seed: int
    own: OwnCode = NO_OWN_CODE
    measures: tuple[str, ...] = ()
    """What is measured besides, by name."""

    @property
    def design(self) -> ComparisonDesign:
        """What is run."""
        known = self.own.known
        measures = tuple(known[name] for name in self.measures)
        return ComparisonDesign(self.scenario, self.own.rules, measures)

    def made_ready(self) -> InGroups[Numbered, Replicate | Failure]:
        """What runs a replication; plans are drawn up where it does."""
        return replicating(self.design, self.seed)

    def failed(self, item: Numbered, why: str) -> Failure:
        """The replication is left out of every condition."""
        return Failure(item[0], "any condition", why)


def replicating(design: ComparisonDesign, seed: int) -> InGroups[Numbered, Replicate | Failure]:
    """What runs replications under every condition of a design."""
    return InGroups(
        one=lambda one: replicate(design, seed, *one),
        several=lambda some: replicate_together(design, seed, [n for n, _ in some], some[0][1]),
        at_once=lambda one: at_once(design, one[1]),
    )


def replicate(
    design: ComparisonDesign, seed: int, replication: int, engine: Engine = Engine.SIMPY
) -> Replicate | Failure:
    """Runs one replication under every condition; an error in one leaves out all."""
    name = "any condition"
    try:
        timetable = drawn(design.planner.layout, seed, replication, engine)
        conditions = tuple(design.conditions(seed, replication))
        recorded = [one for one in conditions if needs_a_record(design, one)]
        others = [one for one in conditions if one not in recorded]
        plans = [design.plan(condition) for condition in others]
        found = dict(zip(others, results(plans, [timetable], engine), strict=True))
        measured: dict[ChallengeCondition, tuple[Quotient, ...]] = {}
        detail = experience = None
        for condition in recorded:
            name = words_of(design, condition)
            record = run(design.plan(condition), seed, replication, timetable, engine)
            (found[condition],) = results_of(record)
            if condition == design.as_written:
                detail, experience = detail_of(record), experience_of(record)
            if design.measures:
                seen = MeasuredRun(record)
                measured[condition] = tuple(each.quotient(seen) for each in design.measures)
    except CannotCompileError:
        raise
    except OwnCodeError as error:
        raise OwnCodeError(f"{error} (in replication {replication}, {name})") from error
    except Exception as error:  # noqa: BLE001 - a failed replication is reported, never hidden
        return Failure(replication, name, f"{type(error).__name__}: {error}")
    assert detail is not None
    outcomes = {condition: found[condition].outcome for condition in conditions}
    ideal_times = found[design.ideal].scored_times
    return Replicate(replication, outcomes, detail, ideal_times, experience, measured)


def _with_what_came(
    plan: Plan, timetables: Sequence[Timetable], records: Records, engine: Engine
) -> list[Detail]:
    """What is told of each replication of a plan; what comes on conditions only tells, if any."""
    details = details_of(records)
    if plan.awaiting is None:
        return details
    each = (run(plan, luck.seed, luck.replication, luck, engine).plan for luck in timetables)
    came = ({} if one.awaiting is None else one.awaiting.came for one in each)
    return [replace(detail, came=those) for detail, those in zip(details, came, strict=True)]


def needs_a_record(design: ComparisonDesign, condition: ChallengeCondition) -> bool:
    """Whether more is told of a condition than outcomes, or measures of one's own look at it."""
    measured = bool(design.measures) and condition in design.ladder.values()
    return measured or condition == design.as_written


def at_once(design: ComparisonDesign, engine: Engine) -> int:
    """How many replications are run at once; one where each is run until nothing more comes."""
    if waits_for_conditions([design.plan(design.as_written)]):
        return 1
    fit = replications_at_once(design.planner.layout, engine)
    return min(fit, MOST_RECORDED) if needs_records(design) else fit


def needs_records(design: ComparisonDesign) -> bool:
    """Whether a measure is taken off the record of each run, as those of its user's own are."""
    return any(each.off_record for each in design.measures)


def replicate_together(
    design: ComparisonDesign, seed: int, replications: Sequence[int], engine: Engine
) -> list[Replicate]:
    """Several replications in one go, as `replicate` gives each; an error in one ends it."""
    conditions = design.conditions_of(seed, replications)
    every = list(dict.fromkeys(one for some in conditions for one in some))
    number_of = {condition: number for number, condition in enumerate(every)}
    numbers = [[number_of[condition] for condition in some] for some in conditions]
    chosen = np.zeros((len(replications), len(every)), dtype=np.bool_)
    for place, own in enumerate(numbers):
        chosen[place, own] = True
    plans = [design.plan(condition) for condition in every]
    timetables = [*drawn_together(design.planner.layout, seed, replications, engine)]
    written = number_of[design.as_written]
    found, records = run_together(plans, timetables, chosen, written)
    times = found.times[number_of[design.ideal]]
    details = _with_what_came(plans[written], timetables, records, engine)
    experiences = experiences_of(records)

    def measured(place: int) -> dict[ChallengeCondition, tuple[Quotient, ...]]:
        if not design.measures:
            return {}
        results, luck = found.of(place), timetables[place]
        return {
            rung: measured_in(design, plans[number], results[number], luck, engine)
            for rung, number in ((rung, number_of[rung]) for rung in design.ladder.values())
        }

    return [
        Replicate(
            replications[place],
            dict(zip(some, found.outcomes_in(place, own), strict=True)),
            details[place],
            times[found.scored_of(place)],
            experiences[place],
            measured(place),
        )
        for place, (some, own) in enumerate(zip(conditions, numbers, strict=True))
    ]


def measured_in(
    design: ComparisonDesign, plan: Plan, result: Result, luck: Timetable, engine: Engine
) -> tuple[Quotient, ...]:
    """What each measure gives; a record is made where one of them is taken off it."""
    seen: Seen = result
    if needs_records(design):
        seen = MeasuredRun(run(plan, luck.seed, luck.replication, luck, engine))
    return tuple(each.quotient(seen) for each in design.measures)


def words_of(design: ComparisonDesign, condition: ChallengeCondition) -> str:
    """A condition in words."""
    for name, rung in design.ladder.items():
        if rung == condition:
            return name
    return "only " + ", ".join(sorted(condition.present))
