"""What was probably mistyped where YAML gave up, found by looking at the lines as people do."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from sim.frozen import frozen
from sim.scenario.files.characters import called, unseen

BULLETS: Final = "\u2022\u25e6\u25aa\u25cf\u25cb\u00b7\u2023\u2043\u2013\u2014\u2212*"
OPENING_QUOTES: Final = "\u201c\u201e\u201d\u2018\u201a\u2019\u00ab"
SET_BY_SIGN: Final = re.compile(r"[^\s=:]+[^=:\n]*=")
"""What a file of settings should say by a colon."""
BY_COLON: Final = "write a colon and a space in the place of `=`, such as `dials.trust: 0.5`"
_CONTENT: Final = re.compile(r"\s*[^\s#]")
_ENTRY: Final = re.compile(rf"\s*(-(?=[^\s\d.-])|[{re.escape(BULLETS)}]\s*(?=[^\s*]))(.+)")
_CURLY: Final = re.compile(rf"(?:: |:|- |^\s*)([{OPENING_QUOTES}])")
_KEYED: Final = re.compile(r"(\s*(?:- )?)([^\s:#\[\]{}][^:#]*):\s+(\S.*)")
_NO_SPACE: Final = re.compile(r"\s*([^\s:#\[\]{}\"']+):([^\s:/].*)")
_APOSTROPHE: Final = re.compile(r"[^#]*?[:,\[{-]\s+'[^']*'(?=[^\s,\]}'#])")
_QUOTE_OPENS: Final = re.compile(r"[^#\"]*[:,\[{-]\s+(\"(?:[^\"\\]|\\.)*)$")
_REMARK: Final = re.compile(r"\s#.*")


@frozen
class Slip:
    """One thing that was mistyped, in the words of a problem; line and column counted from 0."""

    line: int
    column: int
    expected: str
    found: str = ""
    hint: str = ""


class Stopped(Enum):
    """What YAML was at when it gave up."""

    COLON = "at a colon that it did not expect"
    KEY = "where it expected a key"
    ELSEWHERE = "elsewhere"


def slip(text: str, line: int, column: int, stopped: Stopped) -> Slip | None:
    """What was mistyped at a place where YAML gives up, or on the line before it."""
    lines = re.split("\r\n|\n|\r", text)
    here = min(line, len(lines) - 1)
    before = _content_before(lines, here)
    for at in (here, before):
        if at is not None and (found := _on_line(lines, at)):
            return found
    if found := _open_quote(lines, here):
        return found
    match stopped:
        case Stopped.COLON:
            above = None if before is None else _no_colon(lines, before)
            return _second_colon(lines, here, column) or above or _indented(lines, here, before)
        case Stopped.KEY:
            return _no_colon(lines, here) or _indented(lines, here, before)
        case Stopped.ELSEWHERE:
            return None


def _on_line(lines: list[str], at: int) -> Slip | None:
    """What is wrong with one line, whatever stands around it."""
    written = lines[at]
    code = _REMARK.sub("", written)
    if (where := unseen(code)) is not None:
        found, hint = called(code[where]), "type it anew; copied text holds such characters"
        expected = "spaces and signs as the keyboard has them"
        return Slip(at, where, expected, found, hint)
    if (entry := _ENTRY.match(code)) and ":" not in entry[2].partition(" ")[0]:
        mark = entry[1].strip()
        found = f"`{mark}`" if mark in "-*" else called(mark)
        hint = f"write `- {entry[2].strip()}`: a space after each dash"
        return Slip(at, entry.start(1), "an entry of a list that begins with `- `", found, hint)
    if quote := _CURLY.search(code):
        hint = f'write straight quotes (") in the place of {called(quote[1])}'
        return Slip(at, quote.start(1), "a value", f"`{quote[1]}`", hint)
    if quote := _APOSTROPHE.match(code):
        hint = "in single quotes write an apostrophe twice, or use double quotes"
        return Slip(at, quote.end(), "the end of a text in single quotes", "an apostrophe", hint)
    return None


def _open_quote(lines: list[str], here: int) -> Slip | None:
    """A quote that an earlier line opens, and that a quote of this line has closed."""
    if '"' not in lines[here]:
        return None
    for at in range(here - 1, -1, -1):
        if opened := _QUOTE_OPENS.match(lines[at]):
            return Slip(at, opened.start(1), "a closing quote", "none on this line")
        if lines[at].count('"'):
            return None
    return None


def _second_colon(lines: list[str], here: int, column: int) -> Slip | None:
    keyed = _KEYED.match(lines[here])
    if keyed is None or keyed.end(2) >= column or keyed[3][0] in "\"'[{|>":
        return None
    text = _REMARK.sub("", keyed[3]).strip().replace('"', '\\"')
    hint = f'text with a colon and a space needs quotes: {keyed[2]}: "{text}"'
    return Slip(here, column, "one `key: value` on a line", "a second colon", hint)


def _no_colon(lines: list[str], at: int) -> Slip | None:
    """A line that should say a key, and has no colon with a space after it."""
    code = _REMARK.sub("", lines[at]).rstrip()
    bare = code.strip()
    if not bare or bare[0] in "-[]{}\"'|>,%" or re.search(r":(\s|$)", code):
        return None
    column = len(code) - len(code.lstrip())
    if spaceless := _NO_SPACE.match(code):
        hint = f"write `{spaceless[1]}: {spaceless[2]}`"
        return Slip(at, column, "a space after the colon", f"`{bare}`", hint)
    after = _content_after(lines, at)
    if after is not None and _indent(lines[after]) > column:
        return Slip(at, column, "a colon after the key", f"`{bare}`", f"write `{bare}:`")
    hint = BY_COLON if SET_BY_SIGN.match(bare) else "a key, a colon, a space and a value"
    return Slip(at, column, "`key: value`", f"`{bare}`", hint)


def _indented(lines: list[str], here: int, before: int | None) -> Slip | None:
    """The line of which the lines around it say that it begins too far left or right."""
    if before is None or _indent(lines[here]) == _indent(lines[before]):
        return None
    this, last = _indent(lines[here]), _indent(lines[before])
    after, earlier = _content_after(lines, here), _content_before(lines, before)
    following = _indent(lines[after]) if after is not None else None
    if following == last:
        return _misplaced(here, last, this, "as on the lines around it")
    if following == this and (earlier is None or _indent(lines[earlier]) != last):
        return _misplaced(before, this, last, "as on the lines after it")
    if lines[before].rstrip().endswith(":"):
        return None
    return _misplaced(here, last, this, "as on the line before it")


def _misplaced(line: int, wanted: int, found: int, as_where: str) -> Slip:
    expected = f"{_spaces(wanted)} before the text, {as_where}"
    hint = "text that goes on over several lines needs quotes, or `|` after its key"
    return Slip(line, found, expected, str(found) if found else "none", hint)


def _spaces(number: int) -> str:
    return {0: "no spaces", 1: "1 space"}.get(number, f"{number} spaces")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _content_before(lines: list[str], at: int) -> int | None:
    return next((i for i in range(at - 1, -1, -1) if _CONTENT.match(lines[i])), None)


def _content_after(lines: list[str], at: int) -> int | None:
    return next((i for i in range(at + 1, len(lines)) if _CONTENT.match(lines[i])), None)
