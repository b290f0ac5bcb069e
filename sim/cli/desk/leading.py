"""Leading a session: at the desk of the terminal or in a room, and what is said when it stops."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sim.cli.desk.playing import play
from sim.cli.desk.served import place_for, serve_room
from sim.cli.endings import STOPPED
from sim.cli.saying import say
from sim.cli.session_argument import Network
from sim.exercise.session import Session


class Lead:
    """Where a session is going to be led: what it needs is taken before the session is opened."""

    def __init__(self, script: Path | None, network: Network | None, *, plain: bool) -> None:
        """Takes it.

        Raises:
            CannotServeError: a room cannot be served as asked.
            CertificateError: nor encrypted.
            RoomsNotInstalledError: what serves is not there.
        """
        self._script, self._plain = script, plain
        self._place = None if network is None else place_for(network)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Gives the place free that was taken."""
        if self._place is not None:
            self._place.listening.close()

    @contextmanager
    def kept(self, journal: Path) -> Iterator[None]:
        """Says, where a session is stopped from outside, that it is kept and how to go on."""
        try:
            yield
        except KeyboardInterrupt:
            if not journal.exists():
                raise
            how = "" if self._place is None else " --network"
            say(f"Stopped. The session is kept: `entente exercise resume {journal}{how}` goes on.")
            sys.exit(STOPPED)

    def lead(self, session: Session, journal: Path) -> None:
        """Plays the session until its facilitator leaves, or a script ends.

        Raises:
            ScriptError: a line of the script cannot be carried out.
        """
        if self._place is None:
            play(session, journal, self._script, plain=self._plain)
        else:
            serve_room(session, journal, self._place)
