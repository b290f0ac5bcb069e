"""Debrief: what the wall shows once the session is over, a step at a time, each what-if guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.exercise.debrief import Debrief, Facts, facts_of, with_forms
from sim.exercise.effect import Effect
from sim.exercise.report import report_of
from sim.exercise.session import Session

Slide = dict[str, Any]


@dataclass(frozen=True)
class Looking:
    """How far a room has come in looking back."""

    step: int | None = None
    """Which step the wall shows; None while it shows the map."""
    found: Debrief | None = None
    """What other days say, once it is computed."""
    computing: str = ""
    """What is being computed meanwhile."""
    trouble: str = ""
    """Why it cannot be."""
    guesses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By question and team: what they guessed."""

    @property
    def digest(self) -> str:
        """Other than that of another stage."""
        told = self.found is not None
        return repr((self.step, told, self.computing, self.trouble, self.guesses))


def slide(session: Session, looking: Looking) -> Slide | None:
    """What the wall shows of the debrief; None before it, and while the session goes on."""
    if looking.step is None or not session.course.ended:
        return None
    slides = _slides(session, looking)
    step = min(looking.step, len(slides) - 1)
    return slides[step] | {
        "step": step,
        "steps": len(slides),
        "complete": looking.found is not None,
        "is_last": step == len(slides) - 1,
    }


def _slides(session: Session, looking: Looking) -> Sequence[Slide]:
    """All steps that can be shown by now, in their order."""
    if looking.found is None:
        facts = facts_of(session)
        waits = {"kind": "computing", "computing": looking.computing, "trouble": looking.trouble}
        return [*_of_the_day(session, facts), waits]
    found = with_forms(looking.found, session)
    return [*_of_the_day(session, found), *_of_many_days(session, found, looking)]


def _of_the_day(session: Session, facts: Facts) -> Iterator[Slide]:
    rated = {one.team for one in facts.forms.judgements}
    said = {one.team for one in facts.forms.feedback}
    yield {
        "kind": "judge",
        "done": [(team, team in rated, team in said) for team in session.teams],
    }
    yield {"kind": "judged", "judgements": facts.forms.judgements}
    yield {"kind": "predictions", "predictions": facts.forms.predictions}
    yield {"kind": "happened", "cases": facts.cases, "timeline": list(_timeline(facts))}
    top = max(facts.hours.values(), default=1.0)
    spent = sorted(facts.hours.items(), key=lambda each: -each[1])
    yield {"kind": "hours", "spent": [(cause, h, 100 * h / top) for cause, h in spent]}


def _timeline(facts: Facts) -> Iterator[dict[str, Any]]:
    """Decisions and the truth in one order: what was decided, begun, and detected when."""
    marks: list[dict[str, Any]] = [
        {"at": one.at, "what": "decided", "words": one.words, "by": ", ".join(one.teams)}
        for one in facts.decisions
    ]
    for case in facts.cases:
        begun = "begins" if case.real else "red herring"
        marks.append({"at": case.begins, "what": begun, "words": case.case, "by": case.name})
        if case.detected is not None:
            what = "detected" if case.real else "false alarm"
            what = "warned on order" if case.ordered_at is not None and case.real else what
            by = case.by or ""
            marks.append({"at": case.detected, "what": what, "words": case.case, "by": by})
    yield from sorted(marks, key=lambda mark: float(mark["at"]))


def _of_many_days(session: Session, found: Debrief, looking: Looking) -> Iterator[Slide]:
    for name, fields, effect in _what_ifs(found):
        guesses = dict(looking.guesses.get(name, {}))
        silent = [team for team in found.teams if team not in guesses]
        asked = {"name": name, "fields": fields}
        yield {"kind": "question", "guessed": list(guesses), "silent": silent} | asked
        days = effect.better + effect.unchanged + effect.worse
        strip = [
            (mark, number, 100 * number / days)
            for mark, number in (
                ("better", effect.better),
                ("unchanged", effect.unchanged),
                ("worse", effect.worse),
            )
        ]
        yield {"kind": "answer", "effect": effect, "strip": strip, "guesses": guesses} | asked
    yield {"kind": "gains", "gains": found.gains, "whole": found.whole, "none": found.none}
    yield {"kind": "luck", "rank": found.rank, "undecided": found.rank_undecided}
    yield {"kind": "objectives", "objectives": report_of(session, found).objectives}
    yield {"kind": "actions", "actions": found.actions, "drafts": found.drafts}
    yield {"kind": "not said", "lines": found.not_said}


def _what_ifs(found: Debrief) -> Iterator[tuple[str, dict[str, object], Effect]]:
    """At most three: its name, what its question is about, and the answer."""
    if found.decisions:
        yield "none", {}, found.none
    one, best = found.asked_alone, found.best_unused
    if one:
        yield "one", {"decision": one.name}, one
    if best:
        yield "unused", {"lever": best.name, "at": found.pulled_at}, best
