"""`entente study export`: a study as tables for other programs."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("store", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder; made where there is none.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet"]),
    default="csv",
    show_default=True,
    help="Parquet needs the extra 'research'.",
)
def command(store: Path, folder: Path, form: str) -> None:
    """Write the study in STORE as tables: replications, conditions, and what each column means.

    The tables are of what is there now; a study that still runs goes on.
    """
    from sim.sweep.export import Format, export
    from sim.sweep.store import open_store
    from sim.sweep.store_summary import status

    with open_store(store) as opened:
        files = export(opened, folder, Format(form))
        missing = status(opened).rows_missing
    for file in files:
        click.echo(f"Wrote {file}")
    if missing:
        click.echo(f"{missing:,} rows of the study are still missing.", err=True)
