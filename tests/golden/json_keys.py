"""Every key that a command's JSON can have, by its path: what readers of it rely on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.cli.formats import JsonFormat, schema_of

FILE = Path(__file__).with_name("json_keys.json")
Schema = dict[str, Any]


def keys() -> dict[str, list[str]]:
    """By format: the paths of its keys, each with the type of what stands there."""
    return {form.value: sorted(set(_paths(schema_of(form.command)))) for form in JsonFormat}


def _paths(schema: Schema) -> Iterator[str]:
    yield from _under("", schema, schema, ())


def _under(path: str, part: Schema, whole: Schema, within: tuple[str, ...]) -> Iterator[str]:
    """The paths below a part; what refers to itself is followed once."""
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        if name not in within:
            yield from _under(path, whole["$defs"][name], whole, (*within, name))
        return
    if isinstance(part.get("type"), str):
        yield f"{path}: {part['type']}"
    for key, value in part.get("properties", {}).items():
        yield from _under(f"{path}.{key}", value, whole, within)
    for key, mark in (("items", "[]"), ("additionalProperties", "{}")):
        if isinstance(part.get(key), dict):
            yield from _under(f"{path}{mark}", part[key], whole, within)
    for one in (*part.get("anyOf", ()), *part.get("oneOf", ()), *part.get("prefixItems", ())):
        yield from _under(path, one, whole, within)


def write() -> None:
    """Keeps the keys as they are now."""
    FILE.write_text(json.dumps(keys(), indent=0) + "\n", encoding="utf-8")
