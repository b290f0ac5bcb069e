"""`entente study status`: how far a study is."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sim.cli.as_json import print_as_json


@click.command()
@click.argument("store", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(store: Path, *, as_json: bool) -> None:
    """Say how far the study in STORE is, also while it runs."""
    from sim.studies.results.standing import standing
    from sim.studies.store.reading import open_store

    with open_store(store) as opened:
        found = standing(opened)
    if as_json:
        print_as_json(found)
        return
    from sim.screen.studies.sweep import status
    from sim.screen.toolkit.terminal import console

    status(found, console(sys.stdout))
