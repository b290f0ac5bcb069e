"""Does the report show everything that was found, on any stream, whatever things are called?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from sim.analyses.comparison.findings import Findings, Part
from sim.plan.values.causes import Cause
from sim.scenario.values.dials import Challenge
from sim.screen.report.attribution import whole_parts
from sim.screen.report.report import report
from tests.screens import fabricated
from tests.screens.drawing import drawn
from tests.screens.fabricated import about

CASES = [
    fabricated.findings,
    fabricated.without_scored_threats,
    fabricated.nothing_detected,
    fabricated.stopped_early,
]
AWKWARD = (
    "[red]x[/red]",
    ":smile: \\[bold]",
    "משטרת הנמל",
    "👩‍👩‍👧 岬の警察",
    "line\nbreak \x1b[31mred\u202e",
    "a very long name of an agency that never ends and goes on until the table gives up",
)


@cache
def shown(case: Callable[[], Findings], width: int = 80, encoding: str = "utf-8") -> str:
    """A case as it is drawn, once for all tests that read it."""
    return text_of(case(), width, encoding)


def text_of(findings: Findings, width: int = 80, encoding: str = "utf-8") -> str:
    return drawn(partial(report, findings), width, encoding)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_report_looks_as_it_did(
    case: Callable[[], Findings], width: int, snapshot: SnapshotAssertion
) -> None:
    assert shown(case, width) == snapshot


def test_the_report_in_ascii_looks_as_it_did(snapshot: SnapshotAssertion) -> None:
    assert shown(fabricated.findings, encoding="ascii") == snapshot


@pytest.mark.parametrize("width", [80, 97, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_no_line_is_wider_than_the_console(
    case: Callable[[], Findings], encoding: str, width: int
) -> None:
    lines = shown(case, width, encoding).splitlines()
    assert max(cell_len(line) for line in lines) <= width


@pytest.mark.parametrize("name", AWKWARD, ids=range(len(AWKWARD)))
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_names_are_text_and_nothing_else(name: str, encoding: str) -> None:
    text = text_of(fabricated.named(name, "Brand Customs"), encoding=encoding)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(cell_len(line) for line in text.splitlines()) <= 80


def test_markup_is_printed_as_it_is_written() -> None:
    text = text_of(fabricated.named("[red]x[/red]", ":smile:"))
    assert text.count("[red]x[/red]") >= 6
    assert ":smile:" in text


@given(st.text(min_size=1, max_size=40))
def test_no_name_bends_the_report(name: str) -> None:
    text = text_of(fabricated.named(name, "Brand Customs"))
    assert max(cell_len(line) for line in text.splitlines()) <= 80


def test_the_headline_says_what_was_found() -> None:
    text = " ".join(shown(fabricated.findings).split())
    assert "a threat is detected after 26 d 4 h (24 d 4 h to 28 d 5 h) on average" in text
    assert "up to its window of 45 d; 31 % (27 % to 35 %) are not detected" in text
    assert "What costs most: law, 11 d (9 d 8 h to 12 d 17 h)." in text


def test_the_headline_says_what_the_settings_change() -> None:
    said = " ".join(shown(fabricated.findings).split())
    change = (
        "As written it is 27 d 21 h; your changes make it 1 d 17 h sooner (1 d 11 h to 1 d 23 h)."
    )
    assert change in said
    unsure = " ".join(shown(fabricated.stopped_early).split())
    few = "only 3 of 400 replications differ, too few to tell what your changes make of it."
    assert few in unsure
    assert "Which challenge costs most cannot be told: run more replications." in unsure
    none = " ".join(shown(fabricated.nothing_detected).split())
    assert "Your changes make no difference to when it is detected: as written, never." in none
    assert "Nothing else that is compared changes." in none


def test_the_headline_gives_the_cost_as_the_parts_have_it() -> None:
    made = fabricated.small_total()
    text = " ".join(text_of(made).split())
    assert "What costs most: capacity, 11 h (10 h to 13 h)." in text
    assert "Sum: 11 h = 11 h (10 h to 13 h), with your changes minus ideal." in text
    assert "rounded to add up" not in text


def test_what_never_differs_makes_no_difference() -> None:
    costs = shown(fabricated.nothing_detected).partition("What each challenge costs")[2]
    costs = costs.partition("Where the hours went")[0]
    assert "too few to tell" not in costs
    assert "Sum: no difference, with your changes minus ideal." in costs
    assert costs.count("no difference") == len(fabricated.findings().attribution) + 1


def test_too_few_is_explained_where_it_is_said() -> None:
    why = "without legal obstacles, only 3 of 400 replications differ"
    assert why in " ".join(shown(fabricated.stopped_early).split())
    assert "replications differ" not in shown(fabricated.nothing_detected)


def test_what_costs_most_is_named_with_what_is_not_told_apart_from_it() -> None:
    close = replace(fabricated.findings(), costliest=(Challenge.LAW, Challenge.TRUST))
    text = " ".join(text_of(close).split())
    assert "What costs most: law or trust (11 d and 5 d 10 h, not told apart)." in text


def test_every_threat_has_its_row() -> None:
    text = shown(fabricated.findings).partition("\nBy threat ─")[2].partition("\nThe story")[0]
    assert "cargo at the" in text
    assert "61 % Aldren Police" in text
    assert "letters" in text
    assert "By threat" not in shown(fabricated.without_scored_threats)


def test_the_sum_of_the_parts_is_printed() -> None:
    text = " ".join(shown(fabricated.findings).split())
    assert (
        "Sum: 11 d + 5 d 10 h + 3 d 16 h + 1 d 8 h - 1 d 6 h = 20 d 4 h (18 d 12 h to 21 d 21 h)"
        in text
    )
    assert "with your changes minus ideal" in text


def test_printed_parts_add_up_to_what_is_printed_as_written_minus_ideal() -> None:
    assert sum(whole_parts(fabricated.findings()).values()) == round(628.3) - round(144.0)


@pytest.mark.parametrize(
    "heading", ["What would change it", "What each challenge costs", "Where the hours went"]
)
def test_hours_come_with_their_window(heading: str) -> None:
    text = shown(fabricated.findings)
    section = text.partition(f"\n{heading}")[2].split("───\n\n")[1]
    assert "window of 45 d" in " ".join(section.split())


def test_failures_and_unmoved_challenges_are_told() -> None:
    text = " ".join(shown(fabricated.findings).split())
    assert "2 of 400 replications failed and are left out of every condition" in text
    assert "nothing of them in this scenario: interoperability and definitions" in text
    assert "398 of 400, precision reached" in text


def test_what_is_unsure_is_said_to_be() -> None:
    text = shown(fabricated.stopped_early)
    assert "7 of 1,600, stopped by the user" in text
    assert "sooner" not in text
    assert "Which challenge" in text


def test_what_was_not_reached_is_said() -> None:
    text = " ".join(shown(fabricated.nothing_detected).split())
    assert "no threat is detected within its window of 45 d (at most 1 %)" in text
    assert "not reached within the window" in text


def test_pairs_become_a_list_where_a_matrix_is_too_wide() -> None:
    many = tuple(f"Agency {i}" for i in range(40))
    text = text_of(fabricated.named(*many))
    assert "The 10 pairs with most copies, of 1,560" in " ".join(text.split())
    assert "20 others are less busy" in " ".join(text.split())


def test_a_difference_that_is_not_told_apart_stands_bare_nowhere() -> None:
    made = fabricated.findings()
    unclear = replace(about(9.0, 20.0), more=102, less=88)
    ladder = tuple(
        replace(each, gain=unclear) if each.name == "alone" else each for each in made.ladder
    )
    text = text_of(replace(made, ladder=ladder))
    chart, table = text.partition("condition   ")[::2]
    (row,) = (line for line in chart.splitlines() if line.startswith("alone"))
    assert row.endswith("not told apart")
    assert "Not told apart: the interval reaches to both sides" in " ".join(chart.split())
    assert " h later to 1 d " in table


def test_parts_that_are_alike_are_printed_alike() -> None:
    made = fabricated.small_total()
    small = about(0.3, 4.0)
    parts = (
        Part(Challenge.CAPACITY, about(10.75, 1.0)),
        Part(Challenge.TRUST, small),
        Part(Challenge.COMMUNICATION, small),
    )
    alike = replace(made, attribution=parts)
    printed = whole_parts(alike)
    assert printed[Challenge.TRUST] == printed[Challenge.COMMUNICATION] == 0.0
    assert sum(printed.values()) == printed[Challenge.CAPACITY]
    said = " ".join(text_of(alike).split())
    assert "h + under 1 h + under 1 h = " in said


def test_the_pairs_listed_are_said_to_be_some_of_those_with_as_many_copies() -> None:
    made = fabricated.named(*(f"Agency {i}" for i in range(40)))
    alike = replace(made, shares=tuple(replace(each, copies=191) for each in made.shares[:27]))
    assert "10 of the 27 pairs with most copies, of 27" in " ".join(text_of(alike).split())


def test_hours_that_challenges_lengthen_unseen_are_said_to_be() -> None:
    made = fabricated.findings()
    said = " ".join(text_of(made).split())
    assert '"Not detected": all hours of threats that are missed' in said
    assert '"Not yet visible": until the indicator that decided' not in said
    waited = tuple(
        replace(each, hours=about(200.0, 5.0)) if each.cause is Cause.NOT_YET_VISIBLE else each
        for each in made.spent
    )
    longer = " ".join(text_of(replace(made, spent=waited)).split())
    assert '"Not yet visible": until the indicator that decided. Ideal takes 6 d in all' in longer


def test_what_settings_change_stands_bare_nowhere_either() -> None:
    unclear = replace(about(-9.0, 20.0), more=88, less=102)
    text = text_of(replace(fabricated.findings(), comparison=fabricated._comparison(unclear)))
    rows = [line for line in text.splitlines() if line.startswith("with your changes")]
    assert rows[0].endswith("not told apart")
    assert "9 h sooner" in " ".join(text.split())
