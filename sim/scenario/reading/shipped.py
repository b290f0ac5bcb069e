"""The scenarios that come with the program, and how one is found by its name.

They are listed without the schema that validates them, which takes longer to load than all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim.frozen import frozen
from sim.scenario.files.shelf import Shelf
from sim.scenario.values.roles import USUAL_ROLE

_PACKAGE = Path(__file__).parents[2]
_PLACES = (_PACKAGE / "shipped", _PACKAGE.parent / "scenarios")
"""Inside an installed package, and in a checkout."""


class Needs(NamedTuple):
    """What a scenario asks of a room in which people play it."""

    minutes: int
    people: tuple[int, int]
    """How few and how many can take part."""
    tables: int


@frozen
class Shipped:
    """A scenario that comes with the program."""

    name: str
    """What it is called on the command line."""
    path: Path
    """Its file."""
    title: str
    """What it is called on the screen."""
    summary: str
    """What it is about, in one line."""
    room: Needs | None
    """What it asks of a room, where that is known."""
    roles: tuple[str, ...]
    """Of its agencies, the most frequent first."""
    categories: tuple[str, ...]
    """Of its threats."""
    guide: Path | None
    """The page that walks through it, where there is one."""

    @property
    def field(self) -> str:
        """Whose work it is, and against what."""
        return f"{', '.join(self.roles)}; {', '.join(self.categories)}"

    def fits(
        self, minutes: int | None, people: int | None, tables: int | None, role: str | None
    ) -> bool:
        """Whether it fits into so many minutes, with so many people, tables and such an agency."""
        if role is not None and role.casefold() not in map(str.casefold, self.roles):
            return False
        if self.room is None:
            return minutes is people is tables is None
        fewest, most = self.room.people
        return (
            (minutes is None or self.room.minutes <= minutes)
            and (people is None or fewest <= people <= most)
            and (tables is None or self.room.tables <= tables)
        )


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
    from sim.scenario.files.document import read_document

    data = read_document(path).data
    guide = path.with_suffix(".md")
    return Shipped(
        name=path.stem,
        path=path,
        title=str(data.get("title", path.stem)),
        summary=str(data.get("summary", "")),
        room=_needs(data["room"]) if "room" in data else None,
        roles=_roles(data),
        categories=_categories(data),
        guide=guide if guide.is_file() else None,
    )


def _needs(room: Any) -> Needs:
    fewest, most = room["people"]
    return Needs(room["minutes"], (fewest, most), room["tables"])


def _roles(data: Mapping[str, Any]) -> tuple[str, ...]:
    agencies = data.get("agencies", {}).values()
    counted = Counter(str(one.get("role", USUAL_ROLE)) for one in agencies)
    return tuple(role for role, _ in counted.most_common())


def _categories(data: Mapping[str, Any]) -> tuple[str, ...]:
    threats = data.get("threats", {}).values()
    return tuple(dict.fromkeys(str(one["category"]) for one in threats if "category" in one))
