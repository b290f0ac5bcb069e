"""Worlds that differ in one thing: nothing else changes, to the microsecond."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from sim.chance.keys import DrawLedger
from sim.engine.draws.bulk import timetable_of
from sim.engine.record import NEVER, Record
from sim.engine.reference.engine import SimpyEngine
from sim.plan.planner import Planner
from sim.plan.values.causes import End
from sim.scenario.values.dials import Challenge, Dials
from tests.quickest import runs
from tests.scenarios_for_tests import load_data
from tests.shipped_runs import SEED, SHIPPED, design, record, timetable

HOUR = 3_600_000_000
DAY = 24 * HOUR
Trace = dict[int, tuple[Any, ...]]


def busy_world() -> dict[str, Any]:
    """Three countries with a little of everything, in which every kind of inject has effect."""
    names = ["Aldren", "Brevia", "Corvane"]
    signs = {
        f"sign {i}": {
            "kind": "sign",
            "where": [names[i % 3]],
            "when": {"uniform": {"from": "0 d", "to": "24 d"}},
            "likelihood_ratio": 6.0,
            "count": 3,
        }
        for i in range(6)
    }
    return {
        "entente": 1,
        "title": "Busy",
        "summary": "A little of everything.",
        "horizon": "40 d",
        "warm_up": "4 d",
        "countries": {
            name: {
                "languages": [name],
                "responsible": f"{name} Police",
                "legal_desk": {"staff": 1, "opening": "daily 06:00 to 20:00"},
                "recognises": {"smuggling": 0.9},
                "priorities": {"smuggling": 0.8},
            }
            for name in names
        },
        "agencies": {
            f"{name} Police": {
                "country": name,
                "analysts": 2,
                "opening": "daily 06:00 to 20:00",
                "observes": [{"kinds": ["sign"], "probability": 0.9}],
                "triage": {"lognormal": {"median": "6 h", "sigma": 0.8}},
            }
            for name in names
        },
        "channels": {
            "Line": {
                "between": ["Aldren Police", "Brevia Police"],
                "latency": {"exponential": {"mean": "5 h"}},
                "loss": 0.2,
            },
            "Network": {"members": [f"{name} Police" for name in names], "latency": "4 h"},
        },
        "agreements": {
            "Pact": {
                "members": list(names),
                "review": {
                    "probability": 0.7,
                    "duration": {"gamma": {"mean": "20 h", "shape": 2.0}},
                    "refusal": 0.1,
                },
            },
            "Treaty": {
                "members": list(names),
                "review": {"probability": 0.5, "duration": "6 h"},
                "in_force": False,
            },
        },
        "law": {"formal_route": {"duration": {"exponential": {"mean": "6 d"}}}},
        "trust": {"default": 0.7},
        "sharing": {"vetting": {"exponential": {"mean": "6 h"}}},
        "threats": {
            "The Convoy": {
                "category": "smuggling",
                "country": "Brevia",
                "onset": "1 d",
                "deadline": "30 d",
                "indicators": signs,
            }
        },
        "red_herrings": {
            "The Circus": {
                "category": "smuggling",
                "arrives": "1 per week",
                "indicators": {
                    "lorries": {"kind": "sign", "where": list(names), "count": 2},
                },
            }
        },
        "background": {
            "routine": {
                "category": "routine crime",
                "rate": "2 per day",
                "worth_sharing": 0.3,
                "urgency": 0.9,
            },
            "letters": {"category": "smuggling", "rate": "1 per day"},
        },
    }


EFFECTS: dict[str, dict[str, Any]] = {
    "trust": {"trust": {"between": ["Aldren", "Brevia"], "becomes": 0.1}},
    "outage": {"channel": {"name": "Line", "closed_for": "6 d"}},
    "latency": {"channel": {"name": "Network", "latency_times": 5.0}},
    "loss": {"channel": {"name": "Network", "loss": 0.6}},
    "suspension": {"agreement": {"name": "Pact", "in_force": False}},
    "ratification": {"agreement": {"name": "Treaty", "in_force": True}},
    "fewer analysts": {"analysts": {"agency": "Brevia Police", "become": 0}},
    "more analysts": {"analysts": {"agency": "Brevia Police", "change": 3}},
    "triage": {"triage": {"agency": "Corvane Police", "times": 3.0}},
    "swell": {"background": {"stream": "routine", "times": 4.0, "lasting": "5 d"}},
    "drought": {"background": {"stream": "routine", "times": 0.2, "lasting": "5 d"}},
    "priority": {"priority": {"country": "Aldren", "category": "smuggling", "becomes": 0.1}},
    "recognition": {"recognition": {"country": "Brevia", "category": "smuggling", "becomes": 0.0}},
}


def records(data: dict[str, Any], replications: int = 3) -> list[Record]:
    """The scenario as written."""
    plan = Planner(load_data(data)).plan()
    return list(runs(plan, SEED, range(replications)))


def trace(record: Record, before: int = 2**62) -> Trace:
    """By key, all that happened to a row before an instant."""
    timetable, layout = record.timetable, record.plan.layout
    slots = layout.tie_slots
    found: Trace = {}
    first = 0
    for row, key in enumerate(timetable.key.tolist()):
        tie = int(timetable.tie[row])
        last = first + (int(slots[tie]) if tie >= 0 else 0)
        passed = {int(at) for at in record.slots[first:last] if NEVER < at < before}
        first = last
        ended = _known(record.ended[row], before)
        instants = tuple(
            _known(column[row], before) for column in (record.arrived, record.started, record.done)
        )
        end = int(record.end[row]) if ended is not None else None
        if any(at is not None for at in (*instants, ended)) or passed:
            found[key] = (*instants, end, ended, frozenset(passed))
    return found


def _known(at: np.int64, before: int) -> int | None:
    return int(at) if NEVER < at < before else None


def beliefs(record: Record, before: int = 2**62) -> dict[tuple[int, str], int]:
    """When each agency came to believe in each threat, by the threat's key and its own name."""
    timetable = record.timetable
    return {
        (int(timetable.instances.key[instance]), record.plan.layout.agencies[agency]): int(at)
        for instance, agency, at in zip(
            timetable.picture_instance, timetable.picture_agency, record.detected, strict=True
        )
        if NEVER < at < before
    }


def same(one: Record, other: Record, before: int = 2**62) -> bool:
    """Whether the same happened in both before an instant."""
    return trace(one, before) == trace(other, before) and beliefs(one, before) == beliefs(
        other, before
    )


@pytest.mark.parametrize("kind", EFFECTS)
def test_nothing_before_an_inject_changes(kind: str) -> None:
    data = busy_world()
    changed = data | {
        "injects": {"it": {"at": "12 d", "message": "Something happens."} | EFFECTS[kind]}
    }
    pairs = list(zip(records(data), records(changed), strict=True))
    for without, with_it in pairs:
        assert same(without, with_it, 12 * DAY)
    assert not all(same(without, with_it) for without, with_it in pairs)


def test_an_inject_that_is_only_a_message_changes_nothing() -> None:
    data = busy_world()
    told = data | {"injects": {"it": {"at": "12 d", "message": "All is well."}}}
    for one, other in zip(records(data), records(told), strict=True):
        assert one.digest() == other.digest()


def test_what_is_written_again_in_an_inject_changes_nothing() -> None:
    data = busy_world()
    again = {
        "trust": {"between": ["Aldren", "Brevia"], "becomes": 0.7},
        "analysts": {"agency": "Brevia Police", "become": 2},
        "triage": {"agency": "Corvane Police", "times": 1.0},
        "agreement": {"name": "Pact", "in_force": True},
    }
    changed = data | {
        "injects": {
            kind: {"at": "12 d", "message": "As before.", kind: effect}
            for kind, effect in again.items()
        }
    }
    for one, other in zip(records(data), records(changed), strict=True):
        assert one.digest() == other.digest()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_dial_at_one_changes_nothing(name: str) -> None:
    shown = design(name)
    dials = shown.scenario.dials
    for challenge in Challenge:
        if dials[challenge] != 1.0:
            continue
        plan = shown.planner.plan(dials.model_copy(update={challenge.value: 1.0}))
        written = record(name, shown.plan(shown.as_written), 0)
        assert record(name, plan, 0).digest() == written.digest()


@pytest.mark.parametrize("challenge", list(Challenge))
def test_a_dial_near_one_changes_the_table_by_as_little(challenge: Challenge) -> None:
    planner = Planner(load_data(busy_world()))
    plain = planner.plan()
    near = planner.plan(Dials().model_copy(update={challenge.value: 1.0 + 1e-9}))
    # People are whole; what is continuous is the work that they can do, by desk.
    desks = plain.layout.desks
    staff = [desk.servers for desk in desks], [desk.respite for desk in desks]
    plain_work, near_work = (
        plan.table[staff[0]] / (1.0 + plan.table[staff[1]]) for plan in (plain, near)
    )
    assert np.allclose(plain_work, near_work, rtol=1e-6)
    rest = np.delete(np.arange(len(plain.table)), [*staff[0], *staff[1]])
    assert np.allclose(plain.table[rest], near.table[rest], rtol=1e-6, atol=1e-6)
    for one, other in zip(plain.edges, near.edges, strict=True):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert np.abs(one - other).max() <= 1000


@pytest.mark.parametrize("first", [True, False])
def test_an_isolated_agency_changes_nothing_for_anybody_else(first: bool) -> None:
    data = busy_world()
    hermit = {
        "country": "Brevia",
        "observes": [{"kinds": ["sign"], "where": ["Aldren", "Brevia", "Corvane"]}],
    }
    more = deepcopy(data)
    new = {"Hermits": hermit}
    more["agencies"] = new | more["agencies"] if first else more["agencies"] | new
    more["background"]["routine"]["rates"] = {"Hermits": "7 per day"}
    for one, other in zip(records(data), records(more), strict=True):
        theirs, all_of_it = trace(one), trace(other)
        assert theirs == {key: all_of_it[key] for key in theirs}
        hermits = other.plan.layout.agencies.index("Hermits")
        keys = other.timetable.key[other.timetable.agency == hermits].tolist()
        assert set(all_of_it) - set(theirs) <= set(keys)
        assert keys
        believed = beliefs(other)
        assert beliefs(one) == {at: b for at, b in believed.items() if at[1] != "Hermits"}


SECTIONS = [
    "countries",
    "agencies",
    "agreements",
    "threats",
    "red_herrings",
    "background",
    "injects",
]


@pytest.mark.parametrize("section", [*SECTIONS, "indicators", "members", "where"])
def test_the_order_in_which_a_scenario_is_written_changes_nothing(section: str) -> None:
    data = busy_world()
    data["threats"]["The Other"] = deepcopy(data["threats"]["The Convoy"]) | {"onset": "2 d"}
    data["injects"] = {
        kind: {"at": f"{8 + i} d", "message": ""} | EFFECTS[kind]
        for i, kind in enumerate(("trust", "swell", "suspension", "latency"))
    }
    turned = deepcopy(data)
    if section == "members":
        turned["agreements"]["Pact"]["members"].reverse()
        turned["channels"]["Network"]["members"].reverse()
        turned["channels"]["Line"]["between"].reverse()
    elif section == "where":
        indicators = data["threats"]["The Convoy"]["indicators"]
        wandering = next(iter(indicators))
        indicators[wandering] = {**indicators[wandering], "where": ["Aldren", "Brevia"]}
        turned = deepcopy(data)
        turned["threats"]["The Convoy"]["indicators"][wandering]["where"].reverse()
    elif section == "indicators":
        turned["threats"]["The Convoy"]["indicators"] = _turned(
            turned["threats"]["The Convoy"]["indicators"]
        )
    else:
        turned[section] = _turned(turned[section])
    for one, other in zip(records(data), records(turned), strict=True):
        assert same(one, other)


def _turned(mapping: dict[str, Any]) -> dict[str, Any]:
    return dict(reversed(mapping.items()))


@pytest.mark.parametrize("per", ["report", "case"])
@pytest.mark.parametrize("marking", ["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"])
def test_more_trust_only_releases_more(marking: str, per: str) -> None:
    data = busy_world()
    data["sharing"] |= {"default_marking": marking, "per": per}
    for agency in data["agencies"].values():
        agency |= {"analysts": 1000}
    before: list[set[int]] = [set()] * 3
    sizes = []
    for level in (0.0, 0.1, 0.4, 0.7, 0.95, 1.0):
        data["trust"] = {"default": level}
        released = [_released(one) for one in records(data)]
        assert all(less <= more for less, more in zip(before, released, strict=True))
        before = released
        sizes.append(sum(map(len, released)))
    assert (sizes[0] < sizes[-1]) == (marking != "CLEAR")


def _released(record: Record) -> set[int]:
    kept = [-1, End.WITHHELD_TRUST, End.WITHHELD_NEED_TO_KNOW]
    rows = (record.timetable.parent >= 0) & ~np.isin(record.end, kept)
    return set(record.timetable.key[rows].tolist())


@pytest.mark.parametrize("name", SHIPPED)
def test_stepping_and_looking_changes_nothing(name: str) -> None:
    shown = design(name)
    plan, drawn = shown.plan(shown.as_written), timetable(name, 0)
    chance = np.random.default_rng(len(name))
    span = plan.layout.horizon_us - plan.layout.start_us
    engine = SimpyEngine(plan, drawn)
    seen: dict[int, Record] = {}
    for at in sorted(plan.layout.start_us + int(chance.random() * span) for _ in range(40)):
        engine.run_until(at)
        if chance.random() < 0.5:
            seen[at] = engine.record()
    engine.run_until(plan.layout.horizon_us)
    whole = record(name, plan, 0)
    assert engine.record().digest() == whole.digest()
    for at, so_far in seen.items():
        assert same(so_far, whole, at)


def test_a_higher_background_rate_only_adds_reports() -> None:
    data = busy_world()
    keys: list[set[int]] = [set()] * 3
    for rate in ("0 per day", "0.3 per day", "2 per day", "2.5 per day", "9 per day"):
        data["background"]["routine"]["rate"] = rate
        now = [set(one.timetable.key.tolist()) for one in records(data)]
        assert all(less <= more for less, more in zip(keys, now, strict=True))
        assert sum(map(len, now)) > sum(map(len, keys))
        keys = now


@pytest.mark.parametrize("name", SHIPPED)
def test_no_chance_is_drawn_twice(name: str) -> None:
    layout = design(name).planner.layout
    for replication in range(3):
        with DrawLedger() as ledger:
            drawn = timetable_of(layout, SEED, replication)
        assert len(set(drawn.key.tolist())) == drawn.rows
        assert ledger.drawn


def test_no_chance_is_drawn_twice_in_a_busy_world() -> None:
    data = busy_world()
    data["injects"] = {
        kind: {"at": "8 d", "message": ""} | effect for kind, effect in EFFECTS.items()
    }
    for per in ("report", "case"):
        data["sharing"]["per"] = per
        layout = Planner(load_data(data)).layout
        with DrawLedger() as ledger:
            timetable_of(layout, SEED, 0)
        assert ledger.drawn
