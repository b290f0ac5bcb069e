"""Is every way in which a document does not fit its model told in plain words, in its place?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    Tag,
    ValidationError,
    create_model,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from sim.errors import InputError, Problem
from sim.scenario.files.document import parse_document
from sim.scenario.files.words import described, nearest
from sim.scenario.problems.explained import explain, validated

JARGON = ("Input", "input", "dictionary", "instance", "Field", "Value error", "valid ", "function-")


class Value(BaseModel):
    """Strict, as the parts of a scenario are."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True
    )


class Role(StrEnum):
    """A choice of words."""

    POLICE = "police"
    FUSION = "fusion centre"


def _hours(text: object) -> float:
    if not isinstance(text, str) or not text.endswith(" h"):
        raise ValueError("a duration such as 90 min, 36 h, 4.2 d or 3 weeks")
    return float(text.removesuffix(" h"))


def _named(text: str) -> str:
    if text != text.strip():
        raise PydanticCustomError("name", "a name without spaces around it")
    return text


Hours = Annotated[float, Field(ge=0), BeforeValidator(_hours)]
Pair = Annotated[tuple[str, int], Strict(False)]
Name = Annotated[str, AfterValidator(_named)]


class Lognormal(Value):
    """A form with a misspellable key."""

    median: Hours
    sigma: float


class Uniform(Value):
    """A form with aliases and a verdict of its own."""

    least: Hours = Field(alias="from")
    most: Hours = Field(alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        if self.most < self.least:
            raise ValueError("a `to` that is not shorter than `from`")
        return self


class Spread(Value):
    """A form for which a bare duration may stand."""

    fixed: Hours | None = None
    lognormal: Lognormal | None = None


def _spelled_out(written: object) -> object:
    return written if isinstance(written, dict) else {"fixed": written}


def _form(written: object) -> str:
    return "short" if isinstance(written, str) else "long"


class Agency(Value):
    """A part with one field of each kind."""

    analysts: Annotated[int, Field(ge=1)]
    role: Role = Field(Role.POLICE, strict=False)
    opening: Hours | Literal["round the clock"] = "round the clock"
    triage: Annotated[Spread, BeforeValidator(_spelled_out)] = Spread()
    delay: Lognormal | Uniform | Hours = 0.0
    limit: int | float | bool | None = None
    several: int | list[str] | tuple[str, int] | dict[str, int] = 0
    either: (
        Annotated[
            Annotated[Hours, Tag("short")] | Annotated[Lognormal, Tag("long")],
            Discriminator(_form),
        ]
        | None
    ) = None


class Ripe(Value):
    """One arm of a union told apart by a key."""

    kind: Literal["ripe"]
    sweet: bool


class Raw(Value):
    """The other arm."""

    kind: Literal["raw"]
    sour: bool


class World(Value):
    """The whole."""

    title: str = Field("Harbour", min_length=3, max_length=10)
    agencies: dict[Name, Agency] = Field(default_factory=dict)
    share: float = Field(0.5, ge=0, le=1)
    weight: float = Field(1.0, gt=0)
    even: int = Field(2, multiple_of=2)
    open: bool = True
    pairs: Annotated[tuple[Pair, ...], Strict(False)] = ()
    between: Annotated[tuple[str, str], Strict(False)] | None = None
    kinds: Annotated[tuple[str, ...], Strict(False)] = Field((), max_length=2)
    code: str = Field("a", pattern="^[a-z]$")
    fruit: Annotated[Ripe | Raw, Field(discriminator="kind")] | None = None

    @model_validator(mode="after")
    def _titled(self) -> World:
        if self.title == "wrong":
            raise ValueError("a title that is not wrong")
        return self


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        validated(World, parse_document(text, "f.yaml"))
    return caught.value.problems


def test_a_document_that_fits_becomes_the_value() -> None:
    text = "title: Harbour\nagencies: {A: {analysts: 4, role: fusion centre}}\nkinds: [a, b]"
    world = validated(World, parse_document(text, "f.yaml"))
    assert world.agencies["A"] == Agency(analysts=4, role=Role.FUSION)
    assert world.kinds == ("a", "b")


A = "agencies:\n  A: {analysts: 1, %s}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'agencies:\n  Aldren Police:\n    analysts: "four"',
            (
                "f.yaml:3:15  agencies.Aldren Police.analysts\n"
                '    expected a whole number of at least 1, found "four"'
            ),
        ),
        (
            "agencies: {A: {analysts: 0}}",
            "f.yaml:1:26  agencies.A.analysts\n    expected a whole number of at least 1, found 0",
        ),
        (
            "agencies: {A: {analysts: 1.5}}",
            (
                "f.yaml:1:26  agencies.A.analysts\n"
                "    expected a whole number of at least 1, found 1.5"
            ),
        ),
        (
            "agencies:\n  A:\n    role: police",
            "f.yaml:2:3  agencies.A\n    expected the key `analysts`, found none",
        ),
        (
            "agencies:\n  A:\n    analyst: 4",
            (
                "f.yaml:3:5  agencies.A.analyst\n"
                "    expected the key analysts, role, opening, triage, delay, limit, several or "
                "either, found the unknown key `analyst`\n"
                "    did you mean `analysts`?"
            ),
        ),
        (
            A % "role: Polise",
            (
                "f.yaml:2:26  agencies.A.role\n"
                '    expected police or fusion centre, found "Polise"\n'
                "    did you mean `police`?"
            ),
        ),
        (
            "agencies: {A: }",
            "f.yaml:1:15  agencies.A\n    expected keys with values, found nothing",
        ),
        (
            "agencies: [A]",
            (
                "f.yaml:1:1  agencies\n    expected keys with values, found a list of 1\n"
                "    write a name and a colon in the place of each `- `"
            ),
        ),
        (
            'agencies: {" A": {analysts: 1}}',
            'f.yaml:1:12  agencies." A"\n    expected a name without spaces around it, found " A"',
        ),
        (
            A % "opening: 9 to 5",
            (
                "f.yaml:2:29  agencies.A.opening\n"
                "    expected a duration such as 90 min, 36 h, 4.2 d or 3 weeks, "
                'or round the clock, found "9 to 5"\n'
                "    the units are s, min, h, d, week, month or year"
            ),
        ),
        (
            A % "triage: 4 parsecs",
            (
                "f.yaml:2:28  agencies.A.triage\n"
                "    expected a duration such as 90 min, 36 h, 4.2 d or 3 weeks, "
                'found "4 parsecs"\n    the units are s, min, h, d, week, month or year'
            ),
        ),
        (
            A % "triage: {lognormal: {median: 4 h}}",
            "f.yaml:2:29  agencies.A.triage.lognormal\n    expected the key `sigma`, found none",
        ),
        (
            A % "delay: {median: 4 h, sgima: 1.0}",
            (
                "f.yaml:2:41  agencies.A.delay.sgima\n"
                "    expected the key median or sigma, found the unknown key `sgima`\n"
                "    did you mean `sigma`?"
            ),
        ),
        (
            A % "delay: {from: 4 h, to: 3 h}",
            (
                "f.yaml:2:20  agencies.A.delay\n"
                "    expected a `to` that is not shorter than `from`, found the keys from and to"
            ),
        ),
        (
            A % "delay: [4 h]",
            (
                "f.yaml:2:20  agencies.A.delay\n"
                "    expected keys with values, or a duration such as 90 min, 36 h, 4.2 d or "
                "3 weeks, found a list of 1\n"
                "    write a name and a colon in the place of each `- `"
            ),
        ),
        (
            A % "limit: none",
            (
                "f.yaml:2:27  agencies.A.limit\n"
                '    expected a whole number, or a number, or true or false, found "none"'
            ),
        ),
        (
            A % "several: [a, 1]",
            "f.yaml:2:33  agencies.A.several.1\n    expected text, found 1\n    put it in quotes",
        ),
        (
            A % "several: {b: c}",
            'f.yaml:2:33  agencies.A.several.b\n    expected a whole number, found "c"',
        ),
        (
            A % "several: a",
            (
                "f.yaml:2:29  agencies.A.several\n"
                '    expected a whole number, or a list, or keys with values, found "a"\n'
                "    put it in brackets: [a]"
            ),
        ),
        (
            A % "either: {median: 4 h, sigma: x}",
            'f.yaml:2:49  agencies.A.either.sigma\n    expected a number, found "x"',
        ),
        ("share: 2", "f.yaml:1:8  share\n    expected a number from 0 to 1, found 2"),
        ("share: yes", 'f.yaml:1:8  share\n    expected a number from 0 to 1, found "yes"'),
        (
            'share: "0.5"',
            (
                'f.yaml:1:8  share\n    expected a number from 0 to 1, found "0.5"\n'
                "    leave out the quotes"
            ),
        ),
        ('share: "00"', 'f.yaml:1:8  share\n    expected a number from 0 to 1, found "00"'),
        ("weight: 0", "f.yaml:1:9  weight\n    expected a number above 0, found 0"),
        (
            "even: 3",
            "f.yaml:1:7  even\n    expected a whole number that is a multiple of 2, found 3",
        ),
        (
            "open: no",
            'f.yaml:1:7  open\n    expected true or false, found "no"\n    write false',
        ),
        (
            "title: 2026",
            "f.yaml:1:8  title\n    expected text, found 2026\n    put it in quotes",
        ),
        ("title:", "f.yaml:1:7  title\n    expected text, found nothing"),
        ("title: a", 'f.yaml:1:8  title\n    expected text of at least 3 characters, found "a"'),
        (
            "title: abcdefghijkl",
            'f.yaml:1:8  title\n    expected text of at most 10 characters, found "abcdefghijkl"',
        ),
        ("title: wrong", "f.yaml:1:1\n    expected a title that is not wrong"),
        ("pairs: [[a, b]]", 'f.yaml:1:13  pairs.0.1\n    expected a whole number, found "b"'),
        (
            "between: [a]",
            "f.yaml:1:1  between\n    expected at least 2 entries, found a list of 1",
        ),
        (
            "kinds: [a, b, c]",
            "f.yaml:1:1  kinds\n    expected at most 2 entries, found a list of 3",
        ),
        (
            "kinds: cargo",
            (
                'f.yaml:1:8  kinds\n    expected a list, found "cargo"\n'
                "    put it in brackets: [cargo]"
            ),
        ),
        ("code: AB", 'f.yaml:1:7  code\n    expected text of the form ^[a-z]$, found "AB"'),
        (
            "fruit: {kind: raw, sweet: true}",
            "f.yaml:1:1  fruit\n    expected the key `sour`, found none",
        ),
        (
            "fruit: {kind: rare}",
            "f.yaml:1:1  fruit\n    expected one of 'ripe', 'raw', found the keys kind",
        ),
        (
            "titel: Harbour",
            (
                "f.yaml:1:1  titel\n"
                "    expected the key title, agencies, share, weight, even, open, pairs, "
                "between, kinds, code or fruit, found the unknown key `titel`\n"
                "    did you mean `title`?"
            ),
        ),
    ],
)
def test_each_problem_is_told_in_plain_words(text: str, told: str) -> None:
    found = [str(problem) for problem in problems(text)]
    relevant = [problem for problem in found if told.split("\n", maxsplit=1)[0] in problem]
    assert told in relevant
    assert not any(word in problem for problem in found for word in JARGON)


class Made(Value):
    """A part whose validator makes up keys that nobody wrote."""

    part: Annotated[Spread, BeforeValidator(lambda written: {"fixd": written})]


def test_a_key_that_a_validator_made_up_is_told_where_it_came_from() -> None:
    with pytest.raises(InputError) as caught:
        validated(Made, parse_document("part: 4 h", "f.yaml"))
    assert str(caught.value).startswith("f.yaml:1:1  part\n")


def test_many_keys_are_not_listed() -> None:
    fields: dict[str, Any] = {f"key{i}": (int, 0) for i in range(13)}
    many = create_model("Many", __base__=Value, **fields)
    with pytest.raises(
        InputError, match="a key known here, found the unknown key `kee7`"
    ) as caught:
        validated(many, parse_document("kee7: 1", "f.yaml"))
    assert "did you mean `key7`?" in str(caught.value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        (True, "true"),
        (1.5, "1.5"),
        ("a", '"a"'),
        ({}, "a mapping without keys"),
        ([], "an empty list"),
        ([1, 2], "a list of 2"),
        (dict.fromkeys("abc"), "the keys a, b and c"),
        (dict.fromkeys("abcdefghijklmn"), "the keys a, b, c, d, e, f, g, h, i, j, k, l, ..."),
    ],
)
def test_values_are_described(value: object, words: str) -> None:
    assert described(value) == words


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("aldren polise", ["Brevik Police", "Aldren Police"], "Aldren Police"),
        ("analyst", ["opening", "triage"], None),
        ("x" * 1000, ["x" * 1000], None),
        ("a", [], None),
    ],
)
def test_the_nearest_word(word: str, known: list[str], near: str | None) -> None:
    assert nearest(word, known) == near


def test_a_misspelt_key_is_one_problem() -> None:
    assert len(problems("agencies: {A: {analyst: 4}}")) == 1
    assert len(problems("agencies: {A: {entirely different: 4}}")) == 2


def test_problems_come_in_the_order_of_the_file() -> None:
    text = "share: 3\nagencies:\n  B: {analysts: x, role: y}\n  A: {}\ntitle: 4"
    assert [problem.line for problem in problems(text)] == [1, 3, 3, 4, 5]


def test_long_values_are_cut() -> None:
    (problem,) = problems(f"agencies: {{A: {{analysts: {'x' * 5000}}}}}")
    assert len(str(problem)) < 300


class Outer(Value):
    """A check of the whole that points at its parts, as a check of references does."""

    name: str
    refers: dict[str, str]

    @model_validator(mode="after")
    def _refers(self) -> Outer:
        lines = [
            InitErrorDetails(
                type=PydanticCustomError("reference", "the name of this value"),
                loc=("refers", key),
                input=named,
            )
            for key, named in self.refers.items()
            if named != self.name
        ]
        if lines:
            raise ValidationError.from_exception_data("Outer", lines)
        return self


def test_a_check_of_the_whole_can_point_at_its_parts() -> None:
    document = parse_document("name: x\nrefers:\n  a: x\n  b: y", "f.yaml")
    with pytest.raises(InputError) as caught:
        validated(Outer, document)
    assert str(caught.value) == (
        'f.yaml:4:6  refers.b\n    expected the name of this value, found "y"'
    )


def test_explaining_needs_only_the_error() -> None:
    document = parse_document("name: 1\nrefers: {}", "f.yaml")
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(document.data)
    (problem,) = explain(caught.value, document, Outer)
    assert problem == Problem(
        file="f.yaml",
        line=1,
        column=7,
        where="name",
        expected="text",
        found="1",
        hint="put it in quotes",
    )


def test_a_key_that_is_one_of_few_words_is_told_and_guessed() -> None:
    class Widths(Value):
        """A part whose keys are words of a closed list."""

        until: dict[Literal["missed", "warned"], float]

    document = parse_document("until: {misst: 0.1, warned: 0.2}\n", "f.yaml")
    with pytest.raises(InputError) as caught:
        validated(Widths, document)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (1, 9)
    assert problem.expected == "missed or warned"
    assert problem.found == '"misst"'
    assert problem.hint == "did you mean `missed`?"
