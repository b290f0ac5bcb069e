"""The arguments that several commands share: which scenario, which settings, which engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]


def scenario_argument(command: Command) -> Command:
    """SCENARIO: a path, or the name of one that comes with the program."""
    return click.argument("scenario")(command)


def set_option(command: Command) -> Command:
    """--set PATH=VALUE, as often as wanted."""
    return click.option(
        "--set",
        "overrides",
        metavar="PATH=VALUE",
        multiple=True,
        help="Set anything in the scenario, such as dials.trust=0.5. Can be repeated.",
    )(command)


def engine_option(command: Command) -> Command:
    """--engine: what runs the replications."""
    return click.option(
        "--engine",
        type=click.Choice(["auto", "simpy", "compiled"]),
        default="auto",
        show_default=True,
        help="What runs the replications: all give the same, compiled is faster once started.",
    )(command)
