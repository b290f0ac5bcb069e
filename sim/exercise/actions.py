"""Corrective actions: what each would change in the scenario, and what that was worth.

They are drafted from levers that helped, as if what these change had been there from the
beginning; people take them up, or agree on others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.errors import InputError
from sim.exercise.as_settings import as_settings
from sim.exercise.effect import Effect, effect_of
from sim.exercise.journal.entries import Entry, Planned, Pulled
from sim.exercise.levers import Lever
from sim.exercise.session import Session
from sim.exercise.whatif import Counterfactuals, WhatIf
from sim.exercise.world import World
from sim.frozen import frozen
from sim.scenario.files.document import Document, parse_document
from sim.scenario.files.paths import NOTHING, segments, value_at
from sim.scenario.files.words import described
from sim.scenario.schema.scenario import Scenario
from sim.sentences import Sentence
from sim.statistics.leading import each_of

MOST_DRAFTS = 3
"""More are not carried out: an assumption of the field."""
MOST_TRIED = 6
"""Of so many levers that helped it is looked what they are worth from the beginning."""


@frozen
class SettingChange:
    """What a corrective action changes at a place of the scenario."""

    path: str
    was: str
    becomes: str
    line: int | None
    """The line of the scenario in the journal; of what holds the place where it is not written."""


@frozen
class CorrectiveAction:
    """Something to be done before the next exercise."""

    action: str
    owner: str
    due: str
    entry: int | None
    """The journal's entry by which it was agreed on; None for a draft."""
    settings: dict[str, Any]
    """What it changes, by path, as `--set` takes it."""
    changes: tuple[SettingChange, ...]
    """The same with the lines of the scenario."""
    worth: Effect | None
    """What it would have done from the beginning on, with the decisions that were played; None
    where it changes nothing in the scenario."""


def agreed_actions(session: Session) -> tuple[CorrectiveAction, ...]:
    """The corrective actions that people have agreed on by now; what they are worth is not told."""
    document = _document(session)
    return tuple(
        CorrectiveAction(
            entry.action,
            entry.owner,
            entry.due,
            entry.number,
            dict(entry.settings),
            _changes(document, entry.settings),
            None,
        )
        for entry in session.course.entries
        if isinstance(entry, Planned)
    )


def actions_of(whatifs: Counterfactuals) -> tuple[CorrectiveAction, ...]:
    """The corrective actions of a session that people agreed on, with what each was worth."""
    agreed = agreed_actions(whatifs.session)
    telling = [one for one in agreed if one.settings]
    found = _worths(whatifs, [(one.action, one.settings, ()) for one in telling])
    worth = {one.entry: each for one, each in zip(telling, found, strict=True)}
    return tuple(replace(one, worth=worth.get(one.entry)) for one in agreed)


def drafts_of(whatifs: Counterfactuals, effects: Sequence[Effect]) -> tuple[CorrectiveAction, ...]:
    """At most three actions by which levers that helped on other days would hold at once.

    They are picked from all, so their intervals hold for all together (Bonferroni); what is not
    told apart from nothing is no draft.
    """
    session = whatifs.session
    helpful = sorted(
        (one for one in effects if one.lever and one.change.value > 0),
        key=lambda one: -one.change.value,
    )
    levers = [session.levers[name] for name in dict.fromkeys(one.lever for one in helpful)]
    told = [(lever, as_settings(session.scenario, lever)) for lever in levers]
    wanted = [
        (Sentence("{lever}, from the beginning", lever=lever.name), settings, (lever,))
        for lever, settings in told
        if settings
    ][:MOST_TRIED]
    tried = len({one.lever for one in effects if one.lever})
    found = _worths(whatifs, wanted, each_of(max(1, tried)))
    document = _document(session)
    drafts = [
        CorrectiveAction(name, "", "", None, settings, _changes(document, settings), worth)
        for (name, settings, _), worth in zip(wanted, found, strict=True)
        if worth.told_apart
    ]
    return tuple(sorted(drafts, key=_gain, reverse=True)[:MOST_DRAFTS])


def _gain(action: CorrectiveAction) -> float:
    return action.worth.change.value if action.worth else 0.0


def _worths(
    whatifs: Counterfactuals,
    wanted: Sequence[tuple[str, dict[str, Any], tuple[Lever, ...]]],
    confidence: float = 0.95,
) -> list[Effect]:
    """By (action, settings, the levers that these stand for): what the action was worth."""
    session, days = whatifs.session, whatifs.days
    plans, pulled = [], []
    for _, settings, instead_of in wanted:
        scenario = session.scenario.set(settings)
        added = _pulled(session, scenario, settings)
        out = {lever.name for lever in instead_of} | {entry.lever for entry in added}
        entries = [each for each in session.course.entries if not _pulls(each, out)]
        world = World.after(scenario, [*entries, *added], session.levers, days.seed, days.today)
        plans.append(world.plan)
        pulled.append(added)
    return [
        replace(
            effect_of(
                session,
                WhatIf(name, added, (), counts, whatifs.as_played, whatifs.longest, confidence),
            ),
            assumed=any(lever.assumed for lever in instead_of) or not instead_of,
        )
        for (name, _, instead_of), counts, added in zip(
            wanted, days.counts(plans), pulled, strict=True
        )
    ]


def _pulls(entry: Entry, levers: set[str]) -> bool:
    return isinstance(entry, Pulled) and entry.lever in levers


def _pulled(
    session: Session, scenario: Scenario, settings: Mapping[str, Any]
) -> tuple[Pulled, ...]:
    """Levers that settings pull at a time: in a session people alone do, so they are entries."""
    found = []
    for path in settings:
        steps, _ = segments(path)
        if steps[:2] == ("exercise", "levers") and len(steps) > 2 and steps[2] in session.levers:
            lever, at = session.levers[steps[2]], scenario.exercise.levers[steps[2]].pulled
            if at is not None and lever.teams:
                found.append(session.pulling(lever.teams[0], lever.name, at))
    return tuple(found)


def _document(session: Session) -> Document | None:
    """The scenario as the journal holds it, with its lines."""
    opened = session.course.opened
    try:
        return parse_document(opened.text, opened.scenario)
    except InputError:
        return None


def _changes(document: Document | None, settings: Mapping[str, Any]) -> tuple[SettingChange, ...]:
    return tuple(_change(document, path, value) for path, value in settings.items())


def _change(document: Document | None, path: str, value: object) -> SettingChange:
    steps, _ = segments(path)
    becomes = value if isinstance(value, str) else described(value).strip("`")
    if document is None:
        return SettingChange(path, "", becomes, None)
    written = value_at(document.data, steps)
    was = Sentence("not written") if written is NOTHING else described(written).strip("`")
    return SettingChange(path, was, becomes, document.problem(steps, "").line)
