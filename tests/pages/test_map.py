"""Can every name on every map be read: the page's and the wall's, of every shipped scenario?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from sim.plan.databases import with_databases
from sim.rooms.server import text_of
from sim.rooms.words.localising import localised
from sim.scenario.reading.reading import load
from sim.scenario.reading.shipped import shipped
from sim.scenario.schema.scenario import Scenario
from sim.screen.page.geography import MOST_NAMED, geography_of
from sim.screen.page.page import map_of
from sim.screen.page.template import own_text, template_of, templates
from sim.screen.page.ways import ways_of
from tests.pages.browser import needs_a_browser
from tests.pages.measuring import WALL_LETTERS, low_letters, overlaps

pytestmark = needs_a_browser
ON_A_WALL = '<main class="wall"><section>{}</section></main>'
PLAYED_AGAIN = """<main class="wall looking-back"><section class="slide happened">
<div class="replay"><div>{}</div></div></section></main>"""


@pytest.fixture(scope="module")
def scenarios() -> list[Scenario]:
    """Every shipped one."""
    return [load(each.name) for each in shipped()]


def _of_page(scenarios: list[Scenario]) -> str:
    """The maps of their pages, beneath each other."""
    macro = template_of("map.html", {}).module.figure_map  # type: ignore[attr-defined]
    maps = "".join(f"<figure>{macro(0, map_of(each), each.title)}</figure>" for each in scenarios)
    return f"<style>{own_text('style.css')}</style><main>{maps}</main>"


def _of_wall(scenarios: list[Scenario], around: str = ON_A_WALL) -> str:
    """The maps of their walls, beneath each other, as wide as on a wall."""
    template = templates(text_of).get_template("wall/map.html")
    maps = []
    for each in scenarios:
        complete = with_databases(each)
        geography = geography_of(complete)
        ways = list(ways_of(complete, geography))
        maps.append(template.render(map=geography, ways=ways, **localised("en", 0)))
    walls = "".join(around.format(each) for each in maps)
    return f"<style>{text_of('room.css')}</style>{walls}"


def _of_replay(scenarios: list[Scenario]) -> str:
    """The same beside the story of the day, where it is played again."""
    return _of_wall(scenarios, PLAYED_AGAIN)


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("maps", [_of_page, _of_wall, _of_replay])
def test_no_name_lies_over_another(
    browser: Browser, scenarios: list[Scenario], maps: object, width: int, height: int
) -> None:
    """Nor over a desk, nor beyond the edge."""
    assert callable(maps)
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(maps(scenarios))
    found = overlaps(page)
    assert len(found) == len(scenarios)
    wrong = {each.title: over for each, (_, over) in zip(scenarios, found, strict=True) if over}
    assert wrong == {}
    named = [len(each.countries) <= MOST_NAMED for each in scenarios]
    assert [number >= 1 for number, _ in found] == named
    if width >= 1280:
        assert (
            low_letters(page, WALL_LETTERS if width == 1920 and maps is not _of_page else 12) == []
        )
    page.close()
