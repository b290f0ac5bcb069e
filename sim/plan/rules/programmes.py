"""What hours that analysts give to a programme come to: how many are away, and for how long."""

from __future__ import annotations

from math import ceil

from sim.scenario.units.quantities import MINUTES_IN_WEEK, Opening

_NEARLY = 1e-9
"""Hours that fill a whole number of analysts but for rounding call for no more of them."""


def absence(hours: float, until_it_works: float, opening: Opening) -> tuple[int, float]:
    """(analysts, hours) of an absence that gives so many working hours before a programme works.

    As few as can give the hours are away, from its start and no longer than the hours last:
    analysts times hours times the open share of a week are the hours that it costs.
    """
    open_share = opening.open_minutes() / MINUTES_IN_WEEK
    most_each = until_it_works * open_share
    analysts = max(1, ceil(hours / most_each - _NEARLY))
    return analysts, hours / (analysts * open_share)
