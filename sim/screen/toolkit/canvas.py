"""A sheet of characters to draw on: lines first, then what stands on top of them."""

from __future__ import annotations

from collections.abc import Iterator

Point = tuple[float, float]
"""A column and a row, from the upper left corner."""

_BRAILLE = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""What each dot of a braille sign adds to its number, by row and column within the sign."""
_DASH = 7
"""Dots of a dash, and of the gap behind it."""


class Canvas:
    """A sheet of so many columns and rows, whose lines are as fine as its signs allow."""

    def __init__(self, columns: int, rows: int, *, fine: bool) -> None:
        self._cells = [[" "] * columns for _ in range(rows)]
        self._across, self._down = (2, 4) if fine else (1, 1)

    def write(self, text: str, column: int, row: int) -> None:
        """Text from a place on; what would stand beyond an edge is left out."""
        for place, sign in enumerate(text, start=column):
            if 0 <= row < len(self._cells) and 0 <= place < len(self._cells[row]):
                self._cells[row][place] = sign

    def line(self, start: Point, end: Point, *, broken: bool) -> None:
        """A straight line from the middle of one cell to that of another."""
        dash = _DASH if self._across > 1 else 1
        for number, (x, y) in enumerate(self._dots(start, end)):
            if not broken or number // dash % 2 == 0:
                self._dot(x, y)

    def lines(self) -> list[str]:
        """The rows that hold something and those between them, without what is blank at ends."""
        rows = ["".join(row).rstrip() for row in self._cells]
        held = [number for number, row in enumerate(rows) if row]
        return rows[held[0] : held[-1] + 1] if held else []

    def _dots(self, start: Point, end: Point) -> Iterator[tuple[int, int]]:
        """The dots of a line, one for each step along its longer side."""
        (x, y), (to_x, to_y) = (
            ((column + 0.5) * self._across, (row + 0.5) * self._down)
            for column, row in (start, end)
        )
        steps = max(round(max(abs(to_x - x), abs(to_y - y))), 1)
        for step in range(steps + 1):
            share = step / steps
            yield int(x + share * (to_x - x)), int(y + share * (to_y - y))

    def _dot(self, x: int, y: int) -> None:
        column, row = x // self._across, y // self._down
        if not (0 <= row < len(self._cells) and 0 <= column < len(self._cells[row])):
            return
        if self._across == 1:
            self.write(".", column, row)
            return
        held = ord(self._cells[row][column])
        dots = held - _BRAILLE if held > _BRAILLE else 0
        added = _DOTS[y % self._down][x % self._across]
        self.write(chr(_BRAILLE + (dots | added)), column, row)
