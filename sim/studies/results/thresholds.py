"""For pairs of axes of a grid: from which value of the one on the other stops mattering.

The effect of an axis is what changes from its first value to its last, averaged over all axes but
the two, in each replication. Where the measure is so near to the end of its scale at both values of
an axis that no effect of the stated size has room, none can be seen: hours of threats that are
nearly all missed are the window whatever an axis does. Such a value is told as that, and no
threshold rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np

from sim.frozen import frozen
from sim.statistics.bootstrap import Flags
from sim.statistics.designs import Floats
from sim.statistics.effects import rests_on
from sim.statistics.thresholds import (
    FEWEST_REPLICATIONS,
    FEWEST_VALUES,
    Fit,
    Found,
    Side,
    threshold,
)
from sim.statistics.unseen import LEVELS, Limits
from sim.studies.results.axes import Placed
from sim.studies.results.values import AxesThreshold, AxesUnseen

MOST_AXES = 4
"""Among so many axes, those with the largest effects, all pairs are looked at."""


@frozen
class Searched:
    """What became of the pairs."""

    found: tuple[AxesThreshold, ...]
    """Pairs whose means cross the size; of stated axes, all pairs."""
    too_few: bool
    """Whether some pair has too few replications for an answer."""
    of_two_values: tuple[str, ...]
    """Axes on which some effect crosses the size, and too few of whose values leave it room."""
    unseen: tuple[AxesUnseen, ...] = ()
    """Values of such axes at which no effect of that size can be seen."""


def axes_thresholds(
    placed: Placed,
    values: Floats,
    told: Flags,
    names: Sequence[str],
    size: float,
    *,
    stated: bool,
    confidence: float,
    of: Limits,
) -> Searched:
    """The thresholds between some axes; `stated` where somebody asked for these.

    `of` is what averages of the measure may be.

    Shapes: as for `sim.statistics.effects.main_effects`.
    """
    places = {axis.name: place for place, axis in enumerate(placed.axes)}
    found: list[AxesThreshold] = []
    unseen: list[AxesUnseen] = []
    too_few = False
    of_two_values: list[str] = []
    for along, stops in permutations(names, 2):
        axis = placed.axes[places[along]]
        if not axis.measured or len(axis.levels) < 2:
            continue
        effect = _effect(placed.numbers, values, told, places[along], places[stops])
        if effect is None:
            continue
        means = effect.differences.mean(axis=1)
        if not stated and len(set((np.abs(means) > size).tolist())) == 1:
            continue
        low, high = effect.ends
        hidden = [*_hidden(effect, size, of)]
        unseen += [AxesUnseen(along, stops, low, high, *each) for each in hidden]
        seen = ~np.isin(effect.levels, [value for values, *_ in hidden for value in values])
        levels, differences = effect.levels[seen], effect.differences[seen]
        if levels.size < FEWEST_VALUES:
            of_two_values.append(along)
            continue
        if effect.on < FEWEST_REPLICATIONS:
            too_few = True
            continue
        sides, fit = _where(means[seen], size)
        for side in sides:
            one = threshold(levels, differences, size, side, fit, confidence, whole=axis.whole)
            found.append(AxesThreshold(along, stops, low, high, side, fit, one))
    found.sort(key=lambda each: (each.threshold.found is not Found.WITHIN, not each.threshold.sure))
    return Searched(tuple(found), too_few, tuple(dict.fromkeys(of_two_values)), tuple(unseen))


def _hidden(
    effect: _Effect, size: float, of: Limits
) -> Iterator[tuple[tuple[float, ...], float, float, float]]:
    """Values at which there is no room for an effect, by the limit that they are near.

    With each limit, the least and the largest mean there.
    """
    least, most = effect.means.min(axis=0), effect.means.max(axis=0)
    floor, ceiling = of.least if of == LEVELS else None, of.most
    for limit, near in (
        (floor, None if floor is None else most - floor <= size),
        (ceiling, None if ceiling is None else ceiling - least <= size),
    ):
        if limit is not None and near is not None and near.any():
            values = tuple(effect.levels[near].tolist())
            yield values, limit, float(least[near].min()), float(most[near].max())


def _where(means: Floats, size: float) -> tuple[tuple[Side, ...], Fit]:
    """On which sides an effect stops mattering, and whether it only shrinks on the way there."""
    sizes = np.abs(means)
    matters = sizes > size
    if matters.any() and not matters[0] and not matters[-1]:
        return (Side.BELOW, Side.ABOVE), Fit.POINT_TO_POINT
    turns = bool((means[matters] > 0.0).any() and (means[matters] < 0.0).any())
    side = Side.ABOVE if sizes[-1] <= sizes[0] else Side.BELOW
    return (side,), Fit.POINT_TO_POINT if turns else Fit.MONOTONE


@frozen
class _Effect:
    """At each value of one axis, the effect of another in each replication."""

    levels: Floats
    differences: Floats
    """Shape: (levels, replications)."""
    ends: tuple[float, float]
    """The values of the other that are compared."""
    means: Floats
    """Of the measure at the two, in two rows."""
    on: int
    """On how many replications the one that has fewest rests."""


def _effect(numbers: Floats, values: Floats, told: Flags, along: int, stops: int) -> _Effect | None:
    """What another axis changes at each value of one; None where nothing whole is left."""
    levels, ends = np.unique(numbers[:, along]), np.unique(numbers[:, stops])[[0, -1]]
    if levels.size < 2 or ends[0] == ends[1]:
        return None
    rest = np.delete(numbers, (along, stops), axis=1)
    whole = [*_whole(numbers, rest, values, (along, levels), (stops, ends))]
    if not whole:
        return None
    at_ends = np.mean([(values[low], values[high]) for low, high in whole], axis=0)
    complete = np.isfinite(at_ends).all(axis=(0, 1))
    if not complete.any():
        return None
    at_ends = at_ends[:, :, complete]
    pairs = np.stack([told[high] & told[low] for low, high in whole])[:, :, complete]
    return _Effect(
        levels=levels,
        differences=at_ends[1] - at_ends[0],
        ends=(float(ends[0]), float(ends[1])),
        means=at_ends.mean(axis=2),
        on=min(rests_on(pairs[:, level]) for level in range(levels.size)),
    )


def _whole(
    numbers: Floats,
    rest: Floats,
    values: Floats,
    along: tuple[int, Floats],
    stops: tuple[int, Floats],
) -> Iterator[tuple[list[int], list[int]]]:
    """Combinations of the other axes that have all that is compared: the conditions of each."""
    at: dict[tuple[float, ...], dict[tuple[float, float], int]] = {}
    ran = np.flatnonzero(np.isfinite(values).any(axis=1))
    for row in ran.tolist():
        kind = (float(numbers[row, along[0]]), float(numbers[row, stops[0]]))
        at.setdefault(tuple(rest[row].tolist()), {})[kind] = row
    for kinds in at.values():
        low, high = (
            [kinds.get((level, end), -1) for level in along[1].tolist()]
            for end in stops[1].tolist()
        )
        if min(*low, *high) >= 0:
            yield low, high
