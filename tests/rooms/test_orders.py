"""Does a seat's form say of each order what it does and ask for what it takes?"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from sim.cli.desk.commands import HELP
from sim.exercise.journal.entries import Ordered
from sim.exercise.journal.orders import ORDERS
from tests.rooms.asking import in_the_room

STYLE = files("sim.rooms").joinpath("pages", "room.css").read_text("utf-8")


def test_each_order_is_explained_where_it_is_chosen(tmp_path: Path) -> None:
    with in_the_room(tmp_path) as room:
        screen = room.seat("Aldren").screen()
    for name, order in ORDERS.items():
        place = f"for-{name.replace(' ', '-')}"
        assert f'<p class="explains {place}">{order.does}</p>' in screen
        assert f'.ordering:has([value="{name}"]:checked) .{place}' in STYLE
        assert name in HELP["order"]
        for field in order.takes:
            assert f'class="needs-{field}"' in screen
            assert f'[data-takes~="{field}"])) .needs-{field}' in STYLE
    assert set(re.findall(r"\.for-([\w-]+)", STYLE)) == {name.replace(" ", "-") for name in ORDERS}


@pytest.mark.parametrize("what", ["Hold", "", "keep"])
def test_what_cannot_be_ordered_is_no_entry(what: str) -> None:
    fields = {"number": 1, "after": 0, "story_us": 0, "room": "", "team": "A", "senders": []}
    with pytest.raises(ValueError, match="expected one of hold, send"):
        Ordered.model_validate(fields | {"what": what})
