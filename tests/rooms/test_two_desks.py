"""Two facilitators at once: both see the same, the last word counts, each has their own news."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from pathlib import Path

from sim.exercise.journal.entries import Improvised, Noted
from sim.rooms.people import Screen
from tests.rooms.asking import Browser, InTheRoom, in_the_room

_OWN = re.compile(
    r'value="[0-9a-f.]{16,}"|name="form_key" value="[^"]*"|as=desk[-\d]*|-?\d+ min'
    r'|data-minutes="[^"]*"'
)
"""What each form and each desk have of their own."""


def another_desk(room: InTheRoom) -> Browser:
    desk = room.browser()
    desk.open(Screen.DESK)
    return desk


def seen(desk: Browser, *, news: bool = True) -> str:
    """What is on a desk, but for what is its own."""
    text = _OWN.sub("", unescape(desk.ask("GET", "/face").text))
    return text if news else re.sub(r'<section id="news">.*?</section>', "", text, flags=re.DOTALL)


def test_both_act_at_the_same_moment_and_see_the_same(tmp_path: Path) -> None:
    with in_the_room(tmp_path) as room:
        other = another_desk(room)
        session = room.room.play.session
        people = [room.room.register.people[int(each.number)] for each in (room.desk, other)]

        async def both() -> list[str]:
            forms = [
                {
                    "act": "line",
                    "line": f"note from {person.name}",
                    "mark": "same",
                    "form_key": room.room.entrance.form_key(person),
                }
                for person in people
            ]
            asked = zip(people, forms, strict=True)
            return [*await asyncio.gather(*(room.room.act(one, form) for one, form in asked))]

        assert room.wait_for(both()) == ["Noted.", "Noted."]
        notes = [each.text for each in session.course.entries if isinstance(each, Noted)]
        assert sorted(notes) == ["from desk 1", "from desk 2"]
        assert seen(room.desk) == seen(other)
        assert all(note in seen(other) for note in notes)


def test_one_undoes_what_the_other_has_just_typed(tmp_path: Path) -> None:
    """The last word counts, the journal keeps both, and both desks say where the session stands."""
    with in_the_room(tmp_path) as room:
        other, session = another_desk(room), room.room.play.session
        room.desk.act("line", line="go 5 h")
        other.act("line", line="say Rain at the pass.")
        told = room.desk.act("line", line="undo")
        assert told.status_code == 200
        assert "Rain at the pass." in told.json()["said"]
        assert not any(isinstance(each, Improvised) for each in session.course.entries)
        assert any(isinstance(each, Improvised) for each in session.journal)
        other.act("line", line="say Snow at the pass.")
        assert (session.now, seen(room.desk)) == (5.0, seen(other))
        assert "Snow at the pass." in seen(other)
        room.desk.act("line", line="end")
        assert other.act("line", line="go").status_code == 409
        assert other.act("debrief", to="next").status_code == 200
        assert seen(room.desk) == seen(other)


def test_both_whisper_to_a_seat_a_team_and_all(tmp_path: Path) -> None:
    with in_the_room(tmp_path) as room:
        other = another_desk(room)
        ann, ben, cem = (
            room.seat("Aldren", "Ann"),
            room.seat("Aldren", "Ben"),
            room.seat("Brevia", "Cem"),
        )
        room.desk.act("whisper", person=ann.number, text="To one.")
        other.act("whisper", team="Aldren", text="To a team.")
        room.desk.act("whisper", team="", text="To all.")
        for seat, heard in (
            (ann, {"one", "a team", "all"}),
            (ben, {"a team", "all"}),
            (cem, {"all"}),
        ):
            screen = seat.screen()
            for to in ("one", "a team", "all"):
                assert (f"To {to}." in screen) == (to in heard), (seat.number, to)


def test_news_is_new_to_each_facilitator_until_they_have_seen_it(tmp_path: Path) -> None:
    with in_the_room(tmp_path) as room:
        other = another_desk(room)
        room.desk.act("line", line="say Rain at the pass.")
        room.desk.act("line", line="go 5 h")
        line = "all teams are told: Rain at the pass."
        assert line in seen(room.desk)
        assert line in seen(other)
        for _ in range(2):
            assert room.desk.act("seen", mark="one").status_code == 200
        assert line not in seen(room.desk)
        assert line in seen(other), "the other has not looked yet"
        assert seen(room.desk, news=False) == seen(other, news=False)
        room.desk.act("line", line="back 0")
        room.desk.act("line", line="say Snow at the pass.")
        assert "told: Snow at the pass." in seen(room.desk), "what was seen was another story"


def test_the_desk_in_a_browser_prints_what_the_terminal_does(tmp_path: Path) -> None:
    """Readable as it stands: no control codes, no line wider than it should be, and the entry."""
    with in_the_room(tmp_path) as room:
        for line, part in (
            ("desk", "Journal, the latest first"),
            ("desk all", "New"),
            ("look Aldren", "What we think"),
            ("levers", "Aldren puts smuggling first"),
            ("pull Aldren puts smuggling first", "Aldren puts smuggling first"),
            ("truth", "as things stand"),
            ("journal", "Aldren puts smuggling first"),
            ("help", "debrief"),
        ):
            answer = room.desk.act("line", line=line)
            assert answer.status_code == 200
            said = answer.json()["said"]
            assert part in said, line
            assert all(char == "\n" or char.isprintable() for char in said), line
            assert max(map(len, said.splitlines())) <= 100
            assert all(each == each.rstrip() for each in said.splitlines())
        over = room.desk.act("line", line="end").json()["said"]
        assert "next step of the debrief" in over
        assert "quit" not in over
