"""`entente sweep`: runs a study, or what is missing of it."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.endings import STOPPED
from sim.cli.formats import JsonFormat
from sim.cli.printing import print_found

if TYPE_CHECKING:
    from rich.console import Console

    from sim.studies.running.running import Swept


@click.command()
@click.argument("study")
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Store of the rows (default: the study's name with .sqlite, in this folder).",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    help="Number of worker processes (default: automatic).",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Run on the workers of a Dask scheduler, such as tcp://host:8786, and not here.",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "simpy", "compiled"]),
    help="Simulation engine, instead of the study's: all give the same results.",
)
@click.option("--retry", is_flag=True, help="Run again what failed before.")
@click.option("--json", "as_json", is_flag=True, help="Print how it ended as JSON.")
def command(
    study: str,
    store: Path | None,
    workers: int | None,
    cluster: str | None,
    engine: str | None,
    *,
    retry: bool,
    as_json: bool,
) -> None:
    """Run STUDY (a file, or a name from `entente list studies`), or what is missing of it.

    Every row is kept as it comes. Stopped in whatever way, the same command goes on from there.
    Exit codes: 0 done, 1 every run failed, 2 errors, 130 stopped by Ctrl-C.
    """
    from sim.cli.progress import runs_bar
    from sim.cli.warned import warn
    from sim.studies.file.reading import read_study
    from sim.studies.file.shipped import find_study
    from sim.studies.running.running import SweepEnding, sweep

    if cluster is not None and workers is not None:
        raise click.UsageError("--workers is about this computer, and --cluster about another.")
    try:
        opened = read_study(find_study(study))
        warn(opened.base)
        path = Path(f"{opened.name}.sqlite") if store is None else store
        with runs_bar() as progress:
            swept = sweep(
                opened,
                path,
                workers=workers,
                cluster=cluster,
                engine=engine,
                retry=retry,
                progress=progress,
            )
    except KeyboardInterrupt:
        click.echo(
            "Stopped. What was committed before is kept; the same command goes on.", err=True
        )
        sys.exit(STOPPED)
    print_found(swept, JsonFormat.SWEEP, partial(_draw, _again(study, store)), as_json=as_json)
    if swept.ending is SweepEnding.STOPPED:
        sys.exit(STOPPED)
    if not swept.status.rows_done:
        sys.exit(1)


def _again(study: str, store: Path | None) -> str:
    """The command that goes on, wherever it runs."""
    from sim.installed import typed

    where = () if store is None else ("--store", str(store))
    return typed("entente", "sweep", study, *where)


def _draw(again: str, swept: Swept, console: Console) -> None:
    from sim.screen.studies.sweep import swept as draw

    draw(swept, again, console)
