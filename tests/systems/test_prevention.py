"""Prevention: once it works fewer threats begin, by a luck of their own, and all else stays."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim.analyses.programmes.programmes import (
    ProgrammeFindings,
    ProgrammeMeasure,
    compare_programmes,
)
from sim.analyses.programmes.runs import carrying_out
from sim.cli import main
from sim.engine.draws.bulk import timetable_of
from sim.engine.timetable import Timetable
from sim.experiments.engines import Wanted
from sim.measures.outcome import Outcome
from sim.measures.results import outcome_of
from sim.measures.threats import occurring_in
from sim.plan.planner import Planner
from sim.plan.rules.prevention import prevented_share
from sim.screen.programmes import programmes
from sim.statistics.intervals import paired_difference
from tests.quickest import run
from tests.scenarios_for_tests import load_data, minimal
from tests.screens.drawing import drawn

REPLICATIONS = 40
LANTERN_STREET = sim.load("lantern-street")
CLASSES, LANTERN = "Evening classes", "The lantern"
DAY = 24 * 3_600_000_000


@cache
def timetables(*carried_out: str) -> list[Timetable]:
    """What arrives with these programmes in force, in the first replications."""
    layout = Planner(carrying_out(LANTERN_STREET, frozenset(carried_out))).layout
    return [timetable_of(layout, 1, number) for number in range(REPLICATIONS)]


@cache
def outcomes(*carried_out: str) -> list[Outcome]:
    plan = Planner(carrying_out(LANTERN_STREET, frozenset(carried_out))).plan()
    luck = timetables(*carried_out)
    return [outcome_of(run(plan, 1, n, one)) for n, one in enumerate(luck)]


def names(timetable: Timetable) -> list[str]:
    """By instance: the name of the threat."""
    layout = timetable.layout
    return [layout.subjects[layout.threats[n].subject].name for n in timetable.instances.draw]


def prevented(*carried_out: str) -> list[set[str]]:
    """By replication: the threats that never begin."""
    return [
        {name for name, gone in zip(names(one), one.instances.prevented, strict=True) if gone}
        for one in timetables(*carried_out)
    ]


def test_fewer_threats_begin_once_it_works() -> None:
    change = paired_difference(
        [one.prevented for one in outcomes(CLASSES)], [one.prevented for one in outcomes()]
    )
    assert change.low is not None
    assert change.low > 0
    share = np.mean(["The summer run" in gone for gone in prevented(CLASSES)])
    assert share == pytest.approx(1 - 0.7 * 0.8, abs=3 * (0.44 * 0.56 / REPLICATIONS) ** 0.5)


def test_what_is_prevented_is_counted_and_is_neither_scored_nor_missed() -> None:
    for with_it, without in zip(outcomes(CLASSES), outcomes(), strict=True):
        assert with_it.scored + with_it.prevented == without.scored
        assert with_it.missed <= with_it.scored
        assert without.prevented == 0


def test_other_categories_red_herrings_and_what_comes_before_are_not_prevented() -> None:
    gone = set().union(*prevented(CLASSES))
    assert gone == {"The spring run", "The summer run"}


def test_what_is_prevented_leaves_nothing_to_be_seen_and_all_else_arrives_as_before() -> None:
    for with_it, without in zip(timetables(CLASSES), timetables(), strict=True):
        never = with_it.instances.prevented
        of_those = (without.reports.instance >= 0) & never[without.reports.instance]
        assert np.array_equal(with_it.reports.key, without.reports.key[~of_those])
        assert np.array_equal(with_it.reports.at, without.reports.at[~of_those])
    assert any(one.instances.prevented.any() for one in timetables(CLASSES))


def test_a_greater_share_only_prevents_more() -> None:
    before: list[set[Any]] = [set()] * REPLICATIONS
    for share in (0.0, 0.2, 0.5, 0.9, 1.0):
        layout = Planner(load_data(preventing(share))).layout
        found = [timetable_of(layout, 1, number) for number in range(REPLICATIONS)]
        now = [set(one.instances.key[one.instances.prevented].tolist()) for one in found]
        assert all(one <= other for one, other in zip(before, now, strict=True))
        before = now
    number = sum(len(one.instances.key) for one in found)
    assert number == sum(map(len, before)) > REPLICATIONS


def preventing(*shares: float) -> dict[str, Any]:
    """A world in which threats begin again and again and programmes prevent shares of them."""
    data = minimal()
    threat = data["threats"]["The Shipment"]
    del threat["onset"]
    threat |= {"arrives": "1 per week", "deadline": "5 d"}
    data["programmes"] = {
        f"Clubs {number}": {
            "kind": "prevention",
            "in_force": True,
            "works_after": "0 h",
            "cost": {"money": 1},
            "effects": {"fewer": {"prevention": {"share": share}}},
        }
        for number, share in enumerate(shares)
    }
    return data


def test_two_programmes_prevent_each_its_share_of_what_the_other_leaves() -> None:
    assert prevented_share([]) == 0.0
    assert prevented_share([0.3]) == pytest.approx(0.3)
    assert prevented_share([0.3, 0.2]) == pytest.approx(0.44)
    (threat,) = Planner(load_data(preventing(0.5, 0.5))).layout.threats
    assert [since for since, _ in threat.prevented] == [0, 0]
    assert [share for _, share in threat.prevented] == pytest.approx([0.5, 0.75])


def test_the_report_says_what_share_is_prevented() -> None:
    overrides = (f"programmes.{CLASSES}.in_force=true",)
    options = ["run", "lantern-street", "-n", "20", "--engine", "simpy", "--set", *overrides]
    told = CliRunner().invoke(main, options)
    assert told.exit_code == 0, told.output
    assert "are prevented" in " ".join(told.output.split())
    data = json.loads(CliRunner().invoke(main, [*options, "--json"]).stdout)
    share = data["success"]["threats_prevented"]
    counts = [(one.prevented, one.scored) for one in outcomes(CLASSES)[:20]]
    assert share["value"] == pytest.approx(
        sum(gone for gone, _ in counts) / sum(gone + left for gone, left in counts)
    )
    assert 0 < share["low"] < share["value"] < share["high"] < 1


def test_where_nothing_prevents_nothing_is_said_of_it() -> None:
    findings = sim.compare(LANTERN_STREET, rule=sim.FixedNumber(2), engine="simpy")
    assert findings.success is not None
    assert findings.success.threats_prevented is None
    assert "prevented" not in sim_report(findings)


def test_a_report_on_nothing_but_prevented_threats_says_so() -> None:
    findings = sim.compare(load_data(preventing(1.0)), rule=sim.FixedNumber(5), engine="simpy")
    assert findings.provenance.scored == 0
    assert "whichever would have been was prevented" in " ".join(sim_report(findings).split())


def sim_report(findings: Any) -> str:
    from sim.screen.report.report import report

    return drawn(lambda console: report(findings, console))


@cache
def bought(measure: ProgrammeMeasure = ProgrammeMeasure.DAYS) -> ProgrammeFindings:
    return compare_programmes(
        LANTERN_STREET, replications=REPLICATIONS, measure=measure, engine=Wanted.SIMPY
    )


def test_programmes_are_compared_by_what_they_prevent() -> None:
    by_name = {each.names: each for each in bought(ProgrammeMeasure.PREVENTED).alone}
    assert bought(ProgrammeMeasure.PREVENTED).alone[0].names == (CLASSES,)
    classes, lantern = by_name[CLASSES,], by_name[LANTERN,]
    would = sum(one.scored for one in outcomes()) / REPLICATIONS
    gone = np.mean([one.prevented for one in outcomes(CLASSES)])
    assert classes.prevented.value == pytest.approx(100 * gone / would)
    assert classes.prevented.low is not None
    assert classes.prevented.low > 0
    assert classes.prevented_per_cost.value == pytest.approx(classes.prevented.value / classes.cost)
    assert lantern.prevented.value == 0


def test_a_prevented_threat_gains_no_days() -> None:
    """Days are those of the threats that are left; fewer reports on a desk may gain a few hours."""
    classes = next(each for each in bought().alone if each.names == (CLASSES,))
    lantern = next(each for each in bought().alone if each.names == (LANTERN,))
    assert abs(classes.days.value) < 0.2 < lantern.days.value
    both = bought().together[0]
    assert both.names == (CLASSES, LANTERN)
    assert 0 < both.days.value < lantern.days.value


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("measure", [ProgrammeMeasure.DAYS, ProgrammeMeasure.PREVENTED])
def test_what_is_prevented_is_drawn_within_the_width(width: int, measure: ProgrammeMeasure) -> None:
    text = drawn(lambda console: programmes(bought(measure), console), width, "ascii")
    assert max(map(len, text.splitlines())) <= width
    assert "prevented" in text
    assert "?" not in text
    words = " ".join(text.split())
    days = measure is ProgrammeMeasure.DAYS
    assert (f"Most days are gained by {LANTERN}" in words) == days
    assert (f"Most is prevented by {CLASSES}: " in words) == days
    assert "lines whose intervals meet need not differ" in words


def test_the_greedy_search_compares_with_none_on_the_same_threats() -> None:
    findings = compare_programmes(
        load_data(preventing(*[0.1] * 9)),
        replications=5,
        measure=ProgrammeMeasure.PREVENTED,
        engine=Wanted.SIMPY,
    )
    assert not findings.exhaustive
    assert findings.best is not None
    assert len(findings.best.names) > 1
    assert findings.best.days.value == 0


def test_what_would_have_been_scored_is_what_is_counted() -> None:
    """A threat whose window ends after the horizon is not scored, so it is not prevented either."""
    layout = Planner(load_data(preventing(1.0))).layout
    for number in range(20):
        timetable = timetable_of(layout, 1, number)
        occurring = occurring_in(timetable)
        late = timetable.instances.onset + 5 * DAY > layout.horizon_us
        assert np.array_equal(occurring.prevented, ~late)
        assert not occurring.scored.any()
