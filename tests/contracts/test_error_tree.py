"""Is every error of the package where the drawing has it, and does each say what it is of?"""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import sim
import sim.errors

DRAWN = re.compile(
    r"^    (?P<branches>[│ ]*(?:[├└]── )?)(?P<name>\w+Error)  +(?P<words>.+)$", re.MULTILINE
)
RAISED = re.compile(r"^ +(\w+Error): ", re.MULTILINE)
ROOT = "EntenteError"


def drawn() -> dict[str, str | None]:
    """By error, as drawn: what it is one of."""
    above: list[str] = []
    parents: dict[str, str | None] = {}
    for line in DRAWN.finditer(sim.errors.__doc__ or ""):
        depth = len(line["branches"]) // 4
        above[depth:] = [line["name"]]
        parents[line["name"]] = above[depth - 1] if depth else None
    return parents


def defined() -> dict[str, str]:
    """By class of the package, as its source has it: the first class that it is one of."""
    found = {}
    for path in Path(sim.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.ClassDef)
                and node.bases
                and isinstance(node.bases[0], ast.Name)
            ):
                found[node.name] = node.bases[0].id
    return found


def test_the_whole_tree_is_drawn() -> None:
    parents, classes = drawn(), defined()
    errors = {ROOT}
    while more := {name for name, parent in classes.items() if parent in errors} - errors:
        errors |= more
    assert set(parents) == errors
    assert {name: classes[name] for name in errors - {ROOT}} == {
        name: parent for name, parent in parents.items() if parent is not None
    }
    assert len(errors) > 20


def test_the_drawing_stands_in_one_column() -> None:
    lines = [line for line in (sim.errors.__doc__ or "").splitlines() if "Error  " in line]
    assert len(lines) == len(drawn())
    assert len({DRAWN.match(line).start("words") for line in lines}) == 1  # type: ignore[union-attr]


def test_what_a_public_docstring_says_is_raised_is_public() -> None:
    told = set()
    for name in sim.__all__:
        found = getattr(sim, name)
        for each in (found, *vars(found).values()) if isinstance(found, type) else (found,):
            of = each.fget if isinstance(each, property) else each
            told |= set(RAISED.findall(inspect.getdoc(of) or "")) if callable(of) else set()
    assert {"StoreError", "NotInstalledError", "CannotAnswerError"} <= told & set(drawn())
    assert told & set(drawn()) <= set(sim.__all__)


def test_nothing_else_of_the_package_is_raised_for_what_a_user_can_mend() -> None:
    """Other classes of errors are caught inside, or faults of the program."""
    others = {
        name
        for name, parent in defined().items()
        if name.endswith("Error") and name not in drawn() and name != ROOT
    }
    assert others == {"DrawnTwiceError", "LeftError", "PastChangedError", "UnreadableError"}
