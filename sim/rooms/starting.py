"""Starting: a room is served from this machine, and says where and under which links."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from sim.errors import EntenteError
from sim.exercise.session import Session
from sim.frozen import frozen
from sim.rooms.encrypting import KeyPair, key_pair
from sim.rooms.invitation import Invitation
from sim.rooms.patience import Patient
from sim.rooms.people import Screen
from sim.rooms.register import Register
from sim.rooms.room import Completes, Room, TypedLine
from sim.rooms.server import application

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - only when it is asked for

MOST_CONNECTIONS = 2000


class CannotServeError(EntenteError):
    """No room can be served there."""


def register_of(journal: Path) -> Path:
    """The register that belongs to a journal."""
    return journal.with_name(f"{journal.name}.room")


@frozen
class Place:
    """Where a room is going to be served: nobody else can listen there any more."""

    listening: socket.socket
    in_the_room: bool
    """Whether other machines of the network may ask, too."""
    pair: KeyPair | None
    """What encrypts what travels."""

    @property
    def base(self) -> str:
        """The address under which it is asked."""
        address = own_address() if self.in_the_room else LOOPBACK
        port = self.listening.getsockname()[1]
        return f"{'https' if self.pair else 'http'}://{address}:{port}"


def place_at(
    port: int,
    *,
    in_the_room: bool = False,
    certificate: Path | None = None,
    key: Path | None = None,
) -> Place:
    """Takes a place, before a session is opened for it.

    Args:
        port: where it listens; 0 takes any that is free.
        in_the_room: whether other machines of the network may ask, too.
        certificate: a certificate, so that what travels is encrypted.
        key: the key that belongs to it.

    Raises:
        CertificateError: the certificate cannot be used.
        CannotServeError: nobody may listen there, or somebody does.
    """
    pair = key_pair(certificate, key)
    return Place(_listening(EVERYWHERE if in_the_room else LOOPBACK, port), in_the_room, pair)


def serve(
    session: Session,
    journal: Path,
    typed: TypedLine,
    completes: Completes,
    told: Callable[[Sequence[str]], None],
    place: Place,
) -> None:
    """Serves a room until it is stopped.

    Args:
        session: what is played.
        journal: its file; who is in the room is kept beside it.
        typed: does what a line of the terminal's desk does.
        completes: gives what the last word of such a line could become.
        told: is told the addresses before it starts.
        place: where.
    """
    with place.listening:
        register = Register(register_of(journal))
        invitation = Invitation(place.base, place.in_the_room)
        room = Room(session, register, typed, completes, invitation)
        told(list(_links(invitation, register, encrypted=place.pair is not None)))
        _Server(_config(room, place), room).run(sockets=[place.listening])


def _config(room: Room, place: Place) -> uvicorn.Config:
    name, pair = socket.gethostname(), place.pair
    names = {LOOPBACK, "localhost", urlsplit(place.base).hostname or "", name, f"{name}.local"}
    return uvicorn.Config(
        application(room, names, secure=pair is not None),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=3,
        ssl_certfile=pair.certificate if pair else None,
        ssl_keyfile=pair.key if pair else None,
        limit_concurrency=MOST_CONNECTIONS,
        http=Patient,
        ws="none",
        loop="asyncio",
    )


class _Server(uvicorn.Server):
    """A server that lets open screens go when it is stopped, so that it ends at once."""

    def __init__(self, config: uvicorn.Config, room: Room) -> None:
        super().__init__(config)
        self._room = room

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets go of everybody, and ends."""
        self._room.live.close()
        await super().shutdown(sockets)


def _listening(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(MOST_CONNECTIONS)
    except OSError as error:
        listening.close()
        why = (error.strerror or str(error)).lower()
        another = "--port 8765" if isinstance(error, PermissionError) else "--port 0"
        raise CannotServeError(
            f"Cannot listen at port {port}: {why}. Another can be given, such as {another}."
        ) from None
    return listening


def own_address() -> str:
    """The address of this machine in its network, without asking anybody."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # reserved for documentation; nothing is sent
        except OSError:
            return LOOPBACK
        return str(probe.getsockname()[0])


def _links(invitation: Invitation, register: Register, *, encrypted: bool) -> list[str]:
    base, code = invitation.address, invitation.code(register.pin)
    doors = {
        screen: f"{base}/open/{screen.value}/{secret}" for screen, secret in register.doors.items()
    }
    lines = [
        f"Teams join at {base} with the PIN {register.pin}.",
        *(code.in_half_blocks() if code else ()),
        f"Your desk (keep it to yourself):  {doors[Screen.DESK]}",
        f"The wall, for the projector:      {doors[Screen.WALL]}",
        f"Evaluators' pads:                 {doors[Screen.PAD]}",
    ]
    if not invitation.from_phones:
        lines.append("Only this machine can ask; --in-the-room opens it to the room's network.")
    elif not encrypted:
        lines.append(
            "What travels through the room is not encrypted: whoever listens on its network can "
            "read it and take a seat's place. Use a network of your own, or give --certificate and "
            "--key."
        )
    return [*lines, "Ctrl-C stops; the journal keeps everything."]
