"""Objectives of an exercise: their ratings, and what stands for one where a file names none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.scenario.schema.exercise import CriticalTask, Objective
from sim.scenario.schema.scenario import Scenario
from sim.sentences import Sentence

RATINGS = {
    "P": Sentence(
        "Performed without challenges: the tasks were completed, the objective was achieved, and "
        "nothing else suffered from it."
    ),
    "S": Sentence(
        "Performed with some challenges: the objective was achieved, with room to be more "
        "effective or efficient."
    ),
    "M": Sentence(
        "Performed with major challenges: the objective was achieved, but other activities "
        "suffered, or rules and plans were not kept."
    ),
    "U": Sentence("Unable to be performed: the objective was not achieved."),
}
"""Ratings of an objective with their definitions; people give them."""

STANDARD = {
    "Detect in time, together": Objective(
        capability="Intelligence and information sharing",
        tasks={
            "belief": CriticalTask(says="Believe in what is real before its window ends"),
            "sharing": CriticalTask(says="Pass on what helps others, and nothing needless"),
            "deciding": CriticalTask(says="Take decisions that hold on other days too"),
        },
    ),
}
"""The objective of a scenario that names none."""


def words_of(scenario: Scenario) -> Callable[[str], str]:
    """How texts of its objectives are said: a file's as they stand, others in every language."""
    return str if scenario.exercise.objectives else Sentence


def objectives_of(scenario: Scenario) -> Mapping[str, Objective]:
    """The objectives of a scenario by name."""
    return scenario.exercise.objectives or STANDARD
