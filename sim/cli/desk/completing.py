"""What a line for the desk could go on with, for Tab: commands, names of several words, numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sim.cli.desk.commands import HELP, proposals_to_answer
from sim.cli.desk.words_typed import TypedError, named
from sim.exercise.deciding import check_inject
from sim.exercise.errors import RefusedError
from sim.exercise.journal.entries import STEERS
from sim.exercise.journal.orders import ORDERS
from sim.exercise.objectives import RATINGS, objectives_of
from sim.exercise.session import Session
from sim.exercise.whatif import decisions_of
from sim.scenario.schema.effects import InjectKeys

Going = Callable[[Session, str], Iterable[str]]
"""What can stand behind the words of a command that were typed before."""

REASONS = ("because", "expect")


def completions(line: str, session: Session) -> list[str]:
    """What the word that a line ends with could become, with a blank behind."""
    command, space, rest = line.lstrip().partition(" ")
    if not space:
        return [f"{name} " for name in HELP if name.startswith(command.lower())]
    begun = [name for name in HELP if name.startswith(command.lower())]
    exact = command if command in HELP else begun[0] if len(begun) == 1 else ""
    words = rest.split(" ")
    for first in range(len(words)):
        typed = " ".join(words[first:])
        names = _behind(exact, " ".join(words[:first]), session)
        found = [name for name in names if name.lower().startswith(typed.lower())]
        if found:
            kept = len(typed) - len(words[-1])
            return [f"{name[kept:]} " for name in dict.fromkeys(found)]
    return []


def _behind(command: str, before: str, session: Session) -> Iterable[str]:
    going = _GOING.get(command)
    return going(session, before) if going else ()


def _after_team(
    then: Callable[[Session, str, str], Iterable[str]] = lambda *_: (), sign: str = ""
) -> Going:
    """A team first, then what depends on it."""

    def going(session: Session, before: str) -> Iterable[str]:
        teams = list(session.teams)
        if not before:
            return [f"{team}{sign}" for team in teams]
        try:
            team, rest = named(before, teams)
        except TypedError:
            return ()
        return then(session, team, rest)

    return going


def _lever(session: Session, before: str) -> Iterable[str]:
    """Levers that are left, then who pulls it, then reasons."""
    left = {lever for team in session.teams for lever in session.view(team).levers}
    if not before:
        return [name for name in session.levers if name in left]
    number, _, rest = before.partition(" ")
    names = list(session.levers)
    try:
        lever = names[int(number) - 1] if number.isdigit() else ""
        lever, rest = (lever, rest) if lever else named(before, names)
    except (TypedError, IndexError):
        return ()
    return REASONS if rest else (*session.levers[lever].teams, *REASONS)


def _steered(what: str) -> Going:
    def going(session: Session, before: str) -> Iterable[str]:
        if before:
            return ("to day",) if what == "move" and not before.endswith("to") else ()
        return [name for name in session.scenario.injects if _can(session, name, what)]

    return going


def _can(session: Session, name: str, what: str) -> bool:
    """Whether an inject can still be steered so."""
    to_us = session.course.now_us if what == "move" else None
    try:
        check_inject(session.course, session.scenario, session.world.scenario, name, what, to_us)
    except RefusedError:
        return False
    return True


def _order(session: Session, team: str, rest: str) -> Iterable[str]:
    """What is ordered, then what it is about."""
    if not rest:
        return ORDERS
    last = rest.rsplit(" ", 1)[-1].lower()
    if last == "case":
        return [one.case.removeprefix("case ") for one in session.view(team).seen]
    if last == "category":
        return session.scenario.categories()
    if last in ("to", "from"):
        others = [name for name in session.teams if name != team]
        return (*others, *session.scenario.agencies)
    return ("case", "category", "to", "from", "within", "at", *REASONS)


def _orders(session: Session, team: str, rest: str) -> Iterable[str]:
    return ("because",) if rest else [one.called for one in session.view(team).orders]


def _waiting(session: Session, team: str, rest: str) -> Iterable[str]:
    waiting = [one.name.removeprefix("report ") for one in session.view(team).waiting]
    return ("because",) if rest else ["all", *waiting]


def _proposals(session: Session, team: str, rest: str) -> Iterable[str]:
    """Those that wait for its answer."""
    return () if rest else map(str, proposals_to_answer(session, team))


def _rated(session: Session, before: str) -> Iterable[str]:
    """A team and its decision, or an objective and its rating."""
    objectives = list(objectives_of(session.scenario))
    if not before:
        return (*session.teams, *objectives)
    try:
        name, rest = named(before, [*session.teams, *objectives])
    except TypedError:
        return ()
    if rest:
        return ("because",) if name in objectives else ()
    if name in objectives:
        return RATINGS
    own = (each for each in decisions_of(session) if getattr(each, "team", None) == name)
    return [str(each.number) for each in own]


def _look(_session: Session, _team: str, rest: str) -> Iterable[str]:
    return () if rest else ("at day",)


def _feedback(_session: Session, _team: str, rest: str) -> Iterable[str]:
    return ("keep", "change") if rest else ()


def _among(names: Sequence[str]) -> Going:
    return lambda _session, before: () if before else names


def _behind_text(words: Sequence[str]) -> Going:
    """Words that can stand anywhere behind a text."""
    return lambda _session, before: words if before else ()


def _preview(session: Session, before: str) -> Iterable[str]:
    if before.startswith("change"):
        return _effects(session, before.removeprefix("change").strip())
    return _lever(session, before) if before else (*_lever(session, before), "change")


def _effects(_session: Session, before: str) -> Iterable[str]:
    return () if before else [f"{kind}:" for kind in InjectKeys.model_fields]


_GOING: dict[str, Going] = {
    "go": _among(("move", "day", "next")),
    "look": _after_team(_look),
    "levers": _after_team(),
    "pull": _lever,
    "propose": _lever,
    "order": _after_team(_order),
    "lift": _after_team(_orders),
    "send": _after_team(_waiting),
    "keep": _after_team(_waiting),
    "agree": _after_team(_proposals),
    "refuse": _after_team(_proposals),
    "preview": _preview,
    "say": _after_team(sign=":"),
    "change": _effects,
    "note": _after_team(sign=":"),
    "people": _after_team(sign=":"),
    "predict": _after_team(sign=":"),
    "rate": _rated,
    "feedback": _after_team(_feedback),
    "action": _behind_text(("owner", "due", "set")),
    "desk": _among(("all",)),
    "help": _among(tuple(HELP)),
    **{what: _steered(what) for what in STEERS},
}
