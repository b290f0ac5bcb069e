"""Findings as plain data, for JSON: the same names, hours as numbers, enumerations as words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, fields, is_dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel

from sim.plan.values.causes import Cause, End
from sim.scenario.units.dumped import AS_NUMBERS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_PLAIN: dict[type, Callable[[Any], Any]] = {
    Cause: lambda cause: cause.words,
    End: lambda end: end.words,
    StrEnum: lambda word: word.value,
    Path: str,
    IntEnum: lambda member: member.name.lower(),
    np.ndarray: lambda array: array.tolist(),
    np.generic: lambda number: number.item(),
    BaseModel: lambda part: part.model_dump(mode="json", exclude_unset=True, context=AS_NUMBERS),
}
"""What is made of values of a kind; of several kinds that fit, the first counts."""


NOT_DATA: Mapping[str, Any] = {"entente: not data": True}
"""Marks a field of findings that a picture needs and `--json` has no use for."""


def data_fields(kind: type[DataclassInstance]) -> tuple[Field[Any], ...]:
    """The fields of findings that are data."""
    return tuple(it for it in fields(kind) if not NOT_DATA.items() <= it.metadata.items())


def as_data(value: Any) -> Any:
    """A frozen value as dicts, lists, numbers, words and None."""
    for kind, plain in _PLAIN.items():
        if isinstance(value, kind):
            return plain(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {it.name: as_data(getattr(value, it.name)) for it in data_fields(type(value))}
    if isinstance(value, dict):
        return {str(key): as_data(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [as_data(each) for each in value]
    return value
