"""Findings as plain data, for JSON: the same names, hours as numbers, enumerations as words."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from sim.plan.causes import Cause, End


def as_data(value: Any) -> Any:
    """A frozen value as dicts, lists, numbers, words and None."""
    if isinstance(value, Cause | End):
        return value.words
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, IntEnum):
        return value.name.lower()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): as_data(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [as_data(each) for each in value]
    return value
