"""Lines for the desk: typed at a prompt with completion, from a script, or from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from sim.cli.desk.commands import HELP
from sim.errors import InputError, Problem
from sim.exercise.ordering import ORDERED
from sim.exercise.session import Session
from sim.scenario.schema.effects import InjectKeys

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


def completions(line: str, session: Session) -> list[str]:
    """What the word that a line ends with could become: a command, or a name of several words."""
    command, space, rest = line.lstrip().partition(" ")
    if not space:
        return [f"{name} " for name in HELP if name.startswith(command.lower())]
    begun = [name for name in HELP if name.startswith(command.lower())]
    exact = command if command in HELP else begun[0] if len(begun) == 1 else None
    words = rest.split(" ")
    for first in range(len(words)):
        typed_so_far = " ".join(words[first:]).lower()
        names = _named_behind(exact, session, first=not first) if exact else []
        found = [name for name in names if name.lower().startswith(typed_so_far)]
        if found:
            kept = len(typed_so_far) - len(words[-1])
            return [f"{name[kept:]} " for name in found]
    return []


def _named_behind(command: str, session: Session, *, first: bool) -> list[str]:
    """Names that can stand first behind a command, or after what stands first."""
    teams, injects = list(session.teams), list(session.scenario.injects)
    if first and command in ("pull", "propose", "preview"):
        course = session.course
        return [
            each.name for each in session.levers.values() if course.pulls_of(each.name) < each.often
        ]
    if command in ("fire", "hold", "move", "cancel"):
        return injects
    if command == "order" and not first:
        cases = {one.case for name in teams for one in session.view(name).seen}
        words = [*ORDERED, "case", "category", "to", "from", "because", "expect"]
        return [*words, *sorted(cases), *session.scenario.categories(), *teams]
    if command in ("send", "keep") and not first:
        waiting = [one.name for name in teams for one in session.view(name).waiting]
        return ["all", *(name.removeprefix("report ") for name in waiting)]
    if command == "change":
        return [f"{kind}:" for kind in InjectKeys.model_fields]
    if command == "help":
        return list(HELP)
    return teams
