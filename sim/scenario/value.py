"""The kind of value that a scenario is made of: strict, frozen, with the source of each default."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    """A part of a scenario: every key is known, no type is guessed, nothing changes later."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        populate_by_name=True,
        arbitrary_types_allowed=True,
        use_attribute_docstrings=True,
    )


def cited(default: Any, source: str, **constraints: Any) -> Any:
    """A default that rests on a published figure, with its source."""
    return Field(default, json_schema_extra={"source": source}, **constraints)


def assumed(default: Any, **constraints: Any) -> Any:
    """A default for which no published figure exists; marked as such wherever it is shown."""
    return Field(default, json_schema_extra={"assumed": True}, **constraints)
