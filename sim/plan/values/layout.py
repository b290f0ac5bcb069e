"""A scenario made ready: what stays the same whatever the dials say.

Everything is a column of numbers, so that every engine can run it. Indices count from 0; -1 means
none. A *cell* is a place in the table of numbers that rules fill and injects write; a *column* is
one named chance of a row; a *shape* a standardised draw.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.chance.shapes import Shape
from sim.frozen import entity, frozen
from sim.plan.values.arrays import DAY, Ints, Keys, present
from sim.plan.values.cells import TableFill
from sim.plan.values.draws import (
    IndicatorColumns,
    IndicatorDraw,
    Sightings,
    StreamColumns,
    StreamDraw,
    ThreatDraw,
)
from sim.plan.values.orders import Order
from sim.plan.values.response import ResponseDraw
from sim.plan.values.stages import Route, cells_of
from sim.plan.values.ties import AskingTies, PassingTies, Tie
from sim.scenario.units.quantities import Opening


@frozen
class Calendar:
    """Opening hours somewhere, less what the outages of a channel take from them."""

    opening: Opening
    ahead_minutes: int = 0
    outages: tuple[tuple[int, int], ...] = ()
    opens: int | None = None
    """When it opens for the first time, in microseconds, whatever the dial of communication."""


@frozen
class PlannedDesk:
    """Where work waits: the analysts of an agency, or a staffed legal or translation desk."""

    name: str
    """The agency, or the home whose desk it is."""
    kind: str
    """``agency``, ``legal`` or ``translation``."""
    servers: int
    """The cell with how many can work at once."""
    respite: int
    """The cell with how long who has worked rests, as a multiple of the work."""
    calendar: int
    finishes: bool = False
    """Whether work that has begun is finished after hours, or else rests until it opens again."""


@frozen
class Subject:
    """What reports can be about: a threat, a red herring or a stream of routine work."""

    name: str
    kind: str
    """``threat``, ``red herring`` or ``background``."""
    category: int
    urgency: float


@entity
class Layout:
    """A scenario made ready: names, places, routes, and where each number of the table stands."""

    agencies: tuple[str, ...]
    homes: tuple[str, ...]
    home_of: Ints
    """By agency."""
    categories: tuple[str, ...]
    subjects: tuple[Subject, ...]
    handlings: tuple[tuple[int, str], ...]
    """Classes of reports: (category, marking)."""
    desks: tuple[PlannedDesk, ...]
    """The first are the agencies', in order."""
    calendars: tuple[Calendar, ...]
    routes: tuple[Route, ...]
    ties: tuple[Tie, ...]
    tie_first: Ints
    """By (agency, class): the first of the ties of an agency for a class of reports."""
    tie_number: Ints
    passing: PassingTies
    asking: AskingTies | None
    """None where nobody asks."""
    is_database: npt.NDArray[np.bool_]
    """By agency: whether it is a database, which holds what it is told and has no analysts."""
    warning_tie: Ints
    """By (agency, home): the tie over which a warning goes; -1 none; -2 the agency is the one."""
    shapes: tuple[Shape | None, ...]
    columns: int
    """How many columns of chances a row has."""
    pairs: tuple[tuple[int, int], ...]
    work_cell: Ints
    """By (subject, agency)."""
    work_shape: Ints
    rank_cell: Ints
    """By (subject, desk)."""
    prior: Ints
    """By agency: log-odds in nano-nats."""
    threshold: Ints
    threats: tuple[ThreatDraw, ...]
    indicators: tuple[IndicatorDraw, ...]
    streams: tuple[StreamDraw, ...]
    sightings: Sightings
    agency_key: Keys
    home_key: Keys
    begins_minute: int
    start_us: int
    """Engine time at which the warm-up starts; the exercise begins at 0."""
    horizon_us: int
    per_case: bool
    naive: bool
    fill: TableFill
    """Where each number stands and what it is made of."""
    response: ResponseDraw | None = None
    """What follows a warning, where the scenario says it."""
    orders: tuple[Order, ...] = ()
    """What teams ordered; what they order to be sent may need rows of its own."""

    @cached_property
    def hours_alone(self) -> tuple[int, ...]:
        """By calendar: that of its opening hours without its outages; -1 round the clock."""
        number = {calendar: i for i, calendar in enumerate(self.calendars)}
        return tuple(
            number.get(replace(each, outages=(), opens=None), -1) for each in self.calendars
        )

    @cached_property
    def tie_receiver(self) -> Ints:
        """By tie."""
        return np.array([tie.receiver for tie in self.ties], dtype=np.int64)

    @cached_property
    def tie_sender(self) -> Ints:
        """By tie."""
        return np.array([tie.sender for tie in self.ties], dtype=np.int64)

    @cached_property
    def tie_back(self) -> Ints:
        """By tie of a copy: the pair of its receiver and its sender."""
        cells = np.array([tie.believed for tie in self.ties], dtype=np.int64)
        return cells - self.fill.trust

    @cached_property
    def tie_pair(self) -> Ints:
        """By tie."""
        return np.array([tie.pair for tie in self.ties], dtype=np.int64)

    @cached_property
    def databases_of(self) -> Ints:
        """By agency: how many databases it belongs to."""
        pairs = np.array(self.pairs, dtype=np.int64).reshape(-1, 2)
        members = pairs[self.is_database[pairs[:, 1]], 0]
        return np.bincount(members, minlength=len(self.agencies))

    @cached_property
    def tie_slots(self) -> Ints:
        """By tie: how many instants are recorded of a copy, whichever way it goes."""
        slots = [route.slots for route in self.routes] + [0]
        return np.array(
            [max(slots[tie.route], slots[tie.route_unrecognised]) for tie in self.ties],
            dtype=np.int64,
        )

    @cached_property
    def used_cells(self) -> Ints:
        """The cells that can make a difference."""
        ways = {way for tie in self.ties for way in (tie.route, tie.route_unrecognised)}
        cells = {cell for tie in self.ties for cell in tie.cells}
        for number in ways - {-1}:
            for stage in self.routes[number].stages:
                cells |= set(cells_of(stage))
        cells |= {desk.servers for desk in self.desks}
        cells |= set(self.work_cell.ravel().tolist()) | set(self.rank_cell.ravel().tolist())
        return np.array(sorted(cells - {-1}), dtype=np.int64)

    @cached_property
    def tie_family(self) -> Ints:
        """By (column, tie)."""
        families = np.array([tie.families for tie in self.ties], dtype=np.int64)
        return np.ascontiguousarray(families.reshape(len(self.ties), self.columns).T)

    @cached_property
    def tie_shapes(self) -> tuple[tuple[int, ...], ...]:
        """By column: the shapes of the chances that ties can take there."""
        return tuple(present(families) for families in self.tie_family)

    @cached_property
    def work_shapes(self) -> tuple[int, ...]:
        """The shapes that triage can have."""
        return present(self.work_shape)

    @cached_property
    def expected_rows(self) -> float:
        """How many rows routine work brings to a replication, on average: reports and copies."""
        streams = self.stream_columns
        reports = streams.per_day * (streams.until - streams.since) / DAY
        partners = self.tie_number[streams.agency, streams.handling]
        return float((reports * (1.0 + streams.worth_sharing * partners)).sum())

    @cached_property
    def learns(self) -> bool:
        """Whether trust follows experience."""
        return self.fill.written >= 0

    @cached_property
    def stream_columns(self) -> StreamColumns:
        """The streams of routine reports as columns."""
        return StreamColumns(self.streams)

    @cached_property
    def indicator_columns(self) -> IndicatorColumns:
        """The written indicators as columns."""
        return IndicatorColumns(self.indicators, self.threats)
