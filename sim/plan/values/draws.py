"""What luck draws from: threats and their indicators, who sees them, streams of routine work."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.frozen import frozen
from sim.plan.values.arrays import DAY, Floats, Ints, present


@frozen
class IndicatorDraw:
    """How one written indicator of a threat comes to be seen."""

    subject: int
    name: str
    identity: int
    shape: int
    scale_us: float
    log_ratio: float
    sanitised: bool
    count: int
    """-1 for a Poisson process."""
    per_day: float
    span_us: int
    """How long a process lasts."""
    where: tuple[int, ...]
    """Countries; one is drawn."""


@frozen
class ThreatDraw:
    """How a threat or red herring begins."""

    subject: int
    identity: int
    real: bool
    onset_shape: int
    onset_us: float
    """Scale of the onset; -1 when threats arrive as a process."""
    per_day: float
    indicators: tuple[int, ...]
    country: int
    """The country threatened; -1 for a red herring."""
    window_us: int
    prevented: tuple[tuple[int, float], ...] = ()
    """(from, share): what share of those that begin from then on never does, in order of time."""


@frozen
class StreamDraw:
    """Routine reports of one stream at one agency, or what an inject adds to or keeps of them."""

    subject: int
    agency: int
    identity: int
    per_day: float
    worth_sharing: float
    handling: int
    """The class (category, marking) of its reports."""
    since: int
    until: int
    thinned: tuple[tuple[int, int, float], ...] = ()
    """Spells (from, to, share kept) in which an inject dries the stream up."""


@frozen
class Lead:
    """From a moment on some observers see things sooner than these show."""

    since: int
    by_us: int
    entries: npt.NDArray[np.bool_]
    """By entry of the sightings."""


@frozen
class Sightings:
    """Who can observe which indicator where, flattened.

    ``first[i, c]`` and ``number[i, c]`` give the run of entries for indicator i in country c.
    """

    first: Ints
    number: Ints
    agency: Ints
    since: Ints
    """The moments at which chances change, in order."""
    probability: Floats
    """By (how many of these moments have come, entry)."""
    handling: Ints
    leads: tuple[Lead, ...] = ()


class IndicatorColumns:
    """Written indicators, a column for each of their fields, and which threat has which."""

    def __init__(
        self, indicators: tuple[IndicatorDraw, ...], threats: tuple[ThreatDraw, ...]
    ) -> None:
        self.identity = np.array([draw.identity for draw in indicators], dtype=np.uint64)
        self.subject = np.array([draw.subject for draw in indicators], dtype=np.int64)
        self.shape = np.array([draw.shape for draw in indicators], dtype=np.int64)
        self.shapes = present(self.shape)
        self.scale_us = np.array([draw.scale_us for draw in indicators], dtype=np.float64)
        self.count = np.array([draw.count for draw in indicators], dtype=np.int64)
        self.per_day = np.array([draw.per_day for draw in indicators], dtype=np.float64)
        self.span_us = np.array([draw.span_us for draw in indicators], dtype=np.int64)
        self.days = -(-self.span_us // DAY)
        self.where, self.where_first, self.where_number = _flat([d.where for d in indicators])
        self.of_threat, self.of_threat_first, self.of_threat_number = _flat(
            [threat.indicators for threat in threats]
        )
        # The last entry stands for -1, routine work.
        self.log_ratio = np.array([*(draw.log_ratio for draw in indicators), 0.0])
        self.sanitised = np.array([*(draw.sanitised for draw in indicators), True])


class StreamColumns:
    """Streams of routine reports, a column for each of their fields."""

    def __init__(self, streams: tuple[StreamDraw, ...]) -> None:
        self.identity = np.array([draw.identity for draw in streams], dtype=np.uint64)
        self.agency = np.array([draw.agency for draw in streams], dtype=np.int64)
        self.subject = np.array([draw.subject for draw in streams], dtype=np.int64)
        self.handling = np.array([draw.handling for draw in streams], dtype=np.int64)
        self.per_day = np.array([draw.per_day for draw in streams], dtype=np.float64)
        self.worth_sharing = np.array([draw.worth_sharing for draw in streams], dtype=np.float64)
        self.since = np.array([draw.since for draw in streams], dtype=np.int64)
        self.until = np.array([draw.until for draw in streams], dtype=np.int64)
        self.first_day = self.since // DAY
        self.days = -(-self.until // DAY) - self.first_day
        """How many days it touches."""


def _flat(runs: Sequence[Sequence[int]]) -> tuple[Ints, Ints, Ints]:
    """Several runs of numbers as one, where each begins, and how long it is."""
    number = np.array([len(run) for run in runs], dtype=np.int64)
    joined = np.array([item for run in runs for item in run], dtype=np.int64)
    return joined, np.cumsum(number) - number, number
