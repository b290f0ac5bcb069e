"""Rulings at the desk: looked at once before they count."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from sim.cli.desk.words_typed import TypedError, effects_of, named
from sim.exercise.journal.entries import Ruled
from sim.exercise.previewing import preview_of_change
from sim.exercise.ruling import CHANCES
from sim.exercise.session import Session
from sim.screen.exercise.gains import gained
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import share

SHAPE = "TEAM: ACTION | chance WORDS | for WHY | against WHY NOT | change EFFECT | now"
_PARTS = ("chance", "for", "against", "change", "now")


def rule(session: Session, text: str, _paper: Paper) -> RenderableType:
    """Shows what a ruling would be, or lets it count where `now` stands behind it."""
    team, parts = _read(session, text)
    chance = parts.get("chance", "")
    if not chance:
        raise TypedError(f"How likely is it to work? | chance, then one of: {', '.join(CHANCES)}.")
    ruling = session.ruling(
        team,
        parts["action"],
        chance,
        effects=effects_of(parts["change"]) if "change" in parts else [],
        reasons_for=parts.get("for", ""),
        reasons_against=parts.get("against", ""),
    )
    if "now" not in parts:
        return _look(session, ruling)
    session.rule(ruling)
    return Text(f"{safe(ruling.words)}.", style="bold")


def _read(session: Session, text: str) -> tuple[str, dict[str, str]]:
    """The team, and by its name each part that bars divide."""
    first, *rest = (part.strip() for part in text.split(" | "))
    team, action = named(first, list(session.teams))
    if not action:
        raise TypedError(f"What does the team do? {SHAPE}")
    parts = {"action": action}
    for part in rest:
        name, _, what = part.partition(" ")
        if name not in _PARTS or (name == "now") == bool(what):
            raise TypedError(f"`{safe(part)}` is no part of a ruling: {SHAPE}")
        parts[name] = what.strip()
    return team, parts


def _look(session: Session, ruling: Ruled) -> RenderableType:
    """The first look: everything but the roll, which nobody sees before it counts."""
    lines = [
        f"{safe(ruling.team)}: {safe(ruling.action)}",
        f"  chance: {ruling.chance}, {share(ruling.probability)}",
        f"  for: {safe(ruling.reasons_for) or '-'}",
        f"  against: {safe(ruling.reasons_against) or '-'}",
        f"  changes: {_changes(session, ruling)}",
        "Nothing has been decided. The same line with ` | now` behind it rolls, and counts.",
    ]
    return Group(*map(Text, lines))


def _changes(session: Session, ruling: Ruled) -> str:
    if not ruling.effects:
        return "nothing: for the story alone"
    hours = preview_of_change(session, ruling.effects).detection_hours
    moved = [f"{safe(name)}: {gained(-change)}" for name, change in hours.items() if change]
    return f"if it works, on this day: {', '.join(moved) or 'no detection moves'}"
