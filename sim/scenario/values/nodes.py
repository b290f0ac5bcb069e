"""Every place of a scenario, with the source that its default carries, and patterns of places."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.frozen import frozen
from sim.scenario.files.paths import covers, segments
from sim.scenario.values.distributions import Distribution

Names = tuple[str, ...]
"""A path in a scenario: keys, and the entries of lists by number."""


@frozen
class Node:
    """One place of a scenario, with the source that its default carries."""

    path: Names
    value: object
    built_in: str | None


def nodes(scenario: BaseModel) -> Iterator[Node]:
    """Every place of a scenario; a distribution is one place."""
    waiting = [Node((), scenario, None)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(list(inside(node)))


def inside(node: Node) -> Iterator[Node]:
    """The places one step below a place."""
    value, path = node.value, node.path
    if isinstance(value, Distribution):
        return
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            left_out = name not in value.model_fields_set
            source = (left_out and _source(field)) or node.built_in
            yield Node((*path, field.alias or name), getattr(value, name), source)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield Node((*path, key), inner, node.built_in)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield Node((*path, str(number)), inner, node.built_in)


def pattern_of(written: str) -> Names:
    """The segments of a pattern; none where it is no path."""
    steps, rest = segments(written)
    return () if rest else steps


def matches_any(pattern: Names, paths: list[Names]) -> bool:
    """Whether a pattern names one of some paths."""
    return any(len(path) == len(pattern) and covers(pattern, path) for path in paths)


def _source(field: FieldInfo) -> str | None:
    extra = field.json_schema_extra
    source = extra.get("source") if isinstance(extra, dict) else None
    return source if isinstance(source, str) else None
