"""Does an editor's schema know every key, take what the program takes, and say what it means?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from sim.scenario.files.document import parse_document
from sim.scenario.reading.json_schema import json_schema
from sim.scenario.reading.starter import starter_text
from sim.scenario.schema.scenario import Scenario
from tests import json_schemas
from tests.scenarios_for_tests import changed, minimal

SCHEMA = json_schema()

NAMES_OF_MODELS = {
    *("uniform", "exponential", "gamma", "lognormal", "weibull", "loglogistic"),
    *("trust", "channel", "agreement", "analysts", "triage"),
    *("background", "priority", "recognition", "ratification"),
}
"""Optional parts that are called as their model is, which says what they mean."""


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value is what the schema of scenarios says at one place."""
    return json_schemas.fits(value, schema, SCHEMA)


def models() -> Iterator[type[BaseModel]]:
    waiting = [Scenario.__mro__[1]]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("sim.") and kind.__name__ in {*SCHEMA["$defs"], "Scenario"}:
            yield kind


def properties(kind: type[BaseModel]) -> dict[str, Any]:
    schema = SCHEMA if kind is Scenario else SCHEMA["$defs"][kind.__name__]
    found: dict[str, Any] = (schema if "properties" in schema else schema["anyOf"][1])["properties"]
    return found


def described(said: dict[str, Any]) -> dict[str, Any]:
    """What a key says itself or, where it says the same as its model, what the model says."""
    return {**SCHEMA["$defs"].get(said.get("$ref", "").rpartition("/")[2], {}), **said}


def test_the_starter_and_the_minimal_scenario_fit() -> None:
    assert fits(parse_document(starter_text("Mine"), "new.yaml").data, SCHEMA)
    assert fits(minimal(), SCHEMA)


@pytest.mark.parametrize(
    "changes",
    [
        {"horizon": 60},
        {"horizont": "60 d"},
        {"horizon": None},
        {"entente": 2},
        {"agencies.Aldren Police.analysts": 0},
        {"agencies.Aldren Police.role": ["cook"]},
        {"agencies.Aldren Police.triage": 8},
        {"agencies.Aldren Police.triage": {"lognormal": {"median": "8 h", "sgma": 1}}},
        {"trust.default": 1.5},
        {"background.Tips": {"category": "c", "rate": 20}},
    ],
)
def test_what_the_program_refuses_is_marked(changes: dict[str, Any]) -> None:
    assert not fits(changed(changes), SCHEMA)


@pytest.mark.parametrize("takes", ["8 h", {"fixed": "8 h"}, {"exponential": {"mean": "8 h"}}])
def test_a_duration_may_stand_for_a_distribution(takes: object) -> None:
    assert fits(changed({"agencies.Aldren Police.triage": takes}), SCHEMA)


def test_every_key_of_every_model_is_known() -> None:
    checked = list(models())
    assert len(checked) > 25
    for kind in checked:
        written = {field.alias or name for name, field in kind.model_fields.items()}
        assert set(properties(kind)) == written, kind


def test_every_key_says_what_it_means() -> None:
    untold = [
        f"{kind.__name__}.{key}"
        for kind in models()
        for key, said in properties(kind).items()
        if "markdownDescription" not in described(said) and key not in NAMES_OF_MODELS
    ]
    assert not untold


def test_sources_and_assumptions_are_told() -> None:
    triage = properties_of("Agency")["triage"]["description"]
    assert "Default from: urgent tips" in triage
    assert "assumption" in properties_of("Agency")["analysts"]["description"]


def properties_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA["$defs"][name]["properties"]
    return found


def test_no_default_is_offered_that_would_be_refused() -> None:
    offered = [
        (kind, key, said)
        for kind in models()
        for key, said in properties(kind).items()
        if "default" in said
    ]
    assert len(offered) > 50
    for kind, key, said in offered:
        assert fits(said["default"], said), (kind, key)


def test_editors_know_which_standard_it_follows() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"] == "A scenario of Entente"
    assert "title" in SCHEMA["properties"]
