"""Which ranges of which axes lead to missed detection, from the conditions of a stored study."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.statistics.designs import Floats
from sim.statistics.extra import ResearchNotInstalledError
from sim.statistics.prim import FEWEST_CONDITIONS, Box, Flags, HeldOut, discover, held_out
from sim.studies.results.values import Rule

MISSED = "share_missed"
_SHOWN = 5


def rule_of(axes: Sequence[str], numbers: Floats, means: Floats, above: float | None) -> Rule | str:
    """A rule for conditions that miss more than a level, by default their median; or why none.

    Shapes: `numbers` (conditions, axes); `means` (conditions), not a number where there is none.
    """
    known = np.isfinite(means)
    points, missed = numbers[known], means[known]
    if missed.size < FEWEST_CONDITIONS:
        return (
            f"A rule for missed detection needs {FEWEST_CONDITIONS} conditions with a result, and "
            f"there are {missed.size}: run the study on, or enlarge its design"
        )
    level = _middle(missed) if above is None else above
    bad = missed > level
    if bad.all() or not bad.any():
        which = "all" if bad.all() else "none"
        return (
            f"There is no rule for missed detection, because {which} of the conditions miss more "
            f"than {100 * level:.3g} % of the threats: state another level with --missed-above"
        )
    try:
        found = discover(axes, points, bad)
    except ResearchNotInstalledError as error:
        return f"There is no rule for missed detection: {str(error).rstrip('.')}"
    return Rule(
        measure=MISSED,
        above=level,
        box=found.chosen,
        trade_off=_few(found.trajectory, found.chosen),
        held_out=_confirmed(axes, points, bad),
        conditions=bad.size,
        bad=int(bad.sum()),
    )


def _few(path: Sequence[Box], chosen: Box) -> tuple[Box, ...]:
    """Some boxes from the widest to the densest, the chosen one among them.

    About evenly by the bad ones that they hold; none where there is no rule.
    """
    if not chosen.restrictions:
        return ()
    densest = max(path, key=lambda box: (box.density, box.conditions))
    way = [box for box in path if box.conditions >= densest.conditions]
    steps = [
        way[0].coverage + (densest.coverage - way[0].coverage) * step / (_SHOWN - 1)
        for step in range(_SHOWN)
    ]
    near = [min(way, key=lambda box, at=at: abs(box.coverage - at)) for at in steps]  # type: ignore[misc]
    shown = dict.fromkeys([*near, chosen])
    return tuple(sorted(shown, key=lambda box: (-box.coverage, box.density)))


def _middle(missed: Floats) -> float:
    """The median; where half of the conditions or more miss the most, the next share below."""
    level, most = float(np.median(missed)), float(missed.max())
    below = missed[missed < most]
    return float(below.max()) if level == most and below.size else level


def _confirmed(axes: Sequence[str], points: Floats, bad: Flags) -> HeldOut | None:
    """How such a rule does where it was not found; None where too few are left to find one in."""
    try:
        return held_out(axes, points, bad)
    except ValueError:
        return None
