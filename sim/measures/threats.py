"""What occurs in replications under every condition: threats, and who could learn of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.engine.timetable import Timetable
from sim.engine.timetables import Timetables
from sim.frozen import frozen
from sim.plan.values.arrays import Ints
from sim.remembered import remembered

Bools = npt.NDArray[np.bool_]


@frozen
class Occurring:
    """Threats and red herrings of one timetable or several, by instance; times in microseconds."""

    draw: Ints
    """Which written threat each is an instance of."""
    real: Bools
    """Whether it is a threat, and no red herring."""
    onset: Ints
    """When it begins."""
    window: Ints
    """How long it is followed."""
    scored: Bools
    """Whether it is real, takes place, and its window ends before the horizon does."""
    prevented: Bools
    """Whether it would be scored, had it not been prevented."""
    red_herring: Bools
    """Whether it is one, and begins within the exercise."""
    about_real: Bools
    """By picture: whether it is of a threat."""
    responsible: Bools
    """By picture: whether its agency is the one to be warned."""
    warning: Ints
    """By picture: the row of its warning, where it could send one; else any row."""
    can_warn: Bools
    """By picture: whether it could send one."""
    needless: Ints
    """The rows of copies about red herrings that would go to another country or body."""


def occurring_in(timetable: Timetable | Timetables) -> Occurring:
    """What occurs in a timetable, or in several; conditions that share it share the answer."""
    if isinstance(timetable, Timetables) and len(timetable) == 1:
        return _occurring(timetable.each[0])
    return _occurring(timetable)


@remembered
def _occurring(timetable: Timetable | Timetables) -> Occurring:
    layout, instances = timetable.layout, timetable.instances
    written = layout.threats
    real = np.array([threat.real for threat in written], dtype=np.bool_)[instances.draw]
    window = np.array([t.window_us for t in written], dtype=np.int64)[instances.draw]
    followed = real & (instances.onset + window <= layout.horizon_us) & (window > 0)
    return Occurring(
        draw=instances.draw,
        real=real,
        onset=instances.onset,
        window=window,
        scored=followed & ~instances.prevented,
        prevented=followed & instances.prevented,
        red_herring=~real & (instances.onset < layout.horizon_us),
        about_real=real[timetable.picture_instance],
        responsible=timetable.picture_warning == -2,
        warning=np.maximum(timetable.picture_warning, 0),
        can_warn=timetable.picture_warning >= 0,
        needless=_needless(timetable, real),
    )


def _needless(timetable: Timetable | Timetables, real: Bools) -> Ints:
    layout = timetable.layout
    rows = np.flatnonzero((timetable.parent >= 0) & (timetable.instance >= 0))
    rows = rows[~real[timetable.instance[rows]]]
    tie = timetable.tie[rows]
    abroad = layout.home_of[layout.tie_sender[tie]] != layout.home_of[layout.tie_receiver[tie]]
    going: Ints = rows[abroad]
    return going
