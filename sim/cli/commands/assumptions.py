"""`entente assumptions`: how far the headline of a scenario rests on numbers without a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.formats import JsonFormat
from sim.cli.printing import print_found
from sim.cli.scenario_argument import (
    engine_option,
    scenario_argument,
    seed_option,
    set_option,
    workers_option,
)

if TYPE_CHECKING:
    from rich.console import Console

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
    help="Replications of every number at half and at double.",
)
@click.option(
    "--matters",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.05,
    show_default=True,
    help="A change matters from this share of the detection time on.",
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
    """Sensitivity analysis of SCENARIO: vary every unsourced number by half and double.

    One number at a time, on common random numbers: which of them does the result depend on?
    """
    from sim.analyses.assumptions.assumptions import study_assumptions
    from sim.cli.analysing import end, found
    from sim.cli.warned import warn
    from sim.scenario.reading.reading import read

    reading = read(scenario, overrides)
    warn(reading)
    findings = found(
        lambda progress: study_assumptions(
            reading,
            seed=seed,
            replications=replications,
            matters=matters,
            workers=workers,
            engine=engine,
            overrides=overrides,
            progress=progress,
        )
    )
    print_found(findings, JsonFormat.ASSUMPTIONS, _draw, as_json=as_json)
    end(findings)


def _draw(findings: AssumptionFindings, console: Console) -> None:
    from sim.screen.assumptions import tornado

    tornado(findings, console)
