"""A value in which something was set: held against its model, problems told of what was set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from pydantic import BaseModel

from sim.errors import InputError, Problem
from sim.scenario.files.document import Document
from sim.scenario.files.paths import dotted
from sim.scenario.files.words import also, described, listed
from sim.scenario.problems.explained import validated
from sim.scenario.problems.from_python import document_of, plain
from sim.scenario.values.overrides import try_settings

M = TypeVar("M", bound=BaseModel)
Broken = Callable[[Document], Iterable[Problem]]
"""The problems of a document that fits the model, such as names of nothing."""


def with_settings(value: M, settings: Mapping[str, object], broken: Broken) -> M:
    """The value with something else at some paths, as an option or a study sets it.

    Raises:
        InputError: a path leads nowhere, or what is set there does not fit; every problem.
    """
    model = type(value)
    written = document_of(model, as_written(value))
    given = _given(settings, written)
    document, misplaced = try_settings(written, given, model)
    changed, problems = fitted(model, document, broken)
    if problems:
        origins = [f"{path} = {described(it)}" for path, it in given.items()]
        problems = blamed(problems, document, origins)
    return without_problems(changed, [*misplaced, *problems], document)


def fitted(model: type[M], document: Document, broken: Broken) -> tuple[M | None, list[Problem]]:
    """What a document says, if it is a value of a model at all, and all its problems."""
    value, misfits = _validated(model, document)
    placed = {_place(problem) for problem in misfits}
    dangling = [one for one in broken(document) if _place(one) not in placed]
    return value, [*misfits, *dangling]


def without_problems(value: M | None, problems: Sequence[Problem], document: Document) -> M:
    """The value, if there is no problem with it.

    Raises:
        InputError: there is; every problem, by its place.
    """
    if value is None or problems:
        raise InputError(sorted(dict.fromkeys(problems), key=partial(_order, document.name)))
    return value


def blamed(problems: Sequence[Problem], document: Document, given: Sequence[str]) -> list[Problem]:
    """Problems of a document that fits without what was given, told of what set their places."""
    return [_blamed(problem, document, given) for problem in problems]


def _blamed(problem: Problem, document: Document, given: Sequence[str]) -> Problem:
    """A problem told of what set a part of the place; else with all that was set beside it."""
    if problem.file != document.name:
        return problem
    within = [
        origin
        for path, origin in document.origins.items()
        if dotted(path).startswith(f"{problem.where}.")
    ]
    if within:
        mark = within[-1].mark
        line, column = (mark.line, mark.column) if mark else (None, None)
        return replace(problem, file=within[-1].name, line=line, column=column)
    return replace(problem, hint=also(problem.hint, f"without {listed(given, 'and')} it fits"))


def as_written(value: BaseModel) -> dict[str, Any]:
    """A value as a file has it, without what is left to its default."""
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _given(settings: Any, document: Document) -> dict[str, object]:
    """Settings as plain data, as a file would say them.

    Raises:
        InputError: they are no mapping of paths to values.
    """
    if not isinstance(settings, Mapping) or not all(isinstance(path, str) for path in settings):
        expected = 'paths with their values, such as {"dials.trust": 0.5}'
        raise InputError([document.problem((), expected, described(plain(settings)))])
    return {str(path): _plain(value) for path, value in settings.items()}


def _plain(value: Any) -> Any:
    """A value as a file has it, whatever parts of a scenario are in it."""
    if isinstance(value, BaseModel):
        return as_written(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return plain(value)


def _validated(model: type[M], document: Document) -> tuple[M | None, tuple[Problem, ...]]:
    try:
        return validated(model, document), ()
    except InputError as error:
        return None, error.problems


def _place(problem: Problem) -> tuple[str, int | None, int | None, str]:
    return problem.file, problem.line, problem.column, problem.where


def _order(scenario: str, problem: Problem) -> tuple[bool, bool, str, int, int]:
    """By place: the scenario's file, then files of settings, then options."""
    elsewhere = problem.file != scenario
    line, column = problem.line or 0, problem.column or 0
    return problem.line is None, elsewhere, problem.file if elsewhere else "", line, column
