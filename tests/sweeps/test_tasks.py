"""Are runs put together so that each is done once, and conditions share what they can?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pytest

from sim.studies.running.tasks import Size, Task, tasks_of
from sim.studies.store.reading import StoredCondition
from sim.studies.store.writing import Missing


def missing(settings: dict[str, object], replications: int, number: int = 0) -> Missing:
    condition = StoredCondition(number, str(settings), number, replications, settings, None)
    return Missing(condition, tuple(range(replications)))


def runs(tasks: list[Task]) -> Counter[tuple[str, int]]:
    return Counter(
        (asked.id, number)
        for task in tasks
        for asked in task.conditions
        for number in task.replications
    )


@pytest.mark.parametrize("lanes", [1, 2, 50])
@pytest.mark.parametrize("seconds", [10.0, 0.1, 0.001])
def test_every_run_is_in_one_task_whatever_their_size(seconds: float, lanes: int) -> None:
    size = Size()
    for _ in range(50):
        size.learn(1, seconds)
    asked = [
        missing({"dials.trust": trust, "trust.default": base}, replications)
        for base, replications in ((0.3, 7), (0.6, 13))
        for trust in range(5)
    ]
    tasks = [*tasks_of(asked, size, lanes)]
    counted = runs(tasks)
    assert len(counted) == counted.total() == 5 * 7 + 5 * 13
    assert all(task.runs <= size.runs for task in tasks)


def test_conditions_alike_in_all_but_dials_are_together() -> None:
    asked = [
        missing({"dials.trust": trust, "trust.default": base}, 2)
        for base in (0.3, 0.6)
        for trust in (0, 1)
    ]
    tasks = [*tasks_of(asked, Size())]
    assert [len(task.conditions) for task in tasks] == [2, 2]
    assert all(len({each.structure for each in task.conditions}) == 1 for task in tasks)


def test_groups_take_turns_one_for_each_lane() -> None:
    asked = [missing({"trust.default": base}, 15) for base in (0.1, 0.2, 0.3)]
    tasks = [*tasks_of(asked, Size(), lanes=2)]
    bases = [task.conditions[0].settings["trust.default"] for task in tasks]
    assert bases == [0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.3, 0.3, 0.3]


def test_a_condition_without_missing_runs_is_in_no_task() -> None:
    assert not [*tasks_of([missing({"dials.trust": 1}, 0)], Size())]


def test_conditions_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def many() -> Iterator[Missing]:
        for number in range(100_000):
            taken.append(number)
            yield missing({"dials.trust": number}, 10, number)

    assert len([*islice(tasks_of(many(), Size(), lanes=4), 4)]) == 4
    assert len(taken) < 100


def test_halves_hold_the_whole_and_end_with_single_runs() -> None:
    (task,) = tasks_of([missing({"dials.trust": 1}, 5)], Size())
    waiting, single = [task], []
    while waiting:
        parts = waiting.pop().halves()
        single += [part for part in parts if part.runs == 1]
        waiting += [part for part in parts if part.runs > 1]
    assert runs(single) == runs([task])
    assert single[0].halves() == (single[0],)


def test_slow_runs_come_one_by_one_and_quick_ones_many_at_once() -> None:
    slow, quick = Size(), Size()
    for _ in range(50):
        slow.learn(1, 60.0)
        quick.learn(1000, 0.1)
    assert slow.runs == 1
    assert quick.runs == pytest.approx(Size.SECONDS / 1e-4, rel=0.01)
