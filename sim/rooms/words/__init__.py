"""Words: what pages of a room say besides the scenario, in the languages that there are."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Protocol

import yaml

from sim.sentences import Figure, Sentence

ENGLISH = "en"


class Translates(Protocol):
    """What says a sentence in one language, with what stands in its braces."""

    def __call__(self, sentence: str, **fields: object) -> str:
        """The sentence; a `Sentence` brings what is to be put in."""
        ...


@cache
def languages() -> tuple[str, ...]:
    """Those that there are, English first."""
    others = sorted(
        each.name.removesuffix(".yaml")
        for each in files(__package__).iterdir()
        if each.name.endswith(".yaml")
    )
    return (ENGLISH, *others)


def own_name(language: str) -> str:
    """What a language calls itself."""
    return translator(language)("English")


def translator(language: str) -> Translates:
    """What says sentences in a language; one that it does not know it says in English."""
    known = {} if language == ENGLISH else catalogue(language)
    under = known.get("under", "under")
    signs = str.maketrans({sign: known.get(sign, sign) for sign in ".,"})

    def says(sentence: str, **fields: object) -> str:
        pattern, parts = sentence, fields
        if isinstance(sentence, Sentence):
            pattern, parts = sentence.pattern, {**sentence.parts, **fields}
        told = known.get(pattern, pattern)
        return told.format(**{name: part(each) for name, each in parts.items()}) if parts else told

    def part(of: object) -> object:
        if isinstance(of, Sentence):
            return says(of)
        if isinstance(of, Figure):
            return of.replace("under", under).translate(signs)
        return ", ".join(str(part(each)) for each in of) if isinstance(of, tuple | list) else of

    return says


@cache
def catalogue(language: str) -> dict[str, str]:
    """By English sentence: how a language says it; what is left empty there, it does not."""
    text = files(__package__).joinpath(f"{language}.yaml").read_text("utf-8")
    found: dict[str, str] = yaml.safe_load(text) or {}
    return {sentence: told for sentence, told in found.items() if told}
