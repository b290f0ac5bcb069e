"""The commands of the desk: one function for each, what it does and what it shows."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.cli.desk import looking_back
from sim.cli.desk.ruling import SHAPE, rule
from sim.cli.desk.words_typed import (
    CHANGE,
    TIMES,
    TypedError,
    chosen,
    effects_of,
    minutes_typed,
    named,
    note_of,
    order_about,
    time_of,
    with_reasons,
)
from sim.exercise.agenda import next_call
from sim.exercise.journal.entries import Advanced, WentBack
from sim.exercise.journal.orders import ORDERS
from sim.exercise.levers import Lever, partners_left_out
from sim.exercise.moves import move_at, moves_of
from sim.exercise.previewing import preview, preview_of_change
from sim.exercise.session import Session
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.screen.exercise.desk import entry_words, journal, truth
from sim.screen.exercise.gains import gained
from sim.screen.exercise.team import MOST_TEAMS_LISTED, numbers_of, team_view
from sim.screen.scenario.levers import lever_words
from sim.screen.scenario.moments import moment
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import plural, signed_count

HELP = {
    "begin": "Play begins: minutes of the room count from here on, or from the first step.",
    "go": f"[TIME]: let the story go on, to the next event (Enter does, too), by or to {TIMES}, or "
    "to the end of the move (go move) or of the story (go end). It stops by itself at what the "
    "room must answer.",
    "look": "TEAM [at TIME]: what a team knows, or knew then; turn the screen to it, Enter hides "
    "it again.",
    "levers": "[TEAM]: what teams can do, with the numbers to type.",
    "pull": "LEVER [TEAM] [because WHY] [expect WHAT]: a team pulls a lever, by number or name.",
    "propose": "LEVER [TEAM] [because WHY] [expect WHAT]: others must agree.",
    "order": "TEAM WHAT [case NAME] [category NAME] [to|from WHOM] [because WHY] [expect WHAT], "
    "and WHAT is hold: keep copies back until the order is lifted; send: all, also those kept "
    "back, refused or lost; ask us first [within 12 h]: wait for `send` or `keep`; read first; "
    "discount or believe from WHOM [at 30 %]: how far its word counts; warn case NAME: act on it "
    "now; ask case NAME [to WHOM]: a request to partners.",
    "lift": "TEAM NUMBER: an order of the team stands no longer; one of the scenario by its name.",
    "send": "TEAM REPORT|all [because WHY]: what waits for the team's answer is sent.",
    "keep": "TEAM REPORT|all [because WHY]: it is kept until the team orders to send it.",
    "agree": "TEAM [PROPOSAL]: a team agrees to a proposal, by number where several are open.",
    "refuse": "TEAM [PROPOSAL]: a team does not agree.",
    "preview": "LEVER [TEAM], or change ...: what it would do on this day. For your eyes alone.",
    "say": "MESSAGE, or TEAM: MESSAGE: tell all, or one team, something.",
    "change": f"EFFECT: change the world by hand, as an inject does: {CHANGE}.",
    "rule": f"{SHAPE}: what becomes of an action that nobody foresaw. Without `now`, a first look.",
    "fire": "INJECT: now, whatever its time.",
    "hold": "INJECT: it comes only when you fire it.",
    "move": f"INJECT to TIME: {TIMES}.",
    "cancel": "INJECT: it never comes.",
    "more": "[MINUTES]: more minutes for the move, 2 where none are said; +5 does the same.",
    "note": "TEXT, or TEAM: TEXT [-- WHO]: with both times; + before it makes it a strength in the "
    "report, - an area for improvement.",
    "people": "TEAM: NAME, NAME: who its people are, for the report.",
    "predict": "TEAM: TEXT: sealed until the debrief.",
    "rate": "TEAM DECISION 1-5 [SURE %]: a team rates its own decision, as "
    "`rate Lirenta 7 4 80 %`. OBJECTIVE P|S|M|U [because WHY]: you rate an objective, "
    "with the evaluators.",
    "feedback": "TEAM 1-5 [keep WHAT] [change WHAT]: was it worth its time?",
    "action": "WHAT [owner WHO] [due WHEN] [set PATH=VALUE]: a corrective action, and what it "
    "would change in the scenario.",
    "truth": "What is real and what comes next. For your eyes alone.",
    "journal": "Every entry that counts, with its number.",
    "undo": "[NUMBER]: take back the last entry, if that is it: a decision, a note, or that the "
    "story went on.",
    "back": "NUMBER: go back to an entry and on from there; the journal keeps both.",
    "desk": "This desk again, as q does; `desk all`: also what the screen has no room for.",
    "end": "The session is over; notes and ratings can still be added.",
    "help": "[COMMAND]: these commands, as ? does. A beginning that only one has is enough.",
    "quit": "Leave the desk, as Ctrl-D does: `entente exercise resume` goes on.",
}
"""Every command, with what it does."""

SHEETS = {"look", "levers", "preview", "truth", "journal", "help"}
"""Commands that show something else than the desk."""

Command = Callable[[Session, str, Paper], RenderableType | None]
"""Does something; gives what it shows, or what is to be said above the desk."""


def _go(session: Session, text: str, _paper: Paper) -> RenderableType | None:
    if text in ("", "next"):
        session.advance()
        return None
    target = _target(session, text)
    stop = next_call(session.world, session.course.now_us) / HOUR
    session.advance(to=min(target, stop) if target > session.now else target)
    if stop < target:
        return Text(f"Stopped before {moment(session.scenario, target)}: see what is new.")
    return None


def _target(session: Session, text: str) -> float:
    """The hour of the story to which it is to go on."""
    if text in ("move", "to move", "end of move"):
        return move_at(moves_of(session.scenario), session.now).ends
    if text in ("end", "to end", "to the end"):
        return session.scenario.horizon
    return time_of(text, session.scenario, session.now)


def _look(session: Session, text: str, paper: Paper) -> RenderableType:
    team, rest = named(text, list(session.teams))
    at = time_of(rest.removeprefix("at "), session.scenario, 0.0) if rest else None
    return team_view(session.scenario, session.view(team, at), session.levers, paper)


def _levers(session: Session, text: str, _paper: Paper) -> RenderableType:
    teams = [named(text, list(session.teams))[0]] if text else list(session.teams)
    if len(teams) > MOST_TEAMS_LISTED:
        return _how_many_levers(session)
    numbers = numbers_of(session.levers)
    listing = Table.grid(padding=(0, 2, 0, 0))
    listing.add_column(justify="right", no_wrap=True)
    listing.add_column(overflow="fold")
    for team in teams:
        listing.add_row("", Text(safe(team), style="bold underline"))
        for name in session.view(team).levers:
            listing.add_row(str(numbers[name]), lever_words(session.levers[name], team))
    notes = ["* no source says what it does and costs: an assumption"]
    left_out = partners_left_out(session.scenario, len(session.teams))
    if left_out:
        notes.append(
            f"No card of its own to share more with {plural(left_out, 'other team')} each: "
            "`change trust: ...` by hand, or levers in the scenario file."
        )
    return Group(listing, *(Text(note, style="dim") for note in notes))


def _how_many_levers(session: Session) -> RenderableType:
    """By team: how many there are, where all of them would fill pages."""
    listing = Table.grid(padding=(0, 2, 0, 0))
    for team in session.teams:
        left = len(session.view(team).levers)
        listing.add_row(safe(team), plural(left, "lever"))
    return Group(listing, Text("`levers TEAM` lists those of a team.", style="dim"))


def _lever(session: Session, text: str) -> tuple[str, str]:
    """The lever of a number or name, and the team named behind it, or that alone can pull it."""
    names = list(session.levers)
    number, _, rest = text.partition(" ")
    if number.isdigit():
        if not 1 <= int(number) <= len(names):
            raise TypedError(f"There is no lever {number}: `levers` lists 1 to {len(names)}.")
        lever = session.levers[names[int(number) - 1]]
    else:
        lever, rest = _lever_by_name(session, text)
    if rest.strip():
        return lever.name, named(rest.strip(), list(session.teams))[0]
    if len(lever.teams) > 1:
        raise TypedError(f"Which team? {' or '.join(lever.teams)}, behind the lever.")
    return lever.name, lever.teams[0]


def _lever_by_name(session: Session, text: str) -> tuple[Lever, str]:
    try:
        name, rest = named(text, list(session.levers))
    except TypedError:
        raise TypedError("Expected a lever's number or name: `levers` lists them.") from None
    return session.levers[name], rest


def _pull(session: Session, text: str, _paper: Paper) -> None:
    what, why, expects = with_reasons(text)
    lever, team = _lever(session, what)
    session.pull(team, lever, why=why, expects=expects)


def _propose(session: Session, text: str, _paper: Paper) -> None:
    what, why, expects = with_reasons(text)
    lever, team = _lever(session, what)
    session.propose(team, lever, why=why, expects=expects)


def _order(session: Session, text: str, _paper: Paper) -> None:
    what, why, expects = with_reasons(text)
    team, rest = named(what, list(session.teams))
    verb, rest = named(rest, list(ORDERS))
    session.order(team, verb, **order_about(rest), why=why, expects=expects)


def _replying(what: str) -> Command:
    def reply(session: Session, text: str, _paper: Paper) -> None:
        said, why, _ = with_reasons(text)
        team, rest = named(said, list(session.teams))
        waiting = [one.name for one in session.view(team).waiting]
        report = ""
        if rest.lower() != "all":
            short = {name.removeprefix("report "): name for name in waiting}
            wanted, _ = named(rest, ["all", *short, *waiting])
            report = short.get(wanted, wanted)
        session.reply(team, what, report, why=why)

    return reply


def _lift(session: Session, text: str, _paper: Paper) -> None:
    what, why, _ = with_reasons(text)
    team, order = named(what, list(session.teams))
    by_name = {one.called.lower(): one.called for one in session.view(team).orders}
    called = by_name.get(order.lower(), order)
    session.lift(team, int(called) if called.isdigit() else called, why=why)


def _answering(*, agrees: bool) -> Command:
    def answer(session: Session, text: str, _paper: Paper) -> None:
        team, number = named(text, list(session.teams))
        proposal = _number(number, "a proposal") if number else _only_open(session, team)
        session.answer(team, proposal, agrees=agrees)

    return answer


def proposals_to_answer(session: Session, team: str) -> list[int]:
    """Entries of the proposals of others that wait for the answer of a team."""
    proposals = session.view(team).proposals
    return [one.entry for one in proposals if one.by != team and team not in dict(one.answers)]


def _only_open(session: Session, team: str) -> int:
    """The one proposal that waits for the answer of a team."""
    waiting = proposals_to_answer(session, team)
    if not waiting:
        raise TypedError(f"No proposal waits for an answer of {team}.")
    if len(waiting) > 1:
        raise TypedError(f"Which proposal? {' or '.join(map(str, waiting))}, behind the team.")
    return waiting[0]


def _preview(session: Session, text: str, _paper: Paper) -> RenderableType:
    word, _, rest = text.partition(" ")
    if word == "change":
        title, found = f"change {rest}", preview_of_change(session, effects_of(rest))
    else:
        lever, team = _lever(session, text)
        title, found = session.pulling(team, lever).words, preview(session, team, lever)
    changes = [
        f"{name}: {gained(-hours)}" for name, hours in found.detection_hours.items() if hours
    ] or ["no detection moves"]
    alarms = found.false_alarms
    if alarms:
        changes.append(f"{signed_count(alarms)} false alarms")
    return Group(
        Text(f"{safe(title)}, if nothing else is decided on this day:"),
        *(Text(f"  {safe(change)}") for change in changes),
        Text("On other days it may be otherwise. Nothing has been decided.", style="dim"),
    )


def _change(session: Session, text: str, _paper: Paper) -> None:
    session.improvise("", effects=effects_of(text))


def _begin(session: Session, _text: str, _paper: Paper) -> RenderableType:
    session.begin()
    return Text("Play begins.")


def _more(session: Session, text: str, _paper: Paper) -> RenderableType:
    minutes = minutes_typed(text)
    session.extend(minutes)
    return Text(f"{minutes:+g} minutes for the move.")


def _say(session: Session, text: str, _paper: Paper) -> None:
    to, message = _to(session, text)
    if not message:
        raise TypedError("What is to be said?")
    session.improvise(message, to=to)


def _to(session: Session, text: str) -> tuple[list[str], str]:
    """The team that a text begins with and a colon follows, and the rest."""
    for team in session.teams:
        if text.lower().startswith(f"{team.lower()}:"):
            return [team], text[len(team) + 1 :].strip()
    return [], text


def _steering(what: str) -> Command:
    def steer(session: Session, text: str, _paper: Paper) -> RenderableType | None:
        if not session.scenario.injects:
            raise TypedError("This scenario has no injects: `say` and `change` improvise.")
        inject, rest = named(text, list(session.scenario.injects))
        to = None
        if what == "move":
            to = time_of(rest.removeprefix("to "), session.scenario, session.now)
        session.steer(inject, what, to=to)
        if what != "fire":
            return None
        return Text(f"{safe(inject)} comes now: teams see it as soon as the story goes on.")

    return steer


def _note(session: Session, text: str, _paper: Paper) -> RenderableType:
    words, what, by = note_of(text)
    to, words = _to(session, words)
    if not words:
        raise TypedError("What is to be noted?")
    session.note(words, team=to[0] if to else None, what=what, by=by)
    return Text(f"Noted{f' as {what}' if what else ''}.")


def _predict(session: Session, text: str, _paper: Paper) -> RenderableType:
    team, words = named(text, list(session.teams))
    if not words:
        raise TypedError("What does the team predict?")
    session.predict(team, words)
    return Text(f"Sealed: the prediction of {safe(team)}.")


def _truth(session: Session, _text: str, paper: Paper) -> RenderableType:
    return truth(session, paper)


def _journal(session: Session, _text: str, _paper: Paper) -> RenderableType:
    return journal(session)


def _undo(session: Session, text: str, _paper: Paper) -> RenderableType:
    gone = session.undo(_number(text, "an entry") if text else None)
    return Text(f"Taken back: {safe(entry_words(session, gone))}")


def _back(session: Session, text: str, _paper: Paper) -> None:
    session.rewind(_number(text, "an entry"))


def _desk(_session: Session, _text: str, _paper: Paper) -> None:
    """Nothing but the desk."""


def _end(session: Session, _text: str, _paper: Paper) -> RenderableType:
    session.end()
    return Text(
        "The session is over. Next: `quit`, and `entente exercise debrief` with its journal. "
        "`note`, `rate`, `feedback` and `action` work here as well; `undo` goes on with play."
    )


def _help(_session: Session, text: str, _paper: Paper) -> RenderableType:
    shown = {chosen(text, HELP)} if text else set(HELP)
    listing = Table.grid(padding=(0, 2, 0, 0))
    listing.add_column(no_wrap=True, style="bold")
    listing.add_column(overflow="fold")
    for name, what in HELP.items():
        if name in shown:
            listing.add_row(name, what)
    return listing


def _number(text: str, what: str) -> int:
    if not text.strip().isdigit():
        raise TypedError(f"Expected the number of {what}: `journal` lists them.")
    return int(text)


COMMANDS: dict[str, Command] = {
    "begin": _begin,
    "go": _go,
    "look": _look,
    "levers": _levers,
    "pull": _pull,
    "propose": _propose,
    "order": _order,
    "lift": _lift,
    "send": _replying("send"),
    "keep": _replying("keep"),
    "agree": _answering(agrees=True),
    "refuse": _answering(agrees=False),
    "preview": _preview,
    "say": _say,
    "change": _change,
    "rule": rule,
    "fire": _steering("fire"),
    "hold": _steering("hold"),
    "move": _steering("move"),
    "cancel": _steering("cancel"),
    "more": _more,
    "note": _note,
    "people": looking_back.people,
    "predict": _predict,
    "rate": looking_back.rate,
    "feedback": looking_back.feedback,
    "action": looking_back.action,
    "truth": _truth,
    "journal": _journal,
    "undo": _undo,
    "back": _back,
    "desk": _desk,
    "end": _end,
    "help": _help,
}
"""What each command does, but `quit`."""


def carried_out(session: Session, command: str, rest: str, paper: Paper) -> RenderableType | None:
    """Does what a command says; gives what it shows, or else what it has entered."""
    before = len(session.journal)
    shown = COMMANDS[command](session, rest, paper)
    made = [e for e in session.journal[before:] if not isinstance(e, Advanced | WentBack)]
    if shown is None and made:
        return Text("\n".join(safe(entry_words(session, entry)) for entry in made))
    return shown
