"""Does a file of settings set what its paths name, as options do, and say where it does not fit?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.document import parse_document, read_document
from sim.scenario.dotted import dotted
from sim.scenario.overrides import apply_file, apply_overrides, settings_of
from sim.scenario.reading import load, variant_of
from sim.scenario.shipped import shipped
from tests.scenarios_for_tests import document_of, minimal

SCENARIO = document_of(minimal())


def settings(text: str, tmp_path: Path) -> Path:
    file = tmp_path / "after.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(text: str, tmp_path: Path) -> str:
    with pytest.raises(InputError) as caught:
        load("two-neighbours", settings=[settings(text, tmp_path)])
    return str(caught.value).replace(str(tmp_path), "FOLDER")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("horizon", "70 d"),
        ("dials.trust", "0.5"),
        ("trust.agencies.Aldren Police.Brevia Police", "0.7"),
        ("agencies.Brevia Police.observes.0.kinds", "[sign, trace]"),
        ("law.formal_route", "~"),
    ],
)
def test_a_line_of_a_file_does_what_the_option_does(path: str, value: str) -> None:
    by_file = apply_file(SCENARIO, parse_document(f"{path}: {value}", "after.yaml"))
    assert by_file.data == apply_overrides(SCENARIO, [f"{path}={value}"]).data


def test_a_name_with_a_dot_is_quoted() -> None:
    text = "'trust.agencies.\"St. Brand\".Aldren Police': 0.7"
    after = apply_file(SCENARIO, parse_document(text, "after.yaml"))
    assert after.value(("trust", "agencies", "St. Brand", "Aldren Police")) == 0.7


def test_a_file_may_hold_nothing() -> None:
    assert apply_file(SCENARIO, parse_document("{}", "after.yaml")) == SCENARIO


def test_files_come_one_after_the_other_and_options_after_them(tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text("dials.trust: 0.1\ndials.law: 0.1\ndials.capacity: 0.1\n", encoding="utf-8")
    second.write_text("dials.law: 0.2\ndials.capacity: 0.2\n", encoding="utf-8")
    dials = load("two-neighbours", ["dials.capacity=0.3"], [first, second]).dials
    assert (dials.trust, dials.law, dials.capacity) == (0.1, 0.2, 0.3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "# left by nobody\ndials.trust: -1\n",
            "FOLDER/after.yaml:2:1  dials.trust\n    expected a number from 0 to 10, found -1",
        ),
        (
            "dials.law: 1\ndials.trsut: 0.5\n",
            "FOLDER/after.yaml:2:1  dials.trsut\n    expected the key",
        ),
        ("horizont: 3 d\n", "FOLDER/after.yaml:1:1  horizont"),
        ("trust.agencies.Nobody.Velmora Watch: 0.5\n", "expected the name of an agency"),
        ("a..b: 1\n", 'FOLDER/after.yaml:1:1\n    expected a path, such as dials.trust, found "a'),
        ("dials.law=1: 1\n", "a path, such as dials.trust"),
        (".".join("a" * 80) + ": 1\n", "a path of at most 64 names, found 80"),
        ("entente: 1\ntitle: x\n", "expected a file of settings, a path for each key, found a"),
        ("dials.trust: 1\ndials.trust: 2\n", "each key once"),
        ("- dials.trust\n", "keys with values"),
        ("dials.trust 1\n", "keys with values"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    assert said in refusal(text, tmp_path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="after"):
        load("two-neighbours", settings=[tmp_path / "after.yaml"])


def test_what_options_set_is_told_apart_and_the_later_counts() -> None:
    assert settings_of(["a.b=1", 'c."d.e"=4 h', "a . b = [2, x]"]) == {
        'c."d.e"': "4 h",
        "a.b": [2, "x"],
    }


def test_what_is_there_is_never_taken_for_misspelt() -> None:
    for name in shipped():
        document = read_document(name.path)
        agencies = list(document.data["agencies"])[:12]  # type: ignore[call-overload]
        pairs = {
            dotted(("trust", "agencies", one, other)): 0.5
            for one in agencies
            for other in agencies
            if one != other
        }
        text = "\n".join(f"{json.dumps(at, ensure_ascii=False)}: 0.5" for at in pairs)
        variant_of(apply_file(document, parse_document(text or "{}", "carried.yaml")))
