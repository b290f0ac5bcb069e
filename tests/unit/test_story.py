"""Is a story told in the order of causes, without leaving out what decided it?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.analyses.comparison.comparison import compare
from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.findings import Span, Story, StoryChoice
from sim.analyses.comparison.story import (
    FIRST,
    LAST,
    MOST_MOMENTS,
    Happening,
    StoryRequest,
    _happenings,
    chosen,
    shortened,
    story_of,
)
from sim.measures.journey import detection_of
from sim.measures.outcome import Detections
from sim.plan.values.causes import Cause
from sim.scenario.reading.reading import load
from sim.screen.report.story import joined_spans
from sim.statistics.intervals import Kind
from sim.statistics.precision import FixedNumber
from tests.quickest import run
from tests.scenarios_for_tests import load_data, minimal
from tests.shipped_runs import design


def first_of(design: ComparisonDesign, replication: int) -> Story:
    """The story of the first threat that a replication scores."""
    told = chosen(design, 1, (), StoryRequest(replication))
    assert told is not None
    story = story_of(design, 1, told)
    assert story is not None
    return story


def test_at_one_instant_causes_come_before_what_they_cause() -> None:
    shown, kept_back = design("borrowed-word"), 0
    for replication in range(12):
        record = run(shown.plan(shown.as_written), 1, replication)
        threats = Detections(record)
        for instance in np.flatnonzero(threats.occurring.scored).tolist():
            detection = detection_of(record, threats, instance)
            told = sorted(_happenings(record, threats, instance, detection))
            for place, each in enumerate(told):
                teller, not_told, _ = each.words.partition(" does not tell ")
                causes = [teller + " sees ", teller + " has read "]
                at_once = [
                    other
                    for other, cause in enumerate(told)
                    if cause.at == each.at and cause.words.startswith(tuple(causes))
                ]
                if not_told and at_once:
                    kept_back += 1
                    assert min(at_once) < place, each.words
    assert kept_back > 5


def test_a_story_says_last_who_is_warned() -> None:
    told = [Happening(5, LAST, "A is warned"), Happening(5, 7, "A believes it")]
    told += [Happening(5, FIRST, "a programme begins to work"), Happening(4, LAST, "earlier")]
    words = ["earlier", "a programme begins to work", "A believes it", "A is warned"]
    assert [each.words for each in sorted(told)] == words


def test_a_short_story_is_told_whole() -> None:
    told = [Happening(i, 0, str(i)) for i in range(MOST_MOMENTS)]
    assert shortened(told) == told
    assert shortened([]) == []


@pytest.mark.parametrize("decisive", [20, 21, 7, 49])
def test_what_decided_is_never_left_out(decisive: int) -> None:
    told = [Happening(i, 0, str(i), i in (decisive, 25)) for i in range(50)]
    lines = shortened(told)
    kept = [each for each in lines if each in told]
    left_out = [int(each.words.split()[1]) for each in lines if each not in told]
    assert {told[decisive], told[25], told[0], told[-1]} <= set(kept)
    assert len(kept) == MOST_MOMENTS
    assert len(kept) + sum(left_out) == len(told)


def test_a_detection_follows_the_copy_that_caused_it() -> None:
    design = ComparisonDesign(load("border-triangle"))
    following = []
    for replication in range(6):
        moments = first_of(design, replication).moments
        assert [m.at for m in moments] == sorted(m.at for m in moments)
        following += [
            after.words
            for before, after in pairwise(moments)
            if before.at == after.at and "DETECTED" in before.words
        ]
    assert following
    assert all("is warned" in words for words in following)


def test_a_programme_that_begins_to_work_is_told_where_it_falls() -> None:
    """One works within the time that is told, one after it, one is only on offer."""
    data = minimal()
    effect = {"conversion": {"times": 0.5}}
    data["programmes"] = {
        name: {
            "in_force": in_force,
            "works_after": works_after,
            "cost": {"money": 1},
            "effects": {"some": effect},
        }
        for name, in_force, works_after in (
            ("Course", True, "30 h"),
            ("Institute", True, "59 d"),
            ("Dream", False, "30 h"),
        )
    }
    moments = first_of(ComparisonDesign(load_data(data)), 0).moments
    told = [(each.at, each.words) for each in moments if "programme" in each.words]
    # The threat's onset is after a day.
    assert told == [(6.0, "the programme Course begins to work")]


def test_work_that_rests_over_nights_is_one_line_and_a_wait_before_it_another() -> None:
    causes = [
        *(Cause.BACKLOG, Cause.CLOSED_HOURS, Cause.BACKLOG, Cause.CLOSED_HOURS),
        *(Cause.TRIAGE, Cause.CLOSED_HOURS, Cause.TRIAGE, Cause.CLOSED_HOURS, Cause.TRIAGE),
        Cause.VETTING,
    ]
    spans = tuple(Span(at, at + 1.0, cause, "Desk") for at, cause in enumerate(causes))
    lines = joined_spans(spans)
    assert [(line.words, line.since, line.until) for line in lines] == [
        ("backlog and closed hours", 0, 4),
        ("triage and closed hours", 4, 9),
        ("vetting", 9, 10),
    ]
    met = tuple(Span(at, at + 1.0, cause, "Desk") for at, cause in enumerate(causes[3:5]))
    assert [line.words for line in joined_spans(met)] == ["closed hours", "triage"]


def test_where_no_median_is_reached_it_says_so_and_tells_of_one_that_is_missed() -> None:
    scenario = load("two-neighbours", ["dials.trust=2", "dials.law=2"])
    findings = compare(scenario, rule=FixedNumber(12))
    assert findings.median is not None
    assert findings.median.kind is Kind.NOT_REACHED
    assert findings.story is not None
    assert findings.story.choice is StoryChoice.NO_MEDIAN
    assert findings.story.detected_by is None
    usual = compare(load("two-neighbours", ["dials.trust=0"]), rule=FixedNumber(12)).story
    assert usual is not None
    assert usual.choice is StoryChoice.MEDIAN
