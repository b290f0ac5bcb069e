"""The debrief in the room: part after part, guesses first, while what-ifs are being computed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from sim.cli.desk import looking_back
from sim.cli.desk.commands import COMMANDS, HELP, SHEETS
from sim.cli.desk.pages import cleared, paged
from sim.cli.desk.reading import complete_by_tab
from sim.cli.desk.words_typed import TypedError, chosen, split
from sim.cli.endings import EndRequest
from sim.errors import EntenteError
from sim.exercise.actions import CorrectiveAction
from sim.exercise.background import Background
from sim.exercise.debrief import Debrief, Decision, brought_up_to_date, debrief, facts_of
from sim.exercise.session import Session
from sim.screen.exercise.debrief import Part, parts_of_many_days, parts_of_the_day
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.printing import paper_of

ALLOWED = ("look", "levers", "truth", "journal", "note", "rate", "feedback", "action", "people")
"""Commands of the desk that work here as well: none goes on with play."""
_KNOWN = {name: HELP[name] for name in ALLOWED}
HINT = "Enter: on. ?: what else can be typed. q: leave."
_DRAFT = re.compile(r"(?:draft )?([1-9])\b\s*(.*)", re.DOTALL)


class LeftError(Exception):
    """The room has left the debrief."""


def look_back(session: Session, file: Path, days: int, screen: Console) -> None:
    """Leads a room through the debrief of a session, from its own judgement to what it does next.

    What-ifs are computed by another process meanwhile; leaving ends it.
    """
    background = Background(file, days, debrief)
    try:
        _Room(session, screen).through(background)
    except LeftError:
        pass
    finally:
        background.give_up()
    _said(screen, f"`entente exercise report {file} --to FOLDER` drafts the report.")


def _said(screen: Console, words: str) -> None:
    screen.print(Text(words, style="dim"))


class _Room:
    """A room that looks back: what it is shown, asked, and what it types."""

    def __init__(self, session: Session, screen: Console) -> None:
        self._session, self._screen = session, screen
        self._drafts: tuple[CorrectiveAction, ...] = ()

    def through(self, background: Background[Debrief]) -> None:
        """All parts in their order."""
        complete_by_tab(self._session)
        self._judge_first()
        paper = paper_of(self._screen)
        for part in parts_of_the_day(facts_of(self._session), self._session, paper):
            self._show(part)
        found = brought_up_to_date(self._waited_for(background), self._session)
        self._drafts = found.drafts
        for part in self._later(found):
            self._show(part)

    def _later(self, found: Debrief) -> Iterator[Part]:
        return parts_of_many_days(found, self._session, paper_of(self._screen))

    def _judge_first(self) -> None:
        """Each team rates its own decisions before the end is shown, and the session."""
        facts = facts_of(self._session)
        judged = {(one.team, one.decision) for one in facts.forms.judgements}
        wanted = [
            (team, each)
            for each in facts.decisions
            for team in each.teams[:1]
            if (team, each.entry) not in judged
        ]
        if wanted:
            cleared(self._screen)
            self._screen.print(Text("Before anybody sees the end", style="bold"))
            _said(
                self._screen,
                "Each team rates its own decisions: 1, it should not have been taken, to 5, it was "
                "right; and, if it likes, how sure it is in per cent: 4, or 4 80. Enter leaves one "
                "out.",
            )
        for team, decision in wanted:
            question = _rating_question(team, decision)
            self._ask_until(
                question, f"rate {team} {decision.entry} ", "1 to 5, and maybe per cent: 4, or 4 80"
            )
        commented = {one.team for one in facts.forms.feedback}
        missing = [team for team in facts.teams if team not in commented]
        if missing:
            _said(
                self._screen,
                "Feedback: was the session worth its time, 1 to 5; keep WHAT; change WHAT; such as "
                "4 keep the map change more time to talk. Enter leaves it out.",
            )
        for team in missing:
            self._ask_until(team, f"feedback {team} ", "1 to 5, then keep WHAT change WHAT")

    def _ask_until(self, question: str, command: str, expected: str) -> None:
        """Asks until what is typed can be carried out, or nothing is typed."""
        self._screen.print(Text(safe(question)))
        while line := _line("  > "):
            try:
                self._carry_out(f"{command}{line}")
            except EntenteError:
                self._screen.print(Text(f"Expected {expected}. Enter: leave it out.", "bold red"))
                continue
            return

    def _show(self, part: Part) -> None:
        """A part on a fresh screen, behind its question; then whatever the room wants to see."""
        guess = ""
        if part.question:
            cleared(self._screen)
            self._screen.print(Text(f"{part.question}\n", style="bold"))
            guess = _line("Guess first: sooner, later or nothing, by how much? Enter shows it. ")
            _leave_if(guess)
        at_foot = paged(self._screen, part.shown)
        if guess:
            self._screen.print(Text(f"The room guessed: {safe(guess)}", style="bold"))
        self._prompt(at_foot)

    def _prompt(self, line: str) -> None:
        """Commands of the room until it goes on, after one typed at the foot of a page, if any."""
        _said(self._screen, HINT)
        while line := line or _line("> "):
            _leave_if(line)
            line = self._answer(line)

    def _answer(self, line: str) -> str:
        """Does what was typed and shows it; gives the command typed at the foot of a page."""
        try:
            shown = self._carry_out(line)
        except EntenteError as error:
            self._screen.print(Text(str(error), style="bold red"))
            return ""
        if shown is None:
            return ""
        if not _fills_the_screen(line):
            self._screen.print(shown)
            return ""
        at_foot = paged(self._screen, shown, hidden_after=True)
        _said(self._screen, HINT)
        return at_foot

    def _carry_out(self, line: str) -> RenderableType | None:
        command, rest = _command(line)
        if command == "help":
            return _help(chosen(rest, _KNOWN) if rest else "")
        draft = _DRAFT.fullmatch(rest) if command == "action" else None
        if draft:
            return self._take_up(int(draft[1]), draft[2])
        return COMMANDS[command](self._session, rest, paper_of(self._screen))

    def _take_up(self, number: int, owned: str) -> RenderableType:
        """A draft becomes an action that was agreed on."""
        if not 1 <= number <= len(self._drafts):
            raise TypedError(f"There is no draft {number}: part 9 lists {len(self._drafts)}.")
        draft = self._drafts[number - 1]
        looking_back.plan(self._session, draft.action, owned, draft.settings)
        return Text(f"Agreed: {safe(self._session.journal[-1].words)}")

    def _waited_for(self, background: Background[Debrief]) -> Debrief:
        """The debrief, once it is computed; says meanwhile how far it is."""
        shown = ""
        try:
            while not background.wait_a_little():
                if background.step != shown:
                    shown = background.step
                    _said(self._screen, f"Computing {shown}; Ctrl-C leaves.")
        except EndRequest:
            raise
        except KeyboardInterrupt:
            raise LeftError from None
        return background.found


def _fills_the_screen(line: str) -> bool:
    """Whether a line that was understood shows a sheet of its own."""
    return _command(line)[0] in SHEETS


def _command(line: str) -> tuple[str, str]:
    """The command that a line means, and the rest of it.

    Raises:
        TypedError: it means none that works here.
    """
    word, rest = split(line)
    return ("help" if word == "help" else chosen(word, _KNOWN)), rest


def _rating_question(team: str, decision: Decision) -> str:
    expected = f" Expected: {decision.expects}." if decision.expects else ""
    return f"{team} on entry {decision.entry}, {decision.words}.{expected}"


def _help(command: str) -> RenderableType:
    """What can be typed, or what one command does."""
    if command:
        return Text(f"{command}  {HELP[command]}")
    lines = [f"{name}  {HELP[name]}" for name in ALLOWED]
    lines.append("action 1 owner WHO due WHEN: take up the first draft of part 9.")
    return Text("\n".join([*lines, HINT]))


def _leave_if(line: str) -> None:
    if line.strip().lower() in ("q", "quit", "exit"):
        raise LeftError


def _line(prompt: str) -> str:
    """What is typed; the end of the input, or Ctrl-C, leaves."""
    try:
        return input(prompt).strip()
    except EndRequest:
        raise
    except (EOFError, KeyboardInterrupt):
        print(file=sys.stderr)  # noqa: T201 - the line that was begun ends
        raise LeftError from None
