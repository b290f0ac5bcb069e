"""Building: the parts compiled into one program, which later processes find ready.

The compiler looks at no source but the one that holds the outermost function, so the place where
it keeps its work carries a fingerprint of every source that the work can depend on: an edit leads
to another place. It also keeps apart what different processors need.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from sim.chance import elementary, families, keys
from sim.engine.compiled import parts
from sim.plan.rules import belief, trust

Function = TypeVar("Function", bound=Callable[..., Any])

SOURCES = Path(__file__).parents[2]
ROOMS = ("chance", "engine", "plan")
"""The rooms whose sources compiled code is made of, or takes numbers from."""
PLACE = "ENTENTE_CACHE_DIR"
"""The variable of the environment that names another place to keep compiled code."""
KEPT = 4
"""How many builds are kept side by side."""
ELSEWHERE: tuple[Callable[..., Any], ...] = (
    elementary.polynomial,
    elementary.ln,
    elementary.exp,
    elementary.logit,
    elementary.normal_quantile,
    families.exponential,
    families.lognormal,
    families.uniform,
    families.gamma_from,
    families.weibull,
    families.loglogistic,
    keys.mix,
    keys.child,
    keys.uniform,
    elementary.power,
    trust.learned,
    trust.dialled_one,
    trust.vetting_factor,
    trust.surviving_weight,
    belief.whole,
    belief.evidence,
)
"""Functions of other rooms that the parts call."""

# What allocates nothing needs no counting of references, which would take most of the time; and
# nobody but compiled code calls a part, so it needs no other entrance.
PART_OPTIONS = {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}


@cache
def compiled(function: Function) -> Function:
    """The compiled form of an outermost function; compiled when it is first called."""
    import numba

    build: Any = numba.njit
    _announce_parts()
    with _kept_in(numba.config, place()):
        try:
            return build(function, cache=True, **OPTIONS)  # type: ignore[no-any-return]
        except RuntimeError:  # there is no place that can be written: compiled anew each time
            return build(function, **OPTIONS)  # type: ignore[no-any-return]


_announced: set[Callable[..., Any]] = set()


def _announce_parts() -> None:
    """Tells the compiler which functions it may compile when another calls them."""
    from numba import extending

    announce: Any = extending.register_jitable
    functions: list[Callable[..., Any]] = [*parts.PARTS, *parts.CALLED, *ELSEWHERE]
    for function in functions:
        if function not in _announced:
            _announced.add(function)
            announce(forceinline=function in parts.PARTS, **PART_OPTIONS)(function)


@contextmanager
def _kept_in(config: Any, folder: Path) -> Iterator[None]:
    """Lets the compiler keep its work in a folder; elsewhere it goes on as before."""
    # No other place will do: a place beside the sources knows nothing of edits to most of them.
    ours = {"CACHE_DIR": str(folder), "CACHE_LOCATOR_CLASSES": "UserProvidedCacheLocator"}
    before = {name: getattr(config, name, "") for name in ours}
    for name, value in ours.items():
        setattr(config, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(config, name, value)


@cache
def place() -> Path:
    """Where the compiler keeps its work on these sources; older work is cleared away."""
    from platformdirs import user_cache_path

    named = os.environ.get(PLACE)
    home = Path(named) if named else user_cache_path("entente")
    checked = "-checked" if os.environ.get("NUMBA_BOUNDSCHECK", "0") not in {"", "0"} else ""
    folder = home / "compiled" / (fingerprint() + checked)
    if not folder.exists():
        _clear(folder.parent)
    return folder


def is_built() -> bool:
    """Whether an earlier process has left what this one needs."""
    return any(place().rglob("*.nbc"))


def fingerprint(root: Path | None = None) -> str:
    """A fingerprint of all sources of the rooms that compiled code depends on."""
    base = SOURCES if root is None else root
    digest = blake2b(digest_size=12)
    for room in ROOMS:
        for source in sorted((base / room).rglob("*.py")):
            digest.update(source.relative_to(base).as_posix().encode())
            digest.update(b"\0")
            digest.update(source.read_bytes())
            digest.update(b"\0")
    return digest.hexdigest()


def _clear(folder: Path) -> None:
    """Leaves the latest few builds."""
    if folder.is_dir():
        builds = sorted(folder.iterdir(), key=_made, reverse=True)
        for build in builds[KEPT - 1 :]:
            shutil.rmtree(build, ignore_errors=True)


def _made(build: Path) -> float:
    """When a build was made; another process may be clearing it away."""
    try:
        return build.stat().st_mtime
    except FileNotFoundError:
        return 0.0
