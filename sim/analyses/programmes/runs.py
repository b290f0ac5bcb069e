"""Programmes run together in every combination that is asked for, on the same luck."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from sim.analyses.comparison.findings import Failure
from sim.analyses.comparison.runners import POOL_PAYS_SECONDS
from sim.engine.record import Record
from sim.engine.timetable import Timetable
from sim.experiments.engines import SECONDS_A_ROW, SECONDS_A_RUN
from sim.experiments.workers import CHUNK, Work, one_after_the_other, pool
from sim.measures.occurring import Bools, occurring_in
from sim.measures.outcome import Threats, outcome_of
from sim.measures.response import response_of
from sim.plan.planner import Planner
from sim.plan.values.plan import Ints, Layout, Plan
from sim.replication import Engine, drawn, run
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.value import with_fields

Chosen = frozenset[str]
"""The names of the programmes that are carried out together."""
Progress = Callable[[int, int, str], None]

(
    SCORED,
    SPENT,
    MISSED,
    FALSE_ALARMS,
    NEEDLESS,
    PREVENTED,
    DISRUPTED,
    SPENT_BEFORE,
    MISSED_BEFORE,
    DISRUPTED_BEFORE,
) = range(COLUMNS := 10)
"""The columns of what one run gives.

The last three tell of the first combination, and count the threats that this one leaves.
"""
_RUNS_AT_ONCE = 100
"""Handed to a process at once, as far as whole replications allow; Ctrl-C waits for no more."""
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
        name: with_fields(programme, in_force=name in chosen)
        for name, programme in scenario.programmes.items()
    }
    return with_fields(scenario, programmes=programmes)


@dataclass(frozen=True)
class Counted:
    """What was counted in one replication."""

    replication: int
    rows: Ints
    """Scored threats and so on, by combination and column."""


@dataclass(frozen=True)
class Counting:
    """One replication of every combination: work for any process."""

    scenario: Scenario
    combinations: tuple[Chosen, ...]
    seed: int
    engine: Engine

    def made_ready(self) -> Callable[[int], Counted]:
        """What runs a replication; plans are drawn up where it does."""
        offers = Offers(self.scenario, self.combinations)
        return partial(_counted, offers, self.seed, self.engine)

    def failed(self, item: int, why: str) -> Failure:
        """The replication is left out of every combination."""
        return Failure(item, "any combination", why)


@contextmanager
def counting(
    offers: Offers,
    seed: int,
    replications: int,
    engine: Engine = Engine.SIMPY,
    workers: int | None = 1,
) -> Iterator[Iterator[Counted | Failure]]:
    """What was counted in each replication, as they finish.

    The same on any number of workers; None takes as many as pay.
    """
    work: Work[int, Counted | Failure] = Counting(
        offers.scenario, offers.combinations, seed, engine
    )
    processes = _processes(offers, replications, engine) if workers is None else workers
    if processes == 1:
        doing = partial(_counted, offers, seed, engine)
        yield one_after_the_other(work, range(replications), doing)
        return
    at_once = max(1, min(CHUNK, _RUNS_AT_ONCE // len(offers.combinations)))
    with pool(work, processes, at_once) as several:
        yield several.results(range(replications))


def _counted(offers: Offers, seed: int, engine: Engine, replication: int) -> Counted:
    return Counted(replication, _of(offers, seed, replication, engine))


def _of(offers: Offers, seed: int, replication: int, engine: Engine) -> Ints:
    """One replication: a row for each combination; the first is what others are compared with."""
    rows: list[tuple[int, ...]] = []
    first: _First | None = None
    lucks: dict[int, Timetable] = {}
    for plan in offers.plans:
        luck = lucks.get(id(plan.layout))
        if luck is None:
            luck = lucks[id(plan.layout)] = drawn(plan.layout, seed, replication, engine)
        record = run(plan, seed, replication, luck, engine)
        first = first or _First(Threats(record))
        rows.append(_row(record, first))
    return np.array(rows, dtype=np.int64)


@dataclass(frozen=True)
class _First:
    """How each threat fares under the first combination, those that others prevent included."""

    threats: Threats

    @cached_property
    def disrupted(self) -> Bools:
        """By threat: whether it is disrupted in time."""
        scored = self.threats.occurring.scored
        response = response_of(self.threats.record, self.threats.warned[scored])
        found = np.zeros(len(scored), dtype=np.bool_)
        if response is not None:
            found[scored] = response.disrupted
        return found


def _row(record: Record, first: _First) -> tuple[int, ...]:
    """What is counted of a run, and of the first one on the threats that this one leaves."""
    one, left = outcome_of(record), occurring_in(record.timetable).scored
    times, windows = first.threats.time[left], first.threats.occurring.window[left]
    return (
        one.scored,
        one.spent,
        one.missed,
        one.false_alarms,
        one.needless,
        one.prevented,
        one.disrupted,
        int(times.sum()),
        int(np.count_nonzero(times >= windows)),
        int(np.count_nonzero(first.disrupted[left])),
    )


def _processes(offers: Offers, replications: int, engine: Engine) -> int:
    """As many as there are, where starting them takes less than it saves."""
    runs = replications * len(offers.combinations)
    seconds = runs * (SECONDS_A_RUN + SECONDS_A_ROW * offers.plans[0].layout.expected_rows)
    if engine is Engine.COMPILED:
        seconds /= _COMPILED_IS_FASTER
    return (os.cpu_count() or 1) if seconds > POOL_PAYS_SECONDS[engine] else 1
