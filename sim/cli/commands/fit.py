"""`entente fit`: a distribution fitted to the user's own durations, as a scenario writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.formats import JsonFormat
from sim.cli.printing import print_found

if TYPE_CHECKING:
    from rich.console import Console

    from sim.analyses.fit.judged import FitFindings


@click.command()
@click.argument("data", metavar="DATA.csv", type=click.Path(path_type=Path))
@click.option(
    "--column",
    metavar="NAME",
    help="Column of the durations: a heading, or a number (default: the only one).",
)
@click.option(
    "--censored",
    metavar="COLUMN",
    help="Column in which yes, true or 1 marks what was still going on (right-censored).",
)
@click.option(
    "--truncated",
    metavar="COLUMN|DURATION",
    help="Where longer durations are missing (right-truncated): the longest that each could have "
    "been and be in the file, from its beginning to the day on which the file was closed. A "
    "column, or one duration for all.",
)
@click.option(
    "--unit",
    type=click.Choice(["h", "d"]),
    help="The unit of numbers without one: hours or days.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found as JSON.")
def command(
    data: Path,
    column: str | None,
    censored: str | None,
    truncated: str | None,
    unit: str | None,
    *,
    as_json: bool,
) -> None:
    """Fit a distribution to the durations in DATA.csv, and print the line for a scenario.

    One duration a line, such as 36 h, or numbers and --unit. Headings are optional, and so are
    semicolons and decimal commas.
    """
    from sim.analyses.fit.durations import read_durations
    from sim.analyses.fit.judged import fitted_and_judged

    durations = read_durations(
        data, unit=unit, column=column, censored=censored, truncated=truncated
    )
    print_found(fitted_and_judged(durations), JsonFormat.FIT, _draw, as_json=as_json)


def _draw(findings: FitFindings, console: Console) -> None:
    from sim.screen.fit import fit

    fit(findings, console)
