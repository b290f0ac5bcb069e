"""Learned trust: what it moves in the shipped scenario, what it leaves alone, what is carried."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from click.testing import CliRunner

from sim.analyses.comparison.comparison import compare
from sim.cli import main
from sim.engine.record import NEVER, Record
from sim.measures.results import outcome_of, times_of
from sim.measures.trace import trace_of
from sim.plan.planner import Planner
from sim.plan.rules.trust import learned
from sim.plan.values.causes import End
from sim.scenario.reading.reading import load
from sim.statistics.precision import FixedNumber
from tests.quickest import run, runs
from tests.systems.neighbours import copies, ended, falls

Floats = npt.NDArray[np.float64]

NAME = "tried-and-tested"
AS_WRITTEN = "trust.learning=null"
REPLICATIONS = 120
DAY = 24 * 3_600_000_000
WEST, EAST, NORTH = "Elvermark Bureau", "Sundholt Bureau", "Quarrow Customs"
"""Two bureaus that prove right, and customs that cry wolf."""
WITH_ARCHIVE = (
    "agencies.Wend Archive={country: Elvermark}",
    f"channels.Coast line.members=[{WEST}, {EAST}, {NORTH}, Wend Archive]",
)


@cache
def records(*settings: str) -> tuple[Record, ...]:
    """The scenario under some settings; the same luck for the same replications."""
    plan = Planner(load(NAME, list(settings))).plan()
    return tuple(runs(plan, 1, range(REPLICATIONS)))


def days(shipment: int, *settings: str) -> Floats:
    """By replication: after how many days one of the three shipments is found."""
    return np.array([times_of(record)[shipment] for record in records(*settings)]) / DAY


def pair(record: Record, who: str, whom: str) -> int:
    layout = record.plan.layout
    names = [(layout.agencies[one], layout.agencies[other]) for one, other in layout.pairs]
    return names.index((who, whom))


def counts(who: str, whom: str, *settings: str) -> tuple[Floats, Floats]:
    """By replication: what counts at the end for and against an agency, with another."""
    place = pair(records(*settings)[0], who, whom)
    return (
        np.array([record.gained[place] for record in records(*settings)]),
        np.array([record.lost[place] for record in records(*settings)]),
    )


def trust(who: str, whom: str, *settings: str) -> Floats:
    """By replication: trust at the end."""
    plan = records(*settings)[0].plan
    written = plan.table[plan.layout.fill.written + pair(records(*settings)[0], who, whom)]
    gained, lost = counts(who, whom, *settings)
    return np.array([learned(written, *each) for each in zip(gained, lost, strict=True)])


def first_known(record: Record) -> int:
    """The first moment at which any outcome can be known in a run; there is one in each."""
    return int(record.detected[record.detected != NEVER].min()) + 7 * DAY


@pytest.mark.parametrize("shipment", [1, 2])
def test_later_threats_are_found_sooner(shipment: int) -> None:
    assert falls(days(shipment), days(shipment, AS_WRITTEN))


def test_each_is_found_sooner_than_the_one_before_and_without_learning_it_is_not() -> None:
    assert falls(days(2), days(0))
    assert not falls(days(2, AS_WRITTEN), days(0, AS_WRITTEN))


def test_good_outcomes_raise_the_trust_of_those_who_proved_right() -> None:
    for who, whom in ((WEST, EAST), (EAST, WEST)):
        assert falls(np.full(REPLICATIONS, 0.35), trust(who, whom))
        assert not counts(who, whom)[1].any()


def test_a_false_alarm_lowers_trust_in_who_raised_it() -> None:
    for who in (WEST, EAST):
        assert falls(trust(who, NORTH), np.full(REPLICATIONS, 0.7))
        assert counts(who, NORTH)[1].any()
        no_film = trust(who, NORTH, "red_herrings={}")
        assert no_film.min() >= 0.7


def test_who_lost_trust_is_told_less() -> None:
    def withheld(*settings: str) -> Floats:
        told_to = [(WEST, NORTH), (EAST, NORTH)]
        measure = ended({End.WITHHELD_TRUST}, told_to)
        return np.array(
            [measure(record) / len(copies(record, told_to)) for record in records(*settings)]
        )

    assert falls(withheld(AS_WRITTEN), withheld())


def test_a_bad_outcome_that_counts_for_nothing_lowers_nothing() -> None:
    gentle = trust(WEST, NORTH, "trust.learning.loss=0")
    assert gentle.min() >= 0.7
    assert falls(trust(WEST, NORTH), gentle)


def test_an_unanswered_request_lowers_trust_in_who_was_asked() -> None:
    asking = "requests={interest: 0.05, work: 12 h}"
    assert falls(trust(WEST, EAST, asking), trust(WEST, EAST))
    assert counts(WEST, EAST, asking)[1].any()
    unanswered = [record for record in records(asking) if (record.end == End.UNANSWERED).any()]
    assert len(unanswered) > REPLICATIONS / 2


def test_agencies_without_dealings_stay_as_written() -> None:
    """The archive reads along and has nothing to tell."""
    for who in (WEST, EAST, NORTH):
        gained, lost = counts(who, "Wend Archive", *WITH_ARCHIVE)
        assert not gained.any()
        assert not lost.any()
    findings = compare(load(NAME, WITH_ARCHIVE), rule=FixedNumber(3), workers=1)
    archive = [one for one in findings.learned if one.whom == "Wend Archive"]
    assert len(archive) == 3
    for one in archive:
        assert (one.unknown.value, one.tested) == (1.0, 0.0)
        assert (one.tenth, one.ninetieth, one.carried) == (one.written,) * 3


def test_what_comes_before_the_first_known_outcome_is_the_same_to_the_last_bit() -> None:
    differ = 0
    for moves, stays in zip(records(), records(AS_WRITTEN), strict=True):
        until = first_known(moves)
        assert first_known(stays) == until
        before, same = (
            [event for event in trace_of(record) if event.at < until] for record in (moves, stays)
        )
        assert before == same != []
        differ += list(trace_of(moves)) != list(trace_of(stays))
    assert differ > REPLICATIONS / 2


def test_where_the_dial_removes_distrust_nothing_is_left_to_learn() -> None:
    for moves, stays in zip(
        records("dials.trust=0"), records("dials.trust=0", AS_WRITTEN), strict=True
    ):
        assert list(trace_of(moves)) == list(trace_of(stays))
        assert outcome_of(moves) == outcome_of(stays)
        assert moves.gained.any()


def test_nobody_learns_who_shares_nothing() -> None:
    planner = Planner(load(NAME))
    for number in range(5):
        alone = run(planner.plan(sharing=False), 1, number)
        assert not alone.gained.any()
        assert not alone.lost.any()


# From one exercise to the next


def test_carrying_twice_raises_trust_and_shortens_detection(tmp_path: Path) -> None:
    left: list[Path] = []
    towards = []
    for number in range(3):
        file = tmp_path / f"after-{number}.yaml"
        began = ["--with", str(left[-1])] if left else []
        arguments = ["run", NAME, "-n", "20", "--json", "--carry", str(file), *began]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
        towards.append({(p["who"], p["whom"]): p for p in json.loads(result.stdout)["learned"]})
        left.append(file)
    for before, after in pairwise(towards):
        for both in ((WEST, EAST), (EAST, WEST)):
            start = after[both]["written"]
            assert start == pytest.approx(before[both]["carried"], abs=1e-4)
            assert after[both]["trust"]["value"] > start > before[both]["written"]
    found = [beginning_with(*files) for files in ((), left[:1], left[1:2])]
    for earlier, later in pairwise(found):
        assert falls(later, earlier)


def beginning_with(*files: Path) -> Floats:
    """By replication: after how many days a shipment is found, with what another exercise left."""
    plan = Planner(load(NAME, settings=files)).plan()
    return np.array([times_of(one).mean() / DAY for one in runs(plan, 1, range(REPLICATIONS))])
