"""Does the map show what a scenario says, and where each number comes from?"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from sim.scenario.files.document import parse_document
from sim.scenario.reading.reading import read, scenario_of
from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.show import show
from tests.screens.drawing import drawn

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))

WRITTEN = """\
entente: 1
title: "[red]Harbour[/red]"
summary: One cargo.
story: |
  A ship is due.
  Nobody knows its cargo.
begins: Tuesday 06:30 UTC
horizon: 60 d
warm_up: 2 weeks
countries:
  Aldren: {languages: [Aldrish], utc: "+01:00", responsible: Aldren Police}
  Brand:
    languages: [Brandish]
    recognises: {smuggling: 0.5}
    priorities: {smuggling: 0.8}
bodies:
  The Bureau: {languages: [Aldrish, Brandish]}
agencies:
  Aldren Police: {country: Aldren, systems: [ledger]}
  Brand Customs:
    country: Brand
    systems: [cards]
    observes: [{kinds: [papers], where: [Brand], probability: 0.9}]
  Bureau Desk: {body: The Bureau, role: fusion centre, opening: round the clock}
channels:
  Line: {between: [Aldren Police, Brand Customs], kind: hotline, loss: 0.05}
  Bulletin: {members: [Aldren Police, Brand Customs, Bureau Desk], relay: 6 h, ceiling: GREEN}
agreements:
  Pact:
    members: [Aldren, Brand]
    covers: [smuggling]
    review: {probability: 0.6, duration: {lognormal: {median: 3 d, p90: 7 d}}, refusal: 0.045}
  Draft: {members: [Aldren, Brand], review: {duration: 1 h}, in_force: false}
trust:
  countries: {Aldren: {Brand: 0.6}}
threats:
  The ship:
    category: smuggling
    country: Aldren
    onset: 2 d
    deadline: 30 d
    indicators:
      bill: {kind: papers, where: [Brand], when: {uniform: {from: 1 d, to: 9 d}}}
      talk: {kind: papers, where: [Aldren, Brand], rate: 2 per week}
red_herrings:
  The yacht:
    category: smuggling
    arrives: 1 per month
    indicators: {visit: {kind: papers, where: [Brand]}}
background:
  usual: {category: routine, rate: 6 per day, rates: {Brand Customs: 9 per day}}
injects:
  scandal: {at: 10 d, message: A leak., trust: {between: [Aldren, Brand], becomes: 0.3}}
  storm: {at: 15 d, message: Cables are down., channel: {name: Line, closed_for: 2 d}}
  treaty: {at: 20 d, message: Signed., agreement: {name: Draft, in_force: true}}
dials: {trust: 0.5}
sources:
  - {of: [trust.countries.Aldren.Brand], cites: "A survey of 2019"}
"""


def scenario() -> Scenario:
    return scenario_of(parse_document(WRITTEN, "harbour.yaml"))


def map_of(shown: Scenario, width: int = 80, encoding: str = "utf-8") -> str:
    return drawn(partial(show, shown), width, encoding)


@pytest.mark.parametrize("width", [80, 120])
def test_the_map_looks_as_it_did(width: int, snapshot: SnapshotAssertion) -> None:
    assert map_of(scenario(), width) == snapshot


def test_the_map_in_ascii_looks_as_it_did(snapshot: SnapshotAssertion) -> None:
    assert map_of(scenario(), encoding="ascii") == snapshot


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_every_shipped_scenario_can_be_drawn(path: Path, encoding: str) -> None:
    lines = map_of(read(path).scenario, 80, encoding).splitlines()
    assert max(cell_len(line) for line in lines) <= 80


def test_markup_is_printed_as_it_is_written() -> None:
    assert "[red]Harbour[/red]" in map_of(scenario())


def test_trust_is_shown_as_it_takes_effect_with_its_source() -> None:
    row = next(line for line in map_of(scenario()).splitlines() if line.startswith("1 Aldren"))
    assert row.split()[3:] == ["0.80[2]", "0.75*"]


def test_what_is_assumed_and_what_is_cited_is_marked() -> None:
    text = " ".join(map_of(scenario(), 120).split())
    assert "* assumed: no published figure" in text
    assert "] A survey of 2019" in text
    assert "60 %* reviewed" in text
    assert "4.5 %* refused" in text
    assert "4.5 % [" in text


def test_choices_of_the_exercise_are_not_marked() -> None:
    assert "Begins Tuesday 06:30 UTC and lasts 60 d, after 14 d of routine work" in map_of(
        scenario()
    )


def test_the_law_between_a_pair_is_the_one_that_applies() -> None:
    lines = map_of(scenario(), 120).splitlines()
    pair = next(line for line in lines if line.startswith("Aldren Police") and "Line" in line)
    assert "smuggling: Pact; routine: formal route" in pair
    assert "translation, conversion" in pair


def test_who_cannot_tell_anybody_is_told_so() -> None:
    silent = scenario().model_copy(update={"channels": {}, "injects": {}})
    assert "Nobody can tell anybody" in map_of(silent)


def test_without_threats_or_injects_their_sections_are_left_out() -> None:
    empty: dict[str, object] = {"threats": {}, "red_herrings": {}, "injects": {}, "background": {}}
    text = map_of(scenario().model_copy(update=empty))
    assert "Threats ─" not in text
    assert "Injects ─" not in text
