"""The commands of the desk: one function for each, which does something and says what."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Group, RenderableType
from rich.text import Text

from sim.cli.desk.words_typed import TIMES, TypedError, named, time_of, with_reasons
from sim.exercise.previewing import preview
from sim.exercise.session import Session
from sim.screen.exercise.desk import desk, truth
from sim.screen.exercise.moments import moment
from sim.screen.exercise.team import lever_words, number_of, team_view
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import duration, signed_count

HELP = {
    "go": f"Let the story go on: to the next event, or by or to {TIMES}.",
    "look": "look TEAM: what a team knows; turn the screen, or read it aloud.",
    "levers": "levers [TEAM]: what teams can do, with the numbers to type.",
    "pull": "pull NUMBER [TEAM] [because WHY] [expect WHAT]: a team pulls a lever.",
    "propose": "propose NUMBER [TEAM] [because WHY] [expect WHAT]: others must agree.",
    "agree": "agree TEAM PROPOSAL: a team agrees to a proposal.",
    "refuse": "refuse TEAM PROPOSAL: a team does not agree.",
    "try": "try NUMBER [TEAM]: what a lever would do on this day. For your eyes alone.",
    "say": "say MESSAGE, or say TEAM: MESSAGE: tell all, or one team, something.",
    "fire": "fire INJECT: now, whatever its time.",
    "hold": "hold INJECT: it comes only when you fire it.",
    "move": f"move INJECT to TIME: {TIMES}.",
    "cancel": "cancel INJECT: it never comes.",
    "note": "note TEXT, or note TEAM: TEXT: with the time of the story and of the room.",
    "predict": "predict TEAM: TEXT: sealed until the debrief.",
    "truth": "What is real and what comes next. For your eyes alone.",
    "journal": "Every entry that counts, with its number.",
    "undo": "Take back the last entry.",
    "back": "back NUMBER: go on from an entry; the journal keeps both.",
    "desk": "This desk again.",
    "end": "The session is over; notes and ratings can still be added.",
    "help": "These commands; a beginning that only one has is enough.",
    "quit": "Leave the desk: `entente exercise resume` goes on.",
}
"""Every command, with what it does."""

Command = Callable[[Session, str, Paper], RenderableType]


def _go(session: Session, text: str, paper: Paper) -> RenderableType:
    if text in ("", "next"):
        session.advance()
    else:
        session.advance(to=time_of(text, session.scenario, session.now))
    return desk(session, paper)


def _look(session: Session, text: str, paper: Paper) -> RenderableType:
    team, _ = named(text, list(session.teams))
    return team_view(session.scenario, session.view(team), session.levers, paper)


def _levers(session: Session, text: str, _paper: Paper) -> RenderableType:
    teams = [named(text, list(session.teams))[0]] if text else list(session.teams)
    lines: list[RenderableType] = []
    for team in teams:
        lines.append(Text(safe(team), style="bold underline"))
        for name in session.view(team).levers:
            number = number_of(session.levers, name)
            lines.append(Text.assemble(f"{number:4}  ", lever_words(session.levers[name], team)))
    lines.append(Text("* no source says what it does and costs: an assumption", style="dim"))
    return Group(*lines)


def _lever(session: Session, text: str) -> tuple[str, str]:
    """The lever of a number, and the team that is named behind it or alone can pull it."""
    number, _, rest = text.partition(" ")
    names = list(session.levers)
    if not number.isdigit() or not 1 <= int(number) <= len(names):
        raise TypedError(f"Expected the number of a lever, 1 to {len(names)}: `levers` lists them.")
    lever = session.levers[names[int(number) - 1]]
    if rest.strip():
        return lever.name, named(rest.strip(), list(session.teams))[0]
    if len(lever.teams) > 1:
        raise TypedError(f"Which team? {' or '.join(lever.teams)}, behind the number.")
    return lever.name, lever.teams[0]


def _pull(session: Session, text: str, paper: Paper) -> RenderableType:
    what, why, expects = with_reasons(text)
    lever, team = _lever(session, what)
    session.pull(team, lever, why=why, expects=expects)
    return desk(session, paper)


def _propose(session: Session, text: str, paper: Paper) -> RenderableType:
    what, why, expects = with_reasons(text)
    lever, team = _lever(session, what)
    session.propose(team, lever, why=why, expects=expects)
    return desk(session, paper)


def _answering(*, agrees: bool) -> Command:
    def answer(session: Session, text: str, paper: Paper) -> RenderableType:
        team, number = named(text, list(session.teams))
        session.answer(team, _number(number, "proposal"), agrees=agrees)
        return desk(session, paper)

    return answer


def _try(session: Session, text: str, _paper: Paper) -> RenderableType:
    lever, team = _lever(session, text)
    found = preview(session, team, lever)
    changes = [
        f"{name}: {duration(abs(hours))} {'sooner' if hours < 0 else 'later'}"
        for name, hours in found.detection_hours.items()
        if hours
    ] or ["no detection moves"]
    alarms = found.false_alarms
    if alarms:
        changes.append(f"{signed_count(alarms)} false alarms")
    return Group(
        Text(f"{safe(lever)} by {safe(team)}, if nothing else is decided on this day:"),
        *(Text(f"  {safe(change)}") for change in changes),
        Text("On other days it may be otherwise.", style="dim"),
    )


def _say(session: Session, text: str, paper: Paper) -> RenderableType:
    to, message = _to(session, text)
    if not message:
        raise TypedError("What is to be said?")
    session.improvise(message, to=to)
    return desk(session, paper)


def _to(session: Session, text: str) -> tuple[list[str], str]:
    """The team that a text begins with and a colon follows, and the rest."""
    for team in session.teams:
        if text.lower().startswith(f"{team.lower()}:"):
            return [team], text[len(team) + 1 :].strip()
    return [], text


def _steering(what: str) -> Command:
    def steer(session: Session, text: str, paper: Paper) -> RenderableType:
        inject, rest = named(text, list(session.scenario.injects))
        to = None
        if what == "move":
            to = time_of(rest.removeprefix("to "), session.scenario, session.now)
        session.steer(inject, what, to=to)
        return desk(session, paper)

    return steer


def _note(session: Session, text: str, paper: Paper) -> RenderableType:
    to, words = _to(session, text)
    if not words:
        raise TypedError("What is to be noted?")
    session.note(words, team=to[0] if to else None)
    return desk(session, paper)


def _predict(session: Session, text: str, paper: Paper) -> RenderableType:
    team, words = named(text, list(session.teams))
    session.predict(team, words)
    return desk(session, paper)


def _truth(session: Session, _text: str, paper: Paper) -> RenderableType:
    return truth(session, paper)


def _journal(session: Session, _text: str, _paper: Paper) -> RenderableType:
    return Group(
        *(
            Text(
                f"{entry.number:4}  {moment(session.scenario, entry.story_us / 3.6e9)}  "
                f"{safe(entry.words)}"
            )
            for entry in session.course.entries
        )
    )


def _undo(session: Session, _text: str, paper: Paper) -> RenderableType:
    gone = session.undo()
    return Group(Text(f"Taken back: {safe(gone.words)}"), desk(session, paper))


def _back(session: Session, text: str, paper: Paper) -> RenderableType:
    session.rewind(_number(text, "entry"))
    return desk(session, paper)


def _desk(session: Session, _text: str, paper: Paper) -> RenderableType:
    return desk(session, paper)


def _end(session: Session, _text: str, paper: Paper) -> RenderableType:
    session.end()
    return desk(session, paper)


def _help(_session: Session, text: str, _paper: Paper) -> RenderableType:
    shown = {text: HELP[text]} if text in HELP else HELP
    return Group(*(Text.assemble((f"{name:9}", "bold"), what) for name, what in shown.items()))


def _number(text: str, what: str) -> int:
    if not text.strip().isdigit():
        raise TypedError(f"Expected the number of an {what}: `journal` lists them.")
    return int(text)


COMMANDS: dict[str, Command] = {
    "go": _go,
    "look": _look,
    "levers": _levers,
    "pull": _pull,
    "propose": _propose,
    "agree": _answering(agrees=True),
    "refuse": _answering(agrees=False),
    "try": _try,
    "say": _say,
    "fire": _steering("fire"),
    "hold": _steering("hold"),
    "move": _steering("move"),
    "cancel": _steering("cancel"),
    "note": _note,
    "predict": _predict,
    "truth": _truth,
    "journal": _journal,
    "undo": _undo,
    "back": _back,
    "desk": _desk,
    "end": _end,
    "help": _help,
}
"""What each command does, but `quit`."""
