"""How often a copy is withheld, not recognised, refused or lost: as its probabilities say."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from sim.plan.planner import Planner
from sim.plan.values.causes import End
from tests.analytic.bounds import share_agrees
from tests.quickest import runs
from tests.scenarios_for_tests import changed, load_data

REPLICATIONS = 40
REPORTS = 100
CERTAIN = {"probability": 1.0, "duration": "0 h"}


def world(changes: dict[str, Any], count: int = REPORTS) -> dict[str, Any]:
    """One agency tells another of many indicators; without the changes every copy arrives."""
    usual = {
        "countries.Aldren.legal_desk": {"opening": "round the clock"},
        "agencies.Aldren Police.analysts": 1000,
        "agencies.Brevia Police.observes": [],
        "agreements.Pact": {"members": ["Aldren", "Brevia"], "review": CERTAIN},
        "trust.default": 1.0,
        "threats.The Shipment.indicators": {
            "sign": {"kind": "sign", "where": ["Aldren"], "count": count}
        },
    }
    return changed(usual | changes)


def ends(data: dict[str, Any], replications: int = REPLICATIONS) -> list[Counter[End]]:
    """By replication, how copies ended."""
    plan = Planner(load_data(data)).plan()
    return [
        Counter(End(int(end)) for end in one.end[one.timetable.parent >= 0])
        for one in runs(plan, 7, range(replications))
    ]


WITHHELD, NEEDLESS, DELIVERED = End.WITHHELD_TRUST, End.WITHHELD_NEED_TO_KNOW, End.DELIVERED
PRIORITY = "countries.Aldren.priorities"
RECOGNISES = "countries.Brevia.recognises"
LINE = {"between": ["Aldren Police", "Brevia Police"]}


@pytest.mark.parametrize(
    ("changes", "exact"),
    [
        ({"sharing.default_marking": "CLEAR", "trust.default": 0.3}, {DELIVERED: 1.0}),
        ({"sharing.default_marking": "GREEN", "trust.default": 0.36}, {DELIVERED: 0.6}),
        ({"sharing.default_marking": "AMBER", "trust.default": 0.3}, {WITHHELD: 0.7}),
        ({"sharing.default_marking": "AMBER+STRICT", "trust.default": 0.6}, {DELIVERED: 0.36}),
        ({"sharing.default_marking": "RED", "trust.default": 0.8}, {DELIVERED: 0.8**4}),
        (
            {PRIORITY: {"smuggling": 0.25}, "trust.default": 0.8},
            {WITHHELD: 0.2, NEEDLESS: 0.6, DELIVERED: 0.2},
        ),
        (
            {PRIORITY: {"smuggling": 0.25}, "trust.default": 0.8, "dials.priorities": 0.4},
            {NEEDLESS: 0.8 * 0.3, DELIVERED: 0.8 * 0.7},
        ),
        ({"trust.default": 0.8, "dials.trust": 2.0}, {DELIVERED: 0.6}),
        ({"trust.default": 0.8, "dials.trust": 0.5}, {DELIVERED: 0.9}),
        ({"channels.Hotline": LINE | {"loss": 0.6, "attempts": 3}}, {End.LOST: 0.6**3}),
        (
            {"channels.Hotline": LINE | {"loss": 0.6, "attempts": 2}, "dials.communication": 0.5},
            {End.LOST: 0.3**2},
        ),
        ({"channels.Hotline": LINE | {"ceiling": "GREEN"}}, {End.OVER_CEILING: 1.0}),
        (
            {"channels.Hotline": LINE | {"ceiling": "GREEN"}, "trust.default": 0.8},
            {WITHHELD: 0.2, End.OVER_CEILING: 0.8},
        ),
    ],
)
def test_each_copy_ends_as_often_as_its_probabilities_say(
    changes: dict[str, Any], exact: dict[End, float]
) -> None:
    total: Counter[End] = sum(ends(world({"horizon": "3 years"} | changes)), Counter())
    assert total.total() == REPORTS * REPLICATIONS
    for end, probability in exact.items():
        share_agrees(total[end], total.total(), probability)


@pytest.mark.parametrize(
    ("changes", "end", "exact"),
    [
        ({"agreements.Pact.review": CERTAIN | {"refusal": 0.3}}, End.REFUSED, 0.3),
        (
            {"agreements.Pact.review": CERTAIN | {"refusal": 0.3}, "dials.law": 2.0},
            End.REFUSED,
            0.6,
        ),
        ({RECOGNISES: {"smuggling": 0.4}, "law": {"formal_route": None}}, End.NOT_RECOGNISED, 0.6),
        (
            {
                RECOGNISES: {"smuggling": 0.4},
                "law": {"formal_route": None},
                "dials.definitions": 0.5,
            },
            End.NOT_RECOGNISED,
            0.3,
        ),
        ({"sharing.per": "case", "trust.default": 0.35}, DELIVERED, 0.35),
    ],
)
def test_what_is_decided_for_a_case_holds_for_all_its_copies(
    changes: dict[str, Any], end: End, exact: float
) -> None:
    data = world({"horizon": "3 years"} | changes, count=5)
    counts = [one[end] for one in ends(data, 1000)]
    assert set(counts) == {0, 5}
    share_agrees(sum(count == 5 for count in counts), len(counts), exact)


def test_a_review_that_does_not_happen_refuses_nothing() -> None:
    review = {"probability": 0.4, "duration": "0 h", "refusal": 1.0}
    total: Counter[End] = sum(
        ends(world({"horizon": "3 years", "agreements.Pact.review": review})), Counter()
    )
    share_agrees(total[End.REFUSED], total.total(), 0.4)


@pytest.mark.parametrize(("per", "exact"), [("report", 1 - 56 / 1024), ("case", 0.5)])
def test_whether_three_of_ten_get_through_depends_on_what_is_decided_once(
    per: str, exact: float
) -> None:
    data = world({"horizon": "3 years", "sharing.per": per, "trust.default": 0.5}, count=10)
    through = np.array([one[DELIVERED] >= 3 for one in ends(data, 1000)])
    share_agrees(int(through.sum()), 1000, exact)
