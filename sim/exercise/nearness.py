"""How near a condition is to coming true where a session stands, for the facilitator alone."""

from __future__ import annotations

from collections.abc import Iterator

from sim.exercise.world import World
from sim.frozen import frozen
from sim.measures.beliefs import probability_of
from sim.measures.conditions import ConditionsOfRun
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.calendars import microseconds
from sim.scenario.reading.conditions_in_words import condition_text
from sim.scenario.reading.provenance import hours_text
from sim.scenario.schema.conditions import Condition, DetectedAtom
from sim.sentences import Figure, Sentence


@frozen
class PartOfCondition:
    """One thing that a condition asks for."""

    words: str
    holds: bool
    """Whether it holds now."""
    near: str
    """How near it is, where that can be said; else empty."""


def nearness(condition: Condition, world: World, now_us: int) -> list[PartOfCondition]:
    """Everything that a condition asks for, with whether it holds now and how near it is."""
    return [*_parts(condition, world.conditions_as_of(now_us), now_us)]


def _parts(condition: Condition, past: ConditionsOfRun, now_us: int) -> Iterator[PartOfCondition]:
    key, inside = condition.written
    if key in ("all", "any"):
        for one in inside:
            yield from _parts(one, past, now_us)
        return
    if key == "by":
        yield from _parts(inside, past, now_us)
    at = now_us + 1  # what is decided now holds from right after on
    holds = any(since <= at < until for since, until in past.spells(condition))
    yield PartOfCondition(condition_text(condition), holds, _near(condition, past, now_us))


def _near(condition: Condition, past: ConditionsOfRun, now_us: int) -> str:
    """How near it is to holding."""
    timed = condition.by or condition.not_by
    if timed is not None:
        left = microseconds(timed.time) - now_us
        return Sentence("in {time}", time=Figure(hours_text(left / HOUR))) if left > 0 else ""
    if condition.believed is not None:
        highest = past.highest_belief(condition.believed)
        if highest is None:
            return NOTHING_READ
        return Sentence("highest so far {probability}", probability=Figure(f"{highest:.3g}"))
    if condition.detected is not None:
        return _how_sure(past, condition.detected)
    if condition.delivered is not None:
        under_way = past.under_way(condition.delivered)
        return Sentence("{count} under way", count=under_way)
    if condition.read is not None:
        unread = past.unread(condition.read)
        return Sentence("{count} not read yet", count=unread)
    if condition.waiting is not None:
        longest = past.longest_wait(condition.waiting, now_us)
        if not longest:
            return Sentence("nothing waits")
        return Sentence("longest now {time}", time=Figure(hours_text(longest / HOUR)))
    return ""


NOTHING_READ = Sentence("nothing read yet")


def _how_sure(past: ConditionsOfRun, atom: DetectedAtom) -> str:
    """How sure the agency was so far that came nearest to what it acts at."""
    nearest = past.nearest_belief(atom)
    if nearest is None:
        return NOTHING_READ
    picture, reached = nearest
    layout = past.record.plan.layout
    agency = int(past.record.timetable.picture_agency[picture])
    acts_at = probability_of(float(layout.threshold[agency]))
    return Sentence(
        "{agency} at {probability}, acts at {threshold}",
        agency=layout.agencies[agency],
        probability=Figure(f"{reached:.3g}"),
        threshold=Figure(f"{acts_at:.3g}"),
    )
