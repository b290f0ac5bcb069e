"""The states of an exercise in order of time: what injects, programmes and assessments write."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from math import inf

from sim.frozen import frozen
from sim.plan.attention import spells
from sim.plan.awaiting import awaited_in, effects_of
from sim.plan.effects import apply
from sim.plan.interventions import Intervention, changes, interventions
from sim.plan.rules.calendars import microseconds
from sim.plan.state import State, agencies_of, first_state, written_trust
from sim.scenario.schema.assessments import Assessments
from sim.scenario.schema.effects import ChannelEffect, RatificationEffect
from sim.scenario.schema.injects import Inject
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.value import with_fields


@frozen
class StateChange:
    """The state from a moment on; ``at`` is microseconds of engine time."""

    at: int
    state: State


def timeline(scenario: Scenario) -> tuple[StateChange, ...]:
    """The states of an exercise in order of time, one for each moment at which any is written."""
    moments = [StateChange(-microseconds(scenario.warm_up) - 1, first_state(scenario))]
    for one in _writing(scenario):
        at, state = microseconds(one.at), apply(one.effect, scenario, moments[-1].state)
        if state is moments[-1].state:
            continue
        if at == moments[-1].at:
            moments.pop()
        moments.append(StateChange(at, state))
    return _attentive(scenario, moments)


def _attentive(scenario: Scenario, moments: list[StateChange]) -> tuple[StateChange, ...]:
    """The same moments, and those at which a threat assessment arrives or is out of date."""
    written, horizon = [moment.at for moment in moments], microseconds(scenario.horizon)

    def state_at(at: int) -> State:
        return moments[bisect_right(written, at) - 1].state

    read = [(one, _readers(scenario, state_at(one.since), one.of)) for one in spells(scenario)]
    edges = {at for one, _ in read for at in (one.since, one.until) if at < horizon}
    found: list[StateChange] = []
    for at in sorted({*written, *edges}):
        attention: dict[tuple[str, str], tuple[tuple[float, float], ...]] = {}
        for one, readers in read:
            for agency, trust in readers.items() if one.since <= at < one.until else ():
                key = agency, one.of.category
                attention[key] = (*attention.get(key, ()), (one.of.raises_priority_to, trust))
        found.append(StateChange(at, replace(state_at(at), attention=attention)))
    return tuple(found) if edges else tuple(moments)


def _readers(scenario: Scenario, state: State, series: Assessments) -> dict[str, float]:
    """By agency that reads an assessment: its trust in the writer it trusts most."""
    writers = {name for party in series.senders for name in agencies_of(scenario, party)}
    return {
        reader: max(
            state.trust.get((reader, writer), written_trust(scenario, reader, writer))
            for writer in writers - {reader}
        )
        for party in series.receivers
        for reader in agencies_of(scenario, party)
        if writers - {reader}
    }


def _writing(scenario: Scenario) -> list[Intervention]:
    """What writes: ratifications that the scenario dates, then injects and programmes, by time."""
    ratifications = [
        Intervention(
            one.at,
            name,
            RatificationEffect(agreement=name, party=party, covers=one.covers),
        )
        for name, agreement in scenario.agreements.items()
        for party, one in agreement.ratified.items()
    ]
    return sorted([*ratifications, *interventions(scenario)], key=lambda one: one.at)


def in_order(scenario: Scenario) -> list[tuple[str, Inject]]:
    """Injects that come by themselves, by time, then name."""
    come = ((name, each) for name, each in scenario.injects.items() if each.comes < inf)
    return sorted(come, key=lambda entry: (entry[1].comes, entry[0]))


def openings(scenario: Scenario) -> dict[str, int]:
    """When channels that are not open at the beginning open, in microseconds.

    What never does opens after the end.
    """
    never = microseconds(scenario.horizon) + 1
    found = {name: never for name, channel in scenario.channels.items() if not channel.open}
    for at, _, effect in changes(scenario, ChannelEffect) if found else ():
        if effect.open and effect.name in found:
            found[effect.name] = min(found[effect.name], microseconds(at))
    return found


def without_unopened(scenario: Scenario) -> Scenario:
    """The scenario without the channels that are not open, and of which no effect says anything."""
    closed = {name for name, channel in scenario.channels.items() if not channel.open}
    if closed:
        come = (effect for _, _, effect in changes(scenario, ChannelEffect))
        may_come = effects_of(scenario, awaited_in(scenario))
        closed -= {one.name for one in (*come, *may_come) if isinstance(one, ChannelEffect)}
    if not closed:
        return scenario
    left = {name: each for name, each in scenario.channels.items() if name not in closed}
    return with_fields(scenario, channels=left)


def outages(scenario: Scenario) -> dict[str, list[tuple[int, int]]]:
    """When channels are closed on the way: (from, to) in microseconds, by channel."""
    closed: dict[str, list[tuple[int, int]]] = {}
    for since, _, channel in changes(scenario, ChannelEffect):
        if channel.closed_for is not None:
            at = microseconds(since)
            spell = (at, at + microseconds(channel.closed_for))
            closed.setdefault(channel.name, []).append(spell)
    return closed
