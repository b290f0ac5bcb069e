"""A session is led as asked or not opened at all, and whoever stops it is told how to go on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.cli.desk import served
from sim.cli.endings import EndRequest
from sim.exercise.journal.entries import Opened
from sim.exercise.journal.file import read_journal

ASK = "builtins.input"


def opened(folder: Path, *options: str, text: str = "") -> Result:
    journal = str(folder / "day.session")
    return CliRunner().invoke(
        main, ["exercise", "open", "two-neighbours", "--session", journal, *options], input=text
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--in-the-room",), "--in-the-room goes with --network, which is not given."),
        (("--port", "80"), "--port goes with --network, which is not given."),
        (("--network", "--plain"), "--plain is for the desk in this terminal"),
        (("--network", "--script", "x.txt"), "--script is for the desk in this terminal"),
        (("--network", "--key", __file__), "--key is the key of a certificate"),
        (("--network", "--certificate", __file__), "expected a certificate in PEM, found none"),
    ],
)
def test_what_cannot_be_led_so_is_not_opened(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    """The same command with what was wrong put right finds no journal in its way."""
    result = opened(tmp_path, *options)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert not list(tmp_path.iterdir())


def test_nor_where_the_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = opened(tmp_path, "--network", "--port", str(port))
    assert result.exit_code == 2
    assert f"Cannot listen at port {port}: address already in use." in result.output
    assert not list(tmp_path.iterdir())


def test_nor_where_what_serves_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "sim.rooms.starting", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = opened(tmp_path, "--network")
    assert result.exit_code == 2
    assert "what the extra 'rooms' brings: " in result.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("stopped_by", [KeyboardInterrupt, EndRequest])
def test_a_room_that_is_stopped_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped_by: type[BaseException]
) -> None:
    """Ctrl-C is how a room is stopped; another's request to end is told to whoever made it."""

    def serve(*_: object) -> None:
        raise stopped_by

    monkeypatch.setattr("sim.rooms.starting.serve", serve)
    result = opened(tmp_path, "--network", "--port", "0")
    going_on = f"`entente exercise resume {tmp_path / 'day.session'} --network` goes on."
    asked = stopped_by is EndRequest
    assert result.exit_code == (130 if asked else 0)
    assert going_on in result.output
    assert ("Stopped. The session is kept" in result.output) is asked


@pytest.mark.parametrize("at", ["the desk", "the opening", "a script"])
def test_a_session_that_is_stopped_elsewhere_does_so_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    def stop(*_: object, **__: object) -> str:
        raise EndRequest

    options: tuple[str, ...] = ()
    if at == "the desk":
        monkeypatch.setattr(ASK, stop)
    elif at == "the opening":
        monkeypatch.setattr("sim.cli.desk.playing.told", stop)
    else:
        script = tmp_path / "script.txt"
        script.write_text("note the first\ngo\n", "utf-8")
        options = ("--script", str(script))
        monkeypatch.setattr("sim.exercise.session.Session.advance", stop)
    result = opened(tmp_path, *options)
    assert result.exit_code == 130
    kept = f"kept: `entente exercise resume {tmp_path / 'day.session'}` goes on."
    assert kept in " ".join(result.output.split())


def test_ctrl_c_at_the_desk_only_drops_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = iter([KeyboardInterrupt(), "note it went on", EOFError()])

    def typed(_prompt: str) -> str:
        line = next(lines)
        if isinstance(line, BaseException):
            raise line
        return str(line)

    monkeypatch.setattr(ASK, typed)
    result = opened(tmp_path)
    assert result.exit_code == 0
    assert "it went on" in (tmp_path / "day.session").read_text("utf-8")


def test_before_anything_is_written_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> Callable[..., object]:
        raise EndRequest

    monkeypatch.setattr("sim.scenario.reading.reading.read", stop)
    result = opened(tmp_path)
    assert result.exit_code == 130
    assert "Stopped before anything was done" in result.output


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_request_to_end_is_heard_at_a_desk_that_waits_for_a_line(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "sim", "exercise", "open", "two-neighbours"]
    with subprocess.Popen(
        [*program, "--session", str(tmp_path / "day.session")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as desk:
        assert desk.stdout is not None
        while "help lists" not in desk.stdout.readline():
            assert desk.poll() is None
        desk.send_signal(signal.SIGTERM)
        assert desk.stderr is not None
        assert "Stopped. The session is kept" in desk.stderr.read()
    assert desk.returncode == 143


def test_missing_parts_of_the_extra_are_known() -> None:
    """Whatever serves is of the extra; another module that is missing is a fault of the program."""
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    (line,) = (each for each in project.splitlines() if each.startswith("rooms = ["))
    assert set(served._OF_THE_EXTRA) == {part.split(">=")[0] for part in line.split('"')[1::2]}


@pytest.mark.parametrize(
    ("options", "seed"),
    [(["--seed", "5"], 5), (["--day", "3"], 1), (["--seed", "5", "--day", "3"], 5)],
)
def test_the_days_of_a_seed_can_be_asked_for(tmp_path: Path, options: list[str], seed: int) -> None:
    assert _opened(tmp_path / "a.session", *options).seed == seed


def test_nobody_can_play_at_home_what_is_still_to_come(tmp_path: Path) -> None:
    """Each session has a seed of its own, of more than anybody can try."""
    seeds = {_opened(tmp_path / f"{number}.session").seed for number in range(3)}
    assert len(seeds) == 3
    assert min(seeds) > 2**40


def _opened(journal: Path, *options: str) -> Opened:
    options = ("--session", str(journal), "--plain", *options)
    result = CliRunner().invoke(main, ["exercise", "open", "two-neighbours", *options], input="")
    assert result.exit_code == 0, result.output
    (opened, *_), _ = read_journal(journal)
    assert isinstance(opened, Opened)
    return opened
