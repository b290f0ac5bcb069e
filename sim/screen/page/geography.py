"""Where countries and agencies lie on the drawn map, in units of its own."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, cos, hypot, pi, sin, sqrt
from textwrap import wrap

from sim.frozen import frozen
from sim.scenario.schema.scenario import Scenario

WIDTH, HEIGHT = 1000, 760
MOST_NAMED = 10
"""More countries than so many are dots without names, which their titles have."""
_LINE, _NARROW_LINE = 15, 12
"""Letters on a line of a name, and where several agencies share a country."""
_MOST_LINES = 3
_MOST_NAMED_IN_A_HOME = 8
"""More agencies in one country lie close together without names, which their titles have."""
_DESK, _SMALL_DESK = 22.0, 9.0
_BESIDE = 20
"""So much is shown round a map without names."""
_HALF_A_LINE = 13.0
"""So far up a desk moves for each line below it, that both lie in the middle of their country."""


@frozen
class AgencyPlace:
    """An agency on the map."""

    name: str
    x: float
    y: float
    lines: tuple[str, ...]
    """What is written below it: its name without that of its country."""


@frozen
class HomePlace:
    """A country or body, with the agencies in it."""

    name: str
    x: float
    y: float
    radius: float
    desk: float
    """The radius of each desk."""
    agencies: tuple[AgencyPlace, ...]


@frozen
class Geography:
    """A whole map."""

    homes: tuple[HomePlace, ...]
    named: bool
    """Whether there is room for names."""

    @property
    def frame(self) -> tuple[int, int, int, int]:
        """What the picture shows of it: left, top, width, height."""
        if not self.named:
            return -_BESIDE, -_BESIDE, WIDTH + 2 * _BESIDE, HEIGHT + 2 * _BESIDE
        left = min(home.x - home.radius for home in self.homes) - 70
        right = max(home.x + home.radius for home in self.homes) + 70
        top = min(home.y - home.radius for home in self.homes) - 50
        bottom = max(home.y + home.radius for home in self.homes) + 30
        return round(left), round(top), round(right - left), round(bottom - top)


def geography_of(scenario: Scenario) -> Geography:
    """Lays countries and bodies round an ellipse; a great many of them on a grid."""
    members: dict[str, list[str]] = {}
    for name, agency in scenario.agencies.items():
        members.setdefault(agency.home, []).append(name)
    names = [name for name in (*scenario.countries, *scenario.bodies) if name in members]
    named = len(names) <= MOST_NAMED
    centres = _round(len(names)) if named else _grid(len(names))
    return Geography(
        tuple(
            _home(name, members[name], centre, named=named)
            for name, centre in zip(names, centres, strict=True)
        ),
        named,
    )


_LARGEST = {2: 190.0, 3: 145.0, 4: 130.0}
"""By number of countries: the largest radius, so that few fill the picture."""
Centre = tuple[float, float, float]
"""Where a country lies, and its radius."""


def _round(number: int) -> list[Centre]:
    if number == 1:
        return [(WIDTH / 2, HEIGHT / 2, 200.0)]
    start = pi if number == 2 else -pi / 2  # two lie side by side, the first of more on top
    across, down = (270.0, 0.0) if number == 2 else (350.0, 240.0)
    points = [
        (
            WIDTH / 2 + across * cos(start + 2 * pi * i / number),
            HEIGHT / 2 + down * sin(start + 2 * pi * i / number),
        )
        for i in range(number)
    ]
    nearest = min(
        hypot(one[0] - other[0], one[1] - other[1])
        for i, one in enumerate(points)
        for other in points[:i]
    )
    radius = min(_LARGEST.get(number, 118.0), 0.46 * nearest)
    return [(x, y, radius) for x, y in points]


def _grid(number: int) -> list[Centre]:
    columns = ceil(sqrt(number * WIDTH / HEIGHT))
    rows = ceil(number / columns)
    wide, high = WIDTH / columns, HEIGHT / rows
    return [
        (wide * (i % columns + 0.5), high * (i // columns + 0.5), 0.42 * min(wide, high))
        for i in range(number)
    ]


def _home(name: str, agencies: list[str], centre: Centre, *, named: bool) -> HomePlace:
    x, y, radius = centre
    number = len(agencies)
    if number > _MOST_NAMED_IN_A_HOME:
        return _crowded(name, agencies, centre, _DESK if named else _SMALL_DESK)
    spread = 0.0 if number == 1 else (0.6 if named else 0.5) * radius
    letters = _LINE if number == 1 else _NARROW_LINE
    lines = [tuple(_short(agency, name, letters)) for agency in agencies]
    up = _HALF_A_LINE * (max(map(len, lines)) + 0.25) if named else 0.0
    turns = [pi + 2 * pi * i / number for i in range(number)]
    return HomePlace(
        name,
        x,
        y,
        radius,
        _DESK if named else _SMALL_DESK,
        tuple(
            AgencyPlace(
                agency,
                x + spread * cos(turn) * 1.15,
                y + spread * sin(turn) * (0.9 if named else 1.0) - up,
                written,
            )
            for agency, turn, written in zip(agencies, turns, lines, strict=True)
        ),
    )


def _crowded(name: str, agencies: list[str], centre: Centre, largest: float) -> HomePlace:
    """A great many agencies, spread evenly over their country as seeds over a sunflower."""
    x, y, radius = centre
    number, reach, turn = len(agencies), 0.88 * radius, pi * (3 - sqrt(5))
    return HomePlace(
        name,
        x,
        y,
        radius,
        min(largest, 0.7 * reach / sqrt(number)),
        tuple(
            AgencyPlace(
                agency,
                x + reach * sqrt((i + 0.5) / number) * cos(turn * i),
                y + reach * sqrt((i + 0.5) / number) * sin(turn * i),
                (),
            )
            for i, agency in enumerate(agencies)
        ),
    )


def _short(agency: str, home: str, letters: int) -> Iterator[str]:
    """A name in lines; one that is cut says so."""
    words = agency.removeprefix(home).strip() or agency
    lines = wrap(words, letters, break_long_words=False)
    yield from lines[: _MOST_LINES - 1]
    last = lines[_MOST_LINES - 1 : _MOST_LINES]
    yield from (f"{line} ..." if len(lines) > _MOST_LINES else line for line in last)
