"""A real browser for tests: the one that the machine has."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALLED = next(filter(None, map(shutil.which, NAMES)), None)
needs_a_browser = pytest.mark.skipif(
    INSTALLED is None, reason="no browser here: install chromium to have these tests run"
)


@contextmanager
def started() -> Iterator[Browser]:
    """The browser, until nobody needs it any more."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=INSTALLED, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """A page in a window of its own, with everything that it complained of or asked for."""

    def __init__(self, browser: Browser, file: Path, *, scripts: bool = True) -> None:
        """Opens it."""
        self._context = browser.new_context(java_script_enabled=scripts, bypass_csp=False)
        self.page: Page = self._context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())

    def text(self, selector: str) -> str:
        """What stands there."""
        return self.page.text_content(selector) or ""

    def close(self) -> None:
        """Closes the window."""
        self._context.close()


def obstacles(page: Page) -> list[str]:
    """What keeps somebody from using a page by keyboard or screen reader, as an engine finds it."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['help']} ({each['nodes'][0]['html'][:120]})" for each in found]
