"""The raw state of the world that injects write and rules read through the dials."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sim.plan.attention import spells
from sim.plan.interventions import Absence, Intervention, changes, interventions
from sim.plan.rules.attention import raised
from sim.plan.rules.calendars import microseconds
from sim.scenario.schema.agencies import analysts_at_work
from sim.scenario.schema.assessments import Assessments
from sim.scenario.schema.injects import (
    AgreementEffect,
    AnalystsEffect,
    ChannelEffect,
    Effect,
    Inject,
    PriorityEffect,
    RatificationEffect,
    RecognitionEffect,
    TriageEffect,
    TrustEffect,
)
from sim.scenario.schema.programmes import ProgrammeEffect
from sim.scenario.schema.scenario import Scenario


@dataclass(frozen=True)
class State:
    """Raw values at one moment, keyed by names; what is not written is at its default."""

    trust: Mapping[tuple[str, str], float]
    """By (agency, agency), where it differs from what the scenario's pairs say."""
    in_force: Mapping[str, bool]
    """By agreement."""
    ratified: Mapping[str, Mapping[str, tuple[str, ...] | None]]
    """By agreement and party that has ratified it: for which categories, None for all."""
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
    attention: Mapping[tuple[str, str], tuple[tuple[float, float], ...]]
    """By (agency, category): what assessments raise its priority to, and the trust in each."""
    away: Mapping[str, int]
    """By agency: analysts who are away for a programme, where there are any."""
    translation_times: Mapping[str, float]
    """By home, where a programme has changed it."""
    conversion_times: float
    matching: Mapping[str, float]
    """By agency: the chance that it links a report to the threat that the report is about."""
    overlooks: Mapping[str, float]
    """By agency: the share of reports about threats that its triage sets aside in error."""
    strip_origin_below: float
    """Trust below which a copy loses its origin."""


@dataclass(frozen=True)
class StateChange:
    """The state from a moment on; ``at`` is microseconds of engine time."""

    at: int
    state: State


def first_state(scenario: Scenario) -> State:
    """The state in which the exercise begins."""
    return State(
        trust=MappingProxyType({}),
        in_force={name: agreement.in_force for name, agreement in scenario.agreements.items()},
        ratified={
            name: dict.fromkeys(agreement.members, None)
            for name, agreement in scenario.agreements.items()
        },
        latency_times=dict.fromkeys(scenario.channels, 1.0),
        loss={name: channel.loss for name, channel in scenario.channels.items()},
        analysts=analysts_at_work(scenario.agencies),
        triage_times=dict.fromkeys(scenario.agencies, 1.0),
        priority=MappingProxyType({}),
        recognition=MappingProxyType({}),
        attention=MappingProxyType({}),
        away=MappingProxyType({}),
        translation_times=MappingProxyType({}),
        conversion_times=1.0,
        matching={name: agency.matching for name, agency in scenario.agencies.items()},
        overlooks={name: agency.overlooks for name, agency in scenario.agencies.items()},
        strip_origin_below=scenario.sharing.strip_origin_below,
    )


def inattentive(state: State) -> bool:
    """Whether some report on a threat may be set aside, or not linked to its threat."""
    return min(state.matching.values()) < 1 or max(state.overlooks.values()) > 0


def written_trust(scenario: Scenario, who: str, whom: str) -> float:
    """The trust of one agency in another as the scenario writes it."""
    trust = scenario.trust
    exception = trust.agencies.get(who, {}).get(whom)
    if exception is not None:
        return exception
    home, other = scenario.agencies[who].home, scenario.agencies[whom].home
    by_home = trust.countries.get(home, {}).get(other)
    if by_home is not None:
        return by_home
    return trust.within_country if home == other else trust.default


def timeline(scenario: Scenario) -> tuple[StateChange, ...]:
    """The states of an exercise in order of time, one for each moment at which any is written."""
    moments = [StateChange(-microseconds(scenario.warm_up) - 1, first_state(scenario))]
    for one in _writing(scenario):
        at, state = microseconds(one.at), after(scenario, moments[-1].state, one.effect)
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
    writers = {name for party in series.senders for name in _agencies_of(scenario, party)}
    return {
        reader: max(
            state.trust.get((reader, writer), written_trust(scenario, reader, writer))
            for writer in writers - {reader}
        )
        for party in series.receivers
        for reader in _agencies_of(scenario, party)
        if writers - {reader}
    }


def _writing(scenario: Scenario) -> list[Intervention]:
    """What writes: ratifications that the scenario dates, then injects and programmes, by time."""
    ratifications = [
        Intervention(
            one.at,
            name,
            Effect(ratification=RatificationEffect(agreement=name, party=party, covers=one.covers)),
        )
        for name, agreement in scenario.agreements.items()
        for party, one in agreement.ratified.items()
    ]
    return sorted([*ratifications, *interventions(scenario)], key=lambda one: one.at)


def in_order(scenario: Scenario) -> list[tuple[str, Inject]]:
    """Injects by time, then name."""
    return sorted(scenario.injects.items(), key=lambda entry: (entry[1].at, entry[0]))


def after(scenario: Scenario, state: State, effect: Effect | Absence) -> State:
    """The state that an effect leaves; the same object when it writes nothing."""
    if isinstance(effect, Absence):
        return _absence_after(state, effect)
    if effect.trust:
        return replace(state, trust=_trust_after(scenario, state, effect.trust))
    if effect.channel:
        return _channel_after(state, effect.channel)
    if effect.agreement:
        return _agreement_after(state, effect.agreement)
    if effect.ratification:
        return _ratification_after(state, effect.ratification)
    if effect.analysts:
        return _analysts_after(state, effect.analysts)
    if effect.triage:
        return _triage_after(state, effect.triage)
    if effect.priority:
        return replace(state, priority=_degrees_after(state.priority, effect.priority))
    if effect.recognition:
        return replace(state, recognition=_degrees_after(state.recognition, effect.recognition))
    return _technology_after(state, effect)


def _technology_after(state: State, effect: Effect) -> State:
    """What new tools write, and what only programmes do."""
    if effect.matching:
        matching = {**state.matching, effect.matching.agency: effect.matching.becomes}
        return replace(state, matching=matching)
    if effect.overlooks:
        overlooks = {**state.overlooks, effect.overlooks.agency: effect.overlooks.becomes}
        return replace(state, overlooks=overlooks)
    if effect.tamper_evident:
        return replace(state, strip_origin_below=0.0)
    return _programme_after(state, effect) if isinstance(effect, ProgrammeEffect) else state


def _absence_after(state: State, absence: Absence) -> State:
    away = state.away.get(absence.agency, 0) + absence.analysts
    return replace(state, away={**state.away, absence.agency: away})


def _programme_after(state: State, effect: ProgrammeEffect) -> State:
    """What only programmes write."""
    if effect.translation:
        home = effect.translation.seat
        times = state.translation_times.get(home, 1.0) * effect.translation.times
        return replace(state, translation_times={**state.translation_times, home: times})
    if effect.conversion:
        times = state.conversion_times * effect.conversion.times
        return replace(state, conversion_times=times)
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
    return [name for name, agency in scenario.agencies.items() if agency.home == party]


def _channel_after(state: State, effect: ChannelEffect) -> State:
    if effect.latency_times is not None:
        times = state.latency_times[effect.name] * effect.latency_times
        return replace(state, latency_times={**state.latency_times, effect.name: times})
    if effect.loss is not None:
        return replace(state, loss={**state.loss, effect.name: effect.loss})
    return state


def _agreement_after(state: State, effect: AgreementEffect) -> State:
    return replace(state, in_force={**state.in_force, effect.name: effect.in_force})


def _ratification_after(state: State, effect: RatificationEffect) -> State:
    before = state.ratified[effect.agreement]
    earlier = before.get(effect.party, ())
    covers = (
        None
        if earlier is None or effect.covers is None
        else tuple(dict.fromkeys((*earlier, *effect.covers)))
    )
    parties = {**before, effect.party: covers}
    return replace(state, ratified={**state.ratified, effect.agreement: parties})


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


def _degrees_after(
    written: Mapping[tuple[str, str], float], effect: PriorityEffect | RecognitionEffect
) -> Mapping[tuple[str, str], float]:
    return {**written, (effect.country, effect.category): effect.becomes}


def outages(scenario: Scenario) -> dict[str, list[tuple[int, int]]]:
    """When channels are closed on the way: (from, to) in microseconds, by channel."""
    closed: dict[str, list[tuple[int, int]]] = {}
    for since, _, effect in changes(scenario):
        channel = effect.channel
        if channel is not None and channel.closed_for is not None:
            at = microseconds(since)
            spell = (at, at + microseconds(channel.closed_for))
            closed.setdefault(channel.name, []).append(spell)
    return closed


def priority_of(scenario: Scenario, state: State, agency: str, category: str) -> float:
    """How much a category matters to an agency: its own word, its country's, else 1.

    Threat assessments raise it while they last; of several the one that raises it most counts.
    """
    own = scenario.agencies[agency].priorities.get(category)
    usual = (
        own
        if own is not None
        else home_priority(scenario, state, scenario.agencies[agency].home, category)
    )
    assessed = state.attention.get((agency, category), ())
    return max((raised(usual, target, trust) for target, trust in assessed), default=usual)


def home_priority(scenario: Scenario, state: State, home: str, category: str) -> float:
    """How much a category matters to a country; 1 to a body and where nothing is written."""
    if home not in scenario.countries:
        return 1.0
    written = state.priority.get((home, category))
    return (
        written if written is not None else scenario.countries[home].priorities.get(category, 1.0)
    )


def recognition_of(scenario: Scenario, state: State, home: str, category: str) -> float:
    """To what degree the law of a home recognises a category; 1 where nothing is written."""
    if home not in scenario.countries:
        return 1.0
    written = state.recognition.get((home, category))
    return (
        written if written is not None else scenario.countries[home].recognises.get(category, 1.0)
    )
