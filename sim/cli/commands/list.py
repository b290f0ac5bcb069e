"""`entente list`: the scenarios, or the studies, that come with the program."""

from __future__ import annotations

import sys

import click


@click.command()
@click.argument("what", type=click.Choice(["scenarios", "studies"]), default="scenarios")
@click.option("--minutes", type=click.IntRange(1), help="Those that take no more minutes.")
@click.option("--people", type=click.IntRange(1), help="Those for so many people.")
@click.option("--tables", type=click.IntRange(1), help="Those that need no more tables.")
@click.option("--role", help="Those with such an agency, as police or border.")
def command(
    what: str, minutes: int | None, people: int | None, tables: int | None, role: str | None
) -> None:
    """List the scenarios that come with the program: what each asks of a room, and is about.

    `entente list studies` lists the studies.
    """
    from sim.screen.toolkit.terminal import console

    if what == "studies":
        if (minutes, people, tables, role) != (None, None, None, None):
            raise click.UsageError("Minutes, people, tables and roles choose among scenarios.")
        from sim.screen.studies.catalogue import catalogue_of_studies
        from sim.studies.file.shipped import shipped_studies

        catalogue_of_studies(shipped_studies(), console(sys.stdout))
        return
    from sim.scenario.reading.shipped import shipped
    from sim.screen.scenario.catalogue import catalogue

    fitting = [one for one in shipped() if one.fits(minutes, people, tables, role)]
    catalogue(fitting, console(sys.stdout))
