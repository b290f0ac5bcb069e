"""Analyses of one scenario and of durations from Python, as their commands make them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.analyses.assumptions.assumptions import (
    DEFAULT_REPLICATIONS,
    MATTERS,
    AssumptionFindings,
    study_assumptions,
)
from sim.analyses.fit.durations import Durations, read_durations
from sim.analyses.fit.judged import FitFindings, fitted_and_judged
from sim.analyses.programmes import programmes as of_programmes
from sim.analyses.programmes.programmes import (
    ProgrammeFindings,
    ProgrammeMeasure,
    compare_programmes,
)
from sim.errors import InputError, Problem
from sim.experiments.engines import Wanted
from sim.experiments.progress import Progress
from sim.scenario.reading.reading import given_or_read
from sim.scenario.schema.scenario import Scenario


def programmes(
    scenario: Scenario | str | Path,
    *,
    budget: float | None = None,
    measure: ProgrammeMeasure | str = ProgrammeMeasure.DAYS,
    replications: int = of_programmes.DEFAULT_REPLICATIONS,
    seed: int = 1,
    workers: int | None = 1,
    engine: Wanted | str = Wanted.AUTO,
    progress: Progress | None = None,
) -> ProgrammeFindings:
    """What each programme of a scenario gains for its cost, alone and in combinations.

    A cost-effectiveness analysis on common random numbers, as `entente programmes` makes it. Up to
    eight programmes, every combination within the budget is run.

    Args:
        scenario: one that is there, a file, or the name of a shipped one.
        budget: what may be spent together, in the scenario's unit of money; None for no limit.
        measure: what they are to buy: ``days``, ``detected``, ``disrupted`` or ``prevented``.
        replications: of every combination.
        seed: the random seed.
        workers: how many processes; None takes as many as pay.
        engine: ``auto``, ``simpy`` or ``compiled``; all give the same.
        progress: called as it goes on.

    Raises:
        InputError: the scenario cannot be used, a number is out of range, or there is no such
            measure or engine.
        NoProgrammesError: the scenario has none.
        NoResponseError: they are to disrupt threats, and nothing follows a warning.
        NothingScoredError: no threat is followed to the end of its window.
        NothingDoneError: every replication failed, or it was stopped before one was complete.
    """
    reading = given_or_read(scenario)
    return compare_programmes(
        reading.scenario,
        budget=budget,
        measure=measure,
        replications=replications,
        seed=seed,
        workers=workers,
        engine=engine,
        heading=reading.name,
        progress=progress,
    )


def assumptions(
    scenario: Scenario | str | Path,
    *,
    matters: float = MATTERS,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = 1,
    workers: int | None = 1,
    engine: Wanted | str = Wanted.AUTO,
    progress: Progress | None = None,
) -> AssumptionFindings:
    """A sensitivity analysis: every number without a source at half and at double, one at a time.

    On common random numbers, as `entente assumptions` makes it.

    Args:
        scenario: one that is there, a file, or the name of a shipped one.
        matters: the share of the detection time by which it has to move for a change to matter.
        replications: of every number at half and at double.
        seed: the random seed.
        workers: how many processes; None takes as many as pay.
        engine: ``auto``, ``simpy`` or ``compiled``; all give the same.
        progress: called as it goes on.

    Raises:
        InputError: the scenario cannot be used, or there is no such engine.
        NothingDoneError: every replication failed, or it was stopped before one was complete.
        NothingScoredError: no threat is followed to the end of its window.
    """
    return study_assumptions(
        given_or_read(scenario),
        matters=matters,
        replications=replications,
        seed=seed,
        workers=workers,
        engine=engine,
        progress=progress,
    )


def fit(
    durations: str | Path | Sequence[float] | npt.NDArray[np.float64],
    *,
    unit: str | None = None,
    column: str | None = None,
    censored: str | None = None,
    truncated: str | None = None,
) -> FitFindings:
    """A distribution fitted to durations by maximum likelihood, with the line for a scenario.

    As `entente fit` does it; right-censored and truncated durations are allowed for.

    Args:
        durations: a CSV file, or the durations themselves, in hours, all of them ended.
        unit: of numbers without one in a file: ``h`` or ``d``.
        column: where the durations stand in a file: a heading, or the number of a column.
        censored: the column of a file that marks what was still going on.
        truncated: the longest that each could have been and be in the file: a column, or one
            duration for all.

    Raises:
        InputError: the file cannot be read, or the durations are too few.
        ResearchNotInstalledError: scipy is not there.
    """
    if isinstance(durations, str | Path):
        return fitted_and_judged(
            read_durations(
                Path(durations), unit=unit, column=column, censored=censored, truncated=truncated
            )
        )
    try:
        hours = np.asarray(durations, dtype=np.float64)
    except ValueError as error:
        raise InputError([Problem(file="durations", expected="hours", found=str(error))]) from None
    ended = np.zeros(hours.shape, dtype=np.bool_)
    return fitted_and_judged(Durations("durations", "1", hours, ended))
