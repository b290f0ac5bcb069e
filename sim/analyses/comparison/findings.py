"""What a study of one scenario found: everything that the report shows, as frozen values.

Hours run from a threat's onset and are restricted to its window: they are the mean of min(T, W)
over all scored threats, with the replication as the cluster. Every figure carries its interval.
docs/measures.md says of each what it is a quotient of, and what is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import StrEnum

from sim.analyses.tabular import ByName, Row, Tabular, interval
from sim.errors import InputError
from sim.experiments.provenance import WithProvenance
from sim.frozen import frozen
from sim.plan.values.causes import Cause, End
from sim.scenario.files.words import listed
from sim.scenario.problems.misspelt import misspelt
from sim.scenario.reading.decisions import Decision
from sim.scenario.schema.injects import Inject
from sim.scenario.values.dials import Challenge
from sim.statistics.curve import Curve
from sim.statistics.intervals import Difference, Estimate

WRITTEN = "as written"
"""What the scenario of a file is called."""
WITH_CHANGES = "with your changes"
"""What it is called once settings have changed it."""
_MOST_COSTS = 3
_NOTHING = "nothing to measure"


@frozen
class Followed:
    """What followed the warnings under one condition; shares of scored threats."""

    joint_operations: Estimate
    """Those against which one took place before the exercise ended."""
    disrupted: Estimate
    """Those against which one took place before the deadline."""
    disrupted_gain: Difference | None
    """This condition minus as written, paired; None for as written. Positive: more."""
    arrests: Estimate
    """Those after whose disruption somebody was arrested."""
    prosecutions: Estimate
    """Those of them with enough evidence that came through a legal channel."""


@frozen
class Step:
    """How many threats came as far as one step between warning and prosecution."""

    name: str
    threats: int
    """Over all replications."""
    share: Estimate
    """Of those scored."""


@frozen
class Funnel:
    """From warning to prosecution under one condition."""

    condition: str
    steps: tuple[Step, ...]
    """Scored, detected, warned, joint operation, disrupted in time, arrests, prosecutions."""


@frozen
class Timeliness:
    """Copies about threats for somebody to read, as written; shares of those considered."""

    hours: Estimate | None
    """Between what a copy reports and the end of its reader's triage, of those read by the end."""
    read: Estimate
    """The share that ``hours`` stands for."""
    unread: Estimate
    """Those on their way at the end, or waiting to be read; the rest was stopped."""


@frozen
class Success:
    """What the field counts as success, as written; None where there is nothing to count."""

    joint_operations: Estimate | None
    """Share of scored threats."""
    quality_of_sharing: Estimate | None
    """Completeness: share of visible indicators that the detecting agency had linked."""
    timeliness_of_sharing: Estimate | None
    """Hours between what a copy reports and its reading, of those read by the end."""
    disrupted_in_time: Estimate | None
    """Share of scored threats."""
    arrests: Estimate | None
    """Share of scored threats."""
    prosecutions: Estimate | None
    """Share of scored threats."""
    threats_prevented: Estimate | None
    """Share of the threats that would have been scored; None where no programme prevents any."""
    requests_asked: Estimate | None = None
    """Requests to partners, per replication; None where the scenario has none."""
    requests_answered: Estimate | None = None
    """Share of requests that found something or learned that there is nothing."""


@frozen
class Rung:
    """One condition of the ladder, on common random numbers as every other."""

    name: str
    """``alone``, the world that is told of, ``without trust`` and so on, ``ideal``."""
    challenge: Challenge | None
    """The challenge that this rung removes, if it is one."""
    detection_time: Estimate
    """Hours until detection, restricted to the window."""
    gain: Difference | None
    """As written minus this rung in hours, paired; None for as written. Positive: sooner."""
    missed: Estimate
    """Share of scored threats not detected within their window."""
    warned: Estimate
    """Share of scored threats of which the responsible agency was warned within the window."""
    false_alarms: Estimate
    """Agencies that came to believe in something that was no threat, per replication."""
    unnecessary_disclosures: Estimate
    """Copies about red herrings that reached another country, per replication."""
    alarm_precision: Estimate | None
    """How often a belief at threshold was right; None when there was no such belief."""
    deceived: Estimate | None = None
    """Share of red herrings that some agency came to believe in; None where there was none."""
    followed: Followed | None = None
    """What followed the warnings; None where the scenario has no response."""


@frozen
class Part:
    """What one challenge cost: its Shapley share of as written minus ideal, in hours."""

    challenge: Challenge
    hours: Difference
    """The intervals of all parts hold together in 95 of 100 reports."""


@frozen
class Spent:
    """Hours of a detection charged to one cause, as written."""

    cause: Cause
    hours: Estimate
    share: float
    """Of all hours."""


@frozen
class Ended:
    """How many copies ended in one way, as written, per replication."""

    end: End
    copies: Estimate
    share: float


@frozen
class Answered:
    """How many requests to partners ended in one way, as written, per replication."""

    end: End
    requests: Estimate
    share: float


@frozen
class Asking:
    """Requests for information, as written; about threats and red herrings alike."""

    asked: Estimate
    """Requests to partners, per replication."""
    ends: tuple[Answered, ...]
    answered: Estimate | None
    """Share of requests that ended as hit or no hit; None where nobody asked."""
    hours: Estimate | None
    """From asking to the answer, where one came; a hit's is the first report that arrives."""
    deadline_hours: float
    in_time: Estimate | None
    """Share answered by the deadline, of those whose deadline passed before the end."""
    curve: Curve | None
    """Share of requests answered by hours since asking."""
    queries: Estimate | None
    """Searches of databases, per replication; None where there is none."""
    found: Estimate | None
    """Share of searches that brought something."""

    def answered_by(self, share: float) -> float | None:
        """Hours by which this share of all requests is answered; None where it never is."""
        if self.curve is None:
            return None
        reached = self.curve.times[self.curve.shares >= share]
        return float(reached[0]) if reached.size else None


@frozen
class Overlooked:
    """Reports and copies about threats and red herrings that analysts read, as written."""

    read: Estimate
    """Per replication."""
    not_linked: Estimate
    """Of these, per replication, those whose reader did not see which threat they are about."""
    set_aside: Estimate
    """Of these, per replication, those that triage set aside in error."""
    share_not_linked: Estimate
    """Of what was read."""
    share_set_aside: Estimate


@frozen
class Learned:
    """What experience has made of one agency's trust in another by the end, as written."""

    who: str
    whom: str
    written: float
    """What it would be without experience, under the dial and with a liaison officer's trust."""
    trust: Estimate
    """What it is, under the same."""
    tenth: float
    ninetieth: float
    """One replication in ten ends below the one, one in ten above the other."""
    unknown: Estimate
    """How little of it rests on experience: 1 where nobody has tested it, towards 0."""
    tested: float
    """The share of replications in which any outcome became known."""
    carried: float
    """What experience makes of the trust that the scenario writes, without dial, crises and
    officers, on average: what the next exercise begins with.
    """


@frozen
class Load:
    """The desk of one agency, as written, while the exercise lasts."""

    agency: str
    analysts: int
    utilisation: Estimate
    """Share of analysts' time at work that triage and searches for partners take."""
    waiting: Estimate
    """Reports and requests waiting, on average."""
    handled: Estimate
    """Reports triaged, per day."""
    untriaged: Estimate
    """Reports left at the end."""
    later: tuple[tuple[float, int], ...] = ()
    """(hours, analysts) of each change of their number in the course of the exercise."""


@frozen
class ShareRate:
    """Of what one agency could have told another, the share that arrived, as written."""

    sender: str
    receiver: str
    copies: int
    """Copies considered, over all replications."""
    in_flight: int
    """Those of them on their way at the end of the exercise, which count as not arrived."""
    delivered: Estimate | None
    """None where nothing was considered."""


@frozen
class ByThreat:
    """How one written threat fared, as written."""

    name: str
    scored: int
    """How often it was scored, over all replications."""
    detection_time: Estimate
    """Hours until detection, restricted to its window, over all that were scored."""
    missed: Estimate
    """Share of those scored that were not detected within the window."""
    detectors: tuple[tuple[str, float], ...]
    """Agencies that detected it first and their share of those scored; the three largest.

    Where several came to believe in it at the same instant, each has its part of that threat.
    """


@frozen
class Span:
    """One stretch of a report's way: hours since the onset, what it waited for, where."""

    since: float
    until: float
    cause: Cause
    place: str


@frozen
class Moment:
    """Something that happened to a threat: hours since its onset, and what, in words."""

    at: float
    words: str


class StoryChoice(StrEnum):
    """Why the story is told of this threat in this replication."""

    MEDIAN = "the one nearest the median"
    NO_MEDIAN = "one that is not detected, as more than half are not"
    HIT = "the one nearest the median of those that the messages hit"
    HIT_NO_MEDIAN = "one not detected of those that the messages hit, as more than half are not"
    ASKED = "as asked"


@frozen
class Story:
    """One threat in one replication, from onset to detection."""

    replication: int
    choice: StoryChoice
    threat: str
    detected_by: str | None
    hours: float
    """min(T, W)."""
    window_hours: float
    spans: tuple[Span, ...]
    """They follow each other without a gap and add up to ``hours``."""
    moments: tuple[Moment, ...]


class ComparedMeasure(StrEnum):
    """What variants are compared by."""

    DETECTION_TIME = "detection_time"
    """Hours until detection, restricted to the window."""
    MISSED = "missed"
    """Share of scored threats."""
    WARNED = "warned"
    """Share of scored threats."""
    DISRUPTED = "disrupted"
    """Share of scored threats, where there is a response."""
    FALSE_ALARMS = "false_alarms"
    """Per replication."""
    UNNECESSARY_DISCLOSURES = "unnecessary_disclosures"
    """Per replication."""


@frozen
class Figure:
    """One measure of one variant."""

    measure: ComparedMeasure
    value: Estimate
    change: Difference | None
    """This variant minus as written, paired on common random numbers; None for as written."""


@frozen
class PairChange:
    """What a variant changes in what one agency's copies to another come to."""

    sender: str
    receiver: str
    was: Estimate | None
    """As written: the share that arrives; None where nothing was to tell, or no channel is."""
    now: Estimate | None
    """In the variant."""
    change: Estimate
    """Copies that arrive, per replication: the variant minus as written, paired."""


@frozen
class Variant:
    """The scenario of the file, one decision by itself, or all of them."""

    name: str
    """``as written``, the decision as it was given, or ``with your changes``."""
    figures: tuple[Figure, ...]
    threats: tuple[ByThreat, ...]
    curve: Curve | None

    def figure(self, measure: ComparedMeasure) -> Figure | None:
        """What was found of a measure; None where the variant has none."""
        return next((each for each in self.figures if each.measure is measure), None)


@frozen
class Comparison:
    """What settings change, variant by variant, on common random numbers."""

    decisions: tuple[Decision, ...]
    variants: tuple[Variant, ...]
    """As written first, all decisions together last; between them, of several, each alone."""
    not_alone: tuple[str, ...]
    """Decisions that do not fit the scenario without the others."""
    replications: int
    """Those compared in measures of threats: every variant scores one."""
    pairs: tuple[PairChange, ...]
    """Where all decisions together change how many copies arrive; the largest changes first."""
    story: Story | None
    """The same threat in the same replication as written; None where it is not scored there."""

    @property
    def written(self) -> Variant:
        """The scenario of the file."""
        return self.variants[0]

    @property
    def together(self) -> Variant:
        """With all decisions."""
        return self.variants[-1]


@frozen
class InCourse:
    """How the messages of an exercise changed one threat: with and without them, paired."""

    name: str
    onset_hours: tuple[float, float] | None
    """From when to when it may begin: its 5th and 95th percentile; None where it comes often."""
    detection_time: Estimate
    """Hours until detection, restricted to the window, over replications that score it."""
    without: Estimate
    """The same without what the messages change."""
    change: Difference
    """With minus without, paired; positive: the messages make it later."""


@frozen
class OnCondition:
    """An inject that comes once a condition holds, over the replications."""

    name: str
    condition: str
    """In words."""
    inject: Inject
    comes: Estimate
    """In what share of replications."""
    earliest: float | None
    """Hours after the beginning of the exercise; None where it never comes."""
    median: float | None
    latest: float | None


@frozen
class Course:
    """What happens on the way: the messages, and what they changed for each threat."""

    injects: tuple[tuple[str, Inject], ...]
    """Name and what it is, in order of time."""
    threats: tuple[InCourse, ...]
    on_condition: tuple[OnCondition, ...] = ()
    """Those that come once a condition holds."""


@frozen
class MeasuredFigure(Tabular):
    """A measure over the replications of a comparison."""

    name: str
    unit: str
    meaning: str
    by_rung: ByName[Estimate | None]
    """By condition of the ladder: its mean, or the ratio of what replications add up to; None
    where none gave anything.
    """
    change: Difference | None = None
    """This scenario minus the one that it was compared against, paired; None without that."""

    def summary_lines(self) -> Iterator[str]:
        """What it is, its estimate on each condition, and the change."""
        yield f"{self.name} ({self.unit}): {self.meaning}"
        for name, estimate in self.by_rung.items():
            yield f"{name}: {_NOTHING if estimate is None else estimate}"
        if self.change is not None:
            yield f"change from as written: {self.change}"

    def rows(self) -> list[Row]:
        """A row for each condition of the ladder."""
        return [
            {"condition": name, **interval(self.name, estimate)}
            for name, estimate in self.by_rung.items()
        ]

    def told_of(self, rung: str) -> str:
        """Its estimate on one condition, and the change, in a line."""
        estimate = self.by_rung[rung]
        change = "" if self.change is None else f"; change from as written: {self.change}"
        told = _NOTHING if estimate is None else estimate
        return f"{self.name} ({self.unit}), {rung}: {told}{change}"


@frozen
class Findings(WithProvenance, Tabular):
    """Everything that the report of one scenario shows, and what it is asked for most in Python.

    `detection_time`, `cost` and `change` are estimates with 95 % intervals, in hours of the
    restricted mean: of min(T, W), the time from a threat's onset to its detection, counted up to
    its window W. Findings are equal where all figures are; which engine ran, and how long, is left
    out.
    """

    summary: str
    """What the scenario says that it is about."""
    numbers: tuple[int, ...]
    """The replications that scored a threat; ``counts`` and ``detection_times`` follow them."""
    detection_times: Mapping[str, tuple[float, ...]]
    """By rung: for each of these replications the mean of min(T, W) over its scored threats."""
    horizon_hours: float
    ladder: tuple[Rung, ...]
    """Alone, as written, without each challenge that matters, ideal."""
    unmoved: tuple[Challenge, ...]
    """Challenges whose dial changes nothing in this scenario."""
    attribution: tuple[Part, ...]
    attribution_exact: bool
    """Over all subsets; otherwise sampled orders."""
    total: Difference | None
    """As written minus ideal; what the parts add up to."""
    costliest: tuple[Challenge, ...]
    """The dearest, and after it all that are not told apart from it; empty where none costs."""
    comparison: Comparison | None
    """What the settings change; None without settings, or where it was stopped before."""
    spent: tuple[Spent, ...]
    ends: tuple[Ended, ...]
    loads: tuple[Load, ...]
    shares: tuple[ShareRate, ...]
    curve: Curve | None
    """Share of scored threats detected by time since onset, each within its window, as written."""
    ideal_curve: Curve | None
    """The same without any challenge."""
    threats: tuple[ByThreat, ...]
    """Those that were scored, in the order in which they are written."""
    median: Estimate | None
    """Hours by which half of all scored threats are detected as written, each within its window;
    its kind says when that is not reached.
    """
    timeliness: Timeliness | None
    """How old what copies report is when it is read; None where no copy was considered."""
    completeness: Estimate | None
    """Share of a detected threat's visible indicators that the detecting agency had linked."""
    times_counted: Estimate | None
    """How many times an observation was counted, on average, in beliefs at their threshold."""
    story: Story | None
    counts: tuple[int, ...] = ()
    """How many threats each of ``numbers`` scored: what it weighs in every figure by threat."""
    funnels: tuple[Funnel, ...] = ()
    """From warning to prosecution, as written and ideal; none without a response."""
    success: Success | None = None
    """What the field counts as success, under its own words."""
    asking: Asking | None = None
    """Requests for information, as written; None where the scenario has none."""
    overlooked: Overlooked | None = None
    """What analysts overlooked; None where nobody overlooks anything, or nothing was read."""
    learned: tuple[Learned, ...] = ()
    """By pair that can tell each other, each way; none where nothing is learned."""
    course: Course | None = None
    """What happens on the way; None without injects."""
    measured: ByName[MeasuredFigure] = field(default_factory=lambda: ByName("measure", {}))
    """By name: what else was measured on every condition, as it was asked for."""
    world: str = WRITTEN
    """What all this tells of: ``as written``, or ``with your changes`` where there are settings."""

    def rung(self, name: str) -> Rung:
        """The rung of that name.

        Raises:
            InputError: there is none.
        """
        for rung in self.ladder:
            if rung.name == name:
                return rung
        raise InputError([misspelt("rung", name, (rung.name for rung in self.ladder))])

    @property
    def detection_time(self) -> Estimate | None:
        """Hours until detection, restricted to the window, of the scenario that was given.

        None where no threat was scored.
        """
        return self.rung(self.world).detection_time if self.ladder else None

    @property
    def cost(self) -> ByName[Difference]:
        """By challenge: its Shapley share of the hours that all challenges cost together.

        The dearest first. Challenges that change nothing in the scenario cost nothing, and are not
        among them.
        """
        costs = {part.challenge.value: part.hours for part in self.attribution}
        return ByName("challenge", costs)

    @property
    def change(self) -> Difference | None:
        """Hours until detection: this scenario minus the one it was compared against, paired.

        Negative is sooner. On common random numbers, over replications in which both score a
        threat. None where it was compared against none.
        """
        if self.comparison is None:
            return None
        figure = self.comparison.together.figure(ComparedMeasure.DETECTION_TIME)
        return None if figure is None else figure.change

    def summary_lines(self) -> Iterator[str]:
        """Title, how it was run, by whose rules, detection time, change, costs, own measures."""
        made = self.provenance
        yield f"{made.title}: {made.replications:,} replications, seed {made.seed}, {made.ending}"
        if made.rules:
            yield f"by rules of your own: {listed(made.rules, 'and')}"
        if self.ladder:
            yield from self._detection_lines()
        else:
            yield "no threat was scored"
        for figure in self.measured.values():
            yield figure.told_of(self.world)

    def _detection_lines(self) -> Iterator[str]:
        told = self.rung(self.world)
        windows = listed((f"{hours:g} h" for hours in self.provenance.windows_hours), "and", most=4)
        yield f"detection time, {self.world}: {told.detection_time} h, in windows of {windows}"
        if self.change is not None:
            yield f"change from as written: {self.change} h"
        yield f"without any challenge: {self.rung('ideal').detection_time} h"
        yield f"threats missed: {told.missed}; warned of: {told.warned}"
        costs = [f"{name} {hours}" for name, hours in self.cost.items()]
        if costs:
            less = len(costs) - _MOST_COSTS
            more = f", and {less} more" if less > 0 else ""
            yield f"what costs most, in h: {', '.join(costs[:_MOST_COSTS])}{more}"

    def rows(self) -> list[Row]:
        """A row for each condition of the ladder: detection time, gain, missed, warned, alarms.

        What else was measured follows under its name; a name that is taken begins `measured_` then.
        """
        found: list[Row] = [
            {
                "condition": rung.name,
                **interval("detection_time", rung.detection_time),
                **interval("gain", rung.gain),
                **interval("missed", rung.missed),
                **interval("warned", rung.warned),
                **interval("false_alarms", rung.false_alarms),
                **interval("unnecessary_disclosures", rung.unnecessary_disclosures),
                **interval("alarm_precision", rung.alarm_precision),
            }
            for rung in self.ladder
        ]
        for row in found:
            for name, figure in self.measured.items():
                column = f"measured_{name}" if name in row else name
                row.update(interval(column, figure.by_rung[row["condition"]]))
        return found
