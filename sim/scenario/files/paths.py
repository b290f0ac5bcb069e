"""Paths into a document: how people write them, what stands there, and what is set there.

``agencies."St. Brand".analysts`` is a path. A document is plain data: mappings, lists and
scalars. An entry of a list is named by its number, as an integer or in digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

Path = tuple[str | int, ...]
NOTHING: Final = object()
"""What stands at a path that leads nowhere."""
ANY: Final = "*"
"""In a pattern, any key or entry."""
ANY_DEPTH: Final = "**"
"""In a pattern, any number of keys and entries, or none."""

_PLAIN = re.compile(r"[^\s.\"=](?:[^.\"=]*[^\s.\"=])?")
_SEGMENT = re.compile(r"\s*\"((?:[^\"\\]|\\.)*)\"\s*|([^.\"=]+)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def dotted(path: Path) -> str:
    """The path with dots between its segments, and quotes round a key that would mislead."""
    return ".".join(_segment(str(step)) for step in path)


def segments(text: str) -> tuple[tuple[str, ...], str]:
    """The segments of the dotted path that ``text`` begins with, and what follows it.

    A path ends where no dot follows a segment. Where no path begins, there are no segments.
    """
    found: list[str] = []
    end = 0
    while match := _SEGMENT.match(text, end):
        quoted, plain = match.groups()
        found.append(plain.strip() if quoted is None else _ESCAPED.sub(r"\1", quoted))
        end = match.end()
        if not found[-1]:
            break
        if not text.startswith(".", end):
            return tuple(found), text[end:]
        end += 1
    return (), text


def _segment(step: str) -> str:
    if _PLAIN.fullmatch(step):
        return step
    quotable = step.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quotable}"'


def value_at(node: object, path: Sequence[str | int]) -> Any:
    """What stands at a path; `NOTHING` where nothing does."""
    for step in path:
        found = _key(node, step)
        if found is None:
            return NOTHING
        node = node[found]  # type: ignore[index]
    return node


def with_value(node: object, path: Sequence[str | int], value: object) -> Any:
    """A copy in which the path leads to the value; mappings on the way are made."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(node, list):
        number = int(step)
        return [*node[:number], with_value(node[number], rest, value), *node[number + 1 :]]
    mapping = node if isinstance(node, dict) else {}
    return {**mapping, step: with_value(mapping.get(step), rest, value)}


def without(node: object, path: Sequence[str | int]) -> Any:
    """A copy without what stands at a path; entries of a list behind it move up."""
    around, last = value_at(node, path[:-1]), path[-1]
    found = _key(around, last)
    if found is None:
        return node
    left = [(step, each) for step, each in entries(around) if step != found]
    kept = [each for _, each in left] if isinstance(around, list) else dict(left)
    return with_value(node, path[:-1], kept)


def entries(node: object) -> Iterator[tuple[str | int, object]]:
    """What stands one step below a place; nothing below a scalar."""
    if isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, list):
        yield from enumerate(node)


def paths_in(node: object, path: Path = ()) -> Iterator[Path]:
    """The path of everything below a place."""
    for step, entry in entries(node):
        yield (*path, step)
        yield from paths_in(entry, (*path, step))


def matching(
    node: object, pattern: Sequence[str], path: Path = ()
) -> Iterator[tuple[Path, object]]:
    """Every place that a pattern leads to, with what stands there."""
    if not pattern:
        yield path, node
        return
    if pattern[0] == ANY_DEPTH:
        yield from matching(node, pattern[1:], path)
    for step, inner in entries(node):
        if pattern[0] == ANY_DEPTH:
            yield from matching(inner, pattern, (*path, step))
        elif pattern[0] in (ANY, step):
            yield from matching(inner, pattern[1:], (*path, step))


def covers(pattern: Sequence[str], path: Sequence[str | int]) -> bool:
    """Whether a path is what a pattern names, or lies below it."""
    return 0 < len(pattern) <= len(path) and all(
        step in (ANY, name) for step, name in zip(pattern, path, strict=False)
    )


def _key(node: object, step: str | int) -> str | int | None:
    """The key or index under which a step stands in a node; None where it has no such."""
    if isinstance(node, dict):
        return step if step in node else None
    if isinstance(node, list) and str(step).isdecimal() and int(step) < len(node):
        return int(step)
    return None
