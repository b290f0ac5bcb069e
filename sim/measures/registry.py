"""What a study can keep of each run: measures of detection, by name, with unit and meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from sim.engine.record import Record
from sim.frozen import frozen
from sim.measures.detail import Detail, detail_of
from sim.measures.outcome import Outcome
from sim.measures.results import Result, copies_of, outcome_of
from sim.measures.units import Unit
from sim.measures.view import Run
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.causes import Cause, End


@frozen
class MeasuredRun:
    """One run, as measures look at it; nothing is worked out that no measure asks for."""

    record: Record

    @cached_property
    def outcome(self) -> Outcome:
        """The few numbers that every condition is compared by."""
        return outcome_of(self.record)

    @cached_property
    def detail(self) -> Detail:
        """Everything else, which takes a few times as long."""
        return detail_of(self.record)

    @cached_property
    def view(self) -> Run:
        """The same in columns, for measures that users write."""
        return Run(self.record)

    @cached_property
    def ended(self) -> tuple[int, int]:
        """Copies that were delivered, and all that were considered."""
        return copies_of(self.record)


Quotient = tuple[float, float]
"""So much of so much."""
Seen: TypeAlias = MeasuredRun | Result
"""A run with its record, or only what it led to."""


@frozen
class Measure:
    """Something that each run gives one number of, or nothing.

    Over several runs numerators and denominators are added before they are divided.
    """

    name: str
    """In a store and an export, the name of its column."""
    unit: str
    """A ``Unit``; of one that a user wrote, whatever it is counted in."""
    meaning: str
    """In one line."""
    ratio: Callable[[Any], Quotient]
    """What the number is the quotient of, in a run; in a `Result`, unless it is off the record."""
    per: str = ""
    """What the denominator counts, by which runs weigh; empty where all weigh the same."""
    one: float = 1.0
    """How much of the denominator makes one of that."""
    off_record: bool = False
    """Whether it is taken off the record of a run, which is made for it: others know a run by its
    outcome and its copies, which cost less.
    """
    own: bool = False
    """Whether a user wrote it."""
    least: float | None = None
    """Of such a measure, the least that it can be, where it says so."""
    most: float | None = None
    needs_response: bool = False
    """Whether a scenario without a response gives nothing to measure."""

    def of(self, seen: Seen) -> float | None:
        """The number that one run gives; None where it has nothing to take it from."""
        return self.taken(seen)[0]

    def quotient(self, seen: Seen) -> Quotient:
        """So much of so much that one run gives; of nothing where it has nothing to take it from.

        Hours and the like are already in their unit.
        """
        number, weight = self.taken(seen)
        return (0.0, 0.0) if number is None else (number * weight, weight)

    def taken(self, seen: Seen) -> tuple[float | None, float]:
        """The number that one run gives, and what it weighs among others."""
        part, whole = self.ratio(seen)
        return (part / whole if whole else None), whole / self.one if self.per else 1.0


def _per_scored(part: Callable[[Outcome], float], unit: float = 1.0) -> Callable[[Seen], Quotient]:
    return lambda seen: (part(seen.outcome), seen.outcome.scored * unit)


SCORED: Final = "scored threats"


def _number(count: Callable[[Any], float]) -> Callable[[Any], Quotient]:
    return lambda seen: (count(seen), 1)


def _right(seen: Seen) -> Quotient:
    return seen.outcome.alarms, seen.outcome.alarms + seen.outcome.false_alarms


def _timeliness(seen: MeasuredRun) -> Quotient:
    ages = seen.detail.copies_read.ages
    return float(ages.sum()) / HOUR, len(ages)


def _waiting(seen: MeasuredRun) -> Quotient:
    return float(seen.detail.desks.waiting.sum()), seen.record.plan.layout.horizon_us


def _utilisation(seen: MeasuredRun) -> Quotient:
    return float(seen.detail.desks.taken.sum()), float(seen.detail.desks.there.sum())


def _charged(cause: Cause) -> Measure:
    """Hours until detection that are charged to one cause."""

    def ratio(seen: MeasuredRun) -> Quotient:
        return float(seen.detail.causes[cause]), float(seen.outcome.scored * HOUR)

    return Measure(
        f"hours_{cause.name.lower()}",
        Unit.HOURS,
        f"Hours of the restricted mean that went to: {cause.words}",
        ratio,
        per=SCORED,
        one=HOUR,
        off_record=True,
    )


_MEASURES: Final = (
    Measure(
        "detection_time",
        Unit.HOURS,
        "Hours from onset to detection, at most the window, averaged over scored threats",
        _per_scored(lambda outcome: outcome.spent, HOUR),
        per=SCORED,
        one=HOUR,
    ),
    Measure(
        "share_missed",
        Unit.SHARE,
        "Scored threats that nobody detected within their window",
        _per_scored(lambda outcome: outcome.missed),
        per=SCORED,
    ),
    Measure(
        "share_warned",
        Unit.SHARE,
        "Scored threats of which the responsible agency was warned within the window",
        _per_scored(lambda outcome: outcome.warned),
        per=SCORED,
    ),
    Measure(
        "false_alarms",
        Unit.NUMBER,
        "Beliefs at threshold in something that was no threat, one for each agency",
        _number(lambda seen: seen.outcome.false_alarms),
    ),
    Measure(
        "share_right",
        Unit.SHARE,
        "Beliefs at threshold that were right",
        _right,
        per="beliefs at threshold",
    ),
    Measure(
        "needless_disclosures",
        Unit.NUMBER,
        "Copies about red herrings that reached another country",
        _number(lambda seen: seen.outcome.needless),
    ),
    Measure(
        "copies_considered",
        Unit.NUMBER,
        "Copies that somebody considered sending",
        _number(lambda seen: seen.ended[1]),
    ),
    Measure(
        "copies_delivered",
        Unit.NUMBER,
        "Copies that arrived",
        _number(lambda seen: seen.ended[0]),
    ),
    Measure(
        "share_delivered",
        Unit.SHARE,
        "Of the copies considered, those that arrived",
        lambda seen: seen.ended,
        per="copies considered",
    ),
    Measure(
        "share_in_flight",
        Unit.SHARE,
        "Of the copies considered, those on their way at the end, which did not arrive",
        lambda seen: (seen.detail.ends[End.IN_FLIGHT], seen.ended[1]),
        per="copies considered",
        off_record=True,
    ),
    Measure(
        "timeliness",
        Unit.HOURS,
        "Age of a copy about a real threat when it was read: hours since what it reports",
        _timeliness,
        per="copies read",
        off_record=True,
    ),
    Measure(
        "share_unread",
        Unit.SHARE,
        "Of copies about real threats for somebody to read, those not yet read at the end",
        lambda seen: (seen.detail.copies_read.unread, seen.detail.copies_read.considered),
        per="copies about real threats",
        off_record=True,
    ),
    Measure(
        "completeness",
        Unit.SHARE,
        "Of a detected threat's visible indicators, those that the detecting agency had linked",
        lambda seen: (seen.detail.held, seen.detail.visible),
        per="visible indicators",
        off_record=True,
    ),
    Measure(
        "times_counted",
        Unit.NUMBER,
        "How many times an observation was counted in beliefs at threshold, on average",
        lambda seen: (seen.detail.counting.counted, seen.detail.counting.observations),
        per="indicators linked",
        off_record=True,
    ),
    Measure(
        "reports_waiting",
        Unit.NUMBER,
        "Reports and requests that waited for an analyst anywhere, on average over the exercise",
        _waiting,
        off_record=True,
    ),
    Measure(
        "reports_untriaged",
        Unit.NUMBER,
        "Reports that came and were not triaged by the end",
        _number(lambda seen: float(seen.detail.desks.untriaged.sum())),
        off_record=True,
    ),
    Measure(
        "utilisation",
        Unit.FRACTION,
        "Of all analysts' time at work, what went into triage and searches",
        _utilisation,
        per="analysts' hours",
        one=HOUR,
        off_record=True,
    ),
    Measure(
        "joint_operations",
        Unit.SHARE,
        "Scored threats against which a joint operation took place",
        _per_scored(lambda outcome: outcome.operations),
        per=SCORED,
        needs_response=True,
    ),
    Measure(
        "disrupted_in_time",
        Unit.SHARE,
        "Scored threats against which a joint operation took place before the deadline",
        _per_scored(lambda outcome: outcome.disrupted),
        per=SCORED,
        needs_response=True,
    ),
    Measure(
        "arrests",
        Unit.SHARE,
        "Scored threats after whose disruption somebody was arrested",
        _per_scored(lambda outcome: outcome.arrests),
        per=SCORED,
        needs_response=True,
    ),
    Measure(
        "prosecutions",
        Unit.SHARE,
        "Scored threats with an arrest and enough evidence that came through a legal channel",
        _per_scored(lambda outcome: outcome.prosecuted),
        per=SCORED,
        needs_response=True,
    ),
    Measure(
        "threats_scored",
        Unit.NUMBER,
        "Threats whose window ended before the exercise did",
        _number(lambda seen: seen.outcome.scored),
    ),
    *(_charged(cause) for cause in Cause),
)

MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {measure.name: measure for measure in _MEASURES}
)
"""Every measure by its name."""

# A word of a closed list, which grows with the causes; to a type checker it is text.
if TYPE_CHECKING:
    MeasureName: TypeAlias = str
else:
    MeasureName = Literal[tuple(MEASURES)]

USUAL: Final = (
    "detection_time",
    "share_missed",
    "share_warned",
    "false_alarms",
    "needless_disclosures",
    "copies_delivered",
)
"""What a study keeps unless it says otherwise: the outcome, and what stands beside every gain."""
