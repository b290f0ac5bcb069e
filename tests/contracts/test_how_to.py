"""Do the how-tos do what they say: every program runs, and prints what stands below it?

`python -m tests.contracts.test_how_to` writes below each program what it prints.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import linecache
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "how-to"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
PROGRAM = re.compile(
    r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL
)
STORE = re.compile(r"(?:run|run_study)\((?:[^\n]*, )?\"([\w-]+\.sqlite)\"")
OPTIONAL = ("pandas", "polars", "matplotlib")
LEAST = 12


def printed(page: Path) -> list[tuple[re.Match[str], str | None]]:
    """Each program of a page with what it prints; None where what it needs is not installed."""
    names: dict[str, Any] = {"__name__": page.stem.replace("-", "_")}
    found: list[tuple[re.Match[str], str | None]] = []
    for number, program in enumerate(PROGRAM.finditer(page.read_text(encoding="utf-8"))):
        text = program[1]
        absent = [name for name in OPTIONAL if importlib.util.find_spec(name) is None]
        if any(re.search(rf"^import {name}\b", text, re.MULTILINE) for name in absent):
            found.append((program, None))
            continue
        file = f"<{page.name} {number}>"
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(text, file, "exec"), names)  # noqa: S102 - the page's own programs
        found.append((program, said.getvalue()))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_runs_and_prints_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for program, said in printed(page):
        if said is not None:
            assert (program[2] or "") == said


def test_the_index_has_every_page() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"^- \[([^\]]+)\]\(([\w-]+\.md)\)$", index, re.MULTILINE)
    titles = {page.name: page.read_text(encoding="utf-8").split("\n")[0][2:] for page in PAGES}
    assert {name: title for title, name in linked} == titles
    assert len(titles) >= LEAST


def test_a_page_says_what_to_install_before_it_is_used() -> None:
    for page in PAGES:
        before, *rest = page.read_text(encoding="utf-8").split("```python", 1)
        for name in OPTIONAL:
            if any(f"import {name}" in text for text in rest):
                assert f"python -m pip install {name}" in before, page.name


def test_no_two_pages_use_one_store() -> None:
    """A reader who follows one after another in one folder would meet the study of the first."""
    guides = [*FOLDER.parent.glob("*.md"), *PAGES]
    stores = [
        (page.name, name)
        for page in guides
        for name in set(STORE.findall(page.read_text(encoding="utf-8")))
    ]
    names = [name for _, name in stores]
    assert "law-pandas.sqlite" in names
    assert [store for store in stores if names.count(store[1]) > 1] == []


def test_links_lead_somewhere() -> None:
    for page in (*PAGES, FOLDER / "README.md"):
        for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (FOLDER / link).exists(), f"{page.name}: {link}"


def renew(page: Path) -> None:
    """Writes below each program of a page what it prints."""
    text = page.read_text(encoding="utf-8")
    for program, said in reversed(printed(page)):
        if said is None:
            continue
        shown = f"\n```text\n{said}```\n" if said else ""
        text = (
            f"{text[: program.start()]}```python\n{program[1]}```\n{shown}{text[program.end() :]}"
        )
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for each in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                renew(each)
            except Exception as error:  # noqa: BLE001 - told, and the next page goes on
                sys.stderr.write(f"{each.name}: {type(error).__name__}: {error}\n")
            os.chdir(FOLDER)
