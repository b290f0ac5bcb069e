"""`entente show`: one scenario as tables and a matrix."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sim.cli.scenario_argument import scenario_argument, set_option, with_option


@click.command()
@scenario_argument
@set_option
@with_option
def command(scenario: str, overrides: tuple[str, ...], settings: tuple[Path, ...]) -> None:
    """Draw SCENARIO: countries, agencies, who may tell whom, and what stands between.

    Assumed numbers are marked, cited ones carry their source.
    """
    from sim.scenario.reading import read
    from sim.scenario.shipped import find
    from sim.screen.map import show
    from sim.screen.terminal import console

    reading = read(scenario, overrides, settings)
    show(reading.scenario, console(sys.stdout))
    guide = find(scenario).with_suffix(".md")
    if guide.is_file():
        click.echo(f"\nThe facilitator's guide: {guide}")
