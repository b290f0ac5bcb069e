"""`entente show`: one scenario as tables and a matrix."""

from __future__ import annotations

import sys

import click

from sim.cli.scenario_argument import scenario_argument, set_option


@click.command()
@scenario_argument
@set_option
def command(scenario: str, overrides: tuple[str, ...]) -> None:
    """Draw SCENARIO: countries, agencies, who may tell whom, and what stands between.

    Assumed numbers are marked, cited ones carry their source.
    """
    from sim.scenario.reading import read
    from sim.screen.map import show
    from sim.screen.terminal import console

    show(read(scenario, overrides).scenario, console(sys.stdout))
