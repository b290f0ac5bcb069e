"""What is remembered for a value: once, by that value itself, and no longer than it lives."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import numpy as np

from sim.engine.buffers import WORTH_KEEPING, unfilled
from sim.plan.planner import Planner
from sim.remembered import Remembered, remembered
from sim.scenario.reading.reading import load


@dataclass(frozen=True)
class Thing:
    """Something that values belong to."""

    size: int


def test_it_is_computed_once_for_each_object_and_not_for_its_equals() -> None:
    asked: list[Thing] = []

    @remembered
    def doubled(thing: Thing, by: int = 2) -> int:
        asked.append(thing)
        return by * thing.size

    one, other = Thing(3), Thing(3)
    assert [doubled(one), doubled(one), doubled(other)] == [6, 6, 6]
    assert [id(each) for each in asked] == [id(one), id(other)]


def test_nothing_outlives_its_owner() -> None:
    known = Remembered[Thing, list[int]]()
    things = [Thing(size) for size in range(100)]
    for thing in things:
        known.keep(thing, [thing.size])
    assert known.get(things[7]) == [7]
    del thing, things[50:]
    gc.collect()
    assert len(known) == 50
    assert all(known.get(Thing(size)) is None for size in range(100))


def steps_of_python(act: Callable[[], object]) -> list[str]:
    """The functions of Python that run meanwhile."""
    steps: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            steps.append(frame.f_code.co_name)

    sys.setprofile(note)
    act()
    sys.setprofile(None)
    return steps


def test_no_step_of_python_is_made_when_an_owner_goes() -> None:
    """Ctrl-C that arrives in a callback of Python's own would be lost."""
    known = Remembered[Thing, int]()
    things = [Thing(1)]
    known.keep(things[0], 1)
    assert steps_of_python(things.clear) == []
    assert len(known) == 0


def test_no_step_of_python_is_made_when_memory_comes_back() -> None:
    arrays = [unfilled(4 * WORTH_KEEPING, np.uint8)]
    assert steps_of_python(arrays.clear) == []


def test_a_layout_is_planned_once_for_a_scenario_and_let_go_with_it() -> None:
    scenario = load("two-neighbours")
    layout = weakref.ref(Planner(scenario).layout)
    assert Planner(scenario).layout is layout()
    assert Planner(scenario, playing=True).layout is not layout()
    del scenario
    gc.collect()
    assert layout() is None
