"""How much routine work reaches each desk: its own, and what partners tell it.

Traffic equations: of the reports that an agency writes a day, so many are worth sharing; of these
each tie lets a share through, which is the product of what its gates let pass at the beginning
(release, need to know, recognition, refusal, loss), and what has come may be passed on. Ties are
followed as the program follows them, so nobody is told twice in one chain.

Two things make it a bound from above: consent that is not answered in time is counted as given,
and reviews are counted as done if each by itself is done before the exercise ends. Searches for
partners depend on beliefs and are not counted, nor are threats and red herrings, which are few.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from sim.chance.shapes import FIXED, Shape
from sim.frozen import frozen
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.layout import Layout
from sim.plan.values.plan import Plan
from sim.plan.values.stages import AskStage, DelayStage, OpenStage, SendStage, Stage, WorkStage
from sim.plan.values.ties import Tie

_STEPS = 30


@frozen
class Traffic:
    """Routine work as it settles if nothing is changed on the way."""

    told: dict[tuple[str, str], float]
    """By stream and agency: the copies a day that partners tell it."""
    reviewing: dict[tuple[str, str], float]
    """By home and kind of desk: hours of work a day for its staff."""


def traffic(plan: Plan) -> Traffic:
    """What routine work comes to under the dials of a plan."""
    layout = plan.layout
    ways = [_Ways.of(tie, plan) for tie in layout.ties]
    told: dict[tuple[str, str], float] = {}
    reviewing: dict[tuple[str, str], float] = {}
    arriving = np.array([each.arriving for each in ways])
    for subject, ties, rates in _levels(layout, arriving):
        name = layout.subjects[subject].name
        for number, rate in zip(ties.tolist(), rates.tolist(), strict=True):
            receiver = layout.ties[number].receiver
            if not layout.is_database[receiver]:
                key = name, layout.agencies[receiver]
                told[key] = told.get(key, 0.0) + rate * ways[number].arriving
            for desk, hours in ways[number].reviewing:
                reviewing[desk] = reviewing.get(desk, 0.0) + rate * hours
    return Traffic(told, reviewing)


def _levels(layout: Layout, passing: Floats) -> Iterator[tuple[int, Ints, Floats]]:
    """By stream, told by told: the ties that are considered, and how often a day."""
    for stream in layout.streams:
        if stream.since > layout.start_us:
            continue
        first = layout.tie_first[stream.agency, stream.handling]
        ties = first + np.arange(layout.tie_number[stream.agency, stream.handling])
        rates = np.full(ties.size, stream.per_day * stream.worth_sharing)
        chain = [np.full(ties.size, stream.agency), layout.tie_receiver[ties]]
        yield stream.subject, ties, rates
        for _ in range(layout.passing.hops - 1):
            come = rates * passing[ties]
            number = layout.passing.number[chain[-1], stream.handling]
            owner = np.repeat(np.arange(ties.size), number)
            ordinal = np.arange(owner.size) - np.repeat(np.cumsum(number) - number, number)
            asks = layout.passing.first[chain[-1], stream.handling][owner] + ordinal
            receiver = layout.tie_receiver[asks]
            chain = [each[owner] for each in chain]
            fresh = np.all([each != receiver for each in chain], axis=0)
            free = layout.passing.free[asks, layout.home_of[stream.agency]]
            ties = np.where(free, asks + number[owner], asks)[fresh]
            rates = come[owner][fresh]
            chain = [*(each[fresh] for each in chain), receiver[fresh]]
            if not ties.size:
                break
            yield stream.subject, ties, rates


@frozen
class _Ways:
    """What becomes of a copy that is considered for a tie."""

    arriving: float
    """The share that arrives."""
    reviewing: tuple[tuple[tuple[str, str], float], ...]
    """Hours of work at staffed desks, by home and kind."""

    @classmethod
    def of(cls, tie: Tie, plan: Plan) -> _Ways:
        table = plan.table
        let_go = float(table[tie.release] * table[tie.need]) if plan.sharing else 0.0
        recognised = 1.0 if tie.recognised < 0 else min(1.0, float(table[tie.recognised]))
        formal = tie.fallback >= 0 and table[tie.fallback] > 0
        shares = ((recognised, tie.route), (1.0 - recognised, tie.route_unrecognised))
        arriving, reviewing = 0.0, list[tuple[tuple[str, str], float]]()
        for share, route in shares:
            if route < 0 or share <= 0 or (route == tie.route_unrecognised and not formal):
                continue
            left = let_go * share
            for stage in plan.layout.routes[route].stages:
                if isinstance(stage, WorkStage):
                    worked = _gated(stage, plan) * _hours(stage, tie, plan)
                    desk = plan.layout.desks[stage.desk]
                    reviewing.append(((desk.name, desk.kind), left * worked))
                left *= _left(stage, tie, plan)
            arriving += left
        return cls(arriving, tuple(reviewing))


def _gated(stage: WorkStage | DelayStage, plan: Plan) -> float:
    """The share for which a stage happens at all."""
    return 1.0 if stage.gate is None else min(1.0, float(plan.table[stage.gate.cell]))


def _left(stage: Stage, tie: Tie, plan: Plan) -> float:
    """The share that a stage lets go on, in time."""
    table = plan.table
    if isinstance(stage, OpenStage):
        return 1.0
    if isinstance(stage, SendStage):
        return 1.0 - (float(table[stage.loss.cell]) ** stage.attempts if stage.loss else 0.0)
    if isinstance(stage, AskStage):
        return 1.0 - min(1.0, float(table[stage.denied]))
    refused = min(1.0, float(table[stage.refusal.cell])) if stage.refusal else 0.0
    gated = _gated(stage, plan)
    return 1.0 - gated + gated * (1.0 - refused) * _in_time(stage, tie, plan)


def _hours(stage: WorkStage, tie: Tie, plan: Plan) -> float:
    """The mean hours of work of a stage."""
    shape = _shape(stage, tie, plan.layout)
    return float(plan.table[stage.scale]) * shape.mean / MICROSECONDS_IN_HOUR


def _in_time(stage: WorkStage | DelayStage, tie: Tie, plan: Plan) -> float:
    """The share of a stage's durations that end within warm-up and exercise together."""
    scale = float(plan.table[stage.scale])
    if scale <= 0:
        return 1.0
    span = plan.layout.horizon_us - plan.layout.start_us
    return _share_within(_shape(stage, tie, plan.layout), span / scale)


def _shape(stage: WorkStage | DelayStage, tie: Tie, layout: Layout) -> Shape:
    number = -1 if stage.chance < 0 else tie.families[stage.chance]
    return (layout.shapes[number] if number >= 0 else None) or FIXED


@cache
def _share_within(shape: Shape, value: float) -> float:
    """The share of standardised draws up to a value, by bisection of the quantile function."""
    least, most = 0.0, 1.0
    for _ in range(_STEPS):
        middle = 0.5 * (least + most)
        least, most = (middle, most) if shape.quantile(middle) <= value else (least, middle)
    return 0.5 * (least + most)
