"""Scenarios in which something waits for a condition, in studies and programmes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sim
from sim.replication import Engine

DETECTED = {"detected": {"by": "Velmora"}}
ENGINES = ["simpy", *(["compiled"] if Engine.COMPILED.installed else [])]


def scenario(**inject: Any) -> sim.Scenario:
    """Two neighbours, who come to trust each other on a condition."""
    more = {"between": ["Velmora", "Castaly"], "becomes": 1.0}
    told = {"message": "A handshake.", "trust": more, **inject}
    return sim.load("two-neighbours").set({"injects.help": told})


def test_a_study_varies_what_a_condition_asks_for_and_both_engines_give_the_same(
    tmp_path: Path,
) -> None:
    waits = scenario(not_by={"time": "5 d", **DETECTED})
    axes = {"injects.help.not_by.time": ["1 h", "5 d", "30 d"]}
    tables = []
    for engine in ENGINES:
        study = sim.Study(waits, axes, replications=4, measures=["detection_time"], engine=engine)
        with study.run(tmp_path / f"{engine}.sqlite") as store:
            tables.append(rows_of(store))
    assert all(each == tables[0] for each in tables)
    assert len(set(tables[0])) > 4  # the time makes a difference


def rows_of(store: Any) -> list[tuple[Any, ...]]:
    """(replication, hours) of each run, condition by condition."""
    found = store.frame("replications")
    rows = found.to_dict("records") if hasattr(found, "to_dict") else list(found)
    return [(row["replication"], row["detection_time"]) for row in rows]


def test_programmes_run_what_waits() -> None:
    lean = sim.load("lean-years")
    agency = next(iter(lean.agencies))
    told = {"message": "", "when": {"read": {}}, "analysts": {"agency": agency, "change": 1}}
    waits = lean.set({"injects.help": told})
    found = [sim.programmes(waits, budget=50, replications=2, engine=one) for one in ENGINES]
    assert all(each.alone == found[0].alone for each in found)
    assert all(each.together == found[0].together for each in found)
