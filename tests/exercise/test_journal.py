"""A journal loses nothing that was said to be written, and refuses what it does not understand."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.exercise.journal.errors import (
    ExistingJournalError,
    JournalError,
    NewerJournalError,
    NoJournalError,
    NotAJournalError,
    OtherScenarioError,
    PlayedElsewhereError,
    WriteError,
)
from sim.exercise.journal.file import read_journal
from sim.exercise.opening import open_session
from sim.exercise.session import Session
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from tests.exercise.test_session import TWO
from tests.scenarios_for_tests import load_data

LEVER = "Aldren puts smuggling first"
CLOSED = {"channel": {"name": "No such line", "closed_for": "2 d"}}


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    file = tmp_path / "day.session"
    with Session(load_data(TWO), day=0, file=file) as session:
        session.advance(hours=24)
        session.pull("Aldren", "Aldren puts smuggling first", why="it is close — “very”")
        session.advance(hours=24)
    return file


@pytest.mark.skipif(os.name == "nt", reason="a file's mode says little there")
def test_only_its_owner_reads_it(journal: Path) -> None:
    """It holds the seed and the day, and so all that is to come."""
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600


def test_cut_anywhere_it_goes_on_from_the_last_whole_entry(journal: Path) -> None:
    whole = journal.read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == ord("\n")]
    for cut in (*range(ends[2] - 40, ends[2] + 40), len(whole) - 1, len(whole)):
        journal.write_bytes(whole[:cut])
        kept = sum(end <= cut for end in ends)
        with open_session(journal) as session:
            assert len(session.journal) == kept
            assert bool(session.dropped) is (cut not in ends)
            session.note("on")
        entries, rest = read_journal(journal)
        assert len(entries) == kept + 1
        assert not rest


@pytest.fixture
def agreed(tmp_path: Path) -> Path:
    """A journal at whose end all that must agree to a lever have, and it is pulled."""
    file = tmp_path / "agreed.session"
    with Session(load_data(TWO), day=0, file=file) as session:
        number = session.propose("Aldren", "Bring Pact into force", why="the law is slow")
        session.answer("Brevia", number, agrees=True)
    return file


def test_cut_between_the_last_answer_and_the_lever_it_is_pulled_once(agreed: Path) -> None:
    whole = agreed.read_bytes().splitlines(keepends=True)
    for cut in (b"", whole[-1][:40]):
        agreed.write_bytes(b"".join(whole[:-1]) + cut)
        for _ in range(2):
            with open_session(agreed) as session:
                (pulled,) = session.course.pulled
                assert (pulled.agreed, pulled.why) == (("Brevia",), "the law is slow")
                assert len(session.journal) == len(whole)


def test_going_back_to_the_last_answer_stays_there_also_after_a_crash(agreed: Path) -> None:
    with open_session(agreed) as session:
        session.rewind(2)
    with open_session(agreed) as session:
        assert session.course.proposals
        assert not session.course.pulled
    with open_session(agreed) as session:
        session.answer("Brevia", 1, agrees=True)
        assert len(session.course.pulled) == 1


def test_an_answer_that_cannot_be_written_whole_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is agreed to and yet not done: the disk holds both entries, or neither."""
    file, most = tmp_path / "full.session", 1 << 20

    def full(_descriptor: int) -> None:
        if file.stat().st_size > most:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with Session(load_data(TWO), day=0, file=file) as session:
        number = session.propose("Aldren", "Bring Pact into force")
        before = file.read_bytes()
        most = len(before) + 260
        with pytest.raises(WriteError, match="No space left"):
            session.answer("Brevia", number, agrees=True)
        assert file.read_bytes() == before
        assert not session.course.answers_to(number)
        most = 1 << 20
        session.answer("Brevia", number, agrees=True)
        assert session.course.pulls_of("Bring Pact into force") == 1
    answered, pulled = file.read_bytes().splitlines()[-2:]
    assert len(answered) < 260 < len(answered) + len(pulled), "one fitted, both did not"


def test_an_answer_that_does_not_complete_a_proposal_pulls_nothing(tmp_path: Path) -> None:
    file = tmp_path / "refused.session"
    with Session(load_data(TWO), day=0, file=file) as session:
        number = session.propose("Aldren", "Bring Pact into force")
        session.answer("Brevia", number, agrees=False)
    with open_session(file) as session:
        assert not session.course.pulled


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"not json", "3: expected an entry in JSON"),
        (b'{"kind": "dance"}', "3: expected"),
        (b'{"kind": "advanced", "number": 7}', "3: expected"),
    ],
)
def test_a_damaged_line_is_named_and_nothing_changed(journal: Path, line: bytes, said: str) -> None:
    lines = journal.read_bytes().split(b"\n")
    lines[2] = line
    journal.write_bytes(b"\n".join(lines))
    before = journal.read_bytes()
    with pytest.raises(NotAJournalError) as raised:
        open_session(journal)
    assert f"{journal}:{said}" in str(raised.value)
    assert journal.read_bytes() == before


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("number", 5, "entry number 2"),
        ("after", 2, "`after` from 0 to 1"),
        ("after", None, "`after`"),
        ("story_us", 0, "a time of the story"),
        ("team", "Nobody", "a team"),
        ("lever", "Magic", "a lever"),
        ("more", 1, "more"),
    ],
)
def test_an_entry_out_of_place_is_refused(
    journal: Path, field: str, value: object, said: str
) -> None:
    lines = journal.read_text("utf-8").splitlines()
    entry = json.loads(lines[2]) | {field: value}
    lines[2] = json.dumps(entry)
    journal.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(NotAJournalError, match=said):
        open_session(journal)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "answered", "proposal": 999, "agrees": True}, "a proposal before it, found 999"),
        ({"kind": "answered", "proposal": 2, "agrees": True}, "a proposal before it, found 2"),
        ({"kind": "rated", "decision": 999, "rating": 3}, "decision of Aldren before it"),
        ({"kind": "rated", "team": "Brevia", "decision": 2, "rating": 3}, "decision of Brevia"),
        ({"kind": "lifted", "order": 2}, "an order of Aldren before it, found 2"),
        ({"kind": "lifted", "name": "Nobody's"}, "an order of the scenario"),
        ({"kind": "pulled", "lever": LEVER, "agreed": ["Nobody"]}, "a team of the scenario"),
        ({"kind": "improvised", "message": "x", "to": ["Nobody"]}, "a team of the scenario"),
        ({"kind": "ordered", "what": "hold", "senders": ["Nobody"]}, "an agency of the scenario"),
        ({"kind": "ordered", "what": "hold", "senders": [], "to": ["Nobody"]}, "an agency"),
        ({"kind": "ordered", "what": "hold", "senders": [], "category": "x"}, "a category"),
        ({"kind": "replied", "sends": True, "senders": ["Nobody"]}, "an agency of the scenario"),
        ({"kind": "improvised", "message": "", "effects": [{"magic": 1}]}, "effects on the"),
        ({"kind": "improvised", "message": "", "effects": [CLOSED]}, "effects on the scenario"),
        ({"kind": "noted", "text": "x", "room": "yesterday"}, "room: a time in ISO 8601"),
        ({"kind": "noted", "text": "x", "room": "2026-01-01T00:00:00"}, "with its zone"),
    ],
)
def test_an_entry_about_what_is_not_there_is_refused(
    journal: Path, fields: dict[str, object], said: str
) -> None:
    lines = journal.read_text("utf-8").splitlines()
    last = json.loads(lines[-1])
    common = {"number": 4, "after": 3, "story_us": last["to_us"], "room": last["room"]}
    team = {} if fields["kind"] == "improvised" else {"team": "Aldren"}
    whole = "".join(f"{line}\n" for line in lines)
    journal.write_text(f"{whole}{json.dumps({**common, **team, **fields})}\n", "utf-8")
    for to_read in (True, False):
        with pytest.raises(NotAJournalError, match=f":5: expected .*{re.escape(said)}"):
            open_session(journal, to_read=to_read)


def test_an_entry_about_what_was_taken_back_is_refused(journal: Path) -> None:
    """What it is about must lie on the way to it, not only in the file."""
    with open_session(journal) as session:
        session.rewind(1)
        number = len(session.journal)
    entry = {"kind": "rated", "team": "Aldren", "decision": 2, "rating": 3}
    entry |= {"number": number, "after": number - 1, "story_us": 24 * HOUR}
    with journal.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry | {"room": "2026-01-01T00:00:00Z"}) + "\n")
    with pytest.raises(NotAJournalError, match="decision of Aldren before it, found 2"):
        open_session(journal)


def test_other_files_are_refused(tmp_path: Path, journal: Path) -> None:
    with pytest.raises(NoJournalError):
        open_session(tmp_path / "none.session")
    for content in (b"", b"\n", b"\x00\xff\n", b'{"entente": 1}\n', b"[]\n"):
        other = tmp_path / "other.session"
        other.write_bytes(content)
        with pytest.raises(JournalError):
            open_session(other)
    with pytest.raises(ExistingJournalError):
        Session(load_data(TWO), day=0, file=journal)
    lines = journal.read_text("utf-8").splitlines()
    lines[0] = json.dumps(json.loads(lines[0]) | {"format": 99, "written_by": "9.0", "new": 1})
    journal.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(NewerJournalError, match=r"format 99 .* Entente 9\.0"):
        open_session(journal)


def test_one_process_plays_and_others_may_look(journal: Path) -> None:
    with open_session(journal) as session:
        with pytest.raises(PlayedElsewhereError):
            open_session(journal)
        with open_session(journal, to_read=True) as looked:
            assert looked.journal == session.journal


@pytest.mark.skipif(os.name == "nt", reason="links may be forbidden there")
@pytest.mark.parametrize("link", [os.symlink, os.link])
@pytest.mark.parametrize("begun", [True, False])
def test_nor_under_another_name(
    tmp_path: Path, link: Callable[[Path, Path], None], begun: bool
) -> None:
    """A link has a lock of its own beside it; the file itself is held as well."""
    file, other = tmp_path / "day.session", tmp_path / "other.session"
    session = Session(load_data(TWO), day=0, file=file)
    if not begun:
        session.close()
        session = open_session(file)
    link(file, other)
    with session, pytest.raises(PlayedElsewhereError, match="calls it something else"):
        open_session(other)
    with open_session(other) as there:
        there.note("it is free again")


def test_an_edited_scenario_is_refused_with_what_differs(tmp_path: Path) -> None:
    scenario = tmp_path / "two.yaml"
    load_data(TWO).save(scenario)
    file = tmp_path / "day.session"
    Session(scenario, day=0, file=file).close()
    text = scenario.read_text("utf-8")
    scenario.write_text(text.replace("60 d", "61 d"), "utf-8")
    with pytest.raises(OtherScenarioError, match="horizon: was 60 d, is 61 d"):
        open_session(file)
    with open_session(file, as_opened=True) as session:
        assert session.scenario.horizon == 60 * 24
    scenario.unlink()
    open_session(file).close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.slow
def test_killed_after_any_entry_nothing_is_lost(tmp_path: Path) -> None:
    """The process says which entries are written; each of them is there when it is gone."""
    file = tmp_path / "day.session"
    scenario = tmp_path / "two.yaml"
    load_data(TWO).save(scenario)
    for number in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(scenario), str(file)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        said = 0
        for line in process.stdout:
            said = int(line)
            if said % 12 >= number:
                break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        with open_session(file) as session:
            assert len(session.journal) >= said


_WRITER = """
import sys
from pathlib import Path
from sim.exercise.opening import open_session
from sim.exercise.session import Session
scenario, file = sys.argv[1:]
session = open_session(file) if Path(file).exists() else Session(scenario, day=0, file=file)
while True:
    session.note("on" * 200)
    print(len(session.journal), flush=True)
"""
