"""Defaults that are set without being checked are what a file that says the same would give."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sim.scenario.schema import agreements, response
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.value import Value


def _below(kind: type[Value]) -> Iterator[type[Value]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _defaults() -> dict[str, Value]:
    assert Scenario in _below(Value)  # and with it all that it is made of
    found = {
        f"{kind.__name__}.{name}": field.default
        for kind in _below(Value)
        if kind.__module__.startswith("sim.")
        for name, field in kind.model_fields.items()
        if isinstance(field.default, Value)
    }
    return {
        **found,
        "the formal route": agreements.FORMAL_ROUTE,
        "extradition": response.EXTRADITION,
    }


@pytest.mark.parametrize("place", _defaults())
def test_is_what_is_read_from_a_file(place: str) -> None:
    default = _defaults()[place]
    written = default.model_dump(mode="json", by_alias=True, exclude_unset=True)
    read = type(default).model_validate(written)
    assert read == default
    assert repr(read) == repr(default)
    assert read.model_fields_set == default.model_fields_set


def test_many_are_looked_at() -> None:
    assert len(_defaults()) > 20
