"""The facilitator's desk: what waits for an answer on top, then clock, teams and what comes."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from sim.exercise.agenda import next_event
from sim.exercise.cases import case_of
from sim.exercise.journal.entries import Advanced, WentBack
from sim.exercise.session import Session
from sim.exercise.world import fires_at, is_by_hand
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.screen.exercise.moments import moment
from sim.screen.scenario.effects import described
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, section, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import duration, listed, plural, share

LAST_ENTRIES = 6
_REAL = {True: "real", False: "a red herring"}


def desk(session: Session, paper: Paper) -> RenderableType:
    """The whole desk; for the facilitator's eyes, since it says when injects come."""
    return Group(
        _clock(session, paper),
        *_waiting(session),
        section("Teams", _teams(session, paper)),
        section("Injects", _injects(session, paper)),
        section("Journal", _journal(session)),
    )


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


def _waiting(session: Session) -> list[RenderableType]:
    """What waits for an answer."""
    found: list[RenderableType] = []
    for number, proposal in session.course.proposals.items():
        lever = session.levers[proposal.lever]
        answers = session.course.answers_to(number)
        silent = [team for team in lever.keys_beside(proposal.team) if team not in answers]
        if silent and session.course.pulls_of(lever.name) < lever.often:
            found.append(
                Text(
                    f"! {listed(map(safe, silent))} to answer proposal {number} of "
                    f"{safe(proposal.team)}: {safe(proposal.lever)}",
                    style="bold yellow",
                )
            )
    return found


def _teams(session: Session, paper: Paper) -> RenderableType:
    columns = [("", "left"), ("waiting", "right"), ("read", "right"), ("most sure", "left")]
    listing = table(paper, [*columns, ("decisions", "right"), ("proposals", "right")])
    for name in session.teams:
        view = session.view(name)
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


def _injects(session: Session, paper: Paper) -> RenderableType:
    written, present = session.scenario.injects, session.world.scenario.injects
    if not written:
        return Text("None in this scenario: `say` and `change` improvise.", style=CAPTION)
    listing = table(paper, [("", "left"), ("when", "left"), ("what changes", "left")])
    now_us = session.course.now_us
    for name, inject in written.items():
        if name not in present:
            state = "held or cancelled"
        else:
            at = fires_at(present[name])
            told = moment(session.scenario, at / HOUR)
            state = f"fired {told}" if at < now_us else f"comes {told}"
        listing.add_row(safe(name), state, described(inject) or "a message")
    by_hand = sum(is_by_hand(name) for name in present)
    if by_hand:
        listing.add_row(plural(by_hand, "improvised", "improvised"), "", "")
    return listing


def _journal(session: Session) -> RenderableType:
    entries = [
        entry for entry in session.course.entries[1:] if not isinstance(entry, Advanced | WentBack)
    ]
    if not entries:
        return Text("No decision yet.", style=CAPTION)
    return Group(
        *(
            Text(
                f"{entry.number:4}  {moment(session.scenario, entry.story_us / HOUR)}  "
                f"{safe(entry.words)}"
            )
            for entry in entries[-LAST_ENTRIES:]
        )
    )


def truth(session: Session, paper: Paper) -> RenderableType:
    """What is real and what comes next, for the facilitator alone."""
    record = session.record
    timetable, layout = record.timetable, record.plan.layout
    listing = table(paper, [("", "left"), ("", "left"), ("begins", "left"), ("detected", "left")])
    for number in range(len(timetable.instances.key)):
        draw = layout.threats[int(timetable.instances.draw[number])]
        mine = timetable.picture_instance == number
        first = record.detected[mine & (record.detected >= 0)]
        detected = "as things stand, never"
        if len(first):
            at = int(first.min())
            tense = "" if at < session.course.now_us else "as things stand, "
            detected = f"{tense}{moment(session.scenario, at / HOUR)}"
        listing.add_row(
            case_of(session.scenario, record, number),
            f"{safe(layout.subjects[draw.subject].name)}, {_REAL[draw.real]}",
            moment(session.scenario, int(timetable.instances.onset[number]) / HOUR),
            detected,
        )
    coming = next_event(session.world, session.course.now_us) / HOUR
    return Group(listing, Text(f"The next event comes {moment(session.scenario, coming)}."))
