"""Does a line end anywhere but between a number and its unit?"""

from __future__ import annotations

import re

import pytest
from rich.text import Text

from sim.screen.toolkit.terminal import console
from sim.screen.toolkit.unbroken import JOINED, apart, joined
from tests.screens.drawing import Stream

AMOUNTS = ("2 d 18 h", "18 h", "1,200 d", "3 h 20 min", "71 %", "< 1 %", "4.5 %", "45 min")


@pytest.mark.parametrize("amount", AMOUNTS)
def test_no_line_ends_within_an_amount(amount: str) -> None:
    for before in range(60, 81):
        stream = Stream()
        console(stream).print(Text(f"{'x' * before} {amount} on average, ({amount}) and on"))
        lines = stream.text().splitlines()
        assert JOINED not in stream.text()
        assert all(len(line) <= 80 for line in lines)
        assert " ".join(lines).count(amount) == 2
        assert sum(line.count(amount) for line in lines) == 2, lines


@pytest.mark.parametrize("text", ["in 3 days", "the 2 data", "rank 2 distances", "no amount", ""])
def test_other_words_are_left_alone(text: str) -> None:
    assert joined(text, 80) == text


def test_what_has_no_room_is_broken_as_before() -> None:
    assert joined("about 12 d 18 h", 6) == "about 12 d 18 h"
    held = joined("about 12 d 18 h, 3 d", 20)
    assert re.sub(JOINED, "_", held) == "about 12_d_18_h, 3_d"
    assert apart(held) == "about 12 d 18 h, 3 d"
