"""Words for messages: the value that was found, the words that are known, the nearest of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from sim.scenario.files.characters import what_tells_apart

_LONGEST_WORD = 100


def described(value: object) -> str:
    """A value of a document, as a message can quote it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str() if value[:1] in "\u201c\u201e\u201d" and value:
            return value
        case str():
            return f'"{value}"'
        case dict():
            return (
                f"the keys {listed(map(str, value), 'and')}" if value else "a mapping without keys"
            )
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
        case _:
            return str(value)


def listed(words: Iterable[str], conjunction: str = "or", most: int = 12) -> str:
    """Words as people list them: ``a, b or c``; beyond ``most`` the rest is left out."""
    every = list(words)
    if len(every) > most:
        return ", ".join([*every[:most], "..."])
    return f" {conjunction} ".join(filter(None, [", ".join(every[:-1]), *every[-1:]]))


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word most like ``word``, ignoring case, or None if none is alike enough.

    ``likeness`` is the least ratio of matching characters, 0 to 1, as Python's difflib counts it.
    """
    if len(word) > _LONGEST_WORD:
        return None
    by_folded = {other.casefold(): other for other in known if len(other) <= _LONGEST_WORD}
    close = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=likeness)
    return by_folded[close[0]] if close else None


def did_you_mean(word: str | None, written: str = "") -> str:
    """The hint that offers a word, or nothing; what was ``written`` may be its twin to the eye."""
    if not word:
        return ""
    disguise = what_tells_apart(written, word)
    return f"did you mean `{word}`?" + (f" Here it has {disguise}" if disguise else "")


def also(hint: str, more: str) -> str:
    """Two hints as one."""
    if hint.endswith("?"):
        return f"{hint} {more[:1].upper()}{more[1:]}"
    return "; ".join(filter(None, [hint, more]))


def per_cent(share: float) -> str:
    """A share as screens say it: ``71 %``."""
    return f"{100 * share:,.0f} %"
