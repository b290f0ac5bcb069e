"""Sentences: what the program says, with what was put in, so that every language can say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self


class Figure(str):
    """A number, share or length of time as English writes it: other languages have other signs."""

    __slots__ = ()


class Sentence(str):
    """A sentence in English that remembers its pattern and what was put into it.

    It is the English text to whatever knows nothing of languages, and is said in another one by
    its pattern (`sim.rooms.words`). What stands in braces is put in: a `Sentence` and a `Figure`
    are said in the other language, too, a tuple item by item, and any other text as it is.

    >>> said = Sentence("{team} need not agree to {lever}.", team="Aldren", lever="the pact")
    >>> said
    'Aldren need not agree to the pact.'
    >>> said.pattern
    '{team} need not agree to {lever}.'
    """

    __slots__ = ("parts", "pattern")
    pattern: str
    parts: Mapping[str, Any]

    def __new__(cls, pattern: str, **parts: object) -> Self:
        """The sentence of a pattern; one without parts is its own pattern."""
        english = {name: in_english(part) for name, part in parts.items()}
        made = super().__new__(cls, pattern.format(**english) if parts else pattern)
        made.pattern, made.parts = pattern, parts
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """How another process makes it again."""
        return _again, (type(self), self.pattern, dict(self.parts))


def in_english(part: object) -> str:
    """What stands in a sentence for a part of it."""
    if isinstance(part, tuple | list):
        return ", ".join(map(in_english, part))
    return str(part)


def listing(items: Iterable[str]) -> str:
    """Things as people list them: ``a, b and c``."""
    every: Sequence[str] = tuple(items)
    if len(every) < 2:
        return every[0] if every else ""
    return Sentence("{most} and {last}", most=tuple(every[:-1]), last=every[-1])


def joined(parts: Iterable[str]) -> str:
    """Parts of a line, one after the other; the only one is that line."""
    line, *others = parts
    for other in others:
        line = Sentence("{first}; {other}", first=line, other=other)
    return line


def _again(kind: type[Sentence], pattern: str, parts: Mapping[str, Any]) -> Sentence:
    return kind(pattern, **parts)
