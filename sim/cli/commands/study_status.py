"""`entente study status`: how far a study is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.formats import JsonFormat
from sim.cli.printing import print_found

if TYPE_CHECKING:
    from rich.console import Console

    from sim.studies.results.status_report import StatusReport


@click.command()
@click.argument("store", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(store: Path, *, as_json: bool) -> None:
    """Show the progress of the study in STORE, also while it runs."""
    from sim.studies.results.status_report import standing
    from sim.studies.store.reading import open_store

    with open_store(store) as opened:
        found = standing(opened)
    print_found(found, JsonFormat.STUDY_STATUS, _draw, as_json=as_json)


def _draw(found: StatusReport, console: Console) -> None:
    from sim.screen.studies.sweep import status

    status(found, console)
