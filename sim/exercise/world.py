"""The world of a session: its scenario with all that its entries have changed, run on its day.

The world at any time is that scenario run from the start. A change at a time changes nothing before
it, so what was played stays as it was whatever is decided later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import inf
from typing import Any

from sim.engine.record import Record
from sim.engine.reference.engine import SimpyEngine
from sim.engine.timetable import Timetable
from sim.exercise.journal.entries import (
    Entry,
    Improvised,
    Lifted,
    Ordered,
    Pulled,
    Rated,
    Replied,
    Ruled,
    Steered,
)
from sim.exercise.journal.orders import ORDERS
from sim.exercise.levers import Lever
from sim.exercise.past import as_of
from sim.frozen import frozen
from sim.measures.conditions import ConditionsOfRun, first_moment
from sim.measures.outcome import FAR
from sim.plan.awaiting import fired_in, made_in
from sim.plan.planner import Planner
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.calendars import microseconds
from sim.plan.values.made import NOTHING_MADE, DecisionMade, Made, RatingMade
from sim.plan.values.orders import Order, OrderKind
from sim.plan.values.plan import Plan
from sim.replication import Engine, run
from sim.scenario.schema.conditions import Condition
from sim.scenario.schema.effects import InjectEffect, InjectKeys
from sim.scenario.schema.injects import Inject, InjectKind
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.value import with_fields


@frozen
class World:
    """A scenario as it is being played."""

    decided: Scenario
    """The scenario with everything that was decided."""
    seed: int
    day: int
    engine: Engine = Engine.SIMPY
    orders: tuple[Order, ...] = ()
    """What teams ordered."""
    made: Made = NOTHING_MADE
    """What teams decided and rated, of which conditions may ask."""

    @classmethod
    def after(
        cls,
        scenario: Scenario,
        entries: Sequence[Entry],
        levers: Mapping[str, Lever],
        seed: int,
        day: int,
        engine: Engine = Engine.SIMPY,
    ) -> World:
        """A scenario with all that entries have changed."""
        changed = played(scenario, entries, levers)
        return cls(changed, seed, day, engine, orders_in(entries), made_by(entries))

    @cached_property
    def plan(self) -> Plan:
        """How it works, from the start to the end, on any day."""
        return Planner(self.decided, orders=self.orders, made=self.made, playing=True).plan()

    @property
    def timetable(self) -> Timetable:
        """The luck of its day."""
        return self.record.timetable

    @cached_property
    def record(self) -> Record:
        """What happens in it, to the end; only what lies before the present has happened.

        What comes once a condition holds has come in it.
        """
        return run(self.plan, self.seed, self.day, engine=self.engine)

    @property
    def scenario(self) -> Scenario:
        """With everything that was decided, and what waits for a condition at its moment."""
        awaiting = self.plan.awaiting
        if awaiting is None or self.record.plan.awaiting is None:
            return self.decided
        return self.record.plan.awaiting.scenario

    @cached_property
    def conditions(self) -> ConditionsOfRun:
        """Of which it can be asked when conditions hold on this day, the future included."""
        scenario = self.scenario
        return ConditionsOfRun(self.record, fired_in(scenario), made_in(scenario, self.made))

    def conditions_as_of(self, now_us: int) -> ConditionsOfRun:
        """The same by what has happened before a time alone: nothing to come has a part in it."""
        past = self.conditions
        return ConditionsOfRun(as_of(self.record, now_us), past.fired, past.made)

    def has_held(self, condition: Condition, now_us: int) -> bool:
        """Whether a condition has come true by now."""
        first = first_moment(condition, self.conditions)
        return first is not None and first <= now_us

    def until(self, now_us: int) -> tuple[Record, list[int]]:
        """What has happened before a time, and by picture the belief reached by then.

        The record of a run that stands holds journeys as far as they can be foreseen, so whoever
        reads it must look at instants.
        """
        if now_us not in self._stood:
            self._stood.clear()  # play goes on, so the last is asked for again and again
            self._stood[now_us] = self._run_until(now_us)
        return self._stood[now_us]

    @cached_property
    def _stood(self) -> dict[int, tuple[Record, list[int]]]:
        return {}

    def _run_until(self, now_us: int) -> tuple[Record, list[int]]:
        engine = SimpyEngine(self.record.plan, self.timetable)
        engine.run_until(now_us)
        record, beliefs = engine.record(), engine.beliefs().tolist()
        engine.dissolve()
        return record, beliefs


def played(scenario: Scenario, entries: Sequence[Entry], levers: Mapping[str, Lever]) -> Scenario:
    """A scenario with what entries have changed in it; levers are pulled by people alone."""
    injects = dict(scenario.injects)
    pulled = {entry.lever for entry in entries if isinstance(entry, Pulled)}
    exercise = scenario.exercise.in_a_session(pulled)
    programmes = dict(scenario.programmes)
    for entry in entries:
        match entry:
            case Pulled():
                begun = levers[entry.lever].programme
                programmes[_name(entry, entry.lever)] = with_fields(
                    begun, in_force=True, starts=entry.story_us / HOUR
                )
            case Lifted() if entry.name:
                orders = dict(exercise.orders)
                lifted = with_fields(orders[entry.name], lifted=entry.story_us / HOUR)
                exercise = with_fields(exercise, orders={**orders, entry.name: lifted})
            case Improvised():
                injects[_name(entry, "improvised")] = improvised(entry)
            case Ruled() if entry.changes_the_world:
                injects[_name(entry, "improvised")] = improvised(entry)
            case Steered():
                _steer(injects, scenario, entry)
    return with_fields(scenario, injects=injects, programmes=programmes, exercise=exercise)


def orders_in(entries: Sequence[Entry]) -> tuple[Order, ...]:
    """The orders that entries come to, each until it is lifted."""
    lifted = {entry.order: entry.story_us for entry in entries if isinstance(entry, Lifted)}
    return tuple(
        Order(
            ORDERS[entry.what].kind,
            entry.story_us,
            agencies=entry.senders,
            partners=entry.to,
            until=lifted.get(entry.number),
            category=entry.category,
            subject=entry.subject,
            case=entry.key,
            level=entry.level,
            within=entry.within_us,
        )
        if isinstance(entry, Ordered)
        else _answer(entry)
        for entry in entries
        if isinstance(entry, Ordered | Replied)
    )


def _answer(entry: Replied) -> Order:
    """The order that an answer comes to."""
    return Order(
        OrderKind.LET_GO if entry.sends else OrderKind.KEEP,
        entry.story_us,
        agencies=entry.senders,
        partners=entry.to,
        category=entry.category,
        subject=entry.subject,
        indicator=entry.indicator,
        case=entry.key,
        copy=entry.copy_key,
    )


def made_by(entries: Sequence[Entry]) -> Made:
    """What teams decided and rated in entries."""
    levers = {entry.number: entry.lever for entry in entries if isinstance(entry, Pulled)}
    decisions, ratings = list[DecisionMade](), list[RatingMade]()
    for entry in entries:
        match entry:
            case Pulled():
                teams = (entry.team, *entry.agreed)
                decisions.append(DecisionMade(entry.story_us, teams, lever=entry.lever))
            case Ordered():
                decisions.append(DecisionMade(entry.story_us, (entry.team,), order=entry.what))
            case Rated():
                lever = levers.get(entry.decision, "")
                ratings.append(RatingMade(entry.story_us, entry.team, lever, entry.rating))
    return Made(tuple(decisions), tuple(ratings))


def improvised(entry: Improvised | Ruled) -> Inject:
    """The inject that a change by hand, or a ruling that works, comes to."""
    effects = tuple(InjectEffect.model_validate(effect) for effect in entry.effects)
    none: dict[str, Any] = dict.fromkeys(InjectKeys.model_fields)
    at = entry.story_us / HOUR
    message = entry.message if isinstance(entry, Improvised) else entry.action
    return Inject.model_construct(at=at, message=message, effects=effects, **none)


def fires_at(inject: Inject) -> int:
    """When an inject fires by itself, in microseconds of the story; beyond any end if never."""
    return microseconds(inject.comes) if inject.comes < inf else FAR


def expected_at(inject: Inject) -> int:
    """When people are expected to do it, in microseconds; beyond any end for other kinds."""
    if inject.kind is not InjectKind.EXPECTED or inject.at is None:
        return FAR
    return microseconds(inject.at)


def pulled_at(scenario: Scenario, lever: str) -> int:
    """When a lever is pulled by itself, in microseconds of the story; beyond any end if never."""
    card = scenario.exercise.levers.get(lever)
    return FAR if card is None or card.pulled is None else microseconds(card.pulled)


def _steer(injects: dict[str, Inject], scenario: Scenario, entry: Steered) -> None:
    written = scenario.injects[entry.inject]
    if entry.what in ("hold", "cancel"):
        injects.pop(entry.inject, None)
    else:
        at = entry.story_us if entry.to_us is None else entry.to_us
        by_hand = {"kind": InjectKind.INJECT, "when": None, "not_by": None}
        injects[entry.inject] = with_fields(written, at=at / HOUR, **by_hand)


_BY_HAND = "improvised (entry "


def is_by_hand(name: str) -> bool:
    """Whether an inject of a played scenario was improvised."""
    return name.startswith(_BY_HAND)


def _name(entry: Entry, what: str) -> str:
    """A name of its own for what an entry changes, in the order of the journal."""
    return f"{what} (entry {entry.number:06})"
