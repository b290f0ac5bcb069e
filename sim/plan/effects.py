"""What each kind of effect does to the state of the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import singledispatch

from sim.plan.interventions import Absence
from sim.plan.state import State, agencies_of, written_trust
from sim.scenario.schema.effects import (
    AgreementEffect,
    AnalystsEffect,
    BackgroundEffect,
    ChannelEffect,
    ConversionEffect,
    Effect,
    MatchingEffect,
    ObservationEffect,
    OverlooksEffect,
    PreventionEffect,
    PriorityEffect,
    RatificationEffect,
    RecognitionEffect,
    RelationsEffect,
    TamperEvidentEffect,
    TranslationEffect,
    TriageEffect,
    TrustEffect,
)
from sim.scenario.schema.scenario import Scenario


@singledispatch
def apply(effect: Effect | Absence, scenario: Scenario, state: State) -> State:
    """The state that an effect leaves; the same object when it writes nothing."""
    raise NotImplementedError(type(effect).__name__)


@apply.register(BackgroundEffect)
@apply.register(ObservationEffect)
@apply.register(PreventionEffect)
@apply.register(RelationsEffect)
def _elsewhere(_effect: Effect, _scenario: Scenario, state: State) -> State:
    """Changes what arrives (`sim.plan.arrivals`), or relations (`sim.plan.relations`)."""
    return state


@apply.register
def _trust(effect: TrustEffect, scenario: Scenario, state: State) -> State:
    written = dict(state.trust)
    for who, whom in effect.directions:
        for one in agencies_of(scenario, who):
            for other in agencies_of(scenario, whom):
                if one != other:
                    before = written.get((one, other), written_trust(scenario, one, other))
                    written[one, other] = (
                        effect.becomes
                        if effect.becomes is not None
                        else min(1.0, before * (effect.times or 0.0))
                    )
    return replace(state, trust=written)


@apply.register
def _channel(effect: ChannelEffect, _scenario: Scenario, state: State) -> State:
    """Closing for a while is a matter of calendars: `sim.plan.timeline.outages`."""
    if effect.latency_times is not None:
        times = state.latency_times[effect.name] * effect.latency_times
        return replace(state, latency_times={**state.latency_times, effect.name: times})
    if effect.loss is not None:
        return replace(state, loss={**state.loss, effect.name: effect.loss})
    return state


@apply.register
def _agreement(effect: AgreementEffect, _scenario: Scenario, state: State) -> State:
    return replace(state, in_force={**state.in_force, effect.name: effect.in_force})


@apply.register
def _ratification(effect: RatificationEffect, _scenario: Scenario, state: State) -> State:
    before = state.ratified[effect.agreement]
    earlier = before.get(effect.party, ())
    covers = (
        None
        if earlier is None or effect.covers is None
        else tuple(dict.fromkeys((*earlier, *effect.covers)))
    )
    parties = {**before, effect.party: covers}
    return replace(state, ratified={**state.ratified, effect.agreement: parties})


@apply.register
def _analysts(effect: AnalystsEffect, _scenario: Scenario, state: State) -> State:
    number = (
        effect.become
        if effect.become is not None
        else max(0, state.analysts[effect.agency] + (effect.change or 0))
    )
    return replace(state, analysts={**state.analysts, effect.agency: number})


@apply.register
def _triage(effect: TriageEffect, _scenario: Scenario, state: State) -> State:
    times = state.triage_times[effect.agency] * effect.times
    return replace(state, triage_times={**state.triage_times, effect.agency: times})


@apply.register
def _priority(effect: PriorityEffect, _scenario: Scenario, state: State) -> State:
    return replace(state, priority=_degrees(state.priority, effect))


@apply.register
def _recognition(effect: RecognitionEffect, _scenario: Scenario, state: State) -> State:
    return replace(state, recognition=_degrees(state.recognition, effect))


def _degrees(
    written: Mapping[tuple[str, str], float], effect: PriorityEffect | RecognitionEffect
) -> Mapping[tuple[str, str], float]:
    return {**written, (effect.country, effect.category): effect.becomes}


@apply.register
def _matching(effect: MatchingEffect, _scenario: Scenario, state: State) -> State:
    return replace(state, matching={**state.matching, effect.agency: effect.becomes})


@apply.register
def _overlooks(effect: OverlooksEffect, _scenario: Scenario, state: State) -> State:
    return replace(state, overlooks={**state.overlooks, effect.agency: effect.becomes})


@apply.register
def _tamper_evident(_effect: TamperEvidentEffect, _scenario: Scenario, state: State) -> State:
    return replace(state, strip_origin_below=0.0)


@apply.register
def _translation(effect: TranslationEffect, _scenario: Scenario, state: State) -> State:
    times = state.translation_times.get(effect.seat, 1.0) * effect.times
    return replace(state, translation_times={**state.translation_times, effect.seat: times})


@apply.register
def _conversion(effect: ConversionEffect, _scenario: Scenario, state: State) -> State:
    return replace(state, conversion_times=state.conversion_times * effect.times)


@apply.register
def _absence(absence: Absence, _scenario: Scenario, state: State) -> State:
    away = state.away.get(absence.agency, 0) + absence.analysts
    return replace(state, away={**state.away, absence.agency: away})
