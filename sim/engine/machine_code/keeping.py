"""Keeping: compiled code on disk, which later processes find ready.

What is compiled depends on more than the function that is called, so the place where it is kept
carries a fingerprint of every source that it can depend on: an edit leads to another place. A file
there is named after, and sealed with, what it was made for: arguments, processor and compiler.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.engine.machine_code.calling import Kind, processor
from sim.engine.machine_code.sealing import sealed, unsealed

Function = Callable[..., Any]

SOURCES = Path(__file__).parents[2]
ROOMS = ("chance", "engine", "plan", "frozen.py")
"""The rooms, and one module, whose sources compiled code is made of, or takes numbers from."""
PLACE = "ENTENTE_CACHE_DIR"
"""The variable of the environment that names another place to keep compiled code."""
SUFFIX = ".code"
"""How the names of files with compiled code end."""
KEPT = 4
"""How many builds are kept side by side, beside those that were used of late."""
OF_LATE_SECONDS = 7 * 24 * 3600
"""A build that was used since then may be in use by another checkout."""


def kept(function: Function, kinds: Sequence[Kind]) -> bytes | None:
    """The code that an earlier process has kept; None where there is none, or it is damaged."""
    made_for = _made_for(function, kinds)
    try:
        return unsealed(_file(function, made_for).read_bytes(), made_for)
    except OSError:
        return None


def made_and_kept(function: Function, kinds: Sequence[Kind]) -> tuple[bytes, bool]:
    """The code, compiled here unless another process has just done so; and whether it is kept."""
    made_for = _made_for(function, kinds)
    with _one_at_a_time(_file(function, made_for)):
        code = kept(function, kinds)
        if code is not None:
            return code, True
        from sim.engine.machine_code.compiling import machine_code

        code = machine_code(function, kinds)
        return code, _keep(_file(function, made_for), sealed(code, made_for))


def _keep(file: Path, content: bytes) -> bool:
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        return False
    return True


@contextmanager
def _one_at_a_time(file: Path) -> Iterator[None]:
    """Waits for other processes that make the same file, where locks can be had."""
    try:
        import fcntl

        can_be_kept()
        with file.with_suffix(".lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except (ImportError, OSError):
        yield


def _file(function: Function, made_for: str) -> Path:
    digest = blake2b(made_for.encode(), digest_size=12).hexdigest()
    return place() / f"{function.__name__}-{digest}{SUFFIX}"


def _made_for(function: Function, kinds: Sequence[Kind]) -> str:
    """What code must have been made for to be of use here."""
    name = f"{function.__module__}.{function.__qualname__}"
    return "\n".join((f"{name}({', '.join(map(str, kinds))})", processor(), _compiler()))


@cache
def _compiler() -> str:
    """The compiler's version, read without loading it, and how it was told to compile."""
    found = find_spec("numba")
    homes = () if found is None else found.submodule_search_locations or ()
    versions = [(Path(home) / "_version.py").read_text(encoding="utf-8") for home in homes]
    told = sorted(f"{key}={value}" for key, value in os.environ.items() if key[:6] == "NUMBA_")
    return "\n".join((*versions, *told, str(object.__basicsize__)))


@cache
def place() -> Path:
    """Where the compiler keeps its work on these sources; older work is cleared away."""
    checked = "-checked" if os.environ.get("NUMBA_BOUNDSCHECK", "0") not in {"", "0"} else ""
    folder = home() / "compiled" / (fingerprint() + checked)
    if not folder.exists():
        _clear(folder.parent)
    return folder


def home() -> Path:
    """The folder in which all builds lie: the one that the environment names, or the user's."""
    from platformdirs import user_cache_path

    named = os.environ.get(PLACE)
    return Path(named).absolute() if named else user_cache_path("entente")


@cache
def can_be_kept() -> bool:
    """Whether what is compiled can be kept for later processes; looked at once."""
    from tempfile import TemporaryFile

    folder = place()
    if not folder.is_absolute():  # there is no home that it could be a part of
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            os.utime(folder)
    except OSError:
        return False
    return True


def is_built() -> bool:
    """Whether an earlier process has left what this one needs."""
    return any(place().glob(f"*{SUFFIX}"))


def fingerprint(root: Path | None = None) -> str:
    """A fingerprint of all sources of the rooms that compiled code depends on."""
    base = SOURCES if root is None else root
    digest = blake2b(digest_size=12)
    for room in ROOMS:
        for source in sorted((base / room).rglob("*.py")) or [base / room]:
            digest.update(source.relative_to(base).as_posix().encode())
            digest.update(b"\0")
            digest.update(source.read_bytes())
            digest.update(b"\0")
    return digest.hexdigest()


def _clear(folder: Path) -> None:
    """Leaves the latest few builds, and those that were used of late."""
    if folder.is_dir():
        builds = sorted(folder.iterdir(), key=_used, reverse=True)
        for build in builds[KEPT - 1 :]:
            if time.time() - _used(build) > OF_LATE_SECONDS:
                shutil.rmtree(build, ignore_errors=True)


def _used(build: Path) -> float:
    """When a build was last used; another process may be clearing it away."""
    try:
        return build.stat().st_mtime
    except FileNotFoundError:
        return 0.0
