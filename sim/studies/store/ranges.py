"""What the values of each measure may be, by which the bounds of its mean stay inside it."""

from __future__ import annotations

from typing import Any, Final

from sim.measures.units import Unit
from sim.statistics.unseen import AMOUNTS, COUNTS, LEVELS, SHARES, Limits, up_to
from sim.studies.store.reading import Store
from sim.studies.store.tables import Column

UNTIL_DETECTED: Final = "detection_time"
_CHARGED: Final = "hours_"
_WHOLE: Final = frozenset(
    {
        "false_alarms",
        "needless_disclosures",
        "copies_considered",
        "copies_delivered",
        "reports_untriaged",
        "threats_scored",
    }
)


def range_of(measure: Column, window_hours: float | None) -> Limits:
    """What a run may give of a measure; hours until detection end at the window."""
    if measure.name == UNTIL_DETECTED or measure.name.startswith(_CHARGED):
        return AMOUNTS if window_hours is None else up_to(window_hours)
    if measure.place:
        return Limits(measure.least, measure.most)
    if measure.unit == Unit.SHARE:
        return SHARES
    return COUNTS if measure.name in _WHOLE else AMOUNTS


def range_of_average(measure: Column, window_hours: float | None) -> Limits:
    """What averages of several runs' values may be: the same limits, and no counts."""
    one = range_of(measure, window_hours)
    return LEVELS if one == SHARES else AMOUNTS if one == COUNTS else one


def window_of(store: Store) -> float | None:
    """The longest time for which a threat of a store's scenario is followed, in hours."""
    scenario: Any = store.scenario
    if not isinstance(scenario, dict):
        return None
    if scenario.get("window") is not None:
        return float(scenario["window"])
    deadlines = [float(threat["deadline"]) for _, threat in scenario.get("threats", ())]
    return max(deadlines, default=None)
