"""The desk in a browser: a line typed there does what it does at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.desk.commands import HELP, carried_out
from sim.cli.desk.completing import completions
from sim.cli.desk.words_typed import TypedError, chosen, split
from sim.cli.endings import EndRequest
from sim.cli.session_argument import Network
from sim.errors import EntenteError
from sim.exercise.session import Session
from sim.installed import how_to_add
from sim.screen.exercise.desk import desk
from sim.screen.toolkit.printing import paper_of
from sim.screen.toolkit.terminal import plain
from sim.sentences import Sentence

if TYPE_CHECKING:
    from sim.rooms.starting import Place

_WIDTH = 100
ENDED = Sentence(
    "The session is over. Teams rate their decisions at their screens; the next step of the "
    "debrief leads the wall through it. Notes, ratings and actions can still be added; undo goes "
    "on with play."
)
_OF_THE_EXTRA = ("segno", "starlette", "uvicorn")


class RoomsNotInstalledError(EntenteError):
    """The extra `rooms` is not installed."""

    def __init__(self) -> None:
        super().__init__(
            f"Screens of their own need what the extra 'rooms' brings: {how_to_add('rooms')}"
        )


def place_for(network: Network) -> Place:
    """The place at which a session is going to be served, taken before the session is opened.

    Raises:
        RoomsNotInstalledError: what serves is not there.
        CannotServeError: nobody may listen there, or somebody does.
        CertificateError: the certificate cannot be used.
    """
    try:
        from sim.rooms.starting import place_at
    except ModuleNotFoundError as error:
        if error.name not in _OF_THE_EXTRA:
            raise
        raise RoomsNotInstalledError from None
    return place_at(
        network.port,
        in_the_room=network.in_the_room,
        certificate=network.certificate,
        key=network.key,
        address=network.address,
    )


def serve_room(session: Session, journal: Path, place: Place) -> None:
    """Serves a session to the screens of a room until Ctrl-C."""
    from sim.rooms.starting import serve

    try:
        serve(
            session,
            journal,
            typed_in_a_browser,
            lambda played, line: completions(line, played),
            _told,
            place,
        )
    except EndRequest:
        raise
    except KeyboardInterrupt:
        _told([f"Nothing is lost: `entente exercise resume {journal} --network` goes on."])


def typed_in_a_browser(session: Session, line: str) -> str:
    """Does what a line says; gives what it shows, or nothing where the screen shows it anyway."""
    word, rest = split(line)
    name = chosen(word, HELP)
    if name == "quit":
        raise TypedError("This desk stays: close the window, or stop the room where it was opened.")
    stream = StringIO()
    console = plain(stream, _WIDTH)
    shown = carried_out(session, name, rest, paper_of(console))
    if name == "end":
        return ENDED
    if name == "desk":
        shown = desk(session, paper_of(console))
    if shown is not None:
        console.print(shown)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()).rstrip()


def _told(lines: Sequence[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
