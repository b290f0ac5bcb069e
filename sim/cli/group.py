"""The command `entente` itself: which subcommands there are, and how mistakes are told."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from sim.errors import EntenteError

COMMANDS = {
    "run": "Run a scenario and show what each challenge costs.",
    "programmes": "Say which programmes buy the most for their cost.",
    "show": "Draw a scenario: who is there, who may tell whom, what stands between.",
    "check": "Check a scenario file, and the exercise that it makes.",
    "list": "List the scenarios that come with the program.",
    "new": "Write a small commented scenario to start from.",
    "schema": "Print the JSON Schema of scenario files, for editors.",
}


class LazyGroup(click.Group):
    """A group that knows its commands' names, and imports one only to run it."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The names, in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"sim.cli.{name}_command")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; a misspelt one is met with the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; what the user can mend is told in one message, without a traceback."""
        try:
            return super().invoke(ctx)
        except EntenteError as error:
            click.echo(str(error), err=True)
            sys.exit(2)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: entente run two-neighbours",
)
@click.version_option(package_name="entente", prog_name="entente")
def main() -> None:
    """See why countries that cooperate against a threat still learn of it too late.

    Agencies in fictional countries pass reports under trust, law and delay; Entente shows what
    each of these costs, on the same luck, with every hour accounted for.
    """
