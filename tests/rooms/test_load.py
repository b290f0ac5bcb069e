"""A room under load: every screen is told, and a server that is killed loses and doubles nothing.

benchmarks/rooms measures it in full, for as long as it is asked to.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.rooms.playing import Playing, percentile, play

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="screens take addresses of their own"),
]
FEW = Playing(seats=12, desks=2, pads=1)


def test_a_room_plays_without_an_error_within_its_memory(tmp_path: Path) -> None:
    """What concerns a screen is shown there, on each kind of screen."""
    played = asyncio.run(play(tmp_path, FEW, minutes=0.15))
    assert (played.failed, played.missing, played.wrong) == ([], 0, 0)
    assert {kind: len(late) > 2 for kind, late in played.updates.items()} == dict.fromkeys(
        ("desk", "pad", "wall", "seat"), True
    )
    assert 0 < played.peak < 300e6


def test_killed_again_and_again_nothing_is_lost_and_nothing_done_twice(tmp_path: Path) -> None:
    """Forms are sent twice at once, lines are slow or cut, and the server is killed meanwhile."""
    hard = replace(FEW, kill_every=2.0, drops=0.1, slow=2, twice=0.3)
    played = asyncio.run(play(tmp_path, hard, minutes=0.4))
    assert min(played.kills, played.again, played.doubled, played.drops) > 0
    assert (played.failed, played.lost, played.twice, played.unasked) == ([], [], [], [])
    assert percentile(played.back, 0.5) < 3.0
