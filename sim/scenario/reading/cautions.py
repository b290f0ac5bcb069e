"""What is probably not meant in how a scenario is written: names of one look, texts cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sim.frozen import frozen
from sim.scenario.files.characters import look, what_tells_apart
from sim.scenario.files.document import Document
from sim.scenario.files.paths import Path
from sim.scenario.schema.scenario import Scenario

_TEXTS: Final = ("title", "summary", "story", "message", "cites", "question", "kind", "label")
"""Keys of texts that people write freely."""
_CUT: Final = re.compile(r"\s(#(?:[^\s#]| \d).*)$")
"""A sign of numbers rather than of remarks: no space after it, or a digit next."""


@frozen
class ScenarioWarning:
    """One thing in a scenario that can be run and is probably not meant."""

    path: Path
    """Where in the scenario."""
    message: str
    """What it comes to, as a sentence without a full stop."""
    hint: str = ""
    """How to mend it, where that can be guessed."""


def cut_texts(document: Document) -> Iterator[ScenarioWarning]:
    """Texts without quotes of which a # makes the rest a remark, and looks as if it should not."""
    lines = re.split("\r\n|\n|\r", document.text)
    for path, mark in document.marks.items():
        if not path or path[-1] not in _TEXTS or not isinstance(document.value(path), str):
            continue
        written = lines[mark.line - 1][mark.column - 1 :]
        cut = None if written[:1] in "\"'|>" else _CUT.search(written)
        if cut:
            message = f"ends before the #: `{cut[1]}` is a remark"
            yield ScenarioWarning(path, message, "put a text with a # in quotes")


def twins(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Names of different things that differ in capitals, spaces or letters of one look only."""
    seen: dict[tuple[str, str], str] = {}
    for group, path, name in _named(scenario):
        first = seen.setdefault((group, look(name)), name)
        if first != name:
            letter = what_tells_apart(name, first) or what_tells_apart(first, name)
            hint = f"it differs by {letter}" if letter else "write one name in one way"
            yield ScenarioWarning(path, f"looks like `{first}`, and is something else", hint)


def _named(scenario: Scenario) -> Iterator[tuple[str, Path, str]]:
    """Every name that is given to something, with what it must not be mistaken for."""
    for group, sections in _GROUPS.items():
        for section in sections:
            for name in getattr(scenario, section):
                yield group, (section, name), name
    for group in ("languages", "systems"):
        for section in ("countries", "bodies", "agencies"):
            for name, one in getattr(scenario, section).items():
                for number, word in enumerate(getattr(one, group, None) or ()):
                    yield group, (section, name, group, number), word
    for section in ("threats", "red_herrings", "background"):
        for name, matter in getattr(scenario, section).items():
            yield "category", (section, name, "category"), matter.category


_GROUPS: Final = {
    "party": ("countries", "bodies", "agencies", "databases"),
    **{
        section: (section,)
        for section in (
            "channels",
            "agreements",
            "threats",
            "red_herrings",
            "background",
            "injects",
        )
    },
}
"""Sections whose names stand beside each other, and would be mistaken for each other."""
