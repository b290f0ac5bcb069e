"""What is installed: which version, how to add what an extra brings, and how a shell is told."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

_PLAIN = re.compile(r"[\w.:/\\=+@-]+")
DISTRIBUTION = "entente-sim"
"""What installers call this program; `entente` is another one in the public index."""


def own_version() -> str:
    """The version of this program, as its distribution says it."""
    from importlib.metadata import version

    return version(DISTRIBUTION)


def how_to_add(extra: str) -> str:
    """The command that installs what an extra brings, beside what is running now.

    It names the packages themselves: that works in a checkout, in a wheel and before anything is
    published, and can fetch no other program of a like name.
    """
    return f"{_pip()} install {typed(*_packages(extra))}"


def _packages(extra: str) -> list[str]:
    from importlib.metadata import PackageNotFoundError, requires

    try:
        wanted = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return [f".[{extra}]"]
    names = [
        found[1]
        for each in wanted
        if f"extra == '{extra}'" in each.replace('"', "'")
        and (found := re.match(r"([A-Za-z0-9._-]+)", each))
    ]
    return names or [f".[{extra}]"]


def _pip() -> str:
    """The installer of the running interpreter: its own where that is the one a shell finds."""
    found = shutil.which("pip")
    if found is not None and Path(found).parent == Path(sys.executable).parent:
        return "pip"
    return f"{typed(sys.executable)} -m pip"


def typed(*words: str, windows: bool | None = None) -> str:
    """Words as the shell takes them: in Windows with double quotes, which both its shells know."""
    if not (os.name == "nt" if windows is None else windows):
        return shlex.join(words)
    return " ".join(word if _PLAIN.fullmatch(word) else f'"{word}"' for word in words)
