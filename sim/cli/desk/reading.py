"""Lines for the desk: typed at a prompt with completion, from a script, or from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from sim.cli.desk.completing import completions
from sim.cli.endings import EndRequest
from sim.errors import InputError, Problem
from sim.exercise.session import Session

PROMPT = "> "


def lines_of(script: Path) -> Iterator[tuple[int, str]]:
    """The lines of a script with their numbers; what follows # is a remark.

    Raises:
        InputError: it cannot be read.
    """
    try:
        text = script.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(file=str(script), expected="a text with commands", found=str(error))
        raise InputError([problem]) from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.strip()


def typed(session: Session) -> Iterator[str]:
    """Lines as they are typed, to the end of the input; Ctrl-C drops the line begun.

    An empty line counts where somebody types it, not in a pipe.
    """
    at_prompt = sys.stdin.isatty()
    if at_prompt:
        complete_by_tab(session)
    while True:
        try:
            line = input(PROMPT if at_prompt else "").strip()
        except EOFError:
            return
        except EndRequest:
            raise
        except KeyboardInterrupt:
            print(file=sys.stderr)  # noqa: T201 - the line that was begun ends
            continue
        if line or at_prompt:
            yield line


def complete_by_tab(session: Session) -> None:
    """Lets Tab complete commands and names, where the system can."""
    try:
        import readline
    except ImportError:  # as on Windows
        return

    def complete(_text: str, state: int) -> str | None:
        found = completions(readline.get_line_buffer()[: readline.get_endidx()], session)
        return found[state] if state < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims(" ")
    # The editor of macOS has the same module, with words of its own.
    mac = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if mac else "tab: complete")
