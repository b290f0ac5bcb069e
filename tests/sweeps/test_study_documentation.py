"""Does the page on study files name every key, and does an editor's schema know them as well?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.measures.registry import MEASURES, USUAL
from sim.scenario.files.document import parse_document
from sim.scenario.reading.varying import varied
from sim.scenario.units.kinds import kinds
from sim.studies.file.json_schema import json_schema
from sim.studies.file.reading import open_study
from sim.studies.file.schema import Study
from sim.studies.file.starter import starter_text
from tests.contracts.test_documentation import OF_STUDIES, Block, blocks, merged, rows, sections

PAGE = Path(__file__).parents[2] / "docs" / "study-files.md"
REFERENCE = sections(PAGE)
SCHEMA = json_schema()

SECTION_OF = {
    "Study": "The whole",
    "Axis": "Axes",
    "PathValues": "Paths that move in step",
    "Range": "Ranges",
    "Design": "Design",
    "LatinHypercube": "Latin hypercube",
    "Sobol": "Sobol sequence",
    "Saltelli": "Saltelli",
    "Morris": "Morris",
    "Replications": "Replications",
}
"""The section of the page that lists the keys of each part of the schema."""
BLOCKS = [block for block in blocks("yaml") if block.page.stem in OF_STUDIES]


def keys_of(name: str) -> dict[str, Any]:
    """What the schema says of the keys of a part."""
    part = SCHEMA if name == "Study" else SCHEMA["$defs"][name]
    return dict(part if "properties" in part else part["anyOf"][-1])


# The page


def test_every_part_of_the_schema_has_its_section() -> None:
    parts = {"Study", *SCHEMA["$defs"]}
    assert {name for name in parts if keys_of_some(name)} == set(SECTION_OF)


def keys_of_some(name: str) -> bool:
    part = SCHEMA if name == "Study" else SCHEMA["$defs"][name]
    return bool(part.get("properties")) or any(
        one.get("properties") for one in part.get("anyOf", ())
    )


@pytest.mark.parametrize("part", SECTION_OF)
def test_a_section_lists_the_keys_and_defaults_of_its_part(part: str) -> None:
    told, keys = rows(REFERENCE[SECTION_OF[part]]), keys_of(part)
    assert told.keys() == keys["properties"].keys()
    for key, described in keys["properties"].items():
        assert ("required" in told[key]) == (key in keys.get("required", ())), key
        if isinstance(described.get("default"), int | float):
            assert yaml.safe_load(told[key]) == described["default"], key


@pytest.mark.parametrize("part", SECTION_OF)
def test_a_row_says_what_the_schema_says(part: str) -> None:
    section = REFERENCE[SECTION_OF[part]]
    for key, described in keys_of(part)["properties"].items():
        assert f"| `{key}` | {described['description'].rstrip('.')} |" in section, key


def test_the_usual_measures_are_told() -> None:
    assert rows(REFERENCE["The whole"])["measures"] == ", ".join(USUAL)


def test_the_page_lists_every_measure_with_unit_and_meaning() -> None:
    section = REFERENCE["Measures"]
    for measure in MEASURES.values():
        if not measure.name.startswith("hours_"):
            response = "; needs a `response`" if measure.needs_response else ""
            row = f"| `{measure.name}` | {measure.unit} | {measure.meaning}{response} |"
            assert row in section


def test_the_page_lists_every_place_that_may_vary() -> None:
    told = {
        line.split(" | ")[0].strip("|` "): line
        for line in REFERENCE["What may vary"].splitlines()
        if line.startswith("|")
    }
    listed: set[tuple[str, ...]] = set()
    for where, line in told.items():
        prefix = () if where == "at the top" else tuple(where.split("."))
        keys = line.split(" | ", 1)[1].split("`")[1::2]
        listed |= {(*prefix, key) for key in keys}
    assert listed == set(varied())


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_studies_on_the_page_can_be_read(block: Block) -> None:
    """A whole study by itself; a part of one, laid over a small study."""
    data = parse_document(block.text, str(block)).data
    if "study" in data:
        open_study(Study.model_validate(data))
        return
    small: dict[str, Any] = {
        "title": "Small",
        "scenario": "two-neighbours",
        "axes": {"interoperability": {"path": "dials.interoperability", "values": [0]}},
        "design": "full grid",
        "replications": 20,
    }
    study = Study.model_validate(merged(small, data))
    assert study != Study.model_validate(small)
    open_study(study)


# The schema for editors


def test_every_key_of_every_part_is_known() -> None:
    for name in SECTION_OF:
        (kind,) = (kind for kind in known_kinds() if kind.__name__ == name)
        written = {field.alias or key for key, field in kind.model_fields.items()}
        assert keys_of(name)["properties"].keys() == written


def known_kinds() -> set[type[Any]]:
    """The models that a study is made of."""
    found: set[type[Any]] = set()
    waiting: list[type[Any]] = [Study]
    while waiting:
        model = waiting.pop()
        if model in found:
            continue
        found.add(model)
        for field in model.model_fields.values():
            for kind in kinds(field.annotation, field.metadata):
                inner = [kind, *kind.inside(""), *kind.inside(0)]
                waiting += [one.type for one in inner if hasattr(one.type, "model_fields")]
    return found


def test_every_key_says_what_it_means() -> None:
    for name in SECTION_OF:
        for key, described in keys_of(name)["properties"].items():
            assert described.get("markdownDescription"), (name, key)


def test_short_forms_are_known() -> None:
    assert SCHEMA["$defs"]["Design"]["anyOf"][0] == {"const": "full grid"}
    assert SCHEMA["$defs"]["Replications"]["anyOf"][0]["type"] == "integer"
    assert "study" in SCHEMA["required"]
    assert set(MEASURES) == set(SCHEMA["properties"]["measures"]["items"]["anyOf"][0]["enum"])


def test_the_starter_has_only_keys_that_are_known() -> None:
    data = parse_document(starter_text("Mine"), "study.yaml").data
    assert data.keys() <= SCHEMA["properties"].keys()
    assert set(SCHEMA["required"]) <= data.keys()


def test_editors_know_which_standard_it_follows() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"] == "A study of Entente"
