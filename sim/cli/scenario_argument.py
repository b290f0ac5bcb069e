"""What several commands share: which scenario and settings, which seed, and what runs it."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from pathlib import Path
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


def with_option(command: Command) -> Command:
    """--with FILE, as often as wanted."""
    return click.option(
        "--with",
        "settings",
        metavar="FILE",
        multiple=True,
        type=click.Path(path_type=Path),
        help="Set what a file says: paths with values, or keys as in a scenario. Can be repeated; "
        "--set comes after it.",
    )(command)


def seed_option(what: str) -> Callable[[Command], Command]:
    """--seed: the random seed of a report, or of another answer."""
    return click.option(
        "--seed",
        type=click.IntRange(0, 2**63 - 1),
        default=1,
        show_default=True,
        help=f"Random seed; the same seed gives the same {what}.",
    )


def workers_option(command: Command) -> Command:
    """--workers: how many processes."""
    return click.option(
        "--workers",
        type=click.IntRange(1, 1024),
        help="Number of worker processes (default: automatic).",
    )(command)


def engine_option(command: Command) -> Command:
    """--engine: what runs the replications."""
    return click.option(
        "--engine",
        type=click.Choice(["auto", "simpy", "compiled"]),
        default="auto",
        show_default=True,
        help="Simulation engine: all give the same results, compiled is faster once started.",
    )(command)


def a_number(_ctx: click.Context, _option: click.Parameter, value: float | None) -> float | None:
    """Refuses nan, which no range does."""
    if value is not None and isnan(value):
        raise click.BadParameter("nan is not a number.")
    return value
