"""The facilitator's desk: what is typed, what it does, and what stays in sight."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import Console

from sim.cli.desk.commands import COMMANDS, HELP, SHEETS
from sim.cli.desk.completing import completions
from sim.cli.desk.pages import fitted
from sim.cli.desk.playing import ScriptError, _at_a_screen, play
from sim.cli.desk.words_typed import TypedError, minutes_typed, split, time_of
from sim.errors import EntenteError, InputError
from sim.exercise.errors import RefusedError
from sim.exercise.forms import forms_of
from sim.exercise.moves import move_at, moves_of
from sim.exercise.previewing import preview_of_change
from sim.exercise.room import minutes_of, room_clock
from sim.exercise.session import Session
from sim.scenario.values.value import with_fields
from sim.screen.exercise.desk import desk, entry_words
from sim.screen.toolkit.printing import paper_of
from tests.exercise.test_session import TWO
from tests.scenarios_for_tests import load_data

HAND = {"message": "A rumour.", "kind": "contingency"}


@pytest.fixture
def session() -> Session:
    return Session(load_data(TWO), day=0)


def scripted(session: Session, folder: Path, *lines: str) -> None:
    script = folder / "script.txt"
    script.write_text("\n".join(lines), "utf-8")
    play(session, folder / "x.session", script, plain=True)


def drawn(session: Session, at: datetime | None = None) -> list[str]:
    console = Console(width=80, height=24, no_color=True)
    with console.capture() as captured:
        console.print(desk(session, paper_of(console), at))
    return captured.get().splitlines()


def test_every_command_has_help() -> None:
    assert list(COMMANDS) == [name for name in HELP if name != "quit"]
    assert set(COMMANDS) >= SHEETS


def test_a_day_is_played_from_a_script(
    session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scripted(
        session,
        tmp_path,
        "# the first days",
        "go 2 d",
        "look Aldren",
        "propose Bring Pact into force Aldren because the law is slow expect day 9",
        "agree Brevia 2",
        "+5",
        "note Brevia: they were quick to agree",
        "predict Aldren: on day 12",
        "preview Aldren puts smuggling first",
        "change [{trust: {of: Aldren, towards: Brevia, times: 0.5}}]",
        "say Brevia: nothing to the press",
        "move letter to day 9 08:00",
        "journal",
        "? go",
        "truth",
        "end",
    )
    said = capsys.readouterr().out
    assert "Aldren with Brevia: Bring Pact into force" in said
    assert "move letter to day 9, Tue 08:00" in said
    assert session.course.pulled[0].expects == "day 9"
    assert "on day 12" not in said.split("> preview")[1]
    assert session.course.ended


def test_what_was_decided_is_said_below_the_desk_and_stands_first_in_its_journal(
    session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pact = "Bring Pact into force"
    scripted(session, tmp_path, f"propose {pact} Aldren", "agree Brevia 1")
    said = capsys.readouterr().out.split("> agree")[1].splitlines()
    assert said[1:3] == ["Brevia agrees to 1", f"Aldren with Brevia: {pact}"]
    lines = drawn(session)
    first = next(at for at, line in enumerate(lines) if line.startswith("Journal"))
    assert pact in lines[first + 2]
    assert "with Brevia" in lines[first + 2]


@pytest.mark.parametrize("word", ["quit", "qu", "exit"])
def test_leaving_takes_more_than_a_letter(session: Session, tmp_path: Path, word: str) -> None:
    scripted(session, tmp_path, "q", "note here", word, "note not here")
    assert [entry.words for entry in session.journal[1:]] == ["note: here"]


def test_without_injects_there_is_nothing_to_steer(tmp_path: Path) -> None:
    session = Session(load_data({**TWO, "injects": {}}), day=0)
    with pytest.raises(ScriptError, match="no injects: `say` and `change` improvise"):
        scripted(session, tmp_path, "fire letter")


def test_a_script_says_where_it_stops_and_keeps_what_was_done(
    session: Session, tmp_path: Path
) -> None:
    with pytest.raises(ScriptError, match=r"script\.txt:3: There is no command dance"):
        scripted(session, tmp_path, "go 1 d", "", "dance")
    assert session.now == 24.0


def test_the_story_stops_by_itself_where_the_room_is_told_something(
    session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scripted(session, tmp_path, "go day 30")
    assert session.now == pytest.approx(5 * 24 + 1 / 60)
    said = capsys.readouterr().out
    assert "Stopped before day 30" in said
    assert "A letter comes." in said


def test_a_change_by_hand_is_refused_as_in_a_file_and_nothing_is_written(session: Session) -> None:
    effect = {"channel": {"name": "Wir", "closed_for": "2 d"}}
    for refused in (
        lambda: session.improvise("", effects=[effect]),
        lambda: preview_of_change(session, [effect]),
    ):
        with pytest.raises(InputError, match="did you mean `Wire`") as raised:
            refused()
        assert raised.value.problems[0].where == "channel.name"
    with pytest.raises(InputError):
        session.improvise("", effects=[{"dance": 1}])
    assert len(session.journal) == 1
    session.improvise("", effects=[{"channel": {"name": "Wire", "closed_for": "2 d"}}])
    assert session.journal[-1].words == "changed: channel name Wire, closed_for 2 d"
    assert not session.view("Aldren").messages


def test_what_waits_is_on_top_and_stays_in_sight(session: Session) -> None:
    session.propose("Aldren", "Bring Pact into force")
    lines = drawn(session)
    assert lines[0].startswith("! Brevia to answer proposal 1")
    for rows in (6, 10, len(lines), len(lines) + 5):
        shown = fitted(lines, rows)
        assert shown[:3] == lines[:3]
        assert len(shown) == min(rows, len(lines)) or "" not in shown


def test_minutes_of_the_room_come_from_the_journal(session: Session) -> None:
    moves = moves_of(session.scenario)
    session.extend(2)
    later = session.last_said + timedelta(minutes=30)
    clock = room_clock(session.journal, session.course, moves, later)
    assert not clock.begun
    assert clock.session_minutes == 0
    assert clock.minutes_left == moves[0].minutes + 2
    assert "from `begin`" in "\n".join(drawn(session, later))
    session.begin()
    with pytest.raises(EntenteError, match="begun already"):
        session.begin()
    opened = session.last_said
    clock = room_clock(
        session.journal, session.course, moves, session.last_said + timedelta(minutes=30)
    )
    assert clock.session_minutes == pytest.approx(30, abs=0.1)
    assert clock.minutes_left == pytest.approx(moves[0].minutes + 2 - 30, abs=0.1)
    assert "min over" in "\n".join(drawn(session, opened + timedelta(minutes=30)))
    session.advance(to=moves[1].begins)
    clock = room_clock(
        session.journal, session.course, moves, session.last_said + timedelta(minutes=3)
    )
    assert clock.move == moves[1]
    assert clock.minutes_left == pytest.approx(moves[1].minutes - 3, abs=0.1)


def test_a_break_does_not_count(session: Session) -> None:
    session.begin()
    session.resume()
    session.note("on")
    timed = [
        with_fields(entry, room=f"2026-01-0{day}T10:0{minute}:00+00:00")
        for entry, day, minute in zip(session.journal, (1, 1, 2, 2), (0, 1, 0, 4), strict=True)
    ]
    assert minutes_of(timed) == [0.0, 0.0, 0.0, 4.0]
    session.undo()
    session.undo()
    with pytest.raises(EntenteError, match="nothing to take back"):
        session.undo()


def test_moves_cover_the_story(session: Session) -> None:
    moves = moves_of(session.scenario)
    assert moves[0].begins == 0.0
    assert moves[-1].ends == session.scenario.horizon
    assert all(one.ends == next_.begins for one, next_ in pairwise(moves))
    assert move_at(moves, moves[1].begins) == moves[1]
    assert move_at(moves, session.scenario.horizon) == moves[-1]


def test_taking_back_an_answer_takes_back_what_it_decided(session: Session) -> None:
    number = session.propose("Aldren", "Bring Pact into force")
    session.answer("Brevia", number, agrees=True)
    assert session.course.pulled
    gone = session.undo()
    assert entry_words(session, gone) == "Brevia agrees to 1"
    assert not session.course.pulled
    assert not session.course.answers_to(number)


def test_taking_back_a_lever_leaves_a_refusal_before_it(session: Session) -> None:
    """Only the answer that pulled it goes with it."""
    lever = "Bring Pact into force"
    number = session.propose("Aldren", lever)
    session.answer("Brevia", number, agrees=False)
    session.pull("Aldren", lever, agreed=("Brevia",))
    assert session.undo().words == f"Aldren with Brevia: {lever}"
    assert session.course.answers_to(number) == {"Brevia": False}


def test_a_session_ends_once(session: Session) -> None:
    session.end()
    with pytest.raises(RefusedError, match="is over"):
        session.end()
    session.undo()
    assert not session.course.ended


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("he", ["help "]),
        ("look al", ["Aldren "]),
        ("pull Aldren puts smug", ["smuggling "]),
        ("pull 2 Ald", ["Aldren "]),
        ("pull 2 Aldren b", ["because "]),
        ("look Brevia a", ["at "]),
        ("order Aldren as", ["ask ", "ask "]),
        ("order Aldren hold ca", ["case ", "category "]),
        ("order Aldren hold to Brev", ["Brevia ", "Brevia "]),
        ("order Aldren hold category sm", ["smuggling "]),
        ("rate Detect in", ["in "]),
        ("rate Detect in time, together M", ["M "]),
        ("note Bre", ["Brevia: "]),
        ("move letter t", ["to "]),
        ("fire exp", []),
        ("hold l", ["letter "]),
        ("change chan", ["channel: "]),
        ("? xyz", []),
        ("nothing al", []),
    ],
)
def test_tab_completes_commands_teams_and_levers(
    session: Session, line: str, found: list[str]
) -> None:
    shown = completions(line, session)
    assert [each.split(" ")[0] + " " for each in shown] == found


def test_tab_knows_numbers_that_can_be_typed(session: Session) -> None:
    session.order("Aldren", "hold")
    session.propose("Aldren", "Bring Pact into force")
    session.pull("Brevia", "Brevia puts smuggling first")
    assert completions("lift Aldren ", session) == ["1 "]
    assert completions("lift Brevia ", session) == []
    assert completions("agree Brevia ", session) == ["2 "]
    assert completions("agree Aldren ", session) == []
    assert completions("rate Brevia ", session) == ["3 "]
    assert "Brevia puts smuggling first " not in completions("pull ", session)
    session.advance(to=6 * 24)
    assert completions("fire ", session) == [], "it has come"


@pytest.fixture
def expecting() -> Session:
    """A session in which people are expected to call by the third day."""
    event = {"at": "3 d", "message": "A call.", "kind": "expected event", "expected": "They call"}
    return Session(load_data({**TWO, "injects": {"call": event, "by hand": HAND}}), day=0)


def test_an_expected_event_is_told_when_it_was_expected_and_never_fired(
    expecting: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for what in ("fire", "hold", "cancel"):
        with pytest.raises(RefusedError, match=f"people do it by themselves, .* to {what}"):
            expecting.steer("call", what)
    scripted(expecting, tmp_path, "go day 30", "desk")
    assert expecting.now == pytest.approx(3 * 24 + 1 / 60), "the room is asked whether they did"
    said = capsys.readouterr().out
    assert "! expected of people by now: They call" in said
    assert "was expected day 4, Thu 00:00" in said
    assert not expecting.view("Aldren").messages
    assert completions("fire ", expecting) == ["by hand "]


def test_what_is_typed(session: Session) -> None:
    assert split("?") == ("help", "")
    assert split(" q ") == ("desk", ""), "as it closes a page"
    assert split("+5") == ("more", "5")
    assert (minutes_typed(""), minutes_typed("-2"), minutes_typed("5 min")) == (2, -2, 5)
    with pytest.raises(TypedError):
        minutes_typed("soon")
    assert time_of("day 2 08:00", session.scenario, 0.0) == 32.0
    for no_time in ("day 5 24:00", "day 5 07:60", "day 5 47:90"):
        with pytest.raises(TypedError, match="is no time"):
            time_of(no_time, session.scenario, 0.0)


def test_what_is_still_to_come_stands_before_what_has_come() -> None:
    session = Session("cold-snap", day=3)
    for day in (20, 21):
        session.advance(to=day * 24.0)
    told = "\n".join(drawn(session)).split("Injects")[1]
    assert told.index("the budget") < told.index("the speech")
    assert "Kelpmark may laugh" not in " ".join(told.split()), "notes on what is over"


def test_what_is_typed_at_the_foot_of_a_page_is_done(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = Console(width=80, height=10, file=StringIO(), no_color=True)
    keys = iter(["?", "note the first", "levers", "look Aldren", "note the second", "?", "q", "qu"])
    monkeypatch.setattr("builtins.input", lambda _prompt="": next(keys))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    _at_a_screen(session, console)
    assert [entry.words for entry in session.journal[1:]] == ["note: the first", "note: the second"]


def test_a_bare_agree_answers_the_one_proposal_that_is_open(
    session: Session, tmp_path: Path
) -> None:
    pact = "Bring Pact into force"
    with pytest.raises(ScriptError, match="No proposal waits for an answer of Brevia"):
        scripted(session, tmp_path, "agree Brevia")
    scripted(session, tmp_path, f"propose {pact} Aldren", "agree Brevia")
    assert [each.lever for each in session.course.pulled] == [pact]


def test_go_end_goes_on_to_the_end_of_the_story(session: Session, tmp_path: Path) -> None:
    scripted(session, tmp_path, *["go end"] * 2)
    assert session.now == session.scenario.horizon


def test_a_case_that_a_team_does_not_know_is_not_said_to_be_none(
    session: Session, tmp_path: Path
) -> None:
    with pytest.raises(ScriptError, match="Aldren has read nothing of a case Larch yet"):
        scripted(session, tmp_path, "order Aldren warn case Larch")


def test_how_sure_a_team_is_of_a_rating_may_be_left_out(session: Session, tmp_path: Path) -> None:
    scripted(session, tmp_path, "order Aldren hold", "rate Aldren 1 5")
    assert session.journal[-1].words == "Aldren rates decision 1: 5 of 5"
    assert forms_of(session).judgements[0].sure is None
