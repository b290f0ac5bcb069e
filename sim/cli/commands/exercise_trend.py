"""`entente exercise trend`: several sessions beside each other."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sim.cli.formats import JsonFormat
from sim.cli.session_argument import other_days_option


@click.command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@other_days_option
@click.option(
    "--anonymous",
    is_flag=True,
    help="Leave out the names of people that the journals hold; teams and what was said stay.",
)
@click.option("--markdown", is_flag=True, help="Print it as Markdown.")
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found as JSON.")
def command(
    files: tuple[Path, ...], days: int, *, anonymous: bool, markdown: bool, as_json: bool
) -> None:
    """Put the sessions in several FILES beside each other, of one scenario or of different ones.

    Objectives with evidence and ratings, where the hours went, what decisions were worth, how lucky
    each day was, and which corrective actions the next scenario has.
    """
    from sim.cli.printing import print_as_json
    from sim.exercise.anonymous import without_names
    from sim.exercise.opening import open_session
    from sim.exercise.trend import trend
    from sim.screen.exercise.document import as_markdown
    from sim.screen.exercise.drawn import drawn
    from sim.screen.exercise.trend import trend_document
    from sim.screen.toolkit.printing import paper_of
    from sim.screen.toolkit.terminal import console

    found = trend(
        [without_names(open_session(file, to_read=True)) for file in files]
        if anonymous
        else list(files),
        days,
    )
    if as_json:
        print_as_json(found, JsonFormat.EXERCISE_TREND)
    elif markdown:
        click.echo(as_markdown(trend_document(found)), nl=False)
    else:
        screen = console(sys.stdout)
        screen.print(drawn(trend_document(found), paper_of(screen)))
