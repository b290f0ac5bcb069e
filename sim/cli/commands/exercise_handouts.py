"""`entente exercise handouts`: pages to print."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.scenario_argument import scenario_argument, seed_option, set_option, with_option
from sim.cli.session_argument import day_option


@click.command()
@scenario_argument
@set_option
@with_option
@seed_option("days")
@day_option("The day whose cards are printed")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder to write to; pages that are there are written anew.",
)
def command(
    scenario: str,
    overrides: tuple[str, ...],
    settings: tuple[Path, ...],
    seed: int,
    day: int | None,
    folder: Path,
) -> None:
    """Write pages of SCENARIO to print: teams', the facilitator's, a score sheet, a feedback form.

    Each is marked EXERCISE with its team's name, is plain HTML and asks for nothing elsewhere.
    """
    from sim.errors import InputError, Problem
    from sim.exercise.session import Session
    from sim.scenario.reading.reading import read
    from sim.screen.exercise.document import as_html
    from sim.screen.exercise.handouts import handouts

    reading = read(scenario, overrides, settings)
    session = Session(reading, seed=seed, day=day)
    session.advance(to=reading.scenario.horizon)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, (name, blocks) in enumerate(handouts(session).items(), start=1):
            slug = "".join(sign if sign.isalnum() else "-" for sign in name.lower())
            file = folder / f"{number:02}-{slug}.html"
            page = as_html(f"{reading.scenario.title}: {name}", blocks, f"EXERCISE - {name}")
            file.write_text(page, "utf-8")
            click.echo(str(file))
    except OSError as error:
        found = error.strerror or str(error)
        problem = Problem(file=str(folder), expected="a folder to write to", found=found)
        raise InputError([problem]) from error
