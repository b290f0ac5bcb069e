"""The after-action report: what it holds, and that nothing in it is taken for markup."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

import sim
from sim.cli.formats import schema_of
from sim.exercise.objectives import RATINGS
from sim.exercise.report import PLAN_COLUMNS, report_of
from sim.exercise.session import Session
from sim.scenario.schema.exercise import Exercise, Objective
from sim.scenario.values.value import with_fields
from sim.screen.exercise.document import (
    Block,
    Bullets,
    Grid,
    Heading,
    Paragraph,
    as_html,
    as_markdown,
)
from tests.contracts.test_command_line import entente
from tests.exercise.playing import undescribed
from tests.json_schemas import misfits

NASTY = "<b>bold</b> | *star* [link](http://example.org)\n# no heading"

ACTING = "\x1bc clears \x9b2J \u202e turns"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_report_is_written_once_in_three_forms(tmp_path: Path) -> None:
    journal, folder = tmp_path / "a.session", tmp_path / "report"
    with Session(undescribed("two-neighbours"), day=1, file=journal) as session:
        session.note(NASTY)
        lever = next(iter(session.levers.values()))
        session.pull(lever.teams[0], lever.name, agreed=lever.agree)
        session.advance(to=session.scenario.horizon)
        session.end()
    command = ("exercise", "report", journal, "--to", folder, "--days", "3")
    assert entente(*command).exit_code == 0
    data = json.loads((folder / "report.json").read_text("utf-8"))
    schema = schema_of("exercise-report")
    assert misfits(data, schema, schema) == []
    markdown = (folder / "report.md").read_text("utf-8")
    assert "improvement plan" in markdown.lower()
    assert all(f"- {letter}: {meaning}" in markdown for letter, meaning in RATINGS.items())
    assert f"| {' | '.join(PLAN_COLUMNS)} |" in markdown
    page = _Tags()
    page.feed((folder / "report.html").read_text("utf-8"))
    assert not {"script", "link", "img", "iframe", "a", "b"} & {tag for tag, _ in page.tags}
    assert not [each for _, attrs in page.tags for each in attrs if each[0] in ("src", "href")]
    assert NASTY in page.text
    (folder / "report.md").write_text("edited", encoding="utf-8")
    refused = entente(*command)
    assert refused.exit_code == 2
    assert "a name that is free" in refused.stderr
    assert (folder / "report.md").read_text("utf-8") == "edited"


def test_a_scenario_s_own_objectives_are_reported_with_their_team_s_evidence() -> None:
    own = Exercise(objectives={"Ask early": Objective(capability="C", organisation="Halvenna")})
    session = Session(with_fields(undescribed(), exercise=own), day=3)
    session.pull("Halvenna", "Halvenna shares more with Ostermere")
    session.pull("Lirenta", "Lirenta shares more with Ostermere")
    session.note("about them", team="Halvenna")
    session.note("about others", team="Lirenta")
    (one,) = report_of(session, sim.debrief(session, days=2)).objectives
    assert (one.name, one.organisation, one.rating) == ("Ask early", "Halvenna", "")
    text = "\n".join(one.evidence)
    assert "Halvenna shares more" in text
    assert "about them" in text
    assert "Lirenta" not in text
    assert "about others" not in text


@pytest.mark.parametrize("block", [Heading(NASTY), Paragraph(NASTY), Bullets([NASTY])])
def test_no_text_is_taken_for_markup(block: Heading | Paragraph | Bullets) -> None:
    (line,) = as_markdown([block]).splitlines()
    assert "\\<b\\>bold\\</b\\> \\| \\*star\\* \\[link\\]" in line
    assert "<b>" not in as_html(NASTY, [block])


def test_a_table_keeps_its_columns() -> None:
    lines = as_markdown([Grid(("one", "two"), [(NASTY, "")])]).splitlines()
    assert len(lines) == 3
    assert all(line.replace("\\|", "").count("|") == 3 for line in lines)


def test_a_report_does_not_act_on_who_reads_it_and_asks_nobody_for_anything() -> None:
    """A terminal that prints it is not cleared; a page of it lets nothing in but its style."""
    blocks: list[Block] = [
        Heading(ACTING),
        Paragraph(ACTING),
        Bullets([ACTING]),
        Grid([ACTING], [[ACTING]]),
    ]
    page = as_html(ACTING, blocks, ACTING)
    for text in (as_markdown(blocks), page):
        assert not {*text} & {"\x1b", "\x9b", "\u202e"}
        assert text.count("c clears") >= 5
    reader = _Tags()
    reader.feed(page)
    policies = [
        dict(found)["content"]
        for tag, found in reader.tags
        if ("http-equiv", "Content-Security-Policy") in found
    ]
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'"]
