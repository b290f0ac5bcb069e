"""Holds the site to what it carries itself: no page of it may load anything from elsewhere."""

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

_LOADS = re.compile(
    r'<(?:script|img|iframe|source|link\s[^>]*rel="(?:stylesheet|icon|preload)")'
    r'[^>]*\s(?:src|href)="((?:https?:)?//[^"]*)"'
)


def loaded_from_elsewhere(page: str) -> list[str]:
    """The addresses in another place from which a page takes a script, a style or a picture."""
    return _LOADS.findall(page)


def refuse_what_is_not_here(app: Sphinx, exception: Exception | None) -> None:
    """Fails the build if a page needs the network.

    Raises:
        ExtensionError: a page does.
    """
    if exception is not None:
        return
    for page in sorted(Path(app.outdir).rglob("*.html")):
        for address in loaded_from_elsewhere(page.read_text(encoding="utf-8")):
            raise ExtensionError(f"{page.relative_to(app.outdir)} loads {address}")


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls."""
    app.connect("build-finished", refuse_what_is_not_here)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
