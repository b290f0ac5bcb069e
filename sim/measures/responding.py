"""How replications would respond under every condition: its chances, and what could be evidence.

Times are those with every dial at 1; nothing here depends on when anybody is warned.
"""

from __future__ import annotations

import numpy as np

from sim.chance.keys import Purpose, child_array, identity, uniform_array
from sim.engine.columns import spread
from sim.engine.timetable import Timetable
from sim.engine.timetables import Timetables
from sim.frozen import frozen
from sim.measures.threats import Bools, occurring_in
from sim.plan.values.arrays import Floats, Ints, Keys
from sim.plan.values.causes import Cause
from sim.plan.values.layout import Layout
from sim.plan.values.response import ResponseDraw, Timing
from sim.remembered import remembered

RESPONSE = identity("response")
LEGAL = frozenset({Cause.LEGAL_REVIEW, Cause.FORMAL_ROUTE, Cause.NOT_RECOGNISED})
"""Where a route has a stage of one of these causes, law has looked at what it carries."""


@frozen
class Responding:
    """Of the scored threats of one timetable or several, from 0; times in microseconds."""

    threats: int
    onset: Ints
    """By threat."""
    warned_by: Ints
    """By threat: when its window ends."""
    deadline: Ints
    """By threat."""
    can_arrest: Bools
    """By threat: whether an operation in time would lead to an arrest."""
    participant_of: Ints
    """By participant: the threat."""
    notice: Floats
    readiness: Floats
    warrant_of: Ints
    """By way of a warrant: the threat."""
    way: Ints
    """Which of the ways of the draw."""
    warrant: Floats
    refusal_chance: Floats
    refusal: Floats
    evidence_row: Ints
    """Rows by which an agency of the threatened country could come to hold evidence."""
    evidence_origin: Ints
    """By such row: the indicator."""
    threat_of_origin: Ints
    """By indicator: the threat; -1 where it belongs to none."""


def responding_in(timetable: Timetable | Timetables, draw: ResponseDraw) -> Responding:
    """How a timetable would respond, or several; conditions that share it share the answer."""
    if isinstance(timetable, Timetables) and len(timetable) == 1:
        return _responding(timetable.each[0], draw)
    return _responding(timetable, draw)


@remembered
def _responding(timetable: Timetable | Timetables, draw: ResponseDraw) -> Responding:
    occurring = occurring_in(timetable)
    scored = np.flatnonzero(occurring.scored)
    written = occurring.draw[scored]
    key = child_array(timetable.instances.key[scored], RESPONSE)
    layout, onset = timetable.layout, occurring.onset[scored]
    of, entry = _entries(draw.participant_first, draw.participant_number, written)
    taking_part = child_array(key[of], layout.agency_key[draw.participant[entry]])
    asked_of, asked = _entries(draw.warrant_first, draw.warrant_number, written)
    warrants = child_array(key[asked_of], layout.home_key[draw.asked[asked]])
    timetables = Timetables((timetable,)) if isinstance(timetable, Timetable) else timetable
    rows, origins, threat_of_origin = _evidence(timetables, scored)
    return Responding(
        threats=len(scored),
        onset=onset,
        warned_by=onset + occurring.window[scored],
        deadline=onset + draw.deadline_us[written],
        can_arrest=uniform_array(key, Purpose.ARREST) < draw.arrest,
        participant_of=of,
        notice=_times(draw.notice, uniform_array(taking_part, Purpose.NOTICE_TIME)),
        readiness=_times(draw.readiness, uniform_array(taking_part, Purpose.READINESS_TIME)),
        warrant_of=asked_of,
        way=asked,
        warrant=_warrant_times(draw, asked, warrants),
        refusal_chance=uniform_array(warrants, Purpose.WARRANT_REFUSAL),
        refusal=draw.refusal[asked],
        evidence_row=rows,
        evidence_origin=origins,
        threat_of_origin=threat_of_origin,
    )


def _entries(first: Ints, number: Ints, written: Ints) -> tuple[Ints, Ints]:
    """By entry of each threat: the threat, and which entry."""
    owner, ordinal = spread(number[written])
    return owner, first[written][owner] + ordinal


def _times(timing: Timing, u: Floats) -> Floats:
    return timing.scale_us * timing.shape.quantiles(u)


def _warrant_times(draw: ResponseDraw, asked: Ints, keys: Keys) -> Floats:
    contested = uniform_array(keys, Purpose.WARRANT_CONTESTED) < draw.contested_share[asked]
    timing = np.where(contested, draw.contested[asked], draw.consented[asked])
    u, times = uniform_array(keys, Purpose.WARRANT_TIME), np.zeros(len(asked))
    for number, each in enumerate(draw.timings):
        mine = timing == number
        times[mine] = _times(each, u[mine])
    return times


def _evidence(timetable: Timetables, scored: Ints) -> tuple[Ints, Ints, Ints]:
    """Rows at agencies of the threatened country that came the legal way, and their indicators."""
    layout, reports = timetable.layout, timetable.reports
    number = np.full(len(timetable.instances.draw), -1)
    number[scored] = np.arange(len(scored))
    rows = np.flatnonzero(timetable.is_read & (timetable.instance >= 0))
    rows = rows[number[timetable.instance[rows]] >= 0]
    threatened = np.array([threat.country for threat in layout.threats], dtype=np.int64)
    prosecuting = threatened[timetable.instances.draw[timetable.instance[rows]]]
    rows = rows[layout.home_of[timetable.agency[rows]] == prosecuting]
    root, legal = _chains(timetable, rows)
    rows, root = rows[legal], root[legal]
    threat_of_origin = np.full(int(reports.origin.max(initial=-1)) + 1, -1)
    seen = reports.instance >= 0
    threat_of_origin[reports.origin[seen]] = number[reports.instance[seen]]
    return rows, reports.origin[timetable.report[root]], threat_of_origin


def _chains(timetable: Timetables, rows: Ints) -> tuple[Ints, Bools]:
    """The report that each row goes back to, and whether every copy on the way was legal."""
    legal_tie = np.append(legal_ties(timetable.layout), True)
    root, legal = rows.copy(), legal_tie[timetable.tie[rows]]
    while (copied := timetable.parent[root] >= 0).any():
        root = np.where(copied, timetable.parent[root], root)
        legal = legal & legal_tie[timetable.tie[root]]
    return root, legal


@remembered
def legal_ties(layout: Layout) -> Bools:
    """By tie: within one home, or law looks at whatever goes over it, whichever way it goes."""
    by_route = [any(stage.cause in LEGAL for stage in route.stages) for route in layout.routes]
    return np.array(
        [
            layout.home_of[tie.sender] == layout.home_of[tie.receiver]
            or all(by_route[way] for way in (tie.route, tie.route_unrecognised) if way >= 0)
            for tie in layout.ties
        ],
        dtype=np.bool_,
    )
