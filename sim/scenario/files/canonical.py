"""JSON written in one way, so that what means the same has the same digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""What `json.loads` gives."""

_EXACT = 2**53


def canonical(value: Json) -> str:
    """The value as JSON: keys in order, no spaces, 1.0 written as 1 (as RFC 8785 does).

    Raises:
        ValueError: a number in it is not finite.
        TypeError: something in it has no place in JSON.
    """
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest(value: Json) -> str:
    """A fingerprint of the value, whatever order or spacing it was written in."""
    return hashlib.blake2b(canonical(value).encode(), digest_size=16).hexdigest()


def condition_id(scenario_digest: str, settings: Mapping[str, Json]) -> str:
    """What names a condition: these settings of this scenario, wherever they are run."""
    return digest({"scenario": scenario_digest, "settings": settings})


def _plain(value: Json) -> Json:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("a key in JSON is a text")
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(part) for part in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    return value
