"""Rooms: how soon every screen shows what is new, while teams play and the server is killed.

``python -m benchmarks.rooms --minutes 60 --kill-every 60`` plays for an hour.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from benchmarks.aims import Figure, Measured, at_most
from benchmarks.effort import Effort, Progress
from benchmarks.rooms.playing import Playing, play

SECTION = "Rooms"
FULL = Playing(seats=50, desks=3, pads=5)
KINDS = {"seat": "50 seats", "desk": "3 desks", "pad": "5 pads", "wall": "the wall"}
"""By kind of screen: which there are in a full room."""
VERY_FULL = Playing(seats=500, desks=3, pads=5)
KILLED = Playing(seats=50, desks=3, pads=5, kill_every=5.0, drops=0.05, slow=3, twice=0.2)


def seconds(effort: Effort) -> float:
    """About how long it takes to measure."""
    return 60.0 if effort.quick else 240.0


def measure(effort: Effort, measured: Measured, progress: Progress) -> None:
    """A full room at ten times speed; a very full one; a server that is killed again and again."""
    minutes = 0.2 if effort.quick else 1.0
    for name in progress.through(("full", "very full", "killed")):
        with tempfile.TemporaryDirectory() as folder:
            measuring = {"full": _full, "very full": _very_full, "killed": _killed}[name]
            measuring(measured, Path(folder), minutes)


def _full(measured: Measured, folder: Path, minutes: float) -> None:
    played = asyncio.run(play(folder, FULL, minutes))
    for kind, which in KINDS.items():
        late = Figure(SECTION, f"update of {which}, 95th percentile", "s", at_most(1.0))
        measured.add(late, played.late(kind))
    measured.add(Figure(SECTION, "memory with 50 seats", "MB", at_most(300.0)), played.peak / 1e6)
    measured.add(Figure(SECTION, "errors and updates missed", "", at_most(0)), played.wrong)


def _very_full(measured: Measured, folder: Path, minutes: float) -> None:
    played = asyncio.run(play(folder, VERY_FULL, minutes))
    measured.add(Figure(SECTION, "errors with 500 seats", "", at_most(0)), played.wrong)
    late = Figure(SECTION, "update of 500 seats, 95th percentile", "s")
    measured.add(late, played.late("seat"))


def _killed(measured: Measured, folder: Path, minutes: float) -> None:
    played = asyncio.run(play(folder, KILLED, minutes))
    wrong = Figure(SECTION, "entries lost or twice, server killed", "", at_most(0))
    measured.add(wrong, len(played.lost) + len(played.twice))
    measured.add(
        Figure(SECTION, "screens back after", "s", at_most(3.0)), max(played.back, default=0.0)
    )
