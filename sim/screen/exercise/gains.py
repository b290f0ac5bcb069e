"""Gains in words: by how much sooner or later detection came, on one day or on average."""

from __future__ import annotations

from sim.exercise.effect import Effect
from sim.screen.toolkit.words import (
    count,
    duration,
    share,
    sooner_bounds,
    sooner_or_later,
    with_interval,
)
from sim.statistics.intervals import Difference

GUESS = (
    "A guess: warned on order, at {share} sure. On other days the same case is meant, so a lucky "
    "guess looks as good as knowledge."
)


def gained(hours: float) -> str:
    """Hours sooner on one day; negative is later."""
    if not hours:
        return "nothing changes"
    return f"{duration(abs(hours))} {'sooner' if hours > 0 else 'later'}"


def guess_words(effect: Effect) -> str:
    """Beside a warning on order: how sure it was, and why its gain is no knowledge; else empty."""
    if effect.guess is None:
        return ""
    return GUESS.format(share=share(effect.guess))


def gained_on_average(change: Difference) -> str:
    """Hours sooner on average, with the interval."""
    return with_interval(sooner_or_later(change), sooner_bounds(change))


def price_words(effect: Effect) -> str:
    """What it costs in hours of analysts, and in money."""
    said = [
        f"{count(amount)} {words}"
        for amount, words in ((effect.analyst_hours, "analyst hours"), (effect.money, "in money"))
        if amount
    ]
    return " and ".join(said) or "nothing"
