"""Does the journal know who was there, so that a report names them, or leaves them out?"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.exercise.anonymous import without_names
from sim.exercise.debrief import debrief
from sim.exercise.errors import RefusedError
from sim.exercise.forms import forms_of
from sim.exercise.report import report_of
from tests.rooms.asking import a_session, in_the_room


def test_who_is_let_in_stands_in_the_report_and_can_be_left_out(tmp_path: Path) -> None:
    """Who never got in does not; who was passed on stands where they went; undo forgets nobody."""
    with in_the_room(tmp_path, a_session(tmp_path / "day.session")) as room:
        session = room.room.play.session
        room.browser().join("Aldren", "Eve Waits")
        ann, bob = room.seat("Aldren", "Ann Ashdown"), room.seat("Brevia", "Bob Brook")
        with pytest.raises(RefusedError, match="nothing to take back"):
            session.undo()
        room.desk.act("line", line="go day 2")
        late = room.seat("Aldren", "Late Lyle")
        ann.act("think", text="Ashdown and Lyle agree")
        room.desk.act("admit", person=late.number, team="Brevia")
        room.desk.act("send away", person=bob.number)
        room.desk.act("admit", person=ann.number)
        assert room.desk.act("line", line="undo").status_code == 200
        assert room.desk.act("line", line="undo").status_code == 200
        assert session.now == 0
        ann.act("think", text="Ashdown and Lyle agree")
        room.desk.act("line", line="end")
        assert forms_of(session).people == {
            "Aldren": ("Ann Ashdown",),
            "Brevia": ("Bob Brook", "Late Lyle"),
        }
        found = debrief(session, 2)
        people = {one.team: one.names for one in report_of(session, found).participants}
        assert people == forms_of(session).people
        nameless = without_names(session)
        told = repr([entry.words for entry in nameless.journal]) + repr(forms_of(nameless).people)
        assert not any(name in told for name in ("Ann", "Ashdown", "Bob", "Brook", "Lyle", "Eve"))
        assert "somebody of" in told
