"""Runs put together into tasks: of conditions that share their plans and their luck."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice

from sim.frozen import frozen
from sim.replication import Engine
from sim.scenario.files.canonical import Json, canonical
from sim.studies.store.writing import Missing

DIALS = "dials."
FIRST_GUESS = {Engine.SIMPY: 0.08, Engine.COMPILED: 0.004}
"""Seconds of a run, on the slow side: nobody should wait long for the first tasks."""


@frozen
class Asked:
    """A condition, as a task knows it."""

    id: str
    settings: Mapping[str, Json]

    @property
    def structure(self) -> str:
        """Its settings but for dials: conditions alike in these share layout and luck."""
        return canonical(self.structural)

    @property
    def structural(self) -> dict[str, Json]:
        """Its settings but for dials."""
        return {path: it for path, it in self.settings.items() if not path.startswith(DIALS)}

    @property
    def dials(self) -> dict[str, Json]:
        """Its settings of dials."""
        return {path: it for path, it in self.settings.items() if path.startswith(DIALS)}


@frozen
class Task:
    """The same replications of some conditions alike in all but dials."""

    conditions: tuple[Asked, ...]
    replications: tuple[int, ...]

    @property
    def runs(self) -> int:
        """How many."""
        return len(self.conditions) * len(self.replications)

    def halves(self) -> tuple[Task, ...]:
        """Two tasks with half of its runs each; itself, where it is a single run."""
        if len(self.conditions) > 1:
            middle = len(self.conditions) // 2
            parts = self.conditions[:middle], self.conditions[middle:]
            return tuple(Task(part, self.replications) for part in parts)
        if len(self.replications) > 1:
            middle = len(self.replications) // 2
            spans = self.replications[:middle], self.replications[middle:]
            return tuple(Task(self.conditions, span) for span in spans)
        return (self,)


class Size:
    """How many runs a task should have: enough not to be felt, few enough to lose."""

    SECONDS = 0.4
    MOST = 5_000

    def __init__(self, engine: Engine = Engine.SIMPY) -> None:
        self._each = FIRST_GUESS[engine]

    @property
    def runs(self) -> int:
        """By what a run has taken so far."""
        return max(1, min(self.MOST, round(self.SECONDS / self._each)))

    def learn(self, runs: int, seconds: float) -> None:
        """A task of so many runs has taken so long."""
        self._each = 0.7 * self._each + 0.3 * max(seconds / runs, 1e-6)


def tasks_of(missing: Iterable[Missing], size: Size, lanes: int = 1) -> Iterator[Task]:
    """Everything that is missing, in the order of the study.

    Tasks of several groups of conditions take turns, one group for each lane: so every worker
    keeps to the group of its lane, more or less, and draws up few plans that others draw up too.
    """
    groups = _groups(missing, size)
    waiting = deque(_cut(*group, size) for group in islice(groups, lanes))
    while waiting:
        tasks = waiting.popleft()
        task = next(tasks, None)
        if task is not None:
            yield task
            waiting.append(tasks)
        elif (group := next(groups, None)) is not None:
            waiting.appendleft(_cut(*group, size))


def _groups(
    missing: Iterable[Missing], size: Size
) -> Iterator[tuple[tuple[Asked, ...], tuple[int, ...]]]:
    """Conditions alike in all but dials that miss the same replications, as many as fit a task."""
    known = ((_asked(one), one.replications) for one in missing if one.replications)
    for (_, replications), alike in groupby(known, key=lambda one: (one[0].structure, one[1])):
        conditions = (asked for asked, _ in alike)
        while some := tuple(islice(conditions, size.runs)):
            yield some, replications


def _asked(missing: Missing) -> Asked:
    return Asked(missing.condition.id, missing.condition.settings)


def _cut(
    conditions: tuple[Asked, ...], replications: tuple[int, ...], size: Size
) -> Iterator[Task]:
    """Tasks of all these conditions, each of so many replications as make its size."""
    while replications:
        many = max(1, size.runs // len(conditions))
        yield Task(conditions, replications[:many])
        replications = replications[many:]
