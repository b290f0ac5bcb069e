"""Does a preview show what the decision then does?"""

from __future__ import annotations

import pytest

from sim.exercise.journal.entries import Pulled
from sim.exercise.previewing import preview
from sim.exercise.session import Session
from sim.measures.outcome import Detections
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from tests.exercise.test_session import TWO
from tests.scenarios_for_tests import load_data

LEVER = {
    "agree": ["Aldren", "Brevia"],
    "effects": {"it": {"analysts": {"agency": "Brevia Police", "change": 1}}},
}
TALKS = {
    "message": "They talk.",
    "when": {"decided": {"lever": "L", "by": "Brevia"}},
    "effects": [
        {"agreement": {"name": "Pact", "in_force": True}},
        {"trust": {"of": "Aldren", "towards": "Brevia", "becomes": 1.0}},
        {"trust": {"of": "Brevia", "towards": "Aldren", "becomes": 1.0}},
    ],
}


@pytest.mark.parametrize("team", ["Aldren", "Brevia"])
def test_it_shows_what_happens_once_all_have_agreed(team: str) -> None:
    """Also where an inject waits for the decision of another that has to agree."""
    data = {**TWO, "injects": {"talks": TALKS}, "exercise": {"levers": {"L": LEVER}}}
    session = Session(load_data(data), day=0)
    before, shown = session.record, preview(session, team, "L")
    entry = session.pulling(team, "L")
    session.pull(team, "L", agreed=[each for each in ("Aldren", "Brevia") if each != team])
    pulled = session.course.pulled[-1]
    assert Pulled(**pulled.model_dump() | {"room": entry.room}) == entry
    later = (Detections(session.record).time - Detections(before).time) / HOUR
    assert sorted(shown.detection_hours.values()) == pytest.approx(sorted(later.tolist()))
    assert any(later), "the inject that waited for it has come"
