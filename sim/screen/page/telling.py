"""What happened on a day in sentences: the table that says the same as the map."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analyses.picture.day import PlayedDay
from sim.frozen import frozen
from sim.measures.trace import TraceEvent
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.screen.scenario.moments import moment

MOST = 1200
"""A table tells no more of a day: first the steps of each way are left out, then other threats."""


@frozen
class Happened:
    """One line of the table."""

    minute: int
    when: str
    where: str
    what: str
    about: str


def told(day: PlayedDay, threat: str | None) -> list[Happened]:
    """The lines of a day, as many as there is room for."""
    events = _worth_telling(day)
    if len(events) > MOST:
        events = [event for event in events if event.what != "stage"]
    if len(events) > MOST and threat is not None:
        events = [event for event in events if event.subject == threat or not event.agency]
    return [_line(day, event) for event in events[:MOST]]


def left_out(day: PlayedDay, threat: str | None) -> int:
    """How many lines of a day its table does not have."""
    return len(_worth_telling(day)) - len(told(day, threat))


def _worth_telling(day: PlayedDay) -> list[TraceEvent]:
    """All but stages that took no time, and of one carriage over a channel all but its end."""
    before: dict[int, TraceEvent] = {}
    read: dict[tuple[str, str], int] = {}
    """By agency and subject: when it last finished reading, so that something could set off."""
    passed_over: set[int] = set()
    for event in day.events:
        last = before.get(event.key)
        since = last.at if last else read.get((event.partner, event.subject))
        if event.what == "taken up" or (event.what == "stage" and event.at == since):
            passed_over.add(id(event))
            continue
        if last and last.what == event.what == "stage" and _cause(last) == _cause(event):
            passed_over.add(id(last))
        if event.what == "triaged":
            read[event.agency, event.subject] = event.at
        before[event.key] = event
    return [event for event in day.events if id(event) not in passed_over]


def _cause(event: TraceEvent) -> str:
    return event.why.partition(", ")[0]


def _line(day: PlayedDay, event: TraceEvent) -> Happened:
    on_the_way = event.partner and event.what != "triaged"
    way = f"{event.partner} to {event.agency}" if on_the_way else event.agency
    return Happened(
        minute=event.at * 60 // HOUR,
        when=moment(day.scenario, event.hours),
        where=way or "everywhere",
        what=". ".join(_sentence(event)),
        about=event.subject if event.agency else "",
    )


def _sentence(event: TraceEvent) -> Iterator[str]:
    match event.what:
        case "report":
            yield "sees something and reports it"
        case "triaged":
            read = f"has read what {event.partner} sent" if event.partner else "has read a report"
            yield read + (f": {event.why}" if event.why else "")
        case "stage":
            yield f"{_cause(event)} is over"
        case "copy" | "request" | "warning":
            yield f"{event.what}: {event.why}"
        case "belief":
            yield event.why or "is sure enough to act"
        case "inject":
            yield event.subject
            if event.why:
                yield event.why
        case _:
            yield f"{event.subject} {event.why}".strip()
