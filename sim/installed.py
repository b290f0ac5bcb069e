"""What is installed: the version of this program, and how to add what one of its extras brings."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

DISTRIBUTION = "entente-sim"
"""What installers call this program; `entente` is another one in the public index."""


def own_version() -> str:
    """The version of this program, as its distribution says it."""
    return version(DISTRIBUTION)


def how_to_add(extra: str) -> str:
    """The command that installs what an extra brings, beside what is running now.

    It names the packages themselves: that works in a checkout, in a wheel and before anything is
    published, and can fetch no other program of a like name.
    """
    return f"{_pip()} install {shlex.join(_packages(extra))}"


def _packages(extra: str) -> list[str]:
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
    return f"{shlex.quote(sys.executable)} -m pip"
