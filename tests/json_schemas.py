"""A small second reading of JSON Schema: the keywords that ours use, objects taken as closed."""

from __future__ import annotations

import re
from typing import Any

Schema = dict[str, Any]

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}


def fits(value: Any, schema: Schema, whole: Schema) -> bool:
    """Whether a value is what a schema says; its references are to parts of the whole."""
    if "$ref" in schema:
        return fits(value, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if "anyOf" in schema:
        return any(fits(value, arm, whole) for arm in schema["anyOf"])
    if "const" in schema and value != schema["const"]:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    wanted = TYPES.get(schema.get("type", ""))
    if wanted and (
        not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted)
    ):
        return False
    return _fits_inside(value, schema, whole)


def misfits(value: Any, schema: Schema, whole: Schema, at: str = "") -> list[str]:
    """The deepest places that do not fit, for a message."""
    if fits(value, schema, whole):
        return []
    if "$ref" in schema:
        return misfits(value, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole, at)
    known = schema.get("properties", {})
    inside: list[str] = []
    if isinstance(value, dict) and known:
        inside = [f"{at}.{key}: unknown" for key in value.keys() - known.keys()]
        inside += [f"{at}.{key}: missing" for key in schema["required"] if key not in value]
        for key in known.keys() & value.keys():
            inside += misfits(value[key], known[key], whole, f"{at}.{key}")
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for number, each in enumerate(value):
            inside += misfits(each, schema["items"], whole, f"{at}[{number}]")
    elif "anyOf" in schema:
        arms = [misfits(value, arm, whole, at) for arm in schema["anyOf"]]
        inside = min(arms, key=lambda found: (len(found) == 1, len(found)))
    return inside or [f"{at}: {value!r:.80} is not {schema!r:.120}"]


def _fits_inside(value: Any, schema: Schema, whole: Schema) -> bool:
    if isinstance(value, dict):
        known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        if not known and others is True:
            return True
        return set(schema.get("required", ())) <= set(value) and all(
            fits(inner, known[key], whole)
            if key in known
            else isinstance(others, dict) and fits(inner, others, whole)
            for key, inner in value.items()
        )
    if isinstance(value, list):
        first = schema.get("prefixItems", [])
        return len(value) >= schema.get("minItems", 0) and all(
            fits(inner, first[at] if at < len(first) else schema.get("items", {}), whole)
            for at, inner in enumerate(value)
        )
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) is not None
    return _within(value, schema)


def _within(value: float | None, schema: Schema) -> bool:
    return value is None or (schema.get("minimum", value) <= value <= schema.get("maximum", value))
