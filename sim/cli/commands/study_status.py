"""`entente study status`: how far a study is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.formats import Format
from sim.cli.printing import print_found

if TYPE_CHECKING:
    from rich.console import Console

    from sim.studies.results.standing import Standing


@click.command()
@click.argument("store", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(store: Path, *, as_json: bool) -> None:
    """Show the progress of the study in STORE, also while it runs."""
    from sim.studies.results.standing import standing
    from sim.studies.store.reading import open_store

    with open_store(store) as opened:
        found = standing(opened)
    print_found(found, Format.STUDY_STATUS, _draw, as_json=as_json)


def _draw(found: Standing, console: Console) -> None:
    from sim.screen.studies.sweep import status

    status(found, console)
