"""The raw state of the world that injects write and rules read through the dials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sim.plan.rules.calendars import microseconds
from sim.scenario.injects import (
    AgreementEffect,
    AnalystsEffect,
    ChannelEffect,
    Inject,
    PriorityEffect,
    RecognitionEffect,
    TriageEffect,
    TrustEffect,
)
from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class State:
    """Raw values at one moment, keyed by names; what is not written is at its default."""

    trust: Mapping[tuple[str, str], float]
    """By (agency, agency), where it differs from what the scenario's pairs say."""
    in_force: Mapping[str, bool]
    """By agreement."""
    latency_times: Mapping[str, float]
    """By channel."""
    loss: Mapping[str, float]
    """By channel."""
    analysts: Mapping[str, int]
    """By agency."""
    triage_times: Mapping[str, float]
    """By agency."""
    priority: Mapping[tuple[str, str], float]
    """By (country, category), once an inject has written it."""
    recognition: Mapping[tuple[str, str], float]
    """By (country, category), once an inject has written it."""


@dataclass(frozen=True)
class Moment:
    """The state from a moment on; ``at`` is microseconds of engine time."""

    at: int
    state: State


def first_state(scenario: Scenario) -> State:
    """The state in which the exercise begins."""
    return State(
        trust=MappingProxyType({}),
        in_force={name: agreement.in_force for name, agreement in scenario.agreements.items()},
        latency_times=dict.fromkeys(scenario.channels, 1.0),
        loss={name: channel.loss for name, channel in scenario.channels.items()},
        analysts={name: agency.analysts for name, agency in scenario.agencies.items()},
        triage_times=dict.fromkeys(scenario.agencies, 1.0),
        priority=MappingProxyType({}),
        recognition=MappingProxyType({}),
    )


def written_trust(scenario: Scenario, who: str, whom: str) -> float:
    """The trust of one agency in another as the scenario writes it."""
    trust = scenario.trust
    exception = trust.agencies.get(who, {}).get(whom)
    if exception is not None:
        return exception
    seat, other = scenario.agencies[who].seat, scenario.agencies[whom].seat
    by_seat = trust.countries.get(seat, {}).get(other)
    if by_seat is not None:
        return by_seat
    return trust.within_country if seat == other else trust.default


def timeline(scenario: Scenario) -> tuple[Moment, ...]:
    """The states of an exercise in order of time, one for each moment at which injects write."""
    moments = [Moment(-microseconds(scenario.warm_up) - 1, first_state(scenario))]
    for _, inject in in_order(scenario):
        at, state = microseconds(inject.at), after(scenario, moments[-1].state, inject)
        if state is moments[-1].state:
            continue
        if at == moments[-1].at:
            moments.pop()
        moments.append(Moment(at, state))
    return tuple(moments)


def in_order(scenario: Scenario) -> list[tuple[str, Inject]]:
    """Injects by time, then name."""
    return sorted(scenario.injects.items(), key=lambda entry: (entry[1].at, entry[0]))


def after(scenario: Scenario, state: State, inject: Inject) -> State:
    """The state that an inject leaves; the same object when it writes nothing."""
    if inject.trust:
        return replace(state, trust=_trust_after(scenario, state, inject.trust))
    if inject.channel:
        return _channel_after(state, inject.channel)
    if inject.agreement:
        return _agreement_after(state, inject.agreement)
    if inject.analysts:
        return _analysts_after(state, inject.analysts)
    if inject.triage:
        return _triage_after(state, inject.triage)
    if inject.priority:
        return _priority_after(state, inject.priority)
    if inject.recognition:
        return _recognition_after(state, inject.recognition)
    return state


def _trust_after(
    scenario: Scenario, state: State, effect: TrustEffect
) -> Mapping[tuple[str, str], float]:
    written = dict(state.trust)
    for who, whom in effect.directions:
        for one in _agencies_of(scenario, who):
            for other in _agencies_of(scenario, whom):
                if one != other:
                    before = written.get((one, other), written_trust(scenario, one, other))
                    written[one, other] = (
                        effect.becomes
                        if effect.becomes is not None
                        else min(1.0, before * (effect.times or 0.0))
                    )
    return written


def _agencies_of(scenario: Scenario, party: str) -> list[str]:
    if party in scenario.agencies:
        return [party]
    return [name for name, agency in scenario.agencies.items() if agency.seat == party]


def _channel_after(state: State, effect: ChannelEffect) -> State:
    if effect.latency_times is not None:
        times = state.latency_times[effect.name] * effect.latency_times
        return replace(state, latency_times={**state.latency_times, effect.name: times})
    if effect.loss is not None:
        return replace(state, loss={**state.loss, effect.name: effect.loss})
    return state


def _agreement_after(state: State, effect: AgreementEffect) -> State:
    return replace(state, in_force={**state.in_force, effect.name: effect.in_force})


def _analysts_after(state: State, effect: AnalystsEffect) -> State:
    number = (
        effect.become
        if effect.become is not None
        else max(0, state.analysts[effect.agency] + (effect.change or 0))
    )
    return replace(state, analysts={**state.analysts, effect.agency: number})


def _triage_after(state: State, effect: TriageEffect) -> State:
    times = state.triage_times[effect.agency] * effect.times
    return replace(state, triage_times={**state.triage_times, effect.agency: times})


def _priority_after(state: State, effect: PriorityEffect) -> State:
    key = (effect.country, effect.category)
    return replace(state, priority={**state.priority, key: effect.becomes})


def _recognition_after(state: State, effect: RecognitionEffect) -> State:
    key = (effect.country, effect.category)
    return replace(state, recognition={**state.recognition, key: effect.becomes})


def outages(scenario: Scenario) -> dict[str, list[tuple[int, int]]]:
    """When injects close channels: (from, to) in microseconds, by channel."""
    closed: dict[str, list[tuple[int, int]]] = {}
    for _, inject in in_order(scenario):
        effect = inject.channel
        if effect is not None and effect.closed_for is not None:
            at = microseconds(inject.at)
            spell = (at, at + microseconds(effect.closed_for))
            closed.setdefault(effect.name, []).append(spell)
    return closed


def priority_of(scenario: Scenario, state: State, agency: str, category: str) -> float:
    """How much a category matters to an agency: its own word, its country's, else 1."""
    own = scenario.agencies[agency].priorities.get(category)
    return (
        own
        if own is not None
        else seat_priority(scenario, state, scenario.agencies[agency].seat, category)
    )


def seat_priority(scenario: Scenario, state: State, seat: str, category: str) -> float:
    """How much a category matters to a country; 1 to a body and where nothing is written."""
    if seat not in scenario.countries:
        return 1.0
    written = state.priority.get((seat, category))
    return (
        written if written is not None else scenario.countries[seat].priorities.get(category, 1.0)
    )


def recognition_of(scenario: Scenario, state: State, seat: str, category: str) -> float:
    """To what degree the law of a seat recognises a category; 1 where nothing is written."""
    if seat not in scenario.countries:
        return 1.0
    written = state.recognition.get((seat, category))
    return (
        written if written is not None else scenario.countries[seat].recognises.get(category, 1.0)
    )
