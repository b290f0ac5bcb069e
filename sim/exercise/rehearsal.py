"""Rehearsal: many days with robots at the seats, so that a session can be judged before it is held.

It shows which injects fire and when, which levers ever matter, where a team would have nothing to
look at or too much, and how far days differ by luck alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.engine.machine_code.building import without_waiting
from sim.engine.record import Record
from sim.errors import CannotCompileError
from sim.exercise.cases import read_about_cases
from sim.exercise.days import Counts, Days, columns
from sim.exercise.errors import RefusedError
from sim.exercise.journal.entries import Pulled
from sim.exercise.levers import Lever, levers_of
from sim.exercise.robots import QUARTERS, robot_decisions
from sim.exercise.teams import Team, teams_of
from sim.exercise.world import World, pulled_at
from sim.experiments.engines import engine_at_hand
from sim.frozen import frozen
from sim.measures.outcome import Outcome
from sim.measures.results import outcome_of
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.rules.calendars import microseconds
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan
from sim.replication import Engine
from sim.scenario.reading.reading import Reading, given_or_read
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.value import with_fields
from sim.statistics.intervals import Estimate, wilson

DAYS = 200
"""Days by default."""
SWAMPED = 20
"""More news about cases than this in a quarter of the story are more than a team can talk through
in twenty minutes: an assumption.
"""
OFTEN = 0.5
"""From this share of days on a team is said to be idle, or swamped, in a quarter."""
QUANTILES = (0.1, 0.5, 0.9)


@frozen
class InjectSeen:
    """An inject over all days."""

    name: str
    fires: Estimate
    """In what share of days."""
    earliest: float | None
    """Hours of the story; None where it never fires."""
    median: float | None
    latest: float | None


@frozen
class LeverSeen:
    """A lever over all days."""

    name: str
    assumed: bool
    """Whether no source says what it does and costs."""
    pulled: int
    """On how many days a robot pulled it."""
    matters: int
    """On how many days it moves detection, pulled alone at the beginning of the story."""
    sooner: float
    """By how many hours it then brings detection sooner, on average over all days."""


@frozen
class Load:
    """What a team has to look at in a quarter of the story."""

    team: str
    quarter: int
    """Counted from 1."""
    news: float
    """How many things about cases its agencies read, on the median day."""
    idle: float
    """The share of days without any."""
    swamped: float
    """The share of days with more than 20 of them."""


@frozen
class Spread:
    """How far days differ: hours until detection, by day the mean over its scored threats."""

    low: float | None
    """A tenth of the days lie below."""
    median: float | None
    high: float | None
    """A tenth of the days lie above."""
    none_detected: int
    """Days on which no scored threat is detected within its window."""
    without_threat: int
    """Days without a scored threat, which are left out of the hours."""


@frozen
class Rehearsal:
    """What many days with robots at the seats show of a session to come."""

    scenario: str
    seed: int
    days: int
    horizon: float
    injects: tuple[InjectSeen, ...]
    levers: tuple[LeverSeen, ...]
    """Those that matter on most days first."""
    loads: tuple[Load, ...]
    as_written: Spread
    """Nobody decides anything."""
    with_robots: Spread


def rehearse(
    scenario: Scenario | Reading | str | Path, days: int = DAYS, seed: int = 1
) -> Rehearsal:
    """Rehearses a scenario on so many days, each with robots at the seats.

    >>> import sim
    >>> found = sim.rehearse("two-neighbours", days=5)
    >>> len(found.loads)
    8

    Raises:
        RefusedError: for fewer than two days.
    """
    if days < 2:
        raise RefusedError(f"At least two days are needed to see how far they differ, not {days}.")
    reading = scenario if isinstance(scenario, Reading) else given_or_read(scenario)
    written = reading.scenario
    teams = teams_of(written)
    levers = {name: lever for name, lever in levers_of(written, teams).items() if lever.teams}
    played_days = [_played(written, teams, levers, seed, day) for day in range(days)]
    alone = Days(seed, 0, tuple(range(1, days)))
    plans = [_plan(written, levers, ()), *(_plan(written, levers, (one,)) for one in levers)]
    as_written, *with_lever = alone.counts(plans)
    return Rehearsal(
        scenario=reading.name,
        seed=seed,
        days=days,
        horizon=written.horizon,
        injects=tuple(_inject(name, played_days) for name in written.injects),
        levers=_levers(levers, played_days, as_written, with_lever),
        loads=tuple(_loads(teams, played_days)),
        as_written=_spread(as_written),
        with_robots=_spread(columns([each.outcome for each in played_days])),
    )


@frozen
class _Played:
    """What is kept of one rehearsed day."""

    fired: dict[str, float]
    """By inject that fired: hours of the story."""
    pulled: frozenset[str]
    news: Ints
    """By (team, quarter): how many things about cases its agencies read."""
    outcome: Outcome


def _played(
    scenario: Scenario, teams: Sequence[Team], levers: dict[str, Lever], seed: int, day: int
) -> _Played:
    names = tuple(team.name for team in teams)
    decisions = _allowed(
        scenario, robot_decisions(names, levers, scenario.horizon, seed, day), levers, seed, day
    )
    world = World.after(scenario, decisions, levers, seed, day, engine_at_hand())
    record = _record(world)
    injects = world.scenario.injects
    return _Played(
        {name: one.comes for name, one in injects.items() if one.comes < scenario.horizon},
        frozenset(entry.lever for entry in decisions),
        _news(record, teams, scenario.horizon),
        outcome_of(record),
    )


def _record(world: World) -> Record:
    """What happens in a world: on SimPy where compiled code is not there yet, and cannot be had."""
    try:
        with without_waiting():
            return world.record
    except CannotCompileError:
        return replace(world, engine=Engine.SIMPY).record


def _allowed(
    scenario: Scenario,
    decisions: Sequence[Pulled],
    levers: Mapping[str, Lever],
    seed: int,
    day: int,
) -> tuple[Pulled, ...]:
    """Of what robots decide all but levers that wait for something, or have come by themselves."""
    kept: list[Pulled] = []
    for entry in decisions:
        condition = levers[entry.lever].when
        card = scenario.exercise.levers.get(entry.lever)
        comes_by_itself = card is not None and card.by_itself
        if condition is not None or comes_by_itself:
            world = World.after(scenario, kept, levers, seed, day)
            if condition is not None and not world.has_held(condition, entry.story_us):
                continue
            if pulled_at(world.scenario, entry.lever) < entry.story_us:
                continue
        kept.append(entry)
    return tuple(kept)


def _plan(scenario: Scenario, levers: dict[str, Lever], pulled: Sequence[str]) -> Plan:
    """The plan where levers are pulled as soon as they may be, and nothing else.

    One that waits for something is pulled when that comes true, whatever its earliest time.
    """
    waiting = {name: levers[name].when for name in pulled if levers[name].when is not None}
    if waiting:
        cards = {
            name: with_fields(card, pulled=None, pulled_when=waiting[name], by_itself=True)
            if name in waiting
            else card
            for name, card in scenario.exercise.levers.items()
        }
        scenario = with_fields(scenario, exercise=with_fields(scenario.exercise, levers=cards))
    entries = [
        Pulled(
            number=1,
            after=0,
            story_us=microseconds(levers[name].since),
            room="",
            team=levers[name].teams[0],
            lever=name,
            agreed=levers[name].keys_beside(levers[name].teams[0]),
        )
        for name in pulled
        if name not in waiting
    ]
    return World.after(scenario, entries, levers, 0, 0).plan


def _news(record: Record, teams: Sequence[Team], horizon: float) -> Ints:
    """By (team, quarter): how many reports and copies about cases its agencies have read."""
    end = microseconds(horizon)
    found = np.zeros((len(teams), QUARTERS), dtype=np.int64)
    for number, team in enumerate(teams):
        done = record.done[read_about_cases(record, team.agencies, end)]
        quarters = (done[done >= 0] * QUARTERS) // end
        found[number] = np.bincount(quarters, minlength=QUARTERS)
    return found


def _inject(name: str, days: Sequence[_Played]) -> InjectSeen:
    at = sorted(each.fired[name] for each in days if name in each.fired)
    return InjectSeen(
        name,
        wilson(len(at), len(days)),
        at[0] if at else None,
        float(np.median(at)) if at else None,
        at[-1] if at else None,
    )


def _levers(
    levers: dict[str, Lever],
    days: Sequence[_Played],
    as_written: Counts,
    with_lever: Sequence[Counts],
) -> tuple[LeverSeen, ...]:
    found = []
    for lever, counts in zip(levers.values(), with_lever, strict=True):
        sooner = (as_written.spent - counts.spent) / HOUR
        found.append(
            LeverSeen(
                lever.name,
                lever.assumed,
                sum(lever.name in each.pulled for each in days),
                int(np.count_nonzero(sooner)),
                float(sooner.mean()),
            )
        )
    return tuple(sorted(found, key=lambda one: -one.matters))


def _loads(teams: Sequence[Team], days: Sequence[_Played]) -> Iterator[Load]:
    news = np.array([each.news for each in days])
    for number, team in enumerate(teams):
        for quarter in range(QUARTERS):
            own = news[:, number, quarter]
            yield Load(
                team.name,
                quarter + 1,
                float(np.median(own)),
                float(np.mean(own == 0)),
                float(np.mean(own > SWAMPED)),
            )


def _spread(counts: Counts) -> Spread:
    has = counts.scored > 0
    if not has.any():
        return Spread(None, None, None, 0, len(has))
    hours = counts.spent[has] / counts.scored[has] / HOUR
    low, median, high = (float(each) for each in np.quantile(hours, QUANTILES))
    none = int(np.count_nonzero(counts.missed[has] == counts.scored[has]))
    return Spread(low, median, high, none, int(np.count_nonzero(~has)))
