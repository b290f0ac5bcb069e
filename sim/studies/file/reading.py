"""A study from a file, or made in Python: read, held against its scenario, all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from sim.errors import InputError, OwnCodeError, Problem
from sim.experiments.own_code import NO_OWN_CODE, OwnCode, found_by_name
from sim.frozen import frozen
from sim.measures.own import OwnMeasure
from sim.measures.registry import Measure
from sim.plan.rules.replaced import AS_MODELLED, Rules
from sim.scenario.files.document import Document, parse_document, read_document
from sim.scenario.files.paths import Path as Place
from sim.scenario.files.paths import dotted, segments
from sim.scenario.files.source import decoded, read_source
from sim.scenario.problems.explained import validated
from sim.scenario.reading.reading import Reading, read, scenario_of
from sim.scenario.reading.shipped import find
from sim.scenario.schema.scenario import Scenario
from sim.studies.file.checks import (
    ProblemTelling,
    number_of_conditions,
    problems_of_form,
    problems_of_size,
    problems_with_scenario,
    unusable_axes,
)
from sim.studies.file.schema import Study
from sim.studies.file.table import TableLine, read_table

_ENDINGS = (".yaml", ".yml")
_ANY_DESIGN = {"latin_hypercube": {"points": 1}}

T = TypeVar("T")


@frozen
class OpenedStudy:
    """A study that can be run, with all that it refers to."""

    study: Study
    name: str
    """The name of the file without its ending; of one made in Python, its title."""
    text: str
    """The file as it was read; empty for one made in Python."""
    base: Reading
    """The scenario that its conditions are variants of."""
    rows: tuple[TableLine, ...]
    """The conditions of a table; empty for every other design."""
    own: OwnCode = NO_OWN_CODE
    """Measures and rules that its user wrote."""

    @property
    def conditions(self) -> int:
        """How many its design makes."""
        return number_of_conditions(self.study, self.rows)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is kept of each run."""
        known = self.own.known
        return tuple(known[name] for name in self.study.kept)


def read_study(path: Path) -> OpenedStudy:
    """The study in a file; what it refers to is looked for in the file's folder.

    Raises:
        InputError: the study, its scenario or its table cannot be read or used; every problem.
    """
    document = read_document(path)
    _refuse_scenario(document)
    try:
        study = validated(Study, document)
    except InputError as error:
        _refuse([*error.problems, *_also_wrong(document, error.problems, path.parent)])
        raise
    opened = _opened(study, path.parent, document.problem)
    return replace(opened, name=path.stem, text=document.text)


def open_study(
    study: Study, folder: Path | None = None, base: Reading | None = None
) -> OpenedStudy:
    """A study made in Python; what it refers to is looked for in a folder, by default here.

    Args:
        study: the study.
        folder: where its scenario, table and modules are looked for.
        base: its scenario, where that was made in Python too.

    Raises:
        InputError: its scenario or table cannot be read, or it does not fit them; every problem.
    """
    return _opened(study, Path() if folder is None else folder, partial(_problem, study), base)


def base_of(scenario: Scenario) -> Reading:
    """A scenario made in Python as a study needs it: with the text that its store keeps."""
    document = parse_document(scenario.as_text(), f'the scenario "{scenario.title}"')
    return Reading(scenario_of(document), document, scenario.title)


def _opened(
    study: Study, folder: Path, tell: ProblemTelling, base: Reading | None = None
) -> OpenedStudy:
    problems: list[Problem] = []
    own = _own_code(study, folder, tell, problems)
    problems += problems_of_form(study, own, tell)
    unusable = unusable_axes(study)
    base = base or _tried(partial(_scenario, study, folder, tell), problems)
    table = folder / study.design.table if study.design.table is not None else None
    rows = _tried(partial(_table, study, table, tell), problems) if table is not None else ()
    if rows is not None and not unusable:
        problems += problems_of_size(study, rows, tell)
    if base is not None:
        told = partial(problems_with_scenario, study, base, rows or (), tell)
        problems += told(table=str(table or ""), unusable=unusable)
    _refuse(problems)
    assert base is not None
    assert rows is not None
    return OpenedStudy(study, study.title, "", base, rows, own)


def _own_code(study: Study, folder: Path, tell: ProblemTelling, problems: list[Problem]) -> OwnCode:
    """The user's measures and rules; what cannot be found becomes problems."""
    measures: list[OwnMeasure] = []
    for written in study.own_measures:
        if isinstance(written, OwnMeasure):
            measures.append(written)
            continue
        try:
            measures.append(found_by_name(written, folder, OwnMeasure))
        except OwnCodeError as error:
            place: Place = ("measures",)
            if written in study.measures:
                place = (*place, study.measures.index(written))
            problems.append(tell(place, "a measure of your own", "", str(error)))
    rules = study.rules if isinstance(study.rules, Rules) else AS_MODELLED
    if isinstance(study.rules, str):
        try:
            rules = found_by_name(study.rules, folder, Rules)
        except OwnCodeError as error:
            problems.append(tell(("rules",), "rules of your own", "", str(error)))
    return OwnCode(tuple(measures), rules)


def _tried(read_it: Callable[[], T], problems: list[Problem]) -> T | None:
    """What is read; None where it cannot be, and the problems have become more."""
    try:
        return read_it()
    except InputError as error:
        problems += error.problems
        return None


def _also_wrong(
    document: Document, problems: Sequence[Problem], folder: Path
) -> tuple[Problem, ...]:
    """What is wrong besides in a study of bad form, as far as can be said without its bad parts."""
    wrong = {segments(problem.where)[0][:2] for problem in problems}
    axes = document.data.get("axes")
    if not isinstance(axes, dict) or not isinstance(document.data.get("scenario"), str):
        return ()
    bad = {steps[0] for steps in wrong if steps and steps[0] != "axes"}
    rest = {key: value for key, value in document.data.items() if key not in (*bad, "budget")}
    usable = {name: axis for name, axis in axes.items() if ("axes", name) not in wrong}
    whole = {"study": 1, "title": "x", "design": _ANY_DESIGN, "replications": 1, **rest}
    try:
        study = validated(Study, replace(document, data={**whole, "axes": usable}))
    except InputError:
        return ()
    try:
        _opened(study, folder, document.problem)
    except InputError as error:
        return error.problems
    return ()


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise InputError(
            sorted(
                dict.fromkeys(problems),
                key=lambda one: (one.line is None, one.file, one.line or 0, one.column or 0),
            )
        )


def _refuse_scenario(document: Document) -> None:
    """Says at once what would otherwise be a long list: that a file is no study."""
    if "study" in document.data:
        return
    if "entente" in document.data:
        hint = "`entente run` runs a scenario; a study names one under `scenario`"
        raise InputError([document.problem((), "a study", "a scenario", hint)])
    hint = "it is the version of the file format, and says that a file is a study"
    raise InputError([document.problem((), "the key `study: 1`", "none", hint)])


def _scenario(study: Study, folder: Path, tell: ProblemTelling) -> Reading:
    """The scenario by its shipped name, or from a file in the study's folder."""
    written = Path(study.scenario)
    is_name = len(written.parts) == 1 and written.suffix not in _ENDINGS
    try:
        found = find(study.scenario) if is_name else folder / written
        decoded(read_source(found), str(found))
    except InputError as error:
        raise InputError([_referred(error, ("scenario",), tell)]) from error
    return read(found)


def _table(study: Study, table: Path, tell: ProblemTelling) -> tuple[TableLine, ...]:
    try:
        decoded(read_source(table), str(table))
    except InputError as error:
        raise InputError([_referred(error, ("design", "table"), tell)]) from error
    return read_table(table, study.axes)


def _referred(error: InputError, place: Place, tell: ProblemTelling) -> Problem:
    """What is wrong with a file, told where the study refers to it."""
    problem = error.problems[0]
    found = f"{problem.file}: {problem.found}" if problem.found else problem.file
    return tell(place, problem.expected, found, problem.hint)


def _problem(study: Study, path: Place, expected: str, found: str = "", hint: str = "") -> Problem:
    """A problem with a study that no file says."""
    name = f'the study "{study.title}"'
    return Problem(file=name, where=dotted(path), expected=expected, found=found, hint=hint)
