"""Do findings tell trust as it was learned, read as rules read it, and what is carried of it?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.analyses.as_data import as_data
from sim.analyses.comparison.comparison import compare
from sim.analyses.comparison.findings import Findings, Learned
from sim.plan.planner import Planner
from sim.plan.rules.trust import learned, unknown
from sim.scenario.reading.reading import load
from sim.statistics.precision import FixedNumber
from tests.quickest import runs

NAME = "tried-and-tested"
WEST, EAST, NORTH = "Elvermark Bureau", "Sundholt Bureau", "Quarrow Customs"
FEW = 12


def found(*settings: str) -> Findings:
    return compare(load(NAME, settings), rule=FixedNumber(FEW), workers=1)


def between(findings: Findings, who: str, whom: str) -> Learned:
    (one,) = [one for one in findings.learned if (one.who, one.whom) == (who, whom)]
    return one


def test_it_is_the_rule_on_what_each_replication_counted() -> None:
    one = between(found(), WEST, NORTH)
    plan = Planner(load(NAME)).plan()
    records = list(runs(plan, 1, range(FEW)))
    layout = plan.layout
    names = [(layout.agencies[a], layout.agencies[b]) for a, b in layout.pairs]
    pair = names.index((WEST, NORTH))
    counts = [(float(r.gained[pair]), float(r.lost[pair])) for r in records]
    ends = [learned(0.7, *each) for each in counts]
    assert one.written == 0.7
    assert one.trust.value == pytest.approx(np.mean(ends))
    assert one.unknown.value == pytest.approx(np.mean([unknown(*each) for each in counts]))
    assert (one.tenth, one.ninetieth) == pytest.approx(tuple(np.quantile(ends, [0.1, 0.9])))
    assert one.tested == np.mean([gained + lost > 0 for gained, lost in counts])
    assert one.carried == pytest.approx(one.trust.value)


def test_every_pair_is_told_each_way_and_as_data() -> None:
    findings = found()
    assert len({(one.who, one.whom) for one in findings.learned}) == 6
    told = json.loads(json.dumps(as_data(findings)))["learned"]
    assert [one["tested"] for one in told] == [one.tested for one in findings.learned]


def test_nothing_is_told_where_nothing_is_learned() -> None:
    assert found("trust.learning=null").learned == ()


def test_the_dial_is_read_and_not_carried() -> None:
    one = between(found("dials.trust=0.5"), WEST, EAST)
    assert one.written == pytest.approx(0.35 + 0.5 * 0.65)
    assert one.trust.value == pytest.approx(one.carried + 0.5 * (1 - one.carried))


def test_an_officer_holds_it_up_and_is_not_carried() -> None:
    officer = f"liaisons.Officer={{between: [{WEST}, {NORTH}], trust: 0.6}}"
    one = between(found(officer), WEST, NORTH)
    assert one.written == 0.7
    assert one.tenth == 0.6
    assert one.carried < 0.5
    assert one.trust.value >= 0.6


def test_a_crisis_is_seen_at_the_end_and_not_carried() -> None:
    """It comes again with the next exercise, so it would count twice."""
    dispute = "relations.The pier={between: [Elvermark, Sundholt], depth: 0.2}"
    one = between(found(dispute), WEST, EAST)
    assert one.written == pytest.approx(0.35 * 0.8)
    assert one.carried > one.trust.value


def test_an_inject_counts_at_the_end_and_is_not_carried() -> None:
    visit = f"trust: {{between: [{WEST}, {EAST}], becomes: 0.6}}"
    one = between(found(f"injects.day 100={{at: 100 d, message: '', {visit}}}"), WEST, EAST)
    assert one.written == 0.6
    assert one.carried < one.trust.value


def test_confidence_is_no_experience() -> None:
    archive = "agencies.Wend Archive={country: Elvermark}"
    line = f"channels.Coast line.members=[{WEST}, {EAST}, {NORTH}, Wend Archive]"
    findings = found("trust.learning.confidence=6", archive, line)
    one = between(findings, WEST, "Wend Archive")
    assert one.tested == 0.0
    assert one.carried == one.written == 0.8
    kept = 6 * 0.5 ** (109 / 180)
    assert one.unknown.value == pytest.approx(2 / (kept + 2))


def test_a_database_is_no_partner() -> None:
    index = "databases.Index={seat: Elvermark, members: [Elvermark Bureau, Sundholt Bureau]}"
    learned_there = found(index, "requests={interest: 0.2}").learned
    names = {name for one in learned_there for name in (one.who, one.whom)}
    assert names == {WEST, EAST, NORTH}
