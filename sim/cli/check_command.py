"""`entente check`: errors in the file, and warnings about the exercise."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sim.cli.scenario_argument import set_option, with_option


@click.command()
@click.argument("file")
@set_option
@with_option
@click.option("--strict", is_flag=True, help="Exit with 1 when there are warnings.")
def command(
    file: str, overrides: tuple[str, ...], settings: tuple[Path, ...], *, strict: bool
) -> None:
    """Check FILE, and warn about the exercise that it makes.

    Exit codes: 0 fine (warnings included), 1 warnings with --strict, 2 errors.
    """
    from sim.plan.checks import warnings
    from sim.scenario.reading import read
    from sim.screen.cautions import cautions
    from sim.screen.terminal import console

    reading = read(file, overrides, settings)
    found = warnings(reading.scenario)
    cautions(reading, found, console(sys.stdout))
    if strict and found:
        sys.exit(1)
