"""`entente programmes`: what the programmes of a scenario buy for their cost."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sim.cli.as_json import print_as_json
from sim.cli.endings import STOPPED
from sim.cli.scenario_argument import (
    a_number,
    engine_option,
    scenario_argument,
    seed_option,
    set_option,
    workers_option,
)

if TYPE_CHECKING:
    from sim.analyses.programmes.programmes import ProgrammeFindings


@click.command()
@scenario_argument
@set_option
@click.option(
    "--budget",
    type=click.FloatRange(0),
    callback=a_number,
    help="What may be spent together, in the scenario's unit of money; left out, no limit.",
)
@click.option(
    "--measure",
    type=click.Choice(["days", "detected", "disrupted", "prevented"]),
    default="days",
    show_default=True,
    help="What to buy: days until detection, threats detected or disrupted in time, or prevented.",
)
@seed_option("answer")
@click.option(
    "-n",
    "--replications",
    type=click.IntRange(1, 1_000_000),
    default=400,
    show_default=True,
    help="Of every combination of programmes.",
)
@workers_option
@engine_option
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found as JSON.")
def command(
    scenario: str,
    overrides: tuple[str, ...],
    budget: float | None,
    measure: str,
    seed: int,
    replications: int,
    workers: int | None,
    engine: str,
    *,
    as_json: bool,
) -> None:
    """Say which programmes of SCENARIO buy the most for their cost.

    Each runs alone and in every combination within the budget, on the same luck.
    """
    from sim.analyses.programmes.programmes import compare_programmes
    from sim.cli.progress import progress_bar
    from sim.cli.warned import warn
    from sim.experiments.failures import NothingDoneError
    from sim.scenario.reading.reading import read
    from sim.statistics.precision import Ending

    reading = read(scenario, overrides)
    warn(reading)
    try:
        with progress_bar() as progress:
            findings = compare_programmes(
                reading.scenario,
                budget=budget,
                measure=measure,
                seed=seed,
                replications=replications,
                workers=workers,
                engine=engine,
                heading=reading.name,
                overrides=overrides,
                progress=progress,
            )
    except NothingDoneError as error:
        click.echo(str(error), err=True)
        sys.exit(STOPPED if error.stopped else 1)
    _print(findings, as_json=as_json)
    if findings.ending is Ending.STOPPED:
        sys.exit(STOPPED)


def _print(findings: ProgrammeFindings, *, as_json: bool) -> None:
    if as_json:
        print_as_json(findings)
        return
    from sim.screen.programmes import programmes
    from sim.screen.toolkit.terminal import console

    programmes(findings, console(sys.stdout))
