"""What a study answers: frozen values, as they are drawn and as they stand in JSON."""

from __future__ import annotations

from enum import StrEnum

from sim.frozen import frozen
from sim.statistics.effects import HeatMap, MainEffect, SampledEffect
from sim.statistics.intervals import Estimate
from sim.statistics.morris import Screening
from sim.statistics.prim import Box, HeldOut
from sim.statistics.sobol import Indices
from sim.statistics.thresholds import Fit, Side, Threshold
from sim.studies.results.axes import AnsweredAxis
from sim.studies.results.reached import Shortfall
from sim.studies.store.status import Status
from sim.studies.store.tables import Column, OwnCodeNote


class Form(StrEnum):
    """How the conditions of a study lie."""

    GRID = "full grid"
    HYPERCUBE = "Latin hypercube"
    SOBOL = "Sobol sequence"
    SALTELLI = "Saltelli's design"
    MORRIS = "Morris's walks"
    TABLE = "table"


class Topic(StrEnum):
    """What a caution is about."""

    INCOMPLETE = "not complete"
    FAILED = "failed"
    NOTHING = "nothing to measure"
    REPLICATIONS = "replications"
    PRECISION = "precision"
    NOISE = "noise"
    ROWS = "rows of the design"
    DROPPED = "left out"
    THRESHOLD = "threshold"
    RULE = "rule"
    WINDOW = "window"
    WEIGHTS = "weights of replications"
    ORDER = "order of conditions"
    NOT_TOLD = "not told"


@frozen
class StudyCaution:
    """What a reader should know before believing a claim, and what to do about it."""

    topic: Topic
    sentence: str


@frozen
class GridEffect:
    """What an axis of a grid does on average over the others."""

    axis: str
    effect: MainEffect
    largest: Estimate
    """Of the differences from the axis's first value, the largest in size."""
    at: float
    """The value of the axis at which it is so large."""
    told: bool
    """Whether enough replications gave something to measure to tell any difference."""


@frozen
class AxisSample:
    """How the measure goes with an axis of a design that is sampled."""

    axis: str
    effect: SampledEffect


@frozen
class AxesMap:
    """The measure at each pair of values of two axes."""

    rows: str
    """The axis of the rows."""
    columns: str
    map: HeatMap


@frozen
class AxesThreshold:
    """From which value of one axis on another stops mattering."""

    along: str
    """The axis on which the threshold lies."""
    stops: str
    """The axis that stops mattering."""
    low: float
    """Its effect is what changes from this value of it"""
    high: float
    """to this one."""
    side: Side
    fit: Fit
    threshold: Threshold


@frozen
class AxesUnseen:
    """Values of one axis at which no effect of another can be seen, for lack of room."""

    along: str
    stops: str
    """The axis whose effect cannot be seen there,"""
    low: float
    """from this value of it"""
    high: float
    """to this one."""
    values: tuple[float, ...]
    limit: float
    """The end of the measure's scale that it is so near to."""
    least: float
    """The smallest mean of the measure at these values"""
    most: float
    """and the largest."""


@frozen
class Rule:
    """Which ranges of which axes lead to missed detection."""

    measure: str
    above: float
    """A condition is bad where the measure is above this."""
    box: Box
    trade_off: tuple[Box, ...]
    """A few boxes on the way of the search, from all conditions to the densest: the fewer of all
    bad ones they hold, the larger is the share of bad ones in them."""
    held_out: HeldOut | None
    """None where the conditions are too few to hold some out."""
    conditions: int
    bad: int


@frozen
class TableRow:
    """One condition, as the sorted table has it."""

    position: int
    """Its place in the study, from 1."""
    settings: tuple[str, ...]
    """In words, in the order of the axes."""
    averages: tuple[Estimate | None, ...]
    """In the order of the table's measures; None where there was nothing to measure."""
    replications: int


@frozen
class ConditionTable:
    """The first conditions of the study, sorted by a measure."""

    sorted_by: str
    descending: bool
    measures: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    more: int
    """Conditions with a result that are not among the rows."""
    like_first: int
    """Other conditions whose interval meets that of the first."""


@frozen
class CountedConditions:
    """What the answers rest on."""

    conditions: int
    """Those with as many replications as were asked for at least, and something to measure."""
    incomplete: int
    """Left out: too few of their replications are there."""
    failed: int
    """Left out: they cannot be run, or nothing of them came to a result."""
    unmeasured: int
    """Left out: they ran, and there was nothing to measure."""
    partly_failed: int
    """Counted without those of their replications that failed."""
    fewest: int
    """Replications of a condition that counts; 0 where none does."""
    most: int
    fewest_telling: int
    """Replications of such a condition that gave something to measure; 0 where none counts."""
    most_telling: int
    sparse: int
    """Conditions in which fewer than half of the replications gave something."""
    compared: int
    """Replications of a condition that fit into memory beside those of all others, and are
    compared by pairs; means are of all."""
    mostly_missed: int | None
    """Conditions that miss more than half of the threats; None where that is not kept."""


@frozen
class Unmoved:
    """A measure that is the same in every replication of every condition."""

    measure: str
    value: float


@frozen
class Answers:
    """Everything that `entente study show` tells."""

    title: str
    question: str
    store: str
    """The name of the file."""
    scenario: str
    scenario_digest: str
    form: Form
    windows_hours: tuple[float, ...]
    """Of the scenario's threats, in increasing order."""
    seed: int
    version: str
    own_code: tuple[OwnCodeNote, ...]
    """Measures and rules that the user wrote, by which rows were computed."""
    engines: tuple[str, ...]
    confidence: float
    measure: Column
    short: Shortfall | None
    """What ended without the precision that the study asks for."""
    precision: float | None
    """Half the width of the interval that the study asks for, where it asks for one."""
    matters: float | None
    """A change of the measure above this matters; None where nothing differs."""
    matters_stated: bool
    """Whether somebody stated it; otherwise it is a tenth of the range of condition means."""
    axes: tuple[AnsweredAxis, ...]
    leading: tuple[str, ...]
    """Axes that may matter most: the first as `ranking` goes, the others not told apart from it. By
    the largest effect in a grid, by total order or mu* where the design gives them, else by the
    size of the rank correlation."""
    ranking: tuple[str, ...]
    """The axes by how much they matter, as far as that is known; else as in the study."""
    status: Status
    counted: CountedConditions
    least: float | None
    """The smallest mean of a condition; None where no condition counts."""
    largest: float | None
    unmoved: tuple[Unmoved, ...]
    """Of the measures that the study asks for."""
    effects: tuple[GridEffect, ...]
    """Of a grid, the largest first."""
    heat_map: AxesMap | None
    thresholds: tuple[AxesThreshold, ...]
    unseen: tuple[AxesUnseen, ...]
    """Where a threshold was looked for, and the scale of the measure ends."""
    samples: tuple[AxisSample, ...]
    """Of a sampled design, the steadiest first."""
    indices: Indices | None
    """In the order of the axes."""
    screening: Screening | None
    """In the order of the axes."""
    rule: Rule | None
    table: ConditionTable
    not_told: tuple[str, ...]
    """What the design would answer and the rows do not, and why."""
    cautions: tuple[StudyCaution, ...]

    def axis(self, name: str) -> AnsweredAxis:
        """The axis of a name."""
        return next(axis for axis in self.axes if axis.name == name)
