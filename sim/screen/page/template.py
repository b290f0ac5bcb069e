"""Templates of pages: every text of a scenario is escaped, and only a page's own parts are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from sim.screen.page.obstacles import OBSTACLES
from sim.screen.page.obstacles import called as words_of

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


def templates(text_of: Callable[[str], str]) -> Environment:
    """Templates by the name of their file; how far a line is indented is not sent."""
    return Environment(
        loader=FunctionLoader(lambda name: _INDENTATION.sub("", text_of(name))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template_of(name: str, called: Mapping[str, str]) -> Template:
    """A template, with what its page calls conditions."""
    environment = templates(own_text)
    environment.filters["called"] = lambda world: words_of(world, called)
    environment.filters["obstacle"] = lambda group: dict(OBSTACLES).get(group, group)
    environment.filters["unbroken"] = lambda text: text.replace(" %", "\u00a0%")
    environment.filters["own"] = Markup  # what no user wrote
    return environment.get_template(name)


def own_text(name: str) -> str:
    """A file that lies here."""
    return files(__package__).joinpath(name).read_text("utf-8")
