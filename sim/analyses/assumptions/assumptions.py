"""Sensitivity to each number without a source, at half and at double, by common random numbers.

Every number is varied by itself, the others as written, and compared with as written in the same
replications: a paired difference of the mean of min(T, W). What changes nothing in the plan is not
run: it makes no difference. For the largest movers of the headline, the ladder tells in a second
step whether the challenges keep their order: of two whose costs can be told apart as written,
whether the dearer one stays the dearer.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property
from itertools import combinations

from sim.analyses.assumptions.assumed_numbers import (
    Assumed,
    Assumptions,
    Factor,
    NotVaried,
    Varied,
    assumptions_of,
    varied,
)
from sim.analyses.assumptions.runs import (
    counted,
    hours_of,
    missed_of,
    scored_of,
)
from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.tabular import Row, Tabular, interval
from sim.experiments.asked import at_least, at_least_one, seed_of, some_workers
from sim.experiments.counting import CountingWork, Plans, Ran, count
from sim.experiments.engines import Choice, Wanted
from sim.experiments.failures import NothingDoneError, NothingScoredError
from sim.experiments.progress import Progress, Stage
from sim.experiments.provenance import Provenance, WithProvenance, windows_of
from sim.experiments.runner import attempted
from sim.frozen import frozen
from sim.installed import own_version
from sim.plan.alike import alike, same_plan
from sim.plan.planner import Planner
from sim.plan.values.arrays import Floats
from sim.plan.values.plan import Plan
from sim.scenario.problems.misspelt import member
from sim.scenario.reading.reading import Reading
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Challenge
from sim.statistics.intervals import Difference, Estimate, Kind, limited_difference
from sim.statistics.leading import each_of, leaders
from sim.statistics.precision import Ending
from sim.statistics.ratios import Ratio, ratio_difference
from sim.statistics.unseen import up_to

DEFAULT_REPLICATIONS = 200
MATTERS = 0.05
"""The share of the headline by which it has to move for a change to matter, unless stated."""
MOST_CHANGES = 10
"""Of so many changes, the largest, it is told whether the challenges keep their order."""
_MOST_SUMMED_UP = 3


class Fate(StrEnum):
    """What became of a number at half or at double."""

    RUN = "run"
    SAME_PLAN = "changes nothing that is run"
    NOT_VARIED = "cannot be varied"
    UNSCORED = "no replication scored a threat"


@frozen
class HalfOrDouble:
    """An assumption at half or at double."""

    text: str
    """What stands there then."""
    clipped: bool
    """Whether a bound of the schema kept it nearer."""
    fate: Fate
    why: str
    """Why it cannot be varied; empty where it was."""
    later: Difference | None
    """Hours later than as written, paired; nought exactly where the plan is the same.

    The intervals of all that was run hold together in 95 of 100 cases.
    """
    missed: float | None
    """The share of scored threats that are not detected within their window; None where none is
    scored, or it cannot be varied."""

    @property
    def is_never(self) -> bool:
        """Whether nothing is detected any more, so that hours are as late as they can be."""
        return self.missed == 1.0

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves no doubt of the direction."""
        later = self.later
        if later is None or later.low is None or later.high is None:
            return False
        return later.low > 0 or later.high < 0

    @property
    def hours(self) -> float:
        """Hours later; nought where nothing was run."""
        return 0.0 if self.later is None else self.later.value


@frozen
class Assumption:
    """How much the headline rests on one assumption."""

    name: str
    places: int
    """In how many places of the scenario it stands."""
    text: str
    by_default: bool
    half: HalfOrDouble
    double: HalfOrDouble

    @property
    def span(self) -> float:
        """Hours between the earliest and the latest of half, as written and double."""
        every = (0.0, self.half.hours, self.double.hours)
        return max(every) - min(every)

    @property
    def sides(self) -> dict[Factor, HalfOrDouble]:
        """Both."""
        return {Factor.HALF: self.half, Factor.DOUBLE: self.double}

    @property
    def was_varied(self) -> bool:
        """Whether one side at least differs from as written."""
        return any(side.fate is not Fate.NOT_VARIED for side in self.sides.values())


@frozen
class Change:
    """One assumption at half or at double."""

    name: str
    factor: Factor
    text: str
    """What stands there then."""


@frozen
class Order:
    """Two challenges, and how many hours more the removal of the first gains, paired."""

    dearer: Challenge
    cheaper: Challenge
    hours: Estimate


@frozen
class Moved:
    """Two challenges that a change brings out of the order that they have as written."""

    change: Change
    order: Order
    """As the change leaves it: the dearer as written first."""


@frozen
class OrderOfChallenges:
    """Which conclusions about challenges stand under the largest changes."""

    replications: int
    orders: tuple[Order, ...]
    """Pairs that can be told apart as written."""
    ranking: tuple[Challenge, ...]
    """By what their removal gains as written, the most first."""
    changes: tuple[Change, ...]
    """Those that were examined."""
    turned: tuple[Moved, ...]
    """Pairs whose order is clearly the other way round."""
    undecided: tuple[Moved, ...]
    """Pairs that can no longer be told apart."""


@frozen
class AssumptionFindings(WithProvenance, Tabular):
    """The answer: the headline, and what it rests on."""

    detection_time: Estimate
    """The headline: hours until detection as written, restricted to the window."""
    missed: Estimate
    """The share of scored threats that are not detected within their window, as written."""
    matters: float
    """From how many hours on a change of the headline matters."""
    leading: tuple[str, ...]
    """The assumption that moves the headline most, and those not told apart from it."""
    assumptions: tuple[Assumption, ...]
    """The largest span first."""
    defaults: Assumption | None
    """All that the scenario leaves to the program, together at half or at double."""
    runs: int
    """Of numbers varied by themselves, how many halves and doubles were run."""
    cited: int
    held: tuple[str, ...]
    ladder: OrderOfChallenges | None
    """None where nothing moves the headline clearly, or it was stopped before."""

    def summary_lines(self) -> Iterator[str]:
        """Title and how it was run, the headline, and what moves it most."""
        made = self.provenance
        yield f"{made.title}: {made.replications:,} replications, seed {made.seed}, {made.ending}"
        yield f"detection time as written: {self.detection_time} h"
        yield (
            f"{len(self.assumptions)} numbers without a source; {len(self.movers)} of them clearly "
            f"move it by {self.matters:.3g} h or more, at half or at double"
        )
        for one in self.assumptions[:_MOST_SUMMED_UP]:
            sides = (f"{factor} {side.later or side.fate}" for factor, side in one.sides.items())
            yield f"{one.name} = {one.text}, h later: {', '.join(sides)}"

    def rows(self) -> list[Row]:
        """Two rows for each assumption, at half and at double; the largest span first."""
        return [
            {
                "assumption": one.name,
                "value": one.text,
                "factor": factor.value,
                "changed_to": side.text,
                "fate": side.fate.value,
                **interval("later", side.later),
                "missed": side.missed,
            }
            for one in self.assumptions
            for factor, side in one.sides.items()
        ]

    @property
    def varied(self) -> tuple[Assumption, ...]:
        """Assumptions of which half or double changes what is run."""
        return tuple(
            one
            for one in self.assumptions
            if any(side.fate in (Fate.RUN, Fate.UNSCORED) for side in one.sides.values())
        )

    @property
    def movers(self) -> tuple[Assumption, ...]:
        """Assumptions that clearly move the headline, and by as much as matters or more."""
        return tuple(
            one
            for one in self.assumptions
            if any(self.is_moved_by(side) for side in one.sides.values())
        )

    def is_moved_by(self, side: HalfOrDouble) -> bool:
        """Whether a change moves the headline clearly, and by as much as matters or more."""
        return side.is_clear and abs(side.hours) >= self.matters


def study_assumptions(
    reading: Reading,
    *,
    seed: int = 1,
    replications: int = DEFAULT_REPLICATIONS,
    engine: Wanted | str = Wanted.AUTO,
    workers: int | None = 1,
    overrides: Sequence[str] = (),
    matters: float = MATTERS,
    progress: Progress | None = None,
) -> AssumptionFindings:
    """How far the headline of a scenario moves with each of its assumptions.

    `matters` is the share of the headline from which on a change of it matters. Ctrl-C ends it
    with the replications that are done. The same seed gives the same on any number
    of workers; None takes as many as pay.

    Raises:
        InputError: a number is out of range, or there is no such engine.
        NothingDoneError: every replication failed, or it was stopped before one was complete.
        NothingScoredError: no threat is followed to the end of its window.
        NotInstalledError: the compiled engine is asked for by name and not there.
        CannotCompileError: it is there, and cannot be used on this machine.
    """
    began = time.perf_counter()
    some_workers(workers)
    at_least("matters", matters, 0.0)
    at_least_one("replications", replications)
    seed = seed_of(seed)
    try:
        drawn_up = _drawn_up(reading, progress)
    except KeyboardInterrupt:
        raise NothingDoneError(()) from None
    variants = Plans(drawn_up.plans)
    choice = Choice(
        member(Wanted, "engine", engine),
        variants,
        seed,
        attempted(CountingWork(variants, counted, seed)),
    )
    stage = Stage.HALF_AND_DOUBLE
    ran = count(variants, counted, seed, range(replications), choice, workers, progress, stage)
    if not ran.replications:
        raise NothingDoneError(ran.failures)
    if not scored_of(ran):
        raise NothingScoredError(
            reading.scenario.title, "there is no headline that could rest on anything"
        )
    measured = _Measured(ran, max(windows_of(reading.scenario)), drawn_up.intervals)
    resting = [_resting(one, measured) for one in drawn_up.numbers]
    hours, missed = hours_of(ran, 0)[0].estimate(up_to(measured.window)), missed_of(ran, 0)
    assert missed is not None
    found = AssumptionFindings(
        provenance=Provenance(
            title=reading.scenario.title,
            scenario=reading.name,
            overrides=tuple(overrides),
            version=own_version(),
            engine=choice.last.engine.value,
            engine_why=choice.last.told,
            seed=seed,
            replications=ran.replications,
            requested=replications,
            ending=Ending.STOPPED if ran.stopped else Ending.FIXED,
            failures=tuple(ran.failures),
            scored=scored_of(ran),
            windows_hours=windows_of(reading.scenario),
            seconds=0.0,
        ),
        detection_time=hours,
        missed=missed,
        matters=matters * hours.value,
        leading=_leading(drawn_up.numbers, measured),
        assumptions=tuple(sorted(resting, key=lambda one: -one.span)),
        defaults=None if drawn_up.defaults is None else _resting(drawn_up.defaults, measured),
        runs=sum(side.fate is Fate.RUN for one in resting for side in one.sides.values()),
        cited=drawn_up.assumptions.cited,
        held=drawn_up.assumptions.held,
        ladder=None,
    )
    if not ran.stopped:
        try:
            found = _with_ladder(found, reading, drawn_up, choice, workers, progress)
        except KeyboardInterrupt:
            found = found.noting(ending=Ending.STOPPED)
    return found.noting(seconds=time.perf_counter() - began)


@frozen
class _Drafted:
    """An assumption with its two sides: the number of its plan, or why it has none."""

    assumed: Assumed
    sides: dict[Factor, Varied | NotVaried]
    plans: dict[Factor, int]
    """0 where the plan is that of as written."""


@frozen
class _DrawnUp:
    """Everything that is to be run."""

    assumptions: Assumptions
    plans: tuple[Plan, ...]
    numbers: tuple[_Drafted, ...]
    defaults: _Drafted | None

    @property
    def intervals(self) -> int:
        """How many are made, which are to hold together."""
        every = (*self.numbers, *(() if self.defaults is None else (self.defaults,)))
        return sum(plan > 0 for one in every for plan in one.plans.values())

    @cached_property
    def scenarios(self) -> dict[Change, Scenario]:
        """By change: the scenario with it."""
        return {
            Change(one.assumed.name, factor, side.text): side.scenario
            for one in self.numbers
            for factor, side in one.sides.items()
            if isinstance(side, Varied)
        }


def _drawn_up(reading: Reading, progress: Progress | None) -> _DrawnUp:
    assumptions = assumptions_of(reading)
    plans = [Planner(reading.scenario).plan()]
    drafted = list[_Drafted]()
    for one in assumptions.numbers:
        drafted.append(_drafted(one, reading, plans))
        if progress:
            progress(len(drafted), len(assumptions.numbers), Stage.PLANNING)
    together = assumptions.defaults
    defaults = None if together is None else _drafted(together, reading, plans)
    return _DrawnUp(assumptions, tuple(plans), tuple(drafted), defaults)


def _drafted(assumed: Assumed, reading: Reading, plans: list[Plan]) -> _Drafted:
    """Both sides of an assumption; plans that differ from as written are added to the others."""
    sides = {factor: varied(reading, assumed, factor) for factor in Factor}
    numbers = dict[Factor, int]()
    for factor, side in sides.items():
        if isinstance(side, NotVaried):
            continue
        plan = _sharing_layout(Planner(side.scenario).plan(), plans[0])
        numbers[factor] = 0
        if not same_plan(plans[0], plan):
            numbers[factor] = len(plans)
            plans.append(plan)
    return _Drafted(assumed, sides, numbers)


def _sharing_layout(plan: Plan, with_: Plan) -> Plan:
    """The plan, with the other's layout where it is the same: then its luck is drawn once."""
    return replace(plan, layout=with_.layout) if alike(plan.layout, with_.layout) else plan


@frozen
class _Measured:
    """What was run, and how differences of it are judged."""

    ran: Ran
    window: float
    """The longest for which a threat is followed, in hours."""
    intervals: int
    """That are to hold together."""

    def difference(self, one: Ratio, other: Ratio) -> Difference:
        """By how much the first of two is later, paired."""
        return ratio_difference(one, other, self.window, each_of(self.intervals))


def _leading(drafted: Sequence[_Drafted], measured: _Measured) -> tuple[str, ...]:
    """Assumptions that may move the headline most, at the side where each moves it more."""
    moved = dict[str, Floats]()
    for one in drafted:
        sides = [hours_of(measured.ran, 0, plan) for plan in one.plans.values() if plan]
        differences = [pairs[1].values - pairs[0].values for pairs in sides if pairs]
        if differences:
            most = max(differences, key=lambda each: abs(float(each.mean())))
            moved[one.assumed.name] = most * (1.0 if most.mean() > 0 else -1.0)
    whole = max((len(each) for each in moved.values()), default=0)
    names = [name for name, each in moved.items() if len(each) == whole and each.any()]
    room = measured.window
    found = leaders(
        [moved[name] for name in names],
        compared=lambda apart, confidence: limited_difference(apart, room, room, confidence),
    )
    return tuple(names[place] for place in found)


def _resting(drafted: _Drafted, measured: _Measured) -> Assumption:
    half, double = (_side(drafted, factor, measured) for factor in Factor)
    assumed = drafted.assumed
    return Assumption(
        assumed.name, len(assumed.places), assumed.text, assumed.by_default, half, double
    )


def _side(drafted: _Drafted, factor: Factor, measured: _Measured) -> HalfOrDouble:
    made = drafted.sides[factor]
    if isinstance(made, NotVaried):
        return HalfOrDouble(
            made.text, clipped=False, fate=Fate.NOT_VARIED, why=made.why, later=None, missed=None
        )
    plan = drafted.plans[factor]
    pairs = hours_of(measured.ran, 0, plan)
    if not pairs:
        return HalfOrDouble(made.text, made.clipped, Fate.UNSCORED, "", later=None, missed=None)
    fate = Fate.RUN if plan else Fate.SAME_PLAN
    later = measured.difference(pairs[1], pairs[0])
    missed = missed_of(measured.ran, plan)
    return HalfOrDouble(
        made.text, made.clipped, fate, "", later, None if missed is None else missed.value
    )


def _with_ladder(
    found: AssumptionFindings,
    reading: Reading,
    drawn_up: _DrawnUp,
    choice: Choice,
    workers: int | None,
    progress: Progress | None,
) -> AssumptionFindings:
    """The findings with what becomes of the order of challenges; as they are if it is stopped."""
    challenges = ComparisonDesign(reading.scenario).challenges
    changes = largest_changes(found.assumptions)
    if len(challenges) < 2 or not changes:
        return found
    scenarios = [reading.scenario, *(drawn_up.scenarios[change] for change in changes)]
    plans = tuple(plan for scenario in scenarios for plan in _without_each(scenario, challenges))
    seed, number = found.provenance.seed, found.provenance.requested
    ran = count(Plans(plans), counted, seed, range(number), choice, workers, progress, Stage.ORDER)
    known = found.noting(failures=tuple(dict.fromkeys((*found.provenance.failures, *ran.failures))))
    if ran.stopped:
        return known.noting(ending=Ending.STOPPED)
    window = max(found.provenance.windows_hours)
    return replace(known, ladder=ladder_of(challenges, changes, ran, window))


def largest_changes(assumptions: Sequence[Assumption]) -> tuple[Change, ...]:
    """The changes that move the headline most, of those that clearly do."""
    clear = [
        (abs(side.hours), Change(one.name, factor, side.text))
        for one in assumptions
        for factor, side in one.sides.items()
        if side.is_clear
    ]
    clear.sort(key=lambda entry: -entry[0])
    return tuple(change for _, change in clear[:MOST_CHANGES])


def _without_each(scenario: Scenario, challenges: Sequence[Challenge]) -> Iterator[Plan]:
    planner = Planner(scenario)
    for challenge in challenges:
        yield planner.plan(scenario.dials.without(challenge))


def ladder_of(
    challenges: Sequence[Challenge], changes: Sequence[Change], ran: Ran, window: float
) -> OrderOfChallenges:
    """What becomes of the order of challenges under each change.

    The plans that were run are as written without each challenge, then so for each change.
    """
    here = range(len(challenges))
    pairs = len(challenges) * (len(challenges) - 1) // 2
    measured = _Measured(ran, window, pairs)
    gains = [-hours.value for hours in hours_of(ran, *here)]
    ranking = tuple(challenges[i] for i in sorted(here, key=lambda i: -gains[i]))
    orders = tuple(_orders(challenges, measured))
    turned, undecided = list[Moved](), list[Moved]()
    for number, change in enumerate(changes, start=1):
        first = number * len(challenges)
        for order in orders:
            dearer, cheaper = (
                first + challenges.index(one) for one in (order.dearer, order.cheaper)
            )
            hours = _gained_more(measured, dearer, cheaper)
            moved = Moved(change, replace(order, hours=hours))
            if hours.high is not None and hours.high < 0:
                turned.append(moved)
            elif hours.low is None or hours.low <= 0:
                undecided.append(moved)
    return OrderOfChallenges(
        ran.replications, orders, ranking, tuple(changes), tuple(turned), tuple(undecided)
    )


def _orders(challenges: Sequence[Challenge], measured: _Measured) -> Iterator[Order]:
    """Pairs of challenges of which it is clear which costs more."""
    for one, other in combinations(range(len(challenges)), 2):
        hours = _gained_more(measured, one, other)
        if hours.low is None or hours.high is None:
            continue
        if hours.low > 0:
            yield Order(challenges[one], challenges[other], hours)
        if hours.high < 0:
            turned = Estimate(-hours.value, -hours.high, -hours.low, hours.n, hours.kind)
            yield Order(challenges[other], challenges[one], turned)


def _gained_more(measured: _Measured, one: int, other: int) -> Estimate:
    """How many hours more the first of two removals gains."""
    pairs = hours_of(measured.ran, one, other)
    if not pairs:
        return Estimate(0.0, None, None, 0, Kind.TOO_FEW)
    return measured.difference(pairs[1], pairs[0])
