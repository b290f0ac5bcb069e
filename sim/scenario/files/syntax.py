"""What is wrong with text that YAML cannot read, in plain words."""

from __future__ import annotations

import re
from typing import Final

import yaml

from sim.errors import Problem
from sim.frozen import frozen
from sim.scenario.files.slips import Stopped, slip

_QUOTE: Final = "put the text in quotes"
_INDENT: Final = "check the indentation of this line"


@frozen
class _Complaint:
    """One of the parser's complaints: how to know it, and how to say it.

    Pieces may name ``{sign}``, the character at the place, and ``{opened}``, the line on which the
    unfinished thing began.
    """

    about: str
    """A piece of the parser's own words: first what it says is wrong, or what it was reading."""
    expected: str
    found: str = ""
    hint: str = ""
    at_opening: bool = False
    """Whether the place to mend is where the unfinished thing began."""


_TAB: Final = _Complaint("found a tab character", "spaces before the text", "a tab")
_A_COLON: Final = "mapping values are not allowed"
_COMPLAINTS: Final = (
    _Complaint(
        _A_COLON,
        "one `key: value` on a line",
        "a colon where no key can be",
        f"{_INDENT}; text that holds a colon and a space needs quotes",
    ),
    _Complaint(
        "block sequence entries are not allowed",
        "a list on lines of its own, each beginning with `- `",
        "`- ` after something else",
    ),
    _Complaint("mapping keys are not allowed", "a key or a value", "`? `", _QUOTE),
    _TAB,
    _Complaint(
        "cannot start any token",
        "a value",
        "`{sign}`, which has a meaning of its own in YAML",
        _QUOTE,
    ),
    _Complaint(
        "found unknown escape character",
        "an escape that YAML knows",
        "`\\` before another character",
        "write the backslash twice, or use single quotes",
    ),
    _Complaint("escape code", "the hexadecimal number of a character", "another escape"),
    _Complaint("did not find expected hexdecimal", "the hexadecimal number of a character"),
    _Complaint(
        "while scanning a quoted scalar",
        "a closing quote",
        "none",
        at_opening=True,
    ),
    _Complaint("while scanning a block scalar", "text indented below `|` or `>`"),
    _Complaint("scanning an a", "plain text", "`&` or `*`", _QUOTE),
    _Complaint("tag", "plain text", "`!`", _QUOTE),
    _Complaint("directive", "a document without `%` lines", "`%`", "leave the line out"),
    _Complaint(
        "did not find expected ',' or ']'",
        "`,` or `]` in the list that opens on line {opened}",
    ),
    _Complaint(
        "did not find expected ',' or '}'",
        "`,` or `}}` in the mapping that opens on line {opened}",
    ),
    _Complaint(
        "did not find expected node content",
        "a value",
        hint="close every bracket; text that begins with a bracket or a comma needs quotes",
    ),
    _Complaint(
        "did not find expected '-' indicator",
        "another `- ` of the list that begins on line {opened}, or less indentation",
        hint=_INDENT,
    ),
    _Complaint(
        "did not find expected key",
        "another key of the mapping that begins on line {opened}",
        hint=f"{_INDENT}, and whether every quote is closed",
    ),
    _Complaint("could not find expected ':'", "`: ` and a value after a key", at_opening=True),
    _Complaint("<document start>", "the end of the text", "more after it", _INDENT),
)
_WANTED_A_KEY: Final = (
    "did not find expected key",
    "could not find expected ':'",
    "<document start>",
)
_UNKNOWN: Final = _Complaint("", "text that is YAML", hint=_INDENT)


def explained(error: yaml.YAMLError, text: str, name: str) -> Problem:
    """The parser's complaint about ``text`` in plain words, with line and column."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problem(file=name, expected=_UNKNOWN.expected)
    said = f"{error.problem} {error.context}"
    complaint = next((known for known in _COMPLAINTS if known.about in said), _UNKNOWN)
    mark, opening = error.problem_mark, error.context_mark
    sign = _sign(text, mark)
    if complaint.about == "cannot start any token" and sign == "\t":
        complaint = _TAB
    line, column = _place(text, mark, opening, at_opening=complaint.at_opening)
    if line is not None and column is not None and complaint is not _TAB:
        stopped = Stopped.COLON if complaint.about == _A_COLON else Stopped.ELSEWHERE
        stopped = Stopped.KEY if complaint.about in _WANTED_A_KEY else stopped
        mistyped = slip(text, line - 1, column - 1, stopped)
        if mistyped:
            return Problem(
                file=name,
                line=mistyped.line + 1,
                column=mistyped.column + 1,
                expected=mistyped.expected,
                found=mistyped.found,
                hint=mistyped.hint,
            )
    return Problem(
        file=name,
        line=line,
        column=column,
        expected=complaint.expected.format(opened=opening.line + 1 if opening else ""),
        found=complaint.found.format(sign=sign),
        hint=complaint.hint,
    )


def _place(
    text: str, mark: yaml.Mark | None, opening: yaml.Mark | None, *, at_opening: bool
) -> tuple[int | None, int | None]:
    """Line and column of a complaint; what is unfinished at the end is told where it began."""
    if mark is None:
        return None, None
    end = text.rstrip()
    if opening and (at_opening or opening.index < len(end) <= mark.index):
        mark = opening
    if mark.index > len(end):
        lines = re.split("\r\n|\n|\r", end)
        return len(lines), len(lines[-1]) + 1
    return mark.line + 1, mark.column + 1


def _sign(text: str, mark: yaml.Mark | None) -> str:
    return text[mark.index : mark.index + 1] if mark else ""
