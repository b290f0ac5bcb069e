"""Takes the pictures of the first page anew: `python -m tests.pages.pictures`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from tests.pages.browser import started
from tests.rooms.served import TEAMS, Served, typed

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


def picture_the_page(browser: Browser, folder: Path) -> None:
    """The maps of a page in the middle of its day."""
    page_file = folder / "page.html"
    command = [sys.executable, "-m", "sim", "page", "border-triangle", "--to", str(page_file)]
    subprocess.run(command, check=True)
    page = browser.new_page(viewport={"width": 1100, "height": 2400})
    page.goto(f"{page_file.as_uri()}#day-16.5")
    page.locator(".sides").screenshot(path=PICTURES / "page.png")
    page.close()


def picture_the_room(browser: Browser, folder: Path) -> None:
    """The wall as play begins, and a seat some days later."""
    room = Served(folder / "day.session")
    try:
        wall = room.opened(browser.new_context(viewport={"width": 1280, "height": 720}), "wall")
        desk = room.opened(browser.new_context(viewport={"width": 1280, "height": 720}), "desk")
        seat = room.joined(browser, "Ana", TEAMS[1], desk)
        for line in ("begin", "go day 8", "say A minister has resigned; expect questions.", "go"):
            typed(desk, line)
        wall.get_by_text("expect questions").wait_for()
        wall.screenshot(path=PICTURES / "wall.png")
        seat.locator("#messages").get_by_text("expect questions").wait_for()
        seat.screenshot(path=PICTURES / "seat.png")
    finally:
        room.close()


if __name__ == "__main__":
    with started() as browser, TemporaryDirectory() as folder:
        picture_the_page(browser, Path(folder))
        picture_the_room(browser, Path(folder))
