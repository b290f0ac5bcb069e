"""`entente list`: the scenarios that come with the program."""

from __future__ import annotations

import sys

import click


@click.command()
def command() -> None:
    """List the scenarios that come with the program, with a line each."""
    from sim.scenario.shipped import shipped
    from sim.screen.catalogue import catalogue
    from sim.screen.terminal import console

    catalogue(shipped(), console(sys.stdout))
