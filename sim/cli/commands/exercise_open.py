"""`entente exercise open`: a session begins."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.scenario_argument import scenario_argument, seed_option, set_option, with_option


@click.command()
@scenario_argument
@set_option
@with_option
@seed_option("The luck of all days.")
@click.option(
    "--day",
    type=click.IntRange(min=0),
    help="The day whose luck the session has; left "
    "out, one on which detection comes neither early nor late.",
)
@click.option(
    "--session",
    "file",
    type=click.Path(path_type=Path),
    help="The journal to write; left out, SCENARIO with the ending .session.",
)
@click.option("--script", type=click.Path(path_type=Path), help="Play the commands of a file.")
@click.option("--plain", is_flag=True, help="Never clear the screen: for screen readers.")
def command(
    scenario: str,
    overrides: tuple[str, ...],
    settings: tuple[Path, ...],
    seed: int,
    day: int | None,
    file: Path | None,
    script: Path | None,
    *,
    plain: bool,
) -> None:
    """Open a session of SCENARIO and play it at the desk."""
    from sim.cli.desk.playing import play, told
    from sim.exercise.session import Session
    from sim.scenario.reading.reading import read

    reading = read(scenario, overrides, settings)
    journal = file or Path(f"{reading.name}.session")
    with Session(reading, seed=seed, day=day, file=journal) as session:
        told([f"The journal is {journal}: `entente exercise resume {journal}` goes on."])
        play(session, journal, script, plain=plain)
