"""Is the study that a researcher starts from one to be proud of?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.studies.file.starter import starter_text
from tests.sweeps.files import read_text


def test_it_is_valid_and_small(tmp_path: Path) -> None:
    opened = read_text(starter_text("My study"), tmp_path)
    assert opened.study.title == "My study"
    assert opened.conditions == 12
    assert opened.conditions * opened.study.replications.least < 2000


def test_it_can_be_about_another_scenario(tmp_path: Path) -> None:
    opened = read_text(starter_text("My study", "border-triangle"), tmp_path)
    assert opened.base.name == "border-triangle"


@pytest.mark.parametrize("title", ['Say "no": #1', "{braces}", "- list", "Übung Ärmel", "yes"])
def test_any_title_is_taken_literally(title: str, tmp_path: Path) -> None:
    assert read_text(starter_text(title), tmp_path).study.title == title


def test_every_part_is_explained() -> None:
    lines = starter_text("My study").splitlines()
    parts = [i for i, line in enumerate(lines) if re.match(r"[a-z]+:( |$)", line)]
    unexplained = [lines[i] for i in parts if not lines[i - 1].startswith("#")]
    assert unexplained == ['title: "My study"']


def test_lines_are_short() -> None:
    assert max(map(len, starter_text("My study").splitlines())) <= 100
