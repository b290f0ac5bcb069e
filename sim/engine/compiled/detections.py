"""Who learned of what and when: what is kept of a run of which no record is made."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any, NamedTuple

from sim.engine.compiled.memory import FAR, World
from sim.engine.compiled.parts import part
from sim.engine.record import LINKED, NEVER
from sim.plan.values.causes import End

_DELIVERED = int(End.DELIVERED)


class Watched(NamedTuple):
    """What is looked at in every run on one timetable."""

    instance: Sequence[int]
    """By picture: which threat or red herring it is of."""
    responsible: Sequence[int]
    """By picture: whether its agency is the one to be warned."""
    warning: Sequence[int]
    """By picture: the row of its warning; negative where it sends none."""
    real: Sequence[int]
    """By threat or red herring: whether it is a threat."""
    needless: Sequence[int]
    """The rows of copies about red herrings that would go to another country or body."""
    evidence_row: Sequence[int]
    """Rows by which an agency of the threatened country could come to hold evidence."""
    evidence_origin: Sequence[int]
    """By such row: the indicator."""
    threat_of_origin: Sequence[int]
    """By indicator: the scored threat; -1 where it belongs to none."""
    threats: int
    """How many scored threats there are; none where nothing is made of evidence."""
    overlooks: int
    """Whether anybody can overlook what a report is about."""


class RunColumns(NamedTuple):
    """What is found in each run; FAR where something never came about."""

    detected: Any
    """By (run, threat or red herring): when the first agency believed in it."""
    warned: Any
    """By the same: when the responsible agency first held it."""
    alarms: Any
    """By run: beliefs at threshold in threats."""
    false_alarms: Any
    """By run: beliefs at threshold in red herrings."""
    needless: Any
    """By run: copies about red herrings that reached another country or body."""
    evidence: Any
    """By (run, scored threat): indicators held at the end, come the legal way."""
    held: MutableSequence[int]
    """By indicator: the last run, counted from 1, in which it was counted."""


@part
def watch(world: World, watched: Watched, found: RunColumns, run: int) -> None:
    """Keeps what one run has led to."""
    for instance in range(len(watched.real)):
        found.detected[run, instance] = found.warned[run, instance] = FAR
    found.alarms[run] = found.false_alarms[run] = found.needless[run] = 0
    for picture in range(len(watched.instance)):
        at = world.pictures[picture].detected
        if at != NEVER:
            believe(world, watched, found, run, picture, at)
    for row in watched.needless:
        if world.track[row].end == _DELIVERED:
            found.needless[run] += 1
    count_evidence(world, watched, found, run)


@part
def believe(
    world: World, watched: Watched, found: RunColumns, run: int, picture: int, at: int
) -> None:
    """Keeps that an agency came to believe, and so warned who is responsible."""
    instance, warning = watched.instance[picture], watched.warning[picture]
    if watched.real[instance]:
        found.alarms[run] += 1
    else:
        found.false_alarms[run] += 1
    found.detected[run, instance] = min(found.detected[run, instance], at)
    if not watched.responsible[picture]:
        if warning < 0 or world.track[warning].end != _DELIVERED:
            return
        at = world.track[warning].ended
    found.warned[run, instance] = min(found.warned[run, instance], at)


@part
def count_evidence(world: World, watched: Watched, found: RunColumns, run: int) -> None:
    """Counts each indicator once that is held with its origin and linked to its threat."""
    for threat in range(found.evidence.shape[1]):
        found.evidence[run, threat] = 0
    for number in range(len(watched.evidence_row)):
        track, origin = world.track[watched.evidence_row[number]], watched.evidence_origin[number]
        linked = not watched.overlooks or track.refused == LINKED
        if track.done != NEVER and track.stripped == 0 and linked:
            threat = watched.threat_of_origin[origin]
            if threat >= 0 and found.held[origin] != run + 1:
                found.held[origin] = run + 1
                found.evidence[run, threat] += 1
