"""What was found, drawn as the command line draws it, and the events of one replication."""

from __future__ import annotations

import sys
from typing import TextIO

from sim.analyses.comparison.findings import Findings
from sim.measures.trace import TraceEvent, trace_of
from sim.plan.planner import Planner
from sim.replication import Engine, run
from sim.scenario.schema.scenario import Scenario
from sim.screen.report.report import report as draw_comparison
from sim.screen.studies.study import study as draw_study
from sim.screen.toolkit.terminal import console
from sim.studies.results.values import Answers


def report(findings: Findings | Answers, stream: TextIO | None = None) -> None:
    """Draws a comparison, or what a study answers, on a stream, by default standard output."""
    paper = console(sys.stdout if stream is None else stream)
    if isinstance(findings, Answers):
        draw_study(findings, paper)
    else:
        draw_comparison(findings, paper)


def trace(
    scenario: Scenario, *, seed: int = 1, replication: int = 0, engine: str = "simpy"
) -> list[TraceEvent]:
    """Every event of one replication of a scenario as written, in order; the same by any engine.

    Raises:
        NotInstalledError: the engine is.
    """
    return trace_of(run(Planner(scenario).plan(), seed, replication, engine=Engine(engine)))
