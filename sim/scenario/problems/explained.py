"""A document held against the model it should fit: the value, or every problem in plain words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.errors import InputError, Problem
from sim.frozen import frozen
from sim.scenario.files.document import Document
from sim.scenario.files.paths import Path
from sim.scenario.files.words import described, did_you_mean
from sim.scenario.problems.location import Location, followed
from sim.scenario.problems.wording import expectation, mending

M = TypeVar("M", bound=BaseModel)


def validated(model: type[M], document: Document) -> M:
    """The document as a value of the model, by the strictness that the model itself declares.

    Raises:
        InputError: the document does not fit; it carries every problem, in the order of the file.
    """
    try:
        return model.model_validate(document.data, context=document)
    except ValidationError as error:
        raise InputError(explain(error, document, model)) from error


def explain(
    error: ValidationError, document: Document, model: type[BaseModel]
) -> tuple[Problem, ...]:
    """Every error of validation as a problem in plain words, in the order of the file.

    Of a value that may be of several kinds, only the errors against the kind that it most looks
    like are told; if it looks like none, one problem names them all.
    """
    findings = [_finding(detail, document, model) for detail in error.errors(include_url=False)]
    told = _without_misspelt(_settled(findings))
    return tuple(sorted((finding.problem for finding in told), key=_order))


@frozen
class _Finding:
    """One error of validation, where it lies, and how it is told."""

    type: str
    location: Location
    problem: Problem


def _finding(detail: ErrorDetails, document: Document, model: type[BaseModel]) -> _Finding:
    location = followed(detail["loc"], document, model)
    value = location.path[-1] if location.of_key else document.value(location.path)
    problem = document.problem(
        location.path,
        expectation(detail, location),
        _found(detail, location, value),
        mending(detail, location, value),
        of_key=location.of_key or detail["type"] == "extra_forbidden",
    )
    return _Finding(detail["type"], location, problem)


def _found(detail: ErrorDetails, location: Location, value: object) -> str:
    if detail["type"] == "extra_forbidden":
        return f"the unknown key `{detail['loc'][-1]}`"
    if detail["type"] == "missing" and not isinstance(value, list):
        return "none"
    if location.of_key:
        return described(location.path[-1])
    return described(value) if location.path else ""


def _settled(findings: Iterable[_Finding], level: int = 0) -> list[_Finding]:
    """The findings with each union told once; ``level`` counts the unions already settled."""
    told: list[_Finding] = []
    unions: dict[Path, dict[str, list[_Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        if len(finding.location.arms) <= level:
            told.append(finding)
        else:
            place, label = finding.location.arms[level]
            unions[place][label].append(finding)
    for place, arms in unions.items():
        told += _nearest_arm(place, [_settled(arm, level + 1) for arm in arms.values()])
    return told


def _nearest_arm(place: Path, arms: list[list[_Finding]]) -> list[_Finding]:
    """The findings against the arm that fits the value's form, with the fewest; or one for all."""
    fitting = [arm for arm in arms if all(_fits_form(finding, place) for finding in arm)]
    if fitting or len(arms) == 1:
        return min(fitting or arms, key=len)
    misfits = [finding for arm in arms for finding in arm if not _fits_form(finding, place)]
    expected = dict.fromkeys(finding.problem.expected for finding in misfits)
    hints = [finding.problem.hint for finding in misfits if finding.problem.hint]
    problem = replace(misfits[0].problem, expected=", or ".join(expected), hint="".join(hints[:1]))
    return [replace(misfits[0], problem=problem)]


def _fits_form(finding: _Finding, place: Path) -> bool:
    """Whether the value at a place has the form that an arm wants, so that the error lies within.

    An error inside the value says so, and one about its keys, and a model's own verdict on them.
    """
    location = finding.location
    is_verdict = finding.type != "model_type" and all(kind.keys for kind in location.kinds)
    return len(location.path) > len(place) or finding.type == "missing" or is_verdict


def _without_misspelt(findings: list[_Finding]) -> list[_Finding]:
    """The findings without the keys that are missing only because they are misspelt."""
    misspelt = {
        (finding.location.path[:-1], finding.problem.hint)
        for finding in findings
        if finding.type == "extra_forbidden" and finding.problem.hint
    }
    return [
        finding
        for finding in findings
        if finding.type != "missing"
        or (finding.location.path, did_you_mean(finding.location.absent)) not in misspelt
    ]


def _order(problem: Problem) -> tuple[bool, int, int]:
    return problem.line is None, problem.line or 0, problem.column or 0
