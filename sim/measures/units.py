"""What measures are counted in, and what they were called before."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Unit(StrEnum):
    """What a measure is counted in."""

    HOURS = "h"
    SHARE = "share"
    """A quotient of two counts, on which an interval can rest."""
    FRACTION = "fraction"
    """A quotient of two amounts."""
    NUMBER = "number"


RENAMED: Final[Mapping[str, str]] = MappingProxyType({"restricted_mean": "detection_time"})
"""By the name that a measure had in a version before: the one that it has now."""
