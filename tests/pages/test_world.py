"""Does a map say what has changed: which channels are closed, which agreements are in force?"""

from __future__ import annotations

from functools import cache

import pytest

from sim.analyses.comparison.comparison import compare
from sim.analyses.picture.picture import Picture, picture_of
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.scenario.reading.reading import load
from sim.scenario.schema.effects import ChannelEffect
from sim.screen.page.following import spans_of, steps_of
from sim.screen.page.world import CUT, MapState, happenings, map_states


@cache
def pictured(name: str) -> Picture:
    """A picture of a shipped scenario."""
    scenario = load(name)
    return picture_of(compare(scenario, replications=4), scenario)


def at(states: list[MapState], hours: float) -> MapState:
    """The state at an hour."""
    return [state for state in states if state.at_us <= hours * HOUR][-1]


def test_a_closed_channel_is_cut_as_long_as_it_is_closed() -> None:
    """From the moment of the message on, and no longer; not where nothing delays communication."""
    picture = pictured("cold-snap")
    written, *others = picture.days
    (closing,) = (
        (inject.at, effect.closed_for)
        for inject in written.scenario.injects.values()
        for _, effect in inject.each()
        if isinstance(effect, ChannelEffect) and effect.closed_for
    )
    since, length = closing
    assert since is not None
    assert length is not None
    states = map_states(written)
    for hours, number in ((since - 1, 0), (since, 1), (since + length - 1, 1), (since + length, 0)):
        assert sum(how == CUT for how, _ in at(states, hours).lines) == number, hours
    (ideal,) = (day for day in others if day.condition == "without communication")
    assert all(how != CUT for state in map_states(ideal) for how, _ in state.lines)


def test_an_agreement_is_told_as_long_as_it_is_in_force() -> None:
    """It is suspended and comes back by messages."""
    written = pictured("cold-snap").days[0]
    told = {event.says.partition(":")[0]: event.at_us / HOUR for event in happenings(written)}
    states = map_states(written)
    suspended, returns = told["the treaty is suspended"], told["the treaty returns"]
    for hours, stands in ((0, True), (suspended, False), (returns - 1, False), (returns, True)):
        assert ("Strait Treaty" in at(states, hours).in_force) == stands, hours


def test_ratifications_are_told_one_by_one() -> None:
    """A convention binds more countries as time goes on."""
    states = map_states(pictured("ripening-treaty").days[0])
    assert len({state.in_force for state in states}) > 1
    assert "so far" in states[0].in_force


@pytest.mark.parametrize("name", ["border-triangle", "cold-snap", "right-question"])
def test_the_way_that_is_followed_is_that_of_the_story(name: str) -> None:
    """Hour by hour, and by movements of the day that lead to who detects."""
    picture = pictured(name)
    day = picture.days[0]
    assert picture.story is not None
    assert spans_of(day) == picture.story.spans
    assert day.way is not None
    moves = {movement.row: movement for movement in day.movements}
    if picture.story.detected_by is not None:
        assert day.agencies[moves[day.way.rows[-1]].receiver] == picture.story.detected_by
    for one, other in zip(day.way.rows, day.way.rows[1:], strict=False):
        assert moves[one].receiver == moves[other].sender
    assert [step.minute for step in steps_of(day)] == sorted(step.minute for step in steps_of(day))
