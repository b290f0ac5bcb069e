"""A room that another process serves, for tests with a real browser."""

from __future__ import annotations

import re
import selectors
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from sim.exercise.journal.entries import Entry, Noted
from sim.exercise.journal.file import read_journal

TEAMS = ("Ostermere", "Halvenna", "Lirenta")


class Served:
    """A room that another process serves, which can be killed and begun again."""

    def __init__(self, journal: Path, *words: str) -> None:
        """Begins it, with further options of `entente exercise open`."""
        self.journal = journal
        known = ("border-triangle", "--seed", "1", "--session", str(journal), "--port", "0")
        self._begin("open", *known, *words)

    def _begin(self, *words: str) -> None:
        command = [sys.executable, "-m", "sim", "exercise", *words, "--network"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        told = ""
        for line in self._process.stdout:
            told += line
            if "Ctrl-C" in line:
                break
        self.base = re.findall(r"Teams join at (\S+)", told)[0]
        self.pin = re.findall(r"PIN (\d+)", told)[0]
        self.doors = dict(re.findall(r"/open/(\w+)/(\S+)", told))

    def kill_and_go_on(self) -> None:
        """The machine fails, and the room is opened again at the same address."""
        self._end(signal.SIGKILL)
        self._begin("resume", str(self.journal), "--port", self.base.rpartition(":")[2])

    @property
    def entries(self) -> list[Entry]:
        """What the journal holds by now."""
        return list(read_journal(self.journal)[0])

    def close(self) -> None:
        """Stops it."""
        self._end(signal.SIGINT)

    def _end(self, how: int) -> None:
        self._process.send_signal(how)
        self._process.communicate(timeout=10)

    def opened(self, context: BrowserContext, screen: str) -> Page:
        """A desk, a pad or the wall in a window."""
        page = context.new_page()
        page.goto(f"{self.base}/open/{screen}/{self.doors[screen]}")
        page.click("button")
        page.wait_for_selector("#top")
        return page

    def joined(self, browser: Browser, name: str, team: str, desk: Page, base: str = "") -> Page:
        """A phone at a seat that the facilitator has let in."""
        page = phone(browser).new_page()
        page.goto(base or self.base)
        self.come_in(page, name, team)
        let_in(desk, name)
        page.wait_for_selector("#levers")
        return page

    def come_in(self, page: Page, name: str, team: str) -> None:
        """Fills in what the door asks for, and sends it."""
        page.get_by_label("PIN").fill(self.pin)
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Your team").select_option(team)
        page.get_by_label("Your name").press("Enter")


class Line:
    """A line to a server that can be cut: what is sent then is never answered."""

    def __init__(self, base: str) -> None:
        """A line with an address of its own."""
        host, _, port = base.rpartition("//")[2].partition(":")
        self._to = (host, int(port))
        self._door = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._ends = selectors.DefaultSelector()
        self._ends.register(self._door, selectors.EVENT_READ, None)
        self._open: list[socket.socket] = [self._door]
        self._is_cut = self._is_over = False
        self._carrying = threading.Thread(target=self._carry)
        self._carrying.start()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self._carrying.join()
        for each in self._open:
            each.close()

    def cut(self) -> None:
        """Nothing gets through, and nobody is told; connections of before are dead for good."""
        self._is_cut = True

    def mend(self) -> None:
        """Who connects anew gets through."""
        self._is_cut = False

    def _carry(self) -> None:
        while not self._is_over:
            for key, _ in self._ends.select(0.05):
                end = key.fileobj
                assert isinstance(end, socket.socket)
                if end is self._door:
                    self._connect()
                elif self._is_cut:
                    self._forget(end, key.data)
                else:
                    self._pass_on(end, key.data)

    def _connect(self) -> None:
        near, _ = self._door.accept()
        self._open.append(near)
        if not self._is_cut:
            far = socket.create_connection(self._to)
            self._open.append(far)
            self._ends.register(near, selectors.EVENT_READ, far)
            self._ends.register(far, selectors.EVENT_READ, near)

    def _forget(self, *ends: socket.socket) -> None:
        for end in ends:
            if end.fileno() in self._ends.get_map():
                self._ends.unregister(end)

    def _pass_on(self, end: socket.socket, other: socket.socket) -> None:
        try:
            sent = end.recv(65536)
            if sent:
                other.sendall(sent)
                return
        except OSError:
            pass
        self._forget(end, other)
        for each in (end, other):
            each.close()


def phone(browser: Browser) -> BrowserContext:
    """A browser of its own, as large as a small phone."""
    return browser.new_context(viewport={"width": 360, "height": 740}, locale="en")


def let_in(desk: Page, name: str) -> None:
    """The facilitator lets somebody in who stands at the door."""
    desk.locator("#people li", has_text=name).get_by_role("button", name="Let in").click()


def typed(desk: Page, line: str) -> None:
    """A line at the desk, until it is done."""
    desk.fill("#line input[list]", line)
    with desk.expect_response(
        lambda answer: "/act" in answer.url and "complete" not in (answer.request.post_data or "")
    ):
        desk.press("#line input[list]", "Enter")
    expect(desk.locator("#line input[list]")).to_have_value("")


def notes(served: Served, text: str) -> int:
    """How often the journal holds a note."""
    return sum(isinstance(each, Noted) and each.text == text for each in served.entries)
