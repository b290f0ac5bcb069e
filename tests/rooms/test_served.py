"""A room as it is served: where it can be asked, how it is encrypted, how it ends."""

from __future__ import annotations

import asyncio
import http.client
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import uvicorn

from benchmarks.rooms.program import Program
from benchmarks.rooms.robots import Robot
from sim.cli.desk.served import typed_in_a_browser
from sim.exercise.session import Session
from sim.rooms import starting
from sim.rooms.patience import Patient
from sim.rooms.register import Register
from sim.rooms.starting import CannotServeError, serve
from tests.rooms.asking import a_session

Told = Callable[[Sequence[str]], None]
linux = pytest.mark.skipif(sys.platform != "linux", reason="asks from addresses of its own")


def _nothing(_session: Session, _line: str) -> Sequence[str]:
    return ()


def _serving(folder: Path, told: Told = print, **how: Any) -> None:
    with a_session(folder / "day.session") as session:
        serve(session, folder / "day.session", typed_in_a_browser, _nothing, told, port=0, **how)


@linux
def test_only_this_machine_may_ask_and_ctrl_c_ends_at_once(tmp_path: Path) -> None:
    asyncio.run(_play_and_stop(tmp_path))


async def _play_and_stop(folder: Path) -> None:
    server = Program(folder, "two-neighbours")
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
        *(sys.executable, "-m", "sim", "exercise", "resume", str(server.journal), "--network"),
        stderr=asyncio.subprocess.PIPE,
    )
    refusal = (await second.communicate())[1].decode()
    assert second.returncode == 2
    assert f"{server.journal}" in refusal
    assert "Traceback" not in refusal
    began = monotonic()
    await server.kill(signal.SIGINT)
    assert monotonic() - began < 2.5, "open screens are let go"
    assert server.process.returncode == 0
    assert server.process.stdout is not None
    assert b"Nothing is lost: `entente exercise resume" in await server.process.stdout.read()
    listening.cancel()


def test_others_of_the_network_may_ask_only_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts: list[str] = []

    def listening(host: str, _port: int) -> socket.socket:
        hosts.append(host)
        raise CannotServeError("not in a test")

    monkeypatch.setattr(starting, "_listening", listening)
    for number, in_the_room in enumerate((False, True)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(CannotServeError, match="not in a test"):
            _serving(folder, in_the_room=in_the_room)
    assert hosts == [starting.LOOPBACK, starting.EVERYWHERE] == ["127.0.0.1", "0.0.0.0"]  # noqa: S104


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
    register = Register.of(tmp_path / "x.room")
    lines = "\n".join(
        starting._links("http://x", register, in_the_room=in_the_room, encrypted=encrypted)
    )
    register.close()
    assert said in lines
    assert ("not encrypted" in lines) is (in_the_room and not encrypted)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotServeError, match=f"port {port}: .*--port takes another"):
            starting._listening("127.0.0.1", port)


def test_a_certificate_that_cannot_be_used_is_told_before_anything_opens(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate", "utf-8")
    with a_session() as session:
        for how, said in (
            ({"certificate": wrong}, f"{wrong}: expected a certificate in PEM"),
            ({"key": wrong}, "give --certificate, too"),
        ):
            with pytest.raises(CannotServeError, match=said):
                serve(session, tmp_path / "a", typed_in_a_browser, _nothing, print, port=0, **how)  # type: ignore[arg-type]
    assert not (tmp_path / "a.room").exists()


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
    """Nor one whose request never ends; one that has asked goes on."""
    monkeypatch.setattr("sim.rooms.patience.REQUEST_SECONDS", 0.3)
    asyncio.run(_ask_slowly())


async def _ask_slowly() -> None:
    async def answers(_scope: object, _receive: object, send: Callable[..., object]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[misc]
        for _ in range(5):
            await asyncio.sleep(0.2)
            await send({"type": "http.response.body", "body": b"still", "more_body": True})  # type: ignore[misc]
        await send({"type": "http.response.body", "body": b"done"})  # type: ignore[misc]

    config = uvicorn.Config(answers, http=Patient, lifespan="off", log_level="critical")
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
    listening.close()
