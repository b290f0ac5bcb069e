"""A scenario from a file or by name: read, overridden, validated, with all its problems at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError, Problem
from sim.scenario.assumptions import sources_of_nothing
from sim.scenario.document import Document, read_document
from sim.scenario.overrides import apply_file, apply_overrides
from sim.scenario.problems import validated
from sim.scenario.references import broken_references
from sim.scenario.schema import Scenario
from sim.scenario.shipped import find


@dataclass(frozen=True)
class Reading:
    """A scenario with the document that says it."""

    scenario: Scenario
    document: Document
    """With the overrides applied; its marks say where in the file a value stands."""
    name: str
    """The name of the file without its ending, or of the shipped scenario."""


def load(
    source: str | Path, overrides: Sequence[str] = (), settings: Sequence[Path] = ()
) -> Scenario:
    """The scenario in a file, or the shipped one of that name, with ``PATH=VALUE`` overrides.

    Files of settings, such as one exercise leaves for the next, come before the overrides.

    Raises:
        InputError: it cannot be found, read or used; every problem, in the order of the file.
    """
    return read(source, overrides, settings).scenario


def read(
    source: str | Path, overrides: Sequence[str] = (), settings: Sequence[Path] = ()
) -> Reading:
    """The same, with the document it was read from.

    Raises:
        InputError: it cannot be found, read or used; every problem, in the order of the file.
    """
    path = find(source)
    document = read_document(path)
    _refuse_study(document)
    for file in settings:
        document = apply_file(document, read_document(file))
    document = apply_overrides(document, overrides)
    # Sources may be of what somebody has taken out.
    as_it_is = not overrides and not settings
    return Reading(scenario_of(document) if as_it_is else variant_of(document), document, path.stem)


def _refuse_study(document: Document) -> None:
    """Says at once what would otherwise be a long list: that a file is no scenario."""
    if "study" in document.data and "entente" not in document.data:
        hint = "`entente sweep` runs a study"
        raise InputError([document.problem((), "a scenario", "a study", hint)])


def scenario_of(document: Document) -> Scenario:
    """The scenario that a document says.

    Raises:
        InputError: it does not fit the schema, or names what is not there; every problem.
    """
    scenario, problems = _checked(document)
    unfounded = sources_of_nothing(scenario, document) if scenario else ()
    return _without_problems(scenario, [*problems, *unfounded])


def variant_of(document: Document) -> Scenario:
    """The same, of a document in which values were set: sources may be of what is gone.

    Raises:
        InputError: it does not fit the schema, or names what is not there; every problem.
    """
    return _without_problems(*_checked(document))


def _without_problems(scenario: Scenario | None, problems: Sequence[Problem]) -> Scenario:
    if scenario is None or problems:
        raise InputError(sorted(dict.fromkeys(problems), key=_order))
    return scenario


def _checked(document: Document) -> tuple[Scenario | None, list[Problem]]:
    scenario, misfits = _validated(document)
    placed = {_place(problem) for problem in misfits}
    dangling = [one for one in broken_references(document) if _place(one) not in placed]
    return scenario, [*misfits, *dangling]


def _validated(document: Document) -> tuple[Scenario | None, tuple[Problem, ...]]:
    try:
        return validated(Scenario, document), ()
    except InputError as error:
        return None, error.problems


def _place(problem: Problem) -> tuple[str, int | None, int | None, str]:
    return problem.file, problem.line, problem.column, problem.where


def _order(problem: Problem) -> tuple[bool, int, int]:
    """By place; what an option set comes after the file."""
    return problem.line is None, problem.line or 0, problem.column or 0
