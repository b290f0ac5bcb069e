"""Where the time of the compiled engine goes: microseconds a handling, step by step.

By itself: ``python -m benchmarks.steps [ROUNDS]``.
"""

from __future__ import annotations

import gc
import sys
from itertools import pairwise
from statistics import median
from time import process_time

import numpy as np

from benchmarks.network import network
from sim.chance.keys import replication_key
from sim.engine.compiled.engine import CompiledRun, record_of
from sim.engine.compiled.several import go_on
from sim.engine.draws.compiled import compiled_timetable
from sim.engine.draws.reports import drawn_instances, drawn_reports
from sim.engine.record import NEVER
from sim.plan.planner import Planner
from sim.plan.values.plan import Plan

TOGETHER = 10
"""Replications in a round."""


def measure(rounds: int) -> None:
    """Prints the steps of a replication, each the median of its rounds (least to most).

    The reports are drawn twice, once by themselves, so that the rest of the timetable is known.
    """
    plan = Planner(network()).plan()
    _round(plan, 0)
    gc.collect()
    gc.freeze()
    steps = [_round(plan, number * TOGETHER) for number in range(1, rounds + 1)]
    gc.unfreeze()
    print(f"Microseconds a handling, median of {rounds} rounds (least to most)")
    for name in steps[0]:
        times = [step[name] for step in steps]
        print(f"  {name:8}{median(times):8.4f} ({min(times):.4f} to {max(times):.4f})")


def _round(plan: Plan, first: int) -> dict[str, float]:
    """Microseconds a handling by step, of some replications together."""
    spent = dict.fromkeys(("reports", "rows", "world", "loop", "record", "freeing"), 0.0)
    handlings = 0
    for replication in range(first, first + TOGETHER):
        handlings += _replication(plan, replication, spent)
    spent["all"] = sum(spent.values())
    return {step: 1e6 * seconds / handlings for step, seconds in spent.items()}


def _replication(plan: Plan, replication: int, spent: dict[str, float]) -> int:
    """Adds to each step what it takes, in seconds; gives the handlings."""
    root = np.array([replication_key(1, replication)], dtype=np.uint64)
    instants = [process_time()]
    drawn = drawn_reports(plan.layout, drawn_instances(plan.layout, root), root)
    del drawn
    instants.append(process_time())
    timetable = compiled_timetable(plan.layout, 1, replication)
    instants.append(process_time())
    run = CompiledRun.of(plan, timetable)
    instants.append(process_time())
    go_on(run.world, plan.layout.horizon_us, run.extra)
    instants.append(process_time())
    record = record_of(run)
    instants.append(process_time())
    handlings = int((record.done != NEVER).sum())
    freed_from = process_time()
    del record, run, timetable
    freeing = process_time() - freed_from
    took = [later - earlier for earlier, later in pairwise(instants)]
    took[1] -= took[0]
    for step, seconds in zip(spent, (*took, freeing), strict=True):
        spent[step] += seconds
    return handlings


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
