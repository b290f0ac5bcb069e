"""The studies that come with the program, and how one is found by its name."""

from __future__ import annotations

from pathlib import Path

from sim.frozen import frozen
from sim.scenario.files.shelf import Shelf

_PACKAGE = Path(__file__).parents[2]
_PLACES = (_PACKAGE / "shipped_studies", _PACKAGE.parent / "studies")
"""Inside an installed package, and in a checkout."""


@frozen
class ShippedStudy:
    """A study that comes with the program."""

    name: str
    """What it is called on the command line."""
    path: Path
    """Its file."""
    question: str
    """What it is to answer."""


def shipped_studies() -> tuple[ShippedStudy, ...]:
    """Every study that comes with the program, by name; they are read, not validated.

    Raises:
        InputError: one of them is not even YAML.
    """
    return tuple(_described(path) for path in _shelf().paths().values())


def find_study(source: str | Path) -> Path:
    """The file that a path or the name of a shipped study means; a path need not exist.

    Raises:
        InputError: a plain word that is neither the name of a study nor a file.
    """
    return _shelf().find(source)


def _shelf() -> Shelf:
    return Shelf("study", _PLACES, shown_by="entente list studies")


def _described(path: Path) -> ShippedStudy:
    from sim.scenario.files.document import read_document

    data = read_document(path).data
    return ShippedStudy(path.stem, path, str(data.get("question", "")))
