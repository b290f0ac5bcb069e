"""Names: what people call a case or a report that the scenario gives no name."""

from __future__ import annotations

import re

from sim.sentences import Sentence

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_CASE, _REPORT = re.compile(r"case ([A-Z]\d+)"), re.compile(r"report ([A-Z]\d+)")


def made_name(key: int) -> str:
    """A name that says nothing about what it is given to."""
    return f"{_LETTERS[key % len(_LETTERS)]}{100 + (key >> 16) % 900}"


def named(text: str) -> str:
    """What a journal keeps of a name that was made, as the sentence that it was."""
    if case := _CASE.fullmatch(text):
        return Sentence("case {name}", name=case[1])
    if report := _REPORT.fullmatch(text):
        return Sentence("report {name}", name=report[1])
    return text
