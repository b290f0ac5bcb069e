"""Is any file at all either a study or refused in plain words, whatever stands in it?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.studies.file.axes import condition_at
from sim.studies.file.reading import OpenedStudy, read_study
from tests.sweeps.files import small

JARGON = ("Input", "input should", "dictionary", "instance", "Value error", "function-", "NoneType")

words = st.sampled_from(
    [
        *("dials.trust", "agencies.Lirenta Customs.analysts", "threats", "trust", "law.nothing"),
        *("full grid", "36 h", "3 per week", "border-triangle", "share_missed", "log-uniform"),
        *("x", "", "-1 h", "dials.trust=3", "triangular", "9999999 years"),
    ]
)
scalars = (
    st.none() | st.booleans() | st.integers(-3, 5000) | st.floats(-1e9, 1e9).map(float) | words
)
keys = st.sampled_from(
    [
        *("path", "paths", "together", "values", "range", "from", "to", "steps", "distribution"),
        *("peak", "points", "sobol", "saltelli", "morris", "trajectories", "levels", "table"),
        *("until", "first", "at_most", "fixed", "share_missed", "detection_time", "dials.law"),
        *("latin_hypercube", "full_grid", "label", "unit", "other"),
    ]
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=8,
)
durations = st.sampled_from(["1 h", "36 h", "4.2 d", "-1 h"])
sizes = st.integers(-1, 12) | st.floats(0, 12).map(lambda size: round(size, 3)) | durations
ranges = st.fixed_dictionaries(
    {"from": sizes, "to": sizes},
    optional={
        "steps": st.integers(1, 5),
        "distribution": st.sampled_from(["uniform", "log-uniform", "triangular"]),
        "peak": sizes,
    },
)
levels: st.SearchStrategy[dict[str, Any]] = st.lists(sizes, max_size=3).map(
    lambda values: {"values": values}
) | ranges.map(lambda between: {"range": between})
paths = st.sampled_from(
    [
        *("dials.trust", "dials.law", "sharing.vetting", "agencies.Lirenta Customs.analysts"),
        *("trust.default", "agreements.Coast Accord.review.duration", "background.none.work"),
    ]
)
axes = st.dictionaries(
    st.sampled_from(["one", "two"]),
    st.builds(lambda path, inner: {"path": path, **inner}, paths, levels),
    min_size=1,
)
designs = st.sampled_from(
    ["full grid", {"sobol": {"points": 8}}, {"morris": {"trajectories": 2}}, {"table": "none.csv"}]
)
KEYS = [*small(), "question", "measures", "seed", "engine", "budget", "study", "entente"]
changes = st.fixed_dictionaries({"axes": axes, "design": designs}) | st.tuples(
    st.sampled_from(KEYS), anything
).map(lambda change: {change[0]: change[1]})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studies")


@given(changes)
def test_it_is_read_or_refused_in_plain_words(folder: Path, changed: dict[str, Any]) -> None:
    file = folder / "study.yaml"
    file.write_text(json.dumps({"study": 1, **small(), **changed}, indent=1), encoding="utf-8")
    told, opened = read_or_refused(file)
    assert not [word for word in JARGON if word in told]
    if opened is not None:
        check_that_it_can_be_run(opened)


def read_or_refused(file: Path) -> tuple[str, OpenedStudy | None]:
    """The study in a file; or, in words, why it is none."""
    try:
        return "", read_study(file)
    except InputError as error:
        return str(error), None


def check_that_it_can_be_run(opened: OpenedStudy) -> None:
    """Whether the corners of the cube, which no two axes of these make invalid, are scenarios."""
    assert opened.conditions >= 1
    if opened.study.design.table is None:
        for corner in (0.0, 1.0):
            point = [corner] * len(opened.study.axes)
            scenario = condition_at(opened.study.axes, point).scenario(opened.base.document)
            assert scenario.threats == opened.base.scenario.threats
