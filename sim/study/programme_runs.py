"""Programmes run together in every combination that is asked for, on the same luck."""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.engine.timetable import Timetable
from sim.measures.outcome import outcome_of
from sim.plan.layout import Ints, Layout, Plan
from sim.plan.plan_of import Planner
from sim.run import Engine, drawn, run
from sim.scenario.schema import Scenario
from sim.study.engines import SECONDS_A_ROW, SECONDS_A_RUN
from sim.study.workers import CHUNK, POOL_PAYS_SECONDS

Chosen = frozenset[str]
"""The names of the programmes that are carried out together."""
Progress = Callable[[int, int, str], None]

SCORED, SPENT, MISSED, FALSE_ALARMS, NEEDLESS = range(5)
"""The columns of what one run gives."""
_COMPILED_IS_FASTER = 20
"""Roughly: it only decides whether other processes pay."""


@dataclass(frozen=True)
class Offers:
    """A scenario, and which combinations of its programmes are run in each replication."""

    scenario: Scenario
    combinations: tuple[Chosen, ...]

    @property
    def planner(self) -> Planner:
        """Draws up the plan of the first combination."""
        return Planner(carrying_out(self.scenario, self.combinations[0]))

    def conditions(self, _seed: int, _replication: int) -> tuple[Chosen, ...]:
        """Everything that is run in one replication."""
        return self.combinations

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """By combination; those with the same layout share it, and so a timetable."""
        layouts: dict[bytes, Layout] = {}
        plans = []
        for chosen in self.combinations:
            planner = Planner(carrying_out(self.scenario, chosen))
            layout = layouts.setdefault(pickle.dumps(planner.layout), planner.layout)
            plans.append(replace(planner.plan(), layout=layout))
        return tuple(plans)


def carrying_out(scenario: Scenario, chosen: Chosen) -> Scenario:
    """The scenario with exactly these programmes in force."""
    programmes = {
        name: programme.model_copy(update={"in_force": name in chosen})
        for name, programme in scenario.programmes.items()
    }
    return scenario.model_copy(update={"programmes": programmes})


def counts(
    offers: Offers,
    seed: int,
    replications: int,
    engine: Engine = Engine.SIMPY,
    workers: int | None = 1,
    progress: Progress | None = None,
) -> Ints:
    """What was counted (scored threats and so on), by replication, combination and column.

    The same on any number of workers; None takes as many as pay.
    """
    found: list[Ints] = []
    for one in _results(offers, seed, replications, engine, workers):
        found.append(one)
        if progress:
            progress(len(found), replications, "replications")
    return np.array(found, dtype=np.int64).reshape(replications, len(offers.combinations), -1)


def _results(
    offers: Offers, seed: int, replications: int, engine: Engine, workers: int | None
) -> Iterator[Ints]:
    processes = _processes(offers, replications, engine) if workers is None else workers
    if processes == 1:
        yield from (_of(offers, seed, number, engine) for number in range(replications))
        return
    chunks = [range(i, min(i + CHUNK, replications)) for i in range(0, replications, CHUNK)]
    with ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(offers.scenario, offers.combinations, seed, engine),
    ) as executor:
        for results in executor.map(_of_chunk, chunks):
            yield from results


def _of(offers: Offers, seed: int, replication: int, engine: Engine) -> Ints:
    """One replication: a row for each combination."""
    rows: list[tuple[int, ...]] = []
    lucks: dict[int, Timetable] = {}
    for plan in offers.plans:
        luck = lucks.get(id(plan.layout))
        if luck is None:
            luck = lucks[id(plan.layout)] = drawn(plan.layout, seed, replication, engine)
        one = outcome_of(run(plan, seed, replication, luck, engine))
        rows.append((one.scored, one.spent, one.missed, one.false_alarms, one.needless))
    return np.array(rows, dtype=np.int64)


def _processes(offers: Offers, replications: int, engine: Engine) -> int:
    """As many as there are, where starting them takes less than it saves."""
    runs = replications * len(offers.combinations)
    seconds = runs * (SECONDS_A_RUN + SECONDS_A_ROW * offers.plans[0].layout.expected_rows)
    if engine is Engine.COMPILED:
        seconds /= _COMPILED_IS_FASTER
    return (os.cpu_count() or 1) if seconds > POOL_PAYS_SECONDS[engine] else 1


_work: dict[str, tuple[Offers, int, Engine]] = {}
"""What a process was begun for."""


def _begin(scenario: Scenario, combinations: tuple[Chosen, ...], seed: int, engine: Engine) -> None:
    """Prepares a process; plans are drawn up there."""
    _work["mine"] = (Offers(scenario, combinations), seed, engine)


def _of_chunk(replications: Sequence[int]) -> list[Ints]:
    offers, seed, engine = _work["mine"]
    return [_of(offers, seed, number, engine) for number in replications]
