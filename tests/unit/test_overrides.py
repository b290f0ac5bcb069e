"""Does an option set what it names, and say so when that does not fit?"""

from __future__ import annotations

from copy import deepcopy

import pytest
from pydantic import BaseModel, ConfigDict, Field

from sim.errors import InputError
from sim.scenario.files.document import Mark, parse_document
from sim.scenario.problems.explained import validated
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.overrides import apply_overrides, apply_settings

TEXT = """\
title: Harbour
agencies:
  Aldren Police: {analysts: 4}
  St. Brand: {analysts: 2}
  Unit 1: {analysts: 1}
threats:
  - {name: Night ferry, deadline: 30 d}
  - {name: Cold store, deadline: 20 d}
  - {name: Twin, deadline: 1 d}
  - {name: Twin, deadline: 2 d}
names: []
law:
"""


class Value(BaseModel):
    """Strict, as the parts of a scenario are."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Agency(Value):
    """A part with one field of each kind."""

    analysts: int = Field(ge=1)


class Dials(Value):
    """A part that the file leaves out."""

    trust: float = Field(1.0, ge=0)


class World(Value):
    """The whole."""

    title: str
    agencies: dict[str, Agency]
    threats: list[dict[str, str]]
    names: list[str]
    law: Dials | None = None
    dials: Dials = Dials()


DOCUMENT = parse_document(TEXT, "f.yaml")


def refusal(*overrides: str) -> str:
    with pytest.raises(InputError) as caught:
        validated(World, apply_overrides(DOCUMENT, overrides, Scenario))
    return str(caught.value)


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("title=Quay", ("title",), "Quay"),
        ("title = 4 h ", ("title",), "4 h"),
        ("title='a = b'", ("title",), "a = b"),
        ("title=NO", ("title",), "NO"),
        ("agencies.Aldren Police.analysts=3", ("agencies", "Aldren Police", "analysts"), 3),
        ('agencies."St. Brand".analysts=3', ("agencies", "St. Brand", "analysts"), 3),
        (' agencies . "St. Brand" . analysts = 3', ("agencies", "St. Brand", "analysts"), 3),
        ('agencies."a\\"b=c"={analysts: 3}', ("agencies", 'a"b=c'), {"analysts": 3}),
        ("agencies.Unit 2={analysts: 3}", ("agencies", "Unit 2"), {"analysts": 3}),
        ("threats.1.deadline=5 d", ("threats", 1, "deadline"), "5 d"),
        ("threats.Cold store.deadline=5 d", ("threats", 1, "deadline"), "5 d"),
        ("threats.0={name: x}", ("threats", 0), {"name": "x", "deadline": "30 d"}),
        ("agencies={Unit 1: {analysts: 9}}", ("agencies", "Unit 1", "analysts"), 9),
        ("agencies={}", ("agencies",), {}),
        ("names=[A, 12:30, ~]", ("names",), ["A", "12:30", None]),
        ("dials.trust=0.5", ("dials", "trust"), 0.5),
        ("law.trust=0.5", ("law", "trust"), 0.5),
        ("law.formal_route=null", ("law", "formal_route"), None),
        ("a.b.c={lognormal: {median: 24 h}}", ("a", "b", "c", "lognormal", "median"), "24 h"),
    ],
)
def test_an_override_sets_one_value_and_nothing_else(
    override: str, path: tuple[str | int, ...], value: object
) -> None:
    before = deepcopy(DOCUMENT)
    after = apply_overrides(DOCUMENT, [override], Scenario)
    assert after.value(path) == value
    assert before == DOCUMENT
    assert {key: kept for key, kept in after.data.items() if key != path[0]} == {
        key: kept for key, kept in DOCUMENT.data.items() if key != path[0]
    }


def test_later_overrides_win() -> None:
    after = apply_overrides(
        DOCUMENT, ["dials={trust: 1}", "dials.trust=2", "title=a", "title=b"], Scenario
    )
    assert (after.data["dials"], after.data["title"]) == ({"trust": 2}, "b")
    assert {origin.name for origin in after.origins.values()} == {
        "--set dials={trust: 1}",
        "--set dials.trust=2",
        "--set title=b",
    }


def test_places_elsewhere_are_kept() -> None:
    after = apply_overrides(DOCUMENT, ["agencies.Aldren Police={analysts: 1}"], Scenario)
    assert after.marks[("agencies", "St. Brand", "analysts")] == Mark(4, 25)
    assert ("agencies", "Aldren Police", "analysts") not in after.marks
    assert after.key_marks[("agencies", "Aldren Police")] == Mark(3, 3)


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        (
            ["dials.trust=-1"],
            "--set dials.trust=-1  dials.trust\n    expected a number of at least 0, found -1",
        ),
        (
            ["dials.trsut=1"],
            (
                "--set dials.trsut=1  dials.trsut\n"
                "    expected the key trust, found the unknown key `trsut`\n"
                "    did you mean `trust`?"
            ),
        ),
        (
            ["agencies.Cove={}"],
            "--set agencies.Cove={}  agencies.Cove\n    expected the key `analysts`, found none",
        ),
        (
            ["agencies={A: {analysts: 0}}"],
            (
                "--set agencies={A: {analysts: 0}}  agencies.A.analysts\n"
                "    expected a whole number of at least 1, found 0"
            ),
        ),
        (
            ["agencies={A: {analysts: 0}}", "agencies.A.analysts=x"],
            (
                "--set agencies.A.analysts=x  agencies.A.analysts\n"
                '    expected a whole number of at least 1, found "x"'
            ),
        ),
        (
            ["law.trust=x"],
            '--set law.trust=x  law.trust\n    expected a number of at least 0, found "x"',
        ),
        (
            ["agencies.Aldren Polise.analysts=3"],
            (
                "--set agencies.Aldren Polise.analysts=3  agencies.Aldren Polise\n"
                "    expected one of the `agencies`, found the unknown agency `Aldren Polise`\n"
                "    did you mean `Aldren Police`?"
            ),
        ),
        (
            ["agencies.Aldren Police.analyst=3"],
            (
                "--set agencies.Aldren Police.analyst=3  agencies.Aldren Police.analyst\n"
                "    expected a key known here, found the unknown key `analyst`\n"
                "    did you mean `analysts`?"
            ),
        ),
        (
            ["agencies.St. Brand.analysts=3"],
            (
                "--set agencies.St. Brand.analysts=3  agencies.St\n"
                "    expected one of the `agencies`, found the unknown agency `St`\n"
                '    did you mean `"St. Brand"`?'
            ),
        ),
        (
            ["threats.Cold stare.deadline=3"],
            (
                "--set threats.Cold stare.deadline=3  threats\n"
                "    expected the name of one entry, or a number below 4, found `Cold stare`\n"
                "    did you mean `Cold store`?"
            ),
        ),
        (
            ["threats.Twin.deadline=3"],
            (
                "--set threats.Twin.deadline=3  threats\n"
                "    expected the name of one entry, or a number below 4, found `Twin`"
            ),
        ),
        (["threats.-1=3"], "--set threats.-1=3  threats\n    expected the name of one entry"),
        (["threats.4=3"], "    expected the name of one entry, or a number below 4, found `4`"),
        (["names.0=3"], "--set names.0=3  names\n    expected entries, found an empty list"),
        (
            ["title.length=3"],
            (
                "--set title.length=3  title\n"
                '    expected keys, to set `length` among them, found "Harbour"'
            ),
        ),
        (["title"], '--set title\n    expected PATH=VALUE, such as dials.trust=0.5, found "title"'),
        (["=3"], "--set =3\n    expected PATH=VALUE"),
        (["title.=3"], "--set title.=3\n    expected PATH=VALUE"),
        (["a..b=3"], "--set a..b=3\n    expected PATH=VALUE"),
        (['a"b"=3'], '--set a"b"=3\n    expected PATH=VALUE'),
        (["title="], "--set title=\n    expected a value, found nothing"),
        (["title=[a"], "--set title=[a\n    expected `,` or `]` in the list"),
        (["title=*a"], "--set title=*a\n    expected every value written out, found `*a`"),
        (["title=010"], "--set title=010\n    expected a number without leading zeros"),
        (["a\x1b=3"], "--set a\\x1b=3\n    expected text, found the control character \\x1b"),
        (["a." * 70 + "a=1"], "expected a path of at most 64 names, found 71"),
    ],
)
def test_what_does_not_fit_names_the_option(overrides: list[str], told: str) -> None:
    assert told in refusal(*overrides)


def test_problems_of_the_file_keep_their_lines() -> None:
    document = parse_document(TEXT.replace("analysts: 2", "analysts: 0"), "f.yaml")
    with pytest.raises(InputError) as caught:
        validated(World, apply_overrides(document, ["dials.trust=-1"], Scenario))
    assert [(p.file, p.line) for p in caught.value.problems] == [
        ("f.yaml", 4),
        ("--set dials.trust=-1", None),
    ]


def test_all_unusable_options_are_told_at_once() -> None:
    told = refusal("title", "title=[", "dials.trust=1")
    assert "--set title\n" in told
    assert "--set title=[\n" in told
    assert "trust" not in told.replace("such as dials.trust=0.5", "")


# Settings of a study


def test_settings_are_applied_as_options_are() -> None:
    settings = {"title": "Quay", 'agencies."St. Brand".analysts': 3, "dials.trust": 0.5}
    options = ["title=Quay", 'agencies."St. Brand".analysts=3', "dials.trust=0.5"]
    assert (
        apply_settings(DOCUMENT, settings, Scenario).data
        == apply_overrides(DOCUMENT, options, Scenario).data
    )


def test_a_value_of_a_setting_is_taken_as_it_is() -> None:
    assert apply_settings(DOCUMENT, {"title": "[1, 2]"}, Scenario).data["title"] == "[1, 2]"
    assert (
        apply_settings(DOCUMENT, {"law.formal_route": None}, Scenario).value(
            ("law", "formal_route")
        )
        is None
    )


def test_null_takes_an_entry_out_and_nothing_else() -> None:
    after = apply_overrides(DOCUMENT, ["agencies.Unit 1=null"], Scenario)
    assert set(after.data["agencies"]) == {"Aldren Police", "St. Brand"}  # type: ignore[call-overload]
    assert {key: after.data[key] for key in after.data if key != "agencies"} == {
        key: DOCUMENT.data[key] for key in DOCUMENT.data if key != "agencies"
    }


def test_null_gives_back_to_a_default_what_has_one() -> None:
    assert (
        "dials" not in apply_overrides(DOCUMENT, ["dials={trust: 2}", "dials=null"], Scenario).data
    )


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("title=null", "a value: it cannot be taken out"),
        ("agencies.Unit 7=null", "a known name, to take it out"),
        ("agencies.Aldren Polise=null", "did you mean"),
    ],
)
def test_what_cannot_be_taken_out_is_told(override: str, said: str) -> None:
    assert said in refusal(override)


@pytest.mark.parametrize("path", ["", "title=3", "agencies..analysts", "agencys", "threats.Cold"])
def test_settings_that_lead_nowhere_are_all_told(path: str) -> None:
    with pytest.raises(InputError) as caught:
        apply_settings(DOCUMENT, {path: 3, "titel": "x"}, Scenario)
    assert [problem.file for problem in caught.value.problems] == [f"{path} = 3", 'titel = "x"']


def test_a_value_that_a_setting_made_wrong_names_the_setting() -> None:
    document = apply_settings(DOCUMENT, {"dials.trust": -1}, Scenario)
    with pytest.raises(InputError) as caught:
        validated(World, document)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.where) == ("dials.trust = -1", None, "dials.trust")
