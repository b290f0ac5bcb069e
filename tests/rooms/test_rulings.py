"""What nobody foresaw: a team asks, the desk looks twice, and a keyed roll decides."""

from __future__ import annotations

from html import unescape
from pathlib import Path

from sim.exercise.journal.entries import Ruled
from sim.exercise.ruling import roll
from sim.rooms.register import Register
from tests.rooms.asking import in_the_room

ASKED = "asks the press to wait | now"
"""With what would end a typed line."""


def test_a_wish_is_ruled_on_in_two_looks(tmp_path: Path) -> None:
    with in_the_room(tmp_path) as room:
        ann, bob = room.seat("Aldren", "Ann"), room.seat("Brevia", "Bob")
        session = room.room.play.session
        for _ in range(2):
            assert ann.act("wish", mark="one", text=ASKED).status_code == 200
        assert ann.act("wish", text="  ").status_code == 409
        assert len(room.room.register.wishes) == 1
        assert ASKED in unescape(room.desk.screen())
        assert ASKED in unescape(ann.screen())
        assert ASKED not in unescape(bob.screen())
        form = {
            "team": "Aldren",
            "wish": "1",
            "does": ASKED,
            "chance": "likely",
            "reasons_for": "they owe us",
            "reasons_against": "it is | out",
            "effect": "analysts",
            "change": "{agency: Aldren Police, change: 1}",
        }
        early = room.desk.act("rule", **form, counts="now")
        assert early.status_code == 409
        look = room.desk.act("rule", **form, counts="")
        assert look.status_code == 200
        assert "likely, 68 %" in look.json()["said"]
        assert "works." not in look.json()["said"], "the roll is not seen before it counts"
        assert not any(isinstance(each, Ruled) for each in session.journal)
        assert (
            room.desk.act("rule", **form | {"chance": "certain"}, counts="now").status_code == 409
        )
        for _ in range(2):
            assert room.desk.act("rule", mark="two", **form, counts="now").status_code == 200
        (ruled,) = (each for each in session.journal if isinstance(each, Ruled))
        assert (ruled.team, ruled.chance, ruled.reasons_for) == ("Aldren", "likely", "they owe us")
        assert ruled.reasons_against == "it is / out"
        assert ruled.roll == roll(session.course.opened.seed, 0, "Aldren", ruled.action)
        assert [*ruled.effects] == [{"analysts": {"agency": "Aldren Police", "change": 1}}]
        assert "answered" in ann.screen()
        assert all(each.answered for each in room.room.register.wishes.values())
        assert ("it works" in unescape(ann.screen())) == ruled.works


def test_a_wish_can_be_left_and_is_kept_over_a_crash(tmp_path: Path) -> None:
    with in_the_room(tmp_path) as room:
        ann = room.seat("Aldren", "Ann")
        ann.act("wish", text="sends flowers")
        path = room.room.register.path
    kept = Register(path)
    assert [(each.team, each.answered) for each in kept.wishes.values()] == [("Aldren", False)]
    kept.close()
    with in_the_room(tmp_path) as room:
        assert "sends flowers" in room.desk.screen()
        assert room.desk.act("leave", wish="1").status_code == 200
        assert room.desk.act("leave", wish="9").status_code == 409
        assert room.room.register.wishes[1].answered


def test_a_ruling_that_cannot_be_made_is_refused_with_why(tmp_path: Path) -> None:
    with in_the_room(tmp_path) as room:
        form = {"team": "Aldren", "does": "waits", "chance": "even chance"}
        for wrong, why in (
            ({"chance": "maybe"}, "chance"),
            ({"team": "Nobody"}, "Aldren"),
            ({"does": " "}, "written"),
            ({"effect": "analysts", "change": "{agency: Nobody, change: 1}"}, "Nobody"),
        ):
            answer = room.desk.act("rule", **form | wrong, counts="")
            assert answer.status_code == 409
            assert why in answer.json()["said"]
