"""Small studies as text and as data, for tests that change one thing in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError, Problem
from sim.studies.file.reading import OpenedStudy, open_study, read_study
from sim.studies.file.schema import Study

TEXT = """\
study: 1
title: Trust in the valley
scenario: border-triangle
axes:
  trust:
    path: dials.trust
    values: [0, 1]
design: full grid
replications: 20
"""


def small() -> dict[str, Any]:
    """A study of one axis over a shipped scenario: valid, with nothing that may be left out."""
    return {
        "title": "Trust in the valley",
        "scenario": "border-triangle",
        "axes": {"trust": {"path": "dials.trust", "values": [0, 1]}},
        "design": "full grid",
        "replications": 20,
    }


def study_of(**changes: Any) -> Study:
    """The small study with some keys changed."""
    return Study.model_validate({**small(), **changes})


def opened(**changes: Any) -> OpenedStudy:
    """The same, held against its scenario."""
    return open_study(study_of(**changes))


def with_axis(path: str, *lines: str) -> str:
    """The text of the small study with another path, and other lines for its values."""
    text = TEXT.replace("dials.trust", path)
    return text.replace("values: [0, 1]", "\n    ".join(lines)) if lines else text


def read_text(text: str, folder: Path) -> OpenedStudy:
    """The study in a text, read from a file in a folder."""
    file = folder / "study.yaml"
    file.write_text(text, encoding="utf-8")
    return read_study(file)


def refusals(text: str, folder: Path) -> tuple[Problem, ...]:
    """What is wrong with the study in a text."""
    with pytest.raises(InputError) as caught:
        read_text(text, folder)
    return caught.value.problems


def only_refusal(text: str, folder: Path) -> Problem:
    """The one thing that is wrong with the study in a text."""
    (problem,) = refusals(text, folder)
    return problem
