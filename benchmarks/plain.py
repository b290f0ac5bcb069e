"""The same network as somebody would write it in SimPy without this program: only counts kept."""

from __future__ import annotations

from collections.abc import Generator
from math import log

import numpy as np
from simpy import Environment, Event, Resource

from benchmarks.network import (
    AGENCIES,
    ANALYSTS,
    COPIED,
    DAYS,
    REPORTS_A_DAY,
    REVIEW_MEDIAN_HOURS,
    REVIEW_SIGMA,
    REVIEWED,
    TRANSIT_HOURS,
    TRIAGE_HOURS,
    partners,
)

Steps = Generator[Event, object, None]


class PlainNetwork:
    """Twelve agencies, a process and a request for each report."""

    def __init__(self, seed: int) -> None:
        self.env = Environment()
        self.chance = np.random.default_rng(seed)
        self.desks = [Resource(self.env, ANALYSTS) for _ in range(AGENCIES)]
        self.handled = 0

    def run(self) -> int:
        """Runs to the end; gives how many times a report was triaged at an agency."""
        for agency in range(AGENCIES):
            self.env.process(self._source(agency))
        self.env.run(until=24.0 * DAYS)
        return self.handled

    def _source(self, agency: int) -> Steps:
        while True:
            yield self.env.timeout(self.chance.exponential(24.0 / REPORTS_A_DAY))
            self.env.process(self._report(agency))

    def _report(self, agency: int) -> Steps:
        yield from self._triage(agency)
        for partner in partners(agency):
            if self.chance.random() < COPIED:
                self.env.process(self._copy(partner))

    def _triage(self, agency: int) -> Steps:
        with self.desks[agency].request() as analyst:
            yield analyst
            yield self.env.timeout(self.chance.exponential(TRIAGE_HOURS))
        self.handled += 1

    def _copy(self, partner: int) -> Steps:
        if self.chance.random() < REVIEWED:
            review = self.chance.lognormal(log(REVIEW_MEDIAN_HOURS), REVIEW_SIGMA)
            yield self.env.timeout(review)
        yield self.env.timeout(self.chance.exponential(TRANSIT_HOURS))
        yield from self._triage(partner)
