"""The values that a plan is made of: what stays the same whatever the dials say.

Everything is a column of numbers, so that every engine can run it. Indices count from 0; -1 means
none. A *cell* is a place in the table of numbers that rules fill and injects write; a *column* is
one named chance of a row; a *shape* a standardised draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.chance.shapes import Shape
from sim.plan.rules.calendars import Edges
from sim.plan.rules.law import LawPair
from sim.plan.values.causes import Cause
from sim.plan.values.response import ResponseDials, ResponseDraw
from sim.scenario.units.quantities import Opening

DAY = 24 * 3_600_000_000
"""Microseconds."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]


class StageKind(IntEnum):
    """What can happen to a copy on its way; no kind knows what it is used for."""

    WORK = 0
    """Wait for one of the servers of a desk, then be worked on."""
    DELAY = 1
    """Wait until a calendar is open, if there is one, then let time pass."""
    OPEN = 2
    """Wait until a calendar is open."""
    SEND = 3
    """Be sent, each time only while a calendar is open, until a sending is not lost."""
    ASK = 4
    """Ask back the way it came, and wait for the answer; how long that takes the way says."""


class Column(IntEnum):
    """The chances of a row, those that most rows need side by side.

    Times of review come last, one column for each shape that they can have.
    """

    CONSENT = 0
    CONSENT_TIME = 1
    """How long an originator thinks, or a partner that was asked searches."""
    TRANSLATION = 2
    CONVERSION = 3
    RELAY = 4
    LOSS = 5
    REFUSAL = 6
    RECOGNITION = 7
    VETTING = 8
    TRIAGE = 9
    RELEASE = 10
    REVIEW = 11
    LATENCY = 12
    REVIEW_TIME = 13


RAW = 0
"""The index in ``Layout.shapes`` that stands for the uniform number itself."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a route.

    A WORK or DELAY stage with a ``gate`` happens only to a copy whose ``gate_chance`` is below the
    gate's cell, and then ends it when ``refusal_chance`` is below the refusal's cell. For a SEND
    the gate is the chance that a sending is lost. An ASK is refused below the refusal's cell, and
    granted on condition below the gate's.
    """

    kind: StageKind
    cause: Cause
    place: int = -1
    """A desk for WORK, else a calendar."""
    scale: int = -1
    """The cell with the scale of the duration, in microseconds."""
    chance: int = -1
    """The column of the standardised duration."""
    gate: int = -1
    gate_chance: int = -1
    refusal: int = -1
    refusal_chance: int = -1
    again: int = -1
    """The cell with the microseconds after which a lost sending is repeated, or an ASK gives up."""
    attempts: int = 1
    weight: int = -1
    """The cell with what an ASK granted on condition leaves of the weight."""
    needed: int = -1
    """The cell that is 0 where nobody is needed: then the stage is passed by; -1 always needed."""

    @property
    def slots(self) -> int:
        """How many instants are recorded: when it ends, and for WORK first when it starts."""
        return 2 if self.kind is StageKind.WORK else 1


@dataclass(frozen=True)
class Route:
    """The stages between one agency's decision to tell and another's desk."""

    stages: tuple[Stage, ...]

    @property
    def slots(self) -> int:
        """How many instants of a copy on this route are recorded."""
        return sum(stage.slots for stage in self.stages)


@dataclass(frozen=True, slots=True)
class Tie:
    """One agency may tell another about one category with one marking."""

    sender: int
    receiver: int
    pair: int
    release: int
    """The cell with the chance that trust lets a copy go."""
    need: int
    """The cell with the sender's priority for the category."""
    weight: int
    """The cell with what sanitising leaves."""
    trust: int
    """The cell with the sender's trust in the receiver."""
    believed: int
    """The cell with the receiver's trust in the sender."""
    route: int
    """-1: no channel admits the marking."""
    recognised: int = -1
    """The cell with the chance of recognition; -1 where no law could fail to recognise it."""
    fallback: int = -1
    """The cell that is 1 where an unrecognised case can go the formal way, else 0."""
    route_unrecognised: int = -1
    latency: int = -1
    """The cell with the usual latency of its channel, for asking back."""
    calendar: int = -1
    """When its channel carries a question back; -1 always."""
    consent: int = -1
    """The cell with how long its sender takes to answer whether what it told may be passed on."""
    families: tuple[int, ...] = ()
    """For each column the index of its shape, -1 where no chance is drawn."""

    @property
    def cells(self) -> tuple[int, ...]:
        """The cells that decide whether and with what weight a copy goes."""
        return (
            self.release,
            self.need,
            self.weight,
            self.trust,
            self.believed,
            self.recognised,
            self.fallback,
            self.latency,
            self.consent,
        )


@dataclass(frozen=True)
class Passing:
    """Who passes on what partners told it; by (agency, class) as for what it saw itself."""

    first: Ints
    """The first of the ties over which it asks first; as many follow over which it need not."""
    number: Ints
    free: npt.NDArray[np.bool_]
    """By (tie, originator's home): whether it may pass on without asking."""
    hops: int
    """How many times a report is told at most; 1 where nobody passes anything on."""


OUT_OF_REACH = 2**60
"""A belief that nobody ever holds, in nano-nats."""


@dataclass(frozen=True)
class Asking:
    """Who asks whom about what it half believes, and over which ties answers come."""

    interest: Ints
    """By agency: the log-odds in nano-nats from which on it asks; never where it does not."""
    first: Ints
    """By (agency, class): the first of the ties over which it answers, partner by partner."""
    number: Ints
    tie: Ints
    """By pair: the tie over which the one asks the other's analysts; -1 where it does not."""


@dataclass(frozen=True)
class Calendar:
    """Opening hours somewhere, less what the outages of a channel take from them."""

    opening: Opening
    ahead_minutes: int = 0
    outages: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Desk:
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


@dataclass(frozen=True)
class Subject:
    """What reports can be about: a threat, a red herring or a stream of routine work."""

    name: str
    kind: str
    """``threat``, ``red herring`` or ``background``."""
    category: int
    urgency: float


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Lead:
    """From a moment on some observers see things sooner than these show."""

    since: int
    by_us: int
    entries: npt.NDArray[np.bool_]
    """By entry of the sightings."""


@dataclass(frozen=True)
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


@dataclass(frozen=True, eq=False)
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
    desks: tuple[Desk, ...]
    """The first are the agencies', in order."""
    calendars: tuple[Calendar, ...]
    routes: tuple[Route, ...]
    ties: tuple[Tie, ...]
    tie_first: Ints
    """By (agency, class): the first of the ties of an agency for a class of reports."""
    tie_number: Ints
    passing: Passing
    asking: Asking | None
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
    injects: tuple[tuple[int, str, str], ...]
    """(microseconds, name, message), in order."""
    response: ResponseDraw | None = None
    """What follows a warning, where the scenario says it."""

    @cached_property
    def hours_alone(self) -> tuple[int, ...]:
        """By calendar: that of its opening hours without its outages; -1 round the clock."""
        number = {calendar: i for i, calendar in enumerate(self.calendars)}
        return tuple(number.get(replace(each, outages=()), -1) for each in self.calendars)

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
                cells |= {stage.scale, stage.gate, stage.refusal, stage.again, stage.weight}
                cells.add(stage.needed)
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
        return tuple(_present(families) for families in self.tie_family)

    @cached_property
    def work_shapes(self) -> tuple[int, ...]:
        """The shapes that triage can have."""
        return _present(self.work_shape)

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


def _present(families: Ints) -> tuple[int, ...]:
    return tuple(sorted(set(families.ravel().tolist()) - {-1}))


class IndicatorColumns:
    """Written indicators, a column for each of their fields, and which threat has which."""

    def __init__(
        self, indicators: tuple[IndicatorDraw, ...], threats: tuple[ThreatDraw, ...]
    ) -> None:
        self.identity = np.array([draw.identity for draw in indicators], dtype=np.uint64)
        self.subject = np.array([draw.subject for draw in indicators], dtype=np.int64)
        self.shape = np.array([draw.shape for draw in indicators], dtype=np.int64)
        self.shapes = _present(self.shape)
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


def _flat(runs: Sequence[Sequence[int]]) -> tuple[Ints, Ints, Ints]:
    """Several runs of numbers as one, where each begins, and how long it is."""
    number = np.array([len(run) for run in runs], dtype=np.int64)
    joined = np.array([item for run in runs for item in run], dtype=np.int64)
    return joined, np.cumsum(number) - number, number


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


@dataclass(frozen=True)
class LawFill:
    """Where the numbers of law stand."""

    pairs: tuple[LawPair, ...]
    recognised: int
    fallback: int
    review: Mapping[tuple[int, str], int]
    """By (law index, basis): the first of three cells: probability, scale, refusal."""
    formal: int
    """Three cells of the formal route for what is not recognised."""
    internal: Mapping[str, int]
    """By home: three cells."""


@dataclass(frozen=True)
class TableFill:
    """Where the numbers of a table stand; the first cell of each block."""

    cells: int
    trust: int
    release: Mapping[str, int]
    """By marking."""
    vetting: int
    vetting_us: Floats
    """By pair: the scale with full trust."""
    weight: int
    tear: int
    """By pair: what is left of the part that goes without asking."""
    consent: int
    """Scale, refusal, refusal or condition, time-out, weight on condition."""
    need: int
    """By agency and category."""
    law: LawFill
    latency: int
    loss: int
    again: int
    relay: int
    translation: int
    """By home."""
    conversion: int
    eased: Mapping[LawPair, int]
    """For pairs that agreements spare reading: the first of two cells, conversion, translation."""
    work: int
    work_us: Floats
    """By work cell."""
    work_agency: Ints
    rank: int
    """By subject and desk."""
    servers: int
    """By desk."""
    respite: int
    """By desk."""
    searching: int
    """How long the analysts of a partner that is asked search, in microseconds."""
    strip: int
    """The trust below which the origin is removed."""
    consent_times: Mapping[int, int]
    """By pair with a liaison officer: how long consent takes there, in microseconds."""
    written: int
    """By pair: trust as written, before what is learned; -1 where nothing is learned."""
    kept: int
    """By agency: the share of reports on threats that triage keeps; -1 where it keeps all."""
    linked: int
    """By agency: the share of them that it keeps and links to their threat."""
    distrust: int
    """Whether anybody trusts anybody less than fully: only then is somebody asked or waited for."""


@dataclass(frozen=True)
class Write:
    """A number that changes at a moment."""

    at: int
    cell: int
    value: float


@dataclass(frozen=True, eq=False)
class Learning:
    """How outcomes move the numbers of trust of each pair, under the dials."""

    reviews: Ints
    """When trust is looked at anew."""
    keep: Floats
    """By review: what is left since the one before of how much an outcome counts."""
    known_after_us: int
    loss: float
    """For how many good outcomes a bad one counts."""
    gained: Floats
    """By pair: the good outcomes that written trust stands for."""
    lost: Floats
    floor: Floats
    """By pair: below this trust never falls, as with a liaison officer."""
    vetting_us: Floats
    """By pair: the scale of vetting with full trust."""
    releases: tuple[tuple[int, float], ...]
    """By marking: the first cell of its chances, by pair, and its sensitivity."""
    written: int
    """The first cell of trust as written, by pair; then those of what follows from it."""
    trust: int
    vetting: int
    weight: int
    tear: int
    """-1 without a tear-line."""
    dial: float
    distrust: float
    kept: float
    tear_line: float


@dataclass(frozen=True, eq=False)
class Plan:
    """One condition of a scenario, ready to run."""

    layout: Layout
    table: Floats
    """The numbers when the engine starts; durations in microseconds."""
    writes: tuple[Write, ...]
    """What injects change, in order of time."""
    edges: tuple[Edges | None, ...]
    """By calendar; None where always open."""
    sharing: bool
    """False when every agency keeps to itself."""
    learning: Learning | None = None
    """How trust is learned, where it is."""
    response: ResponseDials | None = None
    """What the dials leave of the response, where there is one."""
    programmes: tuple[tuple[int, str], ...] = ()
    """(microseconds, name) of those in force, by when they begin to work.

    A plan has them, not the layout: combinations of programmes share a layout, and so a timetable.
    """
