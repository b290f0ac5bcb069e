"""Does a file of settings set what its paths name, as options do, and say where it does not fit?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.files.document import Document, parse_document, read_document
from sim.scenario.files.paths import dotted
from sim.scenario.reading.reading import load, variant_of
from sim.scenario.reading.shipped import shipped
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.overrides import apply_given, apply_overrides, settings_of
from tests.scenarios_for_tests import document_of, minimal

SCENARIO = document_of(minimal())
NESTED = """\
agencies:
  Velmora Watch: {analysts: 2}
  New Desk:
    country: Velmora
    observes: [{kinds: [chatter]}]
friction:
  translation: {uniform: {from: 1 h, to: 2 h}}
injects:
  the minister speaks:
    at: 3 d
    message: Nothing is to be seen.
databases: {}
"""


def apply_file(document: Document, file: Document) -> Document:
    """The document with all that a file of settings says."""
    after, problems = apply_given(document, [file], [], Scenario)
    assert not problems
    return after


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
    assert by_file.data == apply_overrides(SCENARIO, [f"{path}={value}"], Scenario).data


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
    assert settings_of([], ["a.b=1", 'c."d.e"=4 h', "a . b = [2, x]"], Scenario) == {
        'c."d.e"': "4 h",
        "a.b": [2, "x"],
    }


def test_keys_in_keys_are_merged_into_a_scenario_as_paths_are(tmp_path: Path) -> None:
    before = load("two-neighbours")
    after = load("two-neighbours", settings=[settings(NESTED, tmp_path)])
    assert list(after.agencies) == [*before.agencies, "New Desk"]
    assert after.agencies["Velmora Watch"] == before.agencies["Velmora Watch"].model_copy(
        update={"analysts": 2}
    )
    assert after.friction.conversion == before.friction.conversion
    assert after.friction.translation.mean_hours == 1.5
    assert list(after.injects) == [*before.injects, "the minister speaks"]
    by_path = settings_of([parse_document(NESTED, "after.yaml")], [], Scenario)
    flat = "\n".join(f"{json.dumps(at)}: {json.dumps(value)}" for at, value in by_path.items())
    assert load("two-neighbours", settings=[settings(flat, tmp_path)]) == after


def test_the_keys_of_a_distribution_are_never_mixed_with_others(tmp_path: Path) -> None:
    text = "friction.translation.lognormal: {median: 3 h, sigma: 0.5}\n"
    before = ["friction.translation={lognormal: {median: 12 h, p90: 38 h}}"]
    file = settings(text, tmp_path)
    document, problems = apply_given(SCENARIO, [], before, Scenario)
    after = variant_of(apply_file(document, read_document(file)))
    assert not problems
    assert (
        after.friction.translation == load("two-neighbours", settings=[file]).friction.translation
    )


def test_nothing_inside_keys_takes_out(tmp_path: Path) -> None:
    text = "injects:\n  the speech: null\n"
    after = load("cold-snap", settings=[settings(text, tmp_path)])
    assert set(load("cold-snap").injects) - set(after.injects) == {"the speech"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "agencies:\n  Velmora Wach:\n    analysts: 2\n    role: police\n",
            ["FOLDER/after.yaml:2:3  agencies.Velmora Wach\n", "did you mean `Velmora Watch`?"],
        ),
        (
            "agencies:\n  Velmora Watch:\n    analysts: -1\n    analist: 2\n",
            [
                "FOLDER/after.yaml:3:5  agencies.Velmora Watch.analysts\n",
                "FOLDER/after.yaml:4:5  agencies.Velmora Watch.analist\n",
            ],
        ),
        (
            "agencies:\n  Quite Another:\n    analysts: 2\n",
            ["FOLDER/after.yaml:2:3  agencies.Quite Another\n", "a country or a body"],
        ),
        (
            "agencies.New.country: Velmora\nagencies.New.observes:\n  - {kinds: [a], where: [X]}\n",
            ["FOLDER/after.yaml:3:26  agencies.New.observes.0.where.0\n"],
        ),
        ("countries: [Velmora]\n", ["FOLDER/after.yaml:1:1  countries\n", "keys with values"]),
    ],
)
def test_a_mistake_within_keys_is_told_in_the_file_that_has_it(
    text: str, told: list[str], tmp_path: Path
) -> None:
    said = refusal(text, tmp_path)
    assert all(words in said for words in told), said
    assert "two-neighbours.yaml" not in said
    assert said.count("FOLDER") == len([each for each in told if "FOLDER" in each])


def test_what_files_and_options_break_in_a_scenario_is_told_of_them(tmp_path: Path) -> None:
    inject = "{at: 3 d, message: Now., background: {stream: daily business, times: 2}}"
    first = settings(f"background: {{}}\ninjects.a: {inject}\n", tmp_path)
    with pytest.raises(InputError) as caught:
        load("cold-snap", ["injects.the speech.tamper_evident=true"], [first])
    (effects, *_) = (one for one in caught.value.problems if "at most one effect" in one.expected)
    assert effects.file == "--set injects.the speech.tamper_evident=true"
    with pytest.raises(InputError) as caught:
        load("border-triangle", ["agencies.Lirenta Customs=null"])
    (gone,) = caught.value.problems
    assert gone.hint.endswith("without --set agencies.Lirenta Customs=null it fits")


def test_mistakes_of_all_files_and_options_are_told_at_once(tmp_path: Path) -> None:
    file = settings("dials.trust: -1\ndials.trsut: 2\na..b: 2\n", tmp_path)
    with pytest.raises(InputError) as caught:
        load("two-neighbours", ["nonsense", "dials.law=-1"], [file])
    places = [(Path(one.file).name, one.line) for one in caught.value.problems]
    assert places == [
        ("after.yaml", 1),
        ("after.yaml", 2),
        ("after.yaml", 3),
        ("--set dials.law=-1", None),
        ("--set nonsense", None),
    ]


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
