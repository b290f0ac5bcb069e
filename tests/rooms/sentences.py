"""Everything that a room can say: what each of its languages has to know.

`python -m tests.rooms.sentences fr` says what French has not got yet, and what it has in vain.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import yaml

from sim.exercise.debrief import NOT_SAID
from sim.exercise.journal.entries import NOTED, STEERS
from sim.exercise.journal.orders import ORDERS
from sim.exercise.objectives import STANDARD
from sim.exercise.ruling import CHANCES
from sim.plan.values.causes import Cause
from sim.rooms.people import Screen
from sim.rooms.words import ENGLISH, catalogue, languages
from sim.rooms.words.localising import OF_GAINS
from sim.scenario.schema.conditions import WaitedFor
from sim.scenario.schema.exercise import Objective
from sim.scenario.units.quantities import DAYS
from sim.screen.exercise.gains import GUESS

ROOT = Path(str(files("sim")))
SAID = re.compile(r'\bt\("((?:[^"\\]|\\.)*)"')
SAYS = ("Sentence", "known", "UnknownNameError")
"""What is called with a pattern, or with the kind of what is not there."""


def _texts_of(objectives: Mapping[str, Objective]) -> Iterator[str]:
    for name, each in objectives.items():
        yield from (name, each.capability, *(task.says for task in each.tasks.values()))


OF_THE_PROGRAM = {
    *NOT_SAID,
    *ORDERS,
    *("note", *filter(None, NOTED)),
    *STEERS,
    *(cause.words for cause in Cause),
    *(cause.value for cause in WaitedFor),
    *(screen.value for screen in Screen if screen is not Screen.SEAT),
    *(day[:3] for day in DAYS),
    *_texts_of(STANDARD),
    *("decided", "begins", "red herring", "detected", "false alarm", "warned on order"),
    *("comes", "waits", "fired", "held", "by hand", "is expected", "was expected"),
    *("help", "journal", "truth", "levers"),
    *CHANCES,
    *("trust", "law", "communication", "capacity", "interoperability", "definitions"),
    *(GUESS, *OF_GAINS),
    *(ENGLISH.replace("en", "English"), "day {day}, {weekday} {time}", "under", ".", ","),
}
"""What is said by a value, so that no line of the program holds it as a sentence."""


def sentences() -> set[str]:
    """Everything that pages say, and all that the program keeps as a sentence."""
    pages = [page.read_text("utf-8") for page in ROOT.joinpath("rooms/pages").rglob("*.html")]
    of_pages = {said for text in pages for said in SAID.findall(text)}
    modules = [file.read_text("utf-8") for file in ROOT.rglob("*.py")]
    telling = [text for text in modules if any(f"{name}(" in text for name in SAYS)]
    return of_pages | {said for text in telling for said in _said_in(text)} | OF_THE_PROGRAM


def _said_in(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(module)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYS and node.args:
            yield from _texts_in(node.args[0])


def _texts_in(said: ast.expr) -> Iterator[str]:
    """A text, or either of two."""
    if isinstance(said, ast.IfExp):
        yield from (*_texts_in(said.body), *_texts_in(said.orelse))
    elif isinstance(said, ast.Constant) and isinstance(said.value, str):
        yield said.value


def missing(language: str) -> set[str]:
    """What it does not know."""
    return sentences() - set(catalogue(language))


def left_over(language: str) -> set[str]:
    """What it knows, and nobody says any more."""
    return set(catalogue(language)) - sentences()


if __name__ == "__main__":
    asked = sys.argv[1]
    lacks = missing(asked) if asked in languages() else sentences()
    sys.stdout.write(
        yaml.safe_dump(dict.fromkeys(sorted(lacks), ""), allow_unicode=True, width=999)
    )
    if asked in languages():
        sys.stdout.writelines(f"# in vain: {each}\n" for each in sorted(left_over(asked)))
