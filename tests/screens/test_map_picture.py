"""Does the picture of a scenario show who may tell whom, and under what?"""

from __future__ import annotations

import io

import pytest

from sim.scenario.reading.reading import load
from sim.screen.scenario.map import MOST, map_of
from sim.screen.toolkit.canvas import Canvas
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.printing import ASCII, BLOCKS, Glyphs, Paper
from sim.screen.toolkit.terminal import console
from tests.shipped_runs import SHIPPED


def drawn(name: str, glyphs: Glyphs = BLOCKS, *settings: str) -> str:
    scenario = load(name, list(settings))
    picture = map_of(scenario, Paper(80, glyphs))
    out = io.StringIO()
    if picture is not None:
        console(out).print(picture)
    return out.getvalue()


def test_a_line_is_as_fine_as_its_signs() -> None:
    fine, coarse = Canvas(5, 1, fine=True), Canvas(5, 1, fine=False)
    for sheet in (fine, coarse):
        sheet.line((0, 0), (4, 0), broken=False)
    assert coarse.lines() == ["....."]
    (row,) = fine.lines()
    assert len(row) == 5
    assert all("\u2800" < sign <= "\u28ff" for sign in row)


def test_text_stands_on_top_and_nothing_falls_off_the_sheet() -> None:
    sheet = Canvas(4, 3, fine=True)
    sheet.line((-3, -3), (9, 9), broken=False)
    sheet.write("over the edge", 2, 1)
    assert sheet.lines()[1].endswith("ov")


@pytest.mark.parametrize("glyphs", [BLOCKS, ASCII], ids=["blocks", "ascii"])
def test_the_side_without_an_agreement_is_broken_and_says_so(glyphs: Glyphs) -> None:
    shown = drawn("border-triangle", glyphs)
    assert all(name in shown for name in ("Ostermere", "Halvenna", "Lirenta"))
    (row,) = (line for line in shown.splitlines() if "(3)" in line and "agencies" in line)
    between = row.split("agencies")[1]
    assert between.count("  ") > 3 if glyphs is BLOCKS else ". . ." in between
    assert "(3) no agreement, formal route" in shown
    assert "(1) Coast Accord" in shown


def test_what_is_alike_carries_one_number() -> None:
    shown = drawn("right-question")
    assert shown.count("(1)") == 6 + 1
    assert "(2)" not in shown


@pytest.mark.parametrize("name", SHIPPED)
def test_every_country_of_a_small_scenario_is_on_it(name: str) -> None:
    scenario, shown = load(name), drawn(name)
    homes = {agency.home for agency in scenario.agencies.values()}
    assert bool(shown) == (2 <= len(homes) <= MOST)
    if shown:
        assert all(safe(home)[:17] in shown for home in homes)
        assert max(map(len, shown.splitlines())) <= 80
