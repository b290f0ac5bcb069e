"""`entente study`: what can be done with the store of a study."""

from __future__ import annotations

import click

from sim.cli.lazy import LazyGroup

COMMANDS = {
    "status": "Show the progress of a study.",
    "show": "Show results: effects, indices, thresholds.",
    "export": "Export a study as tables for pandas, polars or R.",
    "reproduce": "Run stored rows again and compare them to the last bit.",
}


@click.group(cls=LazyGroup, commands_by_name=COMMANDS, modules="sim.cli.commands.study_{}")
def command() -> None:
    """Inspect STORE, the file that `entente sweep` writes; also while it is written."""
