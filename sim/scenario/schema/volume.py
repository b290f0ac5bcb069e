"""How many reports a scenario brings to one replication, so that too many are refused at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.scenario.schema.effects import BackgroundEffect
from sim.scenario.schema.threats import RedHerring, Stream
from sim.scenario.units.quantities import HOURS_IN

MOST_REPORTS = 5_000_000
"""A replication holds all of them at once: some two gigabytes."""
_DAY = HOURS_IN["day"]


def routine_reports(
    streams: Mapping[str, Stream],
    swells: Iterable[BackgroundEffect],
    agencies: Iterable[str],
    hours: float,
) -> float:
    """Routine reports expected in so many hours, with what injects and programmes add."""
    everybody = tuple(agencies)
    per_day = {
        name: sum(stream.rates.get(each, stream.rate) for each in stream.agencies or everybody)
        for name, stream in streams.items()
    }
    more = sum(
        per_day.get(swell.stream, 0.0) * max(0.0, swell.times - 1.0) * min(swell.lasting, hours)
        for swell in swells
    )
    return (sum(per_day.values()) * hours + more) / _DAY


def sightings(matters: Iterable[RedHerring], hours: float) -> float:
    """Indicators expected of threats and red herrings in so many hours, one for each place."""
    return sum(
        (1.0 if matter.arrives is None else matter.arrives * hours / _DAY)
        * sum(
            one.count if one.rate is None else one.rate * _lasting(matter, hours) / _DAY
            for one in matter.indicators.values()
        )
        for matter in matters
    )


def _lasting(matter: RedHerring, hours: float) -> float:
    return hours if matter.span_hours is None else min(matter.span_hours, hours)
