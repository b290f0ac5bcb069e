"""What a process does for a study: draws up plans, runs replications, takes their measures."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from sim.engine.timetable import Timetable
from sim.errors import CannotCompileError, InputError, OwnCodeError
from sim.experiments.own_code import NO_OWN_CODE, OwnCode
from sim.frozen import frozen
from sim.measures.registry import Measure, MeasuredRun, Seen
from sim.measures.results import Result
from sim.plan.alike import Layouts
from sim.plan.planner import Planner
from sim.plan.values.layout import Layout
from sim.plan.values.plan import Plan
from sim.replication import (
    Engine,
    drawn,
    drawn_together,
    replications_at_once,
    results,
    run,
)
from sim.scenario.files.canonical import digest
from sim.scenario.files.document import Document
from sim.scenario.reading.reading import variant_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Dials
from sim.scenario.values.overrides import apply_settings
from sim.studies.running.tasks import Asked, Task

KEPT_PLANNERS = 8
KEPT_PLANS, KEPT_BYTES = 512, 64 * 2**20
"""So many plans at most, and of large scenarios as many as fit into so much memory."""
KEPT_ROWS = 200_000
"""Of what was drawn: some fifty megabytes."""
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


Ready = tuple[Asked, Plan]
"""A condition, and what it comes to."""


@frozen
class Given:
    """What one replication of a condition gave, or why it gave nothing."""

    condition: str
    replication: int | None
    """None where the condition cannot be run at all."""
    values: tuple[float | None, ...]
    wholes: tuple[float, ...] = ()
    """The denominators: what each value weighs."""
    error: str | None = None


@frozen
class Done:
    """What became of a task."""

    task: Task
    given: tuple[Given, ...]
    seconds: float
    lost: str | None = None
    """Why nothing came back of it."""


@frozen
class StudyRuns:
    """The work of a study: small enough to be sent to every process."""

    base: Document
    seed: int
    engine: Engine
    measures: tuple[str, ...]
    own: OwnCode = NO_OWN_CODE
    """Measures and rules that the user wrote."""

    @property
    def digest(self) -> str:
        """The same for equal work."""
        noted = [one.digest for one in (*self.own.noted_measures, *self.own.noted_rules)]
        return digest([self.base.text, self.seed, self.engine.value, self.measures, noted])

    def made_ready(self) -> Callable[[Task], Done]:
        """What runs a task; plans are kept for the next."""
        return _Runs(self).done

    def try_own_code(self, asked: Asked) -> None:
        """Runs one replication of a condition by what the user wrote, if there is any.

        Raises:
            OwnCodeError: it raises, or gives what it may not.
        """
        if self.own.is_used:
            _Runs(self).try_own_code(asked)

    def failed(self, item: Task, why: str) -> Done:
        """Nothing came back of a task."""
        return Done(item, (), 0.0, why)


class _Runs:
    """Plans of the conditions met so far, and what runs them."""

    def __init__(self, work: StudyRuns) -> None:
        self._work = work
        self._measures: tuple[Measure, ...] = tuple(map(work.own.known.__getitem__, work.measures))
        self._off_record = any(measure.off_record for measure in self._measures)
        self._luck = _Luck(work.seed, work.engine)
        self._layouts = Layouts(KEPT_PLANNERS)
        self._planners: OrderedDict[str, tuple[Planner, Layout]] = OrderedDict()
        self._plans: OrderedDict[str, Plan] = OrderedDict()

    def done(self, task: Task) -> Done:
        """Runs every replication under every condition; those of one share their luck."""
        before = time.perf_counter()
        given: list[Given] = []
        ready: list[Ready] = []
        for asked in task.conditions:
            try:
                ready.append((asked, self._plan(asked)))
            except Exception as error:  # noqa: BLE001 - it becomes a row, and the rest goes on
                given.append(Given(asked.id, None, (), error=_told(error)))
        if ready:
            given += self._run(ready, task.replications)
        return Done(task, tuple(given), time.perf_counter() - before)

    def try_own_code(self, asked: Asked) -> None:
        """Runs one replication, so that what a user wrote may fail before anything is begun.

        Raises:
            OwnCodeError: it does.
        """
        try:
            plan = self._plan(asked)
            seen = MeasuredRun(run(plan, self._work.seed, 0))
            for each in self._measures:
                each.taken(seen)
        except OwnCodeError as error:
            settings = ", ".join(f"{path} = {it}" for path, it in asked.settings.items())
            raise OwnCodeError(f"{error} (in replication 0 of {settings})") from error
        except Exception:  # noqa: BLE001 - told with its row
            return

    def _run(self, ready: list[Ready], replications: Sequence[int]) -> Iterator[Given]:
        """Every run, replication by replication."""
        at_once = replications_at_once(ready[0][1].layout, self._work.engine)
        left = iter(replications)
        while some := tuple(islice(left, at_once)):
            together = None if self._off_record else self._together(ready, some)
            if together is not None:
                yield from together
            else:
                for number in some:
                    yield from self._replication(ready, number)

    def _together(self, ready: list[Ready], replications: Sequence[int]) -> list[Given] | None:
        """What several replications give, without a record of any run; None where one fails.

        Which of them fails, and why, shows where each is run by itself.
        """
        engine, layout = self._work.engine, ready[0][1].layout
        try:
            luck = self._luck.drawn(layout, replications)
            found: list[list[Result]] = [[] for _ in replications]
            for plans in _cut([plan for _, plan in ready], self._room):
                several = results(plans, luck, engine)
                for place, of_all in enumerate(found):
                    of_all.extend(several.of(place))
            return [
                self._taken(asked, number, result)
                for number, of_all in zip(replications, found, strict=True)
                for (asked, _), result in zip(ready, of_all, strict=True)
            ]
        except CannotCompileError:
            raise
        except Exception:  # noqa: BLE001
            return None

    def _taken(self, asked: Asked, number: int, seen: Seen) -> Given:
        values, wholes = zip(*(each.taken(seen) for each in self._measures), strict=True)
        return Given(asked.id, number, values, wholes)

    def _replication(self, ready: list[Ready], number: int) -> list[Given]:
        layout = ready[0][1].layout
        try:
            luck = drawn(layout, self._work.seed, number, self._work.engine)
        except CannotCompileError:
            raise
        except Exception as error:  # noqa: BLE001
            return [Given(asked.id, number, (), error=_told(error)) for asked, _ in ready]
        return [self._given(asked, plan, number, luck) for asked, plan in ready]

    def _given(self, asked: Asked, plan: Plan, number: int, luck: Timetable) -> Given:
        try:
            record = run(plan, self._work.seed, number, luck, self._work.engine)
            return self._taken(asked, number, MeasuredRun(record))
        except CannotCompileError:
            raise
        except Exception as error:  # noqa: BLE001
            return Given(asked.id, number, (), error=_told(error))

    def _plan(self, asked: Asked) -> Plan:
        return _kept(self._plans, asked.id, self._room, lambda: self._drawn_up(asked))

    @property
    def _room(self) -> int:
        """How many plans to keep, by the size of one; they share their layouts."""
        one = next(iter(self._plans.values()), None)
        return min(KEPT_PLANS, KEPT_BYTES // max(1, one.table.nbytes) + 1) if one else 1

    def _drawn_up(self, asked: Asked) -> Plan:
        planner, layout = self._planner(asked)
        dials = None
        if asked.dials:
            scenario = self._scenario(asked.settings)
            dials = Dials.model_validate(scenario.dials.model_dump())
        return replace(planner.plan(dials), layout=layout)

    def _planner(self, asked: Asked) -> tuple[Planner, Layout]:
        """What draws up the plan, and the layout met first of those like its own."""

        def make() -> tuple[Planner, Layout]:
            planner = Planner(self._scenario(asked.structural), self._work.own.rules)
            return planner, self._layouts.first_like(planner.layout)

        return _kept(self._planners, asked.structure, KEPT_PLANNERS, make)

    def _scenario(self, settings: object) -> Scenario:
        assert isinstance(settings, dict)
        return variant_of(apply_settings(self._work.base, settings, Scenario))


class _Luck:
    """What was drawn of late for one layout, for other conditions that have it."""

    def __init__(self, seed: int, engine: Engine) -> None:
        self._seed, self._engine = seed, engine
        self._layout: Layout | None = None
        self._known: dict[int, Timetable] = {}

    def drawn(self, layout: Layout, replications: Sequence[int]) -> list[Timetable]:
        """What chance decides in these; as many as fit are kept, the first that come."""
        if layout is not self._layout:
            self._layout, self._known = layout, {}
        new = [number for number in replications if number not in self._known]
        drawn = dict(zip(new, drawn_together(layout, self._seed, new, self._engine), strict=True))
        found = [drawn[one] if one in drawn else self._known[one] for one in replications]
        if (len(self._known) + len(drawn)) * layout.expected_rows <= KEPT_ROWS:
            self._known |= drawn
        return found


def _cut(plans: list[Plan], most: int) -> Iterator[tuple[Plan, ...]]:
    """So many at a time at most."""
    left = iter(plans)
    while some := tuple(islice(left, most)):
        yield some


def _kept(
    known: OrderedDict[str, _Value], key: str, most: int, make: Callable[[], _Value]
) -> _Value:
    """What is known, or made now; what was not asked for longest is forgotten."""
    value = known.get(key)
    if value is None:
        value = known[key] = make()
        while len(known) > most:
            known.popitem(last=False)
    else:
        known.move_to_end(key)
    return value


def _told(error: Exception) -> str:
    """The error on one line; without the file, which is another one wherever a study is run."""
    if isinstance(error, OwnCodeError):
        return " ".join(str(error).split())
    if isinstance(error, InputError):
        return "; ".join(
            f"{problem.where}: expected {problem.expected}, found {problem.found}"
            for problem in error.problems
        )
    return f"{type(error).__name__}: {error}"
