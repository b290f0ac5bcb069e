"""The conditions that a study asks for: the points of its design, and what each stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.frozen import frozen
from sim.scenario.files.canonical import Json
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.dumped import AS_NUMBERS
from sim.statistics.designs import Floats, latin_hypercube, morris, saltelli, sobol
from sim.studies.file.axes import PlannedCondition, condition_at, conditions_of_grid
from sim.studies.file.reading import OpenedStudy
from sim.studies.file.schema import Study

Ints = npt.NDArray[np.int64]


@frozen
class PlannedStudy:
    """What a design comes to."""

    conditions: tuple[PlannedCondition, ...]
    """Each once, in the order in which the design first asks for it."""
    points: Floats
    """By point of the design and axis, in the unit cube; empty where it is no cube."""
    of_point: Ints
    """By point: its condition. Several points can stand for one, as of listed values."""

    @property
    def values(self) -> list[dict[str, object]]:
        """By point: what each axis has there."""
        return [dict(self.conditions[number].values) for number in self.of_point]


def planned(opened: OpenedStudy) -> PlannedStudy:
    """The points of a study's design and the conditions that they stand for."""
    study = opened.study
    points = _points(study)
    if points is None:
        asked = [
            *(row.condition for row in opened.rows),
            *(conditions_of_grid(study.axes) if study.design.full_grid else ()),
        ]
        points = np.empty((0, len(study.axes)))
    else:
        asked = [condition_at(study.axes, point) for point in points.tolist()]
    places: dict[str, int] = {}
    found: list[PlannedCondition] = []
    of_point = np.empty(len(asked), dtype=np.int64)
    for number, condition in enumerate(asked):
        place = places.setdefault(condition.identity, len(found))
        if place == len(found):
            found.append(condition)
        of_point[number] = place
    return PlannedStudy(tuple(found), points, of_point)


def _points(study: Study) -> Floats | None:
    """Points one after the other; those of a row or a walk follow each other."""
    axes, design, seed = len(study.axes), study.design, study.seed
    if design.latin_hypercube:
        return latin_hypercube(design.latin_hypercube.points, axes, seed)
    if design.sobol:
        return sobol(design.sobol.points, axes, seed)
    if design.saltelli:
        return saltelli(design.saltelli.points, axes, seed).reshape(-1, axes)
    if design.morris:
        walks = morris(design.morris.trajectories, axes, seed, design.morris.levels)
        return walks.reshape(-1, axes)
    return None


def normalised(scenario: Scenario) -> Json:
    """A scenario as the program understands it, whatever way it was written.

    What has names stays in the order written: of several channels the first that admits a marking
    carries it.
    """
    written = _without_later(scenario.model_dump(mode="json", context=AS_NUMBERS))
    plain: dict[str, Json] = {
        key: [[name, each] for name, each in value.items()] if _is_named(key, scenario) else value
        for key, value in written.items()
    }
    return plain


LATER: dict[str, dict[str, Json]] = {
    "channels": {"open": True},
    "threats": {"case": None},
    "red_herrings": {"case": None},
    "injects": {
        "kind": "inject",
        "when": None,
        "not_by": None,
        "to": [],
        "sender": "",
        "by": "",
        "expected": "",
        "objective": None,
        "notes": "",
    },
}
"""By section, keys that came later, with their defaults: left out where a scenario has no more than
that, it is the one that it was, and a store of it is gone on with.
"""


def _without_later(written: dict[str, Any]) -> dict[str, Any]:
    for section, defaults in LATER.items():
        for each in written[section].values():
            for key, default in defaults.items():
                if each[key] == default:
                    del each[key]
    for effect in _channel_effects(written):
        if effect.get("open") is None:
            effect.pop("open", None)
    if not any(written["exercise"].values()):
        del written["exercise"]
    return written


def _channel_effects(written: Any) -> Iterator[dict[str, Any]]:
    """What changes a channel, wherever it stands."""
    if isinstance(written, dict):
        for key, below in written.items():
            if key == "channel" and isinstance(below, dict):
                yield below
            yield from _channel_effects(below)
    elif isinstance(written, list):
        for below in written:
            yield from _channel_effects(below)


def _is_named(key: str, scenario: Scenario) -> bool:
    return isinstance(getattr(scenario, key), dict)
