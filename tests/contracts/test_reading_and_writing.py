"""Is what is printed easy to read on a terminal, and is no file written over by mistake?"""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from sim.cli.saying import at_words
from tests.contracts.test_command_line import PROGRAM, entente, refused

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminals")
FEW = ("-n", "2")
LEARNS = "tried-and-tested"


# One screen


@pytest.mark.parametrize(
    "more", [(), ("--set", "dials.trust=0.5"), ("--set", "dials.trust=0.5", "--set", "dials.law=0")]
)
@pytest.mark.parametrize("name", ["border-triangle", "cold-snap"])
def test_the_brief_form_fits_one_screen(name: str, more: tuple[str, ...]) -> None:
    lines = entente("run", name, "-n", "20", "--brief", *more).stdout.splitlines()
    assert len(lines) < 24
    assert max(map(cell_len, lines)) <= 80


# A pager


def on_a_terminal(
    folder: Path, *arguments: str, columns: int = 80, streams: tuple[str, ...] = ("stdout",)
) -> str:
    """What the program writes to a terminal of 24 lines, with a pager that says it was there."""
    import fcntl
    import pty
    import termios

    pager = folder / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n", encoding="utf-8")
    pager.chmod(0o755)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=theirs,
        stdout=theirs if "stdout" in streams else subprocess.DEVNULL,
        stderr=theirs if "stderr" in streams else subprocess.DEVNULL,
        env=os.environ | {"PAGER": str(pager), "TERM": "xterm", "PYTHONUTF8": "1"},
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # nobody writes to it any more
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    process.wait(timeout=60)
    return written.decode().replace("\r\n", "\n")


@posix
@pytest.mark.parametrize(
    ("options", "paged"),
    [((), True), (("--pager",), True), (("--no-pager",), False), (("--brief",), False)],
)
def test_what_is_longer_than_the_screen_is_paged(
    tmp_path: Path, options: tuple[str, ...], paged: bool
) -> None:
    told = on_a_terminal(tmp_path, "run", "two-neighbours", *FEW, *options)
    assert told.startswith("PAGED") == paged
    assert "a threat is detected after" in " ".join(told.split())


@pytest.mark.parametrize("options", [(), ("--pager",)])
def test_nothing_is_paged_on_its_way_to_another_program(
    monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PAGER", f"{sys.executable} -c print('PAGED')")
    assert "PAGED" not in entente("run", "two-neighbours", *FEW, *options).stdout


# Whose story


def test_the_story_is_of_the_replication_and_threat_asked_for() -> None:
    options = ("--story", "5", "--threat", "The second shipment")
    told = json.loads(entente("run", LEARNS, *FEW, *options, "--json").stdout)["story"]
    assert (told["replication"], told["threat"]) == (5, "The second shipment")
    assert "One replication, number 5" in entente("run", LEARNS, *FEW, *options).stdout


def test_a_threat_that_is_not_there_is_met_with_the_nearest() -> None:
    said = refused(entente("run", LEARNS, *FEW, "--threat", "The second shipmen"))
    assert "did you mean `The second shipment`?" in said


# What would be written over


def test_what_was_carried_is_replaced_only_when_asked(tmp_path: Path) -> None:
    carried = tmp_path / "carried.yaml"
    run = ("run", LEARNS, *FEW, "--brief", "--carry", str(carried))
    assert entente(*run).exit_code == 0
    carried.write_text("dials.trust: 0.5\n", encoding="utf-8")
    assert "add --overwrite to replace it" in refused(entente(*run))
    assert carried.read_text(encoding="utf-8") == "dials.trust: 0.5\n"
    assert entente(*run, "--overwrite").exit_code == 0
    assert carried.read_text(encoding="utf-8") != "dials.trust: 0.5\n"


def test_two_options_do_not_write_to_one_file(tmp_path: Path) -> None:
    both = tmp_path / "both"
    same = tmp_path / "." / "both"
    said = refused(entente("run", LEARNS, *FEW, "--carry", both, "--trace", same))
    assert "expected a file of its own, found that of --carry" in said
    assert not both.exists()


def test_what_is_read_is_not_written_over(tmp_path: Path) -> None:
    scenario, settings, study = (tmp_path / name for name in ("s.yaml", "w.yaml", "study.yaml"))
    entente("new", scenario)
    entente("new", "study", study)
    settings.write_text("dials.trust: 0.5\n", encoding="utf-8")
    other = tmp_path / "other.yaml"
    os.link(scenario, other)
    before = {path: path.read_bytes() for path in (scenario, settings, study)}
    run = ("run", scenario, *FEW, "--with", settings, "--trace")
    sweep = ("sweep", study, "--store")
    for command, said in (
        ((*run, scenario), "found the scenario itself"),
        ((*run, other), "found the scenario itself"),
        ((*run, settings), f"found that of --with {settings}"),
        ((*sweep, study), "found a file of another kind"),
        ((*sweep, scenario), "found a file of another kind"),
        (("study", "export", tmp_path / "none.sqlite", "--to", study), "is a file"),
        (("new", study), "it is there already; nothing was changed"),
        (("new", "study", scenario), "it is there already; nothing was changed"),
    ):
        heard = " ".join(refused(entente(*command)).split())
        assert said in heard or " ... " in heard, command
    assert before == {path: path.read_bytes() for path in before}


# Messages


def test_no_word_of_a_message_is_broken() -> None:
    message = "s.yaml:8:3\n    expected agencies with analysts, found\n    /a/very/long-path/to"
    for columns in (12, 20, 30):
        told = at_words(message, columns)
        assert told.split() == message.split()
        longest = max(map(len, message.split()))
        assert max(map(len, told.splitlines())) <= max(columns, 8 + longest)
    assert at_words(message, 80) == message


@posix
@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
def test_a_mistake_is_told_in_whole_words(tmp_path: Path) -> None:
    told = on_a_terminal(
        tmp_path,
        *("run", "border-triangle", "--set", "agencies.Lirenta Customs.analyst=2"),
        *("--set", "horizon=45 Tage"),
        columns=60,
        streams=("stdout", "stderr"),
    )
    assert max(map(len, told.splitlines())) <= 60
    assert "did you mean `analysts`?" in " ".join(told.split())
