"""The memory of a compiled run: every number by its name."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.plan.values.arrays import Floats

Whole = int
"""Of 8 bytes."""
Small = int
"""Of 4 bytes."""
Flag = int
"""Of 1 byte."""
Real = float

_CODES = {"Whole": "i8", "Small": "i4", "Flag": "i1", "Real": "f8"}
FAR = 2**62
"""Later than everything."""


class FlatRow:
    """What a timetable says of one row."""

    order: Whole
    """Its place among the rows to which the same happens at the same instant."""
    log_ratio: Real
    agency: Small
    """Whose desk it comes to."""
    parent: Small
    report: Small
    tie: Small
    work_cell: Small
    rank_cell: Small
    first_copy: Small
    copies: Small
    picture: Small
    place: Small
    slot_first: Small
    sanitised: Flag


class Track:
    """What has become of one row."""

    arrived: Whole
    started: Whole
    done: Whole
    ended: Whole
    weight: Real
    """What sanitising left of it."""
    credit: Real
    """How far it was believed when it was told on."""
    urgency: Real
    """Its rank in the queue that it is in; once read, by how much it raised a belief."""
    since: Whole
    """When it came there; once taken up, how long who works on it will rest afterwards."""
    order: Whole
    child: Small
    """The first of those that it goes before in the queue."""
    sibling: Small
    """The next of those that the same one goes before; once read, that contributed before it."""
    stage: Small
    """The stage that comes next, or is at a desk; -1 at the desk that triages it."""
    last: Small
    """The stage after the last of its route."""
    slot: Small
    """Where the instants of that stage are recorded."""
    end: Flag
    unrecognised: Flag
    stripped: Flag
    refused: Flag
    """Once it is read: 1 when it was not linked to its threat, 2 when it was set aside."""


class FlatStage:
    """One stage of a route; see ``sim.plan.values.stages``."""

    kind: Small
    """As ``StageKind``; each kind has its own fields, and -1 in those of others."""
    place: Small
    """A desk for work, else a calendar."""
    needed: Small
    scale: Small
    chance: Small
    gate: Small
    gate_chance: Small
    refusal: Small
    refusal_chance: Small
    loss: Small
    loss_chance: Small
    again: Small
    attempts: Small
    decision: Small
    denied: Small
    conditional: Small
    weight: Small
    gives_up: Small


class FlatTie:
    """The cells and the stages of one tie; see ``sim.plan.values.ties.Tie``."""

    release: Small
    need: Small
    weight: Small
    trust: Small
    believed: Small
    recognised: Small
    fallback: Small
    latency: Small
    consent: Small
    calendar: Small
    first: Small
    """The first stage of its route; -1 where no channel admits the marking."""
    last: Small
    formal_first: Small
    """The same of the route for what is not recognised."""
    formal_last: Small


class DeskState:
    """Servers and the queue before them."""

    servers_cell: Small
    respite_cell: Small
    calendar: Small
    servers: Real
    respite: Real
    """How long who has worked rests, as a multiple of the work."""
    busy: Small
    """How many work or rest after work."""
    root: Small
    """The first in the queue; -1 when it is empty."""
    finishes: Flag
    """Whether work that has begun is finished after hours."""
    waking: Flag
    """Whether its opening is pending."""


class FlatWrite:
    """A number that an inject changes."""

    at: Whole
    cell: Whole
    value: Real


class Picture:
    """What one agency believes of one threat."""

    agency: Small
    warning: Small
    """The row of its warning; negative where there is none."""
    detected: Whole
    belief: Real
    threshold: Real
    interest: Real
    asked: Whole
    question: Small
    questions: Small
    found: Small
    finds: Small
    searches: Small
    queries: Small
    hits: Small
    contributor: Small
    """The last of the copies that made it; each leads to the one before by ``sibling``."""
    exists: Flag


class Pair:
    """What one agency has learned about another; see ``sim.plan.values.plan.Learning``."""

    gained: Real
    lost: Real
    floor: Real
    vetting: Real


class TrustOutcome:
    """Something turned out good or bad for a pair, which will be known."""

    known: Whole
    pair: Small
    good: Small


class FlatRelease:
    """The chances of release of one marking."""

    first: Whole
    sensitivity: Real


class FlatReview:
    """A moment at which trust is looked at anew."""

    at: Whole
    keep: Real
    """What is left, since the look before, of how much an outcome counts."""


class Learner:
    """How outcomes move trust; there is one of it where they do."""

    known_after: Whole
    loss: Real
    written: Whole
    trust: Whole
    vetting: Whole
    weight: Whole
    tear: Whole
    dial: Real
    distrust: Real
    kept: Real
    tear_line: Real
    told: Whole
    """How many outcomes there have been."""
    counted: Whole
    """How many of them have become known."""


class Event:
    """Something that is pending."""

    at: Whole
    place: Whole
    """What orders it within the instant; its kind stands above ``KEY_BITS``."""
    row: Small


class FlatOrder:
    """What is ordered; see ``sim.plan.values.orders.Order``."""

    within: Whole
    level: Real
    kind: Small


class FlatStep:
    """What an order does at an instant; see ``sim.engine.orders.Steps``."""

    at: Whole
    what: Small
    target: Small
    order: Small
    more: Small


class Clock:
    """How far a run has come, and what it needs to know at all times; there is one of it."""

    begun: Whole
    horizon: Whole
    reports: Whole
    """Rows before this one are reports."""
    first_attempt: Whole
    """Rows from this one on, up to the answers, are new attempts of copies."""
    first_question: Whole
    """Rows from this one on are requests."""
    first_warning: Whole
    """Rows from this one on are warnings."""
    first_trust: Whole
    """The cell with the trust of the first pair."""
    agencies: Whole
    first_own_place: Whole
    sharing: Whole
    naive: Whole
    strip: Whole
    """The cell with the trust below which the origin is removed."""
    pending: Whole
    """How many events are."""
    next_report: Whole
    written: Whole
    """How many changes are made."""
    next_write: Whole
    """When the next one is."""
    next_review: Whole
    """When trust is looked at anew; never where nothing is learned."""
    reviewed: Whole
    """How many times it was."""
    steady_until: Whole
    """When numbers of the table change next."""
    kept: Whole
    """The cells of what analysts keep and link, by agency; -1 where that is all."""
    linked: Whole
    moving: Whole
    """How many rows set off at this instant."""
    ordered: Whole
    """How many steps of orders were taken."""
    next_step: Whole
    """When the next one is; never where nothing is ordered."""


def dtype_of(record: type) -> np.dtype[Any]:
    """The layout in memory of a kind of record."""
    fields = [(name, _CODES[str(kind)]) for name, kind in record.__annotations__.items()]
    return np.dtype(fields, align=True)


ROW, TRACK, STAGE, TIE, DESK, WRITE, PICTURE, EVENT, CLOCK = (
    dtype_of(kind)
    for kind in (FlatRow, Track, FlatStage, FlatTie, DeskState, FlatWrite, Picture, Event, Clock)
)
PAIR, OUTCOME, RELEASE, REVIEW, LEARNER = (
    dtype_of(kind) for kind in (Pair, TrustOutcome, FlatRelease, FlatReview, Learner)
)
ORDER, STEP = dtype_of(FlatOrder), dtype_of(FlatStep)


class World(NamedTuple):
    """Everything that a compiled run reads and writes."""

    rows: Sequence[FlatRow]
    report_at: Sequence[int]
    """By report: when it is written."""
    chance: Floats
    """By (row, column)."""
    ties: Sequence[FlatTie]
    """By tie."""
    stages: Sequence[FlatStage]
    """Those of all routes."""
    edges: Sequence[int]
    """For each calendar where its edges begin and how many they are, then all edges."""
    writes: Sequence[FlatWrite]
    prior: Sequence[int]
    """By agency."""
    threshold: Sequence[int]
    table: MutableSequence[float]
    clock: Sequence[Clock]
    track: Sequence[Track]
    """By row."""
    desks: Sequence[DeskState]
    pending: Sequence[Event]
    """A heap of four children each."""
    pictures: Sequence[Picture]
    best: MutableSequence[float]
    """By place: the most that a copy from there has added to its picture."""
    passed: MutableSequence[int]
    """By report times agencies plus agency: whether that agency has told it on."""
    slots: MutableSequence[int]
    moving: MutableSequence[int]
    """The rows that set off at this instant."""


class Extra(NamedTuple):
    """What a run reads and writes besides if somebody asks, overlooks, learns or orders something.

    The program of a run without any of it is compiled without what serves it, which would take
    half as long again.
    """

    attention: Sequence[float]
    """By row; empty where analysts link every report to its threat."""
    learner: MutableSequence[Learner]
    """Empty where nothing is learned, as what follows."""
    reviews: MutableSequence[FlatReview]
    releases: MutableSequence[FlatRelease]
    pairs: MutableSequence[Pair]
    outcomes: Sequence[TrustOutcome]
    orders: Sequence[FlatOrder]
    """By number, counted from 1; empty where nothing is ordered, as what follows."""
    steps: Sequence[FlatStep]
    """Of orders, in the order in which they are taken."""
    standing: MutableSequence[int]
    """By row: the order that stands for it; 0 for none."""
    waiting: MutableSequence[int]
    """By row: whether it waits for a decision, as ``Waiting``."""
    deadline: MutableSequence[int]
    """By row that waits for an answer: until when."""
    read_first: MutableSequence[int]
    """By row: whether it is read before all else."""
    word: MutableSequence[float]
    """By pair: how far one is ordered to believe the other; negative where nothing is ordered."""
    acts: MutableSequence[int]
    """By picture: what is ordered of its holder, and whether that has read of its threat."""
