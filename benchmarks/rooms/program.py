"""The program as a facilitator starts it: it can be killed, and started again where it was."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.rooms.robots import RefusedError

_SECONDS_TO_START = 120.0
_LINK = re.compile(r"https?://\S+")


class Program:
    """`entente exercise open --network`, or `resume` once there is a journal."""

    def __init__(self, folder: Path, scenario: str, errors: int | None = None) -> None:
        """None yet; its files lie in a folder, and standard error goes where `errors` says."""
        self._scenario, self._errors = scenario, errors
        self.journal, self.port = folder / "load.session", 0
        self.links: dict[str, str] = {}
        self.pin = ""
        self.peak = 0
        """Bytes of memory, at most."""
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Opens the session, or goes on with it, and waits until it serves."""
        begun = self.journal.exists()
        what = ["resume", str(self.journal)] if begun else ["open", self._scenario]
        named = [] if begun else ["--session", str(self.journal), "--day", "3"]
        arguments = ["exercise", *what, *named, "--network", "--port", str(self.port)]
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sim", *arguments),
            stdout=asyncio.subprocess.PIPE,
            stderr=self._errors,
        )
        told = await asyncio.wait_for(self._told(), _SECONDS_TO_START)
        base = str(_LINK.findall(told)[0])
        self.port = urlsplit(base).port or 0
        self.pin = re.findall(r"PIN (\d+)", told)[0]
        self.links = {
            screen: link
            for link in _LINK.findall(told)
            for screen in ("desk", "wall", "pad")
            if f"/open/{screen}/" in link
        } | {"base": base}

    async def _told(self) -> str:
        assert self.process.stdout is not None
        told = ""
        while "Ctrl-C" not in told:
            line = await self.process.stdout.readline()
            if not line:
                raise RefusedError(f"the server ended: {told}")
            told += line.decode()
        return told

    def measure_memory(self) -> None:
        """Remembers the most that it has held so far, where the system says so."""
        status = Path(f"/proc/{self.process.pid}/status")
        if status.exists():
            held = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
            self.peak = max(self.peak, 1000 * int(held[1]) if held else 0)

    @property
    def process(self) -> asyncio.subprocess.Process:
        """The one that serves."""
        assert self._process is not None
        return self._process

    async def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Ends it, by default without a chance to say goodbye."""
        self.measure_memory()
        if self.process.returncode is None:
            self.process.send_signal(how)
        await self.process.wait()
