"""`entente exercise open`: a session begins."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.scenario_argument import scenario_argument, seed_option, set_option, with_option
from sim.cli.session_argument import day_option, network_options, plain_option, script_option


@click.command()
@scenario_argument
@set_option
@with_option
@seed_option("days")
@day_option("The day whose luck the session has")
@click.option(
    "--session",
    "file",
    type=click.Path(path_type=Path),
    help="The journal to write; left out, SCENARIO with the ending .session.",
)
@script_option
@plain_option
@network_options
def command(
    scenario: str,
    overrides: tuple[str, ...],
    settings: tuple[Path, ...],
    seed: int,
    day: int | None,
    file: Path | None,
    script: Path | None,
    port: int,
    certificate: Path | None,
    key: Path | None,
    *,
    plain: bool,
    network: bool,
    in_the_room: bool,
) -> None:
    """Open a session of SCENARIO and play it at the desk."""
    from sim.cli.desk.playing import play, told
    from sim.cli.desk.served import serve_room
    from sim.exercise.session import Session
    from sim.scenario.reading.reading import read

    reading = read(scenario, overrides, settings)
    journal = file or Path(f"{reading.name}.session")
    with Session(reading, seed=seed, day=day, file=journal) as session:
        told([f"The journal is {journal}: `entente exercise resume {journal}` goes on."])
        if network:
            serve_room(
                session,
                journal,
                port=port,
                in_the_room=in_the_room,
                certificate=certificate,
                key=key,
            )
        else:
            play(session, journal, script, plain=plain)
