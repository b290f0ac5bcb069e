"""Starting: a room is served from this machine, and says where and under which links."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import uvicorn

from sim.errors import EntenteError
from sim.exercise.session import Session
from sim.frozen import frozen
from sim.rooms.addresses import LOOPBACK, own_addresses
from sim.rooms.encrypting import KeyPair, key_pair
from sim.rooms.invitation import Invitation
from sim.rooms.patience import REQUEST_SECONDS, Patient, most_connections
from sim.rooms.people import Screen
from sim.rooms.register import Register
from sim.rooms.room import Completes, Room, TypedLine
from sim.rooms.server import application

EVERYWHERE = "0.0.0.0"  # noqa: S104 - only when it is asked for

ACCEPTED_AT_ONCE = 256
"""Connections that may wait to be taken up: more at once could be more than there are places."""


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
    address: str
    """The name or address under which people come."""
    others: tuple[str, ...] = ()
    """Further addresses of this machine in its networks."""

    @property
    def base(self) -> str:
        """Where it is asked."""
        return self.at(self.address)

    def at(self, address: str) -> str:
        """Where it is asked under an address."""
        port = self.listening.getsockname()[1]
        return f"{'https' if self.pair else 'http'}://{address}:{port}"

    @property
    def hosts(self) -> set[str]:
        """The names and addresses under which it may be asked."""
        name = socket.gethostname()
        certified = self.pair.names if self.pair else ()
        own = (LOOPBACK, "localhost", name, f"{name}.local")
        return {self.address, *self.others, *own, *certified}


def place_at(
    port: int,
    *,
    in_the_room: bool = False,
    certificate: Path | None = None,
    key: Path | None = None,
    address: str = "",
) -> Place:
    """Takes a place, before a session is opened for it.

    Args:
        port: where it listens; 0 takes any that is free.
        in_the_room: whether other machines of the network may ask, too.
        certificate: a certificate, so that what travels is encrypted.
        key: the key that belongs to it.
        address: the name or address under which people come; empty for one that the certificate
            is for, or else the machine's own.

    Raises:
        CertificateError: the certificate cannot be used.
        CannotServeError: nobody may listen there, or somebody does, or nobody could come.
    """
    pair = key_pair(certificate, key)
    own = own_addresses() if in_the_room else [LOOPBACK, "localhost"]
    chosen = address or _address(own, pair)
    others = [each for each in own if each != chosen] if in_the_room else []
    listening = _listening(EVERYWHERE if in_the_room else LOOPBACK, port)
    return Place(listening, in_the_room, pair, chosen, tuple(others))


def _address(own: Sequence[str], pair: KeyPair | None) -> str:
    """An own one that the certificate is for, or else a name that it is for, or an own one."""
    names = pair.names if pair else ()
    covered = [each for each in own if pair and pair.covers(each)]
    whole = [each for each in names if "*" not in each]
    found = [*covered, *whole, *own]
    if not found:
        raise CannotServeError(
            "No address of this machine in a network was found: connect it to that of the room "
            "first, or say with --address under which one people come."
        )
    return found[0]


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
        links = _links(invitation, register, encrypted=place.pair is not None)
        told([*links, *_notes(place), "Ctrl-C stops; the journal keeps everything."])
        _Server(_config(room, place), room).run(sockets=[place.listening])


def _config(room: Room, place: Place) -> uvicorn.Config:
    pair = place.pair
    return uvicorn.Config(
        application(room, place.hosts, secure=pair is not None),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=3,
        ssl_certfile=pair.certificate if pair else None,
        ssl_keyfile=pair.key if pair else None,
        limit_concurrency=most_connections(),
        backlog=ACCEPTED_AT_ONCE,
        proxy_headers=False,  # there is none, and whoever says so would be somebody else
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

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Waits not longer for who begins to encrypt than for who begins to ask."""
        loop = asyncio.get_running_loop()
        if self.config.is_ssl:  # uvicorn has no option for it
            hurried = partial(loop.create_server, ssl_handshake_timeout=REQUEST_SECONDS)
            loop.create_server = hurried  # type: ignore[method-assign]
        await super().startup(sockets)


def _listening(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(ACCEPTED_AT_ONCE)
    except OSError as error:
        listening.close()
        why = (error.strerror or str(error)).lower()
        another = "--port 8765" if isinstance(error, PermissionError) else "--port 0"
        raise CannotServeError(
            f"Cannot listen at port {port}: {why}. Another can be given, such as {another}."
        ) from None
    return listening


def _notes(place: Place) -> Iterator[str]:
    """What people have to know of the address under which they come."""
    if place.others:
        yield f"This machine is also at {', '.join(map(place.at, place.others))}."
    if place.pair and not place.pair.covers(place.address):
        yield (
            f"The certificate is for {', '.join(place.pair.names)} and not for {place.address}, of "
            "which browsers warn; --address says under which name people come."
        )
    if place.address.rpartition(".")[2].isalpha() and place.address != "localhost":
        yield f"{place.address} has to lead to this machine wherever people join."


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
    return lines
