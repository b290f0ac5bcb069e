"""Acting: what a form of a screen asks of the session, checked against who sent it.

What a seat may name is what its own view shows: of everything else it is told that there is no such
thing, and nothing about what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sim.errors import EntenteError, printable
from sim.exercise.journal.entries import NOTED
from sim.exercise.journal.orders import ORDERS
from sim.exercise.session import Session
from sim.rooms.faces.pad import injects_past, task_numbers
from sim.rooms.people import Person, Screen
from sim.screen.scenario.moments import MINUTES_A_DAY
from sim.sentences import Figure, Sentence

Form = Mapping[str, str]
Act = Callable[[Session, Person, Form], None]
LONGEST_WAIT_HOURS = 24.0 * 365
LAST_DAY = 3650.0
"""Of the story, that can be predicted."""
OBSERVED = tuple(what for what in NOTED if what != "assessment")
"""What an evaluator's note can be; an assessment is a team's own."""


class NotAllowedError(EntenteError):
    """Somebody asks for what their screen does not have."""


def _pull(session: Session, person: Person, form: Form) -> None:
    name = _one_of(session.view(person.team).levers, form, "lever")
    reasons = {"why": form.get("why", ""), "expects": form.get("expects", "")}
    if session.levers[name].keys_beside(person.team):
        session.propose(person.team, name, **reasons)
    else:
        session.pull(person.team, name, **reasons)


def _answer(session: Session, person: Person, form: Form) -> None:
    asked = [one.entry for one in session.view(person.team).proposals if one.by != person.team]
    proposal = int(_one_of(map(str, asked), form, "proposal"))
    agrees = _one_of(("yes", "no"), form, "agrees") == "yes"
    session.answer(person.team, proposal, agrees=agrees, why=form.get("why", ""))


def _order(session: Session, person: Person, form: Form) -> None:
    view, what = session.view(person.team), form.get("what", "")
    known: dict[str, Iterable[str]] = {
        "case": {*(one.case for one in view.seen), *(one.case for one in view.waiting)},
        "category": session.scenario.categories(),
        "senders": session.teams[person.team].agencies,
        "to": (*session.teams, *session.scenario.agencies),
    }
    given: dict[str, Any] = {}
    takes = ORDERS[what].takes if what in ORDERS else ()
    for field in ("senders", *takes):
        if not form.get(field):
            continue
        if field == "level":
            given[field] = _number(form, field, 0, 100) / 100
        elif field == "within":
            given[field] = _number(form, field, 0, LONGEST_WAIT_HOURS)
        else:
            name = _one_of(known[field], form, field)
            given[field] = [name] if field in ("senders", "to") else name
    why, expects = form.get("why", ""), form.get("expects", "")
    session.order(person.team, what, **given, why=why, expects=expects)


def _lift(session: Session, person: Person, form: Form) -> None:
    standing = (one.called for one in session.view(person.team).orders)
    order = _one_of(standing, form, "order")
    called = int(order) if order.isdecimal() else order
    session.lift(person.team, called, why=form.get("why", ""))


def _reply(session: Session, person: Person, form: Form) -> None:
    report = form.get("report", "")
    if report:
        _one_of((one.name for one in session.view(person.team).waiting), form, "report")
    sends = _one_of(("send", "keep"), form, "sends")
    session.reply(person.team, sends, report, why=form.get("why", ""))


def _predict(session: Session, person: Person, form: Form) -> None:
    day = _number(form, "day", 0, LAST_DAY) if form.get("day") else None
    session.predict(person.team, _text(form, "text"), detected_day=day)


def _rate(session: Session, person: Person, form: Form) -> None:
    own = (one.entry for one in session.view(person.team).decisions)
    decision = int(_one_of(map(str, own), form, "decision"))
    rating, sure = _whole_number(form, "rating", 1, 5), _whole_number(form, "sure", 0, 100)
    session.rate(person.team, decision, rating, sure)


def _comment(session: Session, person: Person, form: Form) -> None:
    keep, change = form.get("keep", ""), form.get("change", "")
    session.comment(person.team, _whole_number(form, "worth", 1, 5), keep=keep, change=change)


def _think(session: Session, person: Person, form: Form) -> None:
    session.note(_text(form, "text"), team=person.team, what="assessment", by=person.name)


def _observe(session: Session, person: Person, form: Form) -> None:
    about: dict[str, Any] = {
        "team": form.get("team") or None,
        "what": _one_of(OBSERVED, form, "what"),
    }
    if form.get("inject"):
        about["inject"] = _one_of(injects_past(session), form, "inject")
    if form.get("task"):
        tasks = task_numbers(session)
        about["objective"], about["task"] = tasks[_one_of(tasks, form, "task")]
    session.note(_text(form, "text"), by=person.name, **about)


def _say(session: Session, _person: Person, form: Form) -> None:
    team = form.get("team", "")
    session.improvise(_text(form, "text"), to=[team] if team else [])


def _steer(session: Session, _person: Person, form: Form) -> None:
    what = form.get("what", "")
    to = hour_of(form, session) if what == "move" else None
    session.steer(form.get("inject", ""), what, to=to)


def _assess(session: Session, _person: Person, form: Form) -> None:
    session.assess(form.get("objective", ""), form.get("rating", ""), why=form.get("why", ""))


ACTS: dict[Screen, dict[str, Act]] = {
    Screen.SEAT: {
        "pull": _pull,
        "answer": _answer,
        "order": _order,
        "lift": _lift,
        "reply": _reply,
        "predict": _predict,
        "rate": _rate,
        "comment": _comment,
        "think": _think,
    },
    Screen.PAD: {"observe": _observe, "assess": _assess},
    Screen.DESK: {"say": _say, "steer": _steer},
}
"""By screen: everything that can be asked from it; the desk asks by typed lines as well."""


CALLED = {
    "lever": Sentence("lever"),
    "proposal": Sentence("proposal"),
    "agrees": Sentence("answer"),
    "sends": Sentence("answer"),
    "case": Sentence("case"),
    "category": Sentence("category"),
    "senders": Sentence("agency"),
    "to": Sentence("partner"),
    "order": Sentence("order"),
    "report": Sentence("report"),
    "decision": Sentence("decision"),
    "level": Sentence("degree"),
    "within": Sentence("hours"),
    "day": Sentence("day"),
    "rating": Sentence("rating"),
    "sure": Sentence("how sure"),
    "worth": Sentence("worth"),
    "text": Sentence("text"),
    "why": Sentence("reason"),
    "expects": Sentence("expectation"),
    "keep": Sentence("what should stay"),
    "change": Sentence("what should be otherwise"),
    "name": Sentence("name"),
}
"""By field of a form: what people call what stands in it."""


def act_of(person: Person, name: str) -> Act:
    """What somebody asks for.

    Raises:
        NotAllowedError: their screen has no such thing.
    """
    act = ACTS.get(person.screen, {}).get(name)
    if act is None:
        raise NotAllowedError(Sentence("This screen cannot do that."))
    return act


def _one_of(known: Iterable[str], form: Form, field: str) -> str:
    """What a field names, if it is among what is known to who sent it."""
    given = form.get(field, "")
    if given not in known:
        raise NotAllowedError(
            Sentence(
                "There is no {what} {name} for you, or not any more.",
                what=CALLED.get(field, field),
                name=printable(given),
            )
        )
    return given


def hour_of(form: Form, session: Session) -> float:
    """The hour of the story that a day and a time of it name."""
    hours, _, minutes = (form.get("time", "") or "0:00").partition(":")
    try:
        day, of_day = int(form.get("day", "")), int(hours) * 60 + int(minutes or 0)
    except ValueError:
        day = of_day = -1
    if not (0 < day <= LAST_DAY and 0 <= of_day < MINUTES_A_DAY):
        raise NotAllowedError(Sentence("Expected a day, such as 9, and a time, such as 14:00."))
    since_midnight = session.scenario.begins % MINUTES_A_DAY
    return ((day - 1) * MINUTES_A_DAY + of_day - since_midnight) / 60


def _text(form: Form, field: str) -> str:
    given = form.get(field, "").strip()
    if not given:
        raise NotAllowedError(Sentence("Nothing was written."))
    return given


def _number(form: Form, field: str, least: float, most: float) -> float:
    given = form.get(field, "").strip()
    try:
        number = float(given.replace(",", "."))
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise NotAllowedError(
            Sentence(
                "{what}: expected a number from {least} to {most}.",
                what=CALLED.get(field, field),
                least=Figure(f"{least:g}"),
                most=Figure(f"{most:g}"),
            )
        )
    return number


GUESSES = (Sentence("sooner"), Sentence("later"), Sentence("no difference"))
"""What a team can guess of a what-if."""
LONGEST_GUESS = 24.0 * 3650


def guess_of(form: Form) -> str:
    """What a team guesses: which way, and behind a stroke by how many hours, if it says so."""
    way = form.get("direction", "")
    if way not in GUESSES:
        raise NotAllowedError(Sentence("Sooner, later, or no difference?"))
    if way == "no difference" or not form.get("size", "").strip():
        return f"{way}|"
    hours = _number(form, "size", 0, LONGEST_GUESS) * (24 if form.get("unit") == "days" else 1)
    return f"{way}|{hours:g}"


def _whole_number(form: Form, field: str, least: int, most: int) -> int:
    number = _number(form, field, least, most)
    if not number.is_integer():
        raise NotAllowedError(f"Expected a whole number from {least} to {most} for {field}.")
    return int(number)
