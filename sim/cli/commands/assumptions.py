"""`entente assumptions`: how far the headline of a scenario rests on numbers without a source."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sim.cli.as_json import print_as_json
from sim.cli.endings import STOPPED
from sim.cli.scenario_argument import (
    engine_option,
    scenario_argument,
    seed_option,
    set_option,
    workers_option,
)

if TYPE_CHECKING:
    from sim.analyses.assumptions.assumptions import AssumptionFindings


@click.command()
@scenario_argument
@set_option
@seed_option("answer")
@click.option(
    "-n",
    "--replications",
    type=click.IntRange(1, 1_000_000),
    default=200,
    show_default=True,
    help="Of every number at half and at double.",
)
@click.option(
    "--matters",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.05,
    show_default=True,
    help="The share of the headline by which it has to move for a change to matter.",
)
@workers_option
@engine_option
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found as JSON.")
def command(
    scenario: str,
    overrides: tuple[str, ...],
    seed: int,
    replications: int,
    matters: float,
    workers: int | None,
    engine: str,
    *,
    as_json: bool,
) -> None:
    """Say how far what SCENARIO shows rests on assumptions.

    Every number without a source runs at half and at double, each by itself, on the same luck.
    """
    from sim.analyses.assumptions.assumptions import study_assumptions
    from sim.cli.progress import progress_bar
    from sim.cli.warned import warn
    from sim.experiments.failures import NothingDoneError
    from sim.scenario.reading.reading import read
    from sim.statistics.precision import Ending

    reading = read(scenario, overrides)
    warn(reading)
    try:
        with progress_bar() as progress:
            findings = study_assumptions(
                reading,
                seed=seed,
                replications=replications,
                matters=matters,
                workers=workers,
                engine=engine,
                overrides=overrides,
                progress=progress,
            )
    except NothingDoneError as error:
        click.echo(str(error), err=True)
        sys.exit(STOPPED if error.stopped else 1)
    _print(findings, as_json=as_json)
    if findings.ending is Ending.STOPPED:
        sys.exit(STOPPED)


def _print(findings: AssumptionFindings, *, as_json: bool) -> None:
    if as_json:
        print_as_json(findings)
        return
    from sim.screen.assumptions import tornado
    from sim.screen.toolkit.terminal import console

    tornado(findings, console(sys.stdout))
