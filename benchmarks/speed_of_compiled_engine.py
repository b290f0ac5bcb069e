"""How many reports a second the compiled engine handles, beside SimPy and a bare compiled loop."""

from __future__ import annotations

from argparse import ArgumentParser

from benchmarks.bare import BareNetwork
from benchmarks.interleaved import (
    Contestant,
    interleaved,
    print_agreement,
    print_rates,
    print_ratio,
)
from benchmarks.network import network
from benchmarks.speed_of_simpy_engine import plain_script, simpy_engine
from sim.engine.record import NEVER
from sim.plan.planner import Planner
from sim.plan.values.plan import Plan
from sim.replication import Engine, run

TIMES_THE_SCRIPT = 35.0
"""How many times as fast as the plain script the engine should be."""
TIMES_THE_LOOP = 2.0
"""How many times as long as the bare loop the engine may take."""
TOGETHER = 10
"""Replications of compiled code that are timed together.

One takes some ten milliseconds, of which a collection of garbage would be a good part.
"""


def measure(rounds: int) -> None:
    """Prints a table of interleaved runs of both engines, the script and the loop.

    The share of an engine begins with the drawing of the timetable and ends with the record, of
    which nothing is left out; to all, what it takes to free their memory is added. Compiled code is
    timed once it is compiled.
    """
    plan = Planner(network()).plan()
    contestants = (compiled_engine(plan), _bare_loop(), simpy_engine(plan), plain_script())
    times = interleaved(contestants, rounds)
    engine, loop, _, script = times
    print_rates(contestants, times)
    print_ratio("against the script", engine, script, f"at least {TIMES_THE_SCRIPT:.0f}")
    print_ratio("time against the bare loop", loop, engine, f"at most {TIMES_THE_LOOP:.1f}")
    print_agreement("engine and script", engine, script)
    print_agreement("engine and bare loop", engine, loop)


def compiled_engine(
    plan: Plan, name: str = "compiled engine", together: int = TOGETHER
) -> Contestant:
    """The compiled engine, with everything recorded."""
    return Contestant(name, lambda number: _handled(plan, number), together)


def _handled(plan: Plan, number: int) -> int:
    return int((run(plan, 1, number, engine=Engine.COMPILED).done != NEVER).sum())


def _bare_loop() -> Contestant:
    return Contestant("bare compiled loop", lambda number: BareNetwork(number).run(), TOGETHER)


if __name__ == "__main__":
    parser = ArgumentParser(description="Measure the compiled engine.")
    parser.add_argument("--rounds", type=int, default=9, help="interleaved rounds (default: 9)")
    parser.add_argument("--breakdown", action="store_true", help="show where its time goes instead")
    options = parser.parse_args()
    if options.breakdown:
        from benchmarks import steps_of_compiled_engine

        steps_of_compiled_engine.measure(options.rounds)
    else:
        measure(options.rounds)
