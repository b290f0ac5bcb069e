"""The kind of value that a scenario is made of: strict, frozen, with the source of each default."""

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from sim.scenario.problems.from_python import checked_again

V = TypeVar("V", bound=BaseModel)


class Value(BaseModel):
    """A part of a scenario: every key is known, no type is guessed, nothing changes later."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        populate_by_name=True,
        arbitrary_types_allowed=True,
        defer_build=True,
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, and what is set in it is checked as when it is made.

        A duration, rate or moment may be written, or be a number as the field has it: hours, per
        day, minutes.

        Raises:
            InputError: it does not fit; every problem.
        """
        copy = super().model_copy(update=update, deep=deep)
        unknown = {k: v for k, v in (update or {}).items() if k not in type(self).model_fields}
        return checked_again(copy, unknown) if update else copy


def with_fields(value: V, **fields: object) -> V:
    """A copy with fields set by the program, which knows them to be right: nothing is checked."""
    return BaseModel.model_copy(value, update=fields)


def unchecked(kind: type[V], **fields: Any) -> V:
    """A part with fields set by the program, which knows them to be right: nothing is checked.

    So no validator is built for the part alone; that of the scenario, which has its own, is.
    """
    return kind.model_construct(**fields)


def cited(default: Any, source: str, **constraints: Any) -> Any:
    """A default that rests on a published figure, with its source."""
    return Field(default, json_schema_extra={"source": source}, **constraints)


def assumed(default: Any, **constraints: Any) -> Any:
    """A default for which no published figure exists; marked as such wherever it is shown."""
    return Field(default, json_schema_extra={"assumed": True}, **constraints)
