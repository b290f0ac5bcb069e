"""What participants are given says what they may know, and nothing that gives a threat away."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.exercise.levers import levers_of
from sim.exercise.moves import minute_at, moves_of
from sim.exercise.session import Session
from sim.exercise.teams import teams_of
from sim.scenario.reading.reading import load
from sim.scenario.reading.shipped import shipped
from sim.scenario.schema.scenario import Scenario
from sim.screen.exercise.briefing import for_participants, for_team
from sim.screen.exercise.document import as_html, as_markdown
from sim.screen.exercise.handouts import cards_of, handouts


def forbidden_in(scenario: Scenario) -> set[str]:
    """Names that only the facilitator may know, and words that say what a case is."""
    names = {"red herring", "likelihood ratio", "false alarm"}
    for matters in (scenario.threats, scenario.red_herrings):
        for name, matter in matters.items():
            kinds = {each.kind for each in matter.indicators.values()}
            names |= {name, *(set(matter.indicators) - kinds)}
    return names


def said_of(text: str, names: set[str]) -> list[str]:
    """Which names a text says, as words of their own."""
    plain = " ".join(unescape(text).replace("\\", "").lower().split())
    return [name for name in names if re.search(rf"\b{re.escape(name.lower())}\b", plain)]


@pytest.mark.parametrize("name", [each.name for each in shipped()])
def test_no_briefing_says_what_only_the_facilitator_may_know(name: str) -> None:
    scenario = load(name)
    names = forbidden_in(scenario)
    assert not said_of(as_markdown(for_participants(scenario)), names)
    levers = levers_of(scenario, teams_of(scenario))
    for team in teams_of(scenario):
        assert not said_of(as_markdown(for_team(scenario, team, levers)), names), team.name


def test_the_search_finds_what_is_said() -> None:
    scenario = load("border-triangle")
    threat = next(iter(scenario.threats))
    assert said_of(f"They fear {threat}.", forbidden_in(scenario)) == [threat]


def test_pages_hold_only_cards_of_their_team_and_ask_for_nothing() -> None:
    session = Session("border-triangle", day=3)
    session.advance(to=session.scenario.horizon)
    names = forbidden_in(session.scenario)
    pages = handouts(session)
    assert list(pages) == [*session.teams, "facilitator", "score sheet", "feedback form"]
    for who, blocks in pages.items():
        page = as_html(who, blocks, f"EXERCISE - {who}")
        assert f"EXERCISE - {who}" in page
        assert not re.search(r"(src=|href|url\(|@import|https?:)", page)
        assert not said_of(page, names), who
    cards = {team: cards_of(session, team) for team in session.teams}
    assert any(cards.values())
    for team, own in cards.items():
        assert own == sorted(own)
        for _, kind, says in own:
            if kind == "report":
                assert says.split(":")[0] in session.teams[team].agencies


def test_minutes_follow_the_moves() -> None:
    scenario = load("border-triangle")
    moves = moves_of(scenario)
    assert minute_at(moves, 0.0) == 0.0
    assert minute_at(moves, scenario.horizon) == sum(move.minutes for move in moves)
    half = (moves[1].begins + moves[1].ends) / 2
    assert minute_at(moves, half) == moves[0].minutes + moves[1].minutes / 2


def test_commands(tmp_path: Path) -> None:
    runner = CliRunner()
    done = runner.invoke(main, ["show", "border-triangle", "--for", "Lirenta"])
    assert done.exit_code == 0
    assert "Lirenta Customs" in done.output
    arguments = ["exercise", "handouts", "border-triangle", "--day", "3", "--to", str(tmp_path)]
    assert runner.invoke(main, arguments).exit_code == 0
    assert len(list(tmp_path.glob("*.html"))) == 6
