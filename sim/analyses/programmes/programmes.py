"""What programmes buy: days and detections gained for their cost, alone and together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import combinations

import numpy as np
import numpy.typing as npt

from sim.analyses.programmes.runs import (
    COLUMNS,
    DISRUPTED,
    DISRUPTED_BEFORE,
    FALSE_ALARMS,
    MISSED,
    MISSED_BEFORE,
    NEEDLESS,
    PREVENTED,
    SCORED,
    SPENT,
    SPENT_BEFORE,
    Chosen,
    Offers,
    counted,
)
from sim.analyses.tabular import Row, Tabular, interval
from sim.errors import EntenteError
from sim.experiments.asked import at_least, at_least_one, seed_of, some_workers
from sim.experiments.counting import CountingWork, count
from sim.experiments.engines import Choice, Wanted
from sim.experiments.failures import Failure, NothingDoneError, NothingScoredError
from sim.experiments.progress import Progress, Stage
from sim.experiments.provenance import Provenance, WithProvenance, windows_of
from sim.experiments.runner import attempted
from sim.frozen import frozen
from sim.installed import own_version
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR
from sim.plan.values.arrays import Floats, Ints
from sim.scenario.problems.misspelt import member
from sim.scenario.schema.scenario import Scenario
from sim.statistics.intervals import Difference, Estimate, difference_interval, ratio_of_counts
from sim.statistics.leading import each_of, leaders, shares_of_first_place
from sim.statistics.precision import Ending
from sim.statistics.ratios import Ratio, ratio, ratio_change
from sim.statistics.unseen import up_to

EXHAUSTIVE_AT_MOST = 8
"""Up to so many programmes every combination is run: at most 256."""
DEFAULT_REPLICATIONS = 400
NOTHING: Chosen = frozenset()
HOURS_IN_DAY = 24.0
_DAY = 24 * MICROSECONDS_IN_HOUR


class ProgrammeMeasure(StrEnum):
    """What a programme is to buy."""

    DAYS = "days"
    """Days of the restricted mean of min(T, W)."""
    DETECTED = "detected"
    """Of a hundred threats, how many more are detected within their window."""
    PREVENTED = "prevented"
    """Of a hundred threats, how many never begin."""
    DISRUPTED = "disrupted"
    """Of a hundred threats, how many more are disrupted before their deadline."""


class NoProgrammesError(EntenteError):
    """A scenario has no programmes to compare."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"'{title}' has no programmes. They are written under `programmes:`, each with its "
            "cost, its delay and its effects; `entente new mine.yaml --from lean-years` copies "
            "a scenario that has some."
        )


class NoResponseError(EntenteError):
    """A scenario says nothing of what follows a warning, so nothing is disrupted in it."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"'{title}' has no `response:` section, which says what follows a warning, so none "
            "of its threats can be disrupted. Write one (`entente new mine.yaml --from "
            "open-warrant` copies a scenario that has one), or ask for another --measure."
        )


@frozen
class Bought:
    """What one programme or several together gain over none, and what they cost.

    The intervals of a gain hold together with those of all its like.
    """

    names: tuple[str, ...]
    cost: float
    """In the scenario's unit of money, analyst hours included."""
    analyst_hours: float
    days: Difference
    """Days sooner, paired; the mean of min(T, W) over all threats.

    A threat that it prevents counts no days, and is none that it detects.
    """
    detected: Difference
    """More of a hundred threats detected within their window, paired."""
    prevented: Difference
    """Of a hundred threats, how many never begin."""
    disrupted: Difference | None
    """More of a hundred threats disrupted before their deadline, paired.

    One that it prevents is none that it disrupts. None where the scenario has no response.
    """
    false_alarms: Difference
    """More beliefs at threshold in what is no threat, per replication, paired."""
    unnecessary_disclosures: Difference
    """More copies about what is no threat that reached another country, per replication, paired."""
    days_per_cost: Difference
    detected_per_cost: Difference
    prevented_per_cost: Difference
    disrupted_per_cost: Difference | None
    first: float
    """In what share of resamples of the replications it has the first place among its like."""

    def gain(self, measure: ProgrammeMeasure) -> Difference:
        """What it gains by a measure.

        Raises:
            KeyError: the scenario has no response, so nothing of it is disrupted.
        """
        gains = {
            ProgrammeMeasure.DAYS: self.days,
            ProgrammeMeasure.DETECTED: self.detected,
            ProgrammeMeasure.PREVENTED: self.prevented,
        }
        if self.disrupted is not None:
            gains[ProgrammeMeasure.DISRUPTED] = self.disrupted
        return gains[measure]

    def per_cost(self, measure: ProgrammeMeasure) -> Difference:
        """The same by unit of cost.

        Raises:
            KeyError: the scenario has no response, so nothing of it is disrupted.
        """
        gains = {
            ProgrammeMeasure.DAYS: self.days_per_cost,
            ProgrammeMeasure.DETECTED: self.detected_per_cost,
            ProgrammeMeasure.PREVENTED: self.prevented_per_cost,
        }
        if self.disrupted_per_cost is not None:
            gains[ProgrammeMeasure.DISRUPTED] = self.disrupted_per_cost
        return gains[measure]


@frozen
class ProgrammeFindings(WithProvenance, Tabular):
    """The answer: programmes by gain per cost, combinations by gain within the budget."""

    measure: ProgrammeMeasure
    budget: float | None
    """What may be spent together; None for no limit."""
    exhaustive: bool
    """Whether every combination within the budget was run; otherwise greedy by gain per cost."""
    detection_time_days: Estimate
    """Until detection without any programme."""
    missed: Estimate
    """The share not detected in time without any programme."""
    disrupted: Estimate | None
    """The share disrupted in time without any programme; None without a response."""
    alone: tuple[Bought, ...]
    """Each programme by itself, also above the budget; the most per cost first."""
    together: tuple[Bought, ...]
    """Every combination of several that was run and is within the budget; the most gain first."""
    frontier: tuple[Bought, ...]
    """Of one programme or several within the budget: whatever nothing as cheap gains more than."""
    best: Bought | None
    """What gains most within the budget, of one programme or several; None where nothing gains."""
    as_good_alone: tuple[str, ...]
    """Programmes not told apart from the one that buys the most for its cost, it left out."""
    as_good: tuple[tuple[str, ...], ...]
    """Combinations not told apart from the best, it left out."""

    def summary_lines(self) -> Iterator[str]:
        """Title and how it was run, without any, the best for its cost, the best within budget."""
        made = self.provenance
        yield f"{made.title}: {made.replications:,} replications, seed {made.seed}, {made.ending}"
        yield f"detection time without any programme: {self.detection_time_days} d"
        first = self.alone[0]
        yield f"most {self.measure} per cost: {first.names[0]}, {self._gain(first)}"
        if self.best is not None:
            within = "" if self.budget is None else f" within {self.budget:g}"
            names = " + ".join(self.best.names)
            yield f"most {self.measure}{within}: {names}, {self._gain(self.best)}"
        if self.as_good:
            yield f"not told apart from it: {len(self.as_good)} others"

    def _gain(self, bought: Bought) -> str:
        return f"{bought.gain(self.measure)} for {bought.cost:g}"

    def rows(self) -> list[Row]:
        """A row for each programme by itself, then for each combination: cost, gains, alarms."""
        return [
            {
                "programmes": " + ".join(bought.names),
                "cost": bought.cost,
                **interval("days", bought.days),
                **interval("detected", bought.detected),
                **interval("prevented", bought.prevented),
                **interval("disrupted", bought.disrupted),
                **interval("false_alarms", bought.false_alarms),
                "first": bought.first,
            }
            for bought in (*self.alone, *self.together)
        ]


def compare_programmes(
    scenario: Scenario,
    *,
    budget: float | None = None,
    measure: ProgrammeMeasure | str = ProgrammeMeasure.DAYS,
    seed: int = 1,
    replications: int = DEFAULT_REPLICATIONS,
    engine: Wanted | str = Wanted.AUTO,
    workers: int | None = 1,
    heading: str | None = None,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
) -> ProgrammeFindings:
    """What each programme gains for its cost, alone and combined, on common random numbers.

    Which are in force as written makes no difference: each combination is compared with none.
    Ctrl-C ends it with the replications that are done; in a greedy search, with the last step that
    is complete.

    Raises:
        InputError: a number is out of range, or there is no such measure or engine.
        NoProgrammesError: the scenario has none.
        NoResponseError: threats disrupted are asked for, and it has no response.
        NothingDoneError: every replication failed, or it was stopped before one was complete.
        NothingScoredError: no threat is followed to the end of its window.
        NotInstalledError: the compiled engine is asked for by name and not there.
        CannotCompileError: it is there, and cannot be used on this machine.
    """
    some_workers(workers)
    if budget is not None:
        at_least("budget", budget, 0.0)
    at_least_one("replications", replications)
    seed = seed_of(seed)
    if not scenario.programmes:
        raise NoProgrammesError(scenario.title)
    measure = member(ProgrammeMeasure, "measure", measure)
    if measure is ProgrammeMeasure.DISRUPTED and scenario.response is None:
        raise NoResponseError(scenario.title)
    began = time.perf_counter()
    names = tuple(scenario.programmes)
    exhaustive = len(names) <= EXHAUSTIVE_AT_MOST
    singles = [frozenset({name}) for name in names]
    sets = _within(scenario, budget, _sets_of(names)) if exhaustive else []
    wanted = tuple(dict.fromkeys([NOTHING, *singles, *sets]))
    offers = Offers(scenario, wanted)
    choice = Choice(
        member(Wanted, "engine", engine),
        offers,
        seed,
        attempted(CountingWork(offers, counted, seed)),
    )
    runs = _Runs(scenario, seed, replications, choice, workers, progress)
    runs.add(wanted)
    if not runs.replications:
        raise NothingDoneError(() if runs.stopped else runs.failures)
    if not exhaustive:
        _add_greedily(runs, names, budget, measure)
    if not runs.scored:
        raise NothingScoredError(scenario.title, "there is nothing that programmes could gain")
    alone = _ranked(runs, singles, measure, _per_cost)
    affordable = _within(scenario, budget, runs.combinations)
    ranked = _ranked(runs, affordable, measure, _gain)
    buying = [chosen for chosen in singles if runs.gains(chosen, measure).mean() > 0.0]
    gaining = [chosen for chosen in affordable if runs.gains(chosen, measure).mean() > 0.0]
    return ProgrammeFindings(
        provenance=Provenance(
            title=scenario.title,
            scenario=heading or scenario.title,
            overrides=tuple(overrides),
            version=own_version(),
            engine=choice.last.engine.value,
            engine_why=choice.last.told,
            seed=seed,
            replications=runs.replications,
            requested=replications,
            ending=Ending.STOPPED if runs.stopped else Ending.FIXED,
            failures=runs.failures,
            scored=runs.scored,
            windows_hours=windows_of(scenario),
            seconds=time.perf_counter() - began,
        ),
        measure=measure,
        budget=budget,
        exhaustive=exhaustive,
        detection_time_days=runs.days().estimate(up_to(max(windows_of(scenario)) / HOURS_IN_DAY)),
        missed=runs.share(MISSED),
        disrupted=None if scenario.response is None else runs.share(DISRUPTED),
        alone=alone,
        together=tuple(one for one in ranked if len(one.names) > 1),
        frontier=_frontier(ranked, measure),
        best=next((one for one in ranked if one.gain(measure).value > 0), None),
        as_good_alone=tuple(
            name for one in _leaders(runs, buying, measure, _per_cost)[1:] for name in one
        ),
        as_good=tuple(
            tuple(name for name in names if name in one)
            for one in _leaders(runs, gaining, measure, _gain)[1:]
        ),
    )


class _Runs:
    """What was run so far: every combination on the same replications."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        replications: int,
        choice: Choice,
        workers: int | None,
        progress: Progress | None,
    ) -> None:
        self.scenario = scenario
        self._seed, self._replications, self._choice = seed, replications, choice
        self._workers, self._progress = workers, progress
        self._counts: dict[Chosen, Ints] = {}
        self._complete = np.ones(replications, dtype=np.bool_)
        self._failures: dict[int, Failure] = {}
        self.stopped = False
        """Whether its user ended it."""

    @property
    def combinations(self) -> list[Chosen]:
        """All that were run and are something."""
        return [chosen for chosen in self._counts if chosen]

    @property
    def replications(self) -> int:
        """How many are complete for every combination."""
        return int(np.count_nonzero(self._complete))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The first of each replication that ended in an error."""
        return tuple(self._failures[number] for number in sorted(self._failures))

    @property
    def scored(self) -> int:
        """Threats over all replications."""
        return int(self._counts[NOTHING][self._complete, SCORED].sum())

    def add(self, wanted: Iterable[Chosen]) -> None:
        """Runs what has not been run; what is stopped on the way counts if nothing came before."""
        new = tuple(chosen for chosen in wanted if chosen not in self._counts)
        if not new:
            return
        run = (NOTHING, *(chosen for chosen in new if chosen))
        ran = count(
            Offers(self.scenario, run),
            counted,
            self._seed,
            range(self._replications),
            self._choice,
            self._workers,
            self._progress,
            Stage.RUNNING,
        )
        self.stopped = self.stopped or ran.stopped
        if ran.stopped and self._counts:
            return
        found = np.zeros((self._replications, len(run), COLUMNS), dtype=np.int64)
        for number, rows in ran.rows.items():
            found[number] = rows
        self._failures = {one.replication: one for one in ran.failures} | self._failures
        self._complete &= np.isin(np.arange(self._replications), [*ran.rows])
        self._counts |= {chosen: found[:, number] for number, chosen in enumerate(run)}

    def days(self) -> Ratio:
        """The mean of min(T, W) over all scored threats in days, with none."""
        return self._by_threat(self._column(NOTHING, SPENT) / _DAY)

    def gained(self, chosen: Chosen, measure: ProgrammeMeasure) -> Ratio:
        """What a combination gains over none, by threat that would be scored with none."""
        if measure is ProgrammeMeasure.DAYS:
            return self._by_threat(self._fewer(chosen, SPENT_BEFORE, SPENT) / _DAY)
        if measure is ProgrammeMeasure.DETECTED:
            return self._by_threat(100.0 * self._fewer(chosen, MISSED_BEFORE, MISSED))
        if measure is ProgrammeMeasure.DISRUPTED:
            return self._by_threat(100.0 * self._fewer(chosen, DISRUPTED, DISRUPTED_BEFORE))
        return self._by_threat(100.0 * self._column(chosen, PREVENTED))

    def gains(self, chosen: Chosen, measure: ProgrammeMeasure) -> Floats:
        """By replication: values whose mean is what a combination gains over none."""
        return self.gained(chosen, measure).values

    def rooms(self, chosen: Chosen, measure: ProgrammeMeasure) -> tuple[float, float]:
        """How far one replication may lose or gain where one of both alone is missed."""
        if measure is ProgrammeMeasure.DAYS:
            most = max(windows_of(self.scenario)) / HOURS_IN_DAY
            before, after = self._usual(chosen, SPENT_BEFORE, SPENT)
            return most - before / _DAY, most - after / _DAY
        if measure is ProgrammeMeasure.DETECTED:
            before, after = self._usual(chosen, MISSED_BEFORE, MISSED)
            return 100.0 * (1.0 - before), 100.0 * (1.0 - after)
        if measure is ProgrammeMeasure.DISRUPTED:
            before, after = self._usual(chosen, DISRUPTED_BEFORE, DISRUPTED)
            return 100.0 * (1.0 - after), 100.0 * (1.0 - before)
        return 0.0, 100.0

    def _usual(self, chosen: Chosen, *columns: int) -> tuple[float, ...]:
        """By threat, on average: what columns count."""
        return tuple(self._by_threat(self._column(chosen, one)).value for one in columns)

    def more(self, chosen: Chosen, column: int) -> Floats:
        """By replication: what a combination counts more than none."""
        return np.subtract(
            self._column(chosen, column), self._column(NOTHING, column), dtype=np.float64
        )

    def share(self, column: int) -> Estimate:
        """What share of scored threats a column counts without any programme."""
        return ratio_of_counts(self._column(NOTHING, column), self._column(NOTHING, SCORED))

    def cost(self, chosen: Chosen) -> float:
        """What a combination costs."""
        return cost_of(self.scenario, chosen)

    def _by_threat(self, counted: npt.ArrayLike) -> Ratio:
        """What is counted, by threat that is scored without any programme."""
        return ratio(counted, self._column(NOTHING, SCORED))

    def _fewer(self, chosen: Chosen, before: int, after: int) -> Ints:
        """By replication: how much less a combination counts in one column than in another."""
        return self._column(chosen, before) - self._column(chosen, after)

    def _column(self, chosen: Chosen, column: int) -> Ints:
        counted = self._complete & (self._counts[NOTHING][:, SCORED] > 0)
        values: Ints = self._counts[chosen][counted, column]
        return values


Merit = Callable[[_Runs, Chosen, ProgrammeMeasure], Floats]
"""By replication: what a combination is ranked by."""


def _frontier(ranked: Sequence[Bought], measure: ProgrammeMeasure) -> tuple[Bought, ...]:
    """By cost: each that gains more than everything that costs no more."""
    found: list[Bought] = []
    gained = 0.0
    for one in sorted(ranked, key=lambda each: (each.cost, -each.gain(measure).value)):
        if one.gain(measure).value > gained:
            found.append(one)
            gained = one.gain(measure).value
    return tuple(found)


def cost_of(scenario: Scenario, chosen: Iterable[str]) -> float:
    """What programmes cost together."""
    return sum(scenario.programmes[name].cost.total for name in sorted(chosen))


def _sets_of(names: Sequence[str]) -> Iterator[Chosen]:
    """Every combination but none, the small ones first."""
    for size in range(1, len(names) + 1):
        yield from (frozenset(some) for some in combinations(names, size))


def _within(scenario: Scenario, budget: float | None, sets: Iterable[Chosen]) -> list[Chosen]:
    return [some for some in sets if budget is None or cost_of(scenario, some) <= budget]


def _add_greedily(
    runs: _Runs, names: Sequence[str], budget: float | None, measure: ProgrammeMeasure
) -> None:
    """Adds, step by step, what gains most for its cost beside what is there, while it gains."""
    here = NOTHING
    while True:
        steps = _within(runs.scenario, budget, [here | {n} for n in names if n not in here])
        runs.add(steps)
        if runs.stopped:
            return
        before = float(runs.gains(here, measure).mean())
        worth = {
            step: (float(runs.gains(step, measure).mean()) - before) / runs.cost(step - here)
            for step in steps
        }
        best = max(worth, key=lambda step: worth[step], default=None)
        if best is None or worth[best] <= 0:
            return
        here = best


def _gain(runs: _Runs, chosen: Chosen, measure: ProgrammeMeasure) -> Floats:
    return runs.gains(chosen, measure)


def _per_cost(runs: _Runs, chosen: Chosen, measure: ProgrammeMeasure) -> Floats:
    return runs.gains(chosen, measure) / runs.cost(chosen)


def _ranked(
    runs: _Runs,
    sets: Sequence[Chosen],
    measure: ProgrammeMeasure,
    merit: Merit,
) -> tuple[Bought, ...]:
    """Combinations by the mean of their merit, the greatest first; of equals the cheapest."""
    merits = {chosen: merit(runs, chosen, measure) for chosen in sets}
    first = dict(zip(merits, shares_of_first_place([*merits.values()]), strict=True))
    order = sorted(merits, key=lambda one: (-merits[one].mean(), runs.cost(one), sorted(one)))
    shared = each_of(len(sets))
    return tuple(_bought(runs, chosen, first[chosen], shared) for chosen in order)


def _leaders(
    runs: _Runs, sets: Sequence[Chosen], measure: ProgrammeMeasure, merit: Merit
) -> list[Chosen]:
    """Those whose merit may be the greatest, the one that has it in this sample first."""
    # Of equals the cheapest comes first, as in the ranking.
    order = sorted(sets, key=lambda one: (runs.cost(one), sorted(one)))
    return [order[place] for place in leaders([merit(runs, one, measure) for one in order])]


def _bought(runs: _Runs, chosen: Chosen, first: float, confidence: float) -> Bought:
    programmes = runs.scenario.programmes
    cost = runs.cost(chosen)
    days, detected, prevented, disrupted = (
        _gained(runs, chosen, measure, confidence) for measure in ProgrammeMeasure
    )
    responds = runs.scenario.response is not None
    return Bought(
        names=tuple(name for name in programmes if name in chosen),
        cost=cost,
        analyst_hours=sum((programmes[name].cost.hours for name in sorted(chosen)), 0.0),
        days=days,
        detected=detected,
        prevented=prevented,
        disrupted=disrupted if responds else None,
        false_alarms=difference_interval(runs.more(chosen, FALSE_ALARMS)),
        unnecessary_disclosures=difference_interval(runs.more(chosen, NEEDLESS)),
        days_per_cost=days.times(1.0 / cost),
        detected_per_cost=detected.times(1.0 / cost),
        prevented_per_cost=prevented.times(1.0 / cost),
        disrupted_per_cost=disrupted.times(1.0 / cost) if responds else None,
        first=first,
    )


def _gained(
    runs: _Runs, chosen: Chosen, measure: ProgrammeMeasure, confidence: float
) -> Difference:
    """What a combination gains over none, with room for what no replication has shown."""
    below, above = runs.rooms(chosen, measure)
    return ratio_change(runs.gained(chosen, measure), confidence, (below, above))
