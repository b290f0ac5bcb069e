"""Does the simulator hold up with eighty countries, and do the weakest links cost what they do?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, partial
from statistics import fmean

import numpy as np
import numpy.typing as npt
import pytest

from sim.engine.draws.bulk import timetable_of
from sim.measures.outcome import Detections
from sim.plan.parties import Parties
from sim.plan.planner import Planner
from sim.plan.state import written_trust
from sim.plan.values.plan import Plan
from sim.replication import Engine, run
from sim.scenario.reading.reading import load
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Challenge, Dials
from sim.screen.scenario.show import show
from sim.statistics.intervals import Estimate, difference_interval
from tests.screens.drawing import drawn

NAME = "wide-table"
SEED = 1
REPLICATIONS = 60
HIGH_ROAD, LOW_ROAD = range(2)
FIFTH = 40
MOST_LINES = 450
"""Of the map: a dozen screens. With a line for each it would be close to four thousand."""
Hours = npt.NDArray[np.float64]


@lru_cache
def scenario() -> Scenario:
    return load(NAME)


@lru_cache
def plan(*settings: str, ideal: bool = False) -> Plan:
    planner = Planner(load(NAME, list(settings)))
    return planner.plan(Dials(**dict.fromkeys(Challenge, 0.0)) if ideal else None)


@lru_cache
def hours(*settings: str, ideal: bool = False) -> Hours:
    """min(T, W) by replication and threat."""
    pytest.importorskip("numba")
    drawn_up = plan(*settings, ideal=ideal)
    runs = (run(drawn_up, SEED, number, engine=Engine.COMPILED) for number in range(REPLICATIONS))
    return np.array([Detections(record).time for record in runs]) / 3.6e9


def is_clear(estimate: Estimate) -> bool:
    """Whether the whole interval lies above zero."""
    return estimate.low is not None and estimate.low > 0


def weakest() -> list[str]:
    """The fifth of the agencies with the fewest analysts."""
    agencies = scenario().agencies
    return sorted(agencies, key=lambda name: agencies[name].analysts)[:FIFTH]


def doubled(names: Sequence[str]) -> tuple[str, ...]:
    """Settings that give agencies twice their analysts."""
    agencies = scenario().agencies
    return tuple(f"agencies.{name}.analysts={2 * agencies[name].analysts}" for name in names)


def gini(values: Sequence[float]) -> float:
    """0 where all have the same, near 1 where one has all."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * ordered.sum()))


def test_unevenness_is_measured_rightly() -> None:
    assert gini([3, 3, 3]) == 0
    assert gini([0, 0, 0, 1]) == 0.75


def test_it_is_of_the_size_that_was_asked_for() -> None:
    assert len(scenario().countries) == 80
    assert len(scenario().agencies) == 200


def test_an_agency_has_twelve_partners_on_average() -> None:
    layout = plan().layout
    pairs = {(tie.sender, tie.receiver) for tie in layout.ties}
    assert len(pairs) / len(layout.agencies) == pytest.approx(12, abs=0.5)
    assert {one for one, _ in pairs} == set(range(len(layout.agencies)))


def test_resources_are_uneven() -> None:
    analysts = [agency.analysts for agency in scenario().agencies.values()]
    assert gini(analysts) > 0.5
    assert max(analysts) >= 20 * min(analysts)
    assert len({country.utc for country in scenario().countries.values()}) == 8
    assert len({country.works.text for country in scenario().countries.values()}) >= 3
    assert len({country.languages for country in scenario().countries.values()}) > 20


def test_trust_is_uneven_and_goes_with_means() -> None:
    written, parties = scenario(), Parties(scenario())
    towards: dict[str, list[float]] = {}
    for one, other in parties.pairs:
        if parties.home_of[one] != parties.home_of[other]:
            sender, receiver = parties.agencies[one], parties.agencies[other]
            towards.setdefault(receiver, []).append(written_trust(written, sender, receiver))
    assert min(map(min, towards.values())) < 0.3
    assert max(map(max, towards.values())) >= 0.8
    in_each = {name: fmean(levels) for name, levels in towards.items()}
    weak = set(weakest())
    trusted_less = fmean(in_each[name] for name in in_each if name in weak)
    assert trusted_less < fmean(in_each[name] for name in in_each if name not in weak) - 0.05


def test_both_engines_tell_the_same() -> None:
    pytest.importorskip("numba")
    one, other = (run(plan(), SEED, 0, engine=engine) for engine in (Engine.SIMPY, Engine.COMPILED))
    assert one.digest() == other.digest()


def test_what_is_seen_first_by_the_poorest_is_found_later() -> None:
    found = hours()
    assert is_clear(difference_interval(found[:, LOW_ROAD] - found[:, HIGH_ROAD]))


def test_without_challenges_both_roads_are_found_alike() -> None:
    found = hours(ideal=True)
    assert np.array_equal(found[:, LOW_ROAD], found[:, HIGH_ROAD])


def test_more_analysts_for_the_weakest_fifth_find_it_sooner() -> None:
    sooner = hours() - hours(*doubled(weakest()))
    assert is_clear(difference_interval(sooner[:, LOW_ROAD]))
    assert not sooner[:, HIGH_ROAD].any()


def test_more_analysts_leave_alone_when_indicators_appear() -> None:
    written, helped = (
        timetable_of(one.layout, SEED, 0).reports for one in (plan(), plan(*doubled(weakest())))
    )
    seen = written.indicator >= 0
    assert Counter(written.indicator[seen].tolist()).total() >= 20
    for column in ("at", "agency", "origin", "indicator"):
        assert np.array_equal(getattr(written, column), getattr(helped, column))


@pytest.mark.parametrize("width", [80, 120])
def test_its_map_can_be_read(width: int) -> None:
    text = drawn(partial(show, scenario()), width)
    assert len(text.splitlines()) <= MOST_LINES
    assert max(map(len, text.splitlines())) <= width


def test_its_map_says_what_is_left_out_and_who_is_the_weakest_link() -> None:
    text = " ".join(drawn(partial(show, scenario()), 120).split())
    pairs = len(Parties(scenario()).pairs)
    assert "the scenario's file has 80 more countries and bodies" in text
    assert "the scenario's file has 189 more agencies" in text
    assert f"the scenario's file has {len(scenario().channels) - 12} others" in text
    assert f"Of {pairs:,} pairs that can tell each other" in text
    assert f"An agency has {pairs / 200:.1f} partners on average" in text
    least_trusted = text.split("trusted least")[1].split("Who may tell whom")[0]
    assert all(f"{name} Border Post" in least_trusted for name in ("Zhembel", "Irtak"))


def test_where_threats_touch_nobody_the_first_of_many_are_drawn() -> None:
    quiet = scenario().model_copy(update={"threats": {}, "red_herrings": {}})
    text = " ".join(drawn(partial(show, quiet), 120).split())
    assert "The first 40 countries and bodies are drawn; the scenario's file has 48 more" in text
    assert "The first 40 agencies are drawn; the scenario's file has 160 more" in text


def test_where_threats_touch_too_many_the_first_of_these_are_drawn() -> None:
    threats = scenario().threats
    everywhere = tuple(scenario().countries)
    touched = {
        name: threat.model_copy(
            update={
                "indicators": {
                    called: one.model_copy(update={"where": everywhere})
                    for called, one in threat.indicators.items()
                }
            }
        )
        for name, threat in threats.items()
    }
    text = " ".join(
        drawn(partial(show, scenario().model_copy(update={"threats": touched})), 120).split()
    )
    assert "The first 40 countries that are threatened, or where something can be seen" in text
    assert "The first 40 agencies that can see something of a threat, or are to be warned" in text
