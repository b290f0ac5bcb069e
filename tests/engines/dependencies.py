"""What compiled code is made of: every name of this program that its sources reach."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from functools import cache
from pathlib import Path

Name = tuple[str, str]
"""(module, what it is called there)."""


def reached(*names: Name) -> set[Name]:
    """Names, and every name of this program that what they stand for is made of."""
    found: set[Name] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _made_of(*name)
    return found


def source_of(module: str) -> Path | None:
    """The file of a module of this program; None when there is no such module."""
    try:
        found = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return None
    return Path(found.origin) if found and found.origin else None


def _made_of(module: str, name: str) -> Iterator[Name]:
    """The names that one is directly made of."""
    tree = _tree(module)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim"):
            assert node.module
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    yield node.module, alias.name
        elif name in _defines(node):
            for used in _values(node):
                yield module, used


@cache
def _tree(module: str) -> ast.Module:
    path = source_of(module)
    assert path is not None, f"no source of {module}"
    return ast.parse(path.read_text(encoding="utf-8"))


def _defines(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}


def _values(node: ast.AST) -> Iterator[str]:
    """The names in a definition, without those that only say of what type something is."""
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns"} and not isinstance(node, ast.AnnAssign):
            continue
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, ast.Name):
                yield inner.id
            elif isinstance(inner, ast.AST):
                yield from _values(inner)
