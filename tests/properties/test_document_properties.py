"""Does whatever is written either come back as it was meant or end in words for its writer?"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import partial
from typing import Any

import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario.files.document import Document, parse_document
from sim.scenario.files.paths import dotted, segments
from sim.scenario.problems.explained import validated
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.overrides import apply_overrides
from tests.unit.test_problems import JARGON, Agency, Lognormal, Ripe, World

CONTROL = "".join(map(chr, [*range(9), *range(11, 32), *range(127, 160), 0x2028, 0x2029]))
LIKE_A_NUMBER = re.compile(r"[-+]?[0-9.]+([eE][-+]?[0-9]+)?")

shown_text = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=CONTROL + "\ufffe\uffff\ufeff"),
    max_size=12,
).map(partial(unicodedata.normalize, "NFC"))
plain_text = shown_text.filter(lambda text: not LIKE_A_NUMBER.fullmatch(text))
numbers = st.integers(-(10**18) + 1, 10**18 - 1) | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers


def data_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    values = st.recursive(
        scalars | texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=12,
    )
    return st.dictionaries(texts, values, max_size=5)


yaml_like = st.text(st.sampled_from("ab1.0-: \n\t[]{},?&*!|>'\"%@#~<\\e\x1b\r\ufeffé"), max_size=60)


def is_printable(told: str) -> bool:
    return all(line.isprintable() for line in told.split("\n"))


@given(st.text() | yaml_like | st.binary())
def test_any_text_is_a_document_or_an_input_error(source: str | bytes) -> None:
    told = "no problem"
    try:
        assert isinstance(parse_document(source, "f.yaml").data, dict)
    except InputError as error:
        told = str(error)
    assert told
    assert is_printable(told)


@given(data_of(plain_text))
def test_what_is_dumped_is_read_again(data: dict[str, Any]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    if "&" in text and re.search(r"[&*]id\d", text):
        text = json.dumps(data, ensure_ascii=False)
    assert parse_document(text, "f.yaml").data == data


@given(data_of(shown_text))
def test_what_is_quoted_is_never_guessed(data: dict[str, Any]) -> None:
    document = parse_document(json.dumps(data, ensure_ascii=False), "f.yaml")
    assert document.data == data
    assert repr(document.data) == repr(data)


def paths_of(node: object, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    steps: list[tuple[str | int, object]] = []
    if isinstance(node, dict):
        steps = list(node.items())
    elif isinstance(node, list):
        steps = list(enumerate(node))
    return {path}.union(*(paths_of(inner, (*path, step)) for step, inner in steps))


@given(data_of(plain_text))
def test_every_value_has_a_place_on_its_line(data: dict[str, Any]) -> None:
    document = parse_document(json.dumps(data, indent=1, ensure_ascii=False), "f.yaml")
    lines = re.split("\r\n|\n|\r", document.text)
    assert set(document.marks) == paths_of(data)
    for path, mark in document.key_marks.items():
        written = json.dumps(path[-1], ensure_ascii=False)
        assert lines[mark.line - 1][mark.column - 1 :].startswith(written)


@given(st.lists(shown_text.filter(bool), min_size=1, max_size=5), shown_text)
def test_a_dotted_path_reads_as_it_was(path: list[str], rest: str) -> None:
    assert segments(f"{dotted(tuple(path))}={rest}") == (tuple(path), f"={rest}")


@given(data_of(plain_text), st.data())
def test_an_override_of_what_is_there_sets_it(data: dict[str, Any], draw: st.DataObject) -> None:
    document = parse_document(json.dumps(data, ensure_ascii=False), "f.yaml")
    reachable = [path for path in document.marks if path and "" not in path]
    assume(reachable)
    path = draw.draw(st.sampled_from(sorted(reachable, key=repr)))
    after = apply_overrides(document, [f"{dotted(path)}=quite new"], Scenario)
    assert after.value(path) == "quite new"
    assert apply_overrides(after, [f"{dotted(path)}=[]"], Scenario).value(path) == []


@given(data_of(plain_text), st.text() | yaml_like | st.just("a.0=1"))
def test_any_override_is_applied_or_an_input_error(data: dict[str, Any], override: str) -> None:
    document = parse_document(json.dumps(data, ensure_ascii=False), "f.yaml")
    told = "no problem"
    try:
        assert isinstance(apply_overrides(document, [override], Scenario), Document)
    except InputError as error:
        told = str(error)
    assert is_printable(told)


FIELDS = [name for model in (World, Agency, Lognormal, Ripe) for name in model.model_fields]
WORDS = ["ripe", "4 h", "police", "round the clock", "[key]", "int", "str", *FIELDS]


@given(data_of(st.sampled_from(WORDS)))
def test_any_data_fits_the_model_or_is_told_plainly(data: dict[str, Any]) -> None:
    document = parse_document(json.dumps(data, indent=1), "f.yaml")
    told = "no problem"
    try:
        assert isinstance(validated(World, document), World)
    except InputError as error:
        told = str(error)
        lines = [problem.line or 0 for problem in error.problems]
        told += "" if lines == sorted(lines) else " Input out of order"
    assert not any(word in told for word in JARGON)
