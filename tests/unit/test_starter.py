"""Is the scenario that a newcomer starts from one to be proud of?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.plan.lint import warnings
from sim.plan.planner import Planner
from sim.scenario.files.document import parse_document
from sim.scenario.reading.reading import scenario_of
from sim.scenario.reading.starter import starter_text


def test_it_is_valid_and_nothing_is_to_be_warned_of() -> None:
    scenario = scenario_of(parse_document(starter_text("My exercise"), "new.yaml"))
    assert scenario.title == "My exercise"
    assert len(scenario.countries) == 2
    assert warnings(scenario) == ()


def test_it_can_be_planned() -> None:
    scenario = scenario_of(parse_document(starter_text("My exercise"), "new.yaml"))
    assert Planner(scenario).plan().layout.agencies


@pytest.mark.parametrize("title", ['Say "no": #1', "{braces}", "- list", "Übung Ärmel", "yes"])
def test_any_title_is_taken_literally(title: str) -> None:
    assert scenario_of(parse_document(starter_text(title), "new.yaml")).title == title


def test_every_part_is_explained() -> None:
    lines = starter_text("My exercise").splitlines()
    parts = [i for i, line in enumerate(lines) if re.match(r"[a-z_]+:( \||$)", line)]
    unexplained = [lines[i] for i in parts if not lines[i - 1].startswith("#")]
    assert unexplained == ["story: |"]


def test_lines_are_short() -> None:
    assert max(map(len, starter_text("My exercise").splitlines())) <= 100


def test_the_guide_comes_along_with_commands_about_the_copy(tmp_path: Path) -> None:
    file = tmp_path / "my valley.yaml"
    told = CliRunner().invoke(main, ["new", str(file), "--from", "border-triangle"])
    assert told.exit_code == 0
    guide = file.with_suffix(".md").read_text("utf-8")
    assert 'entente run "my valley.yaml"' in guide
    assert "entente run border-triangle" not in guide
    assert "Wrote" in told.output.splitlines()[1]


def test_a_guide_that_is_there_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "valley.md"
    mine.write_text("my own notes", "utf-8")
    told = CliRunner().invoke(
        main, ["new", str(tmp_path / "valley.yaml"), "--from", "border-triangle"]
    )
    assert told.exit_code == 0
    assert mine.read_text("utf-8") == "my own notes"
