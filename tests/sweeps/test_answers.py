"""Do answers find what was planted in a store, and say what they cannot know?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from math import pi, sin
from pathlib import Path
from typing import Any

import pytest

from sim.analyses.as_data import as_data
from sim.statistics.bootstrap import Bounded
from sim.statistics.extra import ResearchNotInstalledError
from sim.statistics.intervals import Estimate
from sim.statistics.thresholds import Found, Side
from sim.studies.file.reading import open_study
from sim.studies.file.schema import Study
from sim.studies.results import data as answer_data
from sim.studies.results import rule as answer_rule
from sim.studies.results.answers import CannotAnswerError, answers
from sim.studies.results.cautions import cautions_of
from sim.studies.results.values import Answers, AxesThreshold, Form, Topic
from sim.studies.running.running import sweep
from sim.studies.store.reading import Store, open_store
from tests.sweeps.answered import fill, ranged, study_of

Values = Mapping[str, float | None]
TWO = ranged(trust=(0, 2, 5), law=(0, 2, 5))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.db"


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    with open_store(path) as store:
        yield store


def told(path: Path, study: Study, surface: Callable[..., Values], **filled: Any) -> Answers:
    with opened(fill(path, study, surface, **filled)) as store:
        return answers(store)


def again(path: Path, *which: Any, **asked: Any) -> Answers:
    with opened(path) as store:
        return answers(store, *which, **asked)


def planted(trust: float, law: float, **_: object) -> Values:
    """Trust adds 10 at each step of 1, law 3; what is missed goes along."""
    return {
        "detection_time": 20 + 10 * trust + 3 * law,
        "share_missed": min(1.0, 0.2 * trust + 0.05 * law),
    }


def even(**_: object) -> Values:
    return {"detection_time": 5.0, "share_missed": 0.25}


def holds(estimate: Estimate | Bounded, truth: float) -> bool:
    """Whether the truth is within twice the interval: what is planted is met by chance but once."""
    assert estimate.half_width is not None
    return abs(estimate.value - truth) <= 2 * estimate.half_width


def topics(found: Answers) -> set[Topic]:
    return {caution.topic for caution in found.cautions}


def sentence(found: Answers, topic: Topic) -> str:
    return " ".join(each.sentence for each in found.cautions if each.topic is topic)


# A full grid.


def test_the_main_effects_of_a_grid_are_those_planted(path: Path) -> None:
    found = told(path, study_of(TWO), planted)
    assert found.form is Form.GRID
    assert [effect.axis for effect in found.effects] == ["trust", "law"]
    assert found.ranking == ("trust", "law")
    trust, law = found.effects
    assert (trust.at, law.at) == (2.0, 2.0)
    assert holds(trust.largest, 20.0)
    assert holds(law.largest, 6.0)
    # Of two means over five conditions with noise of 0.5 each, over 40 replications.
    assert law.largest.half_width == pytest.approx(2.02 * 0.5 * (2 / 5 / 40) ** 0.5, rel=0.3)
    for effect, slope in ((trust, 10.0), (law, 3.0)):
        for level in effect.effect.levels[1:]:
            assert level.difference.value == pytest.approx(slope * level.level, abs=0.5)
    assert found.effects[0].effect.replications == 40
    assert Topic.PRECISION not in topics(found)


def test_an_axis_that_does_nothing_is_not_said_to_matter(path: Path) -> None:
    found = told(path, study_of(TWO), lambda **at: {"detection_time": 10 * at["trust"]})
    assert found.ranking[0] == "trust"
    nothing = found.effects[1].largest
    assert nothing.low is not None
    assert nothing.high is not None
    assert nothing.low <= 0.0 <= nothing.high
    assert "law: ask for" in sentence(found, Topic.PRECISION)


def test_an_effect_smaller_than_the_precision_asked_for_is_doubted(path: Path) -> None:
    until = {"until": {"detection_time": "8 h"}, "first": 40, "at_most": 80}
    study = study_of(TWO, replications=until)
    found = told(path, study, planted)
    assert found.precision == 8.0
    assert sentence(found, Topic.PRECISION).startswith("The effect of law is smaller")


def test_the_map_has_every_cell_as_planted(path: Path) -> None:
    found = told(path, study_of(TWO), planted)
    assert found.heat_map is not None
    assert {found.heat_map.rows, found.heat_map.columns} == {"trust", "law"}
    cells = found.heat_map.map
    for row, cells_of_row in zip(cells.rows, cells.cells, strict=True):
        for column, cell in zip(cells.columns, cells_of_row, strict=True):
            assert cell.value == pytest.approx(20 + 10 * row + 3 * column, abs=1.0)


def test_the_axes_of_the_map_can_be_chosen(path: Path) -> None:
    axes = ranged(a=(0, 1, 3), b=(0, 1, 3), c=(0, 1, 3))
    study = study_of(axes)
    fill(path, study, lambda a, b, c: {"detection_time": 5 * a + 3 * b + c})
    found = again(path)
    assert found.heat_map is not None
    assert {found.heat_map.rows, found.heat_map.columns} == {"a", "b"}
    found = again(path, axes=("c", "a"))
    assert found.heat_map is not None
    assert (found.heat_map.rows, found.heat_map.columns) == ("c", "a")
    assert found.heat_map.map.combinations == 3
    assert {(each.along, each.stops) for each in found.thresholds} == {("c", "a"), ("a", "c")}


def only_threshold(found: Answers, along: str = "trust") -> AxesThreshold:
    (one,) = (each for each in found.thresholds if each.along == along)
    return one


def test_a_planted_threshold_is_found(path: Path) -> None:
    """Law costs 4 where trust is 0 and nothing where it is 2, in a straight line."""
    fill(
        path,
        study_of(TWO),
        lambda trust, law: {"detection_time": 20 - 6 * trust + (4 - 2 * trust) * law / 2},
    )
    one = only_threshold(again(path, matters=1.0))
    assert (one.stops, one.side, one.low, one.high) == ("law", Side.ABOVE, 0.0, 2.0)
    assert one.threshold.found is Found.WITHIN
    assert one.threshold.straight == pytest.approx(1.5, abs=0.15)
    assert one.threshold.low is not None
    assert one.threshold.high is not None
    assert one.threshold.low <= 1.5 <= one.threshold.high
    assert {one.threshold.low, one.threshold.high} <= {0.5, 1.0, 1.5, 2.0}


def test_an_effect_in_the_middle_stops_mattering_on_either_side(path: Path) -> None:
    """Law costs 4 where trust is 1 and nothing where it is 0 or 2."""
    fill(
        path,
        study_of(TWO),
        lambda trust, law: {"detection_time": 20 + 2 * (1 - abs(trust - 1)) * law},
        noise=0.05,
    )
    found = again(path, matters=1.0)
    sides = {each.side: each.threshold for each in found.thresholds if each.along == "trust"}
    assert sides[Side.BELOW].straight == pytest.approx(0.25, abs=0.05)
    assert sides[Side.ABOVE].straight == pytest.approx(1.75, abs=0.05)
    assert (sides[Side.BELOW].low, sides[Side.BELOW].high) == (0.0, 0.5)
    assert (sides[Side.ABOVE].low, sides[Side.ABOVE].high) == (1.5, 2.0)
    assert sentence(found, Topic.THRESHOLD).startswith(
        "Along trust nothing was tried between 0 and 0.5 or between 1.5 and 2, where an effect"
    )


def test_an_effect_that_comes_and_goes_is_doubted(path: Path) -> None:
    waves = {0.0: 4.0, 0.5: 0.0, 1.0: 4.0, 1.5: 4.0, 2.0: 0.0}
    fill(
        path,
        study_of(TWO),
        lambda trust, law: {"detection_time": 20 + waves[float(trust)] * law / 2},
    )
    found = again(path, axes=("trust", "law"), matters=1.0)
    assert "comes and goes" in sentence(found, Topic.THRESHOLD)


def test_of_whole_numbers_side_by_side_no_more_values_are_asked_for(path: Path) -> None:
    police = "agencies.Ostermere Border Police.analysts"
    axes = {"analysts": {"path": police, "values": [1, 2, 3]}, **ranged(law=(0, 2, 3))}
    fill(
        path,
        study_of(axes),
        lambda analysts, law: {"detection_time": 20 + 3 * law * (analysts == 1)},
    )
    found = again(path, matters=2.0)
    one = only_threshold(found, "analysts").threshold
    assert (one.low, one.straight, one.high) == (1.0, 2.0, 2.0)
    assert "analysts" not in sentence(found, Topic.THRESHOLD)


def test_no_threshold_is_told_from_two_values(path: Path) -> None:
    study = study_of(ranged(trust=(0, 2, 2), law=(0, 2, 5)))
    fill(path, study, lambda trust, law: {"detection_time": 20 + (4 - 2 * trust) * law / 2})
    found = again(path, matters=1.0)
    assert "trust" not in {one.along for one in found.thresholds}
    assert "along trust are not told from fewer than 3 values" in sentence(found, Topic.NOT_TOLD)


def test_at_the_end_of_the_window_an_effect_does_not_stop_mattering(path: Path) -> None:
    """Law costs 60 h wherever it can be seen; where trust is 2 the window ends before that."""

    def capped(trust: float, law: float) -> Values:
        return {"detection_time": min(672.0, 400 + 140 * trust + 30 * law)}

    fill(path, study_of(TWO), capped)
    found = again(path, axes=("trust", "law"), matters=30.0)
    one = only_threshold(found)
    assert one.threshold.found is Found.NEVER
    (hidden,) = (each for each in found.unseen if each.along == "trust")
    assert (hidden.stops, hidden.values, hidden.limit) == ("law", (2.0,), 672.0)
    assert hidden.most <= 672.0
    assert "between" not in sentence(found, Topic.THRESHOLD)


@pytest.mark.parametrize(("end", "limit"), [(0.0, 0.0), (2.0, 1.0)])
def test_a_share_has_two_ends_at_which_no_effect_can_be_seen(
    path: Path, end: float, limit: float
) -> None:
    shares = {end: limit, abs(end - 0.5): 0.5, 1.0: 0.5, abs(end - 1.5): 0.5, 2.0 - end: 0.5}

    def missed(trust: float, law: float) -> Values:
        share = shares[float(trust)]
        return {"detection_time": 300.0, "share_missed": share + 0.1 * law * (share == 0.5)}

    fill(path, study_of(TWO), missed, noise=0.001)
    found = again(path, "share_missed", axes=("trust", "law"), matters=0.05)
    (hidden,) = (each for each in found.unseen if each.along == "trust")
    assert (hidden.values, hidden.limit) == ((end,), limit)
    assert only_threshold(found).threshold.found is Found.NEVER


def test_hours_near_nought_are_no_end_of_the_scale(path: Path) -> None:
    """Who detects at once is not delayed, and that is a finding."""
    fill(path, study_of(TWO), lambda trust, law: {"detection_time": 40 - 20 * trust + law},
         noise=0.01)  # fmt: skip
    found = again(path, axes=("trust", "law"), matters=5.0)
    assert not found.unseen


def test_no_threshold_is_told_of_too_few_replications(path: Path) -> None:
    study = study_of(TWO, replications=10)
    found = told(path, study, lambda trust, law: {"detection_time": (2 - trust) * law})
    assert found.thresholds == ()
    assert "more replications" in sentence(found, Topic.NOT_TOLD)
    assert "10 replications" in sentence(found, Topic.REPLICATIONS)


def test_a_study_of_one_axis_has_an_effect_and_no_map(path: Path) -> None:
    found = told(path, study_of(ranged(trust=(0, 2, 3))), lambda trust: planted(trust, 0))
    assert holds(found.effects[0].largest, 20.0)
    assert found.heat_map is None
    assert found.thresholds == ()


def test_seven_axes_are_told_apart(path: Path) -> None:
    names = "gfedcba"
    axes = ranged(**dict.fromkeys(names, (0, 1, 2)))

    def surface(**at: float) -> Values:
        return {
            "detection_time": 5 + sum(2 * weight * at[name] for weight, name in enumerate(names))
        }

    found = told(path, study_of(axes, replications=25), surface)
    assert found.ranking == tuple(reversed(names))
    for weight, name in enumerate(names):
        (effect,) = (each for each in found.effects if each.axis == name)
        assert effect.largest.value == pytest.approx(2 * weight, abs=0.3)


def test_the_largest_effects_that_cannot_be_ranked_are_doubted(path: Path) -> None:
    found = told(path, study_of(TWO), lambda trust, law: {"detection_time": 10 * (trust + law)})
    assert "which matters more" in sentence(found, Topic.ORDER)
    assert set(found.leading) == {"trust", "law"}


def test_what_few_replications_gave_is_told_without_an_interval_and_doubted(path: Path) -> None:
    study = study_of(ranged(trust=(0, 2, 3)), replications=60, measures=["detection_time"])
    found = told(path, study, lambda trust: {"detection_time": 10 * trust}, silent={1: 25, 2: 2})
    (one,) = found.effects
    assert [(at.informative, at.paired) for at in one.effect.levels] == [(60, 60), (25, 25), (2, 2)]
    assert [at.mean.low is None for at in one.effect.levels] == [False, False, True]
    assert [at.difference.low is None for at in one.effect.levels[1:]] == [False, True]
    assert one.at == 1.0
    assert (found.counted.fewest_telling, found.counted.most_telling) == (2, 60)
    assert found.counted.sparse == 2
    assert "rests on 2 of 60 replications" in sentence(found, Topic.REPLICATIONS)


def test_no_effect_is_told_where_too_few_replications_gave_anything(path: Path) -> None:
    study = study_of(TWO, replications=60, measures=["detection_time"])
    found = told(path, study, planted, silent=dict.fromkeys(range(100), 5))
    assert not any(one.told for one in found.effects)
    assert found.thresholds == ()


def test_a_measure_that_never_moves_is_named(path: Path) -> None:
    study = study_of(TWO, measures=["detection_time", "false_alarms"])
    fill(path, study, lambda trust, law: {"detection_time": trust, "share_missed": law})
    assert again(path).unmoved == ()
    path.unlink()
    measures = ["detection_time", "share_missed"]
    found = told(
        path,
        study_of(TWO, measures=measures),
        lambda trust, **_: {"detection_time": trust, "share_missed": 0.25},
    )
    assert [(one.measure, one.value) for one in found.unmoved] == [("share_missed", 0.25)]
    assert "share_missed is 0.25 in every replication" in sentence(found, Topic.NOTHING)


# Axes of anything.


def test_values_that_are_no_numbers_keep_their_order_and_words(path: Path) -> None:
    review = "agreements.Valley Accord.review.duration.lognormal"
    medians = [{"median": "30 d", "p90": "90 d"}, {"median": "3 d", "p90": "7 d"}]
    axes = {
        "wait": {
            "path": "channels.Three bureaux.relay",
            "values": ["2 d", "12 h"],
            "label": "relay",
        },
        "review": {"path": review, "values": medians},
        "both": {
            "together": {
                "dials.law": {"values": [1, 1]},
                "dials.trust": {"values": [2, 0]},
            }
        },
    }

    def surface(wait: str, review: dict[str, str], both: int) -> Values:
        slow = float(review["median"] == "30 d")
        return {"detection_time": {"2 d": 48.0, "12 h": 12.0}[wait] + 5 * slow + both}

    found = told(path, study_of(axes), surface)
    wait, slow, both = found.axes
    assert [(level.number, level.words) for level in wait.levels] == [(12.0, "12 h"), (48.0, "2 d")]
    assert wait.words(30.0) == "30 h"
    assert [level.words for level in slow.levels] == [
        "median 30 d, p90 90 d",
        "median 3 d, p90 7 d",
    ]
    assert not slow.measured
    assert both.measured
    assert (wait.shown_by, both.shown_by) == ("", "dials.trust")
    assert [level.number for level in both.levels] == [0.0, 2.0]
    effects = {effect.axis: effect.largest for effect in found.effects}
    assert holds(effects["wait"], 36.0)
    assert holds(effects["review"], -5.0)
    assert holds(effects["both"], 0.0)


# Sampled designs.


def ishigami(wait: float, law: float, analysts: float) -> Values:
    value = sin(wait) + 7 * sin(law) ** 2 + 0.1 * analysts**4 * sin(wait)
    return {"detection_time": 20 + value, "share_missed": float(value > 5)}


ISHIGAMI = ranged(wait=(-pi, pi), law=(-pi, pi), analysts=(-pi, pi))
FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)


def test_sobol_indices_come_out_of_a_store_by_axis(path: Path) -> None:
    """The axes are not in the order of the alphabet, in which the store keeps the study."""
    study = study_of(ISHIGAMI, {"saltelli": {"points": 256}}, replications=8)
    found = told(path, study, ishigami)
    assert found.form is Form.SALTELLI
    assert [axis.name for axis in found.axes] == ["wait", "law", "analysts"]
    assert found.indices is not None
    for index, truth in zip(found.indices.first, FIRST, strict=True):
        assert holds(index, truth)
        assert index.value == pytest.approx(truth, abs=0.12)
    for index, truth in zip(found.indices.total, TOTAL, strict=True):
        assert holds(index, truth)
        assert index.value == pytest.approx(truth, abs=0.12)
    assert found.ranking == ("wait", "law", "analysts")
    assert found.effects == ()
    assert Topic.ROWS not in topics(found)
    assert Topic.NOISE not in topics(found)


def test_few_rows_and_much_noise_are_doubted(path: Path) -> None:
    study = study_of(ISHIGAMI, {"saltelli": {"points": 16}}, replications=4)
    found = told(path, study, ishigami, noise=6.0)
    assert "16 rows" in sentence(found, Topic.ROWS)
    assert "is noise" in sentence(found, Topic.NOISE)
    assert "4 replications" in sentence(found, Topic.REPLICATIONS)


def test_rows_with_a_failed_condition_are_left_out_whole(path: Path) -> None:
    study = study_of(ISHIGAMI, {"saltelli": {"points": 32}}, replications=4)
    found = told(path, study, ishigami, cannot={0, 1, 7})
    assert found.indices is not None
    assert (found.indices.rows, found.indices.dropped) == (30, 2)
    assert "2 rows" in sentence(found, Topic.DROPPED)


def test_too_few_rows_give_a_reason_and_no_indices(path: Path) -> None:
    study = study_of(ISHIGAMI, {"saltelli": {"points": 4}})
    found = told(path, study, ishigami)
    assert found.indices is None
    assert "Sobol indices are not told" in sentence(found, Topic.NOT_TOLD)


def test_a_screening_shows_what_moving_an_axis_changes(path: Path) -> None:
    axes = ranged(trust=(0, 2), law=(0, 1), idle=(0, 1))
    study = study_of(axes, {"morris": {"trajectories": 10}})
    found = told(
        path, study, lambda trust, law, **_: {"detection_time": 20 - 6 * trust + 4 * law**2}
    )
    assert found.screening is not None
    trust, law, idle = found.screening.dimensions
    assert holds(trust.mean, -12.0)
    assert trust.mu_star.value == pytest.approx(12.0, abs=0.5)
    assert law.mu_star.value == pytest.approx(4.0, abs=1.0)
    assert law.sigma.value > trust.sigma.value
    assert found.ranking == ("trust", "law", "idle")
    assert idle.noise is not None
    assert "idle" in sentence(found, Topic.NOISE)


def in_a_corner(trust: float, law: float, idle: float) -> Values:
    bad = trust < 0.6 and law > 0.5
    return {"detection_time": 20 + 10 * law - 4 * trust, "share_missed": 0.9 if bad else 0.1}


CORNER = ranged(trust=(0, 2), law=(0, 1), idle=(0, 1))


@pytest.mark.parametrize(
    "design",
    [{"latin_hypercube": {"points": 256}}, {"sobol": {"points": 256}}],
    ids=["lhs", "sobol"],
)
def test_a_planted_box_is_found_as_a_rule(path: Path, design: object) -> None:
    found = told(path, study_of(CORNER, design), in_a_corner)
    assert found.rule is not None
    rule = {each.axis: each for each in found.rule.box.restrictions}
    assert set(rule) == {"trust", "law"}
    assert rule["trust"].low is None
    assert rule["trust"].high == pytest.approx(0.6, abs=0.05)
    assert rule["law"].low == pytest.approx(0.5, abs=0.05)
    assert rule["law"].high is None
    assert found.rule.box.density > 0.95
    assert found.rule.box.coverage > 0.95
    assert found.rule.held_out is not None
    assert found.rule.held_out.density is not None
    assert found.rule.held_out.density > 0.8
    assert Topic.RULE not in topics(found)


def test_a_sampled_design_has_the_measure_along_each_axis(path: Path) -> None:
    found = told(path, study_of(CORNER, {"latin_hypercube": {"points": 100}}), in_a_corner)
    along = {one.axis: one.effect for one in found.samples}
    assert along["law"].correlation.value > 0.7
    assert along["trust"].correlation.value < -0.3
    assert [part.mean.value for part in along["law"].bins] == sorted(
        part.mean.value for part in along["law"].bins
    )
    assert found.ranking[0] == "law"
    assert "idle" in sentence(found, Topic.PRECISION)


def test_what_is_missed_by_chance_makes_no_rule(path: Path) -> None:
    def by_chance(trust: float, law: float, idle: float) -> Values:
        digits = int(1e6 * (trust * 7 + law * 13 + idle * 17))
        return {"detection_time": 20.0, "share_missed": float(digits % 97 < 48)}

    found = told(path, study_of(CORNER, {"latin_hypercube": {"points": 120}}), by_chance)
    assert found.rule is not None
    assert Topic.RULE in topics(found)


def test_the_level_of_a_bad_condition_can_be_stated(path: Path) -> None:
    study = study_of(CORNER, {"latin_hypercube": {"points": 60}})
    fill(path, study, lambda **at: {"detection_time": 1.0, "share_missed": at["law"]})
    stated = again(path, missed_above=0.8).rule
    assert stated is not None
    assert stated.above == 0.8
    assert stated.bad == 12
    assert again(path, missed_above=1.0).rule is None
    assert "--missed-above" in sentence(again(path, missed_above=1.0), Topic.NOT_TOLD)


def test_without_scipy_a_grid_is_answered_but_for_the_rule(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ResearchNotInstalledError

    fill(path, study_of(TWO), planted)
    monkeypatch.setattr(answer_rule, "discover", missing)
    found = again(path)
    assert found.rule is None
    assert len(found.effects) == 2
    assert re.search(r"pip install .*duckdb scipy", sentence(found, Topic.NOT_TOLD))


# What is not there.


def test_an_unfinished_grid_is_answered_as_far_as_it_is_whole(path: Path) -> None:
    """The last axis changes fastest: two values of trust are complete, a third begun."""
    found = told(path, study_of(TWO), planted, only=range(12))
    assert (found.counted.conditions, found.counted.incomplete) == (12, 13)
    assert "13 of 25 conditions" in sentence(found, Topic.INCOMPLETE)
    assert "480 of 1,000 rows" in sentence(found, Topic.INCOMPLETE)
    effects = {effect.axis: effect for effect in found.effects}
    assert [level.level for level in effects["trust"].effect.levels] == [0.0, 0.5]
    assert holds(effects["trust"].largest, 5.0)
    assert holds(effects["law"].largest, 6.0)
    assert "part of the grid" in sentence(found, Topic.NOT_TOLD)


def test_a_condition_that_has_just_begun_does_not_count(path: Path) -> None:
    found = told(path, study_of(TWO), planted, ran=lambda place: 3 if place == 24 else 40)
    assert (found.counted.conditions, found.counted.incomplete) == (24, 1)
    assert found.counted.fewest == 40
    assert all(effect.effect.dropped == 1 for effect in found.effects)
    assert "1 combination" in sentence(found, Topic.DROPPED)


def test_replications_being_added_do_not_take_conditions_away(path: Path) -> None:
    found = told(path, study_of(TWO), planted, ran=lambda place: 40 if place < 3 else 20)
    assert (found.counted.conditions, found.counted.incomplete) == (25, 0)
    assert (found.counted.fewest, found.counted.most) == (20, 40)
    assert found.effects[0].effect.replications == 20


@pytest.mark.parametrize(
    "design",
    ["full grid", {"latin_hypercube": {"points": 30}}, {"saltelli": {"points": 8}},
     {"morris": {"trajectories": 4}}],
    ids=["grid", "lhs", "saltelli", "morris"],
)  # fmt: skip
@pytest.mark.parametrize("ran", [0, 1, 5])
def test_a_study_that_has_hardly_begun_is_answered_without_a_claim(
    path: Path, design: object, ran: int
) -> None:
    found = told(path, study_of(TWO, design), planted, only=range(ran))
    assert found.counted.conditions == ran
    assert Topic.INCOMPLETE in topics(found)
    assert len(found.table.rows) == ran
    assert (found.least is None) == (ran == 0)
    assert found.indices is None
    assert found.screening is None
    assert found.rule is None


def test_conditions_that_cannot_be_run_are_left_out_and_said(path: Path) -> None:
    found = told(path, study_of(TWO), planted, cannot={6, 7})
    assert (found.counted.conditions, found.counted.failed) == (23, 2)
    assert "2 of 25 conditions" in sentence(found, Topic.FAILED)
    assert holds(found.effects[0].largest, 20.0)
    assert {effect.effect.dropped for effect in found.effects} == {1, 2}
    assert found.heat_map is not None
    assert len(found.heat_map.map.rows) * len(found.heat_map.map.columns) == 20
    assert 0.5 not in {*found.heat_map.map.rows} & {*found.heat_map.map.columns}


def test_replications_that_failed_are_left_out_and_said(path: Path) -> None:
    found = told(path, study_of(TWO), planted, failed={3: 2, 4: 40})
    assert (found.counted.conditions, found.counted.failed) == (24, 1)
    assert found.counted.partly_failed == 1
    assert "without some replications" in sentence(found, Topic.FAILED)
    assert found.counted.fewest == 38


def test_where_everything_is_equal_nothing_matters(path: Path) -> None:
    found = told(path, study_of(TWO), even, noise=0.0)
    assert found.matters is None
    assert found.least == found.largest
    assert {effect.largest.value for effect in found.effects} == {0.0}
    assert found.thresholds == ()
    assert found.heat_map is not None
    assert found.rule is None


def test_where_everything_is_equal_there_are_no_indices(path: Path) -> None:
    study = study_of(ISHIGAMI, {"saltelli": {"points": 16}}, replications=4)
    found = told(path, study, even, noise=0.0)
    assert found.indices is not None
    assert found.indices.first == ()
    assert "no indices" in sentence(found, Topic.NOISE)


def test_where_nothing_was_measured_nothing_is_told(path: Path) -> None:
    found = told(path, study_of(TWO), lambda **_: {})
    assert (found.counted.conditions, found.counted.unmeasured) == (0, 25)
    assert (found.least, found.effects, found.table.rows) == (None, (), ())
    assert "choose another measure" in sentence(found, Topic.NOTHING)


# What is asked.


def test_another_measure_can_be_asked_for(path: Path) -> None:
    fill(path, study_of(TWO), planted)
    found = again(path, "share_missed")
    assert found.measure.unit == "share"
    assert found.effects[0].largest.value == pytest.approx(0.4)
    assert [column.name for column in found.table.measures] == ["share_missed"]


def test_the_table_is_sorted_as_asked(path: Path) -> None:
    fill(path, study_of(TWO), planted)
    lowest = again(path).table
    assert [row.position for row in lowest.rows[:2]] == [1, 2]
    assert lowest.rows[0].settings == ("0", "0")
    assert (len(lowest.rows), lowest.more) == (10, 15)
    highest = again(path, sort="share_missed", descending=True, rows=3).table
    assert [row.position for row in highest.rows] == [25, 24, 23]
    assert highest.rows[0].settings == ("2", "2")
    assert highest.more == 22
    assert [column.name for column in highest.measures] == ["share_missed", "detection_time"]
    everything = again(path, rows=100).table
    assert (len(everything.rows), everything.more) == (25, 0)


def test_a_first_place_that_may_be_luck_is_doubted(path: Path) -> None:
    found = told(path, study_of(TWO), lambda **_: {"detection_time": 5.0}, noise=2.0)
    assert found.table.like_first > 5
    assert "do not call it the lowest" in sentence(found, Topic.ORDER)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"measure": "arrests"}, "detection_time, share_missed"),
        ({"sort": "arrests"}, "does not keep arrests"),
        ({"axes": ("trust", "luck")}, "no axis luck"),
        ({"axes": ("law", "law")}, "both are law"),
        ({"matters": 0.0}, "above 0"),
    ],
)
def test_what_is_not_there_cannot_be_asked_for(
    path: Path, asked: dict[str, Any], words: str
) -> None:
    fill(path, study_of(TWO), planted)
    with pytest.raises(CannotAnswerError, match=words):
        again(path, **asked)


def test_a_pair_of_axes_needs_a_grid(path: Path) -> None:
    fill(path, study_of(CORNER, {"latin_hypercube": {"points": 30}}), in_a_corner)
    assert "full grid" in sentence(again(path, axes=("law", "trust")), Topic.NOT_TOLD)


def test_hours_that_are_mostly_the_window_are_doubted(path: Path) -> None:
    fill(path, study_of(TWO), lambda **_: {"detection_time": 600.0, "share_missed": 0.8})
    found = again(path)
    assert found.windows_hours == (672.0,)
    assert found.counted.mostly_missed == 25
    assert "depend on the window" in sentence(found, Topic.WINDOW)
    assert Topic.WINDOW not in topics(again(path, "share_missed"))


def test_without_the_share_missed_the_window_is_named(path: Path) -> None:
    found = told(path, study_of(TWO, measures=["detection_time"]), planted)
    assert "keep share_missed" in sentence(found, Topic.WINDOW)
    assert "no rule" in sentence(found, Topic.NOT_TOLD)


def test_memory_is_bounded_and_the_bound_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path, study_of(TWO), planted)
    monkeypatch.setattr(answer_data, "MOST_CELLS", 25 * 30)
    found = again(path)
    assert found.effects[0].effect.replications == 30
    assert found.table.rows[0].averages[0] is not None
    assert found.table.rows[0].averages[0].n == 40
    assert "first 30 replications" in sentence(found, Topic.REPLICATIONS)


# Cautions about what is rarely met.


def test_a_rule_that_is_not_confirmed_is_doubted(path: Path) -> None:
    found = told(path, study_of(CORNER, {"latin_hypercube": {"points": 60}}), in_a_corner)
    assert found.rule is not None
    assert found.rule.held_out is not None
    base = found.rule.held_out.base
    for held, words in (
        (None, "could not be tried"),
        (replace(found.rule.held_out, density=None), "not confirmed"),
        (replace(found.rule.held_out, density=base), "not confirmed"),
    ):
        doubted = replace(found, rule=replace(found.rule, held_out=held))
        (caution,) = (each for each in cautions_of(doubted) if each.topic is Topic.RULE)
        assert words in caution.sentence


def test_a_rule_from_walks_is_doubted(path: Path) -> None:
    axes = ranged(trust=(0, 2), law=(0, 1), idle=(0, 1))
    found = told(path, study_of(axes, {"morris": {"trajectories": 30}}), in_a_corner)
    assert "one walk resemble" in sentence(found, Topic.RULE)


def test_walks_with_a_failed_condition_are_left_out_whole(path: Path) -> None:
    axes = ranged(trust=(0, 2), law=(0, 1))
    found = told(path, study_of(axes, {"morris": {"trajectories": 6}}), planted, cannot={0})
    assert found.screening is not None
    assert found.screening.dropped >= 1
    assert f"{found.screening.dropped} walk" in sentence(found, Topic.DROPPED)


def test_a_rise_that_no_index_bears_out_is_doubted(path: Path) -> None:
    study = study_of(ISHIGAMI, {"saltelli": {"points": 64}}, replications=4)
    found = told(path, study, ishigami)
    assert found.indices is not None
    place = [axis.name for axis in found.axes].index(found.samples[0].axis)
    nothing = [*found.indices.total]
    nothing[place] = Bounded(0.0, -0.01, 0.01, 64)
    steady = replace(found.samples[0].effect, correlation=Bounded(0.6, 0.4, 0.8, 64))
    doubted = replace(
        found,
        indices=replace(found.indices, total=tuple(nothing)),
        samples=(replace(found.samples[0], effect=steady), *found.samples[1:]),
    )
    name = found.samples[0].axis
    assert any(
        each.sentence.startswith(f"The rise or fall along {name} is one of uneven points")
        for each in cautions_of(doubted)
    )


@pytest.mark.parametrize(
    ("design", "first"),
    [
        ({"latin_hypercube": {"points": 40}}, "the steadiest rise or fall"),
        ({"saltelli": {"points": 32}}, "the largest share"),
        ({"morris": {"trajectories": 10}}, "the largest change"),
    ],
    ids=["lhs", "saltelli", "morris"],
)
def test_of_equal_axes_none_is_ranked_in_any_design(path: Path, design: object, first: str) -> None:
    axes = ranged(trust=(0, 1), law=(0, 1), idle=(0, 1))

    def equals(trust: float, law: float, **_: float) -> Values:
        return {"detection_time": 20 + 8 * trust - 8 * law, "share_missed": 0.2}

    found = told(path, study_of(axes, design), equals)
    assert set(found.leading) == {"trust", "law"}
    assert found.leading[0] == found.ranking[0]
    assert f"{first}, of {found.leading[0]}, is not told apart" in sentence(found, Topic.ORDER)

    found = told(path.with_name("steep.sqlite"), study_of(axes, design), steep)
    assert found.leading == ("trust",)
    assert all("told apart" not in one.sentence for one in found.cautions)


def steep(trust: float, law: float, **_: float) -> Values:
    return {"detection_time": 20 + 10 * trust + law, "share_missed": 0.2}


def test_what_needs_a_grid_is_said_where_it_is_asked_of_another_design(path: Path) -> None:
    fill(path, study_of(TWO, {"latin_hypercube": {"points": 30}}), planted)
    for asked in ({"matters": 5.0}, {"axes": ("trust", "law")}):
        assert any("need a full grid" in why for why in again(path, **asked).not_told)
    assert all("need a full grid" not in why for why in again(path).not_told)


@pytest.mark.parametrize("design", [{"saltelli": {"points": 16}}, {"morris": {"trajectories": 6}}])
def test_one_replication_cannot_show_its_noise(path: Path, design: object) -> None:
    found = told(path, study_of(ISHIGAMI, design, replications=1), ishigami)
    assert "One replication" in sentence(found, Topic.NOISE)


# As data, and from a real sweep.


@pytest.mark.parametrize(
    ("axes", "design"),
    [
        (TWO, "full grid"),
        (TWO, {"latin_hypercube": {"points": 30}}),
        (TWO, {"saltelli": {"points": 16}}),
        (TWO, {"morris": {"trajectories": 6}}),
    ],
    ids=["grid", "lhs", "saltelli", "morris"],
)
def test_answers_are_plain_data(path: Path, axes: Mapping[str, Any], design: object) -> None:
    found = told(path, study_of(axes, design), planted)
    data = json.loads(json.dumps(as_data(found), allow_nan=False))
    assert data["measure"]["name"] == "detection_time"
    assert data["ranking"] == ["trust", "law"]
    assert data["form"] == found.form.value
    assert [row["position"] for row in data["table"]["rows"]] == [
        row.position for row in found.table.rows
    ]


def test_a_real_sweep_is_answered(path: Path) -> None:
    study = study_of(
        {
            "trust": {"path": "dials.trust", "values": [0, 1.5]},
            "law": {"path": "dials.law", "values": [0, 2]},
        },
        replications=20,
    )
    sweep(open_study(study), path, workers=1)
    found = again(path)
    assert found.counted.conditions == 4
    assert found.ranking == ("trust", "law")
    assert all((each.largest.low or 0.0) > 0.0 for each in found.effects)
    assert found.windows_hours == (672.0,)
    assert found.engines


def test_a_table_that_is_a_grid_is_answered_as_one(path: Path, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("trust,law\n0,0\n0,2\n1.5,0\n1.5,2\n", encoding="utf-8")
    axes = {"trust": {"path": "dials.trust"}, "law": {"path": "dials.law"}}
    study = study_of(axes, {"table": "table.csv"}, replications=20)
    sweep(open_study(study, tmp_path), path, workers=1)
    found = again(path)
    assert found.form is Form.TABLE
    assert len(found.effects) == 2
    assert found.heat_map is not None
