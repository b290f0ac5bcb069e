"""The schema that an editor completes and checks a study file by while it is written."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import JsonSchemaValue

from sim.scenario.reading.json_schema import schema_of
from sim.studies.file.schema import Study


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a study file, as an editor's YAML support reads it.

    It says what a file may hold, not whether the scenario takes it: that reading the study tells.
    """
    short = {"Design": _or_full_grid, "Replications": _or_a_number}
    schema = schema_of(Study, "A study of Entente", short)
    schema["properties"]["study"].pop("default", None)
    schema["required"] = ["study", *schema["required"]]
    return schema


def _or_full_grid(design: JsonSchemaValue) -> JsonSchemaValue:
    """The schema of a design, for which two words may stand."""
    one_form = {**design, "minProperties": 1, "maxProperties": 1}
    return {
        "description": one_form.pop("description", ""),
        "anyOf": [{"const": "full grid"}, one_form],
    }


def _or_a_number(replications: JsonSchemaValue) -> JsonSchemaValue:
    """The schema of replications, for which a number may stand."""
    keys = dict(replications)
    number = keys["properties"]["fixed"]["anyOf"][0]
    return {"description": keys.pop("description", ""), "anyOf": [number, keys]}
