"""Do variants rest on the same luck, and do their figures agree with a plain count?"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sim.analyses.as_data import as_data
from sim.analyses.comparison.comparison import Heading, compare
from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.findings import WITH_CHANGES, WRITTEN, ComparedMeasure, Findings
from sim.analyses.comparison.replicate import Replicate
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.scenario.reading.decisions import LEFT_OUT, TAKEN_OUT, proposals
from sim.scenario.reading.reading import load
from sim.screen.report.report import report
from sim.statistics.precision import Ending, FixedNumber
from tests.quickest import replicates
from tests.screens.drawing import drawn

NAME, N = "two-neighbours", 6
SETTINGS = ("dials.law=0", "agencies.Velmora Watch.analysts=2")


@cache
def told() -> Findings:
    return compare(
        load(NAME, SETTINGS),
        rule=FixedNumber(N),
        against=load(NAME),
        proposals=proposals(NAME, SETTINGS, ()),
    )


def lived(*settings: str) -> list[Replicate]:
    return [
        each
        for each in replicates(ComparisonDesign(load(NAME, settings)), 1, range(N))
        if isinstance(each, Replicate)
    ]


@pytest.mark.parametrize(
    ("place", "settings"), [(0, ()), (1, SETTINGS[:1]), (2, SETTINGS[1:]), (3, SETTINGS)]
)
def test_every_variant_is_that_scenario_on_the_same_luck(
    place: int, settings: tuple[str, ...]
) -> None:
    found = told().comparison
    assert found is not None
    variant = found.variants[place]
    before, after = lived(), lived(*settings)
    outcomes = [next(iter(each.outcomes.values())) for each in after]
    figures = {each.measure: each for each in variant.figures}
    hours = [one.spent / one.scored / HOUR for one in outcomes]
    assert figures[ComparedMeasure.DETECTION_TIME].value.value == pytest.approx(sum(hours) / N)
    missed = sum(one.missed for one in outcomes) / sum(one.scored for one in outcomes)
    assert figures[ComparedMeasure.MISSED].value.value == pytest.approx(missed)
    needless = sum(one.needless for one in outcomes) / N
    assert figures[ComparedMeasure.UNNECESSARY_DISCLOSURES].value.value == pytest.approx(needless)
    change = figures[ComparedMeasure.DETECTION_TIME].change
    if change is None:
        assert place == 0
        return
    were = [next(iter(each.outcomes.values())) for each in before]
    assert change.value == pytest.approx(
        sum(hours) / N - sum(one.spent / one.scored / HOUR for one in were) / N
    )
    assert sum(threat.scored for threat in variant.threats) == sum(one.scored for one in outcomes)


def test_worlds_are_called_what_they_are() -> None:
    found = told()
    assert found.comparison is not None
    names = [variant.name for variant in found.comparison.variants]
    assert names == [WRITTEN, *(f"--set {each}" for each in SETTINGS), WITH_CHANGES]
    assert found.world == WITH_CHANGES
    assert WITH_CHANGES in {rung.name for rung in found.ladder} & set(found.detection_times)
    assert WRITTEN not in {rung.name for rung in found.ladder} | set(found.detection_times)


def test_the_story_is_told_of_one_threat_in_one_replication_of_both_worlds() -> None:
    found = told()
    assert found.comparison is not None
    assert found.comparison.story is not None
    assert found.story is not None
    before, after = found.comparison.story, found.story
    assert (before.replication, before.threat) == (after.replication, after.threat)
    alone = compare(load(NAME), rule=FixedNumber(N))
    assert as_data(alone.story) == as_data(before)


def test_copies_that_arrive_are_those_counted() -> None:
    found = told().comparison
    assert found is not None
    before, after = lived(), lived(*SETTINGS)
    total = sum(int(r.detail.delivered.sum()) for r in after)
    total -= sum(int(r.detail.delivered.sum()) for r in before)
    assert sum(pair.change.value for pair in found.pairs) * N == pytest.approx(total)


def test_a_decision_says_what_was_and_what_is(tmp_path: Path) -> None:
    file = tmp_path / "round1.yaml"
    file.write_text(
        "dials.trust: 0.5\n"
        "agencies.Velmora Watch.analysts: 2\n"
        "injects.noon: {at: 3 d, message: Noon.}\n",
        encoding="utf-8",
    )
    first, second = proposals(NAME, ["dials.trust=0.25"], [file])
    said = {each.path: (each.was, each.now) for each in first.decision.changes}
    assert said == {
        "dials.trust": ("1 by default", "0.5"),
        "agencies.Velmora Watch.analysts": ("4 by default", "2"),
        "injects.noon": (LEFT_OUT, "{at: 3 d, message: Noon.}"),
    }
    overruled = [each.path for each in first.decision.changes if each.overruled]
    assert overruled == ["dials.trust"]
    assert [each.overruled for each in second.decision.changes] == [False]


def test_what_is_taken_out_is_said_to_be() -> None:
    (one,) = proposals("cold-snap", ["injects={}"], ())
    assert len(one.decision.changes) == len(load("cold-snap").injects)
    assert {each.now for each in one.decision.changes} == {TAKEN_OUT}


def test_a_decision_that_needs_another_is_not_shown_by_itself() -> None:
    settings = (
        "agreements.Extra={members: [Velmora, Tarn], review: {duration: 2 d}}",
        "injects.sign={at: 2 d, message: Signed., agreement: {name: Extra, in_force: true}}",
    )
    countries = list(load(NAME).countries)
    settings = (settings[0].replace("Velmora, Tarn", ", ".join(countries[:2])), settings[1])
    first, second = proposals(NAME, settings, ())
    assert first.alone is not None
    assert second.alone is None


def test_whoever_stops_it_waits_for_no_further_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_more(*_: object) -> None:
        pytest.fail("more replications ran")

    def stop(done: int, *_: object) -> None:
        if done:
            raise KeyboardInterrupt

    monkeypatch.setattr("sim.analyses.comparison.aftermath.lived_through", run_more)
    monkeypatch.setattr("sim.analyses.comparison.course.lived_through", run_more)
    monkeypatch.setattr("sim.analyses.comparison.variants.lived_through", run_more)
    override = ["dials.trust=0.5"]
    found = compare(
        load("cold-snap", override),
        rule=FixedNumber(200),
        engine="simpy",
        progress=stop,
        heading=Heading("cold-snap", tuple(override)),
        against=load("cold-snap"),
        proposals=proposals("cold-snap", override, ()),
    )
    assert 1 <= found.provenance.replications < 200
    assert found.provenance.ending is Ending.STOPPED
    assert found.comparison is None
    assert found.story is not None
    left_out = "left out: what the settings change and what messages changed"
    assert left_out in " ".join(drawn(lambda canvas: report(found, canvas)).split())
