"""Findings as plain data, for JSON: the same names, hours as numbers, enumerations as words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.plan.values.causes import Cause, End
from sim.scenario.units.dumped import AS_NUMBERS

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


def as_data(value: Any) -> Any:
    """A frozen value as dicts, lists, numbers, words and None."""
    for kind, plain in _PLAIN.items():
        if isinstance(value, kind):
            return plain(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): as_data(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [as_data(each) for each in value]
    return value
