"""Exactly once: what a form asks for is done once, however often it comes and whatever crashes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli.desk.served import typed_in_a_browser
from sim.exercise.journal.entries import Noted, Resumed
from sim.exercise.journal.errors import PlayedElsewhereError
from sim.exercise.opening import open_session
from sim.exercise.session import Session
from sim.rooms.people import Screen
from sim.rooms.register import Register, RegisterError
from sim.rooms.room import Room
from sim.rooms.starting import register_of
from tests.exercise.test_session import TWO
from tests.rooms.asking import Browser, InTheRoom, a_session, in_the_room
from tests.scenarios_for_tests import load_data

LEVER, PACT = "Aldren puts smuggling first", "Bring Pact into force"


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "day.session"


def again(journal: Path) -> InTheRoom:
    """The room as it is opened again: it goes on where its files end."""
    session = open_session(journal)
    session.resume()
    return InTheRoom(Room(session, Register(register_of(journal)), typed_in_a_browser))


def in_another(room: InTheRoom, browser: Browser) -> Browser:
    """The same browser, with its cookies, before another server."""
    other = room.browser()
    other.cookies = dict(browser.cookies)
    return other


def cut(file: Path, lines: int, more: int = 0) -> None:
    """What a crash leaves of a file: whole lines, and some bytes of the next."""
    whole = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(whole[:lines]) + (b"".join(whole[lines:])[:more]))


def test_the_same_form_sent_again_is_done_once(tmp_path: Path) -> None:
    """A double click, a second tab, a browser that sends again after a lost answer."""
    with in_the_room(tmp_path) as room:
        ann = room.seat("Aldren")
        answers = [ann.act("think", mark="one", text="They are coming.") for _ in range(3)]
        assert {(each.status_code, each.text) for each in answers} == {(200, '{"said":"Done."}')}
        assert _thoughts(room) == 1
        ann.act("think", mark="two", text="They are coming.")
        assert _thoughts(room) == 2
        before = room.room.play.session.now
        lines = [room.desk.act("line", mark="three", line="go") for _ in range(2)]
        assert room.room.play.session.now > before
        assert len({each.text for each in lines}) == 1


def test_a_mark_is_a_persons_own(tmp_path: Path) -> None:
    with in_the_room(tmp_path) as room:
        for number in range(2):
            room.seat("Aldren", f"Ann {number}").act("think", mark="one", text="So.")
        assert _thoughts(room) == 2


def test_what_was_refused_can_be_sent_again(tmp_path: Path) -> None:
    """Not a word of it is kept as done, also if others have done something meanwhile."""
    with in_the_room(tmp_path) as room:
        ann, bob = room.seat("Aldren"), room.seat("Brevia", "Bob")
        assert bob.act("pull", mark="early", lever=PACT).status_code == 200
        number = room.room.play.session.course.entries[-1].number
        proposal = bob.reference(number)
        assert bob.act("answer", mark="own", proposal=proposal, agrees="yes").status_code == 409
        assert ann.act("reply", mark="same", sends="send").status_code == 409
        bob.act("think", text="Meanwhile.")
        assert ann.act("reply", mark="same", sends="send").status_code == 409
        looked = [room.desk.act("line", mark="look", line="look Aldren").text for _ in range(2)]
        assert looked[0] == looked[1]
        assert "Aldren" in looked[0]


def test_a_whisper_comes_once(tmp_path: Path) -> None:
    with in_the_room(tmp_path) as room:
        ann, bob = room.seat("Aldren"), room.seat("Aldren", "Bob")
        for _ in range(2):
            room.desk.act("whisper", mark="one", team="Aldren", text="Look at the wall.")
        assert [each.to for each in room.room.register.whispers] == [
            int(each.number) for each in (ann, bob)
        ]
        assert ann.screen().count("Look at the wall.") == 1


def test_a_whisper_to_a_person_reaches_no_team_called_so(tmp_path: Path) -> None:
    """A team may be called by a number, or `all`."""
    number = "2"  # the first to sit down
    played = Session(load_data(json.loads(json.dumps(TWO).replace("Brevia", number))), day=0)
    with in_the_room(tmp_path, played) as room:
        ann, bob = room.seat("Aldren"), room.seat(number, "Bob")
        assert ann.number == number
        room.desk.act("whisper", person=ann.number, text="For Ann alone.")
        assert "For Ann alone." in ann.screen()
        assert "For Ann alone." not in bob.screen()
        assert room.desk.act("whisper", team="Nobody", text="x").status_code == 409
        room.desk.act("whisper", team="", text="For all.")
        assert "For all." in ann.screen()
        assert "For all." in bob.screen()


def test_what_changes_no_journal_is_done_once_too_and_across_a_crash(journal: Path) -> None:
    """Whoever is let in, sent away, told, guesses; links, previews and the clock."""
    with in_the_room(journal.parent, a_session(journal)) as room:
        ann, waits = room.seat("Aldren"), room.browser()
        waits.join("Brevia", "Bob")
        at_the_desk: dict[str, dict[str, str]] = {
            "whisper": {"team": "", "text": "Look at the wall."},
            "send away": {"person": ann.number},
            "new links": {},
            "debrief": {"to": "next"},
        }
        room.desk.act("line", line="end", mark="end")
        first = {
            act: room.desk.act(act, mark=act, **fields).text for act, fields in at_the_desk.items()
        }
        lines = register_of(journal).read_bytes()
        for act, fields in at_the_desk.items():
            assert room.desk.act(act, mark=act, **fields).text == first[act]
        assert register_of(journal).read_bytes() == lines
        room.desk.act("admit", mark="in", person=ann.number)
        desk = room.desk
    with again(journal) as room:
        lines = register_of(journal).read_bytes()
        back = in_another(room, desk)
        for act, fields in at_the_desk.items():
            assert back.act(act, mark=act, **fields).status_code == 200
        assert register_of(journal).read_bytes() == lines
        assert in_another(room, ann).screen()


def test_a_preview_and_the_clock_are_asked_for_once(tmp_path: Path) -> None:
    with in_the_room(tmp_path) as room:
        begun = []
        room.room.other_days.begin = lambda *asked: begun.append(asked)  # type: ignore[method-assign]
        for _ in range(2):
            room.desk.act("preview", mark="one", team="Aldren", lever=LEVER)
        assert begun == [("Aldren", LEVER, 0.0)]
        room.desk.act("run", mark="two", speed="1")
        room.desk.act("stand", mark="three")
        room.desk.act("run", mark="two", speed="1")
        assert not room.room.play.story.clock.runs
        for _ in range(2):
            assert room.desk.act("run", mark="four", speed="0").status_code == 409
        assert room.desk.act("run", mark="four", speed="1").status_code == 200


@pytest.mark.parametrize("mark_is_whole", [True, False])
@pytest.mark.parametrize("others_go_on", [True, False])
@pytest.mark.parametrize("ended", [True, False])
def test_killed_before_the_entry_it_is_done_when_it_comes_again(
    journal: Path, mark_is_whole: bool, others_go_on: bool, ended: bool
) -> None:
    """The mark was on the disk, or some of it, and the entry was not."""
    with in_the_room(journal.parent, a_session(journal)) as room:
        ann, bob = room.seat("Aldren"), room.seat("Brevia", "Bob")
        if ended:
            room.desk.act("line", line="end")
        marks = len(register_of(journal).read_bytes().splitlines())
        entries = len(journal.read_bytes().splitlines())
        ann.act("think", mark="one", text="They are coming.")
    cut(journal, entries, 0 if ended else 30)
    cut(register_of(journal), marks + 1 if mark_is_whole else marks, 9)
    with again(journal) as room:
        if others_go_on:
            in_another(room, bob).act("think", text="Meanwhile.")
        before = _thoughts(room)
        for _ in range(2):
            answer = in_another(room, ann).act("think", mark="one", text="They are coming.")
            assert answer.json() == {"said": "Done."}
        assert _thoughts(room) == before + 1


def test_killed_behind_the_entry_it_is_not_done_again(journal: Path) -> None:
    with in_the_room(journal.parent, a_session(journal)) as room:
        ann = room.seat("Aldren")
        ann.act("think", mark="one", text="They are coming.")
    for _ in range(2):
        with again(journal) as room:
            answer = in_another(room, ann).act("think", mark="one", text="They are coming.")
            assert answer.json() == {"said": "Done."}
            assert _thoughts(room) == 1


def test_killed_between_the_last_answer_and_the_lever(journal: Path) -> None:
    with in_the_room(journal.parent, a_session(journal)) as room:
        ann, bob = room.seat("Aldren"), room.seat("Brevia", "Bob")
        ann.act("pull", lever=PACT, why="the law is slow")
        number = room.room.play.session.course.entries[-1].number
        proposal = bob.reference(number)
        assert PACT in bob.screen()
        bob.act("answer", mark="one", proposal=proposal, agrees="yes")
        entries = len(room.room.play.session.journal)
    cut(journal, entries - 1, 12)
    with again(journal) as room:
        (pulled,) = room.room.play.session.course.pulled
        assert pulled.why == "the law is slow"
        answer = in_another(room, bob).act("answer", mark="one", proposal=proposal, agrees="yes")
        assert answer.status_code == 200
        assert room.room.play.session.course.pulls_of(PACT) == 1


def test_after_a_crash_everybody_is_back_at_the_same_place(journal: Path) -> None:
    with in_the_room(journal.parent, a_session(journal)) as room:
        ann, waits = room.seat("Aldren"), room.browser()
        waits.join("Brevia", "Bob")
        room.desk.act("line", line="go day 3")
        room.desk.act("run", speed="1")
        ann.act("pull", lever=LEVER)
        room.desk.act("whisper", person=ann.number, text="Look at the wall.")
        pin, doors, now = room.room.register.pin, room.room.register.doors, room.room.play.hour
        desk = room.desk
    with again(journal) as room:
        assert (room.room.register.pin, room.room.register.doors) == (pin, doors)
        assert not room.room.play.story.clock.runs
        assert room.room.play.hour <= now
        screen = in_another(room, ann).screen()
        assert "Look at the wall." in screen
        assert LEVER in screen
        assert "at the door" in in_another(room, waits).screen()
        assert "Bob" in in_another(room, desk).screen()
        since = room.room.live.away_since(int(ann.number))
        assert since is not None


def test_time_of_the_break_does_not_count(journal: Path) -> None:
    in_the_room(journal.parent, a_session(journal)).close()
    with again(journal) as room:
        assert isinstance(room.room.play.session.journal[-1], Resumed)


def test_two_servers_on_one_journal_are_refused(journal: Path) -> None:
    with in_the_room(journal.parent, a_session(journal)), pytest.raises(PlayedElsewhereError):
        again(journal)


def test_a_register_cut_anywhere_knows_who_was_told_so(journal: Path) -> None:
    """Of a line that was cut short nobody was told; with no whole line a new one is made."""
    with in_the_room(journal.parent, a_session(journal)) as room:
        room.seat("Aldren")
        people = room.room.register.people
    file = register_of(journal)
    whole = file.read_bytes()
    for at in range(0, len(whole), 7):
        file.write_bytes(whole[:at])
        register = Register(file)
        lines = whole[:at].count(b"\n")
        assert set(register.people) <= set(people)
        assert bool(register.people) is (lines > 1)
        register.enter("Eve", Screen.SEAT, "Aldren")
        register.close()
        kept = Register(file)
        assert [each.name for each in kept.people.values()][-1] == "Eve"
        kept.close()


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"[]\n",
        b"not json\n",
        b'{"kind": "opened"}\n',
        b'["room", {"format": 99}]\n',
        b'["room", 1]\n',
        b'["dance", {}]\n',
    ],
)
def test_what_is_no_register_is_refused_with_what_to_do(tmp_path: Path, line: bytes) -> None:
    file = tmp_path / "x.room"
    Register(file).close()
    first = file.read_bytes()
    for content, number in ((line, 1), (first + line, 2)):
        file.write_bytes(content)
        if content == line or b"99" not in line:
            with pytest.raises(RegisterError, match=f"line {number}: .* move it away"):
                Register(file)
            assert file.read_bytes() == content


def _thoughts(room: InTheRoom) -> int:
    return sum(isinstance(entry, Noted) for entry in room.room.play.session.course.entries)


def test_who_is_there_can_be_asked_while_somebody_enters(tmp_path: Path) -> None:
    """One thread takes in what the register says while another looks at it."""
    register = Register(tmp_path / "x.room")
    register.enter("Ann", Screen.SEAT, "Aldren")
    looked = register.people
    for _ in looked:
        register.enter("Bob", Screen.SEAT, "Brevia")
    assert (len(looked), len(register.people)) == (1, 2)
    register.close()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"rating": "3.7", "sure": "80"}, "a whole number from 1 to 5"),
        ({"rating": "3", "sure": "80.5"}, "a whole number from 0 to 100"),
        ({"rating": "6", "sure": "80"}, "a number from 1 to 5"),
    ],
)
def test_what_a_rating_cannot_be_is_not_rounded_to_one(
    tmp_path: Path, fields: dict[str, str], expected: str
) -> None:
    with in_the_room(tmp_path) as room:
        ann = room.seat("Aldren")
        ann.act("pull", lever=LEVER)
        decision = ann.reference(room.room.play.session.course.entries[-1].number)
        answer = ann.act("rate", decision=decision, **fields)
        assert answer.status_code == 409
        assert expected in answer.json()["said"]
