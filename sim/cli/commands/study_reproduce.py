"""`entente study reproduce`: stored rows run again and compared."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.endings import STOPPED
from sim.cli.formats import JsonFormat
from sim.cli.printing import print_found

if TYPE_CHECKING:
    from rich.console import Console

    from sim.studies.running.reproducing import Reproduction


@click.command()
@click.argument("store", type=click.Path(path_type=Path))
@click.option(
    "--rows",
    type=click.IntRange(1, 1_000_000),
    default=20,
    show_default=True,
    help="Number of rows, drawn at random.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    help="Random seed that draws the rows (default: others each time).",
)
@click.option(
    "--engine",
    type=click.Choice(["simpy", "compiled"]),
    help="Simulation engine (default: what ran each of them before).",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def command(store: Path, rows: int, seed: int | None, engine: str | None, *, as_json: bool) -> None:
    """Run rows of STORE again, from what it holds, and compare them to the last bit.

    Exit codes: 0 all equal, 1 a difference, 2 errors.
    """
    from sim.cli.progress import runs_bar
    from sim.replication import Engine, NotInstalledError
    from sim.studies.running.reproducing import reproduce
    from sim.studies.store.reading import open_store

    wanted = None if engine is None else Engine(engine)
    if wanted is not None and not wanted.installed:
        raise NotInstalledError
    try:
        with open_store(store) as opened, runs_bar() as progress:
            found = reproduce(opened, rows, seed, wanted, progress)
    except KeyboardInterrupt:
        click.echo("Stopped before all rows were compared.", err=True)
        sys.exit(STOPPED)
    print_found(found, JsonFormat.STUDY_REPRODUCE, _draw, as_json=as_json)
    if not found.all_equal:
        sys.exit(1)


def _draw(found: Reproduction, console: Console) -> None:
    from sim.screen.studies.sweep import reproduction

    reproduction(found, console)
