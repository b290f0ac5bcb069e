"""Does a page hold what its scenario gave, in one file that asks nobody for anything?"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from sim.analyses.comparison.comparison import compare
from sim.analyses.comparison.findings import Findings
from sim.analyses.picture.picture import Picture, picture_of
from sim.scenario.reading.reading import load
from sim.screen.page.obstacles import OBSTACLES, called
from sim.screen.page.page import page
from sim.screen.report.headline import answer
from tests.contracts.test_command_line import entente, refused
from tests.scenarios_for_tests import changed, load_data
from tests.shipped_runs import SHIPPED

FEW = 25
MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def findings() -> Findings:
    """Of a scenario."""
    return compare(load("border-triangle"), replications=FEW)


@pytest.fixture(scope="module")
def picture(findings: Findings) -> Picture:
    """What its page shows."""
    return picture_of(findings, load("border-triangle"))


@pytest.fixture(scope="module")
def text(picture: Picture) -> str:
    """Its page."""
    return page(picture)


def data_in(text: str) -> Any:
    """What the script of a page plays."""
    _, _, rest = text.partition('<script type="application/json" id="data">')
    return json.loads(rest.partition("</script>")[0])


def test_it_names_no_address(text: str) -> None:
    """Nothing in it is to be fetched."""
    written, _, script = text.partition("<script>")
    assert {*re.findall(r"https?://[^\"\s]+", script)} == {"http://www.w3.org/2000/svg"}  # a name
    assert "://" not in written
    links = re.findall(r"""(?:src|href|action|url)\s*[=(]\s*["']?([^"')\s>]+)""", written)
    assert {link[0] for link in links} == {"#"}


def test_nothing_runs_or_styles_it_but_what_it_names(text: str) -> None:
    """The content policy lets in the page's own script and style, by their hashes, and no other."""
    (policy,) = re.findall(r'Content-Security-Policy"\s+content="([^"]+)"', text)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    hashes = [
        base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()
        for each in (*styles, *scripts)
    ]
    assert len(hashes) == 2
    style, script = hashes
    assert policy == f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'"
    assert " style=" not in text
    assert not re.search(r" on[a-z]+=", text.split("<script", maxsplit=1)[0])


def test_what_a_scenario_says_stays_text() -> None:
    """A title that looks like markup is shown as it was written."""
    trap = "</script><img src=x onerror=alert(1)>"
    scenario = load_data(changed({"title": trap, "summary": trap}))
    text = page(picture_of(compare(scenario, replications=2), scenario))
    assert "<img" not in text
    assert text.count("&lt;img src=x onerror=alert(1)&gt;") >= 3


def test_it_tells_its_story_without_a_script(text: str, findings: Findings) -> None:
    """Who detected the threat after how long, each condition, and the day as a table."""
    before = text.split("<script", maxsplit=1)[0]
    assert findings.story is not None
    assert f"is detected by {findings.story.detected_by}" in before
    assert all(f"<dt>{called(rung.name, {})}</dt>" in before for rung in findings.ladder)
    assert before.count('<details class="day"') == len(findings.ladder)
    assert "is sure enough to act" in before


@pytest.mark.parametrize("name", ["border-triangle", "quiet-sea", "cold-snap"])
def test_it_begins_with_what_the_report_of_the_same_findings_begins_with(name: str) -> None:
    """Also where many threats are missed, or none is detected, hours come with what they mean."""
    scenario = load(name)
    found = compare(scenario, replications=4)
    said = html.unescape(page(picture_of(found, scenario)).partition("<main>")[0])
    assert answer(found).plain in said.replace("\u00a0", " ")
    assert said.count(" detected after") == answer(found).plain.count(" detected after")


def test_every_condition_is_played_on_the_same_day(picture: Picture) -> None:
    """Threats begin at the same moments, whatever stands in the way."""
    onsets = {tuple(case.onset_us for case in day.cases) for day in picture.days}
    assert len(onsets) == 1


def test_the_day_as_written_is_that_of_the_story(picture: Picture, text: str) -> None:
    """The map detects the threat when the story of the report does."""
    story, played = picture.story, data_in(text)["days"][0]
    assert story is not None
    (case,) = (case for case in played["cases"] if case[0] == story.threat)
    assert (case[3] - case[2]) / 60 == pytest.approx(story.hours, abs=2 / 60)
    assert [played["agencies"][number] for number in case[4]] == [story.detected_by]


def test_a_setting_of_the_dials_is_what_a_comparison_gives(picture: Picture) -> None:
    """The same replications with dials set by hand give the same hours, to the last bit."""
    assert picture.settings is not None
    challenges = picture.settings.challenges
    for setting in picture.settings.each[1::13]:
        dials = {
            f"dials.{challenge.value}": strength
            for challenge, strength in zip(challenges, setting.strengths, strict=True)
        }
        by_hand = compare(load("border-triangle").set(dials), replications=FEW)
        assert by_hand.ladder[1].detection_time == setting.detection_time
        assert by_hand.ladder[1].missed == setting.missed


def test_the_right_answers_are_those_of_the_findings(picture: Picture, text: str) -> None:
    """A question about what costs most is answered by what the report names first."""
    assert picture.findings.costliest
    right, *_ = re.findall(r'<form data-right="([0-9 ]+)">.*?</fieldset>', text, re.DOTALL)
    form = text[text.index('<form data-right="') :]
    answers = re.findall(
        r"value=\"\d+\">\s+([^<\n]+)\s+</label>", form[: form.index("</fieldset>")]
    )
    assert {answers[int(one)] for one in right.split()} == {
        OBSTACLES[challenge] for challenge in picture.findings.costliest
    }


def test_of_too_much_one_condition_beside_as_written_is_told(
    monkeypatch: pytest.MonkeyPatch, findings: Findings
) -> None:
    """And the page says which are not."""
    monkeypatch.setattr("sim.analyses.picture.picture.MOST_MOVEMENTS", 1)
    picture = picture_of(findings, load("border-triangle"))
    assert [day.condition for day in picture.days] == ["as written", "without trust"]
    assert picture.beside == "without trust"
    left_out = [
        rung.name for rung in findings.ladder if rung.name not in ("as written", "without trust")
    ]
    assert set(picture.left_out) == set(left_out)
    text = " ".join(page(picture).split())
    assert f"left out: {', '.join(called(name, {}) for name in picture.left_out)}." in text


def test_where_nothing_is_scored_the_rest_is_told() -> None:
    """Desks and programmes are there, also where no window ends within the horizon."""
    scenario = load("lean-years").set({"horizon": "20 d"})
    text = page(picture_of(compare(scenario, replications=2), scenario))
    assert "No threat was scored" in text
    assert '<h2 id="h-programmes">' in text
    assert '<h2 id="h-threats">' not in text


def test_choices_do_not_give_the_answer_away(text: str) -> None:
    """They stand in the order of the alphabet."""
    form = text[text.index('<form data-right="') :]
    answers = re.findall(
        r"value=\"\d+\">\s+([^<\n]+)\s+</label>", form[: form.index("</fieldset>")]
    )
    assert answers == sorted(answers)


def test_whatever_moves_comes_from_and_goes_to_a_place_on_the_map() -> None:
    """Databases, too, lie on it, in the country of their seat."""
    scenario = load("common-index")
    text = page(picture_of(compare(scenario, replications=2), scenario))
    assert data_in(text)["days"][0]["moves"]
    assert every_end_lies_on_the_map(text)


def every_end_lies_on_the_map(text: str) -> bool:
    """Whether each map of a page has a place for every sender and receiver of each of its days."""
    maps = text.split('<svg class="map"')[1:]
    places = [{int(one) for one in re.findall(r'data-agency="(\d+)"', each)} for each in maps]
    days = data_in(text)["days"]
    ends = [{end for move in day["moves"] for end in move[2:4] if end >= 0} for day in days]
    return all(each <= places[0] & places[1] for each in ends)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_every_scenario_has_a_page_that_can_be_sent(name: str) -> None:
    """At most 3 MB, with every condition that it offers."""
    scenario = load(name)
    text = page(picture_of(compare(scenario, replications=2), scenario))
    assert len(text.encode()) <= MOST_BYTES
    assert len(data_in(text)["days"]) >= 2
    assert every_end_lies_on_the_map(text)


def test_beside_another_scenario_each_has_a_map_of_its_own(tmp_path: Path) -> None:
    """Left the other, right the one that is asked for."""
    to = tmp_path / "page.html"
    result = entente(
        "page", "two-neighbours", "--against", "border-triangle", "--to", to, "-n", "3"
    )
    assert result.exit_code == 0, result.output
    names = [day["name"] for day in data_in(to.read_text("utf-8"))["days"]]
    assert names == ["The border triangle", "Two neighbours"]


def test_settings_stand_beside_the_scenario_as_written(tmp_path: Path) -> None:
    """So does the report of `run` as a page."""
    for command in (("page", "--to"), ("run", "--page")):
        to = tmp_path / f"{command[0]}.html"
        result = entente(
            command[0], "two-neighbours", "--set", "dials.trust=0", command[1], to, "-n", "3"
        )
        assert result.exit_code == 0, result.output
        names = [day["name"] for day in data_in(to.read_text("utf-8"))["days"]]
        assert names == ["as written", "with your changes"]


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    """Unless its user says otherwise."""
    to = tmp_path / "page.html"
    to.write_text("mine", "utf-8")
    assert "--overwrite" in refused(entente("page", "two-neighbours", "--to", to, "-n", "3"))
    assert "--overwrite" in refused(entente("run", "two-neighbours", "--page", to, "-n", "3"))
    assert to.read_text("utf-8") == "mine"


def test_against_and_settings_do_not_mix(tmp_path: Path) -> None:
    """One day can be shown twice, not three times."""
    told = refused(
        entente(
            "page",
            "two-neighbours",
            "--against",
            "border-triangle",
            "--set",
            "dials.trust=0",
            "--to",
            tmp_path / "page.html",
        )
    )
    assert "not both" in told
