"""A file of settings by itself: whether one is meant, and whether its form is right."""

from __future__ import annotations

from typing import Final

from sim.errors import InputError, Problem
from sim.frozen import frozen
from sim.scenario.files.document import Document
from sim.scenario.files.paths import segments
from sim.scenario.problems.explained import validated
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.overrides import alone, settings_of

_KEYS: Final = frozenset(field.alias or name for name, field in Scenario.model_fields.items())
_REQUIRED: Final = {name for name, field in Scenario.model_fields.items() if field.is_required()}
_MOST_OF_A_SCENARIO: Final = 2
"""A file with more keys that a scenario must have is one, only without its first line."""


@frozen
class Settings:
    """What a file of settings sets, whose form is right."""

    name: str
    values: dict[str, object]
    """By path; None takes out what is there."""


def are_settings(document: Document) -> bool:
    """Whether a file is meant to set something in a scenario, and is none itself."""
    data = document.data
    if "entente" in data or "study" in data:
        return False
    paths = [steps for steps, rest in map(segments, data) if steps and not rest]
    known = any(steps[0] in _KEYS for steps in paths)
    dotted = any(len(steps) > 1 for steps in paths)
    return not data or (known and (dotted or len(_REQUIRED & set(data)) <= _MOST_OF_A_SCENARIO))


def settings_in(document: Document, name: str) -> Settings:
    """What a file of settings sets.

    Names cannot be looked up without a scenario, and what belongs together may be divided between
    it and the file; all else is held against the form of a scenario.

    Raises:
        InputError: a key is no path, or a value has not the form of what stands there; all of it.
    """
    by_itself, problems = alone(document, Scenario)
    try:
        validated(Scenario, by_itself)
    except InputError as error:
        values = {} if problems else settings_of([document], (), Scenario)
        problems += tuple(one for one in error.problems if _is_its_own(one, values))
    if problems:
        raise InputError(sorted(problems, key=lambda one: (one.line or 0, one.column or 0)))
    return Settings(name, settings_of([document], (), Scenario))


def _is_its_own(problem: Problem, values: dict[str, object]) -> bool:
    """Whether a problem is with what the file says, not with what a scenario says beside it."""
    unknown = problem.found.startswith("the unknown key")
    return unknown or any(
        problem.where == path or problem.where.startswith(f"{path}.") for path in values
    )
