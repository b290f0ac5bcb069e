"""The memory of a run on SimPy: columns by row, picture and desk, and the events that move them."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable
from typing import Any

from simpy import Environment, Event

from sim.engine.record import NEVER
from sim.engine.timetable import AskedLists
from sim.plan.values.layout import PlannedDesk
from sim.plan.values.orders import Order
from sim.plan.values.plan import LearningRule, Write
from sim.plan.values.stages import Route, Stage, WorkStage
from sim.plan.values.ties import Tie

WHOLE = 6755399441055744.0
"""1.5 * 2**52: adding and taking it away rounds a float to a whole number."""
NEVER_YET = float(NEVER)

Callbacks = list[Callable[[Any], None]]
"""What SimPy calls with the event that happens; each handler knows which kind it gets."""
Stages = tuple[Stage, ...]
Edges = list[float]
"""The instants at which a calendar opens and closes, in order."""


class Scheduled(Event):
    """Something that will happen; it can be scheduled again once it has."""

    __slots__ = ("at", "callbacks")
    _ok = True
    _value = None

    at: float
    """When it happens: quicker to read than the environment's clock."""

    def __init__(self) -> None:
        """Without the lists and references that other events of SimPy need."""


class Journey(Scheduled):
    """A row under way, scheduled anew for each thing it waits for."""

    __slots__ = ("desk", "number", "refused", "respite", "row", "slot", "stages", "work")
    desk: DeskState
    respite: float
    """How long who works on it will rest afterwards."""
    refused: bool
    """Whether the stage at a desk ends it."""

    def __init__(
        self,
        row: int,
        stages: Stages = (),
        number: int = 0,
        slot: int = 0,
        work: WorkStage | None = None,
    ) -> None:
        self.row = row
        self.stages = stages
        self.number = number
        """Which of the stages comes next, or is at a desk."""
        self.slot = slot
        """Where the instants of that stage are recorded."""
        self.work = work
        """The stage at a desk; None at the desk that triages it."""


class AtDesk(Scheduled):
    """A desk opens with work waiting, or somebody is back at it."""

    __slots__ = ("desk",)

    def __init__(self, desk: DeskState) -> None:
        self.desk = desk


class DeskState:
    """Servers, and the queue before them by rank, then arrival, then key."""

    __slots__ = ("busy", "edges", "number", "queue", "respite", "servers", "waking", "written")

    def __init__(self, number: int, written: PlannedDesk, edges: Edges | None) -> None:
        self.number = number
        self.written = written
        self.edges = edges
        self.servers = self.respite = 0.0
        self.busy = 0
        """How many work or rest after work."""
        self.queue: list[tuple[float, float, int, Journey]] = []
        self.waking = False
        """Whether its opening is scheduled."""

    def read(self, table: list[float]) -> None:
        """Looks how many work here, and how long they rest."""
        self.servers, self.respite = table[self.written.servers], table[self.written.respite]


class Learner:
    """What the agencies of one run have learned about each other."""

    def __init__(self, learning: LearningRule) -> None:
        self.learning = learning
        self.reviews: list[int] = learning.reviews.tolist()
        self.keep: list[float] = learning.keep.tolist()
        self.floor: list[float] = learning.floor.tolist()
        self.vetting: list[float] = learning.vetting_us.tolist()
        self.reviewed = 0
        """How many reviews there have been."""
        self.outcomes: deque[tuple[float, int, bool]] = deque()
        """(when it will be known, pair, whether it is good) of what has not been counted."""
        self.gained: list[float] = learning.gained.tolist()
        """By pair."""
        self.lost: list[float] = learning.lost.tolist()


class World:
    """Everything that a run on SimPy reads and writes; as in the compiled engine, but by column."""

    # An object of so many attributes finds them much faster in slots than in a dictionary.
    __slots__ = (
        "acts",
        "added",
        "agency",
        "arrived",
        "asked",
        "asking",
        "attention",
        "belief",
        "best",
        "chance",
        "contributed",
        "copies",
        "credit",
        "deadline",
        "desks",
        "detected",
        "done",
        "edges",
        "end",
        "ended",
        "env",
        "first_attempt",
        "first_copy",
        "first_own_place",
        "first_question",
        "first_trust",
        "first_warning",
        "hits",
        "horizon",
        "interest",
        "judged",
        "kept",
        "learner",
        "linked",
        "log_ratio",
        "naive",
        "next_write",
        "on_arrival",
        "on_back",
        "on_finish",
        "on_opening",
        "on_order",
        "on_report",
        "on_resume",
        "on_silence",
        "on_write",
        "order",
        "ordered",
        "orders",
        "overlooked",
        "parent",
        "passed",
        "picture",
        "picture_agency",
        "place",
        "queries",
        "rank_cell",
        "read_first",
        "real",
        "recognition",
        "release",
        "report_at",
        "report_of",
        "reports",
        "routes",
        "sanitised",
        "schedule",
        "sharing",
        "slot_first",
        "slots",
        "standing",
        "started",
        "steps",
        "strip",
        "stripped",
        "table",
        "threshold",
        "tie",
        "ties",
        "triage",
        "unrecognised",
        "waiting",
        "warning",
        "weight",
        "word",
        "work_cell",
        "writes",
        "written",
    )

    env: Environment
    schedule: Callable[..., None]
    """Puts an event into the event list of SimPy."""
    horizon: float
    table: list[float]
    writes: tuple[Write, ...]
    written: int
    """How many writes are made."""
    next_write: float
    """When numbers of the table change next: by a write, or because trust is reviewed."""
    learner: Learner | None
    sharing: bool
    naive: bool
    strip: int
    """The cell with the trust below which the origin is removed."""
    kept: int
    """The cells of what analysts keep and link, by agency; -1 where that is all."""
    linked: int

    reports: int
    """Rows before this one are reports."""
    first_attempt: int
    """Rows from this one on, up to the answers, are new attempts of copies."""
    first_question: int
    """Rows from this one on are requests."""
    first_warning: int
    """Rows from this one on are warnings."""
    report_at: list[float]
    """By report: when it is written."""
    order: list[int]
    """By row, as what follows: its place among those to which the same happens at an instant."""
    agency: list[int]
    tie: list[int]
    work_cell: list[int]
    rank_cell: list[int]
    first_copy: list[int]
    copies: list[int]
    parent: list[int]
    report_of: list[int]
    chance: list[memoryview[float]]
    """By column; those that every row needs stand apart as well."""
    triage: memoryview[float]
    release: memoryview[float]
    recognition: memoryview[float]
    picture: list[int]
    place: list[int]
    log_ratio: list[float]
    sanitised: list[bool]
    attention: list[float]
    """Empty where analysts link every report to its threat."""
    slot_first: list[int]

    edges: list[Edges | None]
    """By calendar; None where it is always open."""
    ties: tuple[Tie, ...]
    routes: tuple[Route, ...]
    desks: list[DeskState]

    asking: AskedLists | None
    real: list[bool]
    """By picture, as what follows: whether the threat exists."""
    picture_agency: list[int]
    warning: list[int]
    """The row of its warning; negative where there is none."""
    threshold: list[int]
    """By agency."""
    interest: list[int]
    """By agency."""

    arrived: array[float]
    """By row, as what follows."""
    started: array[float]
    done: array[float]
    end: array[int]
    ended: array[float]
    unrecognised: array[int]
    stripped: array[int]
    overlooked: array[int]
    added: array[float]
    """By how much it raised the belief of who read it."""
    weight: dict[int, float]
    """What sanitising left of it, where that is not all."""
    credit: dict[int, float]
    """How far it was believed when it was shared on."""
    passed: set[tuple[int, int]]
    """(report, agency) of what has been shared on."""
    slots: array[float]
    orders: list[Order | None]
    """By number, counted from 1; empty where nothing is ordered, as what follows."""
    steps: list[tuple[int, int, int, int, int]]
    """What orders come to; see ``sim.engine.orders.Steps``."""
    ordered: int
    """How many of these steps were taken."""
    standing: array[int]
    """By row: the order that stands for it; 0 for none."""
    waiting: array[int]
    """By row: whether it waits for a decision, as ``Waiting``."""
    deadline: array[float]
    """By row that waits for an answer: until when."""
    read_first: array[int]
    """By row: whether it is read before all else."""
    word: array[float]
    """By pair: how far one is ordered to believe the other; negative where nothing is ordered."""
    first_trust: int
    """The cell with the trust of the first pair."""
    acts: array[int]
    """By picture: what is ordered of its holder, and whether that has read of its threat."""

    detected: array[float]
    """By picture, as what follows."""
    asked: array[float]
    queries: array[int]
    hits: array[int]
    belief: list[float]
    judged: list[bool]
    """Whether its belief has reached the threshold."""
    contributed: list[list[int]]
    """The cells by which those are believed whose copies made it."""
    best: list[float]
    """By place: the most that a copy from there has added to its picture."""
    first_own_place: int
    """The first of the places for copies whose origin is stripped, one for each copy."""

    on_report: Callbacks
    on_arrival: Callbacks
    on_finish: Callbacks
    on_resume: Callbacks
    on_opening: Callbacks
    on_order: Callbacks
    on_silence: Callbacks
    on_back: Callbacks
    on_write: Callbacks
