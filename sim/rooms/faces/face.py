"""Face: what somebody's screen shows, by the kind of screen it is."""

from __future__ import annotations

from typing import Any

from sim.exercise.session import Session
from sim.rooms.faces.debrief import Looking, slide
from sim.rooms.faces.desk import desk
from sim.rooms.faces.pad import pad
from sim.rooms.faces.seat import seat
from sim.rooms.faces.wall import wall
from sim.rooms.people import Person, Screen


def face(session: Session, person: Person, looking: Looking) -> dict[str, Any]:
    """What a screen shows; where the session is looked back on, what that has come to."""
    match person.screen:
        case Screen.SEAT:
            shown = seat(session, person.team)
        case Screen.DESK:
            shown = desk(session)
        case Screen.PAD:
            shown = pad(session)
        case Screen.WALL:
            shown = wall(session)
    looked_at = slide(session, looking)
    if person.screen is Screen.SEAT:
        asked = "" if looked_at is None else looked_at.get("name", "")
        shown["own_guess"] = looking.guesses.get(asked, {}).get(person.team, "")
    return shown | {"slide": looked_at, "plays": person.screen is Screen.WALL}
