"""Is trust shown as written and as learned, and how little is known of a partner?"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from sim.analyses.comparison.findings import Findings, Learned
from sim.screen.report.report import report
from sim.screen.scenario.show import show
from sim.statistics.intervals import Estimate, Kind
from tests.scenarios_for_tests import changed, load_data
from tests.screens import fabricated
from tests.screens.drawing import drawn

HEADING = "What agencies learned about each other, with your changes"


def one(who: str, whom: str, written: float, trust: float, known: float, tested: float) -> Learned:
    return Learned(
        who=who,
        whom=whom,
        written=written,
        trust=Estimate(trust, trust - 0.02, trust + 0.02, 400, Kind.T),
        tenth=trust - 0.1,
        ninetieth=trust + 0.1,
        unknown=Estimate(known, known, known, 400, Kind.T),
        tested=tested,
        carried=trust,
    )


LEARNED = (
    one("Aldren Police", "Brevia Police", 0.5, 0.6, 0.4, 1.0),
    one("Brevia Police", "Aldren Police", 0.7, 0.25, 0.31, 0.9),
    one("Brevia Police", "Corvane Customs", 0.5, 0.5, 1.0, 0.0),
)


def section(findings: Findings, width: int = 80, encoding: str = "utf-8") -> str:
    text = drawn(partial(report, findings), width, encoding)
    return text.partition(HEADING)[2].partition("What this rests on")[0]


def told(*learned: Learned, width: int = 80) -> str:
    return section(replace(fabricated.findings(), learned=learned), width)


def line_of(text: str, start: str) -> str:
    return next(" ".join(line.split()) for line in text.splitlines() if line.startswith(start))


@pytest.mark.parametrize("width", [80, 120])
def test_a_pair_has_both_levels_the_spread_and_how_little_is_known(width: int) -> None:
    text = told(*LEARNED, width=width)
    assert max(map(len, text.splitlines())) <= width
    first = line_of(text, "Brevia Police")
    assert first.startswith("Brevia Police 0.70 -> 0.25 0.15 to 0.35")
    assert first.endswith(" 0.31")
    assert "in Aldren Police" in text


def test_what_moved_most_comes_first_and_is_said() -> None:
    text = told(*LEARNED)
    assert text.index("0.70 -> 0.25") < text.index("0.50 -> 0.60")
    said = " ".join(text.split())
    assert "trust is higher than written in 1 pair and lower in 1," in said
    assert (
        "The trust of Brevia Police in Aldren Police, from 0.70 to 0.25 (0.23 to 0.27), moved most."
        in said
    )


def test_pairs_whose_moves_are_not_told_apart_are_named_together() -> None:
    close = one("Corvane Customs", "Aldren Police", 0.7, 0.28, 0.31, 0.9)
    said = " ".join(told(*LEARNED, close).split())
    assert (
        "Most moved the trust of Brevia Police in Aldren Police, from 0.70 to 0.25 (0.23 to 0.27); "
        "or of Corvane Customs in Aldren Police, from 0.70 to 0.28 (0.26 to 0.30) (not told apart)."
        in said
    )
    many = [replace(close, who=f"Service {i}") for i in range(4)]
    said = " ".join(told(*LEARNED, *many).split())
    assert "Which of 5 pairs moved most cannot be told apart." in said


def test_a_pair_without_dealings_is_counted_not_drawn() -> None:
    text = told(*LEARNED)
    assert "Corvane Customs" not in text
    said = "1 pair had no dealings whose outcome became known: trust stays as written there"
    assert f"{said}, and u is 1.00." in " ".join(text.split())


def test_where_nothing_became_known_nothing_is_drawn() -> None:
    text = " ".join(told(LEARNED[2]).split())
    assert "No outcome became known, so trust is as written." in text
    assert "->" not in text


def test_where_nothing_is_learned_there_is_no_section() -> None:
    assert HEADING not in drawn(partial(report, fabricated.findings()))


def test_of_very_many_pairs_those_that_moved_most_are_drawn() -> None:
    many = [one(f"Agency {n}", "Bureau", 0.5, 0.5 + n / 200, 0.4, 1.0) for n in range(1, 61)]
    text = told(*many)
    assert text.count("0.50 -> ") == 40
    assert "Agency 60 " in text
    assert "Agency 20 " not in text
    assert "20 more pairs moved less." in " ".join(text.split())


def test_it_can_be_drawn_in_ascii() -> None:
    findings = replace(fabricated.findings(), learned=LEARNED)
    assert section(findings, encoding="ascii").isascii()


def test_names_cannot_write_on_the_terminal() -> None:
    text = told(one("[red]x\x1b[31m", "y", 0.5, 0.6, 0.4, 1.0))
    assert "\x1b[31m" not in text
    assert "[red]x" in text


def test_the_map_says_what_moves_trust_with_its_numbers_marked() -> None:
    scenario = load_data(changed({"trust.learning": {"known_after": "3 d", "confidence": 2.0}}))
    text = " ".join(drawn(partial(show, scenario)).split())
    assert "How something came out is known 3 d* later and looked at every 1 d*" in text
    assert "after 180 d* it counts half, and a bad outcome counts for 3* good ones" in text
    assert "stands for 2* outcomes" in text
    assert "begins at 0.50" in text


def test_the_map_says_nothing_where_trust_stays() -> None:
    assert "experience" not in drawn(partial(show, load_data(changed({}))))
