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
    from sim.sweep.standing import standing
    from sim.sweep.store import open_store

    with open_store(store) as opened:
        found = standing(opened)
    if as_json:
        print_as_json(found)
        return
    from sim.screen.sweep import status
    from sim.screen.terminal import console

    status(found, console(sys.stdout))
