"""Does the page of a study tell what the terminal tells, and run nothing?"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sim.screen.page.study import study_page
from sim.screen.studies.study import CONDITIONS, ON_EACH_AXIS, TOGETHER, sections
from sim.screen.toolkit.printing import BLOCKS, Paper
from sim.studies.results.values import Answers
from tests.pages.browser import Opened, needs_a_browser, obstacles
from tests.screens.test_study import grid, indices, not_begun, sampled, screening, unfinished


@pytest.mark.parametrize("case", [grid, indices, screening, sampled, unfinished, not_begun])
def test_every_section_of_the_terminal_stands_on_the_page(
    case: Callable[[Path], Answers], tmp_path: Path
) -> None:
    """In the same order, each with something in it; nothing in the page can run."""
    found = case(tmp_path / "study.sqlite")
    text = study_page(found)
    titles = re.findall(r"<h2>([^<]+)</h2>", text)
    assert titles == list(sections(found, Paper(100, BLOCKS)))
    assert "<script" not in text
    assert all(part.strip() for part in re.findall(r"<pre[^>]*>(.*?)</pre>", text, re.DOTALL))


def test_every_cell_of_the_map_is_a_cell_of_its_table(tmp_path: Path) -> None:
    """The largest value has the darkest shade, the smallest the lightest."""
    found = grid(tmp_path / "study.sqlite")
    assert found.heat_map is not None
    text = study_page(found).partition(f"<h2>{TOGETHER}</h2>")[2].partition("</table>")[0]
    shades = [int(shade) for shade in re.findall(r'class="shade-(\d)"', text)]
    values = [one.value for cells in found.heat_map.map.cells for one in cells]
    assert len(shades) == len(values)
    assert shades[values.index(max(values))] == 4
    assert shades[values.index(min(values))] == 0


@needs_a_browser
def test_it_opens_in_a_browser(browser: Browser, tmp_path: Path) -> None:
    """It asks for nothing, keeps nobody out, and is no wider than a phone."""
    file = tmp_path / "study.html"
    file.write_text(study_page(grid(tmp_path / "study.sqlite")), "utf-8")
    window = Opened(browser, file)
    window.page.set_viewport_size({"width": 360, "height": 800})
    assert window.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert window.requests == [file.as_uri()]
    assert window.complaints == []
    assert obstacles(window.page) == []
    assert window.page.get_by_text(ON_EACH_AXIS).is_visible()
    assert window.page.get_by_text(CONDITIONS, exact=True).is_visible()
    window.close()
