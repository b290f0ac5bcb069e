"""The raw state of the world that effects write and rules read through the dials."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sim.frozen import frozen
from sim.plan.rules.attention import raised
from sim.scenario.schema.agencies import analysts_at_work
from sim.scenario.schema.scenario import Scenario


@frozen
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


def agencies_of(scenario: Scenario, party: str) -> list[str]:
    """An agency by itself, or all of a country or body."""
    if party in scenario.agencies:
        return [party]
    return [name for name, agency in scenario.agencies.items() if agency.home == party]


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
