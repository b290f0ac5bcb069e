"""A folder of files that come with the program, each found by its name."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError, Problem
from sim.frozen import frozen
from sim.scenario.files.other_type import PATHS, must_be
from sim.scenario.files.words import did_you_mean, nearest

_ENDINGS = (".yaml", ".yml")


@frozen
class Shelf:
    """The files of one kind."""

    kind: str
    """What each of them is, such as ``scenario``."""
    places: tuple[Path, ...]
    """Where the folder may be; the first that is there counts."""
    shown_by: str
    """The command that lists them."""

    def paths(self) -> dict[str, Path]:
        """Every file by its name."""
        place = next((place for place in self.places if place.is_dir()), None)
        return {path.stem: path for path in sorted(place.glob("*.yaml"))} if place else {}

    def find(self, source: str | Path) -> Path:
        """The file that a path or a name means; a path need not exist.

        A plain word is a name first; with an ending, or a slash, it is a path.

        Raises:
            InputError: a plain word that is neither a name nor a file, or nothing that names one.
        """
        must_be(self.kind, source, PATHS, f"the name of a shipped {self.kind} or a file")
        path = Path(source)
        if isinstance(source, Path) or len(path.parts) != 1 or path.suffix in _ENDINGS:
            return path
        named = self.paths()
        if source in named:
            return named[source]
        if _is_there(path):
            return path
        raise InputError([self._unknown(source, tuple(named))])

    def _unknown(self, name: str, known: tuple[str, ...]) -> Problem:
        shown = f"`{self.shown_by}` shows what there is"
        return Problem(
            file=name,
            expected=f"the name of a shipped {self.kind} or a file",
            found="neither",
            hint=" ".join(filter(None, [did_you_mean(nearest(name, known)), shown])),
        )


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False
