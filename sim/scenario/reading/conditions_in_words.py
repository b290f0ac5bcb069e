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
from sim.sentences import Figure, Sentence

SOMEBODY, A_TEAM = Sentence("somebody"), Sentence("a team")


def condition_text(condition: Condition) -> str:
    """A condition in words: ``Velmora believes in The delivery by more than 60 %``."""
    key, inside = condition.written
    return _SAID[key](inside)


def _all(conditions: Iterable[Condition]) -> str:
    first, *others = map(_within, conditions)
    for other in others:
        first = Sentence("{first}, and {other}", first=first, other=other)
    return first


def _any(conditions: Iterable[Condition]) -> str:
    first, *others = map(_within, conditions)
    for other in others:
        first = Sentence("{first}, or {other}", first=first, other=other)
    return first


def _not(condition: Condition) -> str:
    return Sentence("not: {condition}", condition=_within(condition))


def _by(timed: TimedCondition) -> str:
    return Sentence("by {time}: {condition}", **_timed(timed))


def _not_by(timed: TimedCondition) -> str:
    return Sentence("by {time} not yet: {condition}", **_timed(timed))


def _timed(timed: TimedCondition) -> dict[str, str]:
    return {"time": Figure(hours_text(timed.time)), "condition": condition_text(timed)}


def _within(condition: Condition) -> str:
    """A condition as part of another: several stand in brackets."""
    text = condition_text(condition)
    several = condition.written[0] in ("all", "any", "by", "not_by")
    return Sentence("({condition})", condition=text) if several else text


def _detected(atom: DetectedAtom) -> str:
    return Sentence(
        "{who} is sure enough of {threat} to act",
        who=atom.by or SOMEBODY,
        threat=atom.threat or Sentence("a threat"),
    )


def _believed(atom: BelievedAtom) -> str:
    return Sentence(
        "{who} believes in {threat} by more than {level}",
        who=atom.by or SOMEBODY,
        threat=atom.threat or Sentence("a case"),
        level=Figure(f"{atom.above:.3g}"),
    )


def _delivered(atom: DeliveredAtom) -> str:
    copy = _from(_copy(atom), atom.sender)
    if atom.to:
        return Sentence("{what} has arrived at {agency}", what=copy, agency=atom.to)
    return Sentence("{what} has arrived", what=copy)


def _read(atom: ReadAtom) -> str:
    what = _from(_about(atom), atom.sender)
    return Sentence("{who} has read {what}", who=atom.by or SOMEBODY, what=what)


def _waiting(atom: WaitingAtom) -> str:
    said = {
        "what": _about(atom),
        "cause": _WAITED.get(atom.cause.value)
        or Sentence("for {cause}", cause=Sentence(atom.cause.value)),
        "time": Figure(hours_text(atom.longer_than)),
    }
    if atom.at:
        return Sentence(
            "{what} has waited {cause} at {agency} for longer than {time}", agency=atom.at, **said
        )
    return Sentence("{what} has waited {cause} for longer than {time}", **said)


_WAITED = {
    "reading": Sentence("to be read"),
    "triage": Sentence("for the end of its triage"),
    "not recognised": Sentence("for the way of what no law recognises"),
    "transit": Sentence("for its sending"),
    "decision": Sentence("for a decision"),
}


def _decided(atom: DecidedAtom) -> str:
    who = atom.by or A_TEAM
    if atom.lever:
        return Sentence("{who} has pulled {lever}", who=who, lever=atom.lever)
    return Sentence("{who} has ordered: {order}", who=who, order=Sentence(str(atom.order)))


def _rated(atom: RatedAtom) -> str:
    return Sentence(
        "{who} has rated {decision} {least} to {most} of 5",
        who=atom.by or A_TEAM,
        decision=atom.lever or Sentence("a decision"),
        least=atom.at_least,
        most=atom.at_most,
    )


def _about(atom: About) -> Sentence:
    """Something, or something about a threat, in a category or in any."""
    what = Sentence("something")
    if atom.threat:
        what = Sentence("something about {about}", about=atom.threat)
    return _within_category(what, atom)


def _copy(atom: About) -> Sentence:
    what = (
        Sentence("a copy about {about}", about=atom.threat) if atom.threat else Sentence("a copy")
    )
    return _within_category(what, atom)


def _within_category(what: Sentence, atom: About) -> Sentence:
    if atom.category:
        return Sentence("{what} in {category}", what=what, category=atom.category)
    return what


def _from(what: Sentence, sender: str | None) -> Sentence:
    return Sentence("{what} from {sender}", what=what, sender=sender) if sender else what


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
    "fired": lambda name: Sentence("the inject {name} has come", name=name),
}
