"""Evidence of critical tasks: what it was, what is missing, and nothing of what is to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.record import NEVER, NO_END, Record
from sim.exercise.bearing import cases_bearing_on, cases_begun, decisions_bearing_on
from sim.exercise.evidence import evidence_of
from sim.exercise.nearness import nearness
from sim.exercise.session import Session
from sim.exercise.witnesses import witnesses_of
from sim.exercise.world import World
from sim.measures.conditions import first_moment
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import End
from sim.rooms.faces.pad import pad
from sim.scenario.reading.reading import load
from sim.scenario.schema.conditions import Condition
from sim.sentences import Sentence
from tests.conditions import with_conditions
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.exercise.playing import play_at_random
from tests.exercise.test_conditions import AFTER_A_READING, scenario
from tests.scenarios_for_tests import load_data
from tests.strategies import Data, lively_scenarios

SHIPPED = ("two-neighbours", "border-triangle", "cold-snap", "uneven-coalition")


def with_another_future(record: Record, now_us: int) -> Record:
    """A record in which everything that has not happened by a time is something else, or never."""
    random = np.random.default_rng(now_us % 1000)

    def instants(column: Ints) -> Ints:
        to_come = (column == NEVER) | (column >= now_us)
        later = now_us + random.integers(0, 10**12, len(column))
        later[random.random(len(column)) < 0.5] = NEVER
        return np.where(to_come, later, column)

    ended = (record.ended != NEVER) & (record.ended < now_us)
    parent = record.timetable.parent
    told = (parent >= 0) & (record.done[np.maximum(parent, 0)] != NEVER)
    told &= record.done[np.maximum(parent, 0)] < now_us
    anyhow = random.integers(NO_END, int(End.UNANSWERED) + 1, len(parent))
    under_way = np.where(record.end == NO_END, NO_END, random.integers(0, 9, len(parent)))
    end = np.where(ended, record.end, np.where(told, under_way, anyhow))
    read = (record.done != NEVER) & (record.done < now_us)
    return replace(
        record,
        arrived=instants(record.arrived),
        started=instants(record.started),
        done=instants(record.done),
        ended=instants(record.ended),
        end=end.astype(record.end.dtype),
        slots=instants(record.slots),
        detected=instants(record.detected),
        asked=instants(record.asked),
        added=np.where(read, record.added, 10.0**9),
        overlooked=np.where(read, record.overlooked, 0).astype(record.overlooked.dtype),
    )


class OtherFuture(World):
    """A world whose past is that of another, and whose future is not."""

    @property
    def record(self) -> Record:
        """What happens in it."""
        real: Record = World.record.func(self)  # type: ignore[attr-defined]
        return with_another_future(real, self.__dict__["now_us"])

    def until(self, now_us: int) -> tuple[Record, list[int]]:
        """Nobody who may not know the future needs a run that stands."""
        raise AssertionError(now_us)


def in_another_future(session: Session) -> World:
    """The world of a session with another future."""
    world = session.world
    other = OtherFuture(
        world.decided, world.seed, world.day, world.engine, world.orders, world.made
    )
    other.__dict__["now_us"] = session.course.now_us
    return other


@settings(slow_to_draw, max_examples=25)
@given((lively_scenarios() | any_scenarios).flatmap(with_conditions), st.integers(0, 2**32))
def test_of_conditions_the_past_alone_is_told(data: Data, number: int) -> None:
    """When each came true, by what, and how near the rest is, whatever comes later."""
    with shown_when_it_fails(data):
        session = Session(load_data(data), day=number % 5)
        play_at_random(session, Random(number), steps=6)  # noqa: S311 - luck of a test
        now_us, entries = session.course.now_us, session.course.entries
        world, other = session.world, in_another_future(session)
        past = world.conditions_as_of(now_us)
        for condition in _conditions(session):
            came, whole = first_moment(condition, past), first_moment(condition, world.conditions)
            assert _by(came, now_us) == _by(whole, now_us)
            assert nearness(condition, world, now_us) == nearness(condition, other, now_us)
            if came is None or came > now_us:
                continue
            told = [
                witnesses_of(
                    condition, each.conditions_as_of(now_us), came, world.scenario, entries
                )
                for each in (world, other)
            ]
            assert told[0] == told[1]
            assert all(round(one.at * HOUR) <= came for one in told[0])
            assert all(isinstance(one.words, Sentence) for one in told[0])
            assert told[0] or not _asks_for_something(condition)


def _conditions(session: Session) -> Iterator[Condition]:
    for inject in session.scenario.injects.values():
        if inject.condition is not None:
            yield from (part for _, part in inject.condition.parts())


def _by(moment: int | None, now_us: int) -> int | None:
    return None if moment is None or moment > now_us else moment


def _asks_for_something(condition: Condition) -> bool:
    """Whether something must have happened for it to hold."""
    key, inside = condition.written
    if key in ("all", "any"):
        each = [_asks_for_something(one) for one in inside]
        return any(each) if key == "all" else all(each)
    return _asks_for_something(inside) if key == "by" else key not in ("no", "not_by")


def test_an_evaluator_s_pad_is_the_same_whatever_comes_later() -> None:
    """Of a whole session, at several moments."""
    came = 0
    for name in SHIPPED[:2]:
        session = Session(load(name), day=3)
        for part in (0.3, 0.6, 0.95):
            session.advance(to=part * session.scenario.horizon)
            shown, world = _of_the_world(session), session.world
            session._world = in_another_future(session)
            assert _of_the_world(session) == shown
            session._world = world
            came += sum(task["shown"].came is not None for task in _tasks(shown))
    assert came


def _of_the_world(session: Session) -> dict[str, Any]:
    return pad(session) | {"minutes_left": 0}


def _tasks(shown: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for objective in shown["objectives"]:
        yield from objective["tasks"]


def test_a_detection_is_witnessed_by_who_detected_and_a_decision_by_its_entry() -> None:
    lever = {"decided": {"lever": "more"}}
    tasks = {
        "read": {"says": "Read it.", "evidence": AFTER_A_READING},
        "help": {"says": "Help.", "evidence": {"all": [lever, AFTER_A_READING]}},
        "notice": {"says": "Notice.", "evidence": {"detected": {"threat": "The Shipment"}}},
    }
    soon = {"threats.The Shipment.onset": "9 d", "agencies.Aldren Police.threshold": 0.2}
    session = Session(scenario(**soon, **{"exercise.objectives.All.tasks": tasks}), day=0)
    objective = session.scenario.exercise.objectives["All"]
    session.pull("Aldren", "more")
    entry = session.course.entries[-1].number
    found = {one.task: one for one in evidence_of(session, objective)}
    (pulled, read) = found["help"].missing
    assert (pulled.holds, read.holds) == (True, False)
    session.advance(to=session.scenario.horizon)
    found = {one.task: one for one in evidence_of(session, objective)}
    assert [one.entry for one in found["help"].witnesses] == [entry, None]
    (reading,) = found["read"].witnesses
    assert reading in found["help"].witnesses
    assert found["read"].came == found["help"].came
    case = next(one for one in cases_begun(session) if one.name == "The Shipment")
    assert reading.words.startswith("Aldren Police has read ")
    assert reading.words.endswith(f" about {case.case}")
    (detected,) = found["notice"].witnesses
    assert detected.at == case.detected
    assert detected.words == f"{case.by} is sure enough of {case.case} to act"
    assert detected.words in found["notice"].words


def test_what_bears_on_a_task() -> None:
    """The cases that its evidence names, and decisions of its teams about them."""
    tasks = {"read": {"says": "Read it.", "evidence": AFTER_A_READING}, "talk": {"says": "Talk."}}
    session = Session(scenario(**{"exercise.objectives.All.tasks": tasks}), day=0)
    objective = session.scenario.exercise.objectives["All"]
    session.pull("Aldren", "more")
    session.order("Brevia", "hold")
    cases = cases_begun(session)
    assert not cases, "what has not begun bears on nothing"
    session.advance(to=session.scenario.horizon)
    cases = cases_begun(session)
    assert {one.name for one in cases_bearing_on(objective.tasks["read"], cases)} == {
        "The Shipment"
    }
    assert all(one.real for one in cases_bearing_on(objective.tasks["talk"], cases))

    def teams(task: str) -> list[str]:
        found = decisions_bearing_on(session, objective, objective.tasks[task])
        return [str(getattr(entry, "team", "")) for entry in found]

    assert teams("read") == ["Aldren"]
    assert teams("talk") == ["Aldren", "Brevia"]
