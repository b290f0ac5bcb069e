"""What a scenario says without meaning it: names unused, agencies unheard, thresholds unreachable.

None of these is an error. Each is something that whoever wrote the scenario would want to know
before running it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import combinations
from math import erfc, exp, inf, log, pi, sqrt

import numpy as np

from sim.chance.shapes import Shape
from sim.frozen import frozen
from sim.plan.arrivals import observers, receivers
from sim.plan.databases import with_databases
from sim.plan.interventions import absences
from sim.plan.parties import Parties
from sim.plan.planner import Planner
from sim.plan.timeline import in_order
from sim.plan.traffic import Traffic, traffic
from sim.plan.values.arrays import Floats
from sim.scenario.files.document import Document
from sim.scenario.files.paths import Path
from sim.scenario.files.words import did_you_mean, listed, nearest, per_cent
from sim.scenario.reading.cautions import ScenarioWarning, cut_texts, twins
from sim.scenario.reading.exercise_cautions import exercise_cautions
from sim.scenario.schema.agencies import Agency, analysts_at_work
from sim.scenario.schema.effects import (
    ChannelEffect,
    Effect,
    ObservationEffect,
    PreventionEffect,
    PriorityEffect,
    RatificationEffect,
    RecognitionEffect,
    RelationsEffect,
)
from sim.scenario.schema.homes import Finishes
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.threats import Indicator, RedHerring, Threat
from sim.scenario.units.quantities import MINUTES_IN_WEEK, Opening
from sim.scenario.values.distributions import Distribution
from sim.scenario.values.roles import KNOWN_ROLES

_EARLY = 0.05
"""What comes in time in fewer cases than this share is called too late."""
_CLOSE = 0.9
"""From this load on, queues grow long."""
_SETTLED = 0.9
"""A queue nearer than this to where it settles is settled enough."""
_HOURS_IN_YEAR = 8766
_ENOUGH = 1.5
"""After so many relaxation times it is within 5 % of that."""
_MENTIONED = 0.005
"""A part of the load from which on it is told by itself."""
_QUANTILES = 200
"""So many stand for a distribution of work."""
_ALIKE = 0.75
"""From this likeness on, a word counts as a misspelling of another."""
_NANO = 1e-9
"""Belief is counted in whole nano-nats."""


def warnings(scenario: Scenario, document: Document | None = None) -> tuple[ScenarioWarning, ...]:
    """Everything in a scenario that is probably not meant, part by part.

    The document that it was read from shows what reading it has left out.
    """
    scene = _Scene(with_databases(scenario), scenario)
    return (
        *(cut_texts(document) if document else ()),
        *twins(scenario),
        *_time(scenario),
        *_responsibility(scene),
        *_deaf(scene),
        *_blind(scenario),
        *_loads(scene),
        *_staffed_loads(scene),
        *_unsettled(scene),
        *_unopened(scenario),
        *_trust_without_channels(scene),
        *_agreements_without_channels(scene),
        *_liaisons_without_channels(scene),
        *_relations_without_channels(scene),
        *_nothing_to_mend(scenario),
        *_unseen(scene),
        *_unseen_kinds(scenario),
        *_too_late(scenario),
        *_unscored(scenario),
        *_unconvinced(scene),
        *_unwarned(scene),
        *_unused_categories(scenario),
        *_unknown_roles(scenario),
        *_unasked(scenario),
        *exercise_cautions(scenario),
    )


@frozen
class _Scene:
    """A scenario with what several checks ask of it."""

    scenario: Scenario
    """With its databases among the agencies."""
    written: Scenario
    """As it is, so that its layout is planned once for this and for what comes after."""

    @cached_property
    def parties(self) -> Parties:
        return Parties(self.scenario)

    @cached_property
    def traffic(self) -> Traffic:
        if not any(stream.worth_sharing for stream in self.scenario.background.values()):
            return Traffic({}, {})
        return traffic(Planner(self.written).plan())

    @cached_property
    def loads(self) -> dict[str, DeskLoad]:
        """By agency."""
        return _load_by_agency(self)

    @cached_property
    def joined_homes(self) -> frozenset[tuple[str, str]]:
        """(home, home) between whose agencies there is a channel, both ways."""
        parties = self.parties
        return frozenset(
            (parties.homes[parties.home_of[a]], parties.homes[parties.home_of[b]])
            for a, b in parties.pairs
        )

    def hears(self, agency: int) -> set[int]:
        """The agency itself and all that can tell it something."""
        partners = self._partners.get(agency, ())
        return {agency, *partners, *(other for one in partners for other in self._found_in(one))}

    def _found_in(self, party: int) -> list[int]:
        """The members of a database: what one uploads, the others find."""
        database = self.scenario.databases.get(self.parties.agencies[party])
        return [self.parties.agency[name] for name in database.members] if database else []

    @cached_property
    def _partners(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for one, other in self.parties.pairs:
            found.setdefault(one, []).append(other)
        return found

    @cached_property
    def convinced(self) -> dict[str, list[int]]:
        """By threat: the agencies whose threshold its indicators can reach."""
        return {name: self._convinced_by(threat) for name, threat in self.scenario.threats.items()}

    def seers(self, indicator: Indicator) -> set[int]:
        """The agencies that can see an indicator in some country."""
        return {
            agency
            for country in indicator.where
            for agency, _ in observers(self.parties, indicator.kind, country)
        }

    def _convinced_by(self, threat: Threat) -> list[int]:
        seen = [
            (self.seers(indicator), _worth(threat, indicator))
            for indicator in threat.indicators.values()
        ]
        return [
            number
            for number, (name, agency) in enumerate(self.scenario.agencies.items())
            if name not in self.scenario.databases
            and sum(worth for seers, worth in seen if not seers.isdisjoint(self.hears(number)))
            >= _needed(agency) - _NANO * len(seen)
        ]


def _worth(threat: Threat, indicator: Indicator) -> float:
    """The log-odds that an indicator adds with full trust, on average over how many come."""
    number = float(indicator.count)
    if indicator.rate is not None:
        span = (threat.span_hours or 0.0) - indicator.when.quantile_hours(0.5)
        number = indicator.rate * max(0.0, span) / 24.0
    return number * log(indicator.likelihood_ratio)


def _needed(agency: Agency) -> float:
    """The log-odds between an agency's prior and its threshold."""
    return _logit(agency.threshold) - _logit(agency.prior)


def _logit(probability: float) -> float:
    return log(probability / (1.0 - probability))


def _time(scenario: Scenario) -> Iterator[ScenarioWarning]:
    if scenario.background and not scenario.warm_up:
        yield ScenarioWarning(
            ("warm_up",),
            "there is routine work but no warm-up, so every desk starts empty",
            "write a warm-up such as `warm_up: 14 d`; this says whether it is long enough",
        )
    for name, inject in scenario.injects.items():
        if scenario.horizon <= inject.comes < inf:
            yield ScenarioWarning(("injects", name, "at"), "comes after the end of the exercise")
    for name, programme in scenario.programmes.items():
        if programme.works_at >= scenario.horizon:
            path = ("programmes", name, "works_after")
            yield ScenarioWarning(path, "it begins to work only after the end of the exercise")
        for agency, (away, _) in absences(scenario, programme).items():
            if away > scenario.agencies[agency].analysts:
                yield ScenarioWarning(
                    ("programmes", name, "cost", "analyst_hours", agency),
                    f"needs {away:,} analysts away at once, more than there are",
                    "a longer works_after, or fewer hours",
                )


def _responsibility(scene: _Scene) -> Iterator[ScenarioWarning]:
    scenario = scene.scenario
    threatened = dict.fromkeys(threat.country for threat in scenario.threats.values())
    for country in threatened:
        if scenario.countries[country].responsible is None:
            own = [name for name, its in scenario.agencies.items() if its.country == country]
            hint = f"write `responsible: {own[0]}`" if own else "give it an agency"
            message = "is threatened, and no agency is responsible, so nobody is warned"
            yield ScenarioWarning(("countries", country), message, hint)


def _deaf(scene: _Scene) -> Iterator[ScenarioWarning]:
    """Agencies that hear nothing: they keep what they see to themselves, or see nothing either."""
    connected = {agency for pair in scene.parties.pairs for agency in pair}
    for number, (name, agency) in enumerate(scene.scenario.agencies.items()):
        if number in connected:
            continue
        message = (
            "has no channel, so it tells nobody what it sees and hears nothing"
            if agency.observes
            else "has no channel and observes nothing, so it never learns of a threat"
        )
        yield ScenarioWarning(("agencies", name), message, "add one under `channels`")


def _blind(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Observations of an international body that are nowhere."""
    for name, agency in scenario.agencies.items():
        for number, seen in enumerate(agency.observes):
            if agency.body is not None and seen.where is None:
                yield ScenarioWarning(
                    ("agencies", name, "observes", number),
                    "sees nothing, because an agency of a body has no country of its own",
                    "say `where`",
                )


@frozen
class DeskLoad:
    """What routine work takes of what the analysts of an agency can do, once it has settled."""

    own: float
    """Of what the agency receives itself."""
    told: float
    """Of what partners tell it."""
    relaxation_hours: float
    """How long a queue takes to forget how it began: the relaxation time of a queue with Poisson
    arrivals, 1 / (mu (1 - root rho)^2) with rho the load and mu what all analysts finish in an hour
    (Cohen 1982), times (1 + c^2) / 2 for work of coefficient of variation c. Infinite from load 1
    on."""

    @property
    def all(self) -> float:
        """Both together."""
        return self.own + self.told

    def settled(self, hours: float) -> float:
        """How much of its settled length a queue has on average, so long after it began empty.

        That of reflected Brownian motion, to which queues come near as the load comes near 1
        (Abate and Whitt, *Advances in Applied Probability* 19 (1987), 560-598, their H1).
        """
        if self.relaxation_hours == 0.0:
            return 1.0
        t = 2.0 * hours / self.relaxation_hours
        root = sqrt(t)
        beyond = 0.5 * erfc(root / sqrt(2.0))
        return 1.0 - 2.0 * (1.0 + t) * beyond + 2.0 * root * exp(-0.5 * t) / sqrt(2.0 * pi)


def desk_loads(scenario: Scenario) -> dict[str, DeskLoad]:
    """By agency; no less than there is, by traffic equations (`sim.plan.traffic`)."""
    return _Scene(with_databases(scenario), scenario).loads


def _loads(scene: _Scene) -> Iterator[ScenarioWarning]:
    for name, load in scene.loads.items():
        if load.all < _CLOSE:
            continue
        path = ("agencies", name, "analysts")
        told = f" ({per_cent(load.own)} its own, {per_cent(load.told)} told by partners)"
        if load.all >= 1:
            message = (
                f"gets {per_cent(load.all)} of the routine work that its analysts can do"
                f"{told if load.told >= _MENTIONED else ''}, so its queue grows as long as it "
                "lasts: there is no steady state, and results depend on the warm-up"
            )
            yield ScenarioWarning(
                path, message, "more analysts, less background, or less that is told"
            )
            continue
        message = (
            f"is {per_cent(load.all)} busy with routine work"
            f"{told if load.told >= _MENTIONED else ''}, so its queue is long and takes some "
            f"{_days(load.relaxation_hours)} to settle, of which the warm-up is "
            f"{_days(scene.scenario.warm_up)}"
        )
        yield ScenarioWarning(path, message, "more analysts, less background, or a longer warm-up")


def _unsettled(scene: _Scene) -> Iterator[ScenarioWarning]:
    """A warm-up after which the queue of some desk is still well below where it settles."""
    warm_up = scene.scenario.warm_up
    steady = {name: load for name, load in scene.loads.items() if load.all < _CLOSE}
    if not warm_up or not steady:
        return
    name, slowest = min(steady.items(), key=lambda one: one[1].settled(warm_up))
    settled = slowest.settled(warm_up)
    if settled >= _SETTLED:
        return
    yield ScenarioWarning(
        ("warm_up",),
        f"{_days(warm_up)} leave the queue of {name} ({per_cent(slowest.all)} busy) at "
        f"{per_cent(settled)} of the length at which it settles",
        f"some {_days(_ENOUGH * slowest.relaxation_hours)} bring it to 95 %",
    )


def _staffed_loads(scene: _Scene) -> Iterator[ScenarioWarning]:
    """Legal and translation desks that get more than their staff can do."""
    for (home, kind), hours in scene.traffic.reviewing.items():
        place = scene.parties.scenario.home_named(home)
        desk = place.legal_desk if kind == "legal" else place.translation_desk
        possible = (desk.staff or 0) * place.hours(desk.opening).open_minutes() / 60.0 / 7.0
        if possible and hours >= _CLOSE * possible:
            section = "countries" if home in scene.scenario.countries else "bodies"
            yield ScenarioWarning(
                (section, home, f"{kind}_desk", "staff"),
                f"gets {per_cent(hours / possible)} of the work that they can do",
                "more staff",
            )


def _days(hours: float) -> str:
    if hours >= 2 * _HOURS_IN_YEAR:
        return f"{hours / _HOURS_IN_YEAR:,.0f} years"
    return f"{hours / 24:,.0f} d" if hours >= 48 else f"{hours:,.0f} h"


def _load_by_agency(scene: _Scene) -> dict[str, DeskLoad]:
    """What routine work takes of each agency: its own, and what partners tell it."""
    scenario = scene.scenario
    work: dict[str, _Streams] = {name: [] for name in scenario.agencies}
    told: dict[str, _Streams] = {name: [] for name in scenario.agencies}
    for stream in scenario.background.values():
        for number in receivers(scene.parties, stream):
            name = scene.parties.agencies[number]
            per_week = stream.rates.get(name, stream.rate) * 7.0
            work[name].append((per_week, stream.work or scenario.agencies[name].triage))
    for (called, name), per_day in scene.traffic.told.items():
        takes = scenario.background[called].work or scenario.agencies[name].triage
        told[name].append((per_day * 7.0, takes))
    return {name: _desk_load(scene, name, work[name], told[name]) for name in work}


_Streams = list[tuple[float, Distribution]]


def _desk_load(scene: _Scene, name: str, own: _Streams, told: _Streams) -> DeskLoad:
    every = _load(scene, name, own + told)
    if every == 0.0:
        return DeskLoad(0.0, 0.0, 0.0)
    hours = [n * takes.mean_hours for n, takes in own + told]
    share = sum(hours[: len(own)]) / sum(hours)
    return DeskLoad(every * share, every * (1.0 - share), _relaxation(scene, own + told, every))


def _relaxation(scene: _Scene, streams: _Streams, load: float) -> float:
    """By the work that comes in an hour: it is the load times what all analysts can do."""
    if load >= 1.0:
        return inf
    dial = scene.scenario.dials.capacity
    number = sum(n for n, _ in streams)
    mean = sum(n * takes.mean_hours for n, takes in streams) / number * dial
    square = sum(n * float((_sample(takes) ** 2).mean()) for n, takes in streams) / number
    varies = 0.5 * square * dial * dial / (mean * mean)
    finished = number / 168.0 / load
    return varies / (finished * (1.0 - sqrt(load)) ** 2)


def _load(scene: _Scene, name: str, streams: list[tuple[float, Distribution]]) -> float:
    """Weekly hours of work over the weekly hours that an always busy desk would work.

    Work rests while a desk is closed, unless it finishes what it began. Then, of a renewal
    process of jobs S, the part that is left at closing has the tail E[(S - r)+] / E[S], so of a
    closed spell of c hours E[S^2 - ((S - c)+)^2] / (2 E[S]) are worked (W. L. Smith,
    Renewal theory and its ramifications, 1958).
    """
    dial = scene.scenario.dials.capacity
    jobs = [(n, _sample(takes) * dial) for n, takes in streams if n * takes.mean_hours * dial > 0]
    if not jobs:
        return 0.0
    hours = sum(n * s.mean() for n, s in jobs)
    opening = scene.scenario.opening_of(name)
    possible = opening.open_minutes() / 60.0
    finishes = scene.scenario.agencies[name].finishes is Finishes.WHAT_IT_BEGAN
    for spell in _closed_hours(opening) if finishes else ():
        after = [n * np.mean(s**2 - np.maximum(s - spell, 0.0) ** 2) / 2 for n, s in jobs]
        possible += sum(after) / hours
    return float(hours / (analysts_at_work(scene.scenario.agencies)[name] * possible))


def _sample(takes: Distribution) -> Floats:
    """Hours at evenly spread quantiles, scaled to the mean that the distribution has."""
    return _standard_sample(takes.shape) * takes.mean_hours


@cache
def _standard_sample(shape: Shape) -> Floats:
    """The same of a shape, with a mean of 1; many desks share few shapes."""
    drawn = np.array([shape.quantile((i + 0.5) / _QUANTILES) for i in range(_QUANTILES)])
    return np.asarray(drawn / drawn.mean())


def _closed_hours(opening: Opening) -> list[float]:
    """How long each closed spell of a week is; none for round the clock."""
    if opening.round_the_clock:
        return []
    starts = [since for since, _ in opening.spells]
    ends = [to for _, to in opening.spells]
    following = [*starts[1:], starts[0] + MINUTES_IN_WEEK]
    return [(start - end) / 60.0 for end, start in zip(ends, following, strict=True)]


def _unopened(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Channels that are not open at the beginning, and that nothing opens, or for nobody."""
    joined = {
        frozenset(pair)
        for channel in scenario.channels.values()
        if channel.open
        for pair in combinations(channel.ends, 2)
    }
    opened = {
        effect.name
        for _, effect in _effects(scenario)
        if isinstance(effect, ChannelEffect) and effect.open
    }
    for name, channel in scenario.channels.items():
        if channel.open:
            continue
        path = ("channels", name, "open")
        if name not in opened:
            message = "nothing in the scenario opens it: only people who play it can"
            yield ScenarioWarning(path, message, "write an effect with `open: true`")
        if all(frozenset(pair) in joined for pair in combinations(channel.ends, 2)):
            yield ScenarioWarning(path, "opens for nobody: all its agencies have another channel")


def _trust_without_channels(scene: _Scene) -> Iterator[ScenarioWarning]:
    message = "is written, but no channel joins them, so they tell each other nothing"
    trust, parties = scene.scenario.trust, scene.parties
    for one, row in trust.countries.items():
        for other in row:
            if (one, other) not in scene.joined_homes:
                yield ScenarioWarning(("trust", "countries", one, other), message)
    for one, row in trust.agencies.items():
        for other in row:
            if (parties.agency[one], parties.agency[other]) not in parties.pair:
                yield ScenarioWarning(("trust", "agencies", one, other), message)


def _agreements_without_channels(scene: _Scene) -> Iterator[ScenarioWarning]:
    for name, agreement in scene.scenario.agreements.items():
        ratifying = [
            effect.party
            for inject in scene.scenario.injects.values()
            for _, effect in inject.each()
            if isinstance(effect, RatificationEffect) and effect.agreement == name
        ]
        parties = dict.fromkeys((*agreement.parties, *ratifying))
        if scene.joined_homes.isdisjoint(combinations(parties, 2)):
            message = "changes nothing, because no channel joins agencies of two of its members"
            yield ScenarioWarning(("agreements", name), message)


def _relations_without_channels(scene: _Scene) -> Iterator[ScenarioWarning]:
    """Relations of homes whose agencies tell each other nothing in any case."""
    scenario = scene.scenario
    written: list[tuple[Path, tuple[str, str]]] = [
        (("relations", name), strain.between) for name, strain in scenario.relations.items()
    ]
    for path, effect in _effects(scenario):
        if isinstance(effect, RelationsEffect):
            written.append((path, effect.between))
    for path, between in written:
        if between not in scene.joined_homes:
            yield ScenarioWarning(
                path, "changes nothing, because no channel joins agencies of the two"
            )


def _nothing_to_mend(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Advocacy before anything has depressed the relations."""
    shaken = {frozenset(strain.between) for strain in scenario.relations.values()}
    for name, inject in in_order(scenario):
        for path, effect in inject.each():
            if not isinstance(effect, RelationsEffect):
                continue
            homes = frozenset(effect.between)
            if effect.shock:
                shaken.add(homes)
            elif homes not in shaken:
                where = ("injects", name, *path, "advocacy")
                yield ScenarioWarning(where, "nothing has depressed these relations by then")


def _liaisons_without_channels(scene: _Scene) -> Iterator[ScenarioWarning]:
    for name, liaison in scene.scenario.liaisons.items():
        one, other = (scene.parties.agency[end] for end in liaison.between)
        if (one, other) not in scene.parties.pair:
            message = "changes nothing, because no channel joins the two agencies"
            yield ScenarioWarning(("liaisons", name), message, "add a channel between them")


def _matters(scenario: Scenario) -> Iterator[tuple[str, str, RedHerring]]:
    yield from (("threats", name, threat) for name, threat in scenario.threats.items())
    yield from (("red_herrings", name, herring) for name, herring in scenario.red_herrings.items())


def _unseen(scene: _Scene) -> Iterator[ScenarioWarning]:
    """Indicators that nobody can observe, wherever they are."""
    kinds = {k for a in scene.scenario.agencies.values() for seen in a.observes for k in seen.kinds}
    for section, name, matter in _matters(scene.scenario):
        for called, indicator in matter.indicators.items():
            if not scene.seers(indicator):
                near = None if indicator.kind in kinds else nearest(indicator.kind, kinds)
                message = f"no agency can observe `{indicator.kind}` in {listed(indicator.where)}"
                path = (section, name, "indicators", called)
                yield ScenarioWarning(path, message, did_you_mean(near))


def _unseen_kinds(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Kinds that no indicator has, and that look mistyped: much like another, or named once."""
    shown = {
        indicator.kind
        for _, _, matter in _matters(scenario)
        for indicator in matter.indicators.values()
    }
    observed = [
        *(
            (("agencies", n, "observes", i), it)
            for n, a in scenario.agencies.items()
            for i, it in enumerate(a.observes)
        ),
        *((path, it) for path, it in _effects(scenario) if isinstance(it, ObservationEffect)),
    ]
    times = Counter(kind for _, seen in observed for kind in seen.kinds)
    for path, seen in observed:
        for position, kind in enumerate(seen.kinds):
            near = nearest(kind, shown, _ALIKE)
            if kind not in shown and (near or times[kind] == 1):
                message = f"no indicator is a `{kind}`, so there is nothing to observe"
                yield ScenarioWarning((*path, "kinds", position), message, did_you_mean(near, kind))


def _too_late(scenario: Scenario) -> Iterator[ScenarioWarning]:
    for name, threat in scenario.threats.items():
        for called, indicator in threat.indicators.items():
            if indicator.when.quantile_hours(_EARLY) > threat.deadline:
                path = ("threats", name, "indicators", called, "when")
                yield ScenarioWarning(path, "comes after the deadline of the threat")


def _unscored(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Threats that cannot be followed to the end of their window."""
    for name, threat in scenario.threats.items():
        window = threat.deadline if scenario.window is None else scenario.window
        begins = threat.onset.quantile_hours(_EARLY) if threat.onset else 0.0
        if begins + window > scenario.horizon:
            message = "is not scored, because its window ends after the exercise does"
            yield ScenarioWarning(
                ("threats", name), message, "a longer horizon, or a shorter window"
            )


def _unconvinced(scene: _Scene) -> Iterator[ScenarioWarning]:
    """Threats that nobody can detect, except those that are written to leave no trace."""
    for name, agencies in scene.convinced.items():
        threat = scene.scenario.threats[name]
        says_something = any(_worth(threat, one) > 0 for one in threat.indicators.values())
        if not agencies and says_something:
            yield ScenarioWarning(
                ("threats", name, "indicators"),
                "together they convince no agency, even of what all its partners see and tell",
                "higher likelihood ratios, a lower threshold, or more that can be observed",
            )


def _unwarned(scene: _Scene) -> Iterator[ScenarioWarning]:
    """Responsible agencies that no agency which could detect the threat can tell."""
    scenario = scene.scenario
    for name, threat in scenario.threats.items():
        responsible = scenario.countries[threat.country].responsible
        detecting = scene.convinced[name]
        if responsible is None or not detecting:
            continue
        if scene.hears(scene.parties.agency[responsible]).isdisjoint(detecting):
            message = f"no agency that could detect it has a channel to {responsible}"
            yield ScenarioWarning(
                ("threats", name), message, "add a channel, or another responsible agency"
            )


def _unused_categories(scenario: Scenario) -> Iterator[ScenarioWarning]:
    known = scenario.categories()
    for path, category in _named_categories(scenario):
        if category not in known:
            message = f"no threat and no routine work is about `{category}`"
            hint = did_you_mean(nearest(category, known))
            yield ScenarioWarning(
                path, message, hint or f"there is {listed(known, 'and')}" if known else ""
            )


def _unknown_roles(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Roles of no agency in agreements, and roles of agencies much like a usual one."""
    held = {agency.role for agency in scenario.agencies.values()}
    for name, agency in scenario.agencies.items():
        near = nearest(agency.role, KNOWN_ROLES, _ALIKE)
        if near and agency.role not in KNOWN_ROLES:
            message = f"`{agency.role}` is none of the usual roles"
            yield ScenarioWarning(
                ("agencies", name, "role"), message, did_you_mean(near, agency.role)
            )
    for name, agreement in scenario.agreements.items():
        for number, role in enumerate(agreement.between_roles or ()):
            if role not in held:
                hint = did_you_mean(nearest(role, held), role)
                path = ("agreements", name, "between_roles", number)
                yield ScenarioWarning(path, f"no agency has the role `{role}`", hint)


def _named_categories(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    for name, country in scenario.countries.items():
        yield from _keys(("countries", name, "recognises"), country.recognises)
        yield from _keys(("countries", name, "priorities"), country.priorities)
    for name, agency in scenario.agencies.items():
        yield from _keys(("agencies", name, "priorities"), agency.priorities)
    for name, agreement in scenario.agreements.items():
        for number, category in enumerate(agreement.covers or ()):
            yield ("agreements", name, "covers", number), category
        for party, one in agreement.ratified.items():
            for number, category in enumerate(one.covers or ()):
                yield ("agreements", name, "ratified", party, "covers", number), category
    for name, series in scenario.assessments.items():
        yield ("assessments", name, "category"), series.category
    yield from _categories_of_effects(scenario)


def _categories_of_effects(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    for path, effect in _effects(scenario):
        match effect:
            case PriorityEffect() | RecognitionEffect():
                yield (*path, "category"), effect.category
            case PreventionEffect(category=str(category)):
                yield (*path, "category"), category


def _effects(scenario: Scenario) -> Iterator[tuple[Path, Effect]]:
    """Every effect with its place."""
    for name, inject in scenario.injects.items():
        for path, effect in inject.each():
            yield ("injects", name, *path), effect
    for name, programme in scenario.programmes.items():
        for called, change in programme.effects.items():
            for path, effect in change.each():
                yield ("programmes", name, "effects", called, *path), effect
    for name, lever in scenario.exercise.levers.items():
        for called, change in lever.effects.items():
            for path, effect in change.each():
                yield ("exercise", "levers", name, "effects", called, *path), effect


def _keys(path: Path, categories: Iterable[str]) -> Iterator[tuple[Path, str]]:
    return (((*path, category), category) for category in categories)


def _unasked(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Requests that nobody ever makes."""
    requests = scenario.requests
    if requests is None:
        return
    if requests.work is None and not scenario.databases:
        message = "nobody is asked: partners do not search, and there is no database"
        yield ScenarioWarning(("requests",), message, "write `work`, how long a partner searches")
    asking = [scenario.agencies[name] for name in requests.by or scenario.agencies]
    if all(requests.interest >= agency.threshold for agency in asking):
        message = "is not below the threshold of any agency that would ask, so none does"
        yield ScenarioWarning(("requests", "interest"), message, "a lower interest")
