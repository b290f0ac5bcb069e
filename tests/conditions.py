"""Random conditions for random scenarios, and whether they hold where a run stands, looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from sim.engine.record import LINKED, NEVER, NO_END, Record
from sim.plan.rules.belief import log_odds
from sim.plan.rules.calendars import microseconds
from sim.plan.values.causes import Cause, End
from sim.scenario.schema.conditions import Condition
from tests.strategies import Data

HOUR = 3_600_000_000
TIMES = ["0 h", "1 d", "33 h", "3 d", "6 d"]


def with_conditions(data: Data) -> st.SearchStrategy[Data]:
    """The scenario where some injects come on a condition, and perhaps a lever is pulled so."""
    return _with_conditions(data)


@st.composite
def _with_conditions(draw: st.DrawFn, data: Data) -> Data:
    injects = {name: {**each} for name, each in data.get("injects", {}).items()}
    injects["told"] = {"at": "0 h", "message": "what one tells"}
    names, changed = [*injects], {}
    for number, (name, inject) in enumerate(injects.items()):
        changed[name] = inject
        if name == "told" or draw(st.booleans()):
            condition = draw(conditions(data, names[:number], []))
            timed = {"not_by": {"time": draw(st.sampled_from(TIMES)), **condition}}
            waits = timed if draw(st.booleans()) else {"when": condition}
            changed[name] = {key: it for key, it in inject.items() if key != "at"} | waits
    found = {**data, "injects": changed}
    if draw(st.booleans()):
        agency = draw(st.sampled_from([*data["agencies"]]))
        card = {
            "works_after": draw(st.sampled_from(["0 h", "1 d"])),
            "pulled_when": draw(conditions(data, names, [])),
            "effects": {"more": {"analysts": {"agency": agency, "change": 1}}},
        }
        found["exercise"] = {**data.get("exercise", {}), "levers": {"more people": card}}
    return found


def conditions(data: Data, injects: list[str], levers: list[str]) -> st.SearchStrategy[Data]:
    """Conditions over what a scenario has; of injects those that they may ask for."""
    return st.recursive(_atoms(data, injects, levers), _nested, max_leaves=4)


def _nested(inner: st.SearchStrategy[Data]) -> st.SearchStrategy[Data]:
    several = st.lists(inner, min_size=1, max_size=3)
    timed = st.builds(lambda time, one: {"time": time, **one}, st.sampled_from(TIMES), inner)
    return st.one_of(
        several.map(lambda them: {"all": them}),
        several.map(lambda them: {"any": them}),
        inner.map(lambda one: {"not": one}),
        timed.map(lambda one: {"by": one}),
        timed.map(lambda one: {"not_by": one}),
    )


def _atoms(data: Data, injects: list[str], levers: list[str]) -> st.SearchStrategy[Data]:
    matters = [*data.get("threats", {}), *data.get("red_herrings", {})]
    parties = st.sampled_from([*data["countries"], *data.get("bodies", {}), *data["agencies"]])
    about = {"threat": st.sampled_from(matters)} if matters else {}
    what = {**about, "category": st.sampled_from(["smuggling", "sabotage"])}

    def atom(key: str, must: Data, may: Data) -> st.SearchStrategy[Data]:
        return st.fixed_dictionaries(must, optional=may).map(lambda its: {key: its})

    kinds = [
        atom("detected", {}, {**about, "by": parties}),
        atom(
            "believed", {"above": st.sampled_from([0.0, 0.02, 0.2, 0.6])}, {**about, "by": parties}
        ),
        atom("delivered", {}, {**what, "from": parties, "to": parties}),
        atom("read", {}, {**what, "from": parties, "by": parties}),
        atom(
            "waiting",
            {"longer_than": st.sampled_from(["0 h", "1 h", "9 h", "2 d"])},
            {**what, "at": parties, "for": st.sampled_from(WAITED_FOR)},
        ),
    ]
    kinds += [st.sampled_from(injects).map(lambda name: {"fired": name})] if injects else []
    kinds += (
        [st.sampled_from(levers).map(lambda name: {"decided": {"lever": name}})] if levers else []
    )
    return st.one_of(kinds)


WAITED_FOR = ["reading", "triage", "vetting", "legal review", "formal route", "transit"]


@dataclass
class Looking:
    """What is looked up while a run is stepped through; conditions that came true are noted."""

    fired: dict[str, int] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)
    """By condition: when it first held."""

    def holds(self, condition: Condition, at: Standing) -> bool:
        """Whether a condition holds where a run stands; each that is in it is looked up."""
        found = self._holds(*condition.written, at)
        if found:
            self.held.setdefault(id(condition), at.now)
        return found

    def _holds(self, key: str, inside: Any, at: Standing) -> bool:
        if key in ("all", "any"):
            each = [self.holds(one, at) for one in inside]
            return all(each) if key == "all" else any(each)
        if key == "no":
            return not self.holds(inside, at)
        if key in ("by", "not_by"):
            limit = microseconds(inside.time)
            self.holds(inside, at)
            came = self.held.get(id(inside), limit + 1) <= limit
            return came if key == "by" else at.now >= limit and not came
        if key == "fired":
            return self.fired.get(inside, at.now) < at.now
        found: bool = getattr(at, key)(inside)
        return found


@dataclass
class Standing:
    """Where a run stands that is stepped through: what is in the past is looked up row by row."""

    record: Record
    beliefs: Any
    now: int

    def detected(self, atom: Any) -> bool:
        """Whether an agency is sure enough."""
        layout, timetable = self.record.plan.layout, self.record.timetable
        return any(
            self._past(self.record.detected[picture])
            and (atom.threat or layout.threats[self._draw(picture)].real)
            for picture in range(len(timetable.picture_agency))
            if self._is_picture(picture, atom)
        )

    def believed(self, atom: Any) -> bool:
        """Whether an agency that has read something believes more than that."""
        timetable = self.record.timetable
        bound = log_odds(atom.above) if atom.above else -(2**62)
        return any(
            self.beliefs[picture] > bound
            and any(timetable.picture[row] == picture and self._is_read(row) for row in self._rows)
            for picture in range(len(timetable.picture_agency))
            if self._is_picture(picture, atom)
        )

    def delivered(self, atom: Any) -> bool:
        """Whether a copy has arrived."""
        record, timetable = self.record, self.record.timetable
        return any(
            record.end[row] == End.DELIVERED
            and self._past(record.ended[row])
            and self._is_about(row, atom)
            and self._is_of(int(timetable.agency[row]), atom.to)
            and self._came_from(row, atom.sender)
            for row in self._copies
        )

    def read(self, atom: Any) -> bool:
        """Whether something has been read."""
        return any(
            self._is_read(row)
            and self._is_about(row, atom)
            and self._is_of(int(self.record.timetable.agency[row]), atom.by)
            and self._came_from(row, atom.sender)
            for row in self._rows
        )

    def waiting(self, atom: Any) -> bool:
        """Whether something has waited longer, and still does."""
        if atom.cause in ("reading", "triage"):
            return self._waits_at_a_desk(atom)
        return any(self._waits_on_its_way(row, atom) for row in self._copies)

    def _waits_at_a_desk(self, atom: Any) -> bool:
        record = self.record
        came, left = record.arrived, record.started
        if atom.cause == "triage":
            came, left = record.started, record.done
        return any(
            self._past(came[row])
            and not self._past(left[row])
            and self.now - int(came[row]) > microseconds(atom.longer_than)
            and self._is_about(row, atom)
            and self._is_of(int(record.timetable.agency[row]), atom.at)
            for row in self._rows
        )

    def _waits_on_its_way(self, row: int, atom: Any) -> bool:
        record, timetable, layout = self.record, self.record.timetable, self.record.plan.layout
        tie, since = layout.ties[timetable.tie[row]], record.done[timetable.parent[row]]
        on_the_way = record.end[row] != NO_END and self._past(since)
        on_the_way &= record.end[row] == End.IN_FLIGHT or not self._past(record.ended[row])
        if not on_the_way or not self._is_about(row, atom) or not self._is_of(tie.sender, atom.at):
            return False
        slot = int(timetable.slot_first[row])
        route = tie.route_unrecognised if record.unrecognised[row] else tie.route
        for stage in layout.routes[route].stages:
            slot += stage.slots
            if not self._past(record.slots[slot - 1]):
                waited = self.now - int(since) > microseconds(atom.longer_than)
                return waited and stage.cause is Cause[atom.cause.name]
            since = record.slots[slot - 1]
        return False

    @property
    def _rows(self) -> range:
        return range(self.record.timetable.first_question)

    @property
    def _copies(self) -> list[int]:
        return [row for row in self._rows if self.record.timetable.parent[row] >= 0]

    def _past(self, at: Any) -> bool:
        return int(at) != NEVER and int(at) < self.now

    def _is_read(self, row: int) -> bool:
        return self._past(self.record.done[row]) and self.record.overlooked[row] == LINKED

    def _is_of(self, agency: int, party: str | None) -> bool:
        layout = self.record.plan.layout
        return party in (None, layout.agencies[agency], layout.homes[layout.home_of[agency]])

    def _came_from(self, row: int, party: str | None) -> bool:
        tie = int(self.record.timetable.tie[row])
        if party is None or tie < 0:
            return party is None
        return self._is_of(int(self.record.plan.layout.tie_sender[tie]), party)

    def _is_about(self, row: int, atom: Any) -> bool:
        layout = self.record.plan.layout
        subject = layout.subjects[self.record.timetable.subject[row]]
        named = subject.name == atom.threat and subject.kind != "background"
        category = layout.categories[subject.category]
        return (atom.threat is None or named) and atom.category in (None, category)

    def _draw(self, picture: int) -> int:
        timetable = self.record.timetable
        return int(timetable.instances.draw[timetable.picture_instance[picture]])

    def _is_picture(self, picture: int, atom: Any) -> bool:
        """Whether a picture is of a case and a party that are meant."""
        layout = self.record.plan.layout
        agency = int(self.record.timetable.picture_agency[picture])
        name = layout.subjects[layout.threats[self._draw(picture)].subject].name
        if atom.by is None and layout.is_database[agency]:
            return False
        return atom.threat in (None, name) and self._is_of(agency, atom.by)
