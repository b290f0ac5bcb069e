"""`entente exercise open`: a session begins."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from sim.cli.scenario_argument import scenario_argument, set_option, with_option
from sim.cli.session_argument import (
    Network,
    day_option,
    network_options,
    plain_option,
    script_option,
)


@click.command()
@scenario_argument
@set_option
@with_option
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    help="Random seed of its days; left out, 1 with --day, else one that nobody can guess.",
)
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
    seed: int | None,
    day: int | None,
    file: Path | None,
    script: Path | None,
    network: Network | None,
    *,
    plain: bool,
) -> None:
    """Open a session of SCENARIO and play it at the desk."""
    from sim.cli.desk.leading import Lead
    from sim.cli.desk.playing import told
    from sim.exercise.session import Session
    from sim.scenario.reading.reading import read

    with Lead(script, network, plain=plain) as leading:
        reading = read(scenario, overrides, settings)
        journal = file or Path(f"{reading.name}.session")
        drawn = _seed(seed, day)
        with leading.kept(journal), Session(reading, seed=drawn, day=day, file=journal) as session:
            told([f"The journal is {journal}: `entente exercise resume {journal}` goes on."])
            leading.lead(session, journal)


def _seed(seed: int | None, day: int | None) -> int:
    """What was asked for, or else a secret one: whoever knows it can see at home what will come."""
    if seed is not None:
        return seed
    return secrets.randbelow(2**63) if day is None else 1
