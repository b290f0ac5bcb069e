"""What a value should have been and how to mend it, in plain words instead of pydantic's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, Final, Literal, get_args, get_origin

from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from sim.scenario.files.characters import mending_unseen
from sim.scenario.files.paths import dotted
from sim.scenario.files.words import did_you_mean, listed, nearest
from sim.scenario.problems.location import Location
from sim.scenario.units.kinds import Accepted
from sim.scenario.units.meant import A_LIST, A_MAPPING, instead

_BASES: Final = {
    "bool": "true or false",
    "dict": A_MAPPING,
    "float": "a number",
    "frozen_set": A_LIST,
    "int": "a whole number",
    "list": A_LIST,
    "mapping": A_MAPPING,
    "model": A_MAPPING,
    "set": A_LIST,
    "string": "text",
    "tuple": A_LIST,
}
"""What a value should be, by the beginning of pydantic's name for the error."""
_BOUNDS: Final = {
    "ge": "of at least",
    "gt": "above",
    "le": "of at most",
    "lt": "below",
    "multiple_of": "that is a multiple of",
}
_OUT_OF_BOUNDS: Final = {
    "greater_than",
    "greater_than_equal",
    "less_than",
    "less_than_equal",
    "multiple_of",
    "finite_number",
}
_PYDANTICS_OWN: Final = frozenset(get_args(ErrorType))
_MOST_LISTED: Final = 12


def expectation(error: ErrorDetails, location: Location) -> str:
    """What completes "expected ..." for an error of validation."""
    name, context = error["type"], error.get("ctx", {})
    if isinstance(context.get("error"), Exception):
        return str(context["error"])
    if name not in _PYDANTICS_OWN:
        return error["msg"]
    if name in _ASKED_FOR:
        return _ASKED_FOR[name](error, location)
    base = next((base for lead, base in _BASES.items() if name.startswith(f"{lead}_")), "")
    if name in _OUT_OF_BOUNDS or base.endswith("number"):
        return _number(base, location.kinds, context)
    return base or error["msg"].removeprefix("Input should be ")


def mending(error: ErrorDetails, location: Location, value: object) -> str:
    """How to mend an error of validation, where the value that was found suggests it."""
    if error["type"] == "extra_forbidden":
        key = str(error["loc"][-1])
        near = did_you_mean(nearest(key, _keys_beside(location)), key)
        return near or mending_unseen(key)
    if error["type"] in ("literal_error", "enum") and isinstance(value, str):
        near = did_you_mean(nearest(value, _choices(location.kinds)), value)
        return near or instead(value, expectation(error, location))
    if error["type"] == "literal_error" and value == 2 and _choices(location.kinds) == ["1"]:
        return "a newer version of Entente wrote it, or reads it: this one reads 1"
    if error["type"] == "too_long" and "members" in _keys_beside(location):
        return "more than two are `members`, in the place of `between`"
    if error["type"] == "model_type" and isinstance(value, bool | int | float):
        return _with_a_number(location)
    may_vary = "uniform" in _keys_beside(location)
    return instead(value, expectation(error, location), may_vary=may_vary)


def _with_a_number(location: Location) -> str:
    """Where a number may have been meant that stands in the place of a whole section."""
    section = dotted(location.path)
    dials = [key for kind in location.around for dial in kind.inside("dials") for key in dial.keys]
    dial = [f"dials.{section}"] if section in dials else []
    inside = [key for kind in location.kinds for key in kind.keys if key == "default"]
    meant = [*(f"{section}.{key}" for key in inside), *dial]
    return f"did you mean {listed([f'`{path}`' for path in meant])}?" if meant else ""


def _keys_beside(location: Location) -> tuple[str, ...]:
    """The keys that the model knows beside the last one of a location."""
    return tuple(dict.fromkeys(key for kind in location.around for key in kind.keys))


def _choices(kinds: Iterable[Accepted]) -> list[str]:
    """The words that the model takes at a place, where it takes only some."""
    found: list[str] = []
    for kind in kinds:
        if get_origin(kind.type) is Literal:
            found += [str(word) for word in get_args(kind.type)]
        elif isinstance(kind.type, type) and issubclass(kind.type, Enum):
            found += [str(member.value) for member in kind.type]
    return found


def _absent(error: ErrorDetails, _location: Location) -> str:
    step = error["loc"][-1]
    return f"at least {step + 1} entries" if isinstance(step, int) else f"the key `{step}`"


def _known_keys(_error: ErrorDetails, location: Location) -> str:
    keys = _keys_beside(location)
    return f"the key {listed(keys)}" if 0 < len(keys) <= _MOST_LISTED else "a key known here"


def _choice(_error: ErrorDetails, location: Location) -> str:
    return listed(_choices(location.kinds), most=_MOST_LISTED) or "another kind of value"


def _form(error: ErrorDetails, _location: Location) -> str:
    return f"one of {error['ctx']['expected_tags']}"


def _entries(error: ErrorDetails, _location: Location) -> str:
    return _length(error["ctx"], "entry", "entries")


def _characters(error: ErrorDetails, _location: Location) -> str:
    return f"text of {_length(error['ctx'], 'character', 'characters')}"


def _pattern(error: ErrorDetails, _location: Location) -> str:
    return f"text of the form {error['ctx']['pattern']}"


_ASKED_FOR: Final[dict[str, Callable[[ErrorDetails, Location], str]]] = {
    "enum": _choice,
    "is_instance_of": _choice,
    "extra_forbidden": _known_keys,
    "literal_error": _choice,
    "missing": _absent,
    "string_pattern_mismatch": _pattern,
    "string_too_long": _characters,
    "string_too_short": _characters,
    "too_long": _entries,
    "too_short": _entries,
    "union_tag_invalid": _form,
}
"""How to say what was wanted, where that takes more than the error's name."""


def _length(context: Mapping[str, Any], one: str, many: str) -> str:
    least, most = context.get("min_length"), context.get("max_length")
    number = most if least is None else least
    return f"at {'most' if least is None else 'least'} {number} {one if number == 1 else many}"


def _number(base: str, kinds: tuple[Accepted, ...], context: Mapping[str, Any]) -> str:
    numeric = [kind for kind in kinds if kind.type in (int, float)]
    bounds = _bounds(numeric[0].limits if numeric else ()) or _bounds([context])
    whole = numeric and all(kind.type is int for kind in numeric)
    return " ".join(filter(None, [base or ("a whole number" if whole else "a number"), bounds]))


def _bounds(limits: Iterable[object]) -> str:
    """The bounds in words, ``from 0 to 1`` or ``of at least 1``."""
    known: dict[str, object] = {}
    for limit in limits:
        for name in _BOUNDS:
            bound = limit.get(name) if isinstance(limit, dict) else getattr(limit, name, None)
            if bound is not None:
                known[name] = bound
    if {"ge", "le"} <= set(known):
        return f"from {_spoken(known['ge'])} to {_spoken(known['le'])}"
    return " and ".join(f"{_BOUNDS[name]} {_spoken(bound)}" for name, bound in known.items())


def _spoken(bound: object) -> str:
    """A bound as people write it: ``1,000,000``, ``0.5``."""
    if isinstance(bound, int | float):
        return f"{int(bound):,}" if float(bound).is_integer() else f"{bound:g}"
    return str(bound)
