"""Conditions as people say them, in a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sim.scenario.reading.provenance import hours_text
from sim.scenario.schema.conditions import (
    About,
    BelievedAtom,
    Condition,
    DecidedAtom,
    DeliveredAtom,
    DetectedAtom,
    RatedAtom,
    ReadAtom,
    TimedCondition,
    WaitingAtom,
)


def condition_text(condition: Condition) -> str:
    """A condition in words: ``Velmora believes in The delivery by more than 60 %``."""
    key, inside = condition.written
    return _SAID[key](inside)


def _all(conditions: Iterable[Condition]) -> str:
    return ", and ".join(map(_within, conditions))


def _any(conditions: Iterable[Condition]) -> str:
    return ", or ".join(map(_within, conditions))


def _not(condition: Condition) -> str:
    return f"not: {_within(condition)}"


def _by(timed: TimedCondition) -> str:
    return f"by {hours_text(timed.time)}: {condition_text(timed)}"


def _not_by(timed: TimedCondition) -> str:
    return f"by {hours_text(timed.time)} not yet: {condition_text(timed)}"


def _within(condition: Condition) -> str:
    """A condition as part of another: several stand in brackets."""
    text = condition_text(condition)
    several = condition.written[0] in ("all", "any", "by", "not_by")
    return f"({text})" if several else text


def _detected(atom: DetectedAtom) -> str:
    return f"{atom.by or 'somebody'} is sure enough of {atom.threat or 'a threat'} to act"


def _believed(atom: BelievedAtom) -> str:
    about = atom.threat or "a case"
    return f"{atom.by or 'somebody'} believes in {about} by more than {atom.above:.3g}"


def _delivered(atom: DeliveredAtom) -> str:
    sender = f" from {atom.sender}" if atom.sender else ""
    return f"a copy{_about(atom)}{sender} has arrived{f' at {atom.to}' if atom.to else ''}"


def _read(atom: ReadAtom) -> str:
    sender = f" from {atom.sender}" if atom.sender else ""
    return f"{atom.by or 'somebody'} has read something{_about(atom)}{sender}"


def _waiting(atom: WaitingAtom) -> str:
    at = f" at {atom.at}" if atom.at else ""
    cause = _WAITED_FOR.get(atom.cause.value, f"for {atom.cause.value}")
    longer = hours_text(atom.longer_than)
    return f"something{_about(atom)} has waited {cause}{at} for longer than {longer}"


_WAITED_FOR = {
    "reading": "to be read",
    "triage": "for the end of its triage",
    "not recognised": "for the way of what no law recognises",
    "transit": "for its sending",
    "decision": "for a decision",
}


def _decided(atom: DecidedAtom) -> str:
    who = atom.by or "a team"
    return f"{who} has pulled {atom.lever}" if atom.lever else f"{who} has ordered: {atom.order}"


def _rated(atom: RatedAtom) -> str:
    what = atom.lever or "a decision"
    return f"{atom.by or 'a team'} has rated {what} {atom.at_least} to {atom.at_most} of 5"


def _about(atom: About) -> str:
    about = f" about {atom.threat}" if atom.threat else ""
    return about + (f" in {atom.category}" if atom.category else "")


_SAID: dict[str, Callable[[Any], str]] = {
    "all": _all,
    "any": _any,
    "no": _not,
    "by": _by,
    "not_by": _not_by,
    "detected": _detected,
    "believed": _believed,
    "delivered": _delivered,
    "read": _read,
    "waiting": _waiting,
    "decided": _decided,
    "rated": _rated,
    "fired": lambda name: f"the inject {name} has come",
}
