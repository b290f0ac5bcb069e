"""A session without the names of people: teams stay.

Known are the names that the journal holds as such: people of teams, authors of notes, owners of
actions. They are taken out of all other text, too; whatever else a text says of somebody stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.exercise.journal.entries import Entry, Joined, Noted, Opened, Planned
from sim.exercise.session import Session
from sim.scenario.values.value import with_fields

MEANING = (
    "Names of people that the journal holds were left out: of participants, of authors of notes "
    "and of owners of actions, also where another text names them. Teams, times and what was said "
    "stay, so somebody who was there may still know who said it: read it before you pass it on."
)
"""What a report without names promises, and what not."""
SHORTEST_PART = 3
"""Shorter parts of a name, as of initials, are left in texts."""
SOMEBODY = "somebody"
FREE_TEXT = (
    *("text", "why", "expects", "message", "keep", "change", "action", "due"),
    *("reasons_for", "reasons_against"),
)
"""Fields of entries in which people write what they like."""


def without_names(session: Session) -> Session:
    """The same session as if its journal had never held the names of people."""
    spoken = _spoken(session)
    entries = [_without(entry, spoken) for entry in session.journal]
    return Session.resumed(session.scenario, entries, None)


def _spoken(session: Session) -> dict[str, str]:
    """By name of a person, and by part of one: what stands for it; the longest first."""
    scenario = session.scenario
    public = {*session.teams, *scenario.agencies, *scenario.countries, *scenario.bodies, SOMEBODY}
    words = {word for name in public for word in name.split()}
    found: dict[str, str] = {}
    for person, team, is_name in _people(session.journal):
        if person not in public:
            stands = f"{SOMEBODY} of {team}" if team else SOMEBODY
            parts = [each for each in person.split() if len(each) >= SHORTEST_PART]
            for name in (person, *(each for each in parts if is_name and each not in words)):
                found.setdefault(name, stands)
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))


def _people(journal: Sequence[Entry]) -> Iterator[tuple[str, str, bool]]:
    """(name, team, whether its parts are names too); those whose team is known first.

    The owner of an action may be no person: "head of desk" has no parts to be looked for.
    """
    for entry in journal:
        if isinstance(entry, Joined):
            yield from ((each.strip(), entry.team, True) for each in entry.people if each.strip())
    for entry in journal:
        if isinstance(entry, Noted) and entry.by.strip():
            yield entry.by.strip(), "", True
        elif isinstance(entry, Planned) and entry.owner.strip():
            yield entry.owner.strip(), "", False


def _without(entry: Entry, spoken: Mapping[str, str]) -> Entry:
    if isinstance(entry, Opened):
        return with_fields(entry, file="")  # a folder is often called after its user
    fields: dict[str, Any] = {
        name: _replaced(getattr(entry, name), spoken) for name in FREE_TEXT if hasattr(entry, name)
    }
    if isinstance(entry, Noted):
        fields["by"] = ""
    if isinstance(entry, Planned):
        fields["owner"] = _replaced(entry.owner, spoken)
    if isinstance(entry, Joined):
        fields["people"] = (SOMEBODY,) * len(entry.people)
    return with_fields(entry, **fields) if fields else entry


def _replaced(text: str, spoken: Mapping[str, str]) -> str:
    if not spoken:
        return text
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, spoken))})(?!\w)"
    return re.sub(pattern, lambda match: spoken[match[0]], text)
