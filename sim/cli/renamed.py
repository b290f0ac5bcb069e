"""Options under the names that they had: taken for one version more, with a note."""

from __future__ import annotations

from collections.abc import Mapping

import click

from sim.cli.saying import say


def with_old_names(old: Mapping[str, str]) -> type[click.Command]:
    """A command that takes options under old names too, which its help does not show.

    Args:
        old: by old name: the new one.
    """

    class WithOldNames(click.Command):
        """Takes an old name for the new one, and says so on standard error."""

        def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
            """Puts the new names in place of the old."""
            return super().parse_args(ctx, [_renamed(word, old) for word in args])

    return WithOldNames


def _renamed(word: str, old: Mapping[str, str]) -> str:
    name, equals, value = word.partition("=")
    if name not in old:
        return word
    say(f"{name} is called {old[name]} now; the old name goes with the next version.")
    return f"{old[name]}{equals}{value}"
