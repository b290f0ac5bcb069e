"""What a lever would be if it stood in the scenario from the beginning: settings of it."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from sim.exercise.levers import Lever
from sim.plan.state import agencies_of, written_trust
from sim.scenario.files.paths import dotted
from sim.scenario.schema.effects import (
    AgreementEffect,
    AnalystsEffect,
    ChannelEffect,
    Effect,
    PriorityEffect,
    TrustEffect,
)
from sim.scenario.schema.scenario import Scenario

Settings = dict[str, Any]
"""By path: the value there."""


def as_settings(scenario: Scenario, lever: Lever) -> Settings:
    """The settings by which what a lever changes is there from the beginning, without its delay.

    Where an effect is nothing that a scenario says of its beginning, a setting pulls the lever
    then; a lever that no file describes has no such setting.
    """
    for name, programme in scenario.programmes.items():
        if programme is lever.programme:
            return {dotted(("programmes", name, "in_force")): True}
    settings: Settings = {}
    present = scenario
    for change in lever.programme.effects.values():
        for _, effect in change.each():
            found = _standing(effect, present)
            if found is None and lever.name not in scenario.exercise.levers:
                return {}
            if found is None:
                return _pulled_at_once(scenario, lever)
            settings |= found
            present = present.set(found)
    return settings


def _pulled_at_once(scenario: Scenario, lever: Lever) -> Settings:
    """The setting by which a lever is pulled at the beginning, on no condition."""
    path = ("exercise", "levers", lever.name)
    waits = scenario.exercise.levers[lever.name].pulled_when is not None
    never = {dotted((*path, "pulled_when")): None} if waits else {}
    return {**never, dotted((*path, "pulled")): "0 h"}


@singledispatch
def _standing(_effect: Effect, _scenario: Scenario) -> Settings | None:
    """What an effect comes to if it was there from the beginning; None where nothing says so."""
    return None


@_standing.register
def _agreement(effect: AgreementEffect, _scenario: Scenario) -> Settings | None:
    return {dotted(("agreements", effect.name, "in_force")): effect.in_force}


@_standing.register
def _channel(effect: ChannelEffect, _scenario: Scenario) -> Settings | None:
    return {dotted(("channels", effect.name, "open")): True} if effect.open else None


@_standing.register
def _analysts(effect: AnalystsEffect, scenario: Scenario) -> Settings | None:
    written = scenario.agencies[effect.agency].analysts
    number = written + (effect.change or 0) if effect.become is None else effect.become
    return {dotted(("agencies", effect.agency, "analysts")): max(0, number)}


@_standing.register
def _priority(effect: PriorityEffect, _scenario: Scenario) -> Settings | None:
    return {dotted(("countries", effect.country, "priorities", effect.category)): effect.becomes}


@_standing.register
def _trust(effect: TrustEffect, scenario: Scenario) -> Settings | None:
    """Of countries and agencies as a whole, where no pair of agencies is written by itself."""
    settings: Settings = {}
    for who, whom in effect.directions:
        pairs = [
            (one, other)
            for one in agencies_of(scenario, who)
            for other in agencies_of(scenario, whom)
        ]
        single = who in scenario.agencies and whom in scenario.agencies
        homes = who not in scenario.agencies and whom not in scenario.agencies
        levels = {written_trust(scenario, *pair) for pair in pairs}
        if len(levels) != 1 or not (single or homes):
            return None
        (level,) = levels
        becomes = effect.becomes
        if becomes is None:
            becomes = min(1.0, level * (effect.times or 0.0))
        place = ("trust", "agencies" if single else "countries", who, whom)
        settings[dotted(place)] = round(becomes, 6)
    return settings
