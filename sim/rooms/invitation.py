"""Invitation: where people come in, as an address and as a code that phones read."""

from __future__ import annotations

from collections.abc import Iterator

import segno

from sim.frozen import frozen

_MARGIN = 2
"""Modules of white around a code."""


@frozen
class Invitation:
    """Where people join."""

    address: str
    from_phones: bool
    """Whether other machines may ask there: a code for phones would lead nowhere else."""

    def link(self, pin: str) -> str:
        """Where the door already knows the PIN."""
        return f"{self.address}/?pin={pin}"

    def code(self, pin: str) -> Code | None:
        """That link for a phone's camera."""
        if not self.from_phones:
            return None
        modules = segno.make_qr(self.link(pin)).matrix_iter(scale=1, border=_MARGIN)
        return Code(tuple(tuple(map(bool, row)) for row in modules))


@frozen
class Code:
    """A QR code: rows of modules, each dark or light."""

    rows: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> int:
        """Modules on a side."""
        return len(self.rows)

    @property
    def path(self) -> str:
        """The dark modules as a path of SVG."""
        places = ((x, y) for y, row in enumerate(self.rows) for x in range(self.size) if row[x])
        return "".join(f"M{x} {y}h1v1h-1z" for x, y in places)

    def in_half_blocks(self) -> Iterator[str]:
        """In characters of a terminal with light signs on dark, two rows a line."""
        rows = [*self.rows, (False,) * self.size] if self.size % 2 else self.rows
        blocks = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
        for upper, lower in zip(rows[::2], rows[1::2], strict=True):
            yield "".join(blocks[pair] for pair in zip(upper, lower, strict=True))
