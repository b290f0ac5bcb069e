"""Do median, curve, story and JSON of a report tell of the same threats?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

import sim
from sim.analyses.as_data import as_data
from sim.analyses.comparison.story import representative
from sim.measures.detail import Detail, detail_of
from sim.statistics.curve import detection_curve
from sim.statistics.intervals import Kind
from sim.statistics.medians import median_of_all
from tests.shipped_runs import LARGE_ARE_SLOW, design, record

RUNS = 6


@dataclass(frozen=True)
class Lived:
    """A replication as written."""

    replication: int
    detail: Detail


@cache
def lived(name: str) -> tuple[Lived, ...]:
    """Replications as written that scored a threat."""
    plan = design(name).plan(design(name).as_written)
    every = (Lived(number, detail_of(record(name, plan, number))) for number in range(RUNS))
    return tuple(one for one in every if len(one.detail.times))


@pytest.mark.parametrize("name", LARGE_ARE_SLOW)
def test_the_curve_reaches_one_half_at_the_median_and_the_story_is_told_of_it(name: str) -> None:
    scored = lived(name)
    if not scored:
        return
    times = np.concatenate([one.detail.times for one in scored])
    windows = np.concatenate([one.detail.windows for one in scored])
    owner = np.repeat(np.arange(len(scored)), [len(one.detail.times) for one in scored])
    median, curve = median_of_all(times, windows, owner), detection_curve(times, windows)
    missed = np.count_nonzero(times >= windows) / times.size
    assert curve.share_by([curve.until])[0] == pytest.approx(1.0 - missed)
    replication, ordinal, is_reached = representative(scored)
    detail = next(one for one in scored if one.replication == replication).detail
    told = detail.times[ordinal]
    assert is_reached == (median.kind is not Kind.NOT_REACHED)
    if median.kind is Kind.NOT_REACHED:
        assert curve.median is None
        assert missed > 0.5
        assert told == detail.windows[ordinal]
    else:
        assert curve.median == median.value == told


@pytest.mark.parametrize("name", ["recalled-envoy", "lean-years"])
def test_a_report_and_its_json_say_so(name: str) -> None:
    scenario = sim.load(name)
    told = as_data(sim.compare(scenario, rule=sim.FixedNumber(4)))
    half = next(
        time
        for time, share in zip(told["curve"]["times"], told["curve"]["shares"], strict=True)
        if share >= 0.5
    )
    assert told["median"]["value"] == half
    if not scenario.injects:  # else the story is of a threat that a message hits
        assert told["story"]["hours"] == half
    assert told["median"]["n"] == len(told["numbers"]) == len(told["counts"])
    assert sum(told["counts"]) == told["provenance"]["scored"] == told["curve"]["n"]
