"""One replication from Python, as a measure sees it."""

from __future__ import annotations

from sim.measures.view import Run
from sim.plan.planner import Planner
from sim.plan.rules.replaced import AS_MODELLED, Rules
from sim.replication import Engine, run
from sim.scenario.problems.misspelt import member
from sim.scenario.schema.scenario import Scenario


def replicate(
    scenario: Scenario,
    *,
    seed: int = 1,
    replication: int = 0,
    rules: Rules = AS_MODELLED,
    engine: str = "simpy",
) -> Run:
    """One replication of a scenario as written, to look at; the same by any engine.

    Args:
        scenario: from `load`.
        seed: the random seed.
        replication: which one, from 0; the same numbers are used in comparisons and studies.
        rules: rules of one's own.
        engine: `simpy` or `compiled`.

    Raises:
        InputError: there is no such engine.
        NotInstalledError: the compiled engine is asked for and not there.
        OwnCodeError: a rule of one's own raises, or gives what it may not.
    """
    return Run(
        run(
            Planner(scenario, rules).plan(),
            seed,
            replication,
            engine=member(Engine, "engine", engine),
        )
    )
