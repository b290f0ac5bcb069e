"""`entente study show`: what a study answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.formats import JsonFormat
from sim.cli.printing import print_found
from sim.cli.scenario_argument import a_number

if TYPE_CHECKING:
    from rich.console import Console

    from sim.studies.results.values import Answers


@click.command()
@click.argument("store", type=click.Path(path_type=Path))
@click.option("--measure", help="Measure to report (default: the study's first).")
@click.option(
    "--axes",
    nargs=2,
    metavar="A B",
    help="Axes of the map and of the thresholds (default: those with the largest effects).",
)
@click.option("--sort", metavar="MEASURE", help="Measure that sorts the table of conditions.")
@click.option("--descending", is_flag=True, help="Sort by the largest first.")
@click.option(
    "--rows",
    type=click.IntRange(1, 1_000_000),
    default=10,
    show_default=True,
    help="Number of conditions in the table.",
)
@click.option(
    "--matters",
    type=float,
    callback=a_number,
    help="Least change of the measure by which an axis matters (default: a tenth of its range).",
)
@click.option(
    "--missed-above",
    type=click.FloatRange(0, 1),
    callback=a_number,
    help="Share missed above which a condition is bad (default: the median over conditions).",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found as JSON.")
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it as one page for a browser, too.",
)
@click.option("--overwrite", is_flag=True, help="Let --page write over a file that is there.")
def command(
    store: Path,
    measure: str | None,
    axes: tuple[str, str] | None,
    sort: str | None,
    rows: int,
    matters: float | None,
    missed_above: float | None,
    page: Path | None,
    *,
    descending: bool,
    as_json: bool,
    overwrite: bool,
) -> None:
    """Show the results of the study in STORE: effects, a map, thresholds, indices, conditions.

    Of a study that still runs, the results of what is complete.
    """
    from sim.cli.outputs import can_be_written, not_there_yet
    from sim.studies.results.answers import answers
    from sim.studies.store.reading import open_store

    if overwrite and page is None:
        raise click.UsageError("--overwrite is about the file that --page writes.")
    if page is not None:
        can_be_written(page, {"the store itself": store})
        if not overwrite:
            not_there_yet(page, "--overwrite")
    with open_store(store) as opened:
        found = answers(
            opened,
            measure,
            axes=axes or None,
            sort=sort,
            descending=descending,
            rows=rows,
            matters=matters,
            missed_above=missed_above,
        )
    print_found(found, JsonFormat.STUDY_SHOW, _draw, as_json=as_json)
    if page is not None:
        from sim.errors import printable
        from sim.scenario.files.whole_file import written
        from sim.screen.page.study import study_page

        with written(page) as file:
            file.write(study_page(found))
        click.echo(f"Wrote {printable(str(page))}: open it in a browser.", err=True)


def _draw(found: Answers, console: Console) -> None:
    from sim.screen.studies.study import study

    study(found, console)
