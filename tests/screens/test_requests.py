"""Requests and searches: is the picture right, and silent where nobody asks?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.console import Console
from syrupy.assertion import SnapshotAssertion

from sim.analyses.as_data import as_data
from sim.analyses.comparison.findings import Answered, Asking, Findings
from sim.plan.values.causes import End
from sim.scenario.schema.scenario import Scenario
from sim.screen.report.report import report
from sim.screen.report.requests import requests
from sim.screen.scenario.show import show
from sim.screen.toolkit.printing import paper_of
from sim.statistics.curve import detection_curve
from sim.statistics.intervals import Estimate, Kind
from tests.scenarios_for_tests import changed, load_data
from tests.screens.drawing import drawn
from tests.screens.fabricated import about, findings, share

SHARES = {End.HIT: 0.41, End.NO_HIT: 0.47, End.UNANSWERED: 0.07, End.LOST: 0.002, End.IN_FLIGHT: 0}
NONE = Estimate(0.0, None, None, 400, Kind.TOO_FEW)


def asking() -> Asking:
    """Made up, so that everything is there."""
    return Asking(
        asked=about(15.5, 0.4),
        ends=tuple(Answered(end, about(15.5 * p, 0.2), p) for end, p in SHARES.items()),
        answered=share(0.88),
        hours=about(61.0, 3.0),
        deadline_hours=168.0,
        in_time=share(0.86),
        curve=detection_curve([20.0, 40.0, 60.0, 80.0, 110.0, 900.0], 900.0),
        queries=about(18.2, 0.6),
        found=share(0.39),
    )


def only_searched() -> Asking:
    """No partner was asked."""
    return replace(
        asking(), asked=NONE, ends=(), answered=None, hours=None, in_time=None, curve=None
    )


def found(made: Asking) -> Findings:
    return replace(findings(), asking=made)


def shown(made: Asking, width: int = 80, encoding: str = "utf-8") -> str:
    """The section by itself."""

    def draw(console: Console) -> None:
        body = requests(found(made), paper_of(console))
        assert body is not None
        console.print(body)

    return drawn(draw, width, encoding)


@pytest.mark.parametrize("width", [80, 120])
def test_the_picture(width: int, snapshot: SnapshotAssertion) -> None:
    text = shown(asking(), width)
    assert text == snapshot
    assert max(map(len, text.splitlines())) <= width


def test_it_can_be_drawn_in_ascii() -> None:
    shown(asking(), encoding="ascii").encode("ascii")


def test_it_says_how_many_are_answered_in_time_and_by_when_most_are() -> None:
    text = " ".join(shown(asking()).split())
    assert "86 % (82 % to 90 %) of requests are answered within 7 d." in text
    assert "80 % are answered within 4.6 d." in text


def test_a_share_that_is_never_answered_has_no_time() -> None:
    few = replace(asking(), curve=detection_curve([20.0, 900.0, 900.0], 900.0))
    assert few.answered_by(0.8) is None
    assert few.answered_by(0.3) == 20.0
    assert "80 % are answered" not in shown(few)


def test_a_longer_bar_stands_for_a_larger_share() -> None:
    bars = {
        line.split("  ")[0].strip(): line.count("█")
        for line in shown(asking(), 120).splitlines()
        if line.startswith(tuple(end.words for end in SHARES))
    }
    assert bars["no hit"] > bars["hit"] > bars["unanswered"] > bars["in flight at the end"] == 0


def test_searches_stand_alone_where_no_partner_is_asked() -> None:
    text = " ".join(shown(only_searched()).split())
    assert text.startswith("Databases are searched 18")
    assert "39 % (35 % to 43 %) of searches bring something new." in text
    assert "partners" not in text


def test_that_nothing_was_searched_is_said_without_a_share() -> None:
    assert "bring" not in shown(replace(only_searched(), queries=NONE, found=None))


def test_that_nobody_asked_is_said() -> None:
    assert shown(replace(only_searched(), queries=None)).strip() == "Nobody asked a partner."


def test_it_has_its_place_in_the_report_and_none_where_nobody_can_ask() -> None:
    assert "Requests, with your changes" in drawn(lambda console: report(found(asking()), console))
    assert "Requests, with your changes" not in drawn(lambda console: report(findings(), console))


def test_it_is_found_in_the_data_by_the_words_of_the_field() -> None:
    data = as_data(found(asking()))["asking"]
    ends = [each["end"] for each in data["ends"]]
    assert ends[:3] == ["hit", "no hit", "unanswered"]
    assert data["in_time"]["value"] == pytest.approx(0.86)


# The map


def mapped(scenario: Scenario, width: int = 80) -> str:
    return " ".join(drawn(lambda console: show(scenario, console), width).split())


def test_the_map_says_who_asks_whom_and_what_is_searched() -> None:
    text = mapped(
        load_data(
            changed(
                {
                    "requests": {"interest": 0.15, "work": "2 d", "by": ["Brevia Police"]},
                    "databases.Shared Index": {
                        "seat": "Aldren",
                        "members": ["Aldren Police", "Brevia Police"],
                        "ceiling": "AMBER",
                    },
                }
            )
        ),
        120,
    )
    assert "Brevia Police asks partners, from a belief of 15 %* up to the threshold." in text
    assert "searches for 2 d*; an answer within 7 d [" in text
    assert "Shared Index" in text
    assert "kept by Aldren" in text
    assert "AMBER" in text.split("kept by Aldren")[0].split("Shared Index")[1]


def test_the_map_says_that_only_databases_are_searched() -> None:
    scenario = load_data(changed({"requests": {"interest": 0.15}}))
    assert "Every agency asks databases" in mapped(scenario)
    assert "partners are not asked" in mapped(scenario)


def test_the_map_is_silent_where_nobody_asks() -> None:
    assert "Requests and databases" not in mapped(load_data(changed({})))
