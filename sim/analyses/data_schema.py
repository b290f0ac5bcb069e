"""The JSON Schema of findings as `--json` prints them, derived from the types that they have."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
from pydantic import BaseModel

from sim.analyses.as_data import as_data, data_fields
from sim.scenario.values.field_docs import field_docs

Schema = dict[str, Any]

_SCALARS: Mapping[object, Schema] = {
    str: {"type": "string"},
    Path: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    Any: {},
    object: {},
}


def data_schema(kind: type, form: str) -> Schema:
    """JSON Schema (draft 2020-12) of what a command prints with `--json`.

    Args:
        kind: what the command finds, a dataclass.
        form: the name and version of the format, which stands in it as `format`.
    """
    known = _Known()
    inside = known.object_of(kind)
    keys = {"format": {"const": form, "description": "Name and version of this format."}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Entente: {form}",
        **inside,
        "properties": {**keys, **inside["properties"]},
        "required": [*keys, *inside["required"]],
        "$defs": dict(sorted(known.definitions.items())),
    }


class _Known:
    """Classes that were met on the way, each described once."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}
        self._names: dict[type, str] = {}

    def schema_of(self, hint: Any) -> Schema:
        """The schema of a type."""
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self.schema_of(arguments[0])
        if origin in (Union, types.UnionType):
            # Python remembers a union by its members, in the order in which it first saw them.
            return {"anyOf": [self.schema_of(one) for one in sorted(arguments, key=str)]}
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin is np.ndarray or hint is np.ndarray:
            return {"type": "array"}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.schema_of(arguments[-1])}
        if isinstance(origin, type) and issubclass(origin, Sequence):
            return self._sequence(arguments)
        if hint in _SCALARS:
            return dict(_SCALARS[hint])
        assert isinstance(hint, type), hint
        return self._reference(hint)

    def object_of(self, kind: type) -> Schema:
        """The schema of a dataclass, with what its docstrings say."""
        hints, said = get_type_hints(kind), field_docs(kind)
        names = [it.name for it in data_fields(kind)]
        properties = {name: self.schema_of(hints[name]) for name in names}
        for name in names:
            if name in said:
                properties[name] = {**properties[name], "description": " ".join(said[name].split())}
        return {
            "type": "object",
            "description": _first_line(kind),
            "properties": properties,
            "required": names,
        }

    def _sequence(self, arguments: Sequence[Any]) -> Schema:
        if len(arguments) == 1 or arguments[1:] == (...,):
            return {"type": "array", "items": self.schema_of(arguments[0])}
        each = [self.schema_of(one) for one in arguments]
        return {"type": "array", "prefixItems": each, "items": False, "minItems": len(each)}

    def _reference(self, kind: type) -> Schema:
        """Where a class is described, which is done when it is first met."""
        name = self._names.get(kind)
        if name is None:
            same = sum(other.__name__ == kind.__name__ for other in self._names)
            name = self._names[kind] = f"{kind.__name__}{same + 1 if same else ''}"
            self.definitions[name] = {}
            self.definitions[name] = self._described(kind)
        return {"$ref": f"#/$defs/{name}"}

    def _described(self, kind: type) -> Schema:
        for of, described in _DESCRIBED.items():
            if issubclass(kind, of):
                return described(kind)
        assert is_dataclass(kind), kind
        # Of its own module: what else is imported, and so known, must not change a schema.
        below = [one for one in kind.__subclasses__() if one.__module__ == kind.__module__]
        if not below:
            return self.object_of(kind)
        return {"anyOf": [self.object_of(kind), *(self._reference(one) for one in below)]}


def _enumeration(kind: type[Enum]) -> Schema:
    return {"description": _first_line(kind), "enum": [as_data(member) for member in kind]}


def _model(kind: type[BaseModel]) -> Schema:
    """A part of a scenario has the keys of a file, and numbers where these have units."""
    return {"type": "object", "description": f"{_first_line(kind)} As a scenario file has it."}


_DESCRIBED: Mapping[type, Callable[[Any], Schema]] = {
    StrEnum: _enumeration,
    IntEnum: _enumeration,
    BaseModel: _model,
}


def _first_line(kind: type) -> str:
    return inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
