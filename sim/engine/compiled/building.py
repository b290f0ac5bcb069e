"""Building: the parts compiled into one program, which later processes find ready.

The compiler looks at no source but the one that holds the outermost function, so the place where
it keeps its work carries a fingerprint of every source that the work can depend on: an edit leads
to another place. It also keeps apart what different processors need. What lies there is used only
as it was written (`sealing`).
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from sim.chance import elementary, families, keys
from sim.engine import stages
from sim.engine.compiled import parts
from sim.engine.compiled.sealing import clear_unsealed, seal
from sim.errors import CannotCompileError
from sim.plan.rules import belief, trust

Function = Callable[..., Any]

SOURCES = Path(__file__).parents[2]
ROOMS = ("chance", "engine", "plan")
"""The rooms whose sources compiled code is made of, or takes numbers from."""
PLACE = "ENTENTE_CACHE_DIR"
"""The variable of the environment that names another place to keep compiled code."""
KEPT = 4
"""How many builds are kept side by side, beside those that were used of late."""
OF_LATE_SECONDS = 7 * 24 * 3600
"""A build that was used since then may be in use by another checkout."""
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
    trust.write_pair,
    trust.relearn,
    belief.whole,
    belief.evidence,
)
"""Functions of other rooms that the parts call."""

STAGES: tuple[Callable[..., Any], ...] = (
    stages.decided,
    stages.strips,
    stages.heeded,
    stages.lost_before,
    stages.consented,
    stages.knows,
    stages.can_go_again,
    stages.after_open_time,
)
"""What both engines call; set into the place that calls it, as parts are."""

# What allocates nothing needs no counting of references, which would take most of the time; and
# nobody but compiled code calls a part, so it needs no other entrance.
PART_OPTIONS = {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}


def why_not() -> str | None:
    """Why the compiler cannot be used here; None where it can."""
    try:
        import numba
    except Exception as error:  # noqa: BLE001 - whatever it is, the other engine does without
        return _first_line(error)
    switched_off = getattr(numba.config, "DISABLE_JIT", 0)
    return "NUMBA_DISABLE_JIT is set" if switched_off else None


class Program:
    """The compiled form of an outermost function; fetched, or compiled, when it is first called.

    Trouble in fetching or keeping it is no fault of what it is to run: it is compiled again without
    being kept, and where that is no good either, `CannotCompileError` says so.
    """

    def __init__(self, function: Function) -> None:
        self._function = function
        self._fetched: dict[tuple[type, ...], Function] = {}

    def __call__(self, *arguments: Any) -> Any:
        """Calls it."""
        kinds = tuple(map(type, arguments))
        fetched = self._fetched.get(kinds)
        if fetched is None:
            fetched = self._fetched[kinds] = self._fetch(arguments)
        return fetched(*arguments)

    def _fetch(self, arguments: tuple[Any, ...]) -> Function:
        trouble = why_not()
        if trouble is not None:
            raise CannotCompileError(trouble)
        if can_be_kept():
            try:
                return _kept(self._function, arguments)
            except Exception:  # noqa: BLE001 - it cannot be read, or not be written
                shutil.rmtree(place(), ignore_errors=True)
        try:
            return _built(self._function, arguments, cache=False)
        except Exception as error:
            raise CannotCompileError(_first_line(error)) from error


@cache
def compiled(function: Function) -> Program:
    """The compiled form of an outermost function."""
    return Program(function)


def _kept(function: Function, arguments: tuple[Any, ...]) -> Function:
    fetched = _built(function, arguments, cache=True)
    with suppress(OSError):  # without a seal the next process compiles again, that is all
        seal(place())
    return fetched


def _built(function: Function, arguments: tuple[Any, ...], *, cache: bool) -> Function:
    import numba

    build: Any = numba.njit
    kind_of: Any = numba.typeof
    _announce_parts()
    with _kept_in(numba.config, place()):
        built = build(function, cache=cache, **OPTIONS)
    built.compile(tuple(kind_of(each) for each in arguments))
    return built  # type: ignore[no-any-return]


def _first_line(error: Exception) -> str:
    return next(iter(f"{type(error).__name__}: {error}".splitlines()))[:200].rstrip(".")


_announced: set[Callable[..., Any]] = set()


def _announce_parts() -> None:
    """Tells the compiler which functions it may compile when another calls them."""
    from numba import extending

    announce: Any = extending.register_jitable
    functions: list[Callable[..., Any]] = [*parts.PARTS, *parts.CALLED, *STAGES, *ELSEWHERE]
    inlined = {*parts.PARTS, *STAGES}
    for function in functions:
        if function not in _announced:
            _announced.add(function)
            announce(forceinline=function in inlined, **PART_OPTIONS)(function)


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
    """Whether what is compiled can be kept for later processes; looked at once.

    What lies there already and is not as it was written is cleared away.
    """
    folder = place()
    if not folder.is_absolute():  # there is no home that it could be a part of
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            os.utime(folder)
        clear_unsealed(folder)
    except OSError:
        return False
    return True


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
