"""A group of commands of which each is imported only when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that knows its commands' names, and imports one only to run it."""

    def __init__(
        self, *others: Any, commands_by_name: Mapping[str, str], modules: str, **more: Any
    ) -> None:
        super().__init__(*others, **more)
        self._described, self._modules = commands_by_name, modules

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The names, in the order in which a newcomer meets them."""
        return list(self._described)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in self._described:
            return None
        module = importlib.import_module(self._modules.format(name))
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; a misspelt one is met with the nearest."""
        if args and args[0] not in self._described and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self._described, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._described.items()))
