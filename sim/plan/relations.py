"""Relations on the time of an exercise: at which moments they move, and what is left of trust."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from sim.frozen import frozen
from sim.plan.interventions import changes
from sim.plan.parties import Parties
from sim.plan.rules import relations as rule
from sim.plan.rules.calendars import microseconds
from sim.plan.values.arrays import Floats
from sim.scenario.schema.effects import RelationsEffect
from sim.scenario.schema.relations import Shock
from sim.scenario.schema.scenario import Scenario

Homes = frozenset[str]


@frozen
class _Fall:
    """One shock: how deep it goes, and from when on which share of that is left."""

    homes: Homes
    depth: float
    since: tuple[int, ...]
    """Microseconds of engine time, in order."""
    shares: tuple[float, ...]

    def lost(self, at: int) -> float:
        """What it takes away at a moment."""
        reached = bisect_right(self.since, at)
        return self.depth * self.shares[reached - 1] if reached else 0.0

    def mended(self, at: int, advocacy: float) -> _Fall:
        """The same shock when from a moment on a share of what is left of it is given back."""
        reached = bisect_right(self.since, at)
        if not reached:
            return self
        kept = 1.0 - advocacy
        later = tuple(share * kept for share in self.shares[reached - 1 :])
        return _Fall(
            self.homes,
            self.depth,
            (*self.since[:reached], at, *self.since[reached:]),
            (*self.shares[:reached], *later),
        )


@frozen
class Relations:
    """What shocks and advocacy leave of the relations between homes, under the dial."""

    parties: Parties
    falls: tuple[_Fall, ...]

    def moments(self, horizon: int) -> tuple[int, ...]:
        """When relations move before the horizon, in microseconds."""
        return tuple(sorted({at for fall in self.falls for at in fall.since if at < horizon}))

    def level(self, homes: Homes, at: int) -> float:
        """The relations of two homes at a moment, from 0 to 1."""
        return rule.level(tuple(fall.lost(at) for fall in self.falls if fall.homes == homes))

    def read(self, trust: Floats, at: int) -> Floats:
        """Trust by pair, times what relations leave of it at a moment."""
        if not self.falls:
            return trust
        left = trust.copy()
        for homes, pairs in self._pairs.items():
            left[pairs] *= self.level(homes, at)
        return left

    @cached_property
    def _pairs(self) -> dict[Homes, list[int]]:
        """The pairs of agencies whose homes' relations move."""
        names = [self.parties.homes[home] for home in self.parties.home_of]
        found: dict[Homes, list[int]] = {fall.homes: [] for fall in self.falls}
        for number, (one, other) in enumerate(self.parties.pairs):
            found.get(frozenset((names[one], names[other])), []).append(number)
        return found


def relations_of(parties: Parties, dial: float) -> Relations:
    """The relations of a scenario; under a dial at 0 nothing ever happens to them."""
    scenario = parties.scenario
    if dial == 0.0:
        return Relations(parties, ())
    before = -microseconds(scenario.warm_up) - 1
    falls = [
        _fall(parties, frozenset(strain.between), strain, dial, before, 0)
        for strain in scenario.relations.values()
    ]
    for hours, _, effect in parties.changes(RelationsEffect):
        at = microseconds(hours)
        homes = frozenset(effect.between)
        if effect.shock:
            falls.append(_fall(parties, homes, effect.shock, dial, at, at))
        else:
            advocacy = effect.advocacy or 0.0
            falls = [f.mended(at, advocacy) if f.homes == homes else f for f in falls]
    return Relations(parties, tuple(falls))


def _fall(
    parties: Parties, homes: Homes, shock: Shock, dial: float, begins: int, recovers: int
) -> _Fall:
    steps = [(begins, 1.0), *((recovers + after, share) for after, share in _steps(shock, dial))]
    return _Fall(
        homes,
        parties.rules.depth(shock.depth, dial),
        tuple(at for at, _ in steps),
        tuple(share for _, share in steps),
    )


def _steps(shock: Shock, dial: float) -> Iterator[tuple[int, float]]:
    if shock.half_life is not None:
        for after, share in rule.recovery(shock.half_life, dial):
            yield microseconds(after), share


def is_written(scenario: Scenario) -> bool:
    """Whether a scenario says anything of relations that could move."""
    effects = (effect for _, _, effect in changes(scenario, RelationsEffect))
    return bool(scenario.relations) or any(effect.shock for effect in effects)
