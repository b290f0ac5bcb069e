"""Choosing: in which language a browser is answered."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from sim.rooms.words import ENGLISH, Translates, languages, translator


def language_of(asking: HTTPConnection) -> str:
    """The one that was chosen, or else what the browser prefers of those that there are."""
    header = asking.headers.get("accept-language", "")
    preferred = [part.split(";")[0].strip().split("-")[0] for part in header.split(",")]
    chosen = (asking.query_params.get("language"), asking.cookies.get("language"), *preferred)
    return next((each for each in chosen if each in languages()), ENGLISH)


def answering(asking: HTTPConnection) -> Translates:
    """What says sentences in that language."""
    return translator(language_of(asking))
