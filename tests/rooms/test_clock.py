"""The clock of a room: the story's time is computed, stops for an answer, and owes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random
from threading import current_thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.exercise.agenda import next_call
from sim.exercise.errors import RefusedError
from sim.exercise.journal.entries import Advanced, Begun, Opened
from sim.exercise.session import Session
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.calendars import microseconds
from sim.rooms.clock import AT_NIGHT, FASTEST, NIGHT_BEGINS, NIGHT_ENDS, Clock
from sim.rooms.play import Play
from sim.rooms.story import BY_HAND, FOR_AN_ANSWER, OVER, Story
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.exercise.playing import play_at_random
from tests.exercise.test_session import TWO
from tests.rooms.asking import a_session
from tests.scenarios_for_tests import load_data
from tests.strategies import Data

SPANS = st.lists(
    st.tuples(st.floats(0, 600), st.sampled_from([0.0, 0.5, 8.0, 60.0, FASTEST, 1e9])), max_size=9
)


BEGINS = st.integers(0, 7 * 24 * 60 - 1)


def passed_by(hour: float, seconds: float, speed: float, begins: int) -> float:
    """The hour after so many seconds, from one change of day and night to the next."""
    left = seconds / 60
    while True:
        clock = (hour + begins / 60 + 1e-9) % 24
        night = not NIGHT_ENDS <= clock < NIGHT_BEGINS
        by_minute = min(speed * AT_NIGHT if night else speed, FASTEST)
        until = ((NIGHT_ENDS if night else NIGHT_BEGINS) - clock) % 24
        if left * by_minute <= until:
            return hour + left * by_minute
        hour, left = hour + until, left - until / by_minute


@given(spans=SPANS, begins=BEGINS)
def test_its_hours_are_those_at_each_speed(spans: list[tuple[float, float]], begins: int) -> None:
    """The sum of minutes times speed, by day and by night; while it stands, none."""
    clock, seconds, expected = Clock(3.0, 100.0, begins=begins), 100.0, 3.0
    for passed, speed in spans:
        clock = (
            clock.running(seconds, speed) if speed else clock.standing(seconds, clock.now(seconds))
        )
        seconds += passed
        expected = passed_by(expected, passed, min(speed, FASTEST), begins) if speed else expected
        assert clock.now(seconds) == pytest.approx(expected, abs=1e-5)
        assert clock.runs is (speed > 0)


@given(hour=st.floats(0, 1000), speed=st.floats(0.1, FASTEST), at=st.floats(0, 1000), begins=BEGINS)
def test_it_says_when_an_hour_comes(hour: float, speed: float, at: float, begins: int) -> None:
    standing = Clock(500.0, at, begins=begins)
    clock = standing.running(at, speed)
    wait = clock.when(hour, at)
    assert wait is not None
    assert clock.now(at + wait) == pytest.approx(max(hour, 500.0))
    assert standing.when(hour, at) is None


@given(speed=st.floats(0.1, FASTEST), at=st.floats(0, 5000), begins=BEGINS)
def test_it_says_when_its_speed_changes(speed: float, at: float, begins: int) -> None:
    clock = Clock(3.0, begins=begins).running(0.0, speed)
    wait = clock.until_another_speed(at)
    assert wait is not None
    evenly = at + wait / 2
    hours = clock.now(at + wait) - clock.now(evenly)
    assert hours == pytest.approx(clock.speed(evenly) * wait / 120, abs=1e-6)
    around = clock.is_night(at + wait - 1e-3), clock.is_night(at + wait + 1e-3)
    assert around[0] is not around[1] or wait < 2e-3


@settings(slow_to_draw, max_examples=15)
@given(data=any_scenarios, number=st.integers(0, 2**32))
def test_a_story_that_runs_owes_nothing_and_passes_by_no_call(data: Data, number: int) -> None:
    """By any scenario, looked at at any times, with decisions, speeds, pauses and moves by hand."""
    with shown_when_it_fails(data):
        random = Random(number)  # noqa: S311 - luck of a test
        session = Session(load_data(data), day=number % 5)
        story, seconds = Story(session, 0.0), 0.0
        for _ in range(25):
            seconds += random.choice([0.0, 0.3, 5.0, 90.0])
            before, call = session.now, next_call(session.world, session.course.now_us) / HOUR
            ran = story.clock.runs
            shown = story.hour(seconds)
            _some_step(story, seconds, random)
            assert (story.clock.runs) <= (not story.over)
            by_clock = story.clock.runs or story.stopped_for in (FOR_AN_ANSWER, OVER)
            if ran and session.now > before and by_clock:
                assert session.now <= call + 1e-9
                assert session.now <= shown + 1e-9
                assert session.now * 60 == pytest.approx(round(session.now * 60), abs=1e-6)
            if ran and not story.clock.runs and story.stopped_for == FOR_AN_ANSWER:
                assert session.now == pytest.approx(call)
            if not story.clock.runs:
                assert story.hour(seconds) == session.now == story.hour(seconds + 1e5)
        again = Session.resumed(session.scenario, list(session.journal), None)
        assert again.record.digest() == session.record.digest()


def _some_step(story: Story, seconds: float, random: Random) -> None:
    steps: tuple[Callable[[], object], ...] = (
        lambda: story.look(seconds),
        lambda: story.look(seconds),
        lambda: story.run(random.choice([0.5, 8.0, 240.0]), seconds),
        lambda: story.run(8.0, seconds),
        lambda: story.stand(seconds),
        lambda: story.do(lambda session: play_at_random(session, random, 1), seconds),
    )
    try:
        random.choice(steps)()
    except RefusedError:
        return


def running(hours: float = 8.0) -> Story:
    """A story that began in the morning and has run since second 0, so many hours a minute."""
    story = Story(Session(load_data({**TWO, "begins": "Monday 08:00 UTC"}), day=0), 0.0)
    story.run(hours, 0.0)
    return story


def test_now_is_the_storys_now_for_a_decision() -> None:
    story = running(1.0)
    story.do(lambda session: session.note("So."), 30.0)
    noted = story.session.course.entries[-1]
    assert noted.story_us == 30 * HOUR // 60
    assert story.clock.runs
    assert story.hour(60.0) == pytest.approx(1.0)


def test_another_speed_goes_on_from_where_the_clock_is() -> None:
    """Not from the last entry, which may be long past."""
    story = running(1.0)
    story.run(2.0, 60.5)
    assert story.hour(60.5) == pytest.approx(60.5 / 60)
    assert story.hour(90.5) == pytest.approx(60.5 / 60 + 1)


def test_a_pause_leaves_no_debt() -> None:
    story = running(1.0)
    story.stand(60.0)
    assert story.session.now == pytest.approx(1.0)
    story.run(1.0, 10_000.0)
    assert story.hour(10_060.0) == pytest.approx(2.0)


def test_moved_by_hand_it_stands_where_it_was_moved_to() -> None:
    story = running(1.0)
    story.do(lambda session: session.advance(to=24.0), 60.0)
    assert (story.clock.runs, story.stopped_for) == (False, BY_HAND)
    assert story.hour(600.0) == 24.0
    story.do(lambda session: session.rewind(0), 600.0)
    assert story.hour(600.0) == 0.0


def test_it_stops_by_itself_for_an_answer_and_goes_on_behind_it() -> None:
    story, seconds = running(FASTEST), 0.0
    stops = []
    while not story.over:
        call = next_call(story.session.world, story.session.course.now_us) / HOUR
        seconds += 1e6
        story.look(seconds)
        assert not story.clock.runs
        assert story.session.now == pytest.approx(call)
        stops.append(story.stopped_for)
        if not story.over:
            story.run(FASTEST, seconds)
    assert stops[-1] == OVER
    assert {*stops[:-1]} == {FOR_AN_ANSWER}
    assert len(stops) > 1
    for speed in (1.0, 8.0):
        with pytest.raises(RefusedError, match="over"):
            story.run(speed, seconds)


@pytest.mark.parametrize("horizon", ["100.51 h", "240.5001 h", "30 s", "100.1234567890123 h"])
def test_it_comes_to_an_end_that_is_no_whole_minute(horizon: str) -> None:
    session = Session(load_data({**TWO, "horizon": horizon}), day=0)
    story, seconds = Story(session, 0.0), 0.0
    for _ in range(100):
        if not (story.over or story.clock.runs):
            story.run(FASTEST, seconds)
        wait = story.wait(seconds)
        if wait is None:
            break
        seconds += max(wait, 0.01)
        story.look(seconds)
    assert (story.over, story.clock.runs, story.stopped_for) == (True, False, OVER)
    assert session.course.now_us == microseconds(session.scenario.horizon)


def test_it_stands_once_the_session_is_ended() -> None:
    story = running(1.0)
    story.do(lambda session: session.end(), 1.0)
    assert (story.clock.runs, story.stopped_for) == (False, OVER)
    story.do(lambda session: session.note("So."), 2.0)
    story.do(lambda session: session.undo(), 3.0)
    assert story.stopped_for == OVER
    story.do(lambda session: session.undo(), 3.0)
    assert (story.over, story.stopped_for) == (False, "")


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan"), float("inf")])
def test_what_is_no_speed_is_refused(speed: float) -> None:
    story = Story(a_session(), 0.0)
    with pytest.raises(RefusedError, match="hours a minute"):
        story.run(speed, 0.0)
    assert not story.clock.runs


def test_its_speed_says_nothing_of_what_comes() -> None:
    """Looked at often: until it stops, its hours are those of the clock alone."""
    story, seconds = running(60.0), 0.0
    begins = story.session.scenario.begins
    changes = 0
    while story.clock.runs:
        seconds += 0.25
        changes += story.look(seconds) and story.clock.is_night(seconds) != story.clock.is_night(
            seconds - 0.25
        )
        if story.clock.runs:
            assert story.hour(seconds) == pytest.approx(passed_by(0.0, seconds, 60.0, begins))
    assert changes > 3, "whoever looks hears when its speed changes"
    assert any(isinstance(each, Advanced) for each in story.session.journal), "something came"


def test_between_events_nothing_is_written() -> None:
    story = running(0.5)
    for tenth in range(50):
        story.look(tenth / 10)
    assert [type(entry) for entry in story.session.journal] == [Opened, Begun]  # by running


def test_only_one_thread_touches_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it cannot go on, which stops the clock and is said."""
    threads = set()

    class Watched(Story):
        def look(self, _seconds: float) -> bool:
            raise RefusedError("No more.")

        def _stand(self, seconds: float, why: str) -> None:
            threads.add(current_thread().name)
            super()._stand(seconds, why)

    monkeypatch.setattr("sim.rooms.play.Story", Watched)

    async def played() -> str:
        changed = asyncio.Event()

        async def hears() -> None:
            if play.story.stopped_for:
                changed.set()

        play = Play(a_session(), hears)
        await play.run(FASTEST)
        await asyncio.wait_for(changed.wait(), 20)
        await play.close()
        return play.story.stopped_for

    assert asyncio.run(played()) == "No more."
    assert threads == {"session_0"}
