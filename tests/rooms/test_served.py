"""A room as it is served: where it can be asked, how it is encrypted, how it ends."""

from __future__ import annotations

import asyncio
import http.client
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from benchmarks.rooms.program import Program
from benchmarks.rooms.robots import Robot
from sim.cli.desk.served import typed_in_a_browser
from sim.exercise.session import Session
from sim.rooms import addresses, starting
from sim.rooms.encrypting import CertificateError
from sim.rooms.guarding import Guard
from sim.rooms.invitation import Invitation
from sim.rooms.patience import MOST_CONNECTIONS, Patient, most_connections
from sim.rooms.register import Register, RegisterError
from sim.rooms.starting import CannotServeError, place_at, serve
from tests.rooms.asking import a_session

Told = Callable[[Sequence[str]], None]
linux = pytest.mark.skipif(sys.platform != "linux", reason="asks from addresses of its own")


def _nothing(_session: Session, _line: str) -> Sequence[str]:
    return ()


def _serving(folder: Path, told: Told, **how: Any) -> None:
    place = place_at(0, **how)
    with a_session(folder / "day.session") as session:
        serve(session, folder / "day.session", typed_in_a_browser, _nothing, told, place)


def test_a_place_is_given_back_where_no_room_can_be_opened_in_it(tmp_path: Path) -> None:
    (tmp_path / "day.session.room").write_text("something else\n", "utf-8")
    place = place_at(0)
    with a_session() as session, pytest.raises(RegisterError, match="move it away"):
        serve(session, tmp_path / "day.session", typed_in_a_browser, _nothing, print, place)
    assert place.listening.fileno() == -1


@linux
def test_only_this_machine_may_ask_and_ctrl_c_ends_at_once(tmp_path: Path) -> None:
    asyncio.run(_play_and_stop(tmp_path))


async def _play_and_stop(folder: Path) -> None:
    server = Program(folder, "two-neighbours", asyncio.subprocess.PIPE)
    await server.start()
    assert server.links["base"].startswith("http://127.0.0.1:")
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.2", server.port)
    wall = Robot(1, "wall", server.links["base"])
    await wall.ask("POST", server.links["wall"].removeprefix(wall.base))
    listening = asyncio.create_task(wall.listen())
    while not wall.face:
        await asyncio.sleep(0.02)
    second = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sim", "exercise", "resume", str(server.journal)),
        *("--network", "--port", "0"),  # any that is free: 8765 may be somebody's
        stderr=asyncio.subprocess.PIPE,
    )
    refusal = (await second.communicate())[1].decode()
    assert second.returncode == 2
    assert f"{server.journal}" in refusal
    assert "Traceback" not in refusal
    await server.kill(signal.SIGINT)
    assert server.process.returncode == 0
    assert server.process.stdout is not None
    assert server.process.stderr is not None
    assert await server.process.stderr.read() == b"", "open screens are let go, not cut off"
    assert b"Nothing is lost: `entente exercise resume" in await server.process.stdout.read()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    wall.close()


@pytest.mark.parametrize("in_the_room", [True, False])
def test_others_of_the_network_may_ask_only_where_it_is_asked_for(
    in_the_room: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "own_addresses", lambda: ["10.1.2.3"])
    place = place_at(0, in_the_room=in_the_room)
    with place.listening:
        host = place.listening.getsockname()[0]
    assert host == ("0.0.0.0" if in_the_room else "127.0.0.1")  # noqa: S104


@pytest.mark.parametrize(
    ("in_the_room", "encrypted", "said"),
    [
        (False, False, "Only this machine can ask"),
        (True, False, "What travels through the room is not encrypted"),
        (True, True, ""),
    ],
)
def test_it_says_plainly_what_is_not_encrypted(
    tmp_path: Path, in_the_room: bool, encrypted: bool, said: str
) -> None:
    register = Register(tmp_path / "x.room")
    lines = "\n".join(
        starting._links(Invitation("http://x", in_the_room), register, encrypted=encrypted)
    )
    register.close()
    assert said in lines
    assert ("not encrypted" in lines) is (in_the_room and not encrypted)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotServeError, match=rf"port {port}: address already in use.*port 0"):
            place_at(port)


def test_a_port_that_nobody_may_take_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As ports below 1024 are to who is no administrator."""

    class Kept(socket.socket):
        def bind(self, _address: object) -> None:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("socket.socket", Kept)
    with pytest.raises(CannotServeError, match=r"port 80: permission denied.*--port 8765"):
        place_at(80)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine that it signed itself, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here to make a certificate")
    folder = tmp_path_factory.mktemp("pair")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


@pytest.fixture(scope="module")
def files(pair: tuple[Path, Path]) -> dict[str, Path]:
    """By name, the files that the cases below give."""
    certificate, key = pair
    other, locked = key.with_name("other.pem"), key.with_name("locked.pem")
    openssl, curve = str(shutil.which("openssl")), "ec_paramgen_curve:prime256v1"
    run = partial(subprocess.run, check=True, capture_output=True)
    run([openssl, "genpkey", "-algorithm", "EC", "-pkeyopt", curve, "-out", str(other)])
    given = ("-in", str(key), "-passout", "pass:secret", "-out", str(locked))
    run([openssl, "pkey", "-aes-128-cbc", *given])
    wrong, torn = key.with_name("wrong.pem"), key.with_name("torn.pem")
    wrong.write_text("nothing of the kind", "utf-8")
    torn.write_text("-----BEGIN CERTIFICATE-----\nabc", "utf-8")
    return {
        "certificate": certificate,
        "key": key,
        "other": other,
        "locked": locked,
        "wrong": wrong,
        "torn": torn,
        "missing": key.with_name("missing.pem"),
    }


@pytest.mark.parametrize(
    ("certificate", "key", "said"),
    [
        ("", "key", "--key is the key of a certificate: give --certificate, too."),
        ("wrong", "key", "wrong.pem: expected a certificate in PEM, found none."),
        ("certificate", "", "expected a key in PEM, found none, and none was given: add --key"),
        ("certificate", "wrong", "wrong.pem: expected a key in PEM, found none."),
        ("certificate", "locked", "locked.pem is locked with a password"),
        ("certificate", "other", "other.pem is not the key of"),
        ("certificate", "missing", "missing.pem cannot be read: No such file"),
        ("torn", "key", "is damaged"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_told(
    files: dict[str, Path], certificate: str, key: str, said: str
) -> None:
    with pytest.raises(CertificateError, match=re.escape(said)):
        place_at(0, certificate=files.get(certificate), key=files.get(key))


def test_key_and_certificate_may_stand_in_one_file(files: dict[str, Path]) -> None:
    one = files["key"].with_name("one.pem")
    one.write_bytes(files["key"].read_bytes() + files["certificate"].read_bytes())
    place_at(0, certificate=one).listening.close()


def test_with_a_certificate_all_is_encrypted(
    tmp_path: Path, pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    started = threading.Event()
    told: list[str] = []
    servers: list[starting._Server] = []

    def heard(lines: Sequence[str]) -> None:
        told.extend(lines)
        started.set()

    class Noted(starting._Server):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            servers.append(self)

    monkeypatch.setattr(starting, "_Server", Noted)
    how = {"certificate": pair[0], "key": pair[1]}
    thread = threading.Thread(target=_serving, args=(tmp_path, heard), kwargs=how)
    thread.start()
    try:
        assert started.wait(20)
        port = int(told[0].partition("127.0.0.1:")[2].partition(" ")[0])
        trusted = ssl.create_default_context(cafile=str(pair[0]))
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusted, timeout=20)
        connection.request("GET", "/?language=en")
        answer = connection.getresponse()
        assert answer.status == 200
        assert "Secure" in (answer.getheader("set-cookie") or "")
        connection.close()
        plain = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        plain.request("GET", "/")
        with pytest.raises((http.client.HTTPException, OSError)):
            plain.getresponse()
        assert "not encrypted" not in "\n".join(told)
        assert told[0].startswith("Teams join at https://")
    finally:
        for each in servers:
            each.should_exit = True
        thread.join(20)
    assert not thread.is_alive()


def test_a_connection_that_asks_for_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor one whose request never ends, in its head or in its body; one that has asked goes on."""
    monkeypatch.setattr("sim.rooms.patience.REQUEST_SECONDS", 0.3)
    monkeypatch.setattr("sim.rooms.guarding.BODY_SECONDS", 0.3)
    asyncio.run(_ask_slowly())


async def _ask_slowly() -> None:
    async def answers(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            while (await receive()).get("more_body"):
                pass
            await PlainTextResponse("heard")(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(5):
            await asyncio.sleep(0.2)
            await send({"type": "http.response.body", "body": b"still", "more_body": True})
        await send({"type": "http.response.body", "body": b"done"})

    guarded = Guard(answers, {"x"}, lambda _cookies: "")
    config = uvicorn.Config(guarded, http=Patient, lifespan="off", log_level="critical")
    config.load()
    server = uvicorn.Server(config)
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: Patient(config, server.server_state, {}), "127.0.0.1", 0
    )
    port = listening.sockets[0].getsockname()[1]
    for begun, ends in ((b"", b""), (b"GET / HTTP/1.1\r\nHost: x\r\n", b"")):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        assert await asyncio.wait_for(reader.read(), 5) == ends
        writer.close()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"done" in await asyncio.wait_for(reader.read(), 5)
    writer.close()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n")
    await asyncio.wait_for(reader.readuntil(b"done"), 5)
    with pytest.raises(ConnectionError):  # what nobody waits for is not waited for
        await _go_on_sending(writer)
    for length, says in ((9, b"heard"), (1_000_000, b"Too long")):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\nslow" % length)
        assert says in await asyncio.wait_for(reader.read(), 3), "answered, and then closed"
        writer.close()
    listening.close()


async def _go_on_sending(writer: asyncio.StreamWriter) -> None:
    for _ in range(30):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.1)


@linux
def test_one_machine_does_not_take_all_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of its share nor of those that are kept for this one."""
    monkeypatch.setattr("sim.rooms.patience.MOST_OF_ONE", 3)
    monkeypatch.setattr("sim.rooms.patience.KEPT", 2)
    asyncio.run(_take_many())


async def _take_many() -> None:
    class Elsewhere(Patient):
        """Takes what comes from 127.9 as from another machine."""

        def _is_one_too_many(self) -> bool:
            client = self.client
            if client and client[0].startswith("127.9."):
                self.client = (client[0].replace("127.9.", "10.9."), client[1])
            return super()._is_one_too_many()

    config = uvicorn.Config(
        PlainTextResponse("here"), http=Elsewhere, lifespan="off", limit_concurrency=8
    )
    config.load()
    state, loop = uvicorn.Server(config).server_state, asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Elsewhere(config, state, {}), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]

    async def is_let_in(address: str) -> bool:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
        writers.append(writer)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        with suppress(ConnectionError):
            return b"200" in await asyncio.wait_for(reader.readline(), 5)
        return False

    writers: list[asyncio.StreamWriter] = []
    assert [await is_let_in("127.9.0.1") for _ in range(5)] == [True] * 3 + [False] * 2
    assert [await is_let_in("127.9.0.2") for _ in range(5)] == [True] * 3 + [False] * 2
    assert [await is_let_in(f"127.9.0.{number}") for number in (3, 4)] == [False] * 2
    assert await is_let_in("127.0.0.1"), "the facilitator's desk"
    for each in writers:
        each.close()
    listening.close()


def test_there_are_no_more_places_than_may_be_held_open(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    limits = [512, 1024]
    monkeypatch.setattr(resource, "getrlimit", lambda _: tuple(limits))
    monkeypatch.setattr(resource, "setrlimit", lambda _, both: limits.__setitem__(0, both[0]))
    assert most_connections() == 824
    assert limits[0] == 1024, "it asks for as many as it may have"
    limits[:] = [10**6, 10**6]
    assert most_connections() == MOST_CONNECTIONS


def certified(folder: Path, name: str) -> dict[str, Any]:
    """A certificate for a name, and its key."""
    certificate, key = folder / "named.pem", folder / "named-key.pem"
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here to make a certificate")
    san = ["-addext", f"subjectAltName={name}"] if name else []
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-nodes", "-days", "2", "-subj", "/CN=x", *san),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return {"certificate": certificate, "key": key}


@pytest.mark.parametrize(
    ("names", "asked", "address", "warns"),
    [
        ("DNS:Room.school.example", "", "room.school.example", False),
        ("DNS:room.school.example,IP:127.0.0.1", "", "127.0.0.1", False),
        ("DNS:*.school.example", "", "127.0.0.1", True),
        ("DNS:*.school.example", "room.school.example", "room.school.example", False),
        ("DNS:room.school.example", "other.example", "other.example", True),
    ],
)
def test_people_come_under_a_name_that_the_certificate_is_for(
    tmp_path: Path, names: str, asked: str, address: str, warns: bool
) -> None:
    place = place_at(0, **certified(tmp_path, names), address=asked)
    with place.listening:
        assert place.base.startswith(f"https://{address}:")
        assert {address, "localhost"} <= place.hosts
        notes = " ".join(starting._notes(place))
        assert ("browsers warn" in notes) is warns
        assert ("has to lead to this machine" in notes) is ("example" in address)


def test_a_certificate_that_no_browser_takes_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that names nothing, and one whose time is past."""
    with pytest.raises(CertificateError, match="subjectAltName"):
        place_at(0, **certified(tmp_path, ""))
    past = certified(tmp_path, "DNS:x.example")
    load = ssl.SSLContext.load_verify_locations

    def after_its_time(context: ssl.SSLContext, *given: Any) -> None:
        load(context, *given)
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF  # any reason will do

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", after_its_time)
    with pytest.raises(
        CertificateError, match="no browser takes it: unable to get certificate CRL"
    ):
        place_at(0, **past)


def test_where_no_network_is_nobody_is_sent_to_an_address_that_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(starting, "own_addresses", list)
    with pytest.raises(CannotServeError, match=r"No address of this machine .* --address"):
        place_at(0, in_the_room=True)
    place = place_at(0, in_the_room=True, address="10.1.2.3")
    with place.listening:
        assert place.base.startswith("http://10.1.2.3:")
        assert "10.1.2.3" in place.hosts


def test_all_addresses_of_this_machine_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "own_addresses", lambda: ["10.1.2.3", "192.168.7.7"])
    place = place_at(0, in_the_room=True)
    with place.listening:
        assert place.base.startswith("http://10.1.2.3:")
        (note,) = starting._notes(place)
        assert "also at http://192.168.7.7:" in note
        assert place.hosts >= {"10.1.2.3", "192.168.7.7"}


@linux
def test_an_address_is_found_though_nothing_leads_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a room without internet: the interfaces are asked, and the loopback is none of them."""
    monkeypatch.setattr(addresses, "_towards_elsewhere", lambda: iter(()))
    monkeypatch.setattr(addresses, "_of_own_name", lambda: iter(()))
    assert "127.0.0.1" in addresses._of_interfaces()
    assert not any(each.startswith("127.") for each in addresses.own_addresses())
