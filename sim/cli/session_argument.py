"""What commands of an exercise share: which session, its day, other days, and how it is played."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from sim.frozen import frozen

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


@frozen
class Network:
    """How a session is served to browsers."""

    port: int
    in_the_room: bool
    certificate: Path | None
    key: Path | None
    address: str


def network_options(command: Command) -> Command:
    """--network and what belongs to it, as one value: teams at screens of their own."""
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
            help="With --network: the port; 0 takes any that is free.",
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
        click.option(
            "--address",
            default="",
            callback=_host,
            help="With --network: the name or address under which people come (default: one that "
            "the certificate is for, or this machine's own).",
        ),
    )

    @wraps(command)
    def with_network(
        *,
        network: bool,
        in_the_room: bool,
        port: int,
        certificate: Path | None,
        key: Path | None,
        address: str,
        **others: Any,
    ) -> Any:
        _refuse_what_does_not_go_with_it(network=network)
        given = Network(port, in_the_room, certificate, key, address) if network else None
        return command(network=given, **others)

    for option in reversed(options):
        with_network = option(with_network)
    return with_network


def _host(_context: click.Context, _option: click.Parameter, given: str) -> str:
    """The name of a machine, or its address."""
    if not re.fullmatch(r"[A-Za-z0-9.-]*", given):
        raise click.BadParameter("expected a name such as room.school.example, or an address.")
    return given.lower()


def _refuse_what_does_not_go_with_it(*, network: bool) -> None:
    """What would do nothing is a mistake that is told."""
    asked = click.get_current_context().get_parameter_source
    at_the_terminal = ("script", "plain")
    at_screens = ("in_the_room", "port", "certificate", "key", "address")
    for name in at_the_terminal if network else at_screens:
        if asked(name) is ParameterSource.COMMANDLINE:
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(
                f"{option} is for the desk in this terminal, and --network is for browsers."
                if network
                else f"{option} goes with --network, which is not given."
            )
