"""Patience: a connection on which no request comes is closed, and so is one too many.

None stays for nothing, and no other machine takes all places.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECONDS = 10.0
"""So long the head of a request may take to come."""
MOST_CONNECTIONS = 2000
MOST_OF_ONE = 200
"""Connections of one other machine: a browser opens some six for each screen."""
KEPT = 100
"""Places that only this machine can take: the facilitator's desk is here."""
_FOR_FILES = 200
"""What the program needs beside its connections of what it may hold open."""


def most_connections() -> int:
    """As many as the system lets a program hold open, where that is less; it is asked for more."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource

    wanted = MOST_CONNECTIONS + _FOR_FILES
    may, could = resource.getrlimit(resource.RLIMIT_NOFILE)
    unbounded = resource.RLIM_INFINITY
    if may != unbounded and may < wanted:
        may = wanted if could == unbounded else min(wanted, could)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (may, could))
        may = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    places = MOST_CONNECTIONS if may == unbounded else may - _FOR_FILES
    return max(KEPT, min(MOST_CONNECTIONS, places))


class Patient(H11Protocol):
    """One connection. Uvicorn itself waits without end for the head of a request that has begun."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begins to wait, if there is a place."""
        super().connection_made(transport)
        if self._is_one_too_many():
            transport.abort()
        else:
            self._wait()

    def _is_one_too_many(self) -> bool:
        most = self.limit_concurrency or MOST_CONNECTIONS
        address = self.client[0] if self.client else ""
        if address.startswith("127."):
            return len(self.connections) > most
        clients = (getattr(each, "client", None) for each in self.connections)
        of_it = sum(client is not None and client[0] == address for client in clients)
        return of_it > MOST_OF_ONE or len(self.connections) > most - KEPT

    def on_response_complete(self) -> None:
        """Closes what has been answered before all of it came: the rest is of no use."""
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY and not self.transport.is_closing():
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more is waited for."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Waits no longer once the head of a request is whole."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._late is None:
            self._wait()

    def _wait(self) -> None:
        self._late = self.loop.call_later(REQUEST_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if self.conn.their_state is h11.IDLE:
            self.transport.close()
