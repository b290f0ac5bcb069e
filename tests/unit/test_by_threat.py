"""Do the figures of each threat agree with a plain count over replications?"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.findings import ByThreat
from sim.analyses.comparison.replicate import Replicate
from sim.analyses.comparison.threats import MOST_DETECTORS, by_threat
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.scenario.reading.reading import load
from tests.quickest import replicates

NAMES = ("border-triangle", "slow-money", "quiet-sea")


@cache
def studied(name: str) -> tuple[ComparisonDesign, tuple[Replicate, ...], tuple[ByThreat, ...]]:
    design = ComparisonDesign(load(name))
    found = [each for each in replicates(design, 1, range(6)) if isinstance(each, Replicate)]
    done = tuple(found)
    return design, done, by_threat(design, done)


@pytest.mark.parametrize("name", NAMES)
def test_counts_hours_and_shares_are_those_of_a_plain_loop(name: str) -> None:
    design, done, told = studied(name)
    layout = design.planner.layout
    seen = 0
    for number, threat in enumerate(layout.threats):
        hours, missed, detected = list[float](), 0, defaultdict[str, float](float)
        for replicate in done:
            detail = replicate.detail
            for i in range(len(detail.times)):
                if detail.threat[i] != number:
                    continue
                hours.append(int(detail.times[i]) / HOUR)
                if detail.times[i] >= detail.windows[i]:
                    missed += 1
                first = detail.detector[detail.detected == i]
                for agency in first:
                    detected[layout.agencies[agency]] += 1 / len(first)
        if not hours:
            continue
        fared = told[seen]
        seen += 1
        scored = missed + sum(detected.values())
        assert fared.name == layout.subjects[threat.subject].name
        assert fared.scored == pytest.approx(scored)
        assert fared.detection_time.value == pytest.approx(sum(hours) / len(hours))
        assert fared.missed.value == pytest.approx(missed / scored)
        shares = [share for _, share in fared.detectors]
        largest = sorted((part / scored for part in detected.values()), reverse=True)[
            :MOST_DETECTORS
        ]
        assert shares == pytest.approx(largest)
        assert all(share == detected[who] / scored for who, share in fared.detectors)
    assert seen == len(told) > 0


@pytest.mark.parametrize("name", NAMES)
def test_threats_add_up_to_what_was_scored(name: str) -> None:
    design, done, told = studied(name)
    scored = sum(replicate.outcomes[design.as_written].scored for replicate in done)
    assert sum(threat.scored for threat in told) == scored
