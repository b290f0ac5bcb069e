"""`entente list`: the scenarios, or the studies, that come with the program."""

from __future__ import annotations

import sys

import click


@click.command()
@click.argument("what", type=click.Choice(["scenarios", "studies"]), default="scenarios")
def command(what: str) -> None:
    """List the scenarios that come with the program, with a line each.

    `entente list studies` lists the studies.
    """
    from sim.screen.terminal import console

    if what == "studies":
        from sim.screen.sweep import catalogue_of_studies
        from sim.sweep.shipped import shipped_studies

        catalogue_of_studies(shipped_studies(), console(sys.stdout))
        return
    from sim.scenario.shipped import shipped
    from sim.screen.catalogue import catalogue

    catalogue(shipped(), console(sys.stdout))
