"""Localising: sentences, moments, lengths, shares and numbers, as a language has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sim.rooms.words import Translates, translator
from sim.scenario.units.quantities import DAYS
from sim.screen.exercise.gains import GUESS, gained, gained_on_average, price_words
from sim.screen.toolkit import words
from sim.sentences import Figure, Sentence

MINUTES_A_DAY = 24 * 60
MOMENT = "day {day}, {weekday} {time}"
OF_GAINS = (
    *("sooner", "later", "to", "under", "and", "nothing", "nothing changes", "no difference"),
    *("too few to tell", "analyst hours", "in money"),
)
"""What gains and prices are said with at the terminal, beside numbers and their units."""
_OF_GAINS = re.compile(rf"\b({'|'.join(sorted(OF_GAINS, key=len, reverse=True))})\b")


@lru_cache
def localised(language: str, begins: int) -> dict[str, Callable[..., Any]]:
    """What templates say things with, for a story that begins at that minute of a week."""
    t = translator(language)
    return {
        "t": t,
        "said": lambda text: _said(t, text),
        "does": lambda effects: _capitalised("; ".join(_said(t, each) for each in effects)),
        "when": lambda hours: _moment(t, begins, hours),
        "day_of": lambda hours: _day(begins, hours),
        "span": lambda hours: _number(t, words.duration(hours)),
        "share": lambda value: _number(t, words.share(value)),
        "number": lambda text: _number(t, str(text)),
        "signed": lambda change: _number(t, words.signed_count(change)),
        "gained": lambda hours: _gain(t, gained(hours)),
        "gained_on_average": lambda change: _gain(t, gained_on_average(change)),
        "roughly": lambda hours: _number(t, words.roughly(hours)),
        "guess_of": lambda effect: t(GUESS, share=_number(t, words.share(effect.guess))),
        "price_of": lambda effect: _gain(t, price_words(effect)),
        "weekdays": lambda: [t(day[:3]) for day in DAYS],
    }


def _moment(t: Translates, begins: int, hours: float) -> str:
    """An hour of the story as its day, counted from 1, the day of the week, and the time."""
    minutes = begins + int(hours * 60 + 1e-6)
    rest = minutes % MINUTES_A_DAY
    weekday = t(DAYS[minutes // MINUTES_A_DAY % 7][:3])
    time = f"{rest // 60:02}:{rest % 60:02}"
    return t(MOMENT, day=_day(begins, hours), weekday=weekday, time=time)


def _day(begins: int, hours: float) -> int:
    minutes = begins + int(hours * 60 + 1e-6)
    return minutes // MINUTES_A_DAY - begins // MINUTES_A_DAY + 1


def _said(t: Translates, text: str) -> str:
    """The program's own sentence in the language; any other text, a scenario's say, as it is."""
    return t(text) if isinstance(text, Sentence) else text


def _capitalised(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _gain(t: Translates, written: str) -> str:
    """A gain as the terminal says it, so that both show the same figures."""
    signs = str.maketrans({".": t("."), ",": t(",")})
    return _OF_GAINS.sub(lambda match: t(match[0]), written.translate(signs))


def _number(t: Translates, written: str) -> str:
    """A number as English writes it, with the signs that a language puts into it."""
    return t("{number}", number=Figure(written))
