"""`entente schema`: the JSON Schema of scenario files, or of study files."""

from __future__ import annotations

import click

from sim.cli.printing import print_data


@click.command()
@click.argument("what", type=click.Choice(["scenario", "study"]), default="scenario")
def command(what: str) -> None:
    """Print the JSON Schema of scenario files, which editors use for completion.

    `entente schema study` prints that of study files.
    """
    if what == "study":
        from sim.studies.file.json_schema import json_schema
    else:
        from sim.scenario.reading.json_schema import json_schema

    print_data(json_schema())
