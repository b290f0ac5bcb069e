"""What of a scenario comes once a condition holds: injects, and levers that are pulled so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf

from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.calendars import microseconds
from sim.plan.values.made import DecisionMade, Made
from sim.plan.values.plan import Awaited
from sim.scenario.reading.conditions_in_words import condition_text
from sim.scenario.schema.conditions import Condition
from sim.scenario.schema.effects import (
    BackgroundEffect,
    ChannelEffect,
    Effect,
    ObservationEffect,
    PreventionEffect,
)
from sim.scenario.schema.injects import Inject
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.value import with_fields


def awaited_in(scenario: Scenario) -> dict[Awaited, Condition]:
    """What has not come yet, injects first, and the condition that each waits for."""
    found: dict[Awaited, Condition] = {}
    for name, inject in scenario.injects.items():
        if inject.condition is not None and inject.at is None:
            found["inject", name] = inject.condition
    for name, card in scenario.exercise.levers.items():
        if card.pulled_when is not None and card.pulled is None:
            found["lever", name] = card.pulled_when
    return found


def once(scenario: Scenario, came: Mapping[Awaited, int]) -> Scenario:
    """The scenario in which these come at their moments, in microseconds; it still says why."""
    injects, levers = dict(scenario.injects), dict(scenario.exercise.levers)
    for (kind, name), at in came.items():
        if kind == "inject":
            injects[name] = with_fields(injects[name], at=at / HOUR)
        else:
            levers[name] = with_fields(levers[name], pulled=at / HOUR)
    exercise = with_fields(scenario.exercise, levers=levers)
    return with_fields(scenario, injects=injects, exercise=exercise)


def came_in(scenario: Scenario) -> dict[str, int]:
    """The injects that have come because a condition held, with their moments."""
    fired = fired_in(scenario)
    return {
        name: fired[name]
        for name, inject in scenario.injects.items()
        if inject.condition is not None and name in fired
    }


def said(inject: Inject) -> str:
    """What an inject says, and why it has come where that was a condition."""
    if inject.condition is None:
        return inject.message
    return f"{inject.message} (when {condition_text(inject.condition)})".strip()


def fired_in(scenario: Scenario) -> dict[str, int]:
    """When injects come that have a time, in microseconds."""
    return {
        name: microseconds(inject.comes)
        for name, inject in scenario.injects.items()
        if inject.comes < inf
    }


def made_in(scenario: Scenario, made: Made) -> Made:
    """What people have decided, and what is pulled and ordered at a time of the file."""
    as_written = tuple(
        DecisionMade(microseconds(card.pulled), card.teams, lever=name)
        for name, card in scenario.exercise.levers.items()
        if card.pulled is not None
    )
    ordered = tuple(
        DecisionMade(microseconds(card.given), None, order=card.order)
        for card in scenario.exercise.orders.values()
        if card.given is not None
    )
    return Made((*as_written, *ordered, *made.decisions), made.ratings)


def effects_of(scenario: Scenario, came: Iterable[Awaited]) -> list[Effect]:
    """What those that come change."""
    found: list[Effect] = []
    for kind, name in came:
        if kind == "inject":
            changes = [scenario.injects[name].each()]
        else:
            card = scenario.exercise.levers[name]
            changes = [change.each() for change in card.effects.values()]
        found += [effect for each in changes for _, effect in each]
    return found


def draws_anew(effect: Effect) -> bool:
    """Whether an effect changes what is drawn, or when channels are open."""
    if isinstance(effect, ChannelEffect):
        return effect.closed_for is not None or effect.open is not None
    return isinstance(effect, BackgroundEffect | ObservationEffect | PreventionEffect)
