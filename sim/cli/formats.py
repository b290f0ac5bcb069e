"""What each command prints with `--json`: the name and version of its format, and its schema."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import Any


class Format(StrEnum):
    """Formats by name; the number is raised when a key changes its meaning or goes.

    A key more is no other format: readers leave alone what they do not know.
    """

    RUN = "run/1"
    PROGRAMMES = "programmes/1"
    ASSUMPTIONS = "assumptions/1"
    FIT = "fit/1"
    SWEEP = "sweep/1"
    STUDY_STATUS = "study-status/1"
    STUDY_SHOW = "study-show/1"
    STUDY_REPRODUCE = "study-reproduce/1"

    @property
    def command(self) -> str:
        """The command that prints it, its words joined by a hyphen."""
        return self.value.partition("/")[0]


_PRINTED = {
    Format.RUN: ("sim.analyses.comparison.findings", "Findings"),
    Format.PROGRAMMES: ("sim.analyses.programmes.programmes", "ProgrammeFindings"),
    Format.ASSUMPTIONS: ("sim.analyses.assumptions.assumptions", "AssumptionFindings"),
    Format.FIT: ("sim.analyses.fit.judged", "FitFindings"),
    Format.SWEEP: ("sim.studies.running.running", "Swept"),
    Format.STUDY_STATUS: ("sim.studies.results.standing", "Standing"),
    Format.STUDY_SHOW: ("sim.studies.results.values", "Answers"),
    Format.STUDY_REPRODUCE: ("sim.studies.running.reproducing", "Reproduction"),
}


def schema_of(command: str) -> dict[str, Any]:
    """The JSON Schema of what a command prints with `--json`."""
    from sim.analyses.data_schema import data_schema

    form = next(form for form in Format if form.command == command)
    module, name = _PRINTED[form]
    return data_schema(getattr(import_module(module), name), form.value)
