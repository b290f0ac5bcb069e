"""Debrief: what the wall shows once the session is over, a step at a time, each what-if guessed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from typing import Any

from sim.exercise.actions import CorrectiveAction
from sim.exercise.days import OTHER_DAYS
from sim.exercise.debrief import Debrief, Facts, brought_up_to_date, facts_of
from sim.exercise.effect import Effect
from sim.exercise.forms import forms_of
from sim.exercise.objectives import objectives_of
from sim.exercise.report import report_of
from sim.exercise.session import Session
from sim.exercise.split import MOST_TEAMS
from sim.frozen import frozen
from sim.rooms.faces.pictures import came, gain_bars, luck_line, predicted, weeks
from sim.rooms.faces.replay import Moment, replay
from sim.screen.exercise.replay import letter_of

Slide = dict[str, Any]

_log = logging.getLogger("entente.rooms")


@frozen
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
    moment: Moment = field(default_factory=Moment)
    """Which moment of the day is shown, where the day is."""

    @property
    def digest(self) -> str:
        """Other than that of another stage."""
        found = self.found
        told = None if found is None else [one.entry for one in found.actions]
        return repr((self.step, told, self.computing, self.trouble, self.guesses, self.moment))


def slide(session: Session, looking: Looking) -> Slide | None:
    """What the wall shows of the debrief; None before it, and while the session goes on.

    A step that cannot be made says so in its place: the others can still be gone to.
    """
    if looking.step is None or not session.course.ended:
        return None
    slides = _slides(session, looking)
    step = min(looking.step, len(slides) - 1)
    try:
        shown = slides[step]()
    except Exception:  # noqa: BLE001 - the rest of the room goes on
        _log.exception("step %s of the debrief cannot be shown", step + 1)
        shown = {"kind": "broken"}
    return shown | {
        "step": step,
        "steps": len(slides),
        "complete": looking.found is not None,
        "is_last": step == len(slides) - 1,
    }


def _slides(session: Session, looking: Looking) -> Sequence[Callable[[], Slide]]:
    """What makes each step that can be shown by now, in their order."""
    if looking.found is None:
        waits = {
            "kind": "computing",
            "computing": looking.computing,
            "trouble": looking.trouble,
            "days": OTHER_DAYS,
        }
        return [*_of_the_day(session, lambda: facts_of(session), looking), lambda: waits]
    found = brought_up_to_date(looking.found, session)
    return [*_of_the_day(session, lambda: found, looking), *_of_many_days(session, found, looking)]


def _of_the_day(
    session: Session, facts: Callable[[], Facts], looking: Looking
) -> Iterator[Callable[[], Slide]]:
    yield lambda: _judge(session)
    yield lambda: {"kind": "judged", "judgements": forms_of(session).judgements}
    yield lambda: _predictions(session, facts())
    yield lambda: _happened(session, facts(), looking)
    yield lambda: _hours(facts())


def _judge(session: Session) -> Slide:
    forms = forms_of(session)
    rated = {one.team for one in forms.judgements}
    said = {one.team for one in forms.feedback}
    return {
        "kind": "judge",
        "done": [(team, team in rated, team in said) for team in session.teams],
    }


def _predictions(session: Session, facts: Facts) -> Slide:
    """What teams sealed, beside what came."""
    predictions = forms_of(session).predictions
    cases = [case for case in facts.cases if case.real] if predictions else []
    scenario = session.scenario
    return {
        "kind": "predictions",
        "predictions": [(one, predicted(scenario, one)) for one in predictions],
        "cases": [(one, came(scenario, one)) for one in cases],
        "weeks": list(weeks(scenario)),
    }


def _happened(session: Session, facts: Facts, looking: Looking) -> Slide:
    return {
        "kind": "happened",
        "cases": facts.cases,
        "timeline": list(_timeline(facts)),
        "replay": replay(session, facts, looking.moment),
    }


def _hours(facts: Facts) -> Slide:
    top = max(facts.hours.values(), default=1.0)
    spent = sorted(facts.hours.items(), key=lambda each: -each[1])
    return {"kind": "hours", "spent": [(cause, h, 100 * h / top) for cause, h in spent]}


def _timeline(facts: Facts) -> Iterator[dict[str, Any]]:
    """Decisions and the truth in one order: what was decided, begun, and detected when."""
    marks: list[dict[str, Any]] = [
        {
            "at": one.at,
            "what": "decided",
            "words": one.words,
            "by": ", ".join(one.teams),
            "letter": letter_of(number),
        }
        for number, one in enumerate(facts.decisions)
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


def _of_many_days(
    session: Session, found: Debrief, looking: Looking
) -> Iterator[Callable[[], Slide]]:
    for asked, effect in _what_ifs(found):
        guesses = dict(looking.guesses.get(str(asked["name"]), {}))
        yield partial(_question, found, asked, guesses)
        yield partial(_answer, effect, asked, guesses)
    if found.unused and not found.best_unused:
        yield lambda: {"kind": "none unused", "tried": len(found.unused), "untried": found.untried}
    yield lambda: {
        "kind": "gains",
        "gains": found.gains,
        "decided": bool(found.decisions),
        "most": MOST_TEAMS,
        "whole": found.whole,
        "none": found.none,
        "bars": gain_bars(found),
    }
    yield lambda: _luck(found)
    for number, _ in enumerate(objectives_of(session.scenario)):
        yield partial(_objective, session, found, number)
    yield lambda: _actions(found, looking)
    yield lambda: {"kind": "not said", "lines": found.not_said}


def _luck(found: Debrief) -> Slide:
    ranks = (found.rank, found.rank_undecided)
    return {
        "kind": "luck",
        "rank": found.rank,
        "undecided": found.rank_undecided,
        "lines": [(rank, luck_line(rank)) for rank in ranks],
    }


def _objective(session: Session, found: Debrief, number: int) -> Slide:
    """One of the objectives: what was expected, and what the session shows beside it."""
    objectives = report_of(session, found).objectives
    return {"kind": "objectives", "objective": objectives[number]}


def _actions(found: Debrief, looking: Looking) -> Slide:
    """What was agreed on, and the drafts that nobody has taken up."""
    taken = [one.settings for one in found.actions]
    drafts = [one for one in found.drafts if one.settings not in taken]
    return {
        "kind": "actions",
        "actions": found.actions,
        "drafts": drafts,
        "computing": not looking.trouble,
        "typed": [_typed(one) for one in drafts],
    }


def _typed(draft: CorrectiveAction) -> str:
    """The line by which a draft is agreed on."""
    settings = (f"set {path}={json.dumps(value)}" for path, value in draft.settings.items())
    return " ".join(["action", draft.action, *settings])


def _question(found: Debrief, asked: Slide, guesses: Mapping[str, str]) -> Slide:
    silent = [team for team in found.teams if team not in guesses]
    return {"kind": "question", "guessed": list(guesses), "silent": silent} | asked


def _answer(effect: Effect, asked: Slide, guesses: Mapping[str, str]) -> Slide:
    """The strip of days is drawn in whole: better, unchanged, worse."""
    days = effect.better + effect.unchanged + effect.worse
    strip = [
        (mark, number, 100 * number / days)
        for mark, number in (
            ("better", effect.better),
            ("unchanged", effect.unchanged),
            ("worse", effect.worse),
        )
    ]
    return {"kind": "answer", "effect": effect, "strip": strip, "guesses": guesses} | asked


def _what_ifs(found: Debrief) -> Iterator[tuple[Slide, Effect]]:
    """At most three: its name and what its question is about, and the answer."""
    if found.decisions:
        yield {"name": "none", "fields": {}}, found.none
    one, best = found.asked_alone, found.best_unused
    if one:
        yield {"name": "one", "fields": {"decision": one.name}}, one
    if best:
        fields = {"lever": best.name, "at": found.pulled_at}
        yield {"name": "unused", "fields": fields}, best
