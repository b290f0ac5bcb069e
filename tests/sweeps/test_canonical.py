"""Does the same meaning have the same digest, and another meaning another?"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.files.canonical import Json, canonical, condition_id, digest

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=5),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=3), parts),
    max_leaves=8,
)


@given(values)
def test_it_is_read_back_as_what_it_was(value: Json) -> None:
    assert json.loads(canonical(value)) == value


@given(values)
def test_writing_it_again_changes_nothing(value: Json) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


def test_order_spacing_and_the_form_of_a_number_do_not_count() -> None:
    one: Json = {"trust": 1.0, "zero": -0.0, "delay": "3 d"}
    other: Json = json.loads('{"delay":"3 d",  "zero": 0, "trust": 1}')
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": True}),
        ({"a": 1}, {"a": "1"}),
        ({"a": [1, 2]}, {"a": [2, 1]}),
        ({"a": None}, {}),
        ({"a": 0.1}, {"a": 0.1 + 2**-56}),
        ({"a": 2**60}, {"a": 2**60 + 1}),
    ],
    ids=str,
)
def test_what_differs_has_another_digest(one: Json, other: Json) -> None:
    assert digest(one) != digest(other)


def test_a_condition_belongs_to_its_scenario() -> None:
    settings = {"dials.trust": 0.5}
    assert condition_id(digest({"a": 1}), settings) != condition_id(digest({"a": 2}), settings)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")]], ids=str)
def test_what_is_not_finite_is_refused(value: Json) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical(value)


def test_a_key_that_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="text"):
        canonical({1: 2})  # type: ignore[dict-item]
