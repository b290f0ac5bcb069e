"""Frozen: dataclasses whose classes are made in a quarter of the time the standard library takes.

A command that is done in half a second makes two hundred of them, and for each the standard library
writes six methods as text and compiles them. Here that is done for `__init__` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, NoReturn, TypeVar, dataclass_transform

Kind = TypeVar("Kind", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(kind: Kind) -> Kind:
    """A frozen dataclass: equal, hashed and shown by its fields, as by `dataclass(frozen=True)`.

    A method that it defines itself stays, and so does `__repr__` of a class that it is made from.
    """
    values = _getter([each.name for each in _made_dataclass(kind) if each.compare])

    def equal(self: Any, other: Any) -> bool:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    def hashed(self: Any) -> int:
        return hash(values(self))

    own = vars(kind)
    if own.get("__hash__") is None:  # Python says None where only `__eq__` is defined
        _add(kind, "__hash__", hashed)
    if "__eq__" not in own:
        _add(kind, "__eq__", equal)
    return kind


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def entity(kind: Kind) -> Kind:
    """A frozen dataclass that is equal only to itself, as by `dataclass(frozen=True, eq=False)`."""
    _made_dataclass(kind)
    return kind


def _made_dataclass(kind: type) -> tuple[Field[Any], ...]:
    """Adds to a class all but what it is equal by.

    Returns:
        Its fields.
    """
    made: Any = dataclass(init=False, repr=False, eq=False)(kind)
    own = fields(made)
    if "__init__" not in vars(kind):
        _add(kind, "__init__", _initialiser(own, goes_on=hasattr(kind, "__post_init__")))
    _add(kind, "__repr__", _representation(kind))
    made.__setattr__ = made.__delattr__ = _refuse
    return own


def _add(kind: type, name: str, method: Callable[..., object]) -> None:
    setattr(kind, name, method)


def _initialiser(own: tuple[Field[Any], ...], *, goes_on: bool) -> Callable[..., None]:
    """`__init__` that takes fields in their order, those by name alone last."""
    known: dict[str, Any] = {"_set": object.__setattr__}
    by_place, by_name, steps = ["self"], ["*"], []
    for each in own:
        name = value = parameter = each.name
        if each.default is not MISSING:
            known[f"_default_{name}"] = each.default
            parameter = f"{name}=_default_{name}"
        elif each.default_factory is not MISSING:
            known[f"_new_{name}"] = each.default_factory
            parameter, value = f"{name}=...", f"_new_{name}() if {name} is ... else {name}"
        (by_name if each.kw_only else by_place).append(parameter)
        steps.append(f"_set(self, {name!r}, {value})")
    if goes_on:
        steps.append("self.__post_init__()")
    parameters = ", ".join(by_place + (by_name if len(by_name) > 1 else []))
    exec(f"def __init__({parameters}):\n " + "\n ".join(steps or ["pass"]), known)  # noqa: S102
    made: Callable[..., None] = known["__init__"]
    made.__annotations__ = {each.name: each.type for each in own} | {"return": None}
    return made


def _getter(names: list[str]) -> Callable[[Any], tuple[object, ...]]:
    """Gives the values of some attributes."""
    if not names:
        return lambda _: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda it: (get(it),)


def _representation(kind: type) -> Callable[[Any], str]:
    """The first that the class or one that it is made from writes itself; else by the fields."""
    known = (vars(each).get("__repr__", _shown) for each in kind.__mro__[:-1])
    return next((each for each in known if each is not _shown), _shown)


@recursive_repr()
def _shown(self: Any) -> str:
    values = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(values)})"


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"`{name}` of {type(self).__name__} cannot be changed")
