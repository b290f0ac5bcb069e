"""Scenario discovery: which ranges of which axes lead to an outcome, by patient rule induction.

PRIM (Friedman and Fisher 1999) begins with all conditions and peels: again and again it cuts a thin
slice off one end of one axis, the one that raises the share of bad outcomes most for what it cuts
off (the lenient objective of Kwakkel and Jaxa-Rozen 2016, which suits axes with few values). It
does so with all axes, and with each by itself. Each
box on the way has a density, the share of bad ones among its conditions, and a coverage, the share
of all bad ones that it holds (Bryant and Lempert 2010). The one with the most bad ones beyond what
as many conditions would hold elsewhere is chosen (weighted relative accuracy, Lavrac, Flach and
Zupan 1999), so that a small corner that is always bad counts as well as a half that mostly is.
Pasting then moves its sides out again where that does not thin it.

The quasi-p-value of a restriction is the chance that as many bad ones would be left if it were of
no use: if what it leaves were taken at random from the box without it (Bryant and Lempert 2010).
From the chosen box those above 0.05 are taken away, the largest first. It does not know that the
restriction was searched for. So of the box that is left the chance is asked, too, that as many
conditions drawn from all hold as many bad ones, and it is no rule unless that is at most 0.05
shared out among as many boxes as a search may choose from. Their number goes up with that of axes,
and with the square of that of conditions, between two of which each axis may be cut. How often
chance still makes a rule, and how often a rule is found, is in docs/intervals.md. `held_out` finds
rules in one part of the conditions and tells their density and coverage in the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf, isfinite

import numpy as np
import numpy.typing as npt

from sim.frozen import frozen
from sim.statistics.extra import scipy_stats

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PEELED = 0.05
LARGEST_QUASI_P = 0.05
PASTED = 0.05
LEAST_SUPPORT = 0.05
FEWEST_CONDITIONS = 20


@frozen
class Restriction:
    """One axis of a rule: its values from `low` to `high`, both included; None where free."""

    axis: str
    low: float | None
    high: float | None
    quasi_p: float


@frozen
class Box:
    """A rule, and how it does: all of its restrictions hold together."""

    restrictions: tuple[Restriction, ...]
    """In the order of the axes; an axis that does not matter is not among them."""
    coverage: float
    """The share of all bad ones that it holds."""
    density: float
    """The share of bad ones among the conditions that it holds."""
    conditions: int
    bad: int


@frozen
class Discovery:
    """The boxes on the way of peeling, from all conditions to the smallest, and the chosen one."""

    trajectory: tuple[Box, ...]
    chosen: Box
    """After pasting; without restrictions where no rule is better than none."""
    conditions: int
    bad: int
    dropped: int
    """Conditions left out because they failed."""


@frozen
class HeldOut:
    """How rules found in some conditions did in others; None where they held none of these."""

    coverage: float
    density: float | None
    base: float
    """The share of bad ones among all: the density of no rule at all."""


def discover(
    axes: Sequence[str],
    points: npt.ArrayLike,
    bad: npt.ArrayLike,
    least_density: float | None = None,
) -> Discovery:
    """Ranges of the axes in which the outcome is bad.

    Shapes: `points` (conditions, axes), the values of the axes; `bad` (conditions), 1 or true
    where the outcome is bad, 0 or false where not, not a number where the condition failed. With
    `least_density` the box of highest coverage that is as dense is chosen, or the densest;
    without, the one with most bad ones beyond what as many elsewhere hold. Taking useless
    restrictions away may thin it again.

    Raises:
        ResearchNotInstalledError: scipy is not there.
        ValueError: for shapes that do not fit, an outcome that is neither bad nor not, fewer than
            twenty conditions, or none or all of them bad.
    """
    values, outcomes, dropped = _checked(axes, points, bad)
    path, rule = _rule(values, outcomes, least_density)
    if _chance(rule, values, outcomes) > _largest_chance(*values.shape):
        rule = _everything(len(axes))
    return Discovery(
        trajectory=tuple(_box(axes, side, values, outcomes) for side in path),
        chosen=_box(axes, rule, values, outcomes),
        conditions=outcomes.size,
        bad=int(np.count_nonzero(outcomes)),
        dropped=dropped,
    )


def held_out(
    axes: Sequence[str],
    points: npt.ArrayLike,
    bad: npt.ArrayLike,
    least_density: float | None = None,
    parts: int = 5,
    seed: int = 0,
) -> HeldOut:
    """Coverage and density of rules in conditions that they were not found in.

    The conditions are dealt into parts; each part judges the rule found in the others.

    Raises:
        ValueError: as `discover`, for the conditions without any one part.
    """
    values, outcomes, _ = _checked(axes, points, bad)
    generator = np.random.Generator(np.random.PCG64(seed))
    # Bad ones are dealt first, then the others, so that each part has its share of both.
    shuffled = generator.permutation(outcomes.size)
    dealt = shuffled[np.argsort(~outcomes[shuffled], kind="stable")]
    part = np.empty(outcomes.size, dtype=np.int64)
    part[dealt] = np.arange(outcomes.size) % parts
    held = np.zeros(outcomes.size, dtype=np.bool_)
    for number in range(parts):
        others = part != number
        _checked(axes, values[others], outcomes[others])
        _, rule = _rule(values[others], outcomes[others], least_density)
        held |= ~others & _inside(rule, values)
    kept = int(np.count_nonzero(held))
    right = int(np.count_nonzero(held & outcomes))
    return HeldOut(
        coverage=right / int(np.count_nonzero(outcomes)),
        density=right / kept if kept else None,
        base=float(outcomes.mean()),
    )


def _checked(
    axes: Sequence[str], points: npt.ArrayLike, bad: npt.ArrayLike
) -> tuple[Floats, Flags, int]:
    values, told = np.asarray(points, dtype=np.float64), np.asarray(bad, dtype=np.float64)
    if values.ndim != 2 or values.shape != (told.size, len(axes)) or not np.isfinite(values).all():
        raise ValueError("discovery needs a finite value of each axis and an outcome a condition")
    known = ~np.isnan(told)
    if not np.isin(told[known], (0.0, 1.0)).all():
        raise ValueError("an outcome is bad (1) or not (0)")
    outcomes = told[known] == 1.0
    if outcomes.size < FEWEST_CONDITIONS or outcomes.all() or not outcomes.any():
        raise ValueError(
            f"discovery needs {FEWEST_CONDITIONS} conditions or more, some of them bad and some not"
        )
    return values[known], outcomes, int(np.count_nonzero(~known))


# The two sides of a box: the lowest and the highest value that it holds of each axis.
_Sides = tuple[Floats, Floats]


def _everything(axes: int) -> _Sides:
    return np.full(axes, -inf), np.full(axes, inf)


def _inside(sides: _Sides, values: Floats) -> Flags:
    return np.asarray(((values >= sides[0]) & (values <= sides[1])).all(axis=1))


def _peeled(values: Floats, outcomes: Flags, axes: Sequence[int]) -> list[_Sides]:
    """Boxes from all conditions on, each a slice of one of these axes smaller than the last."""
    sides = _everything(values.shape[1])
    found = [sides]
    least = max(LEAST_SUPPORT * outcomes.size, 1.0)
    while True:
        inside = _inside(sides, values)
        density = float(outcomes[inside].mean())
        if density == 1.0:
            return found
        choices = [
            (_gain(density, outcomes, inside, _inside(slice_, values)), slice_)
            for slice_ in _slices(sides, values[inside], axes)
            if np.count_nonzero(_inside(slice_, values)) >= least
        ]
        if not choices:
            return found
        # A slice is cut even where none helps at once: what lies behind it may.
        _, sides = max(choices, key=lambda choice: choice[0])
        found.append(sides)


def _gain(density: float, outcomes: Flags, before: Flags, after: Flags) -> float:
    """How much denser for each condition cut off."""
    lost = int(np.count_nonzero(before)) - int(np.count_nonzero(after))
    return (float(outcomes[after].mean()) - density) / lost


def _slices(sides: _Sides, held: Floats, axes: Sequence[int]) -> Iterator[_Sides]:
    """The box with a thin slice less at either end of each axis: one value at the least."""
    for axis in axes:
        ordered = np.sort(held[:, axis])
        if ordered[0] == ordered[-1]:
            continue
        thin = max(1, int(PEELED * ordered.size))
        above = ordered[ordered > ordered[thin - 1]]
        if above.size:
            yield _with(sides, axis, low=float(above[0]))
        below = ordered[ordered < ordered[-thin]]
        if below.size:
            yield _with(sides, axis, high=float(below[-1]))


def _with(sides: _Sides, axis: int, low: float | None = None, high: float | None = None) -> _Sides:
    lows, highs = sides[0].copy(), sides[1].copy()
    if low is not None:
        lows[axis] = low
    if high is not None:
        highs[axis] = high
    return lows, highs


def _pasted(sides: _Sides, values: Floats, outcomes: Flags) -> _Sides:
    """The box with its sides moved out again, one slice after another, while it gets denser.

    A restriction without which the box is as dense goes altogether.
    """
    while True:
        density, size = _density_and_size(sides, values, outcomes)
        wider = [
            (*_density_and_size(more, values, outcomes), more) for more in _wider(sides, values)
        ]
        best = max(wider, key=lambda found: found[:2], default=None)
        if best is None or best[0] < density or best[1] <= size:
            return _loosened(sides, values)
        sides = best[2]


def _density_and_size(sides: _Sides, values: Floats, outcomes: Flags) -> tuple[float, int]:
    inside = _inside(sides, values)
    return float(outcomes[inside].mean()), int(np.count_nonzero(inside))


def _wider(sides: _Sides, values: Floats) -> Iterator[_Sides]:
    """The box with a thin slice more at either end of each restricted axis."""
    lows, highs = sides
    thick = max(1, int(PASTED * np.count_nonzero(_inside(sides, values))))
    for axis in range(values.shape[1]):
        elsewhere = _inside(_with(sides, axis, low=-inf, high=inf), values)
        near = np.sort(values[elsewhere, axis])
        below, above = near[near < lows[axis]], near[near > highs[axis]]
        if below.size:
            yield _with(sides, axis, low=float(below[-min(thick, below.size)]))
        if above.size:
            yield _with(sides, axis, high=float(above[min(thick, above.size) - 1]))


def _loosened(sides: _Sides, values: Floats) -> _Sides:
    """The box without the limits that no condition lies beyond."""
    lows = np.where(sides[0] <= values.min(axis=0), -inf, sides[0])
    return lows, np.where(sides[1] >= values.max(axis=0), inf, sides[1])


def _useful(sides: _Sides, values: Floats, outcomes: Flags) -> _Sides:
    """The box without the restrictions that could as well be luck."""
    while True:
        restricted = np.flatnonzero(np.isfinite(sides[0]) | np.isfinite(sides[1]))
        doubts = [(_quasi_p(int(axis), sides, values, outcomes), int(axis)) for axis in restricted]
        largest, axis = max(doubts, default=(0.0, 0))
        if largest <= LARGEST_QUASI_P:
            return sides
        sides = _with(sides, axis, low=-inf, high=inf)


def _rule(
    values: Floats, outcomes: Flags, least_density: float | None
) -> tuple[list[_Sides], _Sides]:
    """The best box of all paths as a rule, and its path.

    All axes are peeled together, and each by itself: thin slices of many axes can wear a box away
    before the one that matters is cut.
    """
    every = range(values.shape[1])
    paths = [_peeled(values, outcomes, axes) for axes in ([*every], *([axis] for axis in every))]
    candidates = [(path, _useful(sides, values, outcomes)) for path in paths for sides in path]
    if least_density is not None:
        candidates = [(paths[0], sides) for sides in paths[0]]
    scores = [_tally(sides, values, outcomes) for _, sides in candidates]
    path, chosen = candidates[_choice(scores, float(outcomes.mean()), least_density)]
    rule = _useful(_pasted(chosen, values, outcomes), values, outcomes)
    return path, rule


def _choice(scores: Sequence[tuple[float, float]], base: float, least_density: float | None) -> int:
    """Which of these coverages and densities is the best; the first of equals."""

    def dense_enough(place: int) -> tuple[bool, float]:
        coverage, density = scores[place]
        dense = least_density is not None and density >= least_density
        return dense, coverage if dense else density

    def accurate(place: int) -> tuple[bool, float]:
        coverage, density = scores[place]
        # In units of all bad ones: those held beyond what as many conditions hold elsewhere.
        return True, coverage * (1.0 - base / density) if density > 0.0 else -1.0

    return max(range(len(scores)), key=accurate if least_density is None else dense_enough)


def _chance(sides: _Sides, values: Floats, outcomes: Flags) -> float:
    """That as many conditions, drawn from all, hold as many bad ones as the box or more."""
    inside = _inside(sides, values)
    held, bad = int(np.count_nonzero(inside)), int(np.count_nonzero(outcomes & inside))
    everywhere = int(np.count_nonzero(outcomes))
    return float(scipy_stats().hypergeom.sf(bad - 1, outcomes.size, everywhere, held))


def _largest_chance(conditions: int, axes: int) -> float:
    """0.05 shared out among the boxes of a search, as many as made 3 rules in 100 of noise."""
    return 0.05 * 50.0 / (axes * conditions**2)


def _tally(sides: _Sides, values: Floats, outcomes: Flags) -> tuple[float, float]:
    inside = _inside(sides, values)
    bad = int(np.count_nonzero(outcomes & inside))
    return bad / int(np.count_nonzero(outcomes)), bad / int(np.count_nonzero(inside))


def _box(axes: Sequence[str], sides: _Sides, values: Floats, outcomes: Flags) -> Box:
    inside = _inside(sides, values)
    coverage, density = _tally(sides, values, outcomes)
    return Box(
        restrictions=tuple(
            Restriction(
                axes[axis],
                _limit(float(sides[0][axis])),
                _limit(float(sides[1][axis])),
                _quasi_p(axis, sides, values, outcomes),
            )
            for axis in range(len(axes))
            if isfinite(sides[0][axis]) or isfinite(sides[1][axis])
        ),
        coverage=coverage,
        density=density,
        conditions=int(np.count_nonzero(inside)),
        bad=int(np.count_nonzero(outcomes & inside)),
    )


def _limit(value: float) -> float | None:
    return value if isfinite(value) else None


def _quasi_p(axis: int, sides: _Sides, values: Floats, outcomes: Flags) -> float:
    inside = _inside(sides, values)
    without = _inside(_with(sides, axis, low=-inf, high=inf), values)
    held, bad = int(np.count_nonzero(inside)), int(np.count_nonzero(outcomes & inside))
    return float(scipy_stats().binom.sf(bad - 1, held, float(outcomes[without].mean())))
