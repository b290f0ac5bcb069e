"""`entente study`: what can be done with the store of a study."""

from __future__ import annotations

import click

from sim.cli.lazy import LazyGroup

COMMANDS = {
    "status": "Say how far a study is.",
    "show": "Answer what a study asks: effects, indices, thresholds.",
    "export": "Write a study as tables for pandas, polars or R.",
    "reproduce": "Run stored rows again and compare them to the last bit.",
}


@click.group(cls=LazyGroup, commands_by_name=COMMANDS, modules="sim.cli.commands.study_{}")
def command() -> None:
    """Look at STORE, the file that `entente sweep` writes; also while it is written."""
