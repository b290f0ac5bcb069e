"""Which ranges of which axes lead to missed detection, from the conditions of a stored study."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.sweep.answer_values import Rule
from sim.sweep.designs import Floats
from sim.sweep.discovery import FEWEST_CONDITIONS, Flags, HeldOut, discover, held_out
from sim.sweep.research import ResearchNotInstalledError

MISSED = "share_missed"


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
        box = discover(axes, points, bad).chosen
    except ResearchNotInstalledError as error:
        return f"There is no rule for missed detection: {str(error).rstrip('.')}"
    return Rule(MISSED, level, box, _confirmed(axes, points, bad), bad.size, int(bad.sum()))


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
