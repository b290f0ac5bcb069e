"""The command `entente` itself: which subcommands there are, and how mistakes are told."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import click

from sim.cli.endings import (
    BROKEN_PIPE,
    OUTPUT_REFUSED,
    STOPPED,
    ending_as_asked,
    with_streams,
    without_output,
)
from sim.cli.lazy import LazyGroup
from sim.cli.saying import say
from sim.cli.starting import start_quickly
from sim.errors import EntenteError

COMMANDS = {
    "run": "Run a scenario and show what each challenge costs.",
    "page": "Write a scenario as one page for a browser: a map that plays, and figures.",
    "exercise": "Play a scenario with people in the room.",
    "programmes": "Compare programmes by what they gain for their cost.",
    "sweep": "Run a study: one scenario under many conditions.",
    "study": "Inspect a study: status, results, export, reproduce.",
    "assumptions": "Sensitivity analysis: vary every unsourced number by half and double.",
    "fit": "Fit a distribution to durations, and write the line for a scenario.",
    "show": "Draw a scenario: agencies, who shares with whom, every obstacle between.",
    "check": "Check a scenario or a study, and the exercise that it makes.",
    "list": "List the scenarios that come with the program, or the studies.",
    "new": "Write a small commented scenario, or a study, to start from.",
    "schema": "Print the JSON Schema of scenario or study files, or of --json.",
}


_TYPED = "sim.cli.typed"


def _unquoted(typed: list[str]) -> str:
    """How to write a setting that the shell has cut at its spaces."""
    for at, word in enumerate(typed[:-2]):
        if word == "--set" and "=" not in typed[at + 1]:
            rest = typed[at + 1 :]
            end = next((n for n, part in enumerate(rest) if "=" in part), None)
            if end is not None:
                return f'Put the setting in quotes: --set "{" ".join(rest[: end + 1])}"'
    return ""


class Main(LazyGroup):
    """All commands; what the user can mend is told in one message."""

    def main(self, *arguments: Any, **more: Any) -> Any:
        """Runs the program, with streams to write to even where it was started without."""
        start_quickly()
        with_streams()
        return super().main(*arguments, **more)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Takes `entente help run` for `entente run --help`."""
        if args[:1] == ["help"]:
            args = [*args[1:], "--help"]
        ctx.meta[_TYPED] = list(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; what the user can mend is told in one message, without a traceback."""
        warnings.showwarning = _told
        with ending_as_asked():
            try:
                return _flushed(super().invoke(ctx))
            except click.UsageError as error:
                hint = _unquoted(ctx.meta[_TYPED])
                if not hint:
                    raise
                raise click.UsageError(f"{error.message} {hint}", error.ctx) from error
            except EntenteError as error:
                say(str(error))
                sys.exit(2)
            except KeyboardInterrupt:
                click.echo("Stopped before anything was done; there is no result.", err=True)
                sys.exit(STOPPED)
            except BrokenPipeError:
                without_output()
                sys.exit(BROKEN_PIPE)
            except OSError as error:
                if error.errno not in OUTPUT_REFUSED:
                    raise
                without_output()
                click.echo(f"What was to be printed could not be: {error.strerror}.", err=True)
                sys.exit(2)


def _flushed(result: Any) -> Any:
    """What a command gave, once all that it printed is out."""
    sys.stdout.flush()
    return result


def _told(message: Warning | str, *_where: object, **_more: object) -> None:
    """A warning as a sentence; where in the program it arose tells its user nothing."""
    say(str(message))


@click.group(
    cls=Main,
    commands_by_name=COMMANDS,
    modules="sim.cli.commands.{}",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: entente run two-neighbours",
)
@click.version_option(package_name="entente-sim", prog_name="entente")
def main() -> None:
    """See why countries that cooperate against a threat still learn of it too late.

    Agencies in fictional countries pass reports under trust, law and delay; Entente shows what
    each of these costs, on common random numbers, with every hour accounted for.
    """
