"""A run in which injects and levers come once a condition holds.

It is run without them; those whose conditions hold first are added at that moment, and it is run
again, until nothing more comes. What lies before a moment stays, so each needs one more run at
most, and the moments are those at which stepping through a run would have found them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.engine.record import Record
from sim.measures.conditions import ConditionsOfRun, first_moment
from sim.plan.values.plan import Awaited, Awaiting, Plan


def run_with_all_that_comes(plan: Plan, run: Callable[[Plan], Record]) -> Record:
    """The record of a plan with everything that comes in it, by what runs a plan as it is."""
    record = run(plan)
    while record.plan.awaiting is not None and (came := next_coming(record, record.plan.awaiting)):
        following = record.plan.awaiting.once(record.plan, came)
        told = following.table is record.plan.table
        record = replace(record, plan=following) if told else run(following)
    return record


def next_coming(record: Record, awaiting: Awaiting) -> dict[Awaited, int]:
    """What comes next in a run, with its moment in microseconds: what comes together does so."""
    conditions = conditions_of(record)
    moments = {
        name: first_moment(condition, conditions) for name, condition in awaiting.awaited.items()
    }
    came = {name: at for name, at in moments.items() if at is not None}
    first = min(came.values(), default=None)
    return {name: at for name, at in came.items() if at == first}


def conditions_of(record: Record) -> ConditionsOfRun:
    """A run, of which conditions can be asked."""
    awaiting = record.plan.awaiting
    if awaiting is None:
        return ConditionsOfRun(record, {at[1]: at[0] for at in record.plan.injects})
    return ConditionsOfRun(record, dict(awaiting.fired), awaiting.made)
