"""Drawing: pages of values by templates, once for all screens that show the same.

What a person alone has on a screen (the name, keys and marks of forms, whispers, and clocks, which
go on by themselves) is put into what all screens of a group share as it is sent. Until then a token
stands in its place that nobody is ever sent, so no text can hold it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import count
from secrets import token_hex
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from sim.frozen import frozen
from sim.rooms.people import Screen
from sim.rooms.words import languages, own_name
from sim.rooms.words.localising import localised
from sim.screen.page.template import templates

BROKEN = "broken.html"
_STANDS_IN = "stands_in"
"""What puts a token in the place of a part, where a page is drawn for all screens of a group."""

_log = logging.getLogger("entente.rooms")
Values = Mapping[str, Any]


@frozen
class Shown:
    """What a screen shows, as values for its template."""

    screen: Screen
    team: str
    """Empty but for a seat."""
    shared: Values
    """The same mapping as long as all screens of that kind and team show the same."""
    own: Values
    """What is the person's, or goes on by itself."""


class Drawing:
    """What draws the pages of a room."""

    def __init__(self, text_of: Callable[[str], str]) -> None:
        """Pages of templates, each found by the name of its file."""
        self._templates = templates(text_of)
        self._templates.globals |= {"part": part, "own": own}
        self._token = f"own-{token_hex(16)}-"
        self._own = re.compile(rf"{self._token}([\w/.]+)-")
        self._pieces: dict[tuple[Screen, str, str], tuple[Values, list[str]]] = {}

    def page(self, template: str, language: str, values: Values) -> str:
        """A page, or a part of one, in a language."""
        known = {**_spoken(language, values.get("begins", 0)), **values}
        return self._templates.get_template(template).render(known)

    def face(self, language: str, shown: Shown) -> str:
        """What is on a screen now. Desks are few, and each part of theirs may be another now."""
        template = f"{shown.screen.value}.html"
        if shown.screen is Screen.DESK:
            return self.page(template, language, {**shown.shared, **shown.own})
        pieces = self._shared(template, language, shown)
        spoken = _spoken(language, shown.shared["begins"])
        return self._filled(pieces, {**spoken, **shown.shared, **shown.own})

    def _shared(self, template: str, language: str, shown: Shown) -> list[str]:
        """The page of a group between what is a person's own; that stands at odd places, named."""
        group = shown.screen, shown.team, language
        kept = self._pieces.get(group)
        if kept is None or kept[0] is not shown.shared:
            numbers = count()
            stand_ins = {
                "person": {name: self._stand_in(name) for name in ("name", "place")},
                "form_key": self._stand_in("form_key"),
                "mark": lambda: self._stand_in(f"mark.{next(numbers)}"),
                _STANDS_IN: self._stand_in,
            }
            page = self.page(template, language, {**shown.shared, **stand_ins})
            kept = self._pieces[group] = shown.shared, self._own.split(page)
        return kept[1]

    def _stand_in(self, name: str) -> Markup:
        return Markup(f"{self._token}{name}-")  # noqa: S704 - of letters that need no escaping

    def _filled(self, pieces: list[str], values: Values) -> str:
        person, mark = values["person"], token_hex(8)
        known = {"name": person.name, "place": person.place, "form_key": values["form_key"]}
        filled = pieces.copy()
        for at in range(1, len(pieces), 2):
            name = pieces[at]
            if name in known:
                filled[at] = escape(known[name])
            elif name.startswith("mark."):
                filled[at] = name.replace("mark", mark)
            else:
                filled[at] = _drawn(self._templates, name, values)
        return "".join(filled)


@lru_cache
def _spoken(language: str, begins: int) -> dict[str, Any]:
    """What templates say things with, and the languages that there are."""
    return localised(language, begins) | {
        "language": language,
        "languages": languages(),
        "in_itself": {each: own_name(each) for each in languages()},
    }


@pass_context
def part(context: Context, name: str) -> Markup:
    """A template with everything that the page around it knows; a sentence where it fails."""
    return _drawn(context.environment, name, context.get_all())


@pass_context
def own(context: Context, name: str) -> Markup:
    """A part that is a person's own or goes on by itself, or what stands in its place."""
    stands_in: Callable[[str], Markup] | None = context.get(_STANDS_IN)
    return part(context, name) if stands_in is None else stands_in(name)


def _drawn(templates: Environment, name: str, values: Values) -> Markup:
    try:
        return Markup(templates.get_template(name).render(values))  # noqa: S704 - it escapes
    except Exception:  # noqa: BLE001 - the rest of the room goes on
        _log.exception("%s cannot be shown", name)
        return Markup(templates.get_template(BROKEN).render(values))  # noqa: S704
