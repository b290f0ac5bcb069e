"""Where a scenario's numbers come from: a publication, the program's own source, or nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.errors import Problem
from sim.scenario.distributions import Distribution
from sim.scenario.document import Document
from sim.scenario.dotted import segments
from sim.scenario.schema import Scenario

Names = tuple[str, ...]
"""A path in a scenario: keys, and the entries of lists by number."""

_CHOICES: Final = (
    "entente",
    "begins",
    "horizon",
    "warm_up",
    "window",
    "dials",
    "sources",
    "*.*.utc",
    "*.*.indicators.*.count",
    "injects.*.at",
    "injects.*.background.lasting",
    "injects.*.channel.closed_for",
    "programmes.*.starts",
    "programmes.*.effects.*.later",
    "programmes.*.effects.*.background.lasting",
    "programmes.*.effects.*.channel.closed_for",
)
"""Numbers that whoever writes an exercise chooses; no publication could say them."""
_DURATIONS: Final = frozenset({"deadline", "earlier", "every", "half_life", "known_after", "lasts"})
_RATES: Final = frozenset({"rate", "rates", "arrives"})


@dataclass(frozen=True)
class Figure:
    """One number about the world, and where it comes from."""

    path: Names
    """Where it stands, whether written or left to its default."""
    text: str
    """The number with its unit; of a distribution, its form."""
    source: str | None
    """The publication; None for an assumption."""


@dataclass(frozen=True)
class _Node:
    """One place of a scenario, with the source that its default carries."""

    path: Names
    value: object
    built_in: str | None


def figures(scenario: Scenario) -> tuple[Figure, ...]:
    """Every number about the world that a scenario writes or leaves to its default.

    What it asks of a room of people who play it tells of no world.
    """
    patterns = _cited_patterns(scenario)
    return tuple(
        Figure(node.path, _text(node), _cited(patterns, node.path) or node.built_in)
        for node in _nodes(scenario)
        if _is_figure(node) and node.path[:1] != ("room",)
    )


def source_of(scenario: Scenario, path: Names) -> str | None:
    """The publication behind the number at a path; None where it is an assumption.

    A pattern of the scenario's ``sources`` covers what lies below it; the closest one counts. A
    number that the scenario does not write has the source of the program's default.

    Raises:
        KeyError: nothing stands at the path.
    """
    node = _Node((), scenario, None)
    while node.path != path and not isinstance(node.value, Distribution):
        inner = {one.path: one for one in _inside(node)}
        node = inner[path[: len(node.path) + 1]]
    return _cited(_cited_patterns(scenario), path) or node.built_in


def sources_of_nothing(scenario: Scenario, document: Document) -> tuple[Problem, ...]:
    """The patterns of ``sources`` that match no place of the scenario."""
    if not scenario.sources:
        return ()
    paths = [node.path for node in _nodes(scenario)]
    return tuple(
        document.problem(
            ("sources", number, "of", position),
            "the path of something in this scenario, such as law.formal_route.duration",
            f'"{written}"',
            "a duration is named as a whole; `*` stands for any one name",
        )
        for number, source in enumerate(scenario.sources)
        for position, written in enumerate(source.of)
        if not _matches_any(_pattern(written), paths)
    )


def hours_text(hours: float) -> str:
    """Hours as people write them: in minutes below two hours, in days from two days on."""
    if hours >= 48:
        return f"{hours / 24:.4g} d"
    if 0 < hours < 2 and hours != 1:
        return f"{hours * 60:.4g} min"
    return f"{hours:.4g} h"


def rate_text(per_day: float) -> str:
    """A rate as people write it, in the shortest unit of time that leaves at least one."""
    for unit, days in (("day", 1.0), ("week", 7.0), ("month", 30.4375)):
        if per_day * days > 0.999:
            return f"{per_day * days:.4g} per {unit}"
    return f"{per_day * 365.25:.4g} per year"


def takes_text(takes: Distribution) -> str:
    """A distribution as people say it: ``lognormal, median 8 h, sigma 0.8``."""
    if takes.lognormal:
        spread = takes.lognormal.spread
        return f"lognormal, median {hours_text(takes.lognormal.median)}, sigma {spread:.3g}"
    if takes.uniform:
        return f"uniform, {hours_text(takes.uniform.least)} to {hours_text(takes.uniform.most)}"
    if takes.exponential:
        return f"exponential, mean {hours_text(takes.exponential.mean)}"
    if takes.gamma:
        return f"gamma, mean {hours_text(takes.gamma.mean)}, shape {takes.gamma.shape:g}"
    if takes.weibull:
        return f"Weibull, median {hours_text(takes.weibull.median)}, shape {takes.weibull.shape:g}"
    if takes.loglogistic:
        own = takes.loglogistic
        return f"log-logistic, median {hours_text(own.median)}, shape {own.shape:g}"
    return hours_text(takes.scale_hours)


def _nodes(scenario: Scenario) -> Iterator[_Node]:
    """Every place of a scenario; a distribution is one place."""
    waiting = [_Node((), scenario, None)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(list(_inside(node)))


def _inside(node: _Node) -> Iterator[_Node]:
    value, path = node.value, node.path
    if isinstance(value, Distribution):
        return
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            left_out = name not in value.model_fields_set
            source = (left_out and _source(field)) or node.built_in
            yield _Node((*path, field.alias or name), getattr(value, name), source)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield _Node((*path, key), inner, node.built_in)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield _Node((*path, str(number)), inner, node.built_in)


def _source(field: FieldInfo) -> str | None:
    extra = field.json_schema_extra
    source = extra.get("source") if isinstance(extra, dict) else None
    return source if isinstance(source, str) else None


def _is_figure(node: _Node) -> bool:
    is_number = isinstance(node.value, Distribution | int | float)
    return (
        is_number
        and not isinstance(node.value, bool)
        and not any(_covers(choice, node.path) for choice in _CHOICE_PATTERNS)
    )


def _text(node: _Node) -> str:
    value = node.value
    if isinstance(value, Distribution):
        return takes_text(value)
    assert isinstance(value, int | float)
    if not _DURATIONS.isdisjoint(node.path[-1:]):
        return hours_text(value)
    if not _RATES.isdisjoint(node.path[-2:]):
        return rate_text(value)
    return f"{value:g}"


def _cited_patterns(scenario: Scenario) -> tuple[tuple[Names, str], ...]:
    """Patterns with what they cite, the closest first."""
    patterns = [(_pattern(of), source.cites) for source in scenario.sources for of in source.of]
    return tuple(sorted(patterns, key=lambda entry: (-len(entry[0]), entry[0].count("*"))))


def _cited(patterns: tuple[tuple[Names, str], ...], path: Names) -> str | None:
    return next((cites for pattern, cites in patterns if _covers(pattern, path)), None)


def _pattern(written: str) -> Names:
    """The segments of a pattern; none where it is no path."""
    steps, rest = segments(written)
    return () if rest else steps


def _covers(pattern: Names, path: Names) -> bool:
    """Whether a path is what a pattern names, or lies below it."""
    return 0 < len(pattern) <= len(path) and all(
        step in ("*", name) for step, name in zip(pattern, path, strict=False)
    )


def _matches_any(pattern: Names, paths: list[Names]) -> bool:
    return any(len(path) == len(pattern) and _covers(pattern, path) for path in paths)


_CHOICE_PATTERNS: Final = tuple(tuple(choice.split(".")) for choice in _CHOICES)
