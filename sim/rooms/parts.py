"""Parts of a page: one that cannot be shown says so in its place, and takes no other with it."""

from __future__ import annotations

import logging

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

BROKEN = "broken.html"

_log = logging.getLogger("entente.rooms")


@pass_context
def part(context: Context, name: str) -> Markup:
    """A template with everything that the page around it knows; a sentence where it fails."""
    templates, known = context.environment, context.get_all()
    try:
        return Markup(templates.get_template(name).render(known))  # noqa: S704 - it escapes
    except Exception:  # noqa: BLE001 - the rest of the room goes on
        _log.exception("%s cannot be shown", name)
        return Markup(templates.get_template(BROKEN).render(known))  # noqa: S704
