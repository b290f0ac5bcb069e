"""A frozen class does what `dataclass(frozen=True)` makes of the same lines."""

from __future__ import annotations

import pickle
from dataclasses import (
    KW_ONLY,
    FrozenInstanceError,
    asdict,
    dataclass,
    field,
    fields,
    is_dataclass,
    replace,
)
from inspect import signature
from typing import Any

import pytest

from sim.frozen import entity, frozen


class _Lines:
    first: int
    second: list[int] = field(default_factory=list)
    third: str = "three"
    unseen: float = field(default=1.0, repr=False, compare=False)
    _: KW_ONLY
    fourth: int
    fifth: int = 5


def _class(base: type = object) -> type:
    """A new class of these lines."""
    own = {name: each for name, each in vars(_Lines).items() if name != "__dict__"}
    return type("Lines", (base,), {**own, "__qualname__": "Lines"})


@frozen
class Pickled:
    """One that can be found by its name."""

    number: int
    text: str = ""


@frozen
class More(Pickled):
    """One that is made from another."""

    further: int = 0

    def __post_init__(self) -> None:
        if self.further < 0:
            raise ValueError("below nothing")


@entity
class Thing:
    """One that is equal only to itself."""

    number: int


@pytest.fixture
def kinds() -> tuple[Any, Any]:
    """Made by the standard library, and by us."""
    return dataclass(frozen=True)(_class()), frozen(_class())


def test_is_made_shown_and_hashed_as_the_standard_library_does(kinds: tuple[Any, Any]) -> None:
    theirs, ours = (kind(1, fourth=4) for kind in kinds)
    assert (
        repr(ours) == repr(theirs) == "Lines(first=1, second=[], third='three', fourth=4, fifth=5)"
    )
    assert asdict(ours) == asdict(theirs)
    theirs, ours = (kind(1, (2,), third="x", fourth=4) for kind in kinds)
    assert hash(ours) == hash(theirs)
    assert [it.name for it in fields(ours)] == [it.name for it in fields(theirs)]
    assert all(is_dataclass(kind) for kind in kinds)
    assert ours.__match_args__ == theirs.__match_args__


def test_takes_the_same_arguments(kinds: tuple[Any, Any]) -> None:
    theirs, ours = (signature(kind).parameters.values() for kind in kinds)
    assert [(it.name, it.kind, it.annotation) for it in ours] == [
        (it.name, it.kind, it.annotation) for it in theirs
    ]
    for kind in kinds:
        with pytest.raises(TypeError, match="fourth"):
            kind(1)
        with pytest.raises(TypeError, match="positional"):
            kind(1, [], "three", 1.0, 4)


def test_each_has_a_list_of_its_own(kinds: tuple[Any, Any]) -> None:
    _, ours = kinds
    assert ours(1, fourth=4).second is not ours(1, fourth=4).second


def test_is_equal_by_its_fields_within_its_class(kinds: tuple[Any, Any]) -> None:
    theirs, ours = kinds
    for kind in kinds:
        assert kind(1, fourth=4) == kind(1, fourth=4, unseen=2.0)
        assert kind(1, fourth=4) != kind(2, fourth=4)
        assert replace(kind(1, fourth=4), first=2) == kind(2, fourth=4)
    assert ours(1, fourth=4) != theirs(1, fourth=4)
    assert Pickled(1) != More(1)
    assert Thing(1) != Thing(1)
    assert len({Pickled(1), Pickled(1), More(1)}) == 2


def test_cannot_be_changed() -> None:
    one = More(1)
    with pytest.raises(FrozenInstanceError, match="`number` of More cannot be changed"):
        one.number = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.number
    with pytest.raises(FrozenInstanceError):
        one.other = 2  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError):
        Thing(1).number = 2  # type: ignore[misc]


def test_goes_on_after_it_is_made() -> None:
    with pytest.raises(ValueError, match="below nothing"):
        More(1, further=-1)


def test_can_be_sent() -> None:
    assert pickle.loads(pickle.dumps(More(1, "a", 2))) == More(1, "a", 2)  # noqa: S301 - its own


def test_what_a_class_defines_itself_stays() -> None:
    @frozen
    class Own:
        number: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own)

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "own"

    @frozen
    class FromOwn(Own):
        other: int

    assert Own(1) == Own(2)
    assert (hash(Own(1)), repr(Own(1)), repr(FromOwn(1, 2))) == (7, "own", "own")
    assert FromOwn(1, 2) != FromOwn(1, 3)


def test_a_base_that_shows_itself_goes_before_one_that_does_not() -> None:
    class Shown:
        def __repr__(self) -> str:
            return "shown"

    @frozen
    class Both(Pickled, Shown):
        other: int = 0

    assert repr(Both(1)) == "shown"
