"""Are other days computed beside play, whatever becomes of it, and left at once?"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from sim.rooms.other_days import OtherDays
from tests.exercise import failing
from tests.rooms.asking import a_session


def test_one_that_fails_takes_no_other_with_it_and_all_are_left_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first dies, the second has a fault, the third is under way when the room is closed."""
    monkeypatch.setattr("sim.rooms.other_days.effect_of_pulling", failing.of_pulling)
    a_session(tmp_path / "day.session").close()
    asyncio.run(_asked(tmp_path / "day.session"))


async def _asked(journal: Path) -> None:
    changed = asyncio.Event()
    days = OtherDays(journal, changed.set)
    for hour in range(4):
        days.begin("Aldren", "the lever", float(hour))
    for number in (1, 2):
        changed.clear()
        await asyncio.wait_for(changed.wait(), 60)
        told = [one.trouble for one in reversed(days.shown)]
        assert len([*filter(None, told)]) == number
        assert "with code 3" in told[0]
    assert "ZeroDivisionError" in told[1]
    process = await _under_way()
    await asyncio.wait_for(days.close(), 60)  # it would never end by itself
    assert process.exitcode == -signal.SIGTERM
    assert [bool(one.trouble) for one in days.shown] == [False, False, True, True]


async def _under_way() -> BaseProcess:
    while True:
        await asyncio.sleep(0.01)
        for process in multiprocessing.active_children():
            if process.pid is not None:
                return process
