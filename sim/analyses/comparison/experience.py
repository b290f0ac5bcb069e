"""What agencies learn about each other, over all replications, and how little they know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.findings import Learned
from sim.analyses.comparison.replicate import Replicate
from sim.frozen import frozen
from sim.plan.rules import trust
from sim.plan.state import written_trust
from sim.plan.values.arrays import Floats
from sim.plan.values.plan import LearningRule, Plan
from sim.statistics.averages import average
from sim.statistics.unseen import LEVELS

Bools = npt.NDArray[np.bool_]
TENTHS = (0.1, 0.9)


def learned_trust(design: ComparisonDesign, done: Sequence[Replicate]) -> tuple[Learned, ...]:
    """Each pair's trust at the end, over all replications; none where nothing is learned."""
    plan = design.plan(design.as_written)
    each = [replicate.experience for replicate in done if replicate.experience is not None]
    if plan.learning is None or not each:
        return ()
    world = _Ending(plan, plan.learning)
    gained = np.array([one.gained for one in each])
    lost = np.array([one.lost for one in each])
    ends = world.read(_each(trust.learned, world.written, gained, lost))
    unknown = _each(trust.unknown, gained, lost)
    tested = world.tested(gained, lost).mean(axis=0)
    names = [(plan.layout.agencies[one], plan.layout.agencies[other]) for one, other in world.pairs]
    said = np.array([written_trust(design.scenario, *pair) for pair in names])
    carried = _each(trust.learned, said, gained[:, world.between], lost[:, world.between])
    without = world.read(world.written)
    return tuple(
        Learned(
            who=names[place][0],
            whom=names[place][1],
            written=float(without[pair]),
            trust=average(ends[:, pair], LEVELS),
            tenth=float(np.quantile(ends[:, pair], TENTHS[0])),
            ninetieth=float(np.quantile(ends[:, pair], TENTHS[1])),
            unknown=average(unknown[:, pair], LEVELS),
            tested=float(tested[pair]),
            carried=float(carried[:, place].mean() if tested[pair] else said[place]),
        )
        for place, pair in enumerate(world.between)
    )


@frozen
class _Ending:
    """The end of an exercise: what experience is set against there."""

    plan: Plan
    learning: LearningRule

    @property
    def between(self) -> list[int]:
        """Pairs of agencies with analysts; a database is trusted by nobody."""
        searched = self.plan.layout.is_database
        pairs = enumerate(self.plan.layout.pairs)
        return [pair for pair, ends in pairs if not searched[list(ends)].any()]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Who trusts, and whom."""
        return [self.plan.layout.pairs[pair] for pair in self.between]

    @property
    def written(self) -> Floats:
        """By pair: what injects and relations have left of what is written, before any dial."""
        first, number = self.learning.written, len(self.plan.layout.pairs)
        level = self.plan.table[first : first + number].copy()
        for write in self.plan.writes:
            if first <= write.cell < first + number and write.at < self.plan.layout.horizon_us:
                level[write.cell - first] = write.value
        return level

    def read(self, level: Floats) -> Floats:
        """As the rules read it: not below an officer's, and under the dial."""
        return trust.dialled(np.maximum(level, self.learning.floor), self.learning.dial)

    def tested(self, gained: Floats, lost: Floats) -> Bools:
        """By replication and pair: whether more has counted than what is stated at the start."""
        untouched, unharmed = self.learning.gained.copy(), self.learning.lost.copy()
        for keep in self.learning.keep:  # as an engine does it, so that equal is equal
            untouched *= keep
            unharmed *= keep
        found: Bools = (gained != untouched) | (lost != unharmed)
        return found


def _each(rule: Callable[..., Any], *numbers: Floats) -> Floats:
    """A rule for one number, of many."""
    return np.asarray(rule(*numbers), dtype=np.float64)
