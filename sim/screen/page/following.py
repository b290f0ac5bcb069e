"""The way of the report that decided, step by step, on one day of a page."""

from __future__ import annotations

from sim.analyses.comparison.findings import Span
from sim.analyses.picture.day import Case, PlayedDay
from sim.frozen import frozen
from sim.measures.journey import Stretch
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.screen.page.world import minutes
from sim.screen.report.story import StoryStretch, joined_spans
from sim.screen.scenario.moments import moment
from sim.screen.toolkit.words import duration


@frozen
class Step:
    """One step on the way: from when on, in minutes, and what it is."""

    minute: int
    when: str
    says: str


def steps_of(day: PlayedDay) -> list[Step]:
    """From the onset of the threat that is followed to its detection, or to its window's end."""
    if day.way is None:
        return []
    case = day.cases[day.way.case]
    told = [
        Step(_minute(case, each.since), _when(day, case, each.since), said(each))
        for each in joined_spans(spans_of(day))
    ]
    last = ended_us(case)
    return [*told, Step(minutes(last), moment(day.scenario, last / HOUR), how_it_ends(case))]


def spans_of(day: PlayedDay) -> tuple[Span, ...]:
    """The stretches of the way that is followed, in hours since the onset."""
    if day.way is None:
        return ()
    onset = day.cases[day.way.case].onset_us
    return tuple(_span(stretch, onset) for stretch in day.way.stretches)


def said(stretch: StoryStretch) -> str:
    """What a stretch went to, where, and how long it took."""
    where = f"{stretch.place}: " if stretch.place else ""
    return f"{where}{stretch.words}, {duration(stretch.until - stretch.since)}"


def how_it_ends(case: Case) -> str:
    """By whom it is detected after how long, or that it is not, or too late."""
    window = duration((case.deadline_us - case.onset_us) / HOUR)
    if case.detected_us is None:
        return f"{case.name} is not detected within {window}"
    after, by = duration((case.detected_us - case.onset_us) / HOUR), " and ".join(case.detected_by)
    if is_late(case):
        return f"{case.name} is not detected within {window}; {by} finds it {after} after its onset"
    return f"{case.name} is detected by {by} after {after}"


def is_late(case: Case) -> bool:
    """Whether it was detected only once its window was over."""
    return case.detected_us is not None and case.detected_us >= case.deadline_us


def ended_us(case: Case) -> int:
    """When the way ends that is followed: at the detection, or with the window."""
    return case.deadline_us if case.detected_us is None else min(case.detected_us, case.deadline_us)


def day_link(day: PlayedDay, minute: int) -> str:
    """What a page calls a moment in its address: noon of day 14 is day-14.5."""
    return f"day-{1 + (minute + day.scenario.begins % 1440) / 1440:.4f}".rstrip("0").rstrip(".")


def _span(stretch: Stretch, onset: int) -> Span:
    since, until = (stretch.since - onset) / HOUR, (stretch.until - onset) / HOUR
    return Span(since, until, stretch.cause, stretch.place.name)


def _minute(case: Case, hours: float) -> int:
    return minutes(case.onset_us + round(hours * HOUR))


def _when(day: PlayedDay, case: Case, hours: float) -> str:
    return moment(day.scenario, case.onset_us / HOUR + hours)
