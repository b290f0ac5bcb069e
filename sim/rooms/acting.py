"""Acting: what a form of a seat or a pad asks of the session, checked against who sent it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.errors import EntenteError
from sim.exercise.session import Session
from sim.rooms.people import Person, Screen

Form = Mapping[str, str]
Act = Callable[[Session, Person, Form], None]


class NotAllowedError(EntenteError):
    """Somebody asks for what their screen does not have."""


def _pull(session: Session, person: Person, form: Form) -> None:
    lever = session.check(person.team, form.get("lever", ""))
    reasons = {"why": form.get("why", ""), "expects": form.get("expects", "")}
    if lever.keys_beside(person.team):
        session.propose(person.team, lever.name, **reasons)
    else:
        session.pull(person.team, lever.name, **reasons)


def _answer(session: Session, person: Person, form: Form) -> None:
    agrees = form.get("agrees") == "yes"
    session.answer(person.team, _number(form, "proposal"), agrees=agrees, why=form.get("why", ""))


def _order(session: Session, person: Person, form: Form) -> None:
    to = form.get("to", "")
    session.order(
        person.team,
        form.get("what", ""),
        case=form.get("case", ""),
        to=[to] if to else [],
        why=form.get("why", ""),
        expects=form.get("expects", ""),
    )


def _lift(session: Session, person: Person, form: Form) -> None:
    session.lift(person.team, _number(form, "order"), why=form.get("why", ""))


def _predict(session: Session, person: Person, form: Form) -> None:
    session.predict(person.team, form.get("text", ""))


def _rate(session: Session, person: Person, form: Form) -> None:
    session.rate(
        person.team, _number(form, "decision"), _number(form, "rating"), _number(form, "sure")
    )


def _comment(session: Session, person: Person, form: Form) -> None:
    keep, change = form.get("keep", ""), form.get("change", "")
    session.comment(person.team, _number(form, "worth"), keep=keep, change=change)


def _think(session: Session, person: Person, form: Form) -> None:
    session.note(form.get("text", ""), team=person.team, by=person.name)


def _observe(session: Session, person: Person, form: Form) -> None:
    session.note(
        form.get("text", ""),
        team=form.get("team") or None,
        what=form.get("what", ""),
        by=person.name,
    )


def _assess(session: Session, _person: Person, form: Form) -> None:
    session.assess(form.get("objective", ""), form.get("rating", ""), why=form.get("why", ""))


ACTS: dict[Screen, dict[str, Act]] = {
    Screen.SEAT: {
        "pull": _pull,
        "answer": _answer,
        "order": _order,
        "lift": _lift,
        "predict": _predict,
        "rate": _rate,
        "comment": _comment,
        "think": _think,
    },
    Screen.PAD: {"observe": _observe, "assess": _assess},
}
"""By screen: everything that can be asked from it; the desk asks by typed lines."""


def act_of(person: Person, name: str) -> Act:
    """What somebody asks for.

    Raises:
        NotAllowedError: their screen has no such thing.
    """
    act = ACTS.get(person.screen, {}).get(name)
    if act is None:
        raise NotAllowedError(f"This screen cannot {name or 'do that'}.")
    return act


def _number(form: Form, name: str) -> int:
    given = form.get(name, "").strip()
    if not given.isdigit():
        raise NotAllowedError(f"Expected a number for {name}.")
    return int(given)
