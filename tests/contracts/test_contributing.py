"""Does CONTRIBUTING name the layers and the folders of tests that there are?"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_layers_are_those_that_imports_are_held_to() -> None:
    """In their order; and each has its line in the table."""
    written = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = written["tool"]["importlinter"]["contracts"][0]["layers"]
    shown = re.search(r"^    (cli > .+)$", TEXT, re.MULTILINE)
    assert shown
    assert shown[1].split(" > ") == layers
    assert sorted(_rows("layer")) == sorted(layers)


def test_folders_of_tests_are_those_that_there_are() -> None:
    """Each answers a question of its own."""
    there = {f"tests/{file.parent.name}" for file in (ROOT / "tests").glob("*/test_*.py")}
    assert set(_rows("folder")) == there


def _rows(heading: str) -> list[str]:
    """The first cells of the table with that heading."""
    _, _, table = TEXT.partition(f"| {heading} |")
    return re.findall(r"^\| ([\w/]+) \|", table.partition("\n\n")[0], re.MULTILINE)
