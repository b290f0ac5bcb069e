"""Requests for information and a shared database: what they move, and what they leave alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.analyses.as_data import as_data
from sim.analyses.comparison.comparison import compare
from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.story import StoryRequest, chosen, story_of
from sim.engine.record import NEVER, NO_END, Record
from sim.measures.detail import detail_of
from sim.measures.requests import RequestCounts, requests_of
from sim.measures.results import outcome_of
from sim.measures.trace import trace_of
from sim.plan.planner import Planner
from sim.plan.values.causes import End
from sim.replication import Engine, run
from sim.scenario.reading.reading import load
from sim.statistics.intervals import paired_difference
from sim.statistics.precision import FixedNumber
from tests.scenarios_for_tests import changed, load_data

HOUR = 3_600_000_000
DAY = 24 * HOUR
REPLICATIONS = 40
WITHHELD = (End.WITHHELD_TRUST, End.WITHHELD_NEED_TO_KNOW)

ASKING, SEARCHING = "right-question", "common-index"
NOBODY_ASKS = (ASKING, "requests=null")
NO_DATABASE = (SEARCHING, "databases={}")
EVERYBODY = "[Ardale, Brenmark, Castor Islands, Sevrin, Index Office]"
ALL_RATIFIED = (SEARCHING, f"agreements.Charter of the Index.members={EVERYBODY}")


@cache
def records(name: str, *settings: str) -> tuple[Record, ...]:
    """A shipped scenario under some settings; the same luck for the same replications."""
    pytest.importorskip("numba")
    plan = Planner(load(name, list(settings))).plan()
    return tuple(run(plan, 1, n, engine=Engine.COMPILED) for n in range(REPLICATIONS))


def hours(record: Record) -> float:
    outcome = outcome_of(record)
    return outcome.spent / HOUR / outcome.scored


def clearly_more(
    measure: Callable[[Record], float], more: tuple[str, ...], fewer: tuple[str, ...]
) -> None:
    """On paired luck there is more under one setting, with the interval clear of zero."""
    one, other = ([measure(r) for r in records(*each)] for each in (more, fewer))
    gain = paired_difference(one, other)
    assert gain.low is not None
    assert gain.low > 0


def asked_in(record: Record) -> RequestCounts:
    found = requests_of(record)
    assert found is not None
    return found


def first_copies(record: Record) -> Iterator[int]:
    """The rows of copies that went without being asked for, or could have."""
    timetable = record.timetable
    yield from range(timetable.number_of_reports, timetable.first_answer)


def decided(record: Record, *ends: End) -> set[int]:
    """The keys of first copies between agencies that ended in one of some ways."""
    timetable, layout = record.timetable, record.plan.layout
    return {
        int(timetable.key[row])
        for row in first_copies(record)
        if record.end[row] in ends and not layout.is_database[timetable.agency[row]]
    }


def answers(record: Record) -> list[int]:
    """The rows of copies that somebody asked for."""
    timetable = record.timetable
    rows = range(timetable.first_answer, timetable.first_question)
    return [row for row in rows if record.end[row] != NO_END]


def writer(record: Record, row: int) -> str:
    """The agency that wrote the report of which a row is a copy."""
    timetable = record.timetable
    return record.plan.layout.agencies[int(timetable.agency[timetable.report[row]])]


# Requests to partners


def test_asking_brings_detection_forward() -> None:
    clearly_more(hours, NOBODY_ASKS, (ASKING,))


def test_it_costs_the_partners_analysts() -> None:
    clearly_more(lambda record: float(detail_of(record).desks.busy.sum()), (ASKING,), NOBODY_ASKS)


def test_it_leaves_alone_what_was_withheld_before() -> None:
    """The withheld copy stays withheld; what goes on request is another."""
    for asked, quiet in zip(records(ASKING), records(*NOBODY_ASKS), strict=True):
        assert decided(asked, *WITHHELD) == decided(quiet, *WITHHELD) != set()
        assert (asked.timetable.reports.key == quiet.timetable.reports.key).all()


def test_four_in_five_are_answered_in_four_to_five_days_end_to_end() -> None:
    """The published figure is that of the whole way, and no stage by itself takes so long."""
    found = [asked_in(record) for record in records(ASKING)]
    answered = np.concatenate([one.answered for one in found])
    takes = np.where(answered == NEVER, np.inf, answered / DAY)
    assert len(takes) > 500
    assert 4.0 <= float(np.quantile(takes, 0.8)) <= 5.0
    work = load(ASKING).requests
    assert work is not None
    assert work.work is not None
    assert work.work.quantile_hours(0.8) < 4.0 * 24


def test_a_hit_takes_longer_than_to_learn_that_there_is_nothing() -> None:
    """What is found is vetted, passes the law and is carried like any copy."""
    found = [asked_in(record) for record in records(ASKING)]
    end = np.concatenate([one.end for one in found])
    answered = np.concatenate([one.answered for one in found])
    there = answered != NEVER
    hit, none = (answered[there & (end == kind)].mean() for kind in (End.HIT, End.NO_HIT))
    assert hit > none > 0


def test_only_trust_and_law_can_keep_an_answer_back_and_only_what_was_stopped_goes_again() -> None:
    seen = set()
    for record in records(ASKING):
        for row in answers(record):
            earlier = int(record.timetable.first_copy[row])
            assert record.end[earlier] in (*WITHHELD, End.LOST)
            assert record.end[row] != End.WITHHELD_NEED_TO_KNOW
            seen.add(End(int(record.end[row])))
    assert {End.DELIVERED, End.WITHHELD_TRUST} <= seen


def test_each_partner_is_asked_once_about_a_threat_and_every_request_ends_in_one_way() -> None:
    known = (End.HIT, End.NO_HIT, End.UNANSWERED, End.LOST, End.IN_FLIGHT)
    for record in records(ASKING):
        found, timetable = asked_in(record), record.timetable
        rows = np.arange(timetable.first_question, timetable.first_warning)
        cases = {(int(timetable.instance[r]), int(timetable.tie[r])) for r in rows}
        assert len(cases) == len(rows) >= len(found.end) > 0
        assert np.isin(found.end, known).all()
        assert ((found.answered == NEVER) | (found.answered > 0)).all()
        assert (found.asked >= 0).all()


def test_only_those_named_ask() -> None:
    for record in records(ASKING, "requests.by=[Hallmere Police]"):
        asking = record.timetable.picture_agency[record.asked != NEVER]
        assert {record.plan.layout.agencies[number] for number in asking} <= {"Hallmere Police"}
    clearly_more(hours, NOBODY_ASKS, (ASKING, "requests.by=[Hallmere Police]"))


def test_partners_who_withhold_nothing_have_told_all() -> None:
    settings = ("dials.trust=0", "dials.priorities=0")
    for record in records(ASKING, *settings):
        assert not answers(record)
        assert End.UNANSWERED not in asked_in(record).end
    one, other = records(ASKING, *settings), records(*NOBODY_ASKS, *settings)
    assert [decided(r, End.DELIVERED) for r in one] == [decided(r, End.DELIVERED) for r in other]


def test_a_belief_that_never_reaches_the_interest_asks_for_nothing() -> None:
    """The highest interest that is still below the threshold is reached only with it."""
    for record in records(ASKING, "requests.interest=0.9"):
        assert len(asked_in(record).end) == 0


def test_what_is_asked_and_answered_is_a_measure_of_success() -> None:
    data = as_data(compare(load(ASKING), rule=FixedNumber(10), workers=1))
    success, asking = data["success"], data["asking"]
    assert success["requests_asked"] == asking["asked"]
    assert success["requests_answered"] == asking["answered"]
    assert asking["asked"]["value"] > asking["ends"][0]["requests"]["value"] > 0
    assert sum(each["share"] for each in asking["ends"]) == pytest.approx(1.0)
    assert asking["deadline_hours"] == 7 * 24
    assert 0 < asking["in_time"]["low"] < asking["in_time"]["value"] < 1
    assert asking["queries"] is asking["found"] is None


def test_where_nobody_can_ask_nothing_is_measured() -> None:
    data = as_data(compare(load_data(changed({})), rule=FixedNumber(3), workers=1))
    assert data["asking"] is data["success"]["requests_asked"] is None


# A hand-made case


def hand_made(**changes: Any) -> dict[str, Any]:
    """Brevia sees half and asks Aldren, to which the matter means nothing, for the other half."""
    data = changed(
        {
            "countries.Aldren.priorities": {"smuggling": 0.0},
            "trust.default": 1.0,
            "sharing": {"vetting": "3 h", "default_marking": "RED"},
            "law.formal_route": {"duration": "5 h"},
            "channels.Hotline.latency": "2 h",
            "requests": {"interest": 0.3, "work": "7 h", "by": ["Brevia Police"]},
            "threats.The Shipment.indicators.second.when": "10 d",
            **{path.replace("__", "."): value for path, value in changes.items()},
        }
    )
    for country in data["countries"].values():
        country["legal_desk"] = {"opening": "round the clock"}
    for agency in data["agencies"].values():
        agency |= {"opening": "round the clock", "triage": "1 h", "systems": ["wire"]}
    return data


def by_hand(**changes: Any) -> Record:
    return run(Planner(load_data(hand_made(**changes))).plan(), 1, 1)


def test_an_answer_comes_after_the_question_the_search_and_the_whole_way() -> None:
    record = by_hand()
    found = asked_in(record)
    assert found.end.tolist() == [End.HIT]
    assert found.asked.tolist() == [11 * DAY + 1 * HOUR]
    assert found.answered.tolist() == [(2 + 7 + 3 + 5 + 2) * HOUR]
    (believed,) = record.detected[record.timetable.picture_agency == 1].tolist()
    assert believed == found.asked[0] + found.answered[0] + 1 * HOUR


@pytest.mark.parametrize(
    ("changes", "end", "hours_until"),
    [
        ({"law__formal_route": {"duration": "5 h", "refusal": 1.0}}, End.UNANSWERED, None),
        ({"law": {"formal_route": None}}, End.UNANSWERED, None),
        ({"trust__agencies": {"Aldren Police": {"Brevia Police": 0.0}}}, End.UNANSWERED, None),
        ({"channels__Hotline__ceiling": "AMBER"}, End.UNANSWERED, None),
        ({"countries__Aldren__priorities": {"smuggling": 1.0}}, End.HIT, 2 + 7),
        (
            {"threats__The Shipment__indicators__first__when": "20 d"},
            End.NO_HIT,
            2 + 7 + 2,
        ),
        ({"requests__work": "80 d"}, End.IN_FLIGHT, None),
        ({"channels__Hotline__loss": 0.95, "channels__Hotline__attempts": 1}, End.LOST, None),
    ],
    ids=[
        "refused",
        "no law",
        "no trust",
        "ceiling",
        "told before",
        "not yet seen",
        "too slow",
        "lost",
    ],
)
def test_what_else_a_request_can_come_to(
    changes: dict[str, Any], end: End, hours_until: int | None
) -> None:
    found = asked_in(by_hand(**changes))
    assert found.end.tolist() == [end]
    assert found.answered.tolist() == [NEVER if hours_until is None else hours_until * HOUR]


def test_the_trace_and_the_story_tell_who_asked() -> None:
    events = trace_of(records(ASKING)[0])
    ends = {event.why for event in events if event.what == "request"}
    assert {"hit", "no hit"} <= ends
    assert not ends & {event.why for event in events if event.what in ("copy", "warning")}
    design = ComparisonDesign(load_data(hand_made()))
    told = chosen(design, 1, (), StoryRequest(1))
    assert told is not None
    story = story_of(design, 1, told)
    assert story is not None
    words = [moment.words for moment in story.moments]
    asked = words.index("Brevia Police half believes it, and asks")
    assert words.index("Brevia Police sees second and writes a report") < asked
    assert words.index("Aldren Police believes it: DETECTED") > asked


# Databases


def test_the_index_brings_detection_forward() -> None:
    clearly_more(hours, NO_DATABASE, (SEARCHING,))


def test_it_leaves_alone_what_agencies_tell_each_other() -> None:
    ways = (*WITHHELD, End.NOT_RECOGNISED, End.OVER_CEILING)
    for with_it, without in zip(records(SEARCHING), records(*NO_DATABASE), strict=True):
        assert decided(with_it, *ways) == decided(without, *ways) != set()


def test_what_the_law_keeps_out_of_the_index_is_not_found_there() -> None:
    """Sevrin's formal route is longer than the exercise, until it ratifies."""
    found, ratified = (
        {writer(r, row) for r in records(*each) for row in answers(r)}
        for each in ((SEARCHING,), ALL_RATIFIED)
    )
    assert ratified - found == {"Sevrin Border Service"}
    clearly_more(hours, (SEARCHING,), ALL_RATIFIED)
    clearly_more(lambda record: float(len(answers(record))), ALL_RATIFIED, (SEARCHING,))


def test_what_is_above_its_ceiling_is_not_uploaded() -> None:
    low = records(SEARCHING, "databases.Common Index.ceiling=GREEN")
    assert not any(asked_in(record).hits for record in low)
    assert [hours(record) for record in low] == [hours(record) for record in records(*NO_DATABASE)]


def test_a_search_takes_seconds_and_finds_what_was_uploaded_by_others() -> None:
    found = 0
    for record in records(SEARCHING):
        timetable, layout = record.timetable, record.plan.layout
        for row in answers(record):
            upload = int(timetable.parent[row])
            assert layout.is_database[timetable.agency[upload]]
            assert layout.agencies[timetable.agency[row]] != writer(record, row)
            if record.end[row] != End.DELIVERED:
                continue
            found += 1
            asked_for = int(record.slots[timetable.slot_first[row]])
            assert record.done[upload] <= asked_for
            assert record.arrived[row] - asked_for == 10_000_000
    assert found > 100


def test_nobody_searches_more_often_with_success_than_it_searches() -> None:
    for record in records(SEARCHING):
        found = asked_in(record)
        assert found.queries >= found.hits > 0
        assert len(found.end) == 0
        assert (record.queries >= record.hits).all()
        assert ((record.queries > 0) == (record.asked != NEVER)).all()


def test_a_database_believes_nothing_and_has_no_analysts_load() -> None:
    for record in records(SEARCHING):
        holder = record.timetable.picture_agency
        assert not (record.detected[record.plan.layout.is_database[holder]] != NEVER).any()
    findings = compare(load(SEARCHING), rule=FixedNumber(5), workers=1)
    assert [each.agency for each in findings.loads] == list(load(SEARCHING).agencies)
    assert findings.asking is not None
    assert findings.asking.queries is not None
    assert findings.asking.queries.value > 0
    assert findings.asking.found is not None
