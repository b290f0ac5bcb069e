"""Over HTTP, too, what has not reached a team has no part in what its screens are sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from sim.cli.desk.playing import play
from sim.exercise.robots import robot_decisions
from sim.exercise.session import Session
from sim.exercise.teams import Team
from sim.exercise.world import World
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.rooms.people import Screen
from sim.rooms.references import FIELDS
from sim.scenario.reading.reading import load
from tests.exercise.test_handouts import forbidden_in, said_of
from tests.exercise.test_view_interference import Garbled
from tests.rooms.asking import Browser, InTheRoom, a_session, in_the_room

DAY = 3
_OWN = re.compile(r'name="(?:mark|form_key)" value="[^"]*"|data-minutes="[^"]*"|-?\d+ min')
"""What a form and the room's own clock bring anew each time."""
_WORDS = ("red herring", "likelihood", "log_odds", "onset", "instance", "seed", "replication")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[InTheRoom, list[Browser]]]:
    """A session that robots have played at seats, with everything that each seat was sent.

    On the way each screen is compared with what it shows where all else is garbled.
    """
    session = Session(load("border-triangle"), day=DAY)
    with in_the_room(tmp_path_factory.mktemp("room"), session) as room:
        seats = {team: room.seat(team, f"Robot of {team}") for team in session.teams}
        wall = room.browser()
        wall.open(Screen.WALL)
        teams = tuple(session.teams)
        decisions = robot_decisions(teams, session.levers, session.scenario.horizon, 1, DAY)
        for decision in decisions[:10]:
            _go_to(room, decision.story_us / HOUR)
            _decide(room, seats, decision.team, decision.lever, decision.agreed)
            for seat in (*seats.values(), wall):
                seat.ask("GET", "/face")
                assert seat.ask("GET", "/day").status_code == 404, "before it is looked back on"
        yield room, [*seats.values(), wall]


def _go_to(room: InTheRoom, hour: float) -> None:
    while room.room.play.session.now < hour:
        now = room.room.play.session.now
        wait = max(1, round((hour - now) * 60))
        assert room.desk.act("line", line=f"go {wait} min").status_code == 200


def _decide(
    room: InTheRoom, seats: dict[str, Browser], team: str, lever: str, agreed: tuple[str, ...]
) -> None:
    why = "all who must agree may read this" if agreed else f"secret of {team}"
    answer = seats[team].act("pull", lever=lever, why=why)
    if answer.status_code == 200:
        number = room.room.play.session.course.entries[-1].number
        for other in agreed:
            proposal = seats[other].reference(number)
            seats[other].act("answer", proposal=proposal, agrees="yes", why=f"secret of {other}")
    seats[team].act("think", text=f"secret of {team}")


def test_no_answer_to_a_seat_or_the_wall_says_what_only_the_facilitator_may_know(
    played: tuple[InTheRoom, list[Browser]],
) -> None:
    room, browsers = played
    session = room.room.play.session
    assert len(session.course.pulled) > 2
    assert len(browsers) == len(session.teams) + 1
    forbidden = forbidden_in(session.scenario)
    for browser in browsers:
        text = unescape("\n".join(browser.seen))
        assert len(browser.seen) > 5
        assert said_of(text, forbidden) == []
        assert [word for word in _WORDS if word in text.lower()] == []
        own = room.room.register.people[int(browser.number)].team
        for team in session.teams:
            assert team == own or f"secret of {team}" not in text


def test_the_search_would_find_it(played: tuple[InTheRoom, list[Browser]]) -> None:
    """The desk shows the truth."""
    room, _ = played
    text = unescape(room.desk.screen())
    assert said_of(text, forbidden_in(room.room.play.session.scenario))


def test_what_has_not_reached_a_team_changes_no_byte_of_its_screen(
    played: tuple[InTheRoom, list[Browser]],
) -> None:
    room, browsers = played
    session = room.room.play.session
    for browser in browsers[:-1]:
        team = session.teams[room.room.register.people[int(browser.number)].team]
        screens = [_as_sent(room, browser, None), _as_sent(room, browser, team)]
        assert screens[0] == screens[1], team.name
        assert team.name in screens[0]
    other = session.teams[next(name for name in session.teams if name != team.name)]
    assert _as_sent(room, browser, other) != screens[0], "what is the team's own counts"


def _as_sent(room: InTheRoom, browser: Browser, garbled_but_for: Team | None) -> str:
    """What a screen is sent, but for marks and keys of forms, with all garbled but a team's own."""
    session, room.room.screens._faces = room.room.play.session, {}
    world = session._world
    if garbled_but_for is not None:
        other = Garbled(
            world.decided, world.seed, world.day, world.engine, world.orders, world.made
        )
        other.__dict__["team"] = garbled_but_for
        session._world = other
    answer = browser.ask("GET", "/face")
    session._world, room.room.screens._faces = world, {}
    kept = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return _OWN.sub("", f"{kept}\n{answer.text}")


def test_what_others_do_changes_no_byte_of_what_a_team_is_sent(tmp_path: Path) -> None:
    """Nor of the answers to its forms, nor of the wall: no number there counts for all."""
    sent = []
    for name in ("quiet", "busy"):
        with in_the_room(tmp_path / name) as room:
            room.room.register.key = "the same in both"
            sent.append([*_sent_to_one(room, others_act=name == "busy")])
    for quiet, busy in zip(*sent, strict=True):
        assert quiet == busy
    for own in ("a thought", "No longer: ", "day 9", "Done.", 'name="order"', 'name="decision"'):
        assert own in "".join(sent[0]), own


def _sent_to_one(room: InTheRoom, *, others_act: bool) -> Iterator[str]:
    """What one team and the wall are sent while others do what does not reach them, or nothing."""
    ann, bob, pad, wall = room.seat("Aldren"), room.seat("Brevia"), room.browser(), room.browser()
    pad.open(Screen.PAD)
    wall.open(Screen.WALL)
    room.desk.act("line", line="go day 2")
    others = _others(room, bob, pad)
    for number, form in enumerate(_OF_ONE):
        if "rate" in form.values():
            room.desk.act("line", line="end")
        elif others_act and not room.room.play.session.course.ended:
            assert next(others).status_code in (200, 303)
            assert next(others).status_code in (200, 303)
        named = {
            field: ann.reference(_latest(room, name))
            for field, name in form.items()
            if field in FIELDS
        }
        fields = {**form, **named, "form_key": ann.key(), "mark": str(number)}
        yield ann.act(**fields).text
        for browser in (ann, wall):
            answer = browser.ask("GET", "/face")
            headers = [each for each in answer.headers.items() if each[0] != "content-length"]
            yield _OWN.sub("", f"{answer.status_code} {headers}\n{answer.text}")
    assert not others_act or next(others, None) is None, "all of it was done"


_OF_ONE = (
    {"act": "think", "text": "a thought"},
    {"act": "order", "what": "hold", "to": "Brevia"},
    {"act": "order", "what": "warn", "case": "case A000"},
    {"act": "lift", "order": "ordered"},
    {"act": "predict", "text": "day 9"},
    {"act": "pull", "lever": "Aldren puts smuggling first"},
    {"act": "reply", "sends": "send"},
    {"act": "wish", "text": "to ask the press"},
    {"act": "think", "text": "another thought"},
    {"act": "rate", "decision": "pulled", "rating": "4", "sure": "70"},
    {"act": "comment", "worth": "4"},
)
"""Forms of a seat; references are to the latest entry of the kind that is named."""


def _others(room: InTheRoom, bob: Browser, pad: Browser) -> Iterator[Any]:
    """What others and the facilitator do, one after the other."""
    yield bob.act("think", text="Brevia's own")
    yield bob.act("wish", text="to call the others")
    yield bob.act("predict", text="day 3")
    yield bob.act("order", what="hold", to="Aldren")
    yield bob.act("lift", order=bob.reference(_latest(room, "ordered", "Brevia")))
    yield pad.act("observe", text="They talk.", team="Brevia")
    yield room.desk.act("line", line="note seen")
    yield room.desk.act("line", line="undo")
    yield room.desk.act("line", line="say Brevia: a call")
    yield bob.act("pull", lever="Brevia puts smuggling first")
    yield room.desk.act("whisper", person=bob.number, text="psst")
    yield room.browser("10.0.0.8").join("Brevia", "Eve")
    yield room.desk.act("line", line="hold letter")
    yield room.desk.act("line", line="people Brevia: Bob, Eve")
    yield bob.act("order", what="discount", to="Aldren", level="50")
    yield bob.act("think", text="More of Brevia's own")
    yield room.desk.act("line", line="truth")
    yield room.desk.act("leave", wish="1")


def _latest(room: InTheRoom, kind: str, team: str = "Aldren") -> int:
    entries = room.room.play.session.course.entries
    return max(
        each.number
        for each in entries
        if (getattr(each, "kind", ""), getattr(each, "team", "")) == (kind, team)
    )


def test_a_screen_of_participants_does_not_read_what_happens_in_the_world(
    played: tuple[InTheRoom, list[Browser]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seat's by its view alone; the wall's by what is decided and told, which its world holds."""
    room, browsers = played
    session = room.room.play.session
    views = {team: session.view(team) for team in session.teams}
    monkeypatch.setattr(Session, "view", lambda _, team: views[team])
    monkeypatch.setattr(Session, "record", property(_forbidden))
    monkeypatch.setattr(World, "until", _forbidden)
    room.room.screens._faces = {}
    assert _is_whole(browsers[-1].ask("GET", "/face"))
    monkeypatch.setattr(Session, "world", property(_forbidden))
    for browser in browsers[:-1]:
        assert _is_whole(browser.ask("GET", "/face"))


def _is_whole(answer: Any) -> bool:
    """Whether a screen is shown, each part of it."""
    return answer.status_code == 200 and "cannot be shown" not in answer.text


def _forbidden(*_: object) -> object:
    raise AssertionError("a screen of participants reads the world")


def test_the_journal_is_that_of_the_terminal(tmp_path: Path) -> None:
    """The same decisions, typed by one facilitator or sent from screens, are the same entries."""
    with in_the_room(tmp_path) as room:
        ann, bob = room.seat("Aldren", "Ann"), room.seat("Brevia", "Bob")
        room.desk.act("line", line="begin")
        room.desk.act("line", line="go day 2")
        ann.act("pull", lever="Aldren puts smuggling first", why="it is close", expects="sooner")
        ann.act("pull", lever="Bring Pact into force")
        bob.act("answer", proposal=bob.reference(6), agrees="no")
        bob.act("answer", proposal=bob.reference(6), agrees="yes")
        ann.act("order", what="hold", to="Brevia", why="they talk")
        ann.act("lift", order=ann.reference(10))
        room.desk.act("line", line="say Brevia: a call")
        room.desk.act("line", line="fire letter")
        ann.act("predict", text="day 9")
        room.desk.act("line", line="end")
        ann.act("rate", decision=ann.reference(5), rating="4", sure="80")
        bob.act("comment", worth="5", keep="the wall", change="nothing")
        here = _entries(room.room.play.session)
    script = tmp_path / "typed.txt"
    script.write_text(_SCRIPT, "utf-8")
    with a_session(tmp_path / "typed.session") as typed:
        play(typed, tmp_path / "typed.session", script, plain=True)
    assert _entries(typed) == here


_SCRIPT = """\
people Aldren: Ann
people Brevia: Bob
begin
go day 2
pull Aldren puts smuggling first because it is close expect sooner
propose Bring Pact into force Aldren
refuse Brevia 6
agree Brevia 6
order Aldren hold to Brevia because they talk
lift Aldren 10
say Brevia: a call
fire letter
predict Aldren: day 9
end
rate Aldren 5 4 80 %
feedback Brevia 5 keep the wall change nothing
"""


def _entries(session: Session) -> list[dict[str, object]]:
    """What was decided, but for when in the room."""
    return [entry.model_dump(exclude={"room"}) for entry in session.journal[1:]]
