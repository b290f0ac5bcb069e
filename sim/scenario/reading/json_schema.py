"""The schema that an editor completes and checks a file by while it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.quantities import DURATION_WORDS
from sim.scenario.values.field_docs import field_docs

_DURATION: Final = {
    "type": "string",
    "pattern": r"^\s*([0-9]+(\.[0-9]+)?([eE]-?[0-9]+)?|\.[0-9]+) ?[a-z]+\s*$",
    "examples": ["36 h", "4.2 d"],
    "description": DURATION_WORDS,
}
_SCALARS: Final[dict[str, type | tuple[type, ...]]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}
_OF_NAMES: Final = ("properties", "$defs")
"""Keywords below which the keys are names, not keywords."""


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file, as an editor's YAML support reads it.

    It says what a file may hold, not what the names in it point to: that `entente check` tells.
    """
    return schema_of(Scenario, "A scenario of Entente", {"Distribution": _or_a_duration})


def schema_of(
    model: type[BaseModel],
    title: str,
    shortened: Mapping[str, Callable[[JsonSchemaValue], JsonSchemaValue]],
) -> dict[str, Any]:
    """JSON Schema of the files that a model describes, tidied for an editor.

    ``shortened`` says of parts, by name, what may stand for them in short.
    """
    schema = model.model_json_schema(schema_generator=_Generator)
    for name, with_short_form in shortened.items():
        schema["$defs"][name] = with_short_form(schema["$defs"][name])
    for node in _schemas(schema):
        _tidy(node)
    return {"$schema": GenerateJsonSchema.schema_dialect, "title": title, **schema}


class _Generator(GenerateJsonSchema):
    """Adds what the source says of each field; leaves out defaults that JSON cannot say.

    Pydantic could look up the former when a class is made, which took a third of a start.
    """

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        """The JSON Schema of one model."""
        made = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        docs, properties = field_docs(model), made.get("properties", {})
        for name, field in model.model_fields.items():
            key = field.alias or name
            if key in properties and name in docs:
                properties[key].setdefault("description", docs[name])
        return made


def _or_a_duration(distribution: JsonSchemaValue) -> JsonSchemaValue:
    """The schema of a distribution, for which a bare duration may stand."""
    forms = dict(distribution)
    forms |= {"minProperties": 1, "maxProperties": 1}
    return {"description": forms.pop("description", ""), "anyOf": [_DURATION, forms]}


def _schemas(node: object, *, named: bool = False) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema, itself included."""
    if isinstance(node, list):
        for inner in node:
            yield from _schemas(inner)
    elif isinstance(node, dict):
        if not named:
            yield node
        for key, inner in node.items():
            if named or key not in ("default", "examples"):
                yield from _schemas(inner, named=not named and key in _OF_NAMES)


def _tidy(node: dict[str, Any]) -> None:
    """Writes sources into the description, and drops names and defaults that would mislead."""
    source, assumed = node.pop("source", None), node.pop("assumed", False)
    node.pop("title", None)
    if "default" in node and not _is_written_so(node):
        del node["default"]
    notes = [node.get("description", "")]
    notes += [f"Default from: {source}."] if source else []
    notes += ["The default is an assumption."] if assumed else []
    if any(notes):
        node["description"] = "\n\n".join(filter(None, notes))
        node["markdownDescription"] = node["description"]


def _is_written_so(node: dict[str, Any]) -> bool:
    """Whether a default is a word or number that a file could hold in its place."""
    kind = _SCALARS.get(node.get("type", ""))
    return kind is not None and isinstance(node["default"], kind)
