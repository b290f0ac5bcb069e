"""`entente exercise rehearse`: many days with robots at the seats."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sim.cli.formats import JsonFormat
from sim.cli.scenario_argument import scenario_argument, seed_option, set_option, with_option


@click.command()
@scenario_argument
@set_option
@with_option
@seed_option("days")
@click.option(
    "-n",
    "--days",
    type=click.IntRange(min=2),
    default=200,
    show_default=True,
    help="Days to rehearse.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found as JSON.")
def command(
    scenario: str,
    overrides: tuple[str, ...],
    settings: tuple[Path, ...],
    seed: int,
    days: int,
    *,
    as_json: bool,
) -> None:
    """Rehearse SCENARIO: many days with robots at the seats, which decide at random.

    Says in what share of days each inject fires and when, which levers ever matter, whether a team
    has nothing to look at or too much, and how far days differ.
    """
    from sim.cli.printing import print_as_json
    from sim.exercise.rehearsal import rehearse
    from sim.scenario.reading.reading import read
    from sim.screen.exercise.rehearsal import rehearsal
    from sim.screen.toolkit.printing import paper_of
    from sim.screen.toolkit.terminal import console

    reading = read(scenario, overrides, settings)
    found = rehearse(reading, days, seed)
    if as_json:
        print_as_json(found, JsonFormat.EXERCISE_REHEARSE)
        return
    screen = console(sys.stdout)
    screen.print(rehearsal(found, reading.scenario, paper_of(screen)))
