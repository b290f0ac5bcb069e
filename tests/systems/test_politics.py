"""Do political shocks cost what they should, and does advocacy give it back, on the same luck?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pytest

import sim
from sim.analyses.comparison.conditions import ComparisonDesign
from sim.measures.outcome import Detections
from sim.plan.planner import Planner
from sim.plan.values.plan import Plan
from sim.replication import Engine, run
from sim.scenario.reading.reading import load
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Challenge, Dials
from sim.statistics.intervals import difference_interval
from tests.scenarios_for_tests import changed, load_data

SEED = 1
REPLICATIONS = 60
EARLY, MIDDLE, LATE = range(3)
MEDIATION = "injects.a weekend in Ovrane.relations.advocacy"
CRISIS = "injects.the envoy is recalled.relations"
SHOCK = {"between": ["Aldren", "Brevia"], "shock": {"depth": 0.6, "half_life": "10 d"}}
MENDED = {"between": ["Brevia", "Aldren"], "advocacy": 1.0}


@lru_cache
def times(*settings: str) -> npt.NDArray[np.int64]:
    """min(T, W) by replication and threat, in microseconds."""
    pytest.importorskip("numba")
    plan = Planner(load("recalled-envoy", list(settings))).plan()
    runs = (run(plan, SEED, number, engine=Engine.COMPILED) for number in range(REPLICATIONS))
    return np.array([Detections(record).time for record in runs])


def later(*settings: str) -> npt.NDArray[np.float64]:
    """By replication and threat: how many hours later than as written."""
    return np.asarray((times(*settings) - times()) / 3.6e9)


@pytest.mark.parametrize("threat", [MIDDLE, LATE])
def test_without_advocacy_what_comes_after_it_is_found_later(threat: int) -> None:
    low = difference_interval(later(f"{MEDIATION}=0")[:, threat]).low
    assert low is not None
    assert low > 0


def test_without_advocacy_what_comes_before_it_is_found_as_before() -> None:
    assert not later(f"{MEDIATION}=0")[:, EARLY].any()


@pytest.mark.parametrize(("dial", "sign"), [("0", -1), ("2", 1)])
def test_politics_delays_what_comes_during_a_crisis(dial: str, sign: int) -> None:
    low = difference_interval(sign * later(f"dials.politics={dial}")[:, MIDDLE]).low
    assert low is not None
    assert low > 0


def test_a_longer_crisis_delays_what_comes_late() -> None:
    low = difference_interval(later(f"{CRISIS}.shock.half_life=60 d")[:, LATE]).low
    assert low is not None
    assert low > 0


def test_politics_is_one_of_the_challenges_only_where_there_is_a_shock() -> None:
    assert Challenge.POLITICS in ComparisonDesign(load("recalled-envoy")).challenges
    without = ComparisonDesign(load("cold-snap"))
    assert Challenge.POLITICS not in (*without.challenges, *without.unmoved)


def test_politics_without_distrust_makes_no_difference_and_is_told() -> None:
    design = ComparisonDesign(
        load("recalled-envoy", ["sharing.vetting_distrust=0", "dials.trust=0"])
    )
    assert Challenge.POLITICS in design.unmoved


def test_all_eight_challenges_are_told_apart_and_add_up() -> None:
    everything = load(
        "recalled-envoy",
        [
            "countries.Ovrane.languages=[Ovranic]",
            "countries.Brannoc.priorities={smuggling: 0.3}",
            "countries.Selmere.recognises={smuggling: 0.6}",
        ],
    )
    found = sim.compare(everything, rule=sim.FixedNumber(4), workers=1)
    assert {part.challenge for part in found.attribution} == set(Challenge)
    assert not found.unmoved
    rungs = {rung.name: rung.detection_time.value for rung in found.ladder}
    total = sum(part.hours.value for part in found.attribution)
    assert total == pytest.approx(rungs["as written"] - rungs["ideal"])


# Exact, on a small scenario


def scenario(*effects: Mapping[str, object] | None, **more: object) -> Scenario:
    """Two neighbours; on day 5, 6 and so on an inject with this effect on relations, or none."""
    injects = {
        f"injects.number {day}": {"at": f"{day} d", "message": "Now."}
        | ({} if effect is None else {"relations": effect})
        for day, effect in enumerate(effects, start=5)
    }
    return load_data(changed({**injects, **more}))


def digests(scenario: Scenario, **dials: float) -> list[str]:
    plan = Planner(scenario).plan(Dials(**dials))
    return [run(plan, SEED, number).digest() for number in range(5)]


def trust_by_day(scenario: Scenario, *days: float, dial: float = 1.0) -> list[float]:
    """The trust of Aldren's police in Brevia's as an engine reads it at these moments."""
    plan = Planner(scenario).plan(Dials(politics=dial))
    return [_cell_at(plan, plan.layout.fill.trust, day) for day in days]


def _cell_at(plan: Plan, cell: int, day: float) -> float:
    written = [w.value for w in plan.writes if w.cell == cell and w.at <= day * 86_400_000_000]
    return written[-1] if written else float(plan.table[cell])


def test_a_dial_at_nothing_is_the_scenario_without_the_shocks() -> None:
    strained = {"relations.Old": {"between": ["Aldren", "Brevia"], "depth": 0.4}}
    shocked = scenario(SHOCK, **strained)
    plain = scenario(None)
    assert digests(shocked, politics=0.0) == digests(plain)
    assert digests(shocked) != digests(plain)


def test_the_dial_moves_nothing_where_there_is_no_shock() -> None:
    assert digests(scenario(None), politics=2.0) == digests(scenario(None))


def test_advocacy_of_one_is_full_recovery_at_once() -> None:
    assert trust_by_day(scenario(SHOCK, MENDED), 4.9, 5.0, 6.0, 59.0) == [0.5, 0.2, 0.5, 0.5]


def test_advocacy_takes_its_share_of_what_is_left() -> None:
    half = {**MENDED, "advocacy": 0.5}
    lasting = {**SHOCK, "shock": {"depth": 0.6}}
    assert trust_by_day(scenario(lasting, half, half), 5.0, 6.0, 7.0) == pytest.approx(
        [0.5 * (1 - 0.6), 0.5 * (1 - 0.3), 0.5 * (1 - 0.15)]
    )


def test_advocacy_before_a_shock_mends_nothing_of_it() -> None:
    assert trust_by_day(scenario(MENDED, SHOCK), 6.0) == [0.2]


def test_after_a_half_life_half_is_back_and_the_dial_stretches_it() -> None:
    shocked = scenario(SHOCK)
    assert trust_by_day(shocked, 15.0) == pytest.approx([0.5 * (1 - 0.3)])
    assert trust_by_day(shocked, 5.0, 25.0, dial=2.0) == pytest.approx([0.0, 0.5 * (1 - 0.5)])
    assert trust_by_day(shocked, 5.0, 10.0, dial=0.5) == pytest.approx([0.35, 0.5 * (1 - 0.15)])


def test_a_strain_holds_from_before_the_beginning_and_heals_from_then_on() -> None:
    strain = {"between": ["Aldren", "Brevia"], "depth": 0.6, "half_life": "10 d"}
    strained = scenario(**{"warm_up": "5 d", "relations.Old": strain})
    assert trust_by_day(strained, -5.0, 0.0, 10.0) == pytest.approx([0.2, 0.2, 0.35])
    lasting = {"between": ["Aldren", "Brevia"], "depth": 0.6}
    assert trust_by_day(scenario(**{"relations.Old": lasting}), 0.0, 60.0) == [0.2, 0.2]


def test_several_shocks_multiply() -> None:
    lasting = {**SHOCK, "shock": {"depth": 0.5}}
    assert trust_by_day(scenario(lasting, lasting), 5.0, 6.0) == [0.25, 0.125]


def test_what_is_written_of_trust_and_of_relations_come_together() -> None:
    data = changed(
        {
            "injects.row": {
                "at": "6 d",
                "message": "Now.",
                "trust": {"between": ["Aldren", "Brevia"], "becomes": 0.8},
            },
            "injects.crisis": {
                "at": "5 d",
                "message": "Now.",
                "relations": {**SHOCK, "shock": {"depth": 0.5}},
            },
        }
    )
    assert trust_by_day(load_data(data), 4.0, 5.0, 6.0) == [0.5, 0.25, 0.4]


def test_a_shock_leaves_all_other_pairs_and_numbers_alone() -> None:
    written = Planner(load("recalled-envoy"))
    plan = written.plan()
    fill, pairs = plan.layout.fill, len(plan.layout.pairs)
    homes = [[plan.layout.homes[plan.layout.home_of[a]] for a in p] for p in plan.layout.pairs]
    shaken = {n for n, pair in enumerate(homes) if set(pair) == {"Brannoc", "Selmere"}}
    blocks = (fill.trust, fill.vetting, fill.weight, *fill.release.values())
    allowed = {block + number for block in blocks for number in shaken}
    before_the_vote = {w.cell for w in plan.writes if w.at < 60 * 86_400_000_000}
    assert len(shaken) == 2
    assert pairs > len(shaken)
    assert before_the_vote
    assert before_the_vote <= allowed
