"""What was found, drawn as the command line draws it, and the events of one replication."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console

from sim.analyses.assumptions.assumptions import AssumptionFindings
from sim.analyses.checked import Checked
from sim.analyses.comparison.findings import Findings
from sim.analyses.fit.judged import FitFindings
from sim.analyses.programmes.programmes import ProgrammeFindings
from sim.experiments.asked import seed_of, whole
from sim.measures.trace import TraceEvent, trace_of
from sim.plan.planner import Planner
from sim.replication import Engine, run
from sim.scenario.files.other_type import must_be
from sim.scenario.problems.misspelt import member
from sim.scenario.reading.reading import loaded
from sim.scenario.schema.scenario import Scenario
from sim.screen.assumptions import tornado as draw_assumptions
from sim.screen.fit import fit as draw_fit
from sim.screen.programmes import programmes as draw_programmes
from sim.screen.report.report import report as draw_comparison
from sim.screen.scenario.cautions import cautions as draw_checked
from sim.screen.scenario.show import show as draw_scenario
from sim.screen.studies.study import study as draw_study
from sim.screen.toolkit.terminal import console
from sim.screen.toolkit.words import listed
from sim.studies.results.values import Answers

Drawn = Findings | ProgrammeFindings | AssumptionFindings | FitFindings | Answers | Checked
"""Findings of every kind."""
_DRAW: dict[type, Callable[[Any, Console], None]] = {
    Findings: draw_comparison,
    ProgrammeFindings: draw_programmes,
    AssumptionFindings: draw_assumptions,
    FitFindings: draw_fit,
    Answers: draw_study,
    Checked: draw_checked,
}


def report(findings: Drawn, stream: TextIO | None = None) -> None:
    """Draws findings of any kind as the command line does, by default on standard output.

    Raises:
        InputError: it is none of them.
    """
    kinds = listed((kind.__name__ for kind in _DRAW), "or")
    must_be("findings", findings, tuple(_DRAW), kinds)
    _DRAW[type(findings)](findings, _console(stream))


def show(scenario: Scenario | str | Path, stream: TextIO | None = None) -> None:
    """Draws a scenario as `entente show` does: map, parties, trust, channels, what stands between.

    Args:
        scenario: one that is there, a file, or the name of a shipped one.
        stream: where it is drawn; by default standard output.

    Raises:
        InputError: it cannot be found, read or used; every problem.
    """
    draw_scenario(loaded(scenario), _console(stream))


def _console(stream: TextIO | None) -> Console:
    return console(sys.stdout if stream is None else stream)


def trace(
    scenario: Scenario | str | Path,
    *,
    seed: int = 1,
    replication: int = 0,
    engine: str = "simpy",
) -> list[TraceEvent]:
    """Every event of one replication of a scenario as written, in order; the same by any engine.

    Raises:
        InputError: the scenario cannot be used, a number is out of range, there is no such engine.
        NotInstalledError: it is not installed.
    """
    runs_on = member(Engine, "engine", engine)
    number = whole("replication", replication, least=0)
    plan = Planner(loaded(scenario)).plan()
    return trace_of(run(plan, seed_of(seed), number, engine=runs_on))
