"""What each command prints with `--json`: the name and version of its format, and its schema."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import Any


class JsonFormat(StrEnum):
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
    EXERCISE_DEBRIEF = "exercise-debrief/1"
    EXERCISE_REPORT = "exercise-report/1"
    EXERCISE_REHEARSE = "exercise-rehearse/1"
    EXERCISE_TREND = "exercise-trend/1"

    @property
    def command(self) -> str:
        """The command that prints it, its words joined by a hyphen."""
        return self.value.partition("/")[0]


_PRINTED = {
    JsonFormat.RUN: ("sim.analyses.comparison.findings", "Findings"),
    JsonFormat.PROGRAMMES: ("sim.analyses.programmes.programmes", "ProgrammeFindings"),
    JsonFormat.ASSUMPTIONS: ("sim.analyses.assumptions.assumptions", "AssumptionFindings"),
    JsonFormat.FIT: ("sim.analyses.fit.judged", "FitFindings"),
    JsonFormat.SWEEP: ("sim.studies.running.running", "Swept"),
    JsonFormat.STUDY_STATUS: ("sim.studies.results.status_report", "StatusReport"),
    JsonFormat.STUDY_SHOW: ("sim.studies.results.values", "Answers"),
    JsonFormat.STUDY_REPRODUCE: ("sim.studies.running.reproducing", "Reproduction"),
    JsonFormat.EXERCISE_DEBRIEF: ("sim.exercise.debrief", "Debrief"),
    JsonFormat.EXERCISE_REPORT: ("sim.exercise.report", "ExerciseReport"),
    JsonFormat.EXERCISE_REHEARSE: ("sim.exercise.rehearsal", "Rehearsal"),
    JsonFormat.EXERCISE_TREND: ("sim.exercise.trend", "Trend"),
}


def schema_of(command: str) -> dict[str, Any]:
    """The JSON Schema of what a command prints with `--json`."""
    from sim.analyses.data_schema import data_schema

    form = next(form for form in JsonFormat if form.command == command)
    module, name = _PRINTED[form]
    return data_schema(getattr(import_module(module), name), form.value)
