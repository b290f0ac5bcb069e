"""What a notebook needs beside loading and comparing: the report drawn, and a trace."""

from __future__ import annotations

import sys
from typing import TextIO

from sim.measures.trace import TraceEvent, trace_of
from sim.plan.plan_of import Planner
from sim.run import Engine, run
from sim.scenario.schema import Scenario
from sim.screen.report import report as draw
from sim.screen.terminal import console
from sim.study.findings import Findings


def report(findings: Findings, stream: TextIO | None = None) -> None:
    """Draws the report of a comparison on a stream, by default standard output."""
    draw(findings, console(sys.stdout if stream is None else stream))


def trace(
    scenario: Scenario, *, seed: int = 1, replication: int = 0, engine: str = "simpy"
) -> list[TraceEvent]:
    """Every event of one replication of a scenario as written, in order; the same by any engine.

    Raises:
        NotInstalledError: the engine is.
    """
    return trace_of(run(Planner(scenario).plan(), seed, replication, engine=Engine(engine)))
