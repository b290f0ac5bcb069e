"""Everything that is to change the world on the way: what injects do, and programmes in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.plan.rules.programmes import absence
from sim.scenario.schema.injects import Effect, ObservationEffect
from sim.scenario.schema.programmes import PreventionEffect, Programme, ProgrammeEffect
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.quantities import Opening

_OF = "\n"
"""Between the names of a programme and its effect; no name of an inject holds it."""


@dataclass(frozen=True)
class Absence:
    """Analysts of an agency are away for a programme, or with a minus are back."""

    agency: str
    analysts: int


@dataclass(frozen=True)
class Intervention:
    """One change of the world at a time."""

    at: float
    """Hours after the beginning of the exercise."""
    name: str
    effect: Effect | Absence


def interventions(scenario: Scenario) -> list[Intervention]:
    """What injects and the programmes in force do, by time, then name."""
    found = [Intervention(each.at, name, each) for name, each in scenario.injects.items()]
    for name, programme in carried_out(scenario).items():
        found += _of_programme(scenario, name, programme)
    return sorted(found, key=lambda each: (each.at, each.name))


def changes(scenario: Scenario) -> Iterator[tuple[float, str, Effect]]:
    """(hours, name, effect) of everything but absences, in the same order."""
    for each in interventions(scenario):
        if isinstance(each.effect, Effect):
            yield each.at, each.name, each.effect


def carried_out(scenario: Scenario) -> dict[str, Programme]:
    """The programmes that are in force, by name."""
    return {name: each for name, each in scenario.programmes.items() if each.in_force}


def observation_effects(scenario: Scenario) -> Iterator[tuple[float, ObservationEffect]]:
    """(hours, effect) of what changes what agencies can observe, in order of time."""
    for at, _, effect in changes(scenario):
        if effect.observation:
            yield at, effect.observation


def prevention_effects(scenario: Scenario) -> Iterator[tuple[float, PreventionEffect]]:
    """(hours, effect) of what programmes in force prevent, in order of time."""
    for at, _, effect in changes(scenario):
        if isinstance(effect, ProgrammeEffect) and effect.prevention:
            yield at, effect.prevention


def absences(scenario: Scenario, programme: Programme) -> dict[str, tuple[int, float]]:
    """By agency: how many analysts are away for a programme, and for how many hours."""
    return {
        agency: absence(hours, programme.works_after, _opening(scenario, agency))
        for agency, hours in programme.cost.analyst_hours.items()
        if hours > 0
    }


def _of_programme(scenario: Scenario, name: str, programme: Programme) -> Iterator[Intervention]:
    for agency, (analysts, lasting) in absences(scenario, programme).items():
        start = programme.starts
        yield Intervention(start, f"{name}{_OF}", Absence(agency, analysts))
        yield Intervention(start + lasting, f"{name}{_OF}", Absence(agency, -analysts))
    for called, effect in programme.effects.items():
        yield Intervention(programme.works_at + effect.later, f"{name}{_OF}{called}", effect)


def _opening(scenario: Scenario, name: str) -> Opening:
    agency = scenario.agencies[name]
    if isinstance(agency.opening, Opening):
        return agency.opening
    home = scenario.countries.get(agency.home) or scenario.bodies[agency.home]
    return home.works
