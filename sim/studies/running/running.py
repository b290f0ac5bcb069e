"""Runs what is missing of a study, on this process, on several or on a cluster; keeps each row."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Protocol

from sim.experiments.asked import some_workers
from sim.experiments.engines import Choice, ChosenEngine, Wanted
from sim.experiments.own_code import OwnCode
from sim.experiments.runner import pays_seconds
from sim.experiments.workers import one_after_the_other, pool
from sim.frozen import frozen
from sim.measures.registry import Measure
from sim.plan.planner import Planner
from sim.plan.values.plan import Plan
from sim.replication import Engine
from sim.scenario.problems.misspelt import member
from sim.scenario.schema.scenario import Scenario
from sim.studies.file.planned import PlannedStudy, normalised, planned
from sim.studies.file.reading import OpenedStudy
from sim.studies.results.reached import Shortfall, shortfall
from sim.studies.running.runs import Done, StudyRuns
from sim.studies.running.stopping import look
from sim.studies.running.tasks import Asked, Size, Task, tasks_of
from sim.studies.running.versions import versions
from sim.studies.store.status import Status, Trouble, status, troubles
from sim.studies.store.tables import Column, NotedRule, StudyRecord
from sim.studies.store.writing import Planned, WritableStore, open_to_write

TIMED_TASKS = 2
"""Done here before it is known whether other processes pay."""
LANES_OF_A_CLUSTER = 8
"""Groups of conditions that take turns there; how many workers it has may change."""
Progress = Callable[[int, int], None]
"""Told how many rows there are and how many are wanted."""


class SweepEnding(StrEnum):
    """Why a sweep ended."""

    COMPLETE = "complete"
    STOPPED = "stopped"
    """By the user; what was done is kept."""


@frozen
class Swept:
    """What one sitting came to."""

    title: str
    """Of the study."""
    store: Path
    status: Status
    added: int
    """Rows that this sitting added."""
    short: Shortfall | None
    """What ended without the precision that the study asks for."""
    troubles: tuple[Trouble, ...]
    """Why something failed, each reason once."""
    seconds: float
    engine: Engine
    engine_why: str
    ending: SweepEnding

    @property
    def stopped(self) -> bool:
        """Whether its user ended it; what was done is kept."""
        return self.ending is SweepEnding.STOPPED


class Executor(Protocol):
    """Where tasks are done."""

    def results(self, items: Iterable[Task]) -> Iterator[Done]:
        """What each task gave, as they finish; tasks are taken as they are needed."""
        ...


@frozen
class HereByTask:
    """This process."""

    work: StudyRuns

    @cached_property
    def do(self) -> Callable[[Task], Done]:
        """Does one task."""
        return self.work.made_ready()

    def results(self, items: Iterable[Task]) -> Iterator[Done]:
        """One after the other."""
        return one_after_the_other(self.work, items, self.do)


class WhatPays:
    """This process, and others as well once enough is left for them to pay."""

    def __init__(
        self, here: HereByTask, elsewhere: Executor, left: Callable[[], int], pays_from: float
    ) -> None:
        """Begins with this process.

        Args:
            here: this process.
            elsewhere: the others.
            left: how many runs are left to do, before a round.
            pays_from: seconds of work from which others pay.
        """
        self._here, self._elsewhere, self._left = here, elsewhere, left
        self._pays_from = pays_from

    def results(self, items: Iterable[Task]) -> Iterator[Done]:
        """What each task gave; the second is timed, for the first fetches and plans as well."""
        tasks, left = iter(items), self._left()
        each = 0.0
        for done in self._here.results(islice(tasks, TIMED_TASKS)):
            left -= done.task.runs
            each = done.seconds / done.task.runs
            yield done
        pays = left * each > self._pays_from
        yield from (self._elsewhere if pays else self._here).results(tasks)


def sweep(
    opened: OpenedStudy,
    path: Path,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    engine: str | None = None,
    retry: bool = False,
    progress: Progress | None = None,
) -> Swept:
    """Runs what a study asks for and its store does not hold.

    Args:
        opened: the study.
        path: the store; made where there is none, resumed where there is one.
        workers: so many processes; left out, as many as pay, up to one for each processor.
        cluster: the address of a Dask scheduler, whose workers then run it.
        engine: another engine than the study says.
        retry: run again what failed before.
        progress: told how far it is.

    Raises:
        OwnCodeError: a measure or rule that its user wrote fails in the first run, or cannot be
            sent to other processes.
        EntenteError: there are fewer than one of the workers.
        StoreError: the store cannot be used, or belongs to another study, or somebody writes to it.
        CannotStartError: other processes cannot start.
        CannotCompileError: the compiled engine is asked for by name and cannot be used here.
        ClusterError: the cluster cannot be used, or is gone; what was done is kept.
    """
    began = time.perf_counter()
    some_workers(workers)
    design = planned(opened)
    chosen = _engine(opened, design, engine, here=cluster is None)
    study = opened.study
    work = StudyRuns(opened.base.document, study.seed, chosen.engine, study.kept, opened.own)
    if design.conditions:
        first = design.conditions[0]
        work.try_own_code(Asked(first.identity, first.canonical))
    ending = SweepEnding.COMPLETE
    with open_to_write(path, _record(opened, design, chosen.engine)) as store:
        store.plan(Planned(one.canonical, study.replications.least) for one in design.conditions)
        if retry:
            store.try_again()
        before = _stored(status(store))
        try:
            processes = _processes(workers, status(store).rows_wanted)
            lanes = processes if cluster is None else LANES_OF_A_CLUSTER
            # What a user wrote may end a process, which should not be this one.
            left = None if workers or opened.own.is_used else lambda: status(store).rows_missing
            with _place(work, processes, cluster, left) as place:
                _run_all(store, opened, place, lanes, chosen.engine, progress)
        except KeyboardInterrupt:
            ending = SweepEnding.STOPPED
        store.commit()
        after, why, short = status(store), troubles(store), shortfall(store)
    return Swept(
        title=study.title,
        store=path,
        status=replace(after, writer=None),
        added=_stored(after) - before,
        short=short,
        troubles=why,
        seconds=time.perf_counter() - began,
        engine=chosen.engine,
        engine_why=chosen.told,
        ending=ending,
    )


def _stored(now: Status) -> int:
    return now.rows_done + now.rows_failed + now.rows_beyond + now.rows_set_aside


def _run_all(
    store: WritableStore,
    opened: OpenedStudy,
    place: Executor,
    lanes: int,
    engine: Engine,
    progress: Progress | None,
) -> None:
    """Round after round: what is missing, then another look at what is not precise enough."""
    study, size = opened.study, Size(engine)
    while True:
        _run_missing(store, place, size, lanes, progress)
        if study.replications.until is None:
            return
        if not look(store, study.replications, [*store.conditions()], study.budget):
            return


def _run_missing(
    store: WritableStore, place: Executor, size: Size, lanes: int, progress: Progress | None
) -> None:
    now = status(store)
    done, wanted = now.rows_wanted - now.rows_missing, now.rows_wanted
    if progress:
        progress(done, wanted)
    todo: Iterable[Task] = tasks_of(store.missing(), size, lanes)
    while True:
        lost: list[Task] = []
        for result in place.results(todo):
            if result.lost is not None:
                lost += _halved(store, result)
                continue
            _keep(store, result)
            done += result.task.runs
            size.learn(result.task.runs, result.seconds)
            if progress:
                progress(min(done, wanted), wanted)
        if not lost:
            return
        todo = lost


def _keep(store: WritableStore, result: Done) -> None:
    for one in result.given:
        if one.error is not None:
            store.fail(one.condition, one.error, one.replication)
        else:
            assert one.replication is not None
            store.keep(one.condition, one.replication, one.values, one.wholes)


def _halved(store: WritableStore, result: Done) -> tuple[Task, ...]:
    """A process died over a task: its halves are tried, until the run to blame is found."""
    if result.task.runs > 1:
        return result.task.halves()
    (asked,), (number,) = result.task.conditions, result.task.replications
    store.fail(asked.id, result.lost or "", number)
    return ()


@contextmanager
def _place(
    work: StudyRuns, processes: int, cluster: str | None, left: Callable[[], int] | None
) -> Iterator[Executor]:
    if cluster is not None:
        from sim.studies.running.cluster import on_cluster

        with on_cluster(work, cluster) as place:
            yield place
        return
    here = HereByTask(work)
    if processes == 1:
        yield here
        return
    with pool(work, processes, chunk=1, ready=lambda: here.do) as made:
        yield made if left is None else WhatPays(here, made, left, pays_seconds(work.engine))


def _processes(workers: int | None, runs: int) -> int:
    """No more than there are runs: each takes a moment to start."""
    wanted = os.cpu_count() or 1 if workers is None else workers
    return max(1, min(wanted, runs))


@frozen
class _Compared:
    """The work of a study, for the choice of an engine."""

    base: Scenario
    number: int

    @cached_property
    def written(self) -> Plan:
        """The plan of the scenario that the study starts from."""
        return Planner(self.base).plan()

    def conditions(self, _seed: int, _replication: int) -> range:
        """As many as there are."""
        return range(self.number)


def _engine(
    opened: OpenedStudy, design: PlannedStudy, engine: str | None, *, here: bool
) -> ChosenEngine:
    study = opened.study
    wanted = member(Wanted, "engine", engine) if engine else study.engine
    work = _Compared(opened.base.scenario, len(design.conditions))
    choice = Choice(wanted, work, study.seed)
    choice.next_for(study.replications.least)
    if here:
        choice.fetch()
    return choice.last


def _record(opened: OpenedStudy, design: PlannedStudy, engine: Engine) -> StudyRecord:
    study = opened.study
    return StudyRecord(
        scenario=normalised(opened.base.scenario),
        scenario_text=opened.base.document.text,
        study=study.model_dump(mode="json", by_alias=True),
        study_text=opened.text,
        design={
            "points": design.points.tolist(),
            "of_point": design.of_point.tolist(),
            "seed": study.seed,
        },
        seed=study.seed,
        engine=engine.value,
        versions=versions(),
        measures=tuple(column_of(one, opened.own) for one in opened.measures),
        rules=tuple(NotedRule(it.name, it.place, it.digest) for it in opened.own.noted_rules),
        settings=tuple(
            Column(path, axis.unit, axis.label or name)
            for name, axis in study.axes.items()
            for path in axis.strands
        ),
    )


def column_of(measure: Measure, own: OwnCode) -> Column:
    """What a store notes of a measure."""
    column = Column(measure.name, str(measure.unit), measure.meaning, per=measure.per)
    for written, noted in zip(own.measures, own.noted_measures, strict=True):
        if written.name == measure.name:
            return replace(
                column,
                place=noted.place,
                digest=noted.digest,
                least=written.least,
                most=written.most,
            )
    return column
