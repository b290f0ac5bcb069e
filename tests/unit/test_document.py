"""Does a file come back as plain data with its places, and is what would surprise refused?"""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest
import yaml

from sim.errors import EntenteError, InputError, Problem
from sim.scenario.files.document import MOST_DEPTH, MOST_NODES, Mark, parse_document, read_document
from sim.scenario.files.source import MOST_BYTES
from sim.scenario.files.syntax import explained

SCENARIO = """\
title: Harbour
agencies:
  Aldren Police:
    analysts: 4   # a comment
    observes: [cargo, {kind: "papers"}]
  'St. Brand': {analysts: 2}
"""


def refusal(source: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        parse_document(source, "f.yaml")
    return caught.value.problems


def places(source: str | bytes) -> list[tuple[int | None, int | None]]:
    return [(problem.line, problem.column) for problem in refusal(source)]


def test_data_is_what_was_written() -> None:
    document = parse_document(SCENARIO, "f.yaml")
    assert document.data == {
        "title": "Harbour",
        "agencies": {
            "Aldren Police": {"analysts": 4, "observes": ["cargo", {"kind": "papers"}]},
            "St. Brand": {"analysts": 2},
        },
    }
    assert document.name == "f.yaml"
    assert document.text == SCENARIO


def test_every_value_and_key_has_its_place() -> None:
    document = parse_document(SCENARIO, "f.yaml")
    police = ("agencies", "Aldren Police")
    assert document.marks[()] == Mark(1, 1)
    assert document.marks[("title",)] == Mark(1, 8)
    assert document.key_marks[police] == Mark(3, 3)
    assert document.marks[police] == Mark(4, 5)
    assert document.marks[(*police, "analysts")] == Mark(4, 15)
    assert document.marks[(*police, "observes", 1, "kind")] == Mark(5, 30)
    assert document.key_marks[(*police, "observes", 1, "kind")] == Mark(5, 24)
    assert set(document.key_marks) == {place for place in document.marks if place[-1:] != (0,)} - {
        (),
        (*police, "observes", 1),
    }


def test_places_count_characters_not_bytes() -> None:
    document = parse_document("\ufeffü😀: [é, 1]\r\nb: 2\r\n".encode(), "f.yaml")
    assert document.data == {"ü😀": ["é", 1], "b": 2}
    assert document.marks[("ü😀", 1)] == Mark(1, 9)
    assert document.marks[("b",)] == Mark(2, 4)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-11-21", "2026-11-21"),
        ("1_000", "1_000"),
        ("0o7", "0o7"),
        ("0x1F", "0x1F"),
        ("4 h", "4 h"),
        ("=", "="),
        ("inf", "inf"),
        ("10", 10),
        ("-3", -3),
        ("+3", 3),
        ("0", 0),
        ("123456789012345678", 123456789012345678),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("-1e3", -1000.0),
        ("2.5E-1", 0.25),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"4"', "4"),
        ("'true'", "true"),
        ('""', ""),
        ("|\n  010\n", "010\n"),
    ],
)
def test_words_mean_what_yaml_1_2_says(written: str, value: object) -> None:
    found = parse_document(f"a: {written}", "f.yaml").data["a"]
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("010", "without leading zeros"),
        ("-00", "without leading zeros"),
        ("9223372036854775808", "at most 9,223,372,036,854,775,807"),
        ("9" * 5000, "at most 9,223,372,036,854,775,807"),
        (".inf", "finite"),
        ("-.INF", "finite"),
        (".NaN", "finite"),
        ("1e999", "finite"),
    ],
)
def test_numbers_that_mislead_are_refused(written: str, expected: str) -> None:
    (problem,) = refusal(f"b: 1\na: {written}")
    assert (problem.line, problem.column, problem.where) == (2, 4, "a")
    assert expected in problem.expected
    assert problem.found == written


@pytest.mark.parametrize(
    ("source", "place", "said"),
    [
        ("a: &x 1", (1, 4), "every value written out, found `&x`"),
        ("a: *x", (1, 4), "every value written out, found `*x`"),
        ("a: !!str 1", (1, 4), "without a tag, found `!!str`"),
        ("a: ! 1", (1, 4), "without a tag, found `!`"),
        ("a: !mine {}", (1, 4), "without a tag, found `!mine`"),
        ("a: 1\n---\nb: 1", (2, 1), "one document"),
        ("1: a", (1, 1), "a key that is text, found `1`"),
        ("{null: a}", (1, 2), "a key that is text, found `null`"),
        ("? [a, [b]]\n: c", (1, 3), "a key that is text, found a list, a mapping or an alias"),
        ("a: {<<: {b: 1}}", (1, 5), "a key, found `<<`"),
        ("a: 1\nb: \x1b", (2, 4), "the control character \\x1b"),
        ('a: "\\e"', (1, 4), "the control character \\x1b"),
        ('a: "\\r"', (1, 4), "the control character \\r"),
        ('"\\a": 1', (1, 1), "the control character \\x07"),
        ("a: \x85", (1, 4), "the control character \\x85"),
        ("a: \ud800", (1, 4), "the control character \\ud800"),
        ("# c\n%TAG ! x\n---\na: 1", (2, 1), "without tags"),
        ("", (None, None), "keys with values, such as `title: Harbour`, found nothing"),
        ("# only a comment\n", (None, None), "found nothing"),
        ("---\n", (2, 1), "found nothing"),
        ("- a\n- b", (1, 1), "found a list of 2"),
        ("title:Harbour", (1, 1), 'found "title:Harbour"\n    put a space after each colon'),
        (b"a: b\nc: \xe9", (2, 4), "text in UTF-8, found the byte 0xe9"),
        ("a: 1".encode("utf-16"), (None, None), "text in UTF-8, found UTF-16"),
        (b"\x7fELF\x00", (None, None), "text, found a binary file"),
        (b"a" * (MOST_BYTES + 1), (None, None), "at most 5 MB"),
    ],
)
def test_what_would_surprise_is_refused(
    source: str | bytes, place: tuple[int | None, int | None], said: str
) -> None:
    (problem,) = refusal(source)
    assert (problem.line, problem.column) == place
    assert said in str(problem)


@pytest.mark.parametrize(
    ("source", "place", "said"),
    [
        ("a: 1\n  b: 2", (2, 3), "no spaces before the text, as on the line before it, found 2"),
        ("a: b: c", (1, 5), "one `key: value` on a line"),
        ("a: {b: 1\nc: 2", (2, 2), "`,` or `}` in the mapping that opens on line 1"),
        ("a:\n  [1,\nb: 2", (2, 3), "`,` or `]` in the list that opens on line 2"),
        ("a: [\n\n", (1, 5), "close every bracket"),
        ("a: 1\n\tb: 1", (2, 1), "found a tab"),
        ("a:\n\tb: 1", (2, 1), "found a tab"),
        ('a: 1\nb: "c\nd: e', (2, 4), "a closing quote, found none"),
        ("a: @home", (1, 4), "found `@`, which has a meaning of its own"),
        ("a: x\n- b", (2, 1), "another key of the mapping that begins on line 1"),
        ("a:\n  - b\n  c: d", (3, 3), "another `- ` of the list that begins on line 2"),
        ("a: - b", (1, 4), "a list on lines of its own"),
        ("a: ? b", (1, 4), "a key or a value, found `? `"),
        ('a: "\\q"', (1, 5), "write the backslash twice"),
        ('a: "\\ud800"', (1, 7), "hexadecimal"),
        ('a: "\\xz"', (1, 7), "hexadecimal"),
        ("a: *", (1, 4), "found `&` or `*`"),
        ("a: !<", (1, 4), "found `!`"),
        ("%FOO\n---\na: 1", (1, 5), "without `%` lines"),
        ("{a: 1}}", (1, 7), "the end of the text, found more after it"),
        ("a: 1\nb\nc: 2", (2, 1), "`key: value`, found `b`"),
        ("a: |x", (1, 5), "text indented below `|` or `>`"),
        ("%YAML 1.9\n---\na: 1", (1, 1), "text that is YAML"),
    ],
)
def test_syntax_errors_speak_plainly(source: str, place: tuple[int, int], said: str) -> None:
    (problem,) = refusal(source)
    assert (problem.line, problem.column) == place
    assert said in str(problem)


def test_a_complaint_without_a_place_is_told_too() -> None:
    for error in (yaml.YAMLError(), yaml.MarkedYAMLError()):
        problem = explained(error, "a: 1", "f.yaml")
        assert (problem.line, problem.expected) == (None, "text that is YAML")


def test_all_keys_written_twice_are_told_at_once() -> None:
    problems = refusal("a: 1\nb: {c: 1, c: 2}\na: 2\na: 3")
    assert [(p.line, p.column, p.where) for p in problems] == [
        (2, 11, "b.c"),
        (3, 1, "a"),
        (4, 1, "a"),
    ]
    assert problems[1].found == "`a` a second time (first on line 1)"


def test_what_was_wrong_before_a_syntax_error_is_told_too() -> None:
    assert places("a: &x 1\nb: [c\n") == [(1, 4), (2, 4)]


@pytest.mark.parametrize(
    "source",
    [
        "[" * 50_000,
        "a: " + "[" * 50_000 + "]" * 50_000,
        "{a: " * 50_000,
        "? " * 50_000,
        "- " * 50_000,
        "[? " * 50_000,
        "".join(" " * i + "a:\n" for i in range(500)),
    ],
)
def test_endless_nesting_is_refused_at_once(source: str) -> None:
    begun = time.process_time()
    problems = refusal(source)
    assert time.process_time() - begun < 2
    assert f"at most {MOST_DEPTH} levels" in problems[-1].expected or "key" in problems[0].expected


def test_depth_just_within_the_limit() -> None:
    inner = MOST_DEPTH - 1
    assert parse_document("a: " + "[" * inner + "1" + "]" * inner, "f.yaml").data["a"]
    assert "at most 64 levels" in str(refusal("a: " + "[" * 64 + "1" + "]" * 64)[0])


def test_too_many_values_are_refused() -> None:
    fits = MOST_NODES - 3
    assert parse_document("a: [" + "1," * fits + "]", "f.yaml").data
    assert "at most 200,000 values" in str(refusal("a: [" + "1," * (fits + 1) + "]")[0])


def test_hostile_tag_directives_do_not_hang() -> None:
    begun = time.process_time()
    refusal("".join(f"%TAG !{i}! x\n" for i in range(200_000)) + "---\na: 1")
    assert time.process_time() - begun < 2


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "border.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    assert read_document(path).data["title"] == "Harbour"
    assert read_document(path).name == str(path)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("bordr.yaml", "border.yaml`?"),
        ("border", "border.yaml`?"),
        ("quite-another", "found none of this name"),
        ("nowhere/border.yaml", "found no directory"),
        ("border.yaml/border.yaml", "found no directory"),
        (".", "found a directory"),
        ("x" * 5000, "found one that cannot be read"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, asked: str, said: str) -> None:
    (tmp_path / "border.yaml").write_text(SCENARIO, encoding="utf-8")
    with pytest.raises(InputError, match="expected a file") as caught:
        read_document(tmp_path / asked)
    assert said in str(caught.value)


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="you may not read"):
        read_document(tmp_path / "border.yaml")


def test_a_missing_file_in_a_closed_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(InputError, match="found none of this name"):
        read_document(tmp_path / "border.yaml")


def test_problems_are_blocks_of_three_lines() -> None:
    problem = Problem(
        file="border.yaml",
        line=12,
        column=9,
        where="agencies.Aldren Police.analysts",
        expected="a whole number of at least 1",
        found='"four"',
        hint="did you mean 4?",
    )
    assert str(problem) == (
        "border.yaml:12:9  agencies.Aldren Police.analysts\n"
        '    expected a whole number of at least 1, found "four"\n'
        "    did you mean 4?"
    )
    assert str(Problem(file="f.yaml", expected="x")) == "f.yaml\n    expected x"


def test_nothing_that_acts_on_a_terminal_is_printed() -> None:
    nasty = "\x1b[31m\r\n\u202e\x9b\ud800" * 1000
    problem = Problem(
        file=nasty, line=1, column=1, where=nasty, expected=nasty, found=nasty, hint=nasty
    )
    lines = str(problem).split("\n")
    assert len(lines) == 3
    assert all(line.isprintable() for line in lines)
    assert len(str(problem)) < 10_000
    assert "\\x1b[31m\\r\\n\\u202e\\x9b\\ud800" in str(problem)


def test_an_input_error_shows_its_first_problems_and_keeps_all() -> None:
    error = InputError(Problem(file=f"{i}.yaml", expected="x") for i in range(25))
    assert isinstance(error, EntenteError)
    assert len(error.problems) == 25
    assert pickle.loads(pickle.dumps(error)).problems == error.problems  # noqa: S301 (our own)
    assert str(error).startswith("0.yaml\n    expected x\n1.yaml")
    assert str(error).endswith("19.yaml\n    expected x\n... and 5 more")
