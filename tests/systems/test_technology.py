"""Tools for analysts: each moves its own measure once it works, errors included, not the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
import pytest

import sim
from sim.analyses.programmes.runs import carrying_out
from sim.engine.record import NEVER, Record
from sim.measures.counting import counting_of
from sim.measures.journey import at_desk as stretches_at_desk
from sim.measures.outcome import Detections
from sim.measures.overlooking import overlooking_of
from sim.measures.trace import trace_of
from sim.plan.planner import Planner
from sim.plan.timeline import timeline
from sim.plan.values.arrays import Floats
from sim.plan.values.causes import Cause
from sim.screen.report.report import report
from sim.statistics.intervals import paired_difference
from tests.quickest import run, runs
from tests.scenarios_for_tests import load_data, minimal
from tests.screens.drawing import drawn

REPLICATIONS = 80
LOOSE_THREADS = sim.load("loose-threads")
INDEX, MACHINE = "One index of names", "A sorting machine"
CAMERAS, LEDGER = "Cameras at the ford", "A sealed ledger"
IVELLE, HOLLIN = "Ivelle Central", "Hollin Border Guard"
HOUR = 3_600_000_000
WORKS_AT, LATE = 30 * 24 * HOUR, 110 * 24 * HOUR
NOT_LINKED, SET_ASIDE = 1, 2

Measured = Callable[[Record], float]


@cache
def records(*programmes: str) -> list[Record]:
    """Runs with these programmes in force, on the luck of the first replications."""
    plan = Planner(carrying_out(LOOSE_THREADS, frozenset(programmes))).plan()
    return list(runs(plan, 1, range(REPLICATIONS)))


def values(runs: list[Record], measure: Measured) -> Floats:
    return np.array([measure(record) for record in runs], dtype=np.float64)


def share(found: int, agency: str) -> Measured:
    """Of what an agency reads about threats, the share that is set aside, or is not linked."""

    def measure(record: Record) -> float:
        read = at_desk(record, agency) & (record.done != NEVER) & (record.timetable.instance >= 0)
        return float((record.overlooked[read] == found).mean()) if read.any() else 0.0

    return measure


def triage(agency: str) -> Measured:
    """Hours of work that triage takes, on average, of what is written there once tools work."""

    def measure(record: Record) -> float:
        mine = at_desk(record, agency) & (record.done != NEVER) & (record.timetable.tie < 0)
        rows = np.flatnonzero(
            mine & (record.arrived >= WORKS_AT) & (record.arrived < LATE)
        ).tolist()
        stretches = chain.from_iterable(stretches_at_desk(record, row) for row in rows)
        worked = sum(s.until - s.since for s in stretches if s.cause is Cause.TRIAGE)
        return worked / len(rows) / HOUR

    return measure


def waiting(agency: str) -> Measured:
    """Hours that routine work waits there, on average, once tools work."""

    def measure(record: Record) -> float:
        mine = at_desk(record, agency) & (record.started != NEVER) & (record.timetable.tie < 0)
        mine &= (record.arrived >= WORKS_AT) & (record.arrived < LATE)
        return float((record.started[mine] - record.arrived[mine]).mean()) / HOUR

    return measure


def at_desk(record: Record, agency: str) -> Any:
    return record.timetable.agency == record.plan.layout.agencies.index(agency)


def lorries(record: Record) -> float:
    """Lorries that are reported, of all that belong to threats."""
    return seen(record, of_lorries=True)


def other_signs(record: Record) -> float:
    """Whatever else of threats is reported."""
    return seen(record, of_lorries=False)


def seen(record: Record, *, of_lorries: bool) -> float:
    layout, reports = record.plan.layout, record.timetable.reports
    names = [layout.indicators[i].name for i in reports.indicator[reports.indicator >= 0]]
    return float(sum(("lorry" in name or "lorries" in name) == of_lorries for name in names))


def days(record: Record) -> float:
    """Days until detection, on average, counted up to the window."""
    threats = Detections(record)
    return float(threats.time[threats.occurring.scored].mean()) / (24 * HOUR)


def false_alarms(record: Record) -> float:
    threats = Detections(record)
    return float(np.count_nonzero(threats.believed & ~threats.occurring.about_real))


def counted_besides(record: Record) -> float:
    """How many observations beliefs rest on that were never made."""
    counting = counting_of(record)
    return counting.counted - counting.observations


def stripped(record: Record) -> float:
    """Copies that lost their origin."""
    return float(np.count_nonzero(record.stripped))


def not_linked(record: Record) -> float:
    """Reports and copies about threats that were not linked to them, at whatever desk."""
    found = overlooking_of(record)
    assert found is not None
    return found.not_linked


def set_aside(record: Record) -> float:
    """Reports and copies about threats that were set aside in error, at whatever desk."""
    found = overlooking_of(record)
    assert found is not None
    return found.set_aside


MOVES: dict[str, tuple[str, Measured, int]] = {
    "an index: fewer reports without their threat": (INDEX, share(NOT_LINKED, IVELLE), -1),
    "an index: fewer that no desk links": (INDEX, not_linked, -1),
    "an index: sooner": (INDEX, days, -1),
    "a sorting machine: shorter triage": (MACHINE, triage(IVELLE), -1),
    "a sorting machine: shorter waits": (MACHINE, waiting(IVELLE), -1),
    "a sorting machine: more set aside in error": (MACHINE, share(SET_ASIDE, IVELLE), 1),
    "a sorting machine: more set aside anywhere": (MACHINE, set_aside, 1),
    "cameras: more lorries": (CAMERAS, lorries, 1),
    "cameras: sooner": (CAMERAS, days, -1),
    "a sealed ledger: origins stay": (LEDGER, stripped, -1),
    "a sealed ledger: nothing counts twice": (LEDGER, counted_besides, -1),
    "a sealed ledger: fewer false alarms": (LEDGER, false_alarms, -1),
}
LEAVES: dict[str, tuple[str, Measured]] = {
    "an index: what is set aside": (INDEX, share(SET_ASIDE, IVELLE)),
    "an index: what any desk sets aside": (INDEX, set_aside),
    "an index: what is seen": (INDEX, lorries),
    "an index: triage": (INDEX, triage(IVELLE)),
    "a sorting machine: desks without one": (MACHINE, triage(HOLLIN)),
    "a sorting machine: nothing set aside elsewhere": (MACHINE, share(SET_ASIDE, HOLLIN)),
    "cameras: what else is seen": (CAMERAS, other_signs),
    "a sealed ledger: what is seen": (LEDGER, lorries),
    "a sealed ledger: triage": (LEDGER, triage(HOLLIN)),
}


@pytest.mark.parametrize(("tool", "measure", "direction"), MOVES.values(), ids=MOVES)
def test_a_tool_moves_what_it_is_for(tool: str, measure: Measured, direction: int) -> None:
    change = paired_difference(values(records(tool), measure), values(records(), measure))
    assert change.low is not None
    assert change.high is not None
    assert change.low * direction > 0
    assert change.high * direction > 0


@pytest.mark.parametrize(("tool", "measure"), LEAVES.values(), ids=LEAVES)
def test_a_tool_leaves_alone_what_it_is_not_for(tool: str, measure: Measured) -> None:
    assert np.allclose(values(records(tool), measure), values(records(), measure), atol=1e-9)


def test_with_a_ledger_no_copy_loses_its_origin() -> None:
    """What was told before it was opened keeps what it lost."""
    assert not values(records(LEDGER), stripped).any()
    assert values(records(), stripped).any()


def test_errors_of_triage_cost_what_speed_gains() -> None:
    """The same machine without errors gains; with them it loses."""
    sure = LOOSE_THREADS.programmes[MACHINE]
    effects = {name: one for name, one in sure.effects.items() if one.overlooks is None}
    scenario = LOOSE_THREADS.model_copy(
        update={"programmes": {MACHINE: sure.model_copy(update={"effects": effects})}}
    )
    plan = Planner(carrying_out(scenario, frozenset({MACHINE}))).plan()
    sorting = list(runs(plan, 1, range(REPLICATIONS)))
    gain = paired_difference(values(records(), days), values(sorting, days))
    loss = paired_difference(values(records(MACHINE), days), values(sorting, days))
    assert gain.low is not None
    assert loss.low is not None
    assert gain.low > 0
    assert loss.low > 0


def test_nothing_changes_before_a_tool_works() -> None:
    for tool in (INDEX, MACHINE, CAMERAS, LEDGER):
        for with_it, bare in zip(records(tool)[:5], records(), strict=False):
            assert early(with_it) == early(bare)
            assert early(bare)


def test_the_trace_says_what_was_overlooked_and_when_tools_begin_to_work() -> None:
    record = records(INDEX, MACHINE)[0]
    events = trace_of(record)
    why = Counter(event.why for event in events if event.what == "triaged")
    counted = overlooking_of(record)
    assert counted is not None
    assert why["not linked to its threat"] == counted.not_linked > 0
    assert why["set aside in error"] == counted.set_aside > 0
    assert why[""] > counted.read - counted.not_linked - counted.set_aside
    began = [(event.at, event.subject) for event in events if event.what == "programme"]
    assert began == [(WORKS_AT, MACHINE), (WORKS_AT, INDEX)]
    assert not [event for event in trace_of(records()[0]) if event.what == "programme"]


def test_the_report_tells_what_analysts_overlook_where_they_do() -> None:
    tried = sim.compare(LOOSE_THREADS, rule=sim.FixedNumber(4))
    found = tried.overlooked
    assert found is not None
    each = [overlooking_of(record) for record in records()[:4]]
    numbers = np.array(each, dtype=np.float64)
    assert found.read.value == pytest.approx(numbers[:, 0].mean())
    assert found.not_linked.value == pytest.approx(numbers[:, 1].mean())
    assert found.share_not_linked.value == pytest.approx(numbers[:, 1].sum() / numbers[:, 0].sum())
    assert found.share_set_aside.value == 0
    told = " ".join(drawn(lambda console: report(tried, console)).split())
    assert "What analysts overlook: of" in told
    assert "were not linked to their threat, and none was set aside in error." in told
    untold = replace(tried, overlooked=None)
    assert "overlook" not in drawn(lambda console: report(untold, console)).split("How soon")[1]


def early(record: Record) -> dict[int, int]:
    """By key: when work on it starts, of whatever does before any tool works."""
    rows = np.flatnonzero((record.started != NEVER) & (record.started < WORKS_AT))
    keys, started = record.timetable.key[rows].tolist(), record.started[rows].tolist()
    return dict(zip(keys, started, strict=True))


def linking(**values: float) -> Record:
    """Many signs at one agency that links and overlooks so many of them."""
    data = minimal()
    data["agencies"]["Aldren Police"] |= values
    indicators = data["threats"]["The Shipment"]["indicators"]
    indicators["first"] |= {"count": 60, "likelihood_ratio": 1.0}
    return run(Planner(load_data(data)).plan(), 1, 0)


@pytest.mark.parametrize(
    ("name", "better"), [("matching", (0.2, 0.5, 0.8, 1.0)), ("overlooks", (0.8, 0.5, 0.2, 0.0))]
)
def test_a_better_tool_loses_a_part_of_what_a_worse_one_loses(
    name: str, better: tuple[float, ...]
) -> None:
    lost = None
    for value in better:
        record = linking(**{name: value})
        now = set(np.flatnonzero(record.overlooked[: record.timetable.number_of_reports]).tolist())
        assert lost is None or now < lost
        lost = now
    assert lost == set()


def test_what_is_written_as_the_default_changes_nothing() -> None:
    assert linking().digest() == linking(matching=1.0, overlooks=0.0).digest()
    assert linking().digest() != linking(matching=0.5).digest()


def test_the_state_of_the_world_holds_what_tools_write() -> None:
    moments = timeline(carrying_out(LOOSE_THREADS, frozenset({INDEX, MACHINE, LEDGER})))
    first, last = moments[0].state, moments[-1].state
    assert [first.matching[IVELLE], last.matching[IVELLE]] == [0.7, 0.95]
    assert [first.overlooks[IVELLE], last.overlooks[IVELLE]] == [0.0, 0.25]
    assert last.overlooks[HOLLIN] == 0.0
    assert [first.strip_origin_below, last.strip_origin_below] == [0.9, 0.0]
    assert moments[-1].at == WORKS_AT
