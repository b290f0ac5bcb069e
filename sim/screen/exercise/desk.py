"""The facilitator's desk: what waits for an answer, clock, what is new, teams, what comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from math import ceil

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.exercise.agenda import next_event
from sim.exercise.cases import cases_of
from sim.exercise.deciding import unanswered
from sim.exercise.journal.entries import Advanced, Entry, Resumed, Steered, WentBack
from sim.exercise.moves import moves_of
from sim.exercise.nearness import nearness
from sim.exercise.news import news_of
from sim.exercise.room import minutes_of, room_clock
from sim.exercise.session import Session
from sim.exercise.view import View
from sim.exercise.world import expected_at, fires_at, is_by_hand
from sim.measures.outcome import FAR
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.scenario.reading.conditions_in_words import condition_text
from sim.scenario.schema.injects import Inject, InjectKind
from sim.screen.scenario.effects import described
from sim.screen.scenario.moments import moment
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, section, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import duration, listed, plural, share
from sim.sentences import Sentence

LAST_ENTRIES = 6
_REAL = {True: "real", False: "a red herring"}


def desk(session: Session, paper: Paper, at: datetime | None = None) -> RenderableType:
    """The whole desk at a time of the room, by default the present; for the facilitator's eyes."""
    views = _views(session)
    return Group(
        *_top(session, paper, at),
        section("New", _news(session, views)),
        section("Teams", _teams(views, paper)),
        *([section("Injects", _injects(session, paper))] if _has_injects(session) else []),
        section("Journal, the latest first", journal(session, LAST_ENTRIES)),
    )


def brief_desk(session: Session, paper: Paper) -> RenderableType:
    """What has changed, for who reads line by line: what waits, the clocks, and what is new."""
    return Group(*_top(session, paper, None), _news(session, _views(session)))


def _views(session: Session) -> dict[str, View]:
    return {name: session.view(name) for name in session.teams}


def _top(session: Session, paper: Paper, at: datetime | None) -> list[RenderableType]:
    return [*_waiting(session), _clock(session, paper), _room(session, at)]


def _clock(session: Session, paper: Paper) -> Text:
    scenario, now = session.scenario, session.now
    cells = max(8, min(40, paper.width - 54))
    done = min(cells, round(now / scenario.horizon * cells))
    track = paper.glyphs.full * done + paper.glyphs.track * (cells - done)
    words = Text(f"{moment(scenario, now)} UTC", style="bold")
    words.append(f"  {track}  ", style="not bold cyan")
    left = scenario.horizon - now
    return words.append(
        "the session is over"
        if session.course.ended
        else f"{duration(left)} of the story left"
        if left > 0
        else "the story is over"
    )


def _room(session: Session, at: datetime | None) -> Text:
    """The move, and how long the room has left for it."""
    moves = moves_of(session.scenario)
    clock = room_clock(session.journal, session.course, moves, at)
    words = Text(f"session minute {int(clock.session_minutes)}; {safe(clock.move.name)}")
    words.append(f", to {moment(session.scenario, clock.move.ends)}")
    if session.course.ended:
        return words
    left = clock.minutes_left
    if not clock.begun:
        return words.append(f"; {ceil(left)} min from `begin` or the first step on")
    if left >= 0:
        return words.append(f"; {ceil(left)} of {clock.minutes_given:g} min left")
    return words.append(f"; {ceil(-left)} min over", style="bold reverse")


def _news(session: Session, views: Mapping[str, View]) -> RenderableType:
    """What has happened since the story last went on."""
    if not any(isinstance(each, Advanced) for each in session.course.entries):
        return Text("The story has not begun: Enter goes to the first event.", style=CAPTION)
    found = news_of(session, views, _last_looked(session) / HOUR)
    lines = [f"! {one.words}" if one.pressing else one.words for one in found]
    more = len(lines) - LAST_ENTRIES
    shown = lines[:LAST_ENTRIES] + ([f"and {more} more: `look TEAM`"] if more > 0 else [])
    if not shown:
        return Text("Routine work only.", style=CAPTION)
    return Group(*(Text(safe(line)) for line in shown))


def _waiting(session: Session) -> list[RenderableType]:
    """What waits for an answer."""
    found: list[RenderableType] = [
        Text(
            f"! {listed(map(safe, one.silent))} to answer proposal {one.number} of "
            f"{safe(one.proposed.team)}: {safe(one.proposed.lever)}",
            style="bold reverse",
        )
        for one in unanswered(session.course, session.levers)
    ]
    for team in session.teams:
        found += _to_answer(session, team)
    return found


MOST_TO_ANSWER = 3
"""Reports of a team that wait for its answer and are named on the desk."""


def _to_answer(session: Session, team: str) -> Iterator[Text]:
    """What waits for the answer of one team, what is about a case before the rest."""
    waiting = sorted(session.view(team).waiting, key=lambda one: not one.case)
    for one in waiting[:MOST_TO_ANSWER]:
        about = f"{one.kind}, {one.case}" if one.case else f"routine, {one.category}"
        yield Text(
            f"! {safe(team)} to send or keep {one.name} ({safe(about)}) to {safe(one.receiver)}; "
            f"decided without its word {moment(session.scenario, one.until)}",
            style="bold reverse",
        )
    if len(waiting) > MOST_TO_ANSWER:
        yield Text(f"! and {len(waiting) - MOST_TO_ANSWER} more of {safe(team)}: `look`")


def _teams(views: Mapping[str, View], paper: Paper) -> RenderableType:
    columns = [("", "left"), ("waiting", "right"), ("read", "right"), ("most sure", "left")]
    listing = table(paper, [*columns, ("decisions", "right"), ("proposals", "right")])
    for name, view in views.items():
        surest = max(view.beliefs, key=lambda one: one.probability, default=None)
        listing.add_row(
            safe(name),
            str(sum(one.waiting for one in view.desks)),
            str(sum(one.read for one in view.desks)),
            f"{share(surest.probability)} of {surest.case}" if surest else "of nothing",
            str(len(view.decisions)),
            str(len(view.proposals)),
        )
    return listing


def _has_injects(session: Session) -> bool:
    return bool(session.scenario.injects or session.world.scenario.injects)


def _injects(session: Session, paper: Paper) -> RenderableType:
    written, present = session.scenario.injects, session.world.scenario.injects
    listing = table(paper, [("", "left"), ("when", "left"), ("what changes", "left")])
    now_us = session.course.now_us
    as_played = {name: present.get(name, inject) for name, inject in written.items()}
    looked_us = _last_looked(session)
    in_order = sorted(as_played, key=lambda name: _is_past(as_played[name], looked_us))
    for name in in_order:
        inject = as_played[name]
        state = _when(session, inject, now_us) if name in present else "held or cancelled"
        listing.add_row(safe(name), state, _for_the_facilitator(session, inject))
    by_hand = sum(is_by_hand(name) for name in present)
    if by_hand:
        listing.add_row(plural(by_hand, "improvised", "improvised"), "", "")
    return listing


def _last_looked(session: Session) -> int:
    """When the story last went on, in microseconds: what has come since then is new."""
    going = (each for each in reversed(session.course.entries) if isinstance(each, Advanced))
    return next((each.story_us for each in going), 0)


def _is_past(inject: Inject, looked_us: int) -> bool:
    """Whether it had come, or its time, when the story last went on."""
    if inject.kind is InjectKind.EXPECTED:
        return expected_at(inject) < looked_us
    return inject.kind is InjectKind.INJECT and fires_at(inject) < looked_us


def _when(session: Session, inject: Inject, now_us: int) -> str:
    """When an inject fires or has fired, or why it does not by itself."""
    if inject.kind is InjectKind.CONTINGENCY:
        return "only if you fire it"
    if inject.kind is InjectKind.EXPECTED:
        past = expected_at(inject) < now_us
        return f"{'was ' if past else ''}expected {moment(session.scenario, inject.at or 0.0)}"
    at = fires_at(inject)
    if at == FAR:
        return "as things stand, never"
    if now_us <= at <= now_us + 1:
        return "comes as soon as the story goes on"
    told = moment(session.scenario, at / HOUR)
    if at < now_us:
        return f"fired {told}"
    return f"comes {told}" if inject.condition is None else f"as things stand, {told}"


def _for_the_facilitator(session: Session, inject: Inject) -> Text:
    """What an inject changes and waits for; until it is old, whom it is for, and notes."""
    parts = [described(inject) or "a message"]
    if _is_past(inject, _last_looked(session)):
        return Text("\n".join([*parts, *map(safe, waited_for(session, inject))]))
    parts += [f"to {listed(map(safe, inject.to))}"] if inject.to else []
    parts += [f"expected: {safe(inject.expected)}"] if inject.expected else []
    parts += [safe(line) for line in waited_for(session, inject)]
    parts += [f"serves {safe(inject.objective)}"] if inject.objective else []
    parts += [f"notes: {safe(inject.notes)}"] if inject.notes else []
    return Text("\n".join(parts))


def waited_for(session: Session, inject: Inject) -> Iterator[str]:
    """What an inject waits for, and how near that is until it has come."""
    if inject.condition is None:
        return
    when = Sentence("when {condition}", condition=condition_text(inject.condition))
    if fires_at(inject) < session.course.now_us:
        yield when
        return
    parts = nearness(inject.condition, session.world, session.course.now_us)
    if len(parts) == 1:
        near = parts[0].near or Sentence("so it is" if parts[0].holds else "not yet")
        yield Sentence("{condition} ({near})", condition=when, near=near)
        return
    yield when
    for part in parts:
        words = part.words
        if part.near:
            words = Sentence("{condition} ({near})", condition=words, near=part.near)
        yield Sentence("yes: {words}" if part.holds else "not yet: {words}", words=words)


def journal(session: Session, most: int | None = None) -> RenderableType:
    """Every entry that counts; or the latest first of those that say more than that it goes on."""
    entries = list(session.course.entries[1:])
    if most is not None:
        told = [e for e in entries if not isinstance(e, Advanced | WentBack | Resumed)]
        entries = told[-most:][::-1]
    if not entries:
        return Text("No decision yet.", style=CAPTION)
    minutes = minutes_of(session.journal)
    listing = Table.grid(padding=(0, 2, 0, 0))
    for side in ("right", "left", "right", "left"):
        listing.add_column(justify=side, overflow="fold", no_wrap=side == "right")
    listing.columns[1].no_wrap = True
    for entry in entries:
        listing.add_row(
            str(entry.number),
            moment(session.scenario, entry.story_us / HOUR),
            f"min {int(minutes[entry.number])}",
            safe(entry_words(session, entry)),
        )
    return listing


def entry_words(session: Session, entry: Entry) -> str:
    """What an entry says, times as a room says them."""
    if isinstance(entry, Advanced):
        return Sentence("on to {time}", time=moment(session.scenario, entry.to_us / HOUR))
    if isinstance(entry, Steered) and entry.to_us is not None:
        to = moment(session.scenario, entry.to_us / HOUR)
        return Sentence("{words} to {time}", words=entry.words, time=to)
    return session.words(entry)


def truth(session: Session, paper: Paper) -> RenderableType:
    """What is real and what comes next, for the facilitator alone."""
    listing = table(paper, [("", "left"), ("", "left"), ("begins", "left"), ("detected", "left")])
    for one in cases_of(session.scenario, session.record):
        detected = "as things stand, never"
        if one.detected is not None:
            tense = "" if one.detected < session.now else "as things stand, "
            detected = f"{tense}{moment(session.scenario, one.detected)}"
        listing.add_row(
            one.case,
            f"{safe(one.name)}, {_REAL[one.real]}",
            moment(session.scenario, one.begins),
            detected,
        )
    coming = next_event(session.world, session.course.now_us) / HOUR
    return Group(listing, Text(f"The next event comes {moment(session.scenario, coming)}."))
