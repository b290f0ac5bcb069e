"""Who learned of what and when: what is kept of a run of which no record is made."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any, NamedTuple

from sim.engine.compiled.memory import FAR, World
from sim.engine.machine_code.parts import part
from sim.engine.record import LINKED, NEVER
from sim.plan.values.causes import End

_DELIVERED = int(End.DELIVERED)


class Watched(NamedTuple):
    """What is looked at in every run; rows and all else counted over all replications."""

    first_row: Sequence[int]
    """By replication; then the number of all, as in the next four."""
    first_picture: Sequence[int]
    first_instance: Sequence[int]
    first_needless: Sequence[int]
    first_evidence: Sequence[int]
    first_threat: Sequence[int]
    """By replication: its first scored threat where something is made of evidence."""
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
    overlooks: int
    """Whether anybody can overlook what a report is about."""


class RunColumns(NamedTuple):
    """What is found in each run; FAR where something never came about."""

    detected: Any
    """By (plan, threat or red herring): when the first agency believed in it."""
    warned: Any
    """By the same: when the responsible agency first held it."""
    alarms: Any
    """By (plan, replication): beliefs at threshold in threats."""
    false_alarms: Any
    """By the same: beliefs at threshold in red herrings."""
    needless: Any
    """By the same: copies about red herrings that reached another country or body."""
    considered: Any
    """By the same: copies that somebody considered sending."""
    delivered: Any
    """By the same: those of them that arrived."""
    evidence: Any
    """By (plan, scored threat): indicators held at the end, come the legal way."""
    held: MutableSequence[int]
    """By indicator: the last run, counted from 1, in which it was counted."""


@part
def watch(
    world: World, watched: Watched, found: RunColumns, plan: int, place: int, run: int
) -> None:
    """Keeps what one run has led to: the run of a plan in the replication at a place."""
    for instance in range(watched.first_instance[place], watched.first_instance[place + 1]):
        found.detected[plan, instance] = found.warned[plan, instance] = FAR
    found.alarms[plan, place] = found.false_alarms[plan, place] = found.needless[plan, place] = 0
    for picture in range(watched.first_picture[place], watched.first_picture[place + 1]):
        at = world.pictures[picture].detected
        if at != NEVER:
            believe(world, watched, found, plan, place, picture, at)
    for number in range(watched.first_needless[place], watched.first_needless[place + 1]):
        if world.track[watched.needless[number]].end == _DELIVERED:
            found.needless[plan, place] += 1
    count_copies(world, watched, found, plan, place)
    count_evidence(world, watched, found, plan, place, run)


@part
def count_copies(world: World, watched: Watched, found: RunColumns, plan: int, place: int) -> None:
    """Counts the copies that somebody considered sending, and those that arrived."""
    considered = delivered = 0
    for row in range(watched.first_row[place], watched.first_row[place + 1]):
        if world.rows[row].parent >= 0 and world.track[row].end >= 0:
            considered += 1
            if world.track[row].end == _DELIVERED:
                delivered += 1
    found.considered[plan, place] = considered
    found.delivered[plan, place] = delivered


@part
def believe(
    world: World, watched: Watched, found: RunColumns, plan: int, place: int, picture: int, at: int
) -> None:
    """Keeps that an agency came to believe, and so warned who is responsible."""
    instance, warning = watched.instance[picture], watched.warning[picture]
    if watched.real[instance]:
        found.alarms[plan, place] += 1
    else:
        found.false_alarms[plan, place] += 1
    found.detected[plan, instance] = min(found.detected[plan, instance], at)
    if not watched.responsible[picture]:
        if warning < 0 or world.track[warning].end != _DELIVERED:
            return
        at = world.track[warning].ended
    found.warned[plan, instance] = min(found.warned[plan, instance], at)


@part
def count_evidence(
    world: World, watched: Watched, found: RunColumns, plan: int, place: int, run: int
) -> None:
    """Counts each indicator once that is held with its origin and linked to its threat."""
    for threat in range(watched.first_threat[place], watched.first_threat[place + 1]):
        found.evidence[plan, threat] = 0
    for number in range(watched.first_evidence[place], watched.first_evidence[place + 1]):
        track, origin = world.track[watched.evidence_row[number]], watched.evidence_origin[number]
        linked = not watched.overlooks or track.refused == LINKED
        if track.done != NEVER and track.stripped == 0 and linked:
            threat = watched.threat_of_origin[origin]
            if threat >= 0 and found.held[origin] != run:
                found.held[origin] = run
                found.evidence[plan, threat] += 1
