"""`entente programmes`: what the programmes of a scenario buy for their cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.formats import JsonFormat
from sim.cli.printing import print_found
from sim.cli.scenario_argument import (
    a_number,
    engine_option,
    scenario_argument,
    seed_option,
    set_option,
    workers_option,
)

if TYPE_CHECKING:
    from rich.console import Console

    from sim.analyses.programmes.programmes import ProgrammeFindings


@click.command()
@scenario_argument
@set_option
@click.option(
    "--budget",
    type=click.FloatRange(0),
    callback=a_number,
    help="Most that may be spent, in the scenario's unit of money (default: no limit).",
)
@click.option(
    "--measure",
    type=click.Choice(["days", "detected", "disrupted", "prevented"]),
    default="days",
    show_default=True,
    help="What to gain: days until detection, threats detected or disrupted in time, or prevented.",
)
@seed_option("answer")
@click.option(
    "-n",
    "--replications",
    type=click.IntRange(1, 1_000_000),
    default=400,
    show_default=True,
    help="Replications of every combination of programmes.",
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
    """Compare the programmes of SCENARIO by what they gain for their cost.

    Each runs alone and in every combination within the budget, on common random numbers.
    """
    from sim.analyses.programmes.programmes import compare_programmes
    from sim.cli.analysing import end, found
    from sim.cli.warned import warn
    from sim.scenario.reading.reading import read

    reading = read(scenario, overrides)
    warn(reading)
    findings = found(
        lambda progress: compare_programmes(
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
    )
    print_found(findings, JsonFormat.PROGRAMMES, _draw, as_json=as_json)
    end(findings)


def _draw(findings: ProgrammeFindings, console: Console) -> None:
    from sim.screen.programmes import programmes

    programmes(findings, console)
