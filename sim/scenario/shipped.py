"""The scenarios that come with the program, and how one is found by its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.scenario.document import read_document
from sim.scenario.shelf import Shelf

_PACKAGE = Path(__file__).parents[1]
_PLACES = (_PACKAGE / "shipped", _PACKAGE.parent / "scenarios")
"""Inside an installed package, and in a checkout."""


@dataclass(frozen=True)
class Shipped:
    """A scenario that comes with the program."""

    name: str
    """What it is called on the command line."""
    path: Path
    """Its file."""
    title: str
    """What it is called on the screen."""
    summary: str
    """What it shows, in one line."""
    guide: Path | None
    """The page that walks through it, where there is one."""


def shipped() -> tuple[Shipped, ...]:
    """Every scenario that comes with the program, by name; they are read, not validated.

    Raises:
        InputError: one of them is not even YAML.
    """
    return tuple(_described(path) for path in _shelf().paths().values())


def find(source: str | Path) -> Path:
    """The file that a path or the name of a shipped scenario means; a path need not exist.

    A plain word is a name first; with an ending, or a slash, it is a path.

    Raises:
        InputError: a plain word that is neither the name of a scenario nor a file.
    """
    return _shelf().find(source)


def _shelf() -> Shelf:
    return Shelf("scenario", _PLACES, shown_by="entente list")


def _described(path: Path) -> Shipped:
    data = read_document(path).data
    guide = path.with_suffix(".md")
    return Shipped(
        name=path.stem,
        path=path,
        title=str(data.get("title", path.stem)),
        summary=str(data.get("summary", "")),
        guide=guide if guide.is_file() else None,
    )
