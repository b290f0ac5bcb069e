"""Orders: both engines carry them out alike, they change no past, and they do what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.draws.bulk import timetable_of
from sim.engine.orders import attempted, steps_of
from sim.engine.record import NEVER, NO_END, Record
from sim.engine.reference.engine import SimpyEngine, run_on_simpy
from sim.engine.timetables import Timetables
from sim.exercise.past import past_digest
from sim.measures.detail import detail_of
from sim.measures.outcome import Detections
from sim.measures.results import outcome_of, results_of_compiled
from sim.plan.planner import Planner
from sim.plan.values.causes import Cause, End
from sim.plan.values.orders import Order, OrderKind
from tests.accounting import everything_adds_up
from tests.engines.agreement import assert_same
from tests.engines.searching import any_scenarios, shown_when_it_fails, slow_to_draw
from tests.orders import HOUR, orders_for
from tests.scenarios_for_tests import changed, load_data
from tests.strategies import Data

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


def set_off(record: Record, copy: int) -> int:
    """When a copy was let go."""
    return int(record.slots[record.timetable.slot_first[copy]])


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
    others = ({"indicator": "second"}, {"partners": ALDREN}, {"agencies": ("Brevia Police",)})
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


@settings(slow_to_draw, max_examples=15)
@given(any_scenarios, st.data())
def test_several_plans_and_replications_at_once_carry_them_out_alike(
    data: Data, choice: st.DataObject
) -> None:
    pytest.importorskip("numba")
    with shown_when_it_fails(data):
        scenario = load_data(data)
        planner = Planner(scenario, orders=choice.draw(orders_for(scenario)))
        plans = [planner.plan(), planner.plan(sharing=False), planner.plan()]
        lucks = tuple(timetable_of(planner.layout, 1, number) for number in range(2))
        found = results_of_compiled(plans, Timetables(lucks))[0].outcomes
        for luck, outcomes in zip(lucks, found, strict=True):
            assert outcomes == [outcome_of(run_on_simpy(plan, luck)) for plan in plans]


def test_the_order_before_stands_again_once_the_last_is_lifted() -> None:
    free = ordered(AT_ONCE)
    copy, told = the_copy(free), int(free.ended[the_copy(free)])
    everything = Order(OrderKind.HOLD, 0, ALDREN)
    this_one = Order(OrderKind.SEND, 0, ALDREN, subject="The Shipment", until=told - 1)
    both = ordered(AT_ONCE, everything, this_one)
    assert both.arrived[copy] == NEVER
    longer = ordered(AT_ONCE, everything, replace(this_one, until=told + 1))
    assert longer.arrived[copy] == told
    other_way = ordered(AT_ONCE, this_one, replace(everything, until=told + DAY))
    assert other_way.arrived[copy] == told + DAY


LOSES = changed(
    {
        **{key: AT_ONCE[key] for key in ("sharing", "trust", "law")},
        "channels.Hotline.loss": 0.9,
        "channels.Hotline.attempts": 1,
        "channels.Hotline.latency": "0 h",
    }
)


def test_what_was_lost_goes_again_each_time_it_is_ordered_until_it_arrives() -> None:
    sends = [Order(OrderKind.SEND, 20 * DAY + n * DAY, ALDREN) for n in range(30)]
    record = ordered(LOSES, *sends)
    timetable, copy = record.timetable, the_copy(record)
    assert record.end[copy] == End.LOST
    mine = (
        timetable.first_answer - timetable.attempts + np.flatnonzero(attempted(timetable) == copy)
    )
    assert len(mine) == len(sends)
    *lost, arrived = mine[record.end[mine] != NO_END].tolist()
    assert record.end[arrived] == End.DELIVERED
    assert (record.end[lost] == End.LOST).all()
    went = [set_off(record, row) for row in (*lost, arrived)]
    assert len(went) > 1
    assert went == sorted({one.at for one in sends} & set(went))


def test_an_answer_after_some_hours_charges_these_to_the_decision() -> None:
    free = ordered(AT_ONCE)
    copy, told = the_copy(free), int(free.ended[the_copy(free)])
    both = ("Aldren Police", "Brevia Police")
    asks = Order(OrderKind.ASK_US_FIRST, 0, both, within=100 * HOUR)
    charged = []
    for hours in (24, 25):
        sent = ordered(AT_ONCE, asks, Order(OrderKind.LET_GO, told + hours * HOUR, both))
        assert set_off(sent, copy) == told + hours * HOUR
        charged.append(int(detail_of(sent).causes[Cause.DECISION]))
    assert charged[1] - charged[0] == HOUR
    silent = ordered(AT_ONCE, asks)
    assert set_off(silent, copy) == told + 100 * HOUR
    kept = ordered(AT_ONCE, asks, Order(OrderKind.KEEP, told + HOUR, both))
    assert (kept.end[copy], kept.arrived[copy]) == (End.IN_FLIGHT, NEVER)
    later = Order(OrderKind.SEND, told + 3 * DAY, both)
    again = ordered(AT_ONCE, asks, Order(OrderKind.KEEP, told + HOUR, both), later)
    assert set_off(again, copy) == later.at
    unasked = ordered(AT_ONCE, Order(OrderKind.KEEP, told + HOUR, both))
    assert set_off(unasked, copy) == told


def test_without_an_answer_it_is_as_written_then() -> None:
    data = {**AT_ONCE, "trust": {"default": 0.0}}
    free = ordered(data)
    copy, told = the_copy(free), int(free.ended[the_copy(free)])
    asks = Order(OrderKind.ASK_US_FIRST, 0, ALDREN, within=30 * HOUR)
    silent = ordered(data, asks)
    assert (silent.end[copy], silent.ended[copy]) == (End.WITHHELD_TRUST, told + 30 * HOUR)
    sent = ordered(data, asks, Order(OrderKind.LET_GO, told + HOUR, ALDREN))
    assert (sent.end[copy], set_off(sent, copy)) == (End.DELIVERED, told + HOUR)


def test_who_is_ordered_to_warn_acts_at_once_and_wrongly_on_a_red_herring() -> None:
    data = {**AT_ONCE, "trust": {"default": 0.0}}
    free = ordered(data)
    seen = int(free.done[np.flatnonzero(free.timetable.agency == 0)[0]])
    at, warned = seen + DAY, "Brevia Police"
    record = ordered(data, Order(OrderKind.WARN, at, ALDREN, subject="The Shipment"))
    (detected,), (told,) = Detections(record).detected, Detections(record).warned
    assert (detected, told) == (at, at)
    assert detail_of(record).causes[Cause.DECISION] == DAY
    early = ordered(data, Order(OrderKind.WARN, 0, ALDREN))
    assert Detections(early).detected.tolist() == [seen]
    lifted = ordered(data, Order(OrderKind.WARN, 0, ALDREN, until=seen - 1))
    assert Detections(lifted).detected.tolist() == Detections(free).detected.tolist()
    slow = {**data, "channels": {"H": {"between": [*ALDREN, warned], "latency": "3 h"}}}
    carried = ordered(slow, Order(OrderKind.WARN, at, ALDREN))
    assert Detections(carried).warned.tolist() == [at + 3 * HOUR]
    herring = {**data, "red_herrings": {"Nothing": data["threats"]["The Shipment"]}, "threats": {}}
    herring["red_herrings"]["Nothing"] = {
        key: value
        for key, value in data["threats"]["The Shipment"].items()
        if key not in ("country", "deadline")
    }
    assert outcome_of(ordered(herring)).false_alarms == 0
    wrong = ordered(herring, Order(OrderKind.WARN, at, ALDREN, subject="Nothing"))
    assert outcome_of(wrong).false_alarms == 1


def test_what_counts_for_nothing_from_then_on_counts_as_from_whom_one_does_not_trust() -> None:
    free = ordered(AT_ONCE)
    copy = the_copy(free)
    read = int(free.done[copy])
    brevia = ("Brevia Police",)
    distrust = {"agencies": {"Brevia Police": {"Aldren Police": 0.0}}, "default": 1.0}
    by_trust = ordered({**AT_ONCE, "trust": distrust})
    by_order = ordered(AT_ONCE, Order(OrderKind.BELIEVE, 0, brevia, ALDREN, level=0.0))
    assert by_order.detected[1] == by_trust.detected[1] != free.detected[1]
    since_read = Order(OrderKind.BELIEVE, read + 1, brevia, ALDREN, level=0.0)
    assert ordered(AT_ONCE, since_read).detected.tolist() == free.detected.tolist()
    ended = replace(since_read, at=0, until=read)
    assert ordered(AT_ONCE, ended).detected.tolist() == free.detected.tolist()
    in_full = Order(OrderKind.BELIEVE, 0, brevia, ALDREN)
    believed = ordered({**AT_ONCE, "trust": distrust}, in_full)
    assert believed.detected[1] == free.detected[1]


def test_what_is_read_first_is_taken_up_by_the_next_who_is_free() -> None:
    busy = changed(
        {
            "background.tips": {
                "rate": "40 per day",
                "category": "smuggling",
                "agencies": [*ALDREN],
                "urgency": 9,
            },
            "agencies.Aldren Police.triage": "1 h",
            "agencies.Aldren Police.analysts": 1,
            "agencies.Aldren Police.opening": "round the clock",
            "horizon": "20 d",
            "threats.The Shipment.deadline": "10 d",
        }
    )
    free = ordered(busy)
    row = int(np.flatnonzero(free.timetable.instance[: free.timetable.number_of_reports] >= 0)[0])
    came = int(free.arrived[row])
    assert free.started[row] == NEVER or free.started[row] > came + 10 * HOUR
    at = came + 2 * HOUR + HOUR // 2
    record = ordered(busy, Order(OrderKind.READ_FIRST, at, ALDREN, subject="The Shipment"))
    mine = record.timetable.agency[: record.timetable.number_of_reports] == 0
    done = record.done[: record.timetable.number_of_reports][mine]
    assert record.started[row] == done[done >= at].min()
    standing = ordered(busy, Order(OrderKind.READ_FIRST, 0, ALDREN, subject="The Shipment"))
    assert standing.started[row] == done[done >= came].min()


def test_who_is_ordered_to_ask_gets_what_a_partner_kept_back() -> None:
    data = {**AT_ONCE, "trust": {"default": 1.0}}
    held = Order(OrderKind.HOLD, 0, ALDREN, until=40 * DAY)
    brevia = ("Brevia Police",)
    asks = Order(OrderKind.ASK, 20 * DAY, brevia, ALDREN)
    record = ordered(data, asks)
    timetable = record.timetable
    questions = np.arange(timetable.first_question, timetable.first_warning)
    made = questions[record.end[questions] != NO_END]
    assert len(made) == 1
    assert record.slots[timetable.slot_first[made[0]]] == asks.at
    assert record.end[made[0]] == End.HIT
    assert record.ended[made[0]] >= asks.at + 4 * HOUR
    assert ordered(data, held, replace(asks, until=asks.at)).asked.tolist() == [NEVER, NEVER]
    lifted = ordered(data, replace(asks, until=asks.at + DAY))
    steps = steps_of(lifted.timetable)
    assert steps.order.tolist() == [1, 0]
    assert (steps.more == timetable.picture[the_copy(record)]).all()


def test_an_order_about_nothing_changes_no_bit() -> None:
    nothing = [
        Order(kind, 3 * DAY, ALDREN, subject="Nobody knows", until=9 * DAY)
        for kind in OrderKind
        if kind is not OrderKind.BELIEVE
    ]
    free = ordered(AT_ONCE)
    record = ordered(AT_ONCE, *nothing)
    horizon = record.plan.layout.horizon_us
    assert past_digest(record, horizon) == past_digest(free, horizon)


def test_an_order_to_send_leaves_alone_what_was_kept_back_when_it_was_asked_for() -> None:
    """Only the copy goes again: an answer is asked for, and has no attempt of its own."""
    asks = {"interest": 0.1, "work": "1 h"}
    data = {**AT_ONCE, "trust": {"default": 0.0}, "requests": asks}
    free, sent = ordered(data), ordered(data, Order(OrderKind.SEND, 40 * DAY, ALDREN))
    answers = range(free.timetable.first_answer, free.timetable.first_question)
    withheld = [row for row in answers if free.end[row] == End.WITHHELD_TRUST]
    assert withheld
    keys = free.timetable.key.tolist()
    ends = dict(zip(sent.timetable.key.tolist(), sent.end.tolist(), strict=True))
    assert [ends.pop(key) for key in keys] == free.end.tolist()
    (attempted_end,) = (end for end in ends.values() if end != NO_END)
    assert attempted_end == End.DELIVERED
