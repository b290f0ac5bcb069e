"""Paths into a document, as people write them: ``agencies."St. Brand".analysts``."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_PLAIN = re.compile(r"[^\s.\"=](?:[^.\"=]*[^\s.\"=])?")
_SEGMENT = re.compile(r"\s*\"((?:[^\"\\]|\\.)*)\"\s*|([^.\"=]+)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def dotted(path: Path) -> str:
    """The path with dots between its segments, and quotes round a key that would mislead."""
    return ".".join(_segment(str(step)) for step in path)


def segments(text: str) -> tuple[tuple[str, ...], str]:
    """The segments of the dotted path that ``text`` begins with, and what follows it.

    A path ends where no dot follows a segment. Where no path begins, there are no segments.
    """
    found: list[str] = []
    end = 0
    while match := _SEGMENT.match(text, end):
        quoted, plain = match.groups()
        found.append(plain.strip() if quoted is None else _ESCAPED.sub(r"\1", quoted))
        end = match.end()
        if not found[-1]:
            break
        if not text.startswith(".", end):
            return tuple(found), text[end:]
        end += 1
    return (), text


def _segment(step: str) -> str:
    if _PLAIN.fullmatch(step):
        return step
    quotable = step.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quotable}"'
