"""Everything that is to change the world on the way: what injects do, and programmes in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf
from typing import TypeVar

from sim.frozen import frozen
from sim.plan.rules.programmes import absence
from sim.scenario.schema.effects import Effect, Effects
from sim.scenario.schema.programmes import Programme
from sim.scenario.schema.scenario import Scenario

_OF = "\n"
"""Between the names of a programme and its effect; no name of an inject holds it."""


E = TypeVar("E", bound=Effect)


@frozen
class Absence:
    """Analysts of an agency are away for a programme, or with a minus are back."""

    agency: str
    analysts: int


@frozen
class Intervention:
    """One change of the world at a time."""

    at: float
    """Hours after the beginning of the exercise."""
    name: str
    effect: Effect | Absence


def interventions(scenario: Scenario) -> list[Intervention]:
    """What injects and the programmes in force do, by time, then name, then as written."""
    found: list[Intervention] = []
    for name, inject in scenario.injects.items():
        if inject.comes < inf:
            found += _each(inject.comes, name, inject)
    for name, programme in carried_out(scenario).items():
        found += _of_programme(scenario, name, programme)
    return sorted(found, key=lambda each: (each.at, each.name))


def _each(at: float, name: str, written: Effects) -> Iterator[Intervention]:
    """An intervention for each effect; the first has the name, others one of their own."""
    for number, (_, effect) in enumerate(written.each()):
        yield Intervention(at, f"{name}{_OF}{_OF}{number:03}" if number else name, effect)


def changes(scenario: Scenario, kind: type[E]) -> Iterator[tuple[float, str, E]]:
    """(hours, name, effect) of every effect of a kind, in the same order."""
    return of_kind(interventions(scenario), kind)


def of_kind(some: Iterable[Intervention], kind: type[E]) -> Iterator[tuple[float, str, E]]:
    """(hours, name, effect) of those that have an effect of a kind."""
    for each in some:
        if isinstance(each.effect, kind):
            yield each.at, each.name, each.effect


def carried_out(scenario: Scenario) -> dict[str, Programme]:
    """The programmes that are in force, and the levers that are pulled as written, by name."""
    programmes = {name: each for name, each in scenario.programmes.items() if each.in_force}
    levers = scenario.exercise.levers.items()
    return programmes | {
        f"lever {name}": card.as_programme(card.pulled, in_force=True)
        for name, card in levers
        if card.pulled is not None
    }


def absences(scenario: Scenario, programme: Programme) -> dict[str, tuple[int, float]]:
    """By agency: how many analysts are away for a programme, and for how many hours."""
    return {
        agency: absence(hours, programme.works_after, scenario.opening_of(agency))
        for agency, hours in programme.cost.analyst_hours.items()
        if hours > 0
    }


def _of_programme(scenario: Scenario, name: str, programme: Programme) -> Iterator[Intervention]:
    for agency, (analysts, lasting) in absences(scenario, programme).items():
        start = programme.starts
        yield Intervention(start, f"{name}{_OF}", Absence(agency, analysts))
        yield Intervention(start + lasting, f"{name}{_OF}", Absence(agency, -analysts))
    for called, change in programme.effects.items():
        yield from _each(programme.works_at + change.later, f"{name}{_OF}{called}", change)
