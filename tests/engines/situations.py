"""What a random scenario says and what happens in it, by name: what has a search passed by?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from sim.engine.record import NEVER, Record
from sim.plan.values.causes import End
from sim.plan.values.chances import Chance
from sim.plan.values.stages import AskStage, SendStage, WorkStage
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.value import Value

Instants = npt.NDArray[np.int64]

ONLY_WORDS = {
    "Scenario.entente",
    "Scenario.title",
    "Scenario.summary",
    "Scenario.story",
    "Scenario.sources",
    "Source.of",
    "Source.cites",
    "Agency.role",
    "Channel.kind",
    "Inject.message",
}
"""What a scenario says to its readers alone; no engine hears of it."""


def every_feature() -> set[str]:
    """All that the file format lets a scenario say to an engine, as Kind.field."""
    return {
        f"{kind.__name__}.{name}" for kind in _kinds(Scenario) for name in kind.model_fields
    } - ONLY_WORDS


def _kinds(kind: Any) -> set[type[Value]]:
    """The kinds of value that one is made of, and itself."""
    found: set[type[Value]] = set()
    waiting = [kind]
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and issubclass(one, Value):
            if one not in found:
                found.add(one)
                waiting += [field.annotation for field in one.model_fields.values()]
        else:
            waiting += get_args(one)
    return found


def features(value: Any) -> set[str]:
    """What a scenario says, as Kind.field; what it leaves out does not count."""
    if isinstance(value, Value):
        said = value.model_fields_set
        own = {f"{type(value).__name__}.{name}" for name in said}
        return own.union(*(features(getattr(value, name)) for name in said))
    if isinstance(value, dict):
        return set().union(*map(features, value.values()))
    if isinstance(value, tuple):
        return set().union(*map(features, value))
    return set()


def situations(record: Record) -> set[str]:
    """What is remarkable about a run."""
    kinds = (_ends, _desks, _ways, _onward, _instants, _beliefs, _asking, _attention, _learning)
    found = chain.from_iterable(kind(record) for kind in kinds)
    return {name for name, happens in found if happens}


Told = Iterator[tuple[str, Any]]


def _ends(record: Record) -> Told:
    copies = record.end[: record.timetable.first_question]
    for end in End:
        yield f"a copy: {end.words}", (copies == end).any()
    yield "a copy by the formal route, unrecognised", (record.unrecognised == 1).any()
    yield "an origin stripped, counted as its own", (record.stripped == 1).any()
    timetable = record.timetable
    warnings = slice(timetable.first_warning, None)
    yield "a warning delivered", (record.end[warnings] == End.DELIVERED).any()
    yield "nothing at all", timetable.rows == 0
    yield "one agency alone", len(record.plan.layout.agencies) == 1
    yield "nobody shares", not record.plan.sharing and timetable.number_of_copies > 0
    yield "release by case", record.plan.layout.per_case and timetable.number_of_copies > 0


def _desks(record: Record) -> Told:
    timetable, layout = record.timetable, record.plan.layout
    arrived, started, done = record.arrived, record.started, record.done
    came = (arrived != NEVER) & (arrived < layout.horizon_us)
    agencies = len(layout.agencies)
    visits = np.bincount(timetable.agency[came], minlength=agencies)
    left = np.bincount(timetable.agency[came & (started == NEVER)], minlength=agencies)
    yield "a desk to which nobody comes", (visits == 0).any()
    yield "an overloaded desk", (left > 9).any()
    yield "somebody waits", (started > arrived).any()
    yield "somebody is served at once", ((started == arrived) & came).any()
    yield "triage that takes no time", ((done == started) & (done != NEVER)).any()
    cells = {desk.servers: number for number, desk in enumerate(layout.desks)}
    writes = [write for write in record.plan.writes if write.cell in cells]
    yield "everybody leaves a desk", any(write.value == 0 for write in writes)
    yield "somebody comes to a desk", any(write.value > 0 for write in writes)
    for number, desk in enumerate(layout.desks):
        kind = "an agency" if number < agencies else "a home"
        yield f"a desk of {kind} with hours", desk.calendar >= 0
    yield "a report taken up as its desk opens", _at_an_edge(record, started[started != arrived])
    respite = {desk.respite for desk in layout.desks}
    yield "somebody rests after work under a dial", record.plan.table[list(respite)].any()
    yield (
        "injects on analysts under such a dial",
        any(write.cell in respite for write in record.plan.writes),
    )
    for number in range(agencies):
        yield from _past_closing(record, number)


def _past_closing(record: Record, agency: int) -> Told:
    """What becomes of work that is not done when a desk closes, and while analysts come and go."""
    desk = record.plan.layout.desks[agency]
    edges = record.plan.edges[desk.calendar] if desk.calendar >= 0 else None
    mine = (record.timetable.agency == agency) & (record.started != NEVER) & (record.done != NEVER)
    since, until = record.started[mine], record.done[mine]
    changes = [write.at for write in record.plan.writes if write.cell == desk.servers]
    busy = any(((since < at) & (at < until)).any() for at in changes)
    yield "analysts come or go while one is busy", busy
    if edges is None:
        return
    openings = np.searchsorted(edges[::2], until) - np.searchsorted(edges[::2], since, side="right")
    yield "work rests while a desk is closed", not desk.finishes and (openings > 0).any()
    yield "work is longer than two openings", not desk.finishes and (openings > 1).any()
    closed = np.searchsorted(edges, until, side="right") % 2 == 0
    yield "work is finished after hours", desk.finishes and closed.any()


def _at_an_edge(record: Record, instants: Instants) -> bool:
    edges = [e[0::2] for e in record.plan.edges if e is not None]
    return bool(edges) and bool(np.isin(instants, np.concatenate(edges)).any())


def _ways(record: Record) -> Told:
    """Which stages copies have passed, and how."""
    timetable, layout = record.timetable, record.plan.layout
    chance, changes = timetable.chance, [write.at for write in record.plan.writes]
    for row in np.flatnonzero((timetable.tie >= 0) & (record.end != -1)):
        tie = layout.ties[timetable.tie[row]]
        number = tie.route_unrecognised if record.unrecognised[row] else tie.route
        first = timetable.slot_first[row]
        passed = record.slots[first : timetable.slot_first[row + 1]]
        passed = passed[passed != NEVER]
        if number < 0 or not len(passed):
            continue
        left = len(passed)
        yield (
            "a change while a copy is on its way",
            any(passed[0] < at < passed[-1] for at in changes),
        )
        yield "stages that take no time", (np.diff(passed) == 0).any()
        for stage in layout.routes[number].stages:
            if left <= 0:
                break
            left -= stage.slots
            if isinstance(stage, WorkStage):
                calendar = layout.desks[stage.desk].calendar
            else:
                calendar = -1 if isinstance(stage, AskStage) else stage.calendar
            place = "with hours" if calendar >= 0 else "always"
            yield f"{stage.kind.name} {place}: {stage.cause.words}", True
            if isinstance(stage, WorkStage) and stage.gate is not None:
                gated = chance[stage.gate.chance, row] >= record.plan.table[stage.gate.cell]
                yield f"a staffed desk passed by: {stage.cause.words}", gated
            if isinstance(stage, SendStage) and stage.loss is not None:
                loss = record.plan.table[stage.loss.cell]
                lost = chance[Chance.LOSS, row] < loss
                yield "sent again", lost and record.end[row] == End.DELIVERED
                yield "lost at last", record.end[row] == End.LOST


def _onward(record: Record) -> Told:
    """What becomes of copies that are passed on."""
    timetable, layout = record.timetable, record.plan.layout
    parent = timetable.parent
    of_copies = np.flatnonzero((parent >= timetable.number_of_reports) & (record.end >= 0))
    again = of_copies[parent[parent[of_copies]] >= timetable.number_of_reports]
    yield "a copy of a copy arrives", (record.arrived[of_copies] != NEVER).any()
    yield "a copy told three times arrives", (record.arrived[again] != NEVER).any()
    yield "an origin stripped on the way", (record.stripped[of_copies] == 1).any()
    told = parent[of_copies]
    read = record.done[told] != NEVER
    yield "what is passed on was read", read.any()
    for row in of_copies:
        tie = layout.ties[timetable.tie[row]]
        number = tie.route_unrecognised if record.unrecognised[row] else tie.route
        if number < 0:
            continue
        asks = [s for s in layout.routes[number].stages if isinstance(s, AskStage)]
        answered = record.end[row] == End.DELIVERED
        for stage in asks:
            u = timetable.chance[stage.decision, row]
            granted = u >= record.plan.table[stage.conditional]
            refused = u < record.plan.table[stage.denied]
            yield "consent given", answered and granted
            yield "consent on condition", answered and not granted
            yield "consent refused", record.end[row] == End.NO_CONSENT and refused
            yield "no answer in time", record.end[row] == End.NO_CONSENT and not refused
        yield "passed on without asking", answered and not asks


def _instants(record: Record) -> Told:
    """What happens at the same instant."""
    timetable, layout = record.timetable, record.plan.layout
    writes = np.array([write.at for write in record.plan.writes], dtype=np.int64)
    copies = slice(timetable.number_of_reports, None)
    reports = slice(None, timetable.number_of_reports)
    kinds = {
        "report": record.arrived[reports],
        "arrival": record.arrived[copies],
        "finishing": record.done,
        "change": writes[writes < layout.horizon_us],
        "stage": np.unique(record.slots),
    }
    kinds = {name: at[at != NEVER] for name, at in kinds.items()}
    names = list(kinds)
    for i, name in enumerate(names):
        counts = np.unique(kinds[name], return_counts=True)[1]
        yield f"two at once: {name}", name != "stage" and (counts > 1).any()
        for other in names[i + 1 :]:
            yield f"at once: {name} and {other}", np.isin(kinds[name], kinds[other]).any()
    yield "a report comes to a desk as another there is done", _comes_as_one_goes(record)


def _comes_as_one_goes(record: Record) -> bool:
    agency = record.timetable.agency
    came = {(a, t) for a, t in zip(agency, record.arrived, strict=True) if t != NEVER}
    return any((a, t) in came for a, t in zip(agency, record.done, strict=True))


def _beliefs(record: Record) -> Told:
    yield "a belief at threshold", (record.detected != NEVER).any()
    yield "a belief below it", (record.detected == NEVER).any()


def _asking(record: Record) -> Told:
    timetable = record.timetable
    requests = record.end[timetable.first_question : timetable.first_warning]
    for end in End:
        yield f"a request: {end.words}", (requests == end).any()
    answers = record.end[timetable.first_answer : timetable.first_question]
    yield "an answer arrives", (answers == End.DELIVERED).any()
    yield "an answer withheld again", (answers == End.WITHHELD_TRUST).any()
    yield "a search that finds", record.hits.any()
    yield "a search that finds nothing", (record.queries > record.hits).any()


def _attention(record: Record) -> Told:
    yield "a report not linked to its threat", (record.overlooked == 1).any()
    yield "a report set aside in error", (record.overlooked == 2).any()


def _learning(record: Record) -> Told:
    yield "trust gained", record.gained.any()
    yield "trust lost", record.lost.any()
