"""What each team gained: exact Shapley values over the teams that decided something.

A subset of teams stands for the session with the decisions of which it holds every team: a lever
with two keys counts once both are in. What only teams together could do is shared among them.
"""

from __future__ import annotations

import numpy as np

from sim.analyses.comparison.attribution import Subset, every_subset, shapley_exact
from sim.exercise.days import Counts
from sim.exercise.errors import RefusedError
from sim.exercise.session import Session
from sim.exercise.whatif import Counterfactuals, decisions_of, teams_in
from sim.frozen import entity
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR as HOUR
from sim.plan.values.arrays import Floats
from sim.statistics.intervals import Difference, difference_interval
from sim.statistics.leading import each_of

MOST_TEAMS = 8
"""Of so many teams all 256 subsets are run."""


@entity
class TeamShare:
    """What one team gained."""

    team: str
    share: Floats
    """Shapley value by day, the session's own first: hours by which detection came sooner."""
    alone: Floats
    """By day: hours sooner had nobody else decided anything."""
    change: Difference
    """The mean of the share on the other days; the intervals of all teams hold together."""


@entity
class Split:
    """What all decisions gained, split among the teams that took them."""

    teams: tuple[TeamShare, ...]
    whole: Floats
    """By day: hours by which detection came sooner with all decisions; the shares add up to it."""


def can_be_split(session: Session) -> bool:
    """Whether few enough teams decided something."""
    return len(_deciding(session)) <= MOST_TEAMS


def _deciding(session: Session) -> frozenset[str]:
    return frozenset[str]().union(*(teams_in(entry) for entry in decisions_of(session)))


def split_by_team(whatifs: Counterfactuals) -> Split:
    """What each team that decided something gained, on the session's day and on the others.

    Raises:
        RefusedError: more than eight teams decided something.
    """
    decisions = {entry.number: teams_in(entry) for entry in decisions_of(whatifs.session)}
    teams = sorted(_deciding(whatifs.session))
    if len(teams) > MOST_TEAMS:
        raise RefusedError(
            f"{len(teams)} teams decided something; a split is made among at most {MOST_TEAMS}."
        )
    counts = _by_subset(whatifs, decisions, every_subset(teams))
    none = counts[frozenset()].spent
    found = shapley_exact({subset: none - each.spent for subset, each in counts.items()})
    shares = found.per_replication(HOUR) if teams else {}
    confidence = each_of(sum(bool(np.any(each[1:])) for each in shares.values()))
    return Split(
        tuple(
            TeamShare(
                team,
                shares[team],
                (none - counts[frozenset({team})].spent) / HOUR,
                difference_interval(shares[team][1:], confidence),
            )
            for team in teams
        ),
        (none - counts[frozenset(teams)].spent) / HOUR,
    )


def _by_subset(
    whatifs: Counterfactuals, decisions: dict[int, frozenset[str]], subsets: tuple[Subset, ...]
) -> dict[Subset, Counts]:
    """By subset of teams: what their decisions led to; equal sets of decisions are run once."""
    entries = whatifs.session.course.entries
    kept = {
        subset: frozenset(number for number, teams in decisions.items() if teams <= subset)
        for subset in subsets
    }
    sets = tuple(dict.fromkeys(kept.values()))
    courses = [
        [each for each in entries if each.number not in decisions or each.number in numbers]
        for numbers in sets
    ]
    counts = dict(zip(sets, whatifs.counts(courses), strict=True))
    return {subset: counts[kept[subset]] for subset in subsets}
