"""Assumed numbers of a scenario: which are varied by themselves and which together, and to what.

Half of a number and its double, as the schema takes them. A distribution is scaled as a whole, and
how much it varies, its sigma or shape, is a number of its own; whole numbers are rounded, and
beyond a bound of the schema stands the bound; short of one that a number may not reach, the middle
between the two.

- A default that a scenario leaves in several places is one number of the program: it varies in all
  of them at once.
- What is no matter of cooperation (what threats leave to be seen, who can see it, routine work)
  varies for all of one kind at once: it tells how much rests on it, and shows nobody a gap.
- Of more than a hundred, those of one kind vary together as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache
from math import floor
from typing import Any, Final, cast

from pydantic import BaseModel, BeforeValidator

from sim.errors import InputError
from sim.frozen import frozen
from sim.scenario.files.paths import NOTHING, dotted, value_at, with_value
from sim.scenario.reading.provenance import hours_text, rate_text, sourced_numbers, takes_text
from sim.scenario.reading.reading import Reading, variant_of
from sim.scenario.reading.varying import steps_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.amounts import Sort
from sim.scenario.units.dumped import AS_NUMBERS
from sim.scenario.units.kinds import Accepted, kinds_at
from sim.scenario.units.quantities import LONGEST_HOURS, duration_hours, rate_per_day
from sim.scenario.values.distributions import Distribution, Lognormal
from sim.scenario.values.nodes import Names

MOST_ALONE: Final = 100
"""More numbers than these are varied with others of their kind."""
ALL_DEFAULTS: Final = "all defaults together"
_SPREADS: Final = {
    "gamma": "shape",
    "lognormal": "sigma",
    "loglogistic": "shape",
    "weibull": "shape",
}
"""By the form of a distribution: the number that says how much it varies."""
_DEADLINES: Final = ("threats", "*", "deadline")
_ANY: Final = "*"
_HIGHEST_RATE: Final = 100_000.0


class Factor(StrEnum):
    """By how much a number is varied."""

    HALF = "half"
    DOUBLE = "double"

    @property
    def times(self) -> float:
        """What it is multiplied with."""
        return 0.5 if self is Factor.HALF else 2.0


@frozen
class Assumed:
    """One assumption: a number, or equal ones in several places that vary together."""

    name: str
    """Its path; of several, with a star for each name in which they differ."""
    places: tuple[Names, ...]
    text: str
    """The number with its unit, or how many different ones there are."""
    by_default: bool
    """Whether the scenario leaves it to the program."""


@frozen
class Assumptions:
    """What there is to vary."""

    numbers: tuple[Assumed, ...]
    defaults: Assumed | None
    """All that the scenario leaves to the program, together; None where there are none."""
    cited: int
    """How many numbers have a source and are left alone."""
    held: tuple[str, ...]
    """Assumed numbers that decide for how long a threat counts: with others, hours would not
    compare."""


@frozen
class Varied:
    """A scenario in which an assumption is half or double."""

    scenario: Scenario
    text: str
    """What stands there then."""
    clipped: bool
    """Whether a bound of the schema kept it nearer, in one place at least."""


@frozen
class NotVaried:
    """Why an assumption is not half or double."""

    text: str
    """What would stand there."""
    why: str


def assumptions_of(reading: Reading) -> Assumptions:
    """Every number of a scenario that has no source, in the order of the scenario."""
    every = sourced_numbers(reading.scenario)
    assumed = [figure for figure in every if figure.source is None]
    follows = reading.scenario.window is None
    free, held = list[_Found](), dict[str, None]()
    for figure in assumed:
        kind = _kind_of(reading.scenario, figure.path)
        if follows and kind == _DEADLINES:
            held[dotted(kind)] = None
            continue
        left = value_at(reading.document.data, figure.path) is NOTHING
        free.append(_Found(figure.path, kind, figure.text, left))
        free += _spread_at(reading.scenario, figure.path, kind, left=left)
    defaults = [found for found in free if found.by_default]
    return Assumptions(
        numbers=tuple(_grouped(free)),
        defaults=_together(ALL_DEFAULTS, defaults) if defaults else None,
        cited=len(every) - len(assumed),
        held=tuple(held),
    )


def varied(reading: Reading, assumed: Assumed, factor: Factor) -> Varied | NotVaried:
    """The scenario with an assumption at half or double, or why there is none."""
    scenario = reading.scenario
    scaled = [_scaled(scenario, place, factor.times) for place in assumed.places]
    text = _said([one.text for one in scaled])
    if all(one.value == one.before for one in scaled):
        return NotVaried(text, _why_unchanged(scaled))
    data: object = reading.document.data
    for place, one in zip(assumed.places, scaled, strict=True):
        if _is_spread(scenario, place):
            data = _with_spread(data, scenario, place, one.written)
        else:
            data = with_value(data, place, one.written)
    changed = replace(reading.document, data=cast("dict[str, object]", data))
    try:
        made = variant_of(changed)
    except InputError as error:
        return NotVaried(text, f"the scenario needs {error.problems[0].expected}")
    return Varied(made, text, any(one.clipped for one in scaled))


@frozen
class _Found:
    """An assumed number where it stands."""

    path: Names
    kind: Names
    """The path with a star for each name."""
    text: str
    by_default: bool

    @property
    def is_cooperation(self) -> bool:
        """Whether it may vary by itself."""
        try:
            steps_of(dotted(self.path))
        except ValueError:
            return False
        return True


@frozen
class _Scaled:
    """A number, and what it becomes."""

    before: object
    value: object
    written: object
    """As a scenario writes it."""
    text: str
    clipped: bool


def _grouped(found: Sequence[_Found]) -> Iterator[Assumed]:
    alone = [one.is_cooperation and not one.by_default for one in found]
    many = sum(alone) > MOST_ALONE
    groups: dict[tuple[Names, bool], list[_Found]] = {}
    for one, by_itself in zip(found, alone, strict=True):
        name = one.path if by_itself and not many else one.kind
        groups.setdefault((name, one.by_default), []).append(one)
    for (name, _), members in groups.items():
        only = members[0].path if len(members) == 1 else name
        yield _together(dotted(only), members)


def _together(name: str, members: Sequence[_Found]) -> Assumed:
    return Assumed(
        name=name,
        places=tuple(one.path for one in members),
        text=_said([one.text for one in members]),
        by_default=all(one.by_default for one in members),
    )


def _said(texts: Sequence[str]) -> str:
    """The text of all places, where it is the same."""
    return texts[0] if len(set(texts)) == 1 else f"{len(set(texts))} values"


def _kind_of(scenario: Scenario, path: Names) -> Names:
    """The path with a star for every name and number that the scenario itself chose."""
    node: Any = scenario
    steps = list[str]()
    for step in path:
        steps.append(step if isinstance(node, BaseModel) else _ANY)
        node = _inside(node, step)
    return tuple(steps)


def _spread_at(scenario: Scenario, path: Names, kind: Names, *, left: bool) -> Iterator[_Found]:
    """What says how much the distribution at a path varies, if that is one and varies."""
    takes = _value_at(scenario, path)
    if not isinstance(takes, Distribution):
        return
    for form, key in _SPREADS.items():
        if getattr(takes, form) is not None:
            where = (form, key)
            spread = _spread_text(key, _value_at(scenario, (*path, *where)))
            yield _Found((*path, *where), (*kind, *where), spread, left)


def _spread_text(key: str, spread: float) -> str:
    """A spread in words: it varies more the larger a sigma is, and less the larger a shape."""
    return f"how {'much' if key == 'sigma' else 'little'} it varies: {key} {spread:.3g}"


def _is_spread(scenario: Scenario, place: Names) -> bool:
    return len(place) > 2 and isinstance(_value_at(scenario, place[:-2]), Distribution)


def _with_spread(data: object, scenario: Scenario, place: Names, spread: object) -> object:
    """A copy of plain data in which a distribution varies so much; its other numbers are kept."""
    of, (form, key) = place[:-2], place[-2:]
    written: Any = value_at(data, of)
    if written is NOTHING:
        written = _value_at(scenario, of).model_dump(by_alias=True, exclude_none=True)
    others = {name: number for name, number in written[form].items() if name != "p90"}
    return with_value(data, of, {form: {**others, key: spread}})


def _value_at(scenario: Scenario, path: Names) -> Any:
    node: Any = scenario
    for step in path:
        node = _inside(node, step)
    return node


def _inside(node: Any, step: str) -> Any:
    if isinstance(node, Lognormal) and step == _SPREADS["lognormal"]:
        return node.spread
    if isinstance(node, BaseModel):
        named = {field.alias or name: name for name, field in type(node).model_fields.items()}
        return getattr(node, named[step])
    return node[step] if isinstance(node, dict) else node[int(step)]


def _scaled(scenario: Scenario, path: Names, times: float) -> _Scaled:
    value = _value_at(scenario, path)
    if isinstance(value, Distribution):
        return _scaled_distribution(value, times)
    kind = _number_at(tuple(_kind_of(scenario, path)))
    size = _within(value * times, value, kind)
    clipped = size != value * times
    if isinstance(value, int):
        whole = floor(size + 0.5)
        return _Scaled(value, whole, whole, f"{whole}", clipped)
    sort = _sort_of(kind)
    return _Scaled(value, size, _written(size, sort), _text(size, sort), clipped)


def _scaled_distribution(value: Distribution, times: float) -> _Scaled:
    """The same form with every duration in it multiplied."""
    written = _multiplied(
        value.model_dump(by_alias=True, exclude_none=True, context=AS_NUMBERS), times
    )
    scaled = Distribution.model_validate(written)
    return _Scaled(value, scaled, written, takes_text(scaled), clipped=False)


_PURE: Final = frozenset({"shape", "sigma"})
"""Numbers of a distribution that are no durations."""


def _multiplied(node: Any, times: float) -> Any:
    if isinstance(node, dict):
        return {
            key: inner if key in _PURE else _multiplied(inner, times) for key, inner in node.items()
        }
    return _written(min(node * times, LONGEST_HOURS), Sort.HOURS)


def _why_unchanged(scaled: Sequence[_Scaled]) -> str:
    if all(_size(one.value) == 0 for one in scaled):
        return "nought has no half and no double"
    if any(one.clipped for one in scaled):
        return "it is at its bound"
    return "whole numbers: it stays as it is"


def _size(value: object) -> float:
    return value.scale_hours if isinstance(value, Distribution) else cast("float", value)


@cache
def _number_at(kind: Names) -> Accepted:
    """What the schema takes at a place, of the forms that are numbers."""
    here = kinds_at(Scenario, kind)
    return next(each for each in here if each.type in (int, float))


def _within(size: float, value: float, kind: Accepted) -> float:
    """The size, or as near to it as the bounds allow."""
    least, above = _bounds(kind, "ge"), _bounds(kind, "gt")
    most, below = [*_bounds(kind, "le"), *_most(kind)], _bounds(kind, "lt")
    size = min([max([size, *least]), *most])
    if any(size <= bound for bound in above):
        return (value + max(above)) / 2
    if any(size >= bound for bound in below):
        return (value + min(below)) / 2
    return size


def _bounds(kind: Accepted, name: str) -> list[float]:
    """What the schema says of a number: ``ge``, ``gt``, ``le`` or ``lt``."""
    return [bound for limit in kind.limits if (bound := getattr(limit, name, None)) is not None]


def _most(kind: Accepted) -> list[float]:
    match _sort_of(kind):
        case Sort.HOURS:
            return [LONGEST_HOURS]
        case Sort.PER_DAY:
            return [_HIGHEST_RATE]
        case Sort.NUMBER:
            return []


def _sort_of(kind: Accepted) -> Sort:
    read = {limit.func for limit in kind.limits if isinstance(limit, BeforeValidator)}
    if duration_hours in read:
        return Sort.HOURS
    return Sort.PER_DAY if rate_per_day in read else Sort.NUMBER


def _written(size: float, sort: Sort) -> object:
    """As a scenario writes it, to the last bit."""
    match sort:
        case Sort.HOURS:
            return f"{size!r} h"
        case Sort.PER_DAY:
            return f"{size!r} per day"
        case Sort.NUMBER:
            return size


def _text(size: float, sort: Sort) -> str:
    match sort:
        case Sort.HOURS:
            return hours_text(size)
        case Sort.PER_DAY:
            return rate_text(size)
        case Sort.NUMBER:
            return f"{size:.4g}"
