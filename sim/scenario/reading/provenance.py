"""Where a scenario's numbers come from: a publication, the program's own source, or nobody."""

from __future__ import annotations

from functools import cache
from typing import Final

from sim.errors import Problem
from sim.frozen import frozen
from sim.scenario.files.document import Document
from sim.scenario.files.paths import covers
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.notes import Chosen, Pattern, noted
from sim.scenario.values.distributions import Distribution
from sim.scenario.values.nodes import Names, Node, inside, matches_any, nodes, pattern_of

_DURATIONS: Final = frozenset({"deadline", "earlier", "every", "half_life", "known_after", "lasts"})
_RATES: Final = frozenset({"rate", "rates", "arrives"})


@frozen
class SourcedNumber:
    """One number about the world, and where it comes from."""

    path: Names
    """Where it stands, whether written or left to its default."""
    text: str
    """The number with its unit; of a distribution, its form."""
    source: str | None
    """The publication; None for an assumption."""


def sourced_numbers(scenario: Scenario) -> tuple[SourcedNumber, ...]:
    """Every number about the world that a scenario writes or leaves to its default.

    What it asks of a room of people who play it tells of no world, nor does a lever that nobody
    pulls unless people play.
    """
    patterns = _cited_patterns(scenario)
    return tuple(
        SourcedNumber(node.path, _text(node), _cited(patterns, node.path) or node.built_in)
        for node in nodes(scenario)
        if _is_figure(node) and _tells_of_the_world(scenario, node.path)
    )


def _tells_of_the_world(scenario: Scenario, path: Names) -> bool:
    if path[:2] == ("exercise", "levers"):
        return scenario.exercise.levers[path[2]].is_pulled_as_written
    return path[0] not in ("room", "exercise")


def source_of(scenario: Scenario, path: Names) -> str | None:
    """The publication behind the number at a path; None where it is an assumption.

    A pattern of the scenario's ``sources`` covers what lies below it; the closest one counts. A
    number that the scenario does not write has the source of the program's default.

    Raises:
        KeyError: nothing stands at the path.
    """
    node = Node((), scenario, None)
    while node.path != path and not isinstance(node.value, Distribution):
        inner = {one.path: one for one in inside(node)}
        node = inner[path[: len(node.path) + 1]]
    return _cited(_cited_patterns(scenario), path) or node.built_in


def sources_of_nothing(scenario: Scenario, document: Document) -> tuple[Problem, ...]:
    """The patterns of ``sources`` that match no place of the scenario."""
    if not scenario.sources:
        return ()
    paths = [node.path for node in nodes(scenario)]
    return tuple(
        document.problem(
            ("sources", number, "of", position),
            "the path of something in this scenario, such as law.formal_route.duration",
            f'"{written}"',
            "a duration is named as a whole; `*` stands for any one name",
        )
        for number, source in enumerate(scenario.sources)
        for position, written in enumerate(source.of)
        if not matches_any(pattern_of(written), paths)
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


@cache
def _chosen() -> tuple[Pattern, ...]:
    """Numbers that whoever writes an exercise chooses, and no publication could say."""
    return tuple(place.pattern for place in noted(Scenario, Chosen))


def _is_figure(node: Node) -> bool:
    is_number = isinstance(node.value, Distribution | int | float)
    return (
        is_number
        and not isinstance(node.value, bool)
        and not any(covers(choice, node.path) for choice in _chosen())
    )


def _text(node: Node) -> str:
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
    patterns = [(pattern_of(of), source.cites) for source in scenario.sources for of in source.of]
    return tuple(sorted(patterns, key=lambda entry: (-len(entry[0]), entry[0].count("*"))))


def _cited(patterns: tuple[tuple[Names, str], ...], path: Names) -> str | None:
    return next((cites for pattern, cites in patterns if covers(pattern, path)), None)
