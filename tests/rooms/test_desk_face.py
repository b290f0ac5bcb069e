"""Does the desk in a browser say what comes, and on what it waits?"""

from __future__ import annotations

import sim
from sim.rooms.faces.desk import desk

FURTHEST = 10_000.0
"""Hours that no exercise lasts."""


def test_what_waits_for_a_condition_has_no_time_but_what_it_waits_for() -> None:
    """A moment that never comes is no moment; the parts of the condition say how near it is."""
    session = sim.Session("border-triangle", day=3)
    shown = {each["name"]: each for each in desk(session)["injects"]}
    conditional = {
        name for name, inject in session.scenario.injects.items() if inject.condition is not None
    }
    assert conditional
    for name, each in shown.items():
        assert each["at"] is None or each["at"] < FURTHEST
        assert (each["state"] == "waits") == (name in conditional)
        assert bool(each["near"]) == (name in conditional)
        assert each["can_wait"] == (each["state"] in {"comes", "waits"})


def test_shipped_questions_are_whole_sentences() -> None:
    """A comma in a list without quotes would cut one in two."""
    for name in ("two-neighbours", "border-triangle", "cold-snap", "uneven-coalition"):
        for move in sim.load(name).exercise.moves.values():
            asked = [*move.questions, *(q for some in move.team_questions.values() for q in some)]
            assert all(question.endswith("?") for question in asked), asked
