"""Does a room look back step by step, by the terminal's figures, whatever a step holds?"""

from __future__ import annotations

import re
from asyncio import run, sleep, wait_for
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from rich.console import Console, RenderableType

from sim.exercise.actions import CorrectiveAction, actions_of
from sim.exercise.as_settings import as_settings
from sim.exercise.background import Makes
from sim.exercise.debrief import Debrief, facts_of
from sim.exercise.moves import last_day
from sim.exercise.opening import open_session
from sim.exercise.session import Session
from sim.exercise.split import MOST_TEAMS
from sim.exercise.whatif import Counterfactuals
from sim.rooms.debriefing import OF_THE_PROGRAM
from sim.rooms.faces import debrief as face
from sim.rooms.people import Screen
from sim.rooms.room import Room
from sim.rooms.server import application
from sim.screen.exercise.debrief import parts, parts_of_the_day
from sim.screen.exercise.gains import gained, gained_on_average
from sim.screen.scenario.moments import moment
from sim.screen.toolkit.printing import BLOCKS, Paper
from sim.statistics.intervals import Difference, Kind
from tests.exercise.playing import undescribed
from tests.rooms.asking import Browser, InTheRoom, a_room, in_the_room
from tests.screens.drawing import drawn

DAYS = 12
PAPER = Paper(200, BLOCKS)
BROKEN = "This part cannot be shown"


class Here:
    """What another process would compute, computed here on fewer days."""

    step = "all decisions together"

    def __init__(self, file: Path, _days: int, makes: Makes[Any]) -> None:
        self._file, self._makes = file, makes

    def wait_a_little(self) -> bool:
        """It is done when it is asked for."""
        return True

    @property
    def found(self) -> Any:
        """What is found."""
        with open_session(self._file, to_read=True) as session:
            return self._makes(session, DAYS, lambda _: None)

    def give_up(self) -> None:
        """There is nothing to give up."""


@pytest.fixture(scope="module", autouse=True)
def here() -> Iterator[None]:
    """Other days are computed in this process; a test looks faster than people do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.rooms.debriefing.Background", Here)
        patch.setattr("sim.rooms.guarding.AT_ONCE", 100_000)
        yield


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InTheRoom]:
    """A session that is over: one decision changes nothing on any day, one does."""
    folder = tmp_path_factory.mktemp("room")
    with in_the_room(folder, played(folder)) as room:
        room.wait_for(computed(room.room))
        room.room.debriefing.look(0)
        yield room


def played(folder: Path) -> Session:
    """A session that is over."""
    session = Session(undescribed(), day=3, file=folder / "day.session")
    session.advance(hours=48)
    session.pull("Halvenna", "Halvenna shares more with Ostermere")
    session.pull("Ostermere", "Ostermere puts trafficking first")
    session.advance(to=session.scenario.horizon - 1)
    session.order("Halvenna", "hold", to=["Ostermere"])
    session.advance(to=session.scenario.horizon)
    session.end()
    return session


async def computed(room: Room) -> None:
    """The room goes on where it was left, until there is nothing to compute."""
    await room.begin()
    while room.debriefing._background is not None:
        await sleep(0)


@pytest.fixture(scope="module")
def wall(room: InTheRoom) -> Browser:
    """The projector's screen."""
    browser = room.browser()
    browser.open(Screen.WALL)
    return browser


def looked_at(room: InTheRoom, found: Debrief) -> None:
    """What other days say is computed, and the wall is at the first step."""
    room.room.debriefing._found = found
    room.room.debriefing.look(0)


def found_of(room: InTheRoom) -> Debrief:
    """What other days say."""
    found = room.room.debriefing.looking.found
    assert found is not None
    return found


def steps(room: InTheRoom, *browsers: Browser) -> list[str]:
    """What each screen shows at each step, until the last."""
    shown: list[str] = []
    while True:
        shown += [text_of(browser) for browser in browsers]
        slide = face.slide(room.room.play.session, room.room.debriefing.looking)
        assert slide is not None
        if slide["is_last"]:
            return shown
        assert room.desk.act("debrief", to="next", mark=token_hex(8)).status_code == 200


def on_the_wall(room: InTheRoom, wall: Browser, *kinds: str) -> str:
    """What the wall shows at the steps of these kinds."""
    session, looking = room.room.play.session, room.room.debriefing.looking
    made = enumerate(face._slides(session, looking))
    wanted = [step for step, make in made if make()["kind"] in kinds]
    assert len(wanted) >= len(kinds)
    shown = []
    for step in wanted:
        room.room.debriefing.look(step)
        shown.append(text_of(wall))
    return "\n".join(shown)


def text_of(browser: Browser) -> str:
    """What a screen says."""
    answer = browser.ask("GET", "/face")
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_every_step_is_shown_where_a_decision_changed_nothing(
    room: InTheRoom, wall: Browser
) -> None:
    """No interval is a sentence, on every screen, and the figures are those of the terminal."""
    found = found_of(room)
    still = [one for one in found.each if one.change.kind is Kind.TOO_FEW]
    assert still
    assert found.none.change.low is not None
    looked_at(room, replace(found, each=(*still, *found.each)))
    seat = room.seat("Halvenna")
    text = "\n".join(steps(room, wall, room.desk, seat))
    assert BROKEN not in text
    assert "no difference" in text
    for effect in (found.none, still[0]):
        assert gained(effect.today) in text
        assert gained_on_average(effect.change) in text
    for one in found.gains:
        assert f"{one.team} {gained(one.today)} {gained(one.today_alone)} " in text
        assert gained_on_average(one.change) in text
    assert "Price " in text


def test_the_wall_says_the_same_figures_as_the_terminal(room: InTheRoom, wall: Browser) -> None:
    """Whatever is a length of time on the terminal's parts of other days is on the wall's, too."""
    looked_at(room, found_of(room))
    shown = on_the_wall(room, wall, "answer", "gains", "actions", "hours")
    session = room.room.play.session
    paper = Paper(400, BLOCKS)
    for part in parts(found_of(room), session, paper):
        told = drawn(_printing(part.shown), 400)
        for figure in re.findall(r"\d[\d,]* (?:d|h|min)(?: \d+ (?:h|min))? (?:sooner|later)", told):
            assert figure in shown, told


def _printing(shown: RenderableType) -> Callable[[Console], None]:
    return lambda canvas: canvas.print(shown)


def test_it_is_said_in_another_language(room: InTheRoom, wall: Browser) -> None:
    looked_at(room, found_of(room))
    wall.cookies["language"] = "de"
    text = on_the_wall(room, wall, "answer", "gains")
    wall.cookies["language"] = "en"
    assert not re.search(r"\b(sooner|later|no difference|nothing|analyst hours|to)\b", text)
    assert re.search(r"früher|später", text)


def test_a_guess_is_marked_and_more_teams_than_are_split_are_said(
    room: InTheRoom, wall: Browser
) -> None:
    found = found_of(room)
    guess = replace(found.none, guess=0.06, assumed=True)
    looked_at(room, replace(found, none=guess, each=(), gains=(), unused=()))
    text = on_the_wall(room, wall, "answer", "gains")
    assert "A guess: warned on order, at 6 % sure." in text
    assert re.search(r"Price [^*]+\*", text)
    assert f"More than {MOST_TEAMS} teams decided something" in text
    assert "No team decided anything" not in text
    looked_at(room, found)


def test_levers_that_are_not_told_apart_are_said_to_be(room: InTheRoom, wall: Browser) -> None:
    found = found_of(room)
    none = replace(found, unused=tuple(replace(one, change=_nothing()) for one in found.unused))
    assert none.unused
    looked_at(room, none)
    assert f"Of {len(none.unused)} levers that nobody pulled, none" in on_the_wall(
        room, wall, "none unused"
    )
    looked_at(room, found)


def _nothing() -> Difference:
    return Difference(0.0, None, None, DAYS, Kind.TOO_FEW, 0, 0)


def _fails(*_: object) -> Any:
    raise ZeroDivisionError


@pytest.mark.parametrize("what", ["_hours", "_question", "report_of"])
def test_a_step_that_cannot_be_made_is_one_sentence(
    room: InTheRoom, wall: Browser, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """It is logged; the desk keeps its buttons and goes on, and everybody else sees the rest."""
    monkeypatch.setattr(face, what, _fails)
    looked_at(room, found_of(room))
    shown = steps(room, wall, room.desk)
    assert any(BROKEN in each for each in shown[::2])
    assert BROKEN not in shown[-2]
    assert all("Next step of the debrief" in each for each in shown[1::2])


def test_a_step_whose_page_fails_is_one_sentence(
    room: InTheRoom,
    wall: Browser,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As where a value is missing that its template says."""
    monkeypatch.setattr(face, "_hours", lambda _: {"kind": "hours"})
    looked_at(room, found_of(room))
    room.room.debriefing.look(4)
    shown = [text_of(wall), text_of(room.desk)]
    assert any(BROKEN in each and "Debrief, step" in each for each in shown[::2])
    assert all("Next step of the debrief" in each for each in shown[1::2])
    assert "slide/hours.html" in caplog.text


def test_a_screen_that_cannot_be_made_leaves_the_facilitator_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is done is done, whatever a screen can show of it; others see theirs."""
    with in_the_room(tmp_path) as room:
        ann = room.seat("Aldren")
        monkeypatch.setattr("sim.rooms.faces.face.desk", _fails)
        room.room.screens._faces = {}
        screen = room.desk.screen()
        assert BROKEN in screen
        assert 'name="line"' in screen
        assert room.desk.act("line", line="say The lights are out.").status_code == 200
        assert "The lights are out." in ann.screen()
        assert BROKEN not in ann.screen()


def test_an_action_is_on_the_wall_once_it_is_agreed_on(room: InTheRoom, wall: Browser) -> None:
    """By a typed line or from a draft; what it is worth is computed then, and shown."""
    session = room.room.play.session
    settings = as_settings(session.scenario, session.levers["Halvenna shares more with Ostermere"])
    draft = CorrectiveAction("Share more", "", "", None, settings, (), found_of(room).each[0])
    found = replace(found_of(room), drafts=(draft,))
    looked_at(room, found)
    assert room.desk.act("line", line="action", rest="Meet owner Ana due May").status_code == 200
    shown = on_the_wall(room, wall, "actions")
    assert "Meet; who: Ana; by when: May" in shown
    assert "is being computed" not in shown
    lines = slide_of(room, "actions")["typed"]
    assert len(lines) == len(found.drafts)
    assert "Agree on draft 1" in room.desk.screen()
    assert room.desk.act("line", line=lines[0], mark=token_hex(8)).status_code == 200
    assert session.course.entries[-1].model_dump()["settings"] == found.drafts[0].settings
    looked_at(room, found)
    assert "what it is worth is being computed" in on_the_wall(room, wall, "actions")
    room.wait_for(computed(room.room))
    shown = on_the_wall(room, wall, "actions")
    assert "is being computed" not in shown
    worth = actions_of(Counterfactuals.of(session, DAYS))[-1].worth
    assert worth is not None
    assert f"worth {gained_on_average(worth.change)}" in shown
    assert len(slide_of(room, "actions")["drafts"]) == len(lines) - 1


def slide_of(room: InTheRoom, kind: str) -> dict[str, Any]:
    """What a step is made of."""
    made = face._slides(room.room.play.session, room.room.debriefing.looking)
    return next(each for each in (make() for make in made) if each["kind"] == kind)


def test_after_a_restart_other_days_are_computed_though_nobody_touches_anything(
    tmp_path: Path,
) -> None:
    room = a_room(tmp_path, played(tmp_path))
    app = application(room, {"127.0.0.1"})

    async def serve() -> None:
        async with app.router.lifespan_context(app):
            while room.debriefing.looking.found is None:
                await sleep(0)

    run(wait_for(serve(), 60))
    room.play.session.close()


def test_other_days_that_cannot_be_computed_are_said_not_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.rooms.debriefing.debrief", _fails)
    with in_the_room(tmp_path, played(tmp_path)) as room:
        room.wait_for(computed(room.room))
        room.room.debriefing.look(9)
        screen = room.desk.screen()
        assert OF_THE_PROGRAM in screen
        assert "One step back" in screen


def test_another_end_is_looked_back_on_from_the_beginning(tmp_path: Path) -> None:
    """Where play went on after all, teams judge first again, and old guesses answer nothing."""
    with in_the_room(tmp_path, played(tmp_path)) as room:
        room.wait_for(computed(room.room))
        question = next(n for n, kind in enumerate(kinds(room)) if kind == "question")
        room.room.debriefing.look(question)
        seat = room.seat("Halvenna")
        assert seat.act("guess", question="none", direction="sooner").status_code == 200
        assert room.room.debriefing.looking.guesses
        for line in ("undo", "note We go on.", "end"):
            room.desk.act("line", line=line, mark=token_hex(8))
        room.wait_for(computed(room.room))
        assert face.slide(room.room.play.session, room.room.debriefing.looking) is None
        room.desk.act("debrief", to="next", mark=token_hex(8))
        shown = face.slide(room.room.play.session, room.room.debriefing.looking)
        assert shown is not None
        assert shown["kind"] == "judge"
        assert not room.room.debriefing.looking.guesses


def kinds(room: InTheRoom) -> list[str]:
    """What each step is of."""
    made = face._slides(room.room.play.session, room.room.debriefing.looking)
    return [str(make()["kind"]) for make in made]


def test_a_guess_has_a_unit_and_is_shown_back_to_its_team_alone(tmp_path: Path) -> None:
    """On the wall only behind the answer."""
    with in_the_room(tmp_path, played(tmp_path)) as room:
        room.wait_for(computed(room.room))
        ann, bob, wall = room.seat("Halvenna"), room.seat("Lirenta", "Bob"), room.browser()
        wall.open(Screen.WALL)
        room.room.debriefing.look(5)
        assert " checked" not in ann.screen()
        assert ann.act("guess", question="none", size="1").status_code == 409
        assert ann.act("guess", question="none", direction="sooner", size="zzz").status_code == 409
        form = {"question": "none", "direction": "sooner", "size": "1,5", "unit": "days"}
        assert ann.act("guess", **form).status_code == 200
        assert "1 d 12 h sooner" in text_of(ann)
        assert "1 d 12 h sooner" not in text_of(bob) + text_of(wall)
        room.desk.act("debrief", to="next")
        assert "Halvenna guessed 1 d 12 h sooner" in text_of(wall)
        room.desk.act("debrief", to="back")
        late = ann.act("guess", mark="late", **{**form, "direction": "later"})
        assert (late.status_code, late.json()["said"]) == (
            409,
            "The answer has been shown already.",
        )
        assert "1 d 12 h sooner" in text_of(ann)


def test_predictions_are_of_the_story_and_opened_beside_what_came(tmp_path: Path) -> None:
    session = Session(undescribed(), day=3, file=tmp_path / "day.session")
    with in_the_room(tmp_path, session) as room:
        ann, wall = room.seat("Halvenna"), room.browser()
        wall.open(Screen.WALL)
        last = last_day(session.scenario)
        refused = ann.act("predict", text="late", day=str(last + 1))
        assert refused.status_code == 409
        assert f"from 1 to {last}" in refused.text
        assert ann.act("predict", text="the law", day=str(last)).status_code == 200
        session.advance(to=session.scenario.horizon)
        session.end()
        room.room.debriefing.look(2)
        (real,) = [one for one in facts_of(session).cases if one.real]
        assert real.detected is not None
        assert f"detected on day {last}" in text_of(wall)
        assert f"detected {moment(session.scenario, real.detected)}, first by" in text_of(wall)
        told = drawn(
            _printing(list(parts_of_the_day(facts_of(session), session, PAPER))[1].shown), 200
        )
        assert f"{real.case}: detected on {moment(session.scenario, real.detected)}" in told
