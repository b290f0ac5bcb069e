"""Commands by which a room looks back: ratings, feedback, corrective actions, who was there."""

from __future__ import annotations

import re

from rich.console import RenderableType
from rich.text import Text

from sim.cli.desk.words_typed import TypedError, lettered, named
from sim.errors import EntenteError, printable
from sim.exercise.objectives import RATINGS, objectives_of
from sim.exercise.session import Session
from sim.scenario.files.document import parse_value
from sim.scenario.files.paths import segments
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.printing import Paper

_DECISION = re.compile(r"(\d+)\s+([1-5])(?:\s+of 5)?(?:,?\s+(?:sure\s+)?(\d{1,3})\s*%?)?")
_OBJECTIVE = re.compile(r"([PSMU])\b\s*(?:because\s+)?(.*)", re.IGNORECASE | re.DOTALL)
_FEEDBACK = re.compile(r"([1-5])(?:\s+of 5)?\b\s*(.*)", re.DOTALL)
_KEEP = re.compile(r"(?:^|\s)(keep|change)\s+", re.IGNORECASE)
_OWNED = re.compile(r"\s(?:(owner|due)\s+|set\s+(?=\S[^=]*=))", re.IGNORECASE)


def rate(session: Session, text: str, _paper: Paper) -> RenderableType:
    """A team rates a decision, or the facilitator an objective."""
    objectives = list(objectives_of(session.scenario))
    try:
        team, rest = named(text, list(session.teams))
    except TypedError:
        return _assess(session, text, objectives)
    match = _DECISION.fullmatch(rest.strip())
    if not match:
        raise TypedError(
            f"Expected the decision's number, 1 to 5, and maybe how sure: rate {team} 7 4 80 %."
        )
    session.rate(team, int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    return Text(f"Rated: {safe(session.journal[-1].words)}")


def _assess(session: Session, text: str, objectives: list[str]) -> RenderableType:
    try:
        objective, rest = named(text, objectives)
    except TypedError:
        known = ", ".join([*session.teams, *objectives])
        raise TypedError(f"Expected a team or an objective to rate: {known}.") from None
    match = _OBJECTIVE.fullmatch(rest.strip())
    if not match:
        raise TypedError(f"Expected {lettered(RATINGS)}")
    session.assess(objective, match[1].upper(), why=match[2].strip())
    return Text(f"Rated: {safe(session.journal[-1].words)}")


def feedback(session: Session, text: str, _paper: Paper) -> RenderableType:
    """A team says what the session was worth, what to keep and what to change."""
    team, rest = named(text, list(session.teams))
    match = _FEEDBACK.fullmatch(rest.strip())
    if not match:
        raise TypedError(f"Expected 1 to 5: feedback {team} 4 keep WHAT change WHAT.")
    first, *parts = _KEEP.split(match[2])
    if first.strip():
        raise TypedError(f"Expected keep or change, found {printable(first.strip())}.")
    said = {word.lower(): what.strip() for word, what in zip(parts[::2], parts[1::2], strict=True)}
    session.comment(team, int(match[1]), **said)
    return Text(f"Noted: {safe(session.journal[-1].words)}")


def action(session: Session, text: str, _paper: Paper) -> RenderableType:
    """A corrective action is agreed on."""
    what = _OWNED.split(f" {text}")[0]
    if not what.strip():
        raise TypedError("What is to be done? action WHAT owner WHO due WHEN set PATH=VALUE.")
    plan(session, what.strip(), f" {text}"[len(what) :], {})
    return Text(f"Agreed: {safe(session.journal[-1].words)}")


def plan(session: Session, what: str, owned: str, settings: dict[str, object]) -> None:
    """Notes an action with who does it by when: `owner WHO due WHEN`, and more settings."""
    first, *parts = _OWNED.split(f" {owned.strip()}")
    if first.strip():
        raise TypedError(f"Expected owner, due or set, found {printable(first.strip())}.")
    said: dict[str, str] = {}
    more: dict[str, object] = {}
    for word, value in zip(parts[::2], parts[1::2], strict=True):
        if word:
            said[word.lower()] = value.strip()
        else:
            more |= _setting(value.strip())
    session.plan_action(what, settings=settings | more, **said)


def _setting(text: str) -> dict[str, object]:
    """A path and a value, as `--set` takes them."""
    steps, rest = segments(text)
    if not steps or not rest.startswith("="):
        raise TypedError(f"Expected a path and a value: set agencies.NAME.analysts=3, not {text}.")
    try:
        return {text[: len(text) - len(rest)].strip(): parse_value(rest[1:].strip(), "set")}
    except EntenteError as error:
        raise TypedError(f"Expected a value behind the path. {error}") from error


def people(session: Session, text: str, _paper: Paper) -> RenderableType:
    """Who the people of a team are."""
    team, rest = named(text, list(session.teams))
    names = [name.strip() for name in rest.split(",") if name.strip()]
    if not names:
        raise TypedError(f"Expected names: people {team}: NAME, NAME.")
    session.join(team, names)
    return Text(f"{safe(team)}: {len(names)} people.")
