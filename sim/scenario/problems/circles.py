"""Conditions that wait for each other in a circle, so that none could be the first to come true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from sim.errors import Problem
from sim.scenario.files.document import Document
from sim.scenario.files.paths import Path, dotted, entries, matching

_CONDITIONS = (
    ("injects", "*", "when"),
    ("injects", "*", "not_by"),
    ("exercise", "levers", "*", "when"),
    ("exercise", "levers", "*", "pulled_when"),
)
"""Where conditions stand on which something else can depend."""


def circles(document: Document) -> Iterator[Problem]:
    """The first circle in which injects and levers wait for each other, if there is one."""
    waits: dict[Path, set[Path]] = {}
    for pattern in _CONDITIONS:
        for path, condition in matching(document.data, pattern):
            waits.setdefault(path[:-1], set()).update(_waited_for(condition))
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        yield _told(document, waits, error.args[1][::-1])


def _waited_for(condition: object) -> Iterator[Path]:
    """The injects and levers that a condition names, at any depth."""
    for key, inside in entries(condition):
        if key == "fired" and isinstance(inside, str):
            yield "injects", inside
        elif key == "decided" and isinstance(inside, dict) and isinstance(inside.get("lever"), str):
            yield "exercise", "levers", inside["lever"]
        else:
            yield from _waited_for(inside)


def _told(document: Document, waits: Mapping[Path, set[Path]], circle: list[Path]) -> Problem:
    """A circle, from one of its members round to it again."""
    first = min(circle, key=list(waits).index)
    start = circle.index(first)
    around = [*circle[start:-1], *circle[:start], first]
    found = ", that for ".join(
        [f"{_named(around[0])} that waits for {_named(around[1])}", *map(_named, around[2:])]
    )
    return document.problem(
        first,
        "conditions that do not wait for each other in a circle",
        found,
        "none of them could be the first: let one come at a time, or wait for something else",
        of_key=True,
    )


def _named(path: Path) -> str:
    kind = "the inject" if path[0] == "injects" else "the lever"
    return f"{kind} {dotted(path[-1:])}"
