"""Levers: what teams may do, with what it changes, its price, and who else must agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sim.exercise.teams import Team
from sim.frozen import frozen
from sim.plan.parties import Parties
from sim.scenario.reading.provenance import source_of
from sim.scenario.schema.conditions import Condition
from sim.scenario.schema.effects import (
    AgreementEffect,
    AnalystsEffect,
    ChannelEffect,
    PriorityEffect,
    ProgrammeEffect,
    TrustEffect,
)
from sim.scenario.schema.exercise import LeverCard
from sim.scenario.schema.programmes import Cost, Programme, ProgrammeChange, ProgrammeKind
from sim.scenario.schema.scenario import Scenario
from sim.sentences import Sentence

LENT_AFTER_HOURS = 24.0
"""An assumption: how long it takes until an analyst who is lent to another agency works there."""
IN_FORCE_AFTER_HOURS = 168.0
"""An assumption: how long it takes to bring an agreement into force that is ready to be signed."""
OPEN_AFTER_HOURS = 48.0
"""An assumption: how long it takes to set up a channel that was agreed on."""
TOLD_AFTER_HOURS = 0.0
"""What a government tells its own agencies holds at once: an assumption."""
MORE_TRUST = 1.25
"""How many times as much trust goes with the word to share more: an assumption."""
MOST_PARTNERS = 10
"""A team has a standard lever to share more with each of so many others: where there are more, with
those between whose agencies and its own most channels lie.
"""


@frozen
class Lever:
    """Something that a team may do; it changes the world for everybody."""

    name: str
    """A standard lever's is a `Sentence`."""
    teams: tuple[str, ...]
    """Who may pull it."""
    agree: tuple[str, ...]
    """Who else must agree, whoever pulls it; a team that pulls it need not agree with itself."""
    programme: Programme
    """What it changes, after which delay, and what it costs; it starts when it is pulled."""
    often: int = 1
    """How many times it may be pulled."""
    assumed: bool = True
    """Whether no source says what it does and costs."""
    card: str = ""
    """What its card says beside what it changes."""
    since: float = 0.0
    """Hours of the story from which on it may be pulled."""
    when: Condition | None = None
    """What must have come true before it may be pulled."""

    def keys_beside(self, team: str) -> tuple[str, ...]:
        """The other teams whose agreement it needs when this one pulls it."""
        return tuple(other for other in self.agree if other != team)


def levers_of(scenario: Scenario, teams: tuple[Team, ...]) -> dict[str, Lever]:
    """The levers that a scenario describes, by name, or else those that its world allows."""
    written = scenario.exercise.levers
    if written:
        return {name: _written(scenario, name, card, teams) for name, card in written.items()}
    return _standard(scenario, teams)


def _written(scenario: Scenario, name: str, card: LeverCard, teams: tuple[Team, ...]) -> Lever:
    everybody = tuple(team.name for team in teams)
    return Lever(
        name=name,
        teams=everybody if card.teams is None else card.teams,
        agree=card.agree,
        programme=card.as_programme(0.0, in_force=False),
        often=card.often,
        assumed=source_of(scenario, ("exercise", "levers", name)) is None,
        card=card.card,
        since=card.since,
        when=card.when,
    )


def _standard(scenario: Scenario, teams: tuple[Team, ...]) -> dict[str, Lever]:
    """The levers of a scenario that describes none: those that its world allows, by name."""
    found: dict[str, Lever] = {}
    partners = _partners(scenario, teams)
    for team in teams:
        mine = _of_team(scenario, team, partners[team.name])
        found |= {lever.name: lever for lever in mine}
    for lever in (
        *_agreements(scenario, teams),
        *_channels(scenario, teams),
        *_programmes(scenario, teams),
    ):
        found[lever.name] = lever
    return found


def partners_left_out(scenario: Scenario, teams: int) -> int:
    """With how many others a team has no standard lever to share more, where there are so many."""
    return 0 if scenario.exercise.levers else max(0, teams - 1 - MOST_PARTNERS)


def _partners(scenario: Scenario, teams: tuple[Team, ...]) -> dict[str, list[Team]]:
    """By team: with which others it has a lever to share more."""
    others = {team.name: [other for other in teams if other != team] for team in teams}
    if len(teams) - 1 <= MOST_PARTNERS:
        return others
    parties = Parties(scenario)
    home_team = {home: team.name for team in teams for home in team.homes}
    of = [home_team.get(parties.homes[home]) for home in parties.home_of]
    channels = Counter((of[one], of[other]) for one, other in parties.pairs)

    def nearest(team: str) -> list[Team]:
        near = sorted(others[team], key=lambda other: -channels[team, other.name])[:MOST_PARTNERS]
        return [other for other in others[team] if other in near]

    return {team.name: nearest(team.name) for team in teams}


def _of_team(scenario: Scenario, team: Team, partners: Sequence[Team]) -> Iterator[Lever]:
    yield from _lent_analysts(scenario, team)
    for category in scenario.categories():
        for country in team.homes:
            effect = PriorityEffect(country=country, category=category, becomes=1.0)
            name = Sentence("{country} puts {category} first", country=country, category=category)
            yield _own(team, name, TOLD_AFTER_HOURS, ProgrammeEffect(priority=effect))
    for other in partners:
        for home in team.homes:
            effects = [
                ProgrammeEffect(trust=TrustEffect(of=home, towards=whom, times=MORE_TRUST))
                for whom in other.homes
            ]
            name = Sentence("{country} shares more with {team}", country=home, team=other.name)
            yield _own(team, name, TOLD_AFTER_HOURS, *effects)


def _lent_analysts(scenario: Scenario, team: Team) -> Iterator[Lever]:
    """An analyst of one agency at another of the same team; nobody lends the last."""
    for lender in team.agencies:
        if scenario.agencies[lender].analysts > 1:
            for borrower in team.agencies:
                if borrower != lender and scenario.agencies[borrower].analysts > 0:
                    moved = (
                        ProgrammeEffect(analysts=AnalystsEffect(agency=lender, change=-1)),
                        ProgrammeEffect(analysts=AnalystsEffect(agency=borrower, change=1)),
                    )
                    name = Sentence(
                        "{lender} lends an analyst to {borrower}", lender=lender, borrower=borrower
                    )
                    yield _own(team, name, LENT_AFTER_HOURS, *moved)


def _agreements(scenario: Scenario, teams: tuple[Team, ...]) -> Iterator[Lever]:
    """Agreements that are not in force: all who would be bound must agree."""
    for name, agreement in scenario.agreements.items():
        if not agreement.in_force:
            bound = tuple(team.name for team in teams if set(team.homes) & set(agreement.parties))
            effect = AgreementEffect(name=name, in_force=True)
            if bound:
                written = _without_cost(IN_FORCE_AFTER_HOURS, ProgrammeEffect(agreement=effect))
                title = Sentence("Bring {agreement} into force", agreement=name)
                yield Lever(title, bound, bound, written)


def _channels(scenario: Scenario, teams: tuple[Team, ...]) -> Iterator[Lever]:
    """Channels that are not open: all teams at their ends must agree."""
    for name, channel in scenario.channels.items():
        ends = tuple(team.name for team in teams if set(team.agencies) & set(channel.ends))
        if not channel.open and ends:
            effect = ProgrammeEffect(channel=ChannelEffect(name=name, open=True))
            title = Sentence("Open {channel}", channel=name)
            yield Lever(title, ends, ends, _without_cost(OPEN_AFTER_HOURS, effect))


def _programmes(scenario: Scenario, teams: tuple[Team, ...]) -> Iterator[Lever]:
    """Programmes on offer: all whose analysts work for it must agree."""
    for name, programme in scenario.programmes.items():
        if not programme.in_force:
            pay = set(programme.cost.analyst_hours)
            payers = tuple(team.name for team in teams if pay & set(team.agencies))
            everybody = tuple(team.name for team in teams)
            title = Sentence("Begin {programme}", programme=name)
            yield Lever(title, payers or everybody, payers, programme, assumed=False)


def _own(team: Team, name: str, after_hours: float, *effects: ProgrammeEffect) -> Lever:
    """What a team may do by itself and for nothing."""
    return Lever(name, (team.name,), (), _without_cost(after_hours, *effects))


def _without_cost(after_hours: float, *effects: ProgrammeEffect) -> Programme:
    """What costs nothing, which a programme that a file describes always does."""
    return Programme.model_construct(
        kind=ProgrammeKind.CAPACITY,
        in_force=False,
        starts=0.0,
        works_after=after_hours,
        cost=Cost.model_construct(money=0.0, analyst_hours={}, hourly=0.0),
        effects={"it": ProgrammeChange(effects=effects)},
    )
