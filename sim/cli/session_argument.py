"""What commands of an exercise share: which session, its day, other days, and how it is played."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]


def session_argument(command: Command) -> Command:
    """FILE: the journal of a session."""
    return click.argument("file", type=click.Path(path_type=Path))(command)


def day_option(what: str) -> Callable[[Command], Command]:
    """--day: the replication that a session, or another thing, is of."""
    return click.option(
        "--day",
        type=click.IntRange(min=0),
        help=f"{what}; left out, one on which detection comes neither early nor late.",
    )


def other_days_option(command: Command) -> Command:
    """--days: how many days a session is compared with."""
    return click.option(
        "--days",
        type=click.IntRange(min=1),
        default=200,
        show_default=True,
        help="Other days to compare with: the same decisions, other luck.",
    )(command)


def script_option(command: Command) -> Command:
    """--script: commands from a file."""
    return click.option(
        "--script", type=click.Path(path_type=Path), help="Play the commands of a file."
    )(command)


def plain_option(command: Command) -> Command:
    """--plain: for screen readers."""
    return click.option(
        "--plain",
        is_flag=True,
        help="Never clear the screen, and tell only what is new: for screen readers.",
    )(command)


def network_options(command: Command) -> Command:
    """--network and what belongs to it: teams at screens of their own."""
    options = (
        click.option(
            "--network",
            is_flag=True,
            help="Serve wall, desk, seats and pads to browsers, from this machine.",
        ),
        click.option(
            "--in-the-room",
            is_flag=True,
            help="With --network: let other machines of this network ask, too.",
        ),
        click.option(
            "--port",
            type=click.IntRange(0, 65535),
            default=8765,
            show_default=True,
            help="With --network: the port.",
        ),
        click.option(
            "--certificate",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="With --network: a certificate (PEM), so that what travels is encrypted.",
        ),
        click.option(
            "--key",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="With --certificate: its key (PEM).",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command
