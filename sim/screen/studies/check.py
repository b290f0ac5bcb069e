"""What `entente check` says of a study that can be run, before it tells of its scenario."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.words import listed, plural
from sim.studies.file.reading import OpenedStudy


def checked(opened: OpenedStudy, console: Console) -> None:
    """Prints how much a study asks for, and the name of its scenario."""
    study = opened.study
    console.print(
        Text(
            f"{safe(opened.name)}: fine. {plural(len(study.axes), 'axis', 'axes')}, "
            f"{_asked(opened)}; keeps "
            f"{listed(study.kept)}. Its scenario is {safe(study.scenario)}."
        )
    )
    console.print()


def _asked(opened: OpenedStudy) -> str:
    """How many conditions and runs it takes; two points of a design may be one condition."""
    study, conditions = opened.study, opened.conditions
    least = conditions * study.replications.least
    most = conditions * (study.replications.at_most or study.replications.least)
    if study.budget is not None:
        most = min(most, study.budget)
    if study.design.draws:
        return f"{plural(conditions, 'point')}, at most {plural(most, 'run')}"
    runs = plural(least, "run") if most == least else f"{least:,} to {plural(most, 'run')}"
    return f"{plural(conditions, 'condition')}, {runs}"
