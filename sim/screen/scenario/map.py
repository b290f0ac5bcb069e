"""The map as a picture: countries and bodies as boxes, and between them who may tell whom.

A line is full where an agreement covers the way, and broken where only the formal route is left;
where there is no line, there is no channel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from math import cos, pi, sin

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.text import Text

from sim.frozen import frozen
from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.pairs import FORMAL_ROUTE, NEITHER, NOTHING_LEAVES, Link, between_homes
from sim.screen.toolkit.canvas import Canvas
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import apart, caption, drawn_line
from sim.screen.toolkit.printing import ASCII, Paper

MOST = 8
"""More countries and bodies than so many make no picture that can be read."""
_WIDEST = 100
_LONGEST_NAME = 20
_BOX_ROWS = 4


@frozen
class _Home:
    """A country or body where agencies are, and where it is drawn."""

    name: str
    agencies: int
    centre: tuple[int, int]

    @property
    def words(self) -> tuple[str, str]:
        """What its box says."""
        name = safe(self.name)
        short = name if cell_len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 3]}..."
        return short, f"{self.agencies} {'agency' if self.agencies == 1 else 'agencies'}"


def map_of(scenario: Scenario, paper: Paper) -> RenderableType | None:
    """The picture and what its lines stand for; None for too many countries, or a single one."""
    counted = Counter(agency.home for agency in scenario.agencies.values())
    names = [name for name in (*scenario.countries, *scenario.bodies) if counted[name]]
    if not 2 <= len(names) <= MOST:
        return None
    columns, rows = min(paper.width, _WIDEST), _rows(len(names))
    homes = [
        _Home(name, counted[name], centre)
        for name, centre in zip(names, _centres(len(names), columns, rows), strict=True)
    ]
    ways = between_homes(scenario)
    lines = [
        (one, other, way)
        for one, other in combinations(homes, 2)
        if (way := ways.get((one.name, other.name)) or ways.get((other.name, one.name)))
    ]
    keys = {_key(one, other, ways): 0 for one, other, _ in lines}
    numbers = {key: number for number, key in enumerate(keys, start=1)}
    canvas = Canvas(columns, rows, fine=not _ascii(paper))
    for one, other, way in lines:
        canvas.line(one.centre, other.centre, broken=_formal(way))
    for one, other, _ in lines:
        _label(canvas, numbers[_key(one, other, ways)], one.centre, other.centre)
    for home in homes:
        _box(canvas, home, paper)
    picture = [drawn_line(line) for line in canvas.lines()]
    told = [Text(f"({number}) {key}") for key, number in numbers.items()]
    return apart(Group(*picture), Group(*told), _explained(numbers))


def _rows(number: int) -> int:
    return {2: 6, 3: 15, 4: 15}.get(number, 23)


def _centres(number: int, columns: int, rows: int) -> list[tuple[int, int]]:
    """On a ring from the top on; two side by side, and four in the corners."""
    half = _LONGEST_NAME // 2 + 2
    across, down = (columns - 1) / 2 - half, (rows - _BOX_ROWS) / 2
    turn = {2: pi / 2, 4: pi / 4}.get(number, 0.0)
    angles = [2 * pi * place / number - pi / 2 - turn for place in range(number)]
    reach = 2**0.5 if number == 4 else 1.0
    return [
        (
            int(columns / 2 + reach * across * cos(angle)),
            int(rows / 2 + reach * down * sin(angle) + 1e-9),
        )
        for angle in angles
    ]


def _label(canvas: Canvas, number: int, one: tuple[int, int], other: tuple[int, int]) -> None:
    """On a line, and off its middle, where lines of a ring cross."""
    label = f"({number})"
    column = round(one[0] + (other[0] - one[0]) * 0.42)
    row = round(one[1] + (other[1] - one[1]) * 0.42)
    canvas.write(label, column - len(label) // 2, row)


def _box(canvas: Canvas, home: _Home, paper: Paper) -> None:
    words = home.words
    width = max(cell_len(line) for line in words) + 2
    left, top = home.centre[0] - width // 2 - 1, home.centre[1] - _BOX_ROWS // 2 + 1
    level, upright, corners = paper.glyphs.level, paper.glyphs.upright, _corners(paper)
    canvas.write(f"{corners[0]}{level * width}{corners[1]}", left, top - 1)
    for row, line in enumerate(words):
        spare = width - cell_len(line)
        inside = f"{' ' * (spare // 2)}{line}{' ' * (spare - spare // 2)}"
        canvas.write(f"{upright}{inside}{upright}", left, top + row)
    canvas.write(f"{corners[2]}{level * width}{corners[3]}", left, top + len(words))


def _corners(paper: Paper) -> str:
    return "++++" if _ascii(paper) else "┌┐└┘"


def _ascii(paper: Paper) -> bool:
    return paper.glyphs is ASCII


def _formal(way: Link) -> bool:
    return way.law in {FORMAL_ROUTE, NOTHING_LEAVES}


def _key(one: _Home, other: _Home, ways: dict[tuple[str, str], Link]) -> str:
    """What a line stands for; it names the two where there and back are not alike."""
    there, back = ways.get((one.name, other.name)), ways.get((other.name, one.name))
    if there == back and there is not None:
        return _on(there)
    told = (
        f"{safe(sender.name)} to {safe(receiver.name)}: {_on(way)}"
        for sender, receiver, way in ((one, other, there), (other, one, back))
        if way is not None
    )
    return "; ".join(told)


def _on(way: Link) -> str:
    law = f"no agreement, {way.law}" if _formal(way) else way.law
    return f"{law}; by {way.channel}; {_reading(way)}"


def _reading(way: Link) -> str:
    readings = way.reading.split(" / ")
    needed = [each for each in readings if each != NEITHER]
    if not needed:
        return "no translation or conversion"
    return f"{'some needs' if len(needed) < len(readings) else 'needs'} {' or '.join(needed)}"


def _explained(lines: Mapping[str, int]) -> Text:
    without = "" if lines else "Nobody can tell another country anything. "
    return caption(
        f"{without}A full line: an agreement covers the way. A broken one: only the formal route. "
        "No line: no channel."
    )
