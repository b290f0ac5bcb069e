"""A room under load: every screen is told, and a server that is killed loses and doubles nothing.

benchmarks/rooms.py measures it in full, for as long as it is asked to.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from benchmarks.rooms import play

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="screens take addresses of their own"),
]


def test_a_room_plays_without_an_error_within_its_memory(tmp_path: Path) -> None:
    load = asyncio.run(play(tmp_path, seats=12, desks=2, pads=1, minutes=0.15))
    assert (load.failed, load.missing, load.lost, load.twice) == ([], 0, 0, 0)
    assert len(load.updates) >= 36
    assert 0 < load.peak < 300e6


def test_killed_again_and_again_nothing_is_lost_and_nothing_done_twice(tmp_path: Path) -> None:
    load = asyncio.run(
        play(tmp_path, seats=9, desks=2, pads=1, minutes=0.4, kill_every=2.0, drops=0.1)
    )
    assert load.kills > 2
    assert (load.failed, load.lost, load.twice) == ([], 0, 0)
    assert max(load.back) < 3.0
