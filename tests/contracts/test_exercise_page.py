"""Does the page about exercises name every command of the desk and every entry of a journal?"""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from sim.cli.desk.commands import HELP
from sim.exercise.journal.entries import AnyEntry, Entry

PAGE = (Path(__file__).parents[2] / "docs" / "exercise.md").read_text("utf-8")


def test_every_command_of_the_desk_is_named() -> None:
    assert [name for name in HELP if f"`{name}`" not in PAGE] == []


def test_every_entry_of_a_journal_is_described_with_its_keys() -> None:
    common = set(Entry.model_fields)
    for kind in get_args(get_args(AnyEntry)[0]):
        name = kind.model_fields["kind"].default
        (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |")]
        keys = [key for key in kind.model_fields if key not in common | {"kind"}]
        assert row.split("|")[3].strip() == (", ".join(f"`{key}`" for key in keys) or "none")
    for key in common:
        assert f"| `{key}` |" in PAGE


@pytest.mark.parametrize("name", ["session", "debrief", "rehearsal", "trend"])
def test_examples_in_its_modules_give_what_they_say(name: str) -> None:
    done = doctest.testmod(import_module(f"sim.exercise.{name}"))
    assert done.attempted > 0
    assert done.failed == 0
