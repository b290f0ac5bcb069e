"""How many reports a second the SimPy engine handles, beside a plain SimPy script."""

from __future__ import annotations

from benchmarks.interleaved import (
    Contestant,
    interleaved,
    print_agreement,
    print_rates,
    print_ratio,
)
from benchmarks.network import network
from benchmarks.plain import PlainNetwork
from sim.engine.record import NEVER
from sim.plan.planner import Planner
from sim.plan.values.plan import Plan
from sim.replication import run

AIM = 3.0
"""How many times as fast as the plain script the engine should be."""


def measure(rounds: int) -> None:
    """Prints a table of interleaved runs of the engine and the script, in one process.

    The engine's share begins with the drawing of the timetable and ends with the record, of which
    nothing is left out; to both, what it takes to free their memory is added.
    """
    contestants = (simpy_engine(Planner(network()).plan()), plain_script())
    times = interleaved(contestants, rounds)
    engine, script = times
    print_rates(contestants, times)
    print_ratio("against the script", engine, script, f"at least {AIM:.1f}")
    print_agreement("engine and script", engine, script)


def simpy_engine(plan: Plan) -> Contestant:
    """The reference engine, with everything recorded."""
    return Contestant(
        "SimPy engine", lambda number: int((run(plan, 1, number).done != NEVER).sum())
    )


def plain_script() -> Contestant:
    """The plain script, which keeps a count alone."""
    return Contestant("plain SimPy script", lambda number: PlainNetwork(number).run())
