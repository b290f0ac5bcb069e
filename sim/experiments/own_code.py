"""Measures and rules that users write in Python: found by name, known by their source, and sent."""

from __future__ import annotations

import importlib
import inspect
import json
import pickle
import re
import sys
import sysconfig
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from importlib.machinery import PathFinder
from pathlib import Path
from textwrap import dedent
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final, TypeVar

import numpy as np

from sim.errors import InputError, OwnCodeError, Problem
from sim.frozen import frozen
from sim.installed import how_to_add
from sim.measures.own import OwnMeasure
from sim.measures.registry import MEASURES, Measure
from sim.plan.rules.replaced import AS_MODELLED, Rules, place_of
from sim.scenario.problems.misspelt import misspelt

PLACE: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")
"""How a measure or rules are written where they are found by name: `package.module:name`."""
_DATA: Final = (bool, int, float, complex, str, bytes, type(None))
_DEEPEST: Final = 8
"""So deep in one another lists and mappings are looked into."""

_Found = TypeVar("_Found", OwnMeasure, Rules)


@frozen
class Noted:
    """What is noted of a function that a user wrote."""

    name: str
    """Of the measure, or of the rule that it replaces."""
    place: str
    """`package.module:name`."""
    digest: str
    """Of its source."""


@frozen
class OwnCode:
    """What of an experiment its user wrote; other processes get it with the work."""

    measures: tuple[OwnMeasure, ...] = ()
    rules: Rules = AS_MODELLED

    @property
    def is_used(self) -> bool:
        """Whether there is any."""
        return bool(self.measures or self.rules)

    @cached_property
    def noted_measures(self) -> tuple[Noted, ...]:
        """Of each measure its place and the digest of its source."""
        return tuple(Noted(one.name, one.place, digest_of(one.function)) for one in self.measures)

    @cached_property
    def noted_rules(self) -> tuple[Noted, ...]:
        """The same of each rule."""
        return tuple(
            Noted(name, place_of(rule), digest_of(rule))
            for name, rule in sorted(self.rules.functions.items())
        )

    @property
    def known(self) -> Mapping[str, Measure]:
        """By name: the program's measures and these."""
        return {**MEASURES, **{one.name: one.as_measure for one in self.measures}}

    def __reduce__(self) -> tuple[Callable[[bytes], OwnCode], tuple[bytes]]:
        """What another process makes it from.

        Raises:
            OwnCodeError: it cannot be sent.
        """
        return _opened, (_sealed(self),)


NO_OWN_CODE: Final = OwnCode()
"""Nothing that a user wrote."""


def rules_given(given: object) -> Rules:
    """Rules as somebody gives them in Python; None replaces none.

    Raises:
        InputError: they are something else.
    """
    if given is None or isinstance(given, Rules):
        return given or AS_MODELLED
    hint = ""
    if isinstance(given, Mapping) and given:
        hint = f"write `sim.Rules({', '.join(f'{name}=...' for name in given)})`"
    elif isinstance(given, str):
        hint = "names of rules in modules are for studies; give the rules themselves"
    elif callable(given):
        hint = "it says which rule a function replaces, as in `sim.Rules(release=function)`"
    raise InputError([_unusable("rules", "rules made by `sim.Rules(...)`", given, hint)])


def measures_given(given: object, known: Collection[str] = ()) -> tuple[str | OwnMeasure, ...]:
    """Measures as somebody gives them in Python, each once; None is none of them.

    Args:
        given: measures of one's own, and names of measures.
        known: the names that may be given.

    Raises:
        InputError: it is no list, or one of them is no such measure, or stands twice.
    """
    if given is None:
        return ()
    if isinstance(given, str | OwnMeasure) or not isinstance(given, Iterable):
        expected = "a list of measures, such as `measures=[...]`"
        raise InputError([_unusable("measures", expected, given)])
    found: dict[str, str | OwnMeasure] = {}
    for one in given:
        if not isinstance(one, OwnMeasure) and not (isinstance(one, str) and one in known):
            raise InputError([_no_measure(one, known)])
        name = one if isinstance(one, str) else one.name
        if name in found:
            raise InputError([_unusable("measures", "each measure once", f"{name} twice")])
        found[name] = one
    return tuple(found.values())


def _no_measure(given: object, known: Collection[str]) -> Problem:
    """What is wrong with what should be a measure."""
    hint = "a measure of your own is a function under `@sim.measure(unit=..., meaning=...)`"
    if callable(given):
        return _unusable("measures", "a measure", given, hint)
    if isinstance(given, str) and ":" in given:
        hint = "names of measures in modules are for studies; give the function itself"
        return _unusable("measures", "a measure", given, hint)
    if known and isinstance(given, str):
        return misspelt("measure", given, known)
    return _unusable("measures", "a measure of your own", given, hint)


def _unusable(what: str, expected: str, given: object, hint: str = "") -> Problem:
    found = f"`{given}`"
    if isinstance(given, FunctionType):
        found = f"the function `{place_of(given)}`"
    return Problem(file=what, expected=expected, found=found, hint=hint)


def found_by_name(written: str, folder: Path, kind: type[_Found]) -> _Found:
    """What stands under `package.module:name`: the module is looked for in a folder first.

    A measure is called by that name, whatever its function is called.

    Raises:
        OwnCodeError: it cannot be imported, or is something else.
    """
    module_name, _, name = written.partition(":")
    module = _imported(module_name, written, folder)
    found = getattr(module, name, None)
    if isinstance(found, OwnMeasure) and isinstance(found, kind) and found.place != written:
        return replace(found, found_as=written)
    if isinstance(found, kind):
        return found
    wanted = _WANTED[kind]
    there = [key for key, value in vars(module).items() if isinstance(value, kind)]
    hint = f"; it has {', '.join(sorted(there))}" if there else ""
    what = "nothing of that name" if found is None else f"a {type(found).__name__}"
    place = getattr(module, "__file__", None) or module_name
    raise OwnCodeError(f"`{written}` is not {wanted}: {place} has {what}{hint}")


_WANTED: Final[Mapping[type, str]] = {
    OwnMeasure: "a function under `@sim.measure(unit=..., meaning=...)`",
    Rules: "made by `sim.Rules(...)`",
}


def _imported(module_name: str, written: str, folder: Path) -> ModuleType:
    top, home = module_name.partition(".")[0], str(folder.resolve())
    if top in sys.stdlib_module_names or top == "sim":
        whose = "Entente" if top == "sim" else "Python"
        raise OwnCodeError(f"`{written}`: `{top}` is a module of {whose}; call yours otherwise")
    importlib.invalidate_caches()
    there = PathFinder.find_spec(top, [home])
    if there is not None and there.origin:
        loaded = getattr(sys.modules.get(top), "__file__", None)
        if loaded is not None and Path(loaded).resolve() != Path(there.origin).resolve():
            for name in [each for each in sys.modules if each.partition(".")[0] == top]:
                del sys.modules[name]
    sys.path.insert(0, home)
    try:
        return importlib.import_module(module_name)
    except Exception as error:
        raise OwnCodeError(
            f"`{written}` cannot be imported ({type(error).__name__}: {error}); it is looked for "
            f"in {home}, then where Python looks for modules"
        ) from error
    finally:
        sys.path.remove(home)
        if home not in sys.path:
            sys.path.append(home)  # for what the module imports later


def digest_of(function: Callable[..., Any]) -> str:
    """A fingerprint of what a function does, from its source.

    It covers the text of the function; of its module and of other modules that are not installed:
    the functions and classes that it calls, one from another, and plain data that it reads,
    numbers, words, lists, mappings and arrays. Of what is installed it covers the name alone.
    """
    return blake2b("\n".join(_Source(function).parts).encode(), digest_size=16).hexdigest()


class _Source:
    """The text of a function and of what it needs, and whose modules these are."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.parts: list[str] = []
        self.modules: list[ModuleType] = []
        self._seen: set[int] = set()
        self._visit("", function)

    def _visit(self, name: str, value: object) -> None:
        if isinstance(value, OwnMeasure):
            value = value.function
        if isinstance(value, FunctionType | type) and _is_users(value.__module__):
            self._visit_code(name, value)
        elif isinstance(value, ModuleType):
            self._visit_module(name, value)
        else:
            self.parts.append(f"{name} = {_described(value)}")

    def _visit_code(self, name: str, value: FunctionType | type) -> None:
        if id(value) in self._seen:
            return
        self._seen.add(id(value))
        self._note(sys.modules.get(value.__module__))
        self.parts.append(f"{name}: {_text(value)}")
        functions = [value] if isinstance(value, FunctionType) else _functions_in(value)
        for function in functions:
            for inner, held in sorted(_needed(inspect.unwrap(function)).items()):
                self._visit(inner, held)

    def _visit_module(self, name: str, module: ModuleType) -> None:
        if id(module) in self._seen:
            return
        self._seen.add(id(module))
        if _is_users(module.__name__):
            self._note(module)
            self.parts.append(f"{name}: {_text(module)}")
        else:
            self.parts.append(f"{name} = {module.__name__}")

    def _note(self, module: ModuleType | None) -> None:
        if module is not None and module not in self.modules:
            self.modules.append(module)


def _functions_in(kind: type) -> list[Any]:
    return [each for each in vars(kind).values() if isinstance(each, FunctionType)]


def _needed(function: Any) -> dict[str, object]:
    """By name: what a function reads from around it."""
    code: CodeType = function.__code__
    around = function.__globals__
    found = {name: around[name] for name in _names_in(code) if name in around}
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        found[name] = cell.cell_contents
    given = {**dict(enumerate(function.__defaults__ or ())), **(function.__kwdefaults__ or {})}
    return {**found, **{f"={name}": value for name, value in given.items()}}


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names_in(inner)


def _text(value: Any) -> str:
    """The source, without what ends its lines; of code that has none, what it was compiled to."""
    try:
        text = dedent(inspect.getsource(value))
    except (OSError, TypeError):
        code = getattr(value, "__code__", None)
        if code is None:
            return f"no source of {value!r}"
        return f"{sys.version_info[:2]} {code.co_code.hex()} {_described(code.co_consts)}"
    return "\n".join(line.rstrip() for line in text.splitlines())


def _described(value: object, depth: int = 0) -> str:
    """Plain data in words that are the same in every process; of anything else its type."""
    if isinstance(value, _DATA):
        return repr(value)
    if isinstance(value, CodeType):
        return f"{value.co_code.hex()} {_described(value.co_consts, depth + 1)}"
    if isinstance(value, np.ndarray):
        content = blake2b(np.ascontiguousarray(value).tobytes(), digest_size=16).hexdigest()
        return f"array {value.dtype} {value.shape} {content}"
    if isinstance(value, dict) and depth < _DEEPEST:
        pairs = [
            f"{_described(key, depth + 1)}: {_described(held, depth + 1)}"
            for key, held in value.items()
        ]
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list | tuple) and depth < _DEEPEST:
        return f"[{', '.join(_described(each, depth + 1) for each in value)}]"
    if isinstance(value, set | frozenset) and depth < _DEEPEST:
        return f"set {sorted(_described(each, depth + 1) for each in value)}"
    name = getattr(value, "__qualname__", None)
    if name is not None:
        return f"{getattr(value, '__module__', '')}.{name}"
    return f"a {type(value).__module__}.{type(value).__qualname__}"


def _is_users(module_name: str | None) -> bool:
    """Whether a module is neither installed nor Python's nor the program's own."""
    top = (module_name or "").partition(".")[0]
    if top == "sim" or top in sys.stdlib_module_names - {"__main__"} or top == "builtins":
        return False
    file = getattr(sys.modules.get(module_name or ""), "__file__", None)
    return file is None or not _is_installed(Path(file))


def _is_installed(file: Path) -> bool:
    by_name = not {"site-packages", "dist-packages"}.isdisjoint(file.parts)
    return by_name or any(file.is_relative_to(one) for one in _LIBRARIES)


_LIBRARIES: Final = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}


def _sealed(own: OwnCode) -> bytes:
    """What another process can make the same from.

    Raises:
        OwnCodeError: that cannot be.
    """
    if not own.is_used:
        return b""
    try:
        import cloudpickle
    except ImportError:
        return _by_name(own)
    content = [
        [(one.function, _about(one)) for one in own.measures],
        dict(own.rules.functions),
    ]
    functions = [*(one.function for one in own.measures), *own.rules.functions.values()]
    try:
        with _by_value(functions, cloudpickle):
            found: bytes = cloudpickle.dumps(content)
            return found
    except Exception as error:
        raise OwnCodeError(
            f"{_listed(own)} cannot be sent to other processes ({type(error).__name__}: {error}); "
            "use workers=1, or a function of the run and of plain data alone"
        ) from error


@contextmanager
def _by_value(functions: list[Callable[..., Any]], cloudpickle: Any) -> Iterator[None]:
    """Sends users' modules with what is sent, as other machines do not have them."""
    modules = {
        module.__name__: module
        for function in functions
        for module in _Source(function).modules
        if module.__name__ != "__main__"
    }
    registered = cloudpickle.list_registry_pickle_by_value()
    mine = [module for name, module in modules.items() if name not in registered]
    for module in mine:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in mine:
            cloudpickle.unregister_pickle_by_value(module)


def _by_name(own: OwnCode) -> bytes:
    """Without what sends functions, only what a module has under a name goes."""
    measures = [("measure", one.found_as, _importable(one.place, one)) for one in own.measures]
    rules = [
        ("rule", name, _importable(place_of(it), it)) for name, it in own.rules.functions.items()
    ]
    return json.dumps([*measures, *rules]).encode()


def _importable(place: str, value: object) -> tuple[str, str]:
    module, _, name = place.partition(":")
    there = getattr(sys.modules.get(module), name, None)
    if module == "__main__" or _function(there) is not _function(value):
        raise OwnCodeError(
            f"`{place}` cannot be sent to other processes: put it into a module under "
            "a name of its own, use workers=1, or install what sends functions: "
            f"{how_to_add('research')}"
        )
    return module, name


def _function(value: object) -> object:
    return value.function if isinstance(value, OwnMeasure) else value


def _about(one: OwnMeasure) -> tuple[str, str, str, float | None, float | None, str]:
    return one.unit, one.meaning, one.per, one.least, one.most, one.found_as


def _listed(own: OwnCode) -> str:
    names = [f"the measure {one.place}" for one in own.measures]
    names += [f"the rule `{name}`" for name in own.rules.functions]
    return " or ".join(names)


def _opened(content: bytes) -> OwnCode:
    if not content:
        return OwnCode()
    if content[:1] == b"[":
        named = [(kind, name, _at(*place)) for kind, name, place in json.loads(content)]
        measures = tuple(
            replace(value, found_as=name) for kind, name, value in named if kind == "measure"
        )
        rules = {name: value for kind, name, value in named if kind == "rule"}
    else:
        sent, rules = pickle.loads(content)  # noqa: S301 - a process runs what it is sent
        measures = tuple(OwnMeasure(function, *about) for function, about in sent)
    return OwnCode(measures, Rules(**rules) if rules else AS_MODELLED)


def _at(module: str, name: str) -> Any:
    return getattr(importlib.import_module(module), name)
