"""Do the figures of each threat agree with a plain count over replications?"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.scenario.reading import load
from sim.study.baseline import baseline_of
from sim.study.conditions import Design
from sim.study.findings import ByThreat
from sim.study.replicate import Replicate, replicate_all
from sim.study.summary import mean_hours
from sim.study.threats import MOST_DETECTORS, by_threat

NAMES = ("border-triangle", "slow-money", "quiet-sea")


@cache
def studied(name: str) -> tuple[Design, tuple[Replicate, ...], tuple[ByThreat, ...]]:
    design = Design(load(name))
    found = [each for each in replicate_all(design, 1, range(6)) if isinstance(each, Replicate)]
    done = tuple(found)
    return design, done, by_threat(design, done)


@pytest.mark.parametrize("name", NAMES)
def test_counts_hours_and_shares_are_those_of_a_plain_loop(name: str) -> None:
    design, done, told = studied(name)
    layout = design.planner.layout
    seen = 0
    for number, threat in enumerate(layout.threats):
        means, missed, detected = [], 0, Counter[str]()
        for replicate in done:
            detail, times = replicate.detail, []
            for i in range(len(detail.times)):
                if detail.threat[i] != number:
                    continue
                times.append(int(detail.times[i]) / HOUR)
                if detail.times[i] >= detail.windows[i]:
                    missed += 1
                else:
                    detected[layout.agencies[detail.detector[i]]] += 1
            if times:
                means.append(sum(times) / len(times))
        if not means:
            continue
        fared = told[seen]
        seen += 1
        scored = missed + detected.total()
        assert fared.name == layout.subjects[threat.subject].name
        assert fared.scored == scored
        assert fared.hours.value == pytest.approx(sum(means) / len(means))
        assert fared.missed.value == pytest.approx(missed / scored)
        shares = [share for _, share in fared.detectors]
        largest = [count / scored for _, count in detected.most_common(MOST_DETECTORS)]
        assert shares == pytest.approx(largest)
        assert all(share == detected[who] / scored for who, share in fared.detectors)
    assert seen == len(told) > 0


@pytest.mark.parametrize("name", NAMES)
def test_threats_add_up_to_what_was_scored(name: str) -> None:
    design, done, told = studied(name)
    scored = sum(replicate.outcomes[design.as_written].scored for replicate in done)
    assert sum(threat.scored for threat in told) == scored


def test_a_baseline_is_the_same_scenario_without_the_settings_on_the_same_luck() -> None:
    name, seed = "two-neighbours", 1
    bare, dialled = Design(load(name)), Design(load(name, ["dials.law=0"]))
    one, other = (
        [each for each in replicate_all(design, seed, range(4)) if isinstance(each, Replicate)]
        for design in (bare, dialled)
    )
    before = [mean_hours(each.outcomes[bare.as_written]) for each in one]
    after = [mean_hours(each.outcomes[dialled.as_written]) for each in other]
    found = baseline_of(bare.scenario, dialled, seed, other)
    assert found is not None
    assert found.hours.value == pytest.approx(sum(before) / 4)
    assert found.gain.value == pytest.approx((sum(before) - sum(after)) / 4)
    assert found.gain.value != 0
