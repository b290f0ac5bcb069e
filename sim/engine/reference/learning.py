"""What agencies learn about each other in one run of the reference engine."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from sim.chance.elementary import power
from sim.plan.rules import trust
from sim.plan.values.plan import Learning


class LearnedTrust:
    """Counts the outcomes of each pair, and rewrites the numbers that follow from its trust."""

    def __init__(self, learning: Learning) -> None:
        self._learning = learning
        self._reviews: list[int] = learning.reviews.tolist()
        self._keep: list[float] = learning.keep.tolist()
        self._floor: list[float] = learning.floor.tolist()
        self._vetting: list[float] = learning.vetting_us.tolist()
        self._reviewed = 0
        self._outcomes: deque[tuple[float, int, bool]] = deque()
        self.gained: list[float] = learning.gained.tolist()
        """By pair."""
        self.lost: list[float] = learning.lost.tolist()

    @property
    def next_review(self) -> float:
        """When trust is looked at anew next; infinite after the last time."""
        if self._reviewed < len(self._reviews):
            return float(self._reviews[self._reviewed])
        return float("inf")

    def came_out(self, cells: Iterable[int], now: float, *, good: bool) -> None:
        """Something turns out good or bad for those believed by these cells, known later."""
        known = now + self._learning.known_after_us
        for cell in cells:
            self._outcomes.append((known, cell - self._learning.trust, good))

    def review(self, now: float, table: list[float]) -> None:
        """Counts what has become known, and lets what lies back count less."""
        keep, learning = self._keep[self._reviewed], self._learning
        self._reviewed += 1
        for pair in range(len(self.gained)):
            self.gained[pair] *= keep
            self.lost[pair] *= keep
        while self._outcomes and self._outcomes[0][0] <= now:
            _, pair, good = self._outcomes.popleft()
            if good:
                self.gained[pair] += 1.0
            else:
                self.lost[pair] += learning.loss
        for pair in range(len(self.gained)):
            if self.gained[pair] + self.lost[pair] > 0.0:
                self._rewrite(pair, table)

    def _rewrite(self, pair: int, table: list[float]) -> None:
        learning = self._learning
        learned = trust.learned(table[learning.written + pair], self.gained[pair], self.lost[pair])
        level = trust.dialled_one(max(learned, self._floor[pair]), learning.dial)
        table[learning.trust + pair] = level
        for first, sensitivity in learning.releases:
            table[first + pair] = power(level, sensitivity)
        factor = trust.vetting_factor(level, learning.distrust, learning.dial)
        table[learning.vetting + pair] = self._vetting[pair] * factor
        weight = trust.surviving_weight(level, learning.kept)
        table[learning.weight + pair] = weight
        if learning.tear >= 0:
            table[learning.tear + pair] = weight * learning.tear_line
