"""What must add up in every record, whatever the scenario: recounted here in plain loops."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

import numpy as np

from sim.engine.record import NEVER, Record
from sim.measures.detail import Detail, detail_of
from sim.measures.journey import detection_of
from sim.measures.outcome import Detections
from sim.measures.results import outcome_of
from sim.plan.rules.calendars import Edges
from sim.plan.values.causes import Cause, End
from sim.plan.values.plan import Plan
from sim.plan.values.stages import WorkStage


def everything_adds_up(record: Record) -> None:
    """All that follows."""
    detail = detail_of(record)
    hours_add_up(record, detail)
    ends_add_up(record, detail)
    loads_add_up(record, detail)
    desks_keep_their_rules(record)
    overlooked_adds_up(record, detail)


def hours_add_up(record: Record, detail: Detail) -> None:
    """The stretches of every scored threat have no gap and last from its onset for min(T, W)."""
    threats = Detections(record)
    pictures = record.timetable.picture_instance.tolist()
    total, causes = 0, Counter[int]()
    for instance in np.flatnonzero(threats.occurring.scored):
        onset, window = (
            int(threats.occurring.onset[instance]),
            int(threats.occurring.window[instance]),
        )
        believed = [
            int(at)
            for at, about in zip(record.detected, pictures, strict=True)
            if about == instance and at != NEVER
        ]
        time = min([window, *(at - onset for at in believed)])
        at = onset
        for stretch in detection_of(record, threats, int(instance)).stretches:
            assert stretch.since == at
            assert stretch.until > stretch.since
            causes[stretch.cause] += stretch.until - stretch.since
            at = stretch.until
        assert at - onset == time
        total += time
    assert outcome_of(record).spent == total
    assert detail.causes.sum() == detail.times.sum() == total
    assert detail.causes.tolist() == [causes[cause] for cause in Cause]


def ends_add_up(record: Record, detail: Detail) -> None:
    """Every copy of a triaged report that is shared ends in one way, and no other copy ends."""
    timetable = record.timetable
    ends: Counter[int] = Counter()
    telling = told_on(record)
    for row in range(timetable.number_of_reports, timetable.rows):
        end, parent = int(record.end[row]), int(timetable.parent[row])
        if parent < 0:
            continue
        considered = record.plan.sharing and parent in telling
        if timetable.first_answer - timetable.attempts <= row < timetable.first_answer:
            considered = end >= 0
            before = record.end[timetable.first_copy[row]]
            assert not considered or before not in (End.DELIVERED, End.IN_FLIGHT)
        if timetable.first_answer <= row:
            considered = end >= 0
            assert not considered or answer_was_called_for(record, row)
        assert (end >= 0) == considered
        if not considered:
            assert record.ended[row] == record.arrived[row] == NEVER
            continue
        ends[End(end)] += 1
        assert (record.ended[row] == NEVER) == (end == End.IN_FLIGHT)
        assert (record.arrived[row] != NEVER) == (end == End.DELIVERED)
        assert end == End.IN_FLIGHT or record.ended[row] >= record.done[parent]
    assert detail.ends.tolist() == [ends[end] for end in End]
    assert detail.considered.sum() == ends.total()
    assert detail.delivered.sum() == ends[End.DELIVERED]


def answer_was_called_for(record: Record, row: int) -> bool:
    """Whether somebody asked for what an answer says, and who holds it had read it by then."""
    timetable, asked = record.timetable, record.timetable.asked
    assert asked is not None
    parent, picture = int(timetable.parent[row]), int(timetable.picture[row])
    ordered = bool(record.plan.layout.orders)
    if record.done[parent] == NEVER or (record.asked[picture] == NEVER and not ordered):
        return False
    found = int(asked.found[picture])
    if found <= row < found + int(asked.finds[picture]):
        return bool(record.hits[picture] > 0)
    for question in range(timetable.first_question, timetable.first_warning):
        first = int(timetable.first_copy[question])
        if first <= row < first + int(timetable.copies[question]):
            answered = int(record.ended[question]) >= int(record.done[parent])
            return answered and record.end[question] in (End.HIT, End.UNANSWERED)
    return False


def told_on(record: Record) -> set[int]:
    """The rows that are told on: reports, and of the copies an agency has read the first.

    Of several that are read at one instant it may be any, but only one.
    """
    timetable = record.timetable
    first: dict[tuple[int, int], tuple[int, bool, int]] = {}
    telling = set()
    for row in range(timetable.number_of_reports + timetable.number_of_copies):
        if record.done[row] == NEVER or not timetable.copies[row] or record.overlooked[row] == 2:
            continue
        if timetable.parent[row] < 0:
            telling.add(row)
            continue
        place = int(timetable.report[row]), int(timetable.agency[row])
        considered = record.end[timetable.first_copy[row]] >= 0
        mine = int(record.done[row]), not considered, row
        first[place] = min(first.get(place, mine), mine)
    return telling | {row for _, _, row in first.values()}


def loads_add_up(record: Record, detail: Detail) -> None:
    """Hours busy and waiting, and how many were handled, row after row."""
    timetable, layout = record.timetable, record.plan.layout
    agencies, horizon = len(layout.agencies), layout.horizon_us
    busy, waiting, handled, untriaged = ([0] * agencies for _ in range(4))
    read = slice(timetable.number_of_reports + timetable.number_of_copies)
    columns = timetable.agency, record.arrived, record.started, record.done
    for agency, arrived, started, done in zip(*(c[read].tolist() for c in columns), strict=True):
        if arrived == NEVER:
            continue
        assert started == NEVER or arrived <= started
        assert done == NEVER or started <= done
        began = horizon if started == NEVER else started
        finished = horizon if done == NEVER else done
        waiting[agency] += max(began, 0) - max(arrived, 0)
        busy[agency] += _worked(record, agency, max(began, 0), max(finished, 0))
        handled[agency] += done != NEVER and done >= 0
        untriaged[agency] += done == NEVER
    for agency, arrived, began, ended in searches(record):
        waiting[agency] += max(began, 0) - max(arrived, 0)
        busy[agency] += _worked(record, agency, max(began, 0), max(ended, 0))
    assert detail.desks.busy.tolist() == busy
    assert (detail.desks.busy <= detail.desks.taken).all()
    assert (detail.desks.taken <= detail.desks.there).all()
    assert detail.desks.waiting.tolist() == waiting
    assert detail.desks.handled.tolist() == handled
    assert detail.desks.untriaged.tolist() == untriaged


def _worked(record: Record, agency: int, since: int, until: int) -> int:
    """How long somebody has worked of a time: work rests while a desk is closed."""
    desk = record.plan.layout.desks[agency]
    edges = record.plan.edges[desk.calendar] if desk.calendar >= 0 else None
    rested = 0 if desk.finishes else closed_between(edges, since, until)
    return until - since - rested


def searches(record: Record) -> Iterator[tuple[int, int, int, int]]:
    """By request at a partner's desk: whose desk, and when it came, was taken up and was done."""
    timetable, layout = record.timetable, record.plan.layout
    for row in range(timetable.first_question, timetable.first_warning):
        if record.end[row] < 0:
            continue
        slot = int(timetable.slot_first[row])
        arrived = _asked(record, row)
        for stage in layout.routes[layout.ties[timetable.tie[row]].route].stages:
            if isinstance(stage, WorkStage):
                began, ended = (int(at) for at in record.slots[slot : slot + 2])
                break
            arrived = int(record.slots[slot])
            slot += 1
        if arrived != NEVER:
            began, ended = (layout.horizon_us if at == NEVER else at for at in (began, ended))
            yield int(timetable.agency[row]), arrived, began, ended


def _asked(record: Record, row: int) -> int:
    """When a request was made."""
    if record.plan.layout.orders:
        return int(record.slots[record.timetable.slot_first[row]])
    lists = record.timetable.asked
    assert lists is not None
    mine = (lists.question <= row) & (row < lists.question + lists.questions)
    return int(record.asked[np.flatnonzero(mine)[0]])


def overlooked_adds_up(record: Record, detail: Detail) -> None:
    """Only what an agency read about a threat can be overlooked, and it is counted once."""
    timetable, layout = record.timetable, record.plan.layout
    found: Counter[int] = Counter()
    for row in range(timetable.rows):
        how = int(record.overlooked[row])
        read = row < timetable.number_of_reports + timetable.number_of_copies
        read = read and record.done[row] != NEVER and timetable.instance[row] >= 0
        if read and not layout.is_database[timetable.agency[row]]:
            found[how] += 1
        else:
            assert how == 0
    counted = detail.overlooking
    if counted is None:
        assert set(found) <= {0}
    else:
        assert counted == (found.total(), found[1], found[2])


def desks_keep_their_rules(record: Record) -> None:
    """Analysts start while their desk is open, and never more of them than there are."""
    layout = record.plan.layout
    for number in range(len(layout.agencies)):
        calendar = layout.desks[number].calendar
        edges = record.plan.edges[calendar] if calendar >= 0 else None
        since, until = _at_work(record, number)
        for started in since:
            assert edges is None or np.searchsorted(edges, started, side="right") % 2 == 1
            busy = bisect_right(since, started) - bisect_right(until, started)
            assert busy <= _servers(record.plan, number, started)


def _at_work(record: Record, agency: int) -> tuple[list[int], list[int]]:
    """When work began and when it ended, each in order."""
    timetable = record.timetable
    read = slice(timetable.number_of_reports + timetable.number_of_copies)
    mine = (timetable.agency[read] == agency) & (record.started[read] != NEVER)
    done = _or_far(record.done[read][mine])
    return sorted(record.started[read][mine].tolist()), sorted(done.tolist())


def _servers(plan: Plan, desk: int, at: int) -> float:
    cell = plan.layout.desks[desk].servers
    written = [w.value for w in plan.writes if w.cell == cell and w.at <= at]
    return written[-1] if written else float(plan.table[cell])


def never_later(ideal: Record, other: Record) -> None:
    """Nobody believes later, and nobody is warned later, without any challenge than with some."""
    assert (_or_far(ideal.detected) <= _or_far(other.detected)).all()
    assert (Detections(ideal).warned <= Detections(other).warned).all()


def _or_far(instants: np.typing.NDArray[np.int64]) -> np.typing.NDArray[np.int64]:
    return np.where(instants == NEVER, 2**62, instants)


def closed_between(edges: Edges | None, since: int, until: int) -> int:
    """The microseconds between two moments in which nobody is at work."""
    if edges is None or until <= since:
        return 0
    opens, closes = edges[0::2], edges[1::2]
    open_time = np.minimum(closes, until) - np.maximum(opens, since)
    return int(until - since - np.maximum(open_time, 0).sum())
