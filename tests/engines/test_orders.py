"""Orders: both engines carry them out alike, they change no past, and they do what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.draws.bulk import timetable_of
from sim.engine.record import NEVER, NO_END, Record
from sim.engine.reference.engine import SimpyEngine, run_on_simpy
from sim.exercise.past import past_digest
from sim.measures.detail import detail_of
from sim.plan.planner import Planner
from sim.plan.values.causes import Cause, End
from sim.plan.values.orders import Order, OrderKind
from tests.accounting import everything_adds_up
from tests.engines.agreement import assert_same
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.orders import HOUR, orders_for
from tests.scenarios_for_tests import changed, load_data
from tests.strategies import Data

WITHHELD = (End.WITHHELD_TRUST, End.WITHHELD_NEED_TO_KNOW)
DAY = 24 * HOUR


@settings(slow_to_draw, max_examples=60)
@given(any_scenarios, st.data())
def test_both_engines_carry_out_orders_alike(data: Data, choice: st.DataObject) -> None:
    pytest.importorskip("numba")
    from sim.engine.compiled.engine import CompiledEngine
    from sim.engine.draws.compiled import compiled_timetable

    with shown_when_it_fails(data):
        scenario = load_data(data)
        orders = choice.draw(orders_for(scenario))
        plan = Planner(scenario, orders=orders).plan()
        luck = timetable_of(plan.layout, 1, 0)
        assert_same(compiled_timetable(plan.layout, 1, 0), luck)
        compiled, reference = CompiledEngine(plan, luck), SimpyEngine(plan, luck)
        for pause in sorted(
            choice.draw(
                st.lists(st.sampled_from(moments(orders, plan.layout.horizon_us)), max_size=3)
            )
        ):
            compiled.run_until(pause)
            reference.run_until(pause)
            assert_same(compiled.record(), reference.record())
        compiled.run_until(plan.layout.horizon_us)
        whole = run_on_simpy(plan, luck)
        assert_same(compiled.record(), whole)
        everything_adds_up(whole)


def moments(orders: Iterable[Order], horizon: int) -> list[int]:
    """When orders begin and cease to stand, and the instants after."""
    known = {0, *(order.at for order in orders), *(order.until or 0 for order in orders)}
    return sorted(at for at in known | {at + 1 for at in known} if at <= horizon)


@settings(slow_to_draw, max_examples=60)
@given(any_scenarios, st.data())
def test_an_order_changes_nothing_before_it(data: Data, choice: st.DataObject) -> None:
    with shown_when_it_fails(data):
        scenario = load_data(data)
        *before, last = choice.draw(orders_for(scenario))
        one = played(Planner(scenario, orders=tuple(before)))
        other = played(Planner(scenario, orders=(*before, last)))
        assert past_digest(one, last.at) == past_digest(other, last.at)
        if last.until is not None:
            lasting = replace(last, until=None)
            longer = played(Planner(scenario, orders=(*before, lasting)))
            assert past_digest(longer, last.until) == past_digest(other, last.until)


def played(planner: Planner) -> Record:
    plan = planner.plan()
    return run_on_simpy(plan, timetable_of(plan.layout, 1, 0))


AT_ONCE = changed(
    {
        "sharing": {"vetting": "0 h"},
        "trust": {"default": 1.0},
        "law": {"formal_route": {"duration": "0 h", "probability": 1.0}},
        "channels": {"Hotline": {"between": ["Aldren Police", "Brevia Police"], "latency": "0 h"}},
    }
)
"""Neither vetting nor law nor the channel takes time."""
ALDREN = ("Aldren Police",)


def ordered(data: Data, *orders: Order) -> Record:
    record = played(Planner(load_data(data), orders=orders))
    everything_adds_up(record)
    return record


def the_copy(record: Record) -> int:
    """The one copy of what Aldren saw itself."""
    timetable, layout = record.timetable, record.plan.layout
    rows = range(timetable.number_of_reports, timetable.first_answer - timetable.attempts)
    (copy,) = (r for r in rows if layout.tie_sender[timetable.tie[r]] == 0)
    return copy


def test_what_is_held_goes_when_the_order_is_lifted() -> None:
    free = ordered(AT_ONCE)
    copy = the_copy(free)
    told = int(free.ended[copy])
    held = ordered(AT_ONCE, Order(OrderKind.HOLD, 0, ALDREN))
    assert held.end[copy] == End.IN_FLIGHT
    assert held.arrived[copy] == NEVER
    lifted = ordered(AT_ONCE, Order(OrderKind.HOLD, 0, ALDREN, until=told + DAY))
    assert lifted.arrived[copy] == told + DAY
    early = ordered(AT_ONCE, Order(OrderKind.HOLD, 0, ALDREN, until=told - 1))
    late = ordered(AT_ONCE, Order(OrderKind.HOLD, told + 1, ALDREN))
    assert early.arrived[copy] == late.arrived[copy] == told


def test_what_was_withheld_stays_so_and_goes_at_once_as_a_copy_of_its_own() -> None:
    data = {**AT_ONCE, "trust": {"default": 0.0}}
    free = ordered(data)
    copy = the_copy(free)
    withheld = int(free.ended[copy])
    assert free.end[copy] == End.WITHHELD_TRUST
    sent = ordered(data, Order(OrderKind.SEND, withheld + DAY, ALDREN))
    attempt = sent.timetable.first_answer - 1
    assert sent.timetable.attempts == 1
    assert (sent.end[copy], sent.ended[copy]) == (End.WITHHELD_TRUST, withheld)
    assert sent.end[attempt] == End.DELIVERED
    assert sent.arrived[attempt] == withheld + DAY
    standing = ordered(data, Order(OrderKind.SEND, 0, ALDREN))
    assert standing.arrived[copy] == withheld
    assert standing.end[standing.timetable.first_answer - 1] == NO_END


def test_the_hours_of_waiting_for_a_decision_are_charged_to_it() -> None:
    both = ("Aldren Police", "Brevia Police")
    hours = [
        detail_of(ordered(AT_ONCE, Order(OrderKind.HOLD, 0, both, until=until))).causes
        for until in (20 * DAY, 21 * DAY)
    ]
    assert hours[1][Cause.DECISION] - hours[0][Cause.DECISION] == DAY


def test_an_order_is_about_what_it_names() -> None:
    free = ordered(AT_ONCE)
    copy = the_copy(free)
    about = {"category": "smuggling", "subject": "The Shipment", "indicator": "first"}
    key = int(free.timetable.instances.key[0])
    for named in ({}, {"case": key}, *({name: word} for name, word in about.items()), about):
        held = ordered(AT_ONCE, Order(OrderKind.HOLD, 0, ALDREN, **named))  # type: ignore[arg-type]
        assert held.arrived[copy] == NEVER
    others = ({"indicator": "second"}, {"receivers": ALDREN}, {"senders": ("Brevia Police",)})
    for other in others:
        held = ordered(AT_ONCE, replace(Order(OrderKind.HOLD, 0, ALDREN), **other))
        assert held.arrived[copy] == free.arrived[copy]


@settings(slow_to_draw, max_examples=20)
@given(any_scenarios, st.integers(0, 400))
def test_a_hold_that_is_never_lifted_lets_nothing_go(data: Data, hour: int) -> None:
    with shown_when_it_fails(data):
        scenario = load_data(data)
        hold = Order(OrderKind.HOLD, hour * HOUR, tuple(Planner(scenario).layout.agencies))
        record = played(Planner(scenario, orders=(hold,)))
        timetable, layout = record.timetable, record.plan.layout
        rows = np.arange(timetable.number_of_reports, timetable.first_question)
        rows = rows[~layout.is_database[layout.tie_sender[timetable.tie[rows]]]]
        told = record.done[timetable.parent[rows]]
        assert (record.arrived[rows[told >= hold.at]] == NEVER).all()
