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
    help="Folder for the tables; made where there is none.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet"]),
    default="csv",
    show_default=True,
    help="Parquet needs the extra 'research'.",
)
@click.option(
    "--byte-order-mark",
    is_flag=True,
    help="Begin CSV with the mark by which some spreadsheets know UTF-8.",
)
def command(store: Path, folder: Path, form: str, *, byte_order_mark: bool) -> None:
    """Write the study in STORE as tables: replications, conditions, and what each column means.

    The tables are of what is there now; a study that still runs goes on.
    """
    from sim.errors import printable
    from sim.studies.results.export import Format, export
    from sim.studies.store.reading import open_store
    from sim.studies.store.status import status

    with open_store(store) as opened:
        files = export(opened, folder, Format(form), byte_order_mark=byte_order_mark)
        missing = status(opened).rows_missing
    for file in files:
        click.echo(f"Wrote {printable(str(file))}")
    if missing:
        click.echo(f"{missing:,} rows of the study are still missing.", err=True)
