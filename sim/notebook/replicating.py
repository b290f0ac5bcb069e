"""One replication from Python, as a measure sees it."""

from __future__ import annotations

from pathlib import Path

from sim.experiments.asked import seed_of, whole
from sim.experiments.own_code import rules_given
from sim.measures.view import Run
from sim.plan.planner import Planner
from sim.plan.rules.replaced import Rules
from sim.replication import Engine, run
from sim.scenario.problems.misspelt import member
from sim.scenario.reading.reading import loaded
from sim.scenario.schema.scenario import Scenario


def replicate(
    scenario: Scenario | str | Path,
    *,
    seed: int = 1,
    replication: int = 0,
    rules: Rules | None = None,
    engine: str = "simpy",
) -> Run:
    """One replication of a scenario as written, to look at; the same by any engine.

    Args:
        scenario: one that is there, a file, or the name of a shipped one.
        seed: the random seed.
        replication: which one, from 0; the same numbers are used in comparisons and studies.
        rules: rules of one's own.
        engine: `simpy` or `compiled`.

    Raises:
        InputError: the scenario cannot be used, a number is out of range, there is no such engine.
        NotInstalledError: the compiled engine is asked for and not there.
        OwnCodeError: a rule of one's own raises, or gives what it may not.
    """
    runs_on = member(Engine, "engine", engine)
    number = whole("replication", replication, least=0)
    plan = Planner(loaded(scenario), rules_given(rules)).plan()
    return Run(run(plan, seed_of(seed), number, engine=runs_on))
