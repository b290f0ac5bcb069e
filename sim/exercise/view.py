"""What a team knows at a time: what has reached its own agencies, and nothing else.

It is made of what lies before that time at the team's own desks and on its own ways out. Whether a
case is real, what others were told, likelihood ratios and all that comes later have no part in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from sim.engine.orders import attempted
from sim.engine.record import NEVER, NO_END, Record
from sim.exercise.cases import case_of, read_about_cases
from sim.exercise.course import Course
from sim.exercise.deciding import why_not_now
from sim.exercise.journal.entries import Improvised, Lifted, Ordered, Pulled, Replied, Ruled
from sim.exercise.levers import Lever
from sim.exercise.ordering import orders_to, standing_orders
from sim.exercise.teams import Team
from sim.exercise.waiting import let_go_at, report_name, waiting_copies
from sim.exercise.world import World, fires_at, is_by_hand
from sim.frozen import frozen
from sim.measures.beliefs import acted_unsure, probability_of
from sim.measures.passage import passage_of
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.causes import Cause, End
from sim.plan.values.stages import OpenStage, SendStage
from sim.scenario.schema.scenario import Scenario
from sim.sentences import Sentence

_KNOWN_TO_SENDER = {
    End.WITHHELD_TRUST: Sentence("kept back"),
    End.WITHHELD_NEED_TO_KNOW: Sentence("kept back"),
    End.NOT_RECOGNISED: Sentence("the law allows no way"),
    End.REFUSED: Sentence("refused at the legal desk"),
    End.OVER_CEILING: Sentence("too sensitive for the way"),
    End.NO_CONSENT: Sentence("its author does not consent"),
}
"""How a copy ended, as far as whoever sent it may know; of the rest there is no answer."""
_SET_OFF = Sentence("set off; no answer yet")
_WAITS_FOR_US = Sentence("waiting for our answer")
_HELD = Sentence("held by our order")
_LET_GO = Sentence("let go just now")


@frozen
class DeskView:
    """One of the team's desks."""

    agency: str
    analysts: int
    waiting: int
    """Reports and copies that wait to be read."""
    in_hand: int
    """Those that somebody is reading."""
    read: int
    """Those that were read since the exercise began."""


@frozen
class Seen:
    """Something about a case that one of the team's agencies has read."""

    case: str
    agency: str
    kind: str
    """What kind of observation it is."""
    source: str
    """Which agency it came from; its own name for what it saw itself."""
    came: float
    """When it came to the desk, in hours since the exercise began."""
    read: float


@frozen
class Sent:
    """A copy of something about a case, on its way from one of the team's agencies."""

    case: str
    sender: str
    receiver: str
    considered: float
    """When its sending was considered."""
    standing: str
    """What became of it, as far as the sender may know."""
    since: float


@frozen
class WaitingReport:
    """A report that waits for the team's answer before it is sent."""

    name: str
    case: str
    """Empty for routine work."""
    category: str
    kind: str
    """What kind of observation it is; empty for routine work."""
    sender: str
    receiver: str
    since: float
    until: float
    """When it is as if nobody had been asked."""


@frozen
class Belief:
    """How sure one of the team's agencies is that a case is real."""

    case: str
    agency: str
    probability: float
    threshold: float
    """How sure it must be to act."""
    rests_on: int
    """How many things it has read about it."""
    reached: float | None
    """When it acted: it was sure enough, or its team ordered it to warn; None while it has not."""
    ordered_at: float | None = None
    """How sure it was when it warned on order, below its threshold; None where it did not."""


@frozen
class Message:
    """What the team was told."""

    at: float
    text: str
    sender: str = ""
    """From whom it comes in the story."""
    by: str = ""
    """By what way, such as telephone or press."""

    @property
    def words(self) -> str:
        """What it says, with from whom and by what way it comes."""
        text, sender, by = self.text, self.sender, self.by
        if sender and by:
            return Sentence(
                "{text} (from {sender}, by {way})", text=self.text, sender=sender, way=by
            )
        if sender:
            return Sentence("{text} (from {sender})", text=text, sender=sender)
        return Sentence("{text} (by {way})", text=text, way=by) if by else text


@frozen
class OwnDecision:
    """A lever that the team pulled, or agreed to; or an order that it gave or lifted."""

    entry: int
    at: float
    lever: str
    works_at: float


@frozen
class OrderSeen:
    """An order that stands for the team's agencies, and that it may lift."""

    called: str
    """By what it is lifted: the number of its entry, or the scenario's name for it."""
    words: str
    since: float


@frozen
class ProposalSeen:
    """A proposal on which the team has a say, or that it made."""

    entry: int
    by: str
    lever: str
    answers: tuple[tuple[str, bool], ...]


@frozen
class View:
    """What a team knows at a time."""

    team: str
    now: float
    """Hours since the exercise began."""
    desks: tuple[DeskView, ...]
    beliefs: tuple[Belief, ...]
    seen: tuple[Seen, ...]
    """The latest first."""
    sent: tuple[Sent, ...]
    """The latest first."""
    waiting: tuple[WaitingReport, ...]
    """What waits for an answer of the team; the longest first."""
    messages: tuple[Message, ...]
    """The latest first."""
    decisions: tuple[OwnDecision, ...]
    orders: tuple[OrderSeen, ...]
    """Those that stand."""
    proposals: tuple[ProposalSeen, ...]
    """Those that are still open."""
    levers: tuple[str, ...]
    """What it may still do."""


def view_of(world: World, course: Course, team: Team, levers: Mapping[str, Lever]) -> View:
    """What a team knows in a world in which a course has come to its present."""
    now_us = course.now_us
    own = _Own.of(world, team, now_us)
    return View(
        team=team.name,
        now=now_us / HOUR,
        desks=tuple(_desks(own)),
        beliefs=tuple(_beliefs(own)),
        seen=tuple(sorted(_seen(own), key=lambda one: (-one.read, one.agency, one.case))),
        sent=tuple(sorted(_sent(own), key=lambda one: (-one.considered, one.receiver, one.case))),
        waiting=tuple(_waiting(own)),
        messages=latest_first(_messages(world, course, team)),
        decisions=tuple(_decisions(course, team, levers)),
        orders=tuple(_orders(world, course, team)),
        proposals=tuple(_proposals(course, team, levers)),
        levers=tuple(
            lever.name
            for lever in levers.values()
            if team.name in lever.teams and not why_not_now(course, world, lever)
        ),
    )


def latest_first(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Messages by their time; of those of one moment, such as while the clock stands, the last."""
    return tuple(sorted(messages, key=lambda one: one.at)[::-1])


@frozen
class _Own:
    """What a team's view is made of."""

    scenario: Scenario
    record: Record
    beliefs: Sequence[int]
    """By picture."""
    agencies: frozenset[int]
    now_us: int

    @classmethod
    def of(cls, world: World, team: Team, now_us: int) -> _Own:
        record, beliefs = world.until(now_us)
        names = record.plan.layout.agencies
        numbers = frozenset(n for n, name in enumerate(names) if name in team.agencies)
        return cls(world.scenario, record, beliefs, numbers, now_us)

    @property
    def names(self) -> list[str]:
        """Its agencies."""
        return [self.record.plan.layout.agencies[number] for number in self.agencies]

    def happened(self, instant: int) -> bool:
        """Whether it lies in the past."""
        return instant != NEVER and instant < self.now_us

    def case(self, instance: int) -> str:
        """What participants call it."""
        return case_of(self.scenario, self.record, instance)


def _desks(own: _Own) -> Iterator[DeskView]:
    record, timetable, layout = own.record, own.record.timetable, own.record.plan.layout
    triaged = np.arange(timetable.rows) < timetable.first_warning
    came = triaged & (record.arrived != NEVER) & (record.arrived < own.now_us)
    begun = came & (record.started != NEVER) & (record.started < own.now_us)
    done = begun & (record.done != NEVER) & (record.done < own.now_us)
    for number in sorted(own.agencies):
        mine = timetable.agency == number
        if layout.is_database[number]:
            continue
        yield DeskView(
            agency=layout.agencies[number],
            analysts=_analysts(record, number, own.now_us),
            waiting=int((came & ~begun & mine).sum()),
            in_hand=int((begun & ~done & mine).sum()),
            read=int((done & mine & (record.done >= 0)).sum()),
        )


def _analysts(record: Record, agency: int, now_us: int) -> int:
    """How many there are at a time: as planned, with all that was written since."""
    plan = record.plan
    cell = plan.layout.desks[agency].servers
    number = plan.table[cell]
    for write in plan.writes:
        if write.cell == cell and write.at < now_us:
            number = write.value
    return int(number)


def _about_cases(own: _Own) -> Iterator[tuple[int, str]]:
    """(row, case) of what own agencies have read and put together with a case."""
    for row in read_about_cases(own.record, own.names, own.now_us).tolist():
        yield row, own.case(int(own.record.timetable.instance[row]))


def _seen(own: _Own) -> Iterator[Seen]:
    record, timetable, layout = own.record, own.record.timetable, own.record.plan.layout
    for row, case in _about_cases(own):
        agency = layout.agencies[int(timetable.agency[row])]
        tie = int(timetable.tie[row])
        yield Seen(
            case=case,
            agency=agency,
            kind=_kind_of(own, row),
            source=agency if tie < 0 else layout.agencies[int(layout.tie_sender[tie])],
            came=int(record.arrived[row]) / HOUR,
            read=int(record.done[row]) / HOUR,
        )


def _waiting(own: _Own) -> Iterator[WaitingReport]:
    record, timetable, layout = own.record, own.record.timetable, own.record.plan.layout
    cases = dict(_about_cases(own))
    for one in waiting_copies(record, own.names, own.now_us):
        tie = layout.ties[timetable.tie[one.row]]
        case = cases.get(int(timetable.parent[one.row]), "")
        yield WaitingReport(
            name=report_name(int(timetable.key[one.row])),
            case=case,
            category=layout.categories[layout.subjects[timetable.subject[one.row]].category],
            kind=_kind_of(own, one.row) if case else "",
            sender=layout.agencies[tie.sender],
            receiver=layout.agencies[tie.receiver],
            since=one.since / HOUR,
            until=one.until / HOUR,
        )


def _kind_of(own: _Own, row: int) -> str:
    """The kind of observation a row about a case began with: its name could say what it means."""
    layout, timetable = own.record.plan.layout, own.record.timetable
    indicator = layout.indicators[int(timetable.reports.indicator[int(timetable.report[row])])]
    subject = layout.subjects[indicator.subject]
    scenario = own.scenario
    written = scenario.threats if subject.kind == "threat" else scenario.red_herrings
    return written[subject.name].indicators[indicator.name].kind


def _sent(own: _Own) -> Iterator[Sent]:
    """Copies of what own agencies have put together with a case, to others."""
    record, timetable, layout = own.record, own.record.timetable, own.record.plan.layout
    attempts = _attempts(own)
    waiting = {one.row for one in waiting_copies(record, own.names, own.now_us)}
    let_go = set(let_go_at(record, own.now_us).tolist())
    for row, case in _about_cases(own):
        considered = int(record.done[row])
        first = int(timetable.first_copy[row])
        copies = range(first, first + int(timetable.copies[row]))
        for copy in (*copies, *(attempt for of in copies for attempt in attempts.get(of, ()))):
            receiver = int(timetable.agency[copy])
            standing, since = _standing(own, copy)
            standing = _WAITS_FOR_US if copy in waiting else standing
            standing = _LET_GO if standing == _HELD and copy in let_go else standing
            if receiver not in own.agencies and standing:
                yield Sent(
                    case=case,
                    sender=layout.agencies[int(timetable.agency[row])],
                    receiver=layout.agencies[receiver],
                    considered=considered / HOUR,
                    standing=standing,
                    since=since / HOUR,
                )


def _attempts(own: _Own) -> dict[int, list[int]]:
    """By copy that was stopped: those that went instead, by order."""
    timetable = own.record.timetable
    found: dict[int, list[int]] = {}
    rows = range(timetable.first_answer - timetable.attempts, timetable.first_answer)
    for row, copy in zip(rows, attempted(timetable).tolist(), strict=True):
        if own.record.end[row] != NO_END:
            found.setdefault(copy, []).append(row)
    return found


def _standing(own: _Own, copy: int) -> tuple[str, int]:
    """What became of a copy as far as its sender may know, and since when."""
    record, timetable = own.record, own.record.timetable
    considered = int(record.done[timetable.parent[copy]])
    ended, end = int(record.ended[copy]), int(record.end[copy])
    if own.happened(ended) and end in _KNOWN_TO_SENDER:
        return _KNOWN_TO_SENDER[End(end)], ended
    at = considered
    for each in passage_of(record, copy):
        at, stage = each.since, each.stage
        if isinstance(stage, SendStage):
            break
        if not own.happened(each.until):
            if isinstance(stage, OpenStage) and stage.cause is Cause.TRANSIT:
                return "", at  # there is no channel yet
            if stage.cause is Cause.DECISION:
                return _HELD, at
            return Sentence("waiting: {cause}", cause=Sentence(stage.cause.words)), at
        at = each.until
    return _SET_OFF, at


def _beliefs(own: _Own) -> Iterator[Belief]:
    record, timetable, layout = own.record, own.record.timetable, own.record.plan.layout
    read: dict[int, int] = {}
    for row, _ in _about_cases(own):
        picture = int(timetable.picture[row])
        read[picture] = read.get(picture, 0) + 1
    for picture, number in read.items():
        agency = int(timetable.picture_agency[picture])
        reached = int(record.detected[picture])
        yield Belief(
            case=own.case(int(timetable.picture_instance[picture])),
            agency=layout.agencies[agency],
            probability=probability_of(own.beliefs[picture]),
            threshold=probability_of(int(layout.threshold[agency])),
            rests_on=number,
            reached=reached / HOUR if own.happened(reached) else None,
            ordered_at=acted_unsure(record, picture) if own.happened(reached) else None,
        )


def _messages(world: World, course: Course, team: Team) -> Iterator[Message]:
    for entry in course.entries:
        if (
            isinstance(entry, Improvised)
            and entry.message
            and (not entry.to or team.name in entry.to)
        ):
            yield Message(entry.story_us / HOUR, entry.message)
        elif isinstance(entry, Ruled) and entry.team == team.name:
            came = Sentence(
                "{action}: it works" if entry.works else "{action}: it does not work",
                action=entry.action,
            )
            yield Message(entry.story_us / HOUR, came)
    for name, inject in world.scenario.injects.items():
        at = fires_at(inject)
        told = not inject.to or team.name in inject.to
        if at < course.now_us and told and inject.message and not is_by_hand(name):
            yield Message(at / HOUR, inject.message, inject.sender, inject.by)


def _decisions(course: Course, team: Team, levers: Mapping[str, Lever]) -> Iterator[OwnDecision]:
    for entry in course.entries:
        if isinstance(entry, Pulled) and team.name in (entry.team, *entry.agreed):
            at = entry.story_us / HOUR
            lever = levers[entry.lever]
            works_at = at + lever.programme.works_after
            yield OwnDecision(entry.number, at, lever.name, works_at)
        elif isinstance(entry, Ordered | Replied | Lifted) and entry.team == team.name:
            at = entry.story_us / HOUR
            yield OwnDecision(entry.number, at, _said(course, entry), at)


def _said(course: Course, entry: Ordered | Replied | Lifted) -> str:
    """What a team decided; an order that it lifted by what that said, not by its number."""
    if isinstance(entry, Lifted) and entry.order is not None:
        lifted = next(each for each in course.entries if each.number == entry.order)
        return Sentence("No longer: {order}", order=lifted.words)
    return entry.words


def _orders(world: World, course: Course, team: Team) -> Iterator[OrderSeen]:
    """Of the scenario's orders the kind alone: what they are about could give a case away."""
    written = world.scenario.exercise.orders
    for name, since in orders_to(world.scenario, team, course.now_us).items():
        kind = Sentence(written[name].order.value)
        yield OrderSeen(name, Sentence("{name}: {order}", name=name, order=kind), since)
    for entry in standing_orders(course, team):
        yield OrderSeen(str(entry.number), entry.words, entry.story_us / HOUR)


def _proposals(course: Course, team: Team, levers: Mapping[str, Lever]) -> Iterator[ProposalSeen]:
    for number, proposal in course.proposals.items():
        lever = levers[proposal.lever]
        is_open = number not in course.carried_out and course.pulls_of(lever.name) < lever.often
        if is_open and team.name in (proposal.team, *lever.keys_beside(proposal.team)):
            answers = tuple(sorted(course.answers_to(number).items()))
            yield ProposalSeen(number, proposal.team, lever.name, answers)
