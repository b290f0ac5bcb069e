"""Security of a room: who asks for what is not theirs gets nothing, and is told nothing."""

from __future__ import annotations

import asyncio
import re
import stat
from collections import deque
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from time import sleep
from typing import Any
from urllib.parse import urlencode

import pytest

from sim.exercise.journal.entries import Joined
from sim.rooms.acting import NotAllowedError
from sim.rooms.guarding import AT_ONCE, HEADERS, LARGEST_BODY, MOST_A_SECOND, Rates
from sim.rooms.keys import MOST_WRONG, MOST_WRONG_IN_ALL, WAITS_SECONDS, Tries
from sim.rooms.live import MOST_AT_THE_DOOR, MOST_OF_ONE
from sim.rooms.people import Screen
from sim.rooms.queue import MOST_IN_ALL as MOST_AT_DOOR
from sim.rooms.queue import MOST_OF_ONE as MOST_OF_ONE_ADDRESS
from sim.rooms.register import Register
from sim.rooms.server import SENT_AWAY, UNKNOWN
from tests.rooms.asking import HOST, Browser, InTheRoom, in_the_room

LEVER, OTHERS = "Aldren puts smuggling first", "Brevia puts smuggling first"
PACT = "Bring Pact into force"
FORM = {"accept": "application/json", "content-type": "application/x-www-form-urlencoded"}
MARKUP = "<script>alert('x')</script>\"&"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[InTheRoom]:
    with in_the_room(tmp_path) as room:
        yield room


def entries(room: InTheRoom) -> int:
    """How many entries the journal has, but for who has come in."""
    return sum(not isinstance(each, Joined) for each in room.room.play.session.journal)


def test_everybody_comes_in_and_acts(room: InTheRoom) -> None:
    seat = room.seat("Aldren")
    assert LEVER in seat.screen()
    assert seat.act("pull", lever=LEVER, why="it is close").json() == {"said": "Done."}
    assert room.room.play.session.course.pulls_of(LEVER) == 1
    for screen in (Screen.PAD, Screen.WALL):
        browser = room.browser()
        browser.open(screen)
        assert "EXERCISE" in browser.screen()


# --- the door --------------------------------------------------------------------------------


def test_a_pin_may_be_tried_a_few_times(room: InTheRoom) -> None:
    guesser, other = room.browser("10.0.0.66"), room.browser("10.0.0.7")
    wrong = "x" + room.room.register.pin
    for _ in range(MOST_WRONG):
        assert "not the PIN" in guesser.join("Aldren", pin=wrong).text
    answer = guesser.join("Aldren")
    assert answer.status_code == 403
    assert "Too many" in answer.text
    assert not any(name.startswith("entente") for name in guesser.cookies)
    assert other.join("Aldren").status_code == 303


def test_tries_are_counted_by_address_and_in_all_and_end() -> None:
    tries = Tries()
    for number in range(MOST_WRONG_IN_ALL - 1):
        tries.was_wrong(f"10.0.{number}.1", now=100.0)
    assert not tries.must_wait("10.1.1.1", now=100.0)
    tries.was_wrong("10.0.0.2", now=100.0)
    assert tries.must_wait("10.1.1.1", now=100.0)
    assert not tries.must_wait("10.1.1.1", now=101.0 + WAITS_SECONDS)


def test_secrets_are_long_and_kept_where_only_their_owner_reads(room: InTheRoom) -> None:
    register = room.room.register
    assert len({*register.doors.values(), register.key}) == 4
    assert min(map(len, (*register.doors.values(), register.key))) >= 32
    secret = room.desk.cookies["entente-desk"].partition(".")[2]
    file = register.path
    assert secret not in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_cookie_is_strict(room: InTheRoom) -> None:
    cookie = room.browser().join("Aldren").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie  # over plain HTTP a browser would not send it back


def test_over_an_encrypted_line_a_cookie_is_secure(tmp_path: Path) -> None:
    with in_the_room(tmp_path, secure=True) as room:
        for browser in (room.browser(), room.desk):
            answer = browser.join("Aldren")
            assert "; Secure" in answer.headers["set-cookie"]
        assert "; secure" in room.desk.seen[0].lower()


def test_a_link_that_is_looked_at_lets_nobody_in(room: InTheRoom) -> None:
    """A preview of it in a chat, or a page from elsewhere, opens nothing."""
    path = f"/open/desk/{room.room.register.doors[Screen.DESK]}"
    browser, before = room.browser(), len(room.room.register.people)
    assert browser.ask("GET", path).status_code == 200
    assert browser.ask("POST", path, headers={"origin": "http://evil.example"}).status_code == 403
    assert len(room.room.register.people) == before
    assert not any(name.startswith("entente") for name in browser.cookies)
    for wrong in ("/open/desk/x", "/open/seat/x", "/open/desk/%F0%9F%98%80", "/open/vault/x"):
        assert browser.ask("POST", wrong).status_code == 404


def test_links_can_be_made_anew(room: InTheRoom) -> None:
    old = f"/open/desk/{room.room.register.doors[Screen.DESK]}"
    assert room.desk.act("new links").status_code == 200
    assert room.browser().ask("POST", old).status_code == 404
    assert room.browser().open(Screen.DESK).status_code == 303
    assert "EXERCISE" in room.desk.screen()


# --- requests --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "evil.example:8765"}, 421),
        ({"host": ""}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": f"http://{HOST}.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"content-length": str(LARGEST_BODY + 1)}, 413),
        ({"content-length": "-1"}, 413),
        ({"content-length": "²"}, 413),
    ],
)
def test_what_does_not_come_from_here_is_refused(
    room: InTheRoom, headers: dict[str, str], status: int
) -> None:
    sent = {name: value.encode() for name, value in headers.items()}
    answer = room.browser().ask("POST", "/join", {"pin": "1"}, sent)
    assert answer.status_code == status
    assert "PIN" not in answer.text


@pytest.mark.parametrize("host", [HOST, "localhost:8765", "LOCALHOST", "127.0.0.1"])
def test_under_its_own_names_it_answers(room: InTheRoom, host: str) -> None:
    assert room.browser().ask("GET", "/", headers={"host": host}).status_code == 200


def test_every_answer_has_strict_headers(room: InTheRoom) -> None:
    for path in ("/", "/screen", "/face", "/own/room.js", "/nowhere", "/open/desk/x"):
        answer = room.desk.ask("GET", path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    refused = room.desk.ask("GET", "/", headers={"host": "evil.example"})
    assert "default-src 'none'" in refused.headers["content-security-policy"]
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_an_error_of_the_program_has_strict_headers_too(
    room: InTheRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret of the program")

    monkeypatch.setattr("sim.rooms.server.language_of", broken)
    answer = room.browser().ask("GET", "/", fails=True)
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "secret" not in answer.text


def test_how_sure_a_team_is_is_sent_in_whole_per_cents(room: InTheRoom) -> None:
    """As it is shown: a bar with decimals would give likelihood ratios away by arithmetic."""
    ann = room.seat("Aldren")
    for _ in range(40):
        room.desk.act("line", line="go")
        meters = re.findall(r'<meter[^>]* value="([^"]*)"', ann.screen())
        if any(value not in ("0", "100") for value in meters):
            break
    assert meters
    assert all(value.isdecimal() for value in meters)


def test_a_long_body_that_was_not_announced_is_cut_off(room: InTheRoom) -> None:
    browser = room.browser()

    async def parts() -> Any:
        for _ in range(2 * LARGEST_BODY // 1000):
            yield b"pin=" + b"1" * 996

    answer = browser.ask("POST", "/join", content=parts())
    assert answer.status_code == 403
    assert "did not come whole" in answer.text


@pytest.mark.parametrize("slow", ["at once", "in the middle", "byte by byte"])
def test_a_body_that_comes_too_slowly_is_cut_off(
    room: InTheRoom, monkeypatch: pytest.MonkeyPatch, slow: str
) -> None:
    """Also one of which there is always something more; who is quick enough is heard."""
    monkeypatch.setattr("sim.rooms.guarding.BODY_SECONDS", 0.1)
    whole = urlencode({"pin": room.room.register.pin, "name": "Ann", "team": "Aldren"}).encode()
    waited_for = []

    async def parts() -> AsyncIterator[bytes]:
        if slow == "byte by byte":
            for at in range(len(whole)):
                await asyncio.sleep(0.03)
                yield whole[at : at + 1]
        else:
            yield b"" if slow == "at once" else whole[:9]
            await asyncio.sleep(20)
            waited_for.append("the rest")
            yield whole[9:]

    form = {"content-type": "application/x-www-form-urlencoded"}
    before = len(room.room.register.people)
    answer = room.browser().ask("POST", "/join", content=parts(), headers=form)
    assert not waited_for
    assert answer.status_code == 403
    assert "did not come whole" in answer.text
    assert len(room.room.register.people) == before
    assert room.browser().ask("POST", "/join", content=whole, headers=form).status_code == 303


def test_who_asks_too_often_is_told_so_and_nobody_else(room: InTheRoom) -> None:
    """People are told apart by what they show, and who shows nothing by address."""
    ann, bob = room.seat("Aldren"), room.seat("Aldren", "Bob")
    statuses = [ann.ask("GET", "/own/room.css").status_code for _ in range(AT_ONCE + 1)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    refused = ann.ask("POST", "/act", {"act": "think"})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert bob.ask("GET", "/face").status_code == 200
    strangers = [room.browser("10.0.0.7") for _ in range(AT_ONCE + 1)]
    assert {each.ask("GET", "/").status_code for each in strangers[:AT_ONCE]} == {200}
    assert strangers[-1].ask("GET", "/").status_code == 429
    assert room.browser("10.0.0.8").ask("GET", "/").status_code == 200


@pytest.mark.parametrize("seed", range(5))
def test_no_three_seconds_have_more_requests_than_are_let_through(seed: int) -> None:
    random, now = Random(seed), 0.0  # noqa: S311
    rates = Rates(lambda: now)
    window, passed, refused = AT_ONCE / MOST_A_SECOND, deque[float](), 0
    for _ in range(1000):
        now += random.choice((0.0, 0.001, 0.02, 0.1))
        too_often = rates.too_often("Ann")
        refused += too_often
        assert too_often is (sum(at >= now - window for at in passed) >= AT_ONCE)
        if not too_often:
            passed.append(now)
    assert 100 < refused < 900


def test_who_asks_steadily_never_waits() -> None:
    now = 0.0
    rates = Rates(lambda: now)
    for number in range(1000):
        now = number / (MOST_A_SECOND - 0.5)
        assert not rates.too_often("Ann")


def test_who_asks_too_often_waits_and_nobody_else_does() -> None:
    now = 0.0
    rates = Rates(lambda: now)
    assert not any(rates.too_often("Ann") for _ in range(AT_ONCE))
    assert rates.too_often("Ann")
    assert not rates.too_often("Bob")
    now = 10.0
    assert not rates.too_often("Ann")


def test_rates_remember_only_who_asked_lately() -> None:
    now = 0.0
    rates = Rates(lambda: now)
    for number in range(20_000):
        now = number / 100
        assert not rates.too_often(str(number))
    assert len(rates._came) <= 2001


def test_one_person_opens_only_so_many_screens(room: InTheRoom) -> None:
    live, number = room.room.live, int(room.desk.number)
    streams = [live.stream(number) for _ in range(MOST_OF_ONE)]
    for each in streams:
        room.wait_for(anext(each))
    assert room.desk.ask("GET", "/live").status_code == 429
    pad = room.browser()
    pad.open(Screen.PAD)
    people = room.room.register.people
    assert not live.is_full(people[number + 1])
    for each in streams:
        room.wait_for(each.aclose())
    assert not live.is_full(people[number])


def test_who_waits_opens_fewer_and_never_takes_the_place_of_a_desk_or_the_wall(
    room: InTheRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, wall, pad = room.browser(), room.browser(), room.browser()
    waits.join("Aldren")
    wall.open(Screen.WALL)
    pad.open(Screen.PAD)
    live, people = room.room.live, room.room.register.people
    streams = [live.stream(int(waits.number)) for _ in range(MOST_AT_THE_DOOR)]
    for each in streams:
        room.wait_for(anext(each))
    assert waits.ask("GET", "/live").status_code == 429
    monkeypatch.setattr("sim.rooms.live.MOST_IN_ALL", len(streams))
    full = {
        browser: live.is_full(people[int(browser.number)]) for browser in (room.desk, wall, pad)
    }
    assert full == {room.desk: False, wall: False, pad: True}
    for each in streams:
        room.wait_for(each.aclose())


def test_nobody_fills_the_room_from_the_door(room: InTheRoom) -> None:
    """Nor by many devices; the facilitator clears the door and makes another PIN."""
    ann, pin = room.seat("Aldren"), room.room.register.pin
    first = [room.browser("10.0.0.66").join("Aldren") for _ in range(MOST_OF_ONE_ADDRESS + 1)]
    assert [each.status_code for each in first] == [303] * MOST_OF_ONE_ADDRESS + [403]
    assert "from this device" in first[-1].text
    waits = room.browser("10.0.0.7")
    assert waits.join("Brevia").status_code == 303
    others = (room.browser(f"10.0.1.{number}") for number in range(MOST_AT_DOOR))
    statuses = [each.join("Aldren").status_code for each in others]
    assert statuses.count(303) == MOST_AT_DOOR - MOST_OF_ONE_ADDRESS - 1
    assert statuses[-1] == 403
    room.desk.act("admit", person=waits.number)
    assert room.browser("10.0.2.1").join("Aldren").status_code == 303, "a place is free"
    for _ in range(2):
        room.desk.act("send all away", mark="one")
    assert waits.screen()
    assert ann.screen()
    late = room.browser("10.0.0.66")
    assert late.join("Aldren").status_code == 303
    room.desk.act("new PIN", mark="two")
    assert "at the door" in late.screen()
    new = room.room.register.pin
    assert new != pin
    assert room.browser("10.0.0.8").join("Aldren", pin=pin).status_code == 403
    assert room.browser("10.0.0.8").join("Aldren", pin=new).status_code == 303
    known, path = room.room.register.people, room.room.register.path
    room.room.register.close()
    again = Register(path)
    assert (again.pin, again.people) == (new, known)
    again.close()


def test_many_who_come_at_once_are_counted_one_by_one(room: InTheRoom) -> None:
    entrance, pin = room.room.entrance, room.room.register.pin

    async def come(number: int) -> bool:
        try:
            await entrance.join("10.0.0.66", pin, f"Ann {number}", "Aldren")
        except NotAllowedError:
            return False
        return True

    async def all_come() -> list[bool]:
        return await asyncio.gather(*map(come, range(4 * MOST_OF_ONE_ADDRESS)))

    assert sum(room.wait_for(all_come())) == MOST_OF_ONE_ADDRESS


def test_a_whisper_stays_with_the_team_that_it_was_for(room: InTheRoom) -> None:
    ann = room.seat("Aldren")
    room.desk.act("whisper", person=ann.number, text="for Aldren alone")
    room.desk.act("admit", person=ann.number, team="Brevia")
    assert "for Aldren alone" not in ann.screen()
    room.desk.act("admit", person=ann.number, team="Aldren")
    assert "for Aldren alone" in ann.screen()


# --- forms -----------------------------------------------------------------------------------


def test_a_form_of_somebody_else_is_refused(room: InTheRoom) -> None:
    ann, bob = room.seat("Aldren"), room.seat("Brevia", "Bob")
    before = entries(room)
    for key in ("", "0" * 64, bob.key(), "²"):
        answer = ann.act("pull", lever=LEVER, form_key=key)
        assert answer.status_code == 409
        assert "out of date" in answer.json()["said"]
    secret = bob.cookies[f"entente-seat-{bob.number}"].partition(".")[2]
    for name in (ann.number, bob.number):
        for number in (ann.number, bob.number):
            if name != number or name == ann.number:
                bob.cookies = {f"entente-seat-{name}": f"{number}.{secret}"}
                assert bob.ask("GET", "/face").status_code == 401
    assert entries(room) == before


@pytest.mark.parametrize(
    "cookie", ["", "1", "1.", ".x", "²." + "x" * 32, "9" * 5000 + ".x", "-1.x", "1.x.y"]
)
def test_a_cookie_that_nobody_was_given_is_nobodys(room: InTheRoom, cookie: str) -> None:
    browser = room.browser()
    for path, status in (("/screen", 303), ("/face", 401), ("/live", 401)):
        answer = browser.ask(
            "GET", path, headers={"cookie": f"entente-seat-1={cookie}".encode("latin-1")}
        )
        assert answer.status_code == status


_OF_OTHERS: list[dict[str, str]] = [
    {"act": "pull", "lever": OTHERS},
    {"act": "pull", "lever": LEVER, "form_key": "x"},
    {"act": "answer", "proposal": "3", "agrees": "yes"},
    {"act": "answer", "proposal": "²", "agrees": "yes"},
    {"act": "answer", "proposal": "9" * 1999, "agrees": "yes"},
    {"act": "order", "what": "hold", "senders": "Brevia Police"},
    {"act": "order", "what": "hold", "case": "case Z999"},
    {"act": "order", "what": "dance"},
    {"act": "order", "what": "ask us first", "within": "nan"},
    {"act": "order", "what": "discount", "to": "Brevia", "level": "inf"},
    {"act": "lift", "order": "4"},
    {"act": "lift", "order": "²"},
    {"act": "reply", "sends": "send", "report": "report K1"},
    {"act": "rate", "decision": "1", "rating": "4", "sure": "50"},
    {"act": "comment", "worth": "9"},
    {"act": "comment", "worth": "1e400"},
    {"act": "predict", "text": " "},
    {"act": "think", "text": "x" * 2001},
    {"act": "observe", "text": "I am an evaluator"},
    {"act": "assess", "objective": "x", "rating": "P"},
    {"act": "line", "line": "truth"},
    {"act": "run", "speed": "8"},
    {"act": "stand"},
    {"act": "admit", "person": "1"},
    {"act": "whisper", "person": "1", "text": "psst"},
    {"act": "new links"},
    {"act": ""},
    {"act": "__class__"},
]


def test_a_seat_cannot_act_for_another_and_learns_nothing_by_trying(room: InTheRoom) -> None:
    """Nor is a word of what others have in any refusal."""
    ann, bob = room.seat("Aldren"), room.seat("Brevia", "Bob")
    bob.act("pull", lever=OTHERS, why="secret of Brevia")
    bob.act("order", what="hold", why="secret of Brevia")
    room.desk.act("line", line="say Brevia: secret of Brevia")
    before = entries(room)
    ann.screen()
    for form in _OF_OTHERS:
        fields = {name: value for name, value in form.items() if name != "act"}
        answer = ann.act(form["act"], **fields)
        assert answer.status_code == 409, form
        said = answer.json()["said"]
        assert said
        for secret in ("secret of Brevia", PACT, "letter", "There are", "Did you mean"):
            assert secret not in said, (form, said)
        if form.get("lever") != OTHERS:
            assert OTHERS not in said, (form, said)
    assert entries(room) == before
    assert "secret of Brevia" not in "".join(ann.seen)
    assert "secret of Brevia" in bob.screen()


def test_the_number_of_an_entry_names_nothing_at_a_seat(room: InTheRoom) -> None:
    """Who could try numbers until one is their own would learn how much others do."""
    ann, bob = room.seat("Aldren"), room.seat("Brevia", "Bob")
    for text in ("one", "two"):
        bob.act("think", text=text)
    ann.act("order", what="hold")
    ordered = room.room.play.session.journal[-1].number
    assert ann.reference(ordered) == "1"
    for number in range(2, ordered + 2):
        assert ann.act("lift", order=str(number)).status_code == 409
    room.desk.act("line", line="undo")
    ann.act("order", what="hold")
    assert ann.act("lift", order="1").status_code == 409
    assert ann.act("lift", order="2").status_code == 200, "who goes back frees no number"


def test_who_waits_or_was_sent_away_sees_and_does_nothing(room: InTheRoom) -> None:
    ann = room.browser()
    ann.join("Aldren")
    waiting = ann.screen()
    assert "at the door" in waiting
    assert LEVER not in waiting
    key = room.room.entrance.form_key(room.room.register.people[int(ann.number)])
    assert ann.act("pull", lever=LEVER, form_key=key).status_code == 409
    room.desk.act("admit", person=ann.number)
    assert LEVER in ann.screen()
    stream = room.room.live.stream(int(ann.number))
    for _ in range(2):
        room.wait_for(anext(stream))
    room.desk.act("send away", person=ann.number)
    assert "event: gone" in room.wait_for(anext(stream))
    with pytest.raises(StopAsyncIteration):
        room.wait_for(anext(stream))
    assert ann.ask("GET", "/face").status_code == 401
    place = room.room.register.people[int(ann.number)].place
    door = ann.ask("GET", f"/screen?as={place}").headers["location"]
    assert door == f"/?as={place}"
    for address in (door, "/"):
        assert SENT_AWAY in ann.ask("GET", address).text
    assert SENT_AWAY not in room.browser().ask("GET", door).text
    assert UNKNOWN in room.browser().ask("GET", door).text
    assert ann.ask("POST", "/act", {"act": "pull", "lever": LEVER, "mark": "1"}).status_code == 401
    assert not room.room.play.session.course.pulled


@pytest.mark.parametrize("waits_for", ["the rest of the form", "its turn"])
@pytest.mark.parametrize(
    ("screen", "change"),
    [
        (Screen.SEAT, {"act": "send away"}),
        (Screen.SEAT, {"act": "admit", "team": "Brevia"}),
        (Screen.DESK, {"act": "send away"}),
    ],
)
def test_who_is_sent_away_or_passed_on_meanwhile_does_not_act(
    room: InTheRoom, waits_for: str, screen: Screen, change: dict[str, str]
) -> None:
    """A form counts for who somebody is when it is done, not when its first byte came."""
    if screen is Screen.SEAT:
        other, act = room.seat("Aldren"), {"act": "think", "text": "late"}
    else:
        other, act = room.browser(), {"act": "line", "line": "note late"}
        other.open(Screen.DESK)
    body = urlencode({"form_key": other.key(), "mark": "one", **act}).encode()
    facilitator = room.room.register.people[int(room.desk.number)]
    changed = {"form_key": room.desk.key(), "mark": "two", "person": other.number, **change}
    under_way: list[asyncio.Future[Any]] = []

    before = entries(room)

    async def parts() -> AsyncIterator[bytes]:
        yield body[:9]
        if waits_for == "its turn":  # behind the change in the queue of the session's thread
            under_way.append(asyncio.ensure_future(room.room.play.ask(lambda _: sleep(0.2))))
        under_way.append(asyncio.ensure_future(room.room.act(facilitator, changed)))
        await (asyncio.sleep(0.05) if waits_for == "its turn" else under_way[-1])
        yield body[9:]

    answer = other.ask("POST", "/act", content=parts(), headers=FORM)
    assert answer.status_code in (401, 409), answer.text
    assert entries(room) == before


def test_a_form_of_the_screen_of_before_does_nothing_at_another_team(room: InTheRoom) -> None:
    """What was typed for one team is not told another."""
    ann = room.seat("Aldren")
    key = ann.key()
    room.desk.act("admit", person=ann.number, team="Brevia")
    assert ann.act("think", text="for Aldren alone", form_key=key).status_code == 409
    assert "for Aldren alone" not in ann.screen()


def test_a_seat_that_is_passed_on_is_the_other_teams(room: InTheRoom) -> None:
    ann = room.seat("Aldren")
    room.desk.act("admit", person=ann.number, team="Brevia")
    assert LEVER not in ann.screen()
    assert ann.act("pull", lever=LEVER).status_code == 409
    assert ann.act("pull", lever=OTHERS).status_code == 200
    assert room.desk.act("admit", person=ann.number, team="Atlantis").status_code == 409


def test_pads_and_the_wall_do_only_what_is_theirs(room: InTheRoom) -> None:
    pad, wall = room.browser(), room.browser()
    pad.open(Screen.PAD)
    wall.open(Screen.WALL)
    before = entries(room)
    key = room.room.entrance.form_key(room.room.register.people[int(wall.number)])
    for act in ("line", "pull", "run", "admit", "whisper"):
        assert pad.act(act, line="truth", lever=LEVER, text="x").status_code == 409
        assert wall.act(act, form_key=key, line="truth", lever=LEVER).status_code == 409
    assert entries(room) == before
    assert pad.act("observe", text="They talk.").status_code == 200
    answer = pad.act("observe", text="They are sure.", team="Aldren", what="assessment")
    assert answer.status_code == 409, "what a team thinks is for the team to say"
    room.desk.act("line", line="say Brevia: for Brevia alone")
    assert "for Brevia alone" not in wall.screen()
    assert "They talk." not in wall.screen()


def test_every_text_is_escaped(room: InTheRoom) -> None:
    """Of people, of what they write, of what is told: markup is shown, and is none."""
    ann = room.seat("Aldren", MARKUP)
    for act in ("think", "predict"):
        assert ann.act(act, text=MARKUP).status_code == 200
    ann.act("pull", lever=LEVER, why=MARKUP)
    room.desk.act("line", line=f"say {MARKUP}")
    room.desk.act("whisper", person=ann.number, text=MARKUP)
    pad = room.browser()
    pad.open(Screen.PAD)
    pad.act("observe", text=MARKUP)
    for browser in (ann, pad, room.desk):
        page = browser.screen()
        assert "&lt;script&gt;alert(" in page
        assert "<script>alert" not in page
    trouble = room.browser().join("Aldren", pin=MARKUP).text
    assert "<script>alert" not in trouble
    assert room.browser().join(MARKUP).status_code == 403
    refused = ann.act("pull", lever=MARKUP, mark="own")
    assert refused.headers["content-type"].startswith("application/json")


def test_a_name_holds_nothing_that_acts_on_a_terminal(room: InTheRoom) -> None:
    ann = room.seat("Aldren", "\x1b[2JAnn\u202e\n of\tKent" + "x" * 100)
    name = room.room.register.people[int(ann.number)].name
    assert name.startswith("[2JAnn of Kent")
    assert name.isprintable()
    assert len(name) == 40
    assert room.browser().join("Aldren", "\x00 \u200b").status_code == 403


def test_a_body_that_is_no_form_is_refused(room: InTheRoom) -> None:
    ann = room.seat("Aldren")
    for body in (b"\xff\xfe", b"&".join(b"a%d=1" % n for n in range(50)), b"act=%FF&mark=%00", b""):
        assert ann.ask("POST", "/act", content=body).status_code == 409


def test_an_error_of_the_program_tells_nobody_where(
    room: InTheRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    ann = room.seat("Aldren")
    monkeypatch.setattr("os.fsync", full)
    before = entries(room)
    answer = ann.act("pull", lever=LEVER)
    assert answer.status_code == 409
    assert str(room.room.register.path) not in answer.text
    door = room.browser().join("Aldren")
    assert door.status_code == 403
    assert str(room.room.register.path) not in door.text
    monkeypatch.undo()
    assert entries(room) == before
    assert ann.act("pull", lever=LEVER).status_code == 200


def test_news_says_nothing_about_others(room: InTheRoom) -> None:
    """A stream counts its own news, and is silent where nothing of its own has changed."""
    ann, bob = room.seat("Aldren"), room.seat("Brevia", "Bob")
    streams = [room.room.live.stream(int(each.number)) for each in (ann, bob)]
    for stream in streams:
        assert room.wait_for(anext(stream)).startswith("retry: ")
        assert room.wait_for(anext(stream)) == "event: news\ndata: 1\n\n"
    for each in (ann, bob):
        each.ask("GET", "/face")  # as it does at once
    for listener in room.room.live._listeners:
        listener.news.clear()
    bob.act("pull", lever=OTHERS)
    heard = {each.person: each.news.is_set() for each in room.room.live._listeners}
    assert heard == {int(ann.number): False, int(bob.number): True}
    for stream in streams:
        room.wait_for(stream.aclose())
    assert not room.room.live.present, "nothing is drawn for whom nobody sees"


def test_browsers_stay_apart(room: InTheRoom) -> None:
    seats: list[Browser] = [room.seat("Aldren", f"Ann {number}") for number in range(3)]
    keys = [each.key() for each in seats]
    assert len({*keys}) == 3
    assert all(
        one != other for one, other in pairwise(str(each.cookies.values()) for each in seats)
    )
