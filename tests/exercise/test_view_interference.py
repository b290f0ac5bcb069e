"""What has not reached a team has no part in what it sees: garbled, its view is the same."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.record import NEVER, NO_END, Record
from sim.exercise.session import Session
from sim.exercise.teams import Team
from sim.exercise.view import view_of
from sim.exercise.world import World
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import End
from sim.plan.values.stages import SendStage
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.exercise.playing import play_at_random
from tests.exercise.test_session import TWO
from tests.scenarios_for_tests import load_data
from tests.strategies import Data


class Garbled(World):
    """A world in which everything is garbled that is not a team's own past."""

    def until(self, now_us: int) -> tuple[Record, list[int]]:
        """What has happened, as far as the team is concerned."""
        record, beliefs = super().until(now_us)
        return garbled(record, beliefs, self.__dict__["team"], now_us)


def seen_in_a_garbled_world(session: Session, team: Team) -> tuple[object, object]:
    """A team's view, and the same with all garbled that is not its own."""
    world = session.world
    other = Garbled(world.scenario, world.seed, world.day, world.engine, world.orders)
    other.__dict__["team"] = team
    return session.view(team.name), view_of(other, session.course, team, session.levers)


def garbled(
    record: Record, beliefs: list[int], team: Team, now_us: int
) -> tuple[Record, list[int]]:
    """A record with luck of its own wherever a team has no eyes."""
    timetable, layout = record.timetable, record.plan.layout
    random = np.random.default_rng(len(beliefs) + now_us % 1000)
    own_agency = np.isin(layout.agencies, team.agencies)
    own = own_agency[timetable.agency]
    ours_to_tell = _copies_of(record, own)

    def instants(column: Ints, known: npt.NDArray[np.bool_]) -> Ints:
        """Others' are anything; own ones that have not come are any later time, or never."""
        to_come = (column == NEVER) | (column >= now_us)
        later = np.where(
            random.random(len(column)) < 0.5,
            NEVER,
            now_us + random.integers(0, 10**12, len(column)),
        )
        anything = random.integers(-(10**11), 10**12, len(column))
        return np.where(known, np.where(to_come, later, column), anything)

    known_end = (own | ours_to_tell) & (record.ended != NEVER) & (record.ended < now_us)
    under_way = np.where(ours_to_tell & (record.end != NO_END), End.IN_FLIGHT, NO_END)
    picture_own = own_agency[timetable.picture_agency]
    changed = replace(
        record,
        arrived=instants(record.arrived, own),
        started=instants(record.started, own),
        done=instants(record.done, own),
        overlooked=_other(record.overlooked, own, random, 3),
        ended=instants(record.ended, own | ours_to_tell),
        end=np.where(known_end, record.end, under_way).astype(record.end.dtype),
        slots=_slots(record, ours_to_tell, now_us, random),
        detected=instants(record.detected, picture_own),
        stripped=1 - record.stripped,
    )
    told = [
        belief if mine else belief + 10**8
        for belief, mine in zip(beliefs, picture_own.tolist(), strict=True)
    ]
    return changed, told


def _copies_of(record: Record, own: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """By row: whether it is a copy of something at one of the team's own desks."""
    parent = record.timetable.parent
    return (parent >= 0) & own[np.maximum(parent, 0)]


def _other(
    column: Ints, kept: npt.NDArray[np.bool_], random: np.random.Generator, below: int
) -> Ints:
    if not len(column):
        return column
    drawn = random.integers(0, below, len(column)).astype(column.dtype)
    return np.where(kept, column, drawn)


def _slots(
    record: Record, told: npt.NDArray[np.bool_], now_us: int, random: np.random.Generator
) -> Ints:
    """Slots of own copies up to their sending as they are, all others garbled."""
    slots = random.integers(-(10**11), 10**12, len(record.slots)).astype(record.slots.dtype)
    timetable, layout = record.timetable, record.plan.layout
    for row in np.flatnonzero(told).tolist():
        tie = layout.ties[timetable.tie[row]]
        route = tie.route_unrecognised if record.unrecognised[row] else tie.route
        slot = int(timetable.slot_first[row])
        for stage in layout.routes[route].stages:
            if isinstance(stage, SendStage):
                break
            for each in range(slot, slot + stage.slots):
                instant = int(record.slots[each])
                to_come = instant == NEVER or instant >= now_us
                slots[each] = now_us + 7 if to_come else instant
            slot += stage.slots
    return slots


@settings(slow_to_draw, max_examples=25)
@given(data=any_scenarios, number=st.integers(0, 2**32))
def test_what_has_not_reached_a_team_changes_nothing_that_it_sees(data: Data, number: int) -> None:
    with shown_when_it_fails(data):
        session = Session(load_data(data), day=number % 5)
        play_at_random(session, Random(number), steps=6)  # noqa: S311 - luck of a test
        for team in session.teams.values():
            view, other = seen_in_a_garbled_world(session, team)
            assert other == view


@settings(slow_to_draw, max_examples=10)
@given(data=any_scenarios, number=st.integers(0, 2**32))
def test_what_is_changed_now_is_not_seen_yet(data: Data, number: int) -> None:
    with shown_when_it_fails(data):
        session = Session(load_data(data), day=number % 5)
        play_at_random(session, Random(number), steps=6)  # noqa: S311 - luck of a test
        if session.course.ended or session.now >= session.scenario.horizon:
            return
        before = {name: session.view(name) for name in session.teams}
        agency = next(iter(session.scenario.agencies))
        session.improvise("", effects=[{"analysts": {"agency": agency, "change": 2}}])
        assert {name: session.view(name) for name in session.teams} == before


def test_garbling_changes_what_others_see() -> None:
    """The property could not fail if nothing were garbled."""
    session = Session(load_data(TWO), day=0)
    session.advance(hours=24 * 20)
    for team, other in (("Aldren", "Brevia"), ("Brevia", "Aldren")):
        record, beliefs = session.world.until(session.course.now_us)
        changed, _ = garbled(record, beliefs, session.teams[team], session.course.now_us)
        mine = np.isin(record.plan.layout.agencies, session.teams[other].agencies)
        theirs = mine[record.timetable.agency]
        assert (changed.done[theirs] != record.done[theirs]).all()
