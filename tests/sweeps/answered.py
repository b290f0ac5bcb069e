"""Stores with planted answers: what a study measures is a function of its axes, and luck."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from sim.measures.registry import MEASURES
from sim.scenario.reading.reading import Reading, read
from sim.scenario.reading.shipped import find
from sim.studies.file.planned import planned
from sim.studies.file.reading import OpenedStudy
from sim.studies.file.schema import Study
from sim.studies.store.tables import Column, StudyRecord
from sim.studies.store.writing import Planned, open_to_write

Surface: TypeAlias = Callable[..., Mapping[str, float | None]]
"""By measure: the expectation in a condition; None where there is nothing to measure."""

NOISE = 0.5


def ranged(**ends: tuple[float, float] | tuple[float, float, int]) -> dict[str, Any]:
    """Axes by name: from one end to the other, and for a grid in how many steps."""
    return {
        name: {
            "path": f"dials.{name}",
            "range": dict(zip(("from", "to", "steps"), reach, strict=False)),
        }
        for name, reach in ends.items()
    }


def study_of(axes: Mapping[str, Any], design: object = "full grid", **changes: Any) -> Study:
    """A study of some axes."""
    written = {
        "title": "Trust in the valley",
        "question": "Which of them matters, and for how long?",
        "scenario": "border-triangle",
        "axes": dict(axes),
        "design": design,
        "replications": 40,
        "measures": ["detection_time", "share_missed"],
        "seed": 7,
    }
    return Study.model_validate({**written, **changes})


@cache
def _base(name: str) -> Reading:
    """The scenario of a study, read once for all tests."""
    return read(find(name))


def fill(
    path: Path,
    study: Study,
    surface: Surface,
    *,
    noise: float = NOISE,
    only: Container[int] | None = None,
    cannot: Container[int] = (),
    failed: Mapping[int, int] | None = None,
    ran: Callable[[int], int] | None = None,
    silent: Mapping[int, int] | None = None,
) -> Path:
    """A store as a sweep would have left it.

    Args:
        path: where it shall be.
        study: what was asked.
        surface: what is measured, given the value of each axis.
        noise: the spread of luck that a condition does not share.
        only: the conditions that ran, by place; left out, all.
        cannot: conditions that cannot be run.
        failed: by condition, how many of its replications failed.
        ran: by condition, how many of its replications; left out, all.
        silent: by condition, from which replication on there is nothing to measure.
    """
    design = planned(OpenedStudy(study, "study", "", _base(study.scenario), ()))
    least = study.replications.least
    luck = np.random.default_rng(study.seed)
    shared = luck.normal(size=10 * least)
    with open_to_write(
        path, _record(study, design.points.tolist(), design.of_point.tolist())
    ) as store:
        store.plan(Planned(one.canonical, least) for one in design.conditions)
        for place, condition in enumerate(store.conditions()):
            own = luck.normal(size=10 * least) * noise
            if place in cannot:
                store.fail(condition.id, "no plan can be made")
                continue
            if only is not None and place not in only:
                continue
            expected = surface(**_numbers(design.conditions[place].values))
            for number in range(ran(place) if ran else least):
                if number < (failed or {}).get(place, 0):
                    store.fail(condition.id, "the process died", number)
                    continue
                gave = number < (silent or {}).get(place, least)
                store.keep(
                    condition.id,
                    number,
                    [
                        _value(name, expected.get(name), float(shared[number] + own[number]))
                        if gave
                        else None
                        for name in study.kept
                    ],
                )
    return path


def _value(name: str, expected: float | None, luck: float) -> float | None:
    """Shares are as they are expected; everything else has luck."""
    if expected is None or name.startswith("share"):
        return expected
    return expected + luck


def _numbers(values: Mapping[str, object]) -> dict[str, Any]:
    return {name.replace(" ", "_"): value for name, value in values.items()}


def _record(study: Study, points: list[Any], of_point: list[int]) -> StudyRecord:
    return StudyRecord(
        scenario={"title": "The border triangle", "window": 672.0},
        scenario_text="title: The border triangle\n",
        study=study.model_dump(mode="json", by_alias=True),
        study_text="",
        design={"points": points, "of_point": of_point, "seed": study.seed},
        seed=study.seed,
        engine="simpy",
        versions={"entente": "0.1.0", "numpy": "2.4"},
        measures=tuple(
            Column(one.name, str(one.unit), one.meaning, per=one.per)
            for one in map(MEASURES.__getitem__, study.kept)
        ),
        settings=tuple(
            Column(path, axis.unit, axis.label or name)
            for name, axis in study.axes.items()
            for path in axis.strands
        ),
    )
