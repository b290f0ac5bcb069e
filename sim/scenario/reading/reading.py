"""A scenario from a file or by name: read, overridden, validated, with all its problems at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError, Problem
from sim.frozen import frozen
from sim.scenario.files.document import Document, read_document
from sim.scenario.files.other_type import PATHS, must_be
from sim.scenario.problems.from_python import document_of
from sim.scenario.reading.provenance import sources_of_nothing
from sim.scenario.reading.settings import are_settings
from sim.scenario.reading.shipped import find
from sim.scenario.schema.scenario import Scenario, broken_names
from sim.scenario.values.changing import as_written, blamed, fitted, without_problems
from sim.scenario.values.overrides import apply_given

_OVERRIDE = "PATH=VALUE, such as dials.trust=0.5"


@frozen
class Reading:
    """A scenario with the document that says it."""

    scenario: Scenario
    document: Document
    """With the overrides applied; its marks say where in the file a value stands."""
    name: str
    """The name of the file without its ending, or of the shipped scenario."""


def load(
    source: str | Path,
    overrides: str | Sequence[str] = (),
    settings: str | Path | Sequence[str | Path] = (),
) -> Scenario:
    """The scenario in a file, or the shipped one of that name, with ``PATH=VALUE`` overrides.

    Files of settings, such as one exercise leaves for the next, come before the overrides. Of
    either, one may stand for a list of one.

    Raises:
        InputError: it cannot be found, read or used; every problem, in the order of the file.
    """
    options = [overrides] if isinstance(overrides, str) else overrides
    files = [settings] if isinstance(settings, PATHS) else settings
    must_be("overrides", options, Sequence, f"texts {_OVERRIDE}")
    must_be("settings", files, Sequence, "files")
    for option in options:
        must_be("overrides", option, str, f"a text {_OVERRIDE}")
    for file in files:
        must_be("settings", file, PATHS, "a file")
    return read(source, options, [Path(file) for file in files]).scenario


def read(
    source: str | Path, overrides: Sequence[str] = (), settings: Sequence[Path] = ()
) -> Reading:
    """The same, with the document it was read from.

    Raises:
        InputError: it cannot be found, read or used; every problem, in the order of the file.
    """
    path = find(source)
    written = read_document(path)
    _refuse_another_kind(written)
    if not overrides and not settings:
        return Reading(scenario_of(written), written, path.stem)
    files = [read_document(file) for file in settings]
    document, misplaced = apply_given(written, files, overrides, Scenario)
    scenario, problems = _checked(document)
    if problems:
        given = [*(f"--with {file}" for file in settings), *(f"--set {it}" for it in overrides)]
        problems = _of_settings(problems, written, document, given)
    told = [*misplaced, *problems]
    return Reading(without_problems(scenario, told, document), document, path.stem)


def reading_of(scenario: Scenario) -> Reading:
    """The reading of a scenario that is there already: as if it had been saved to a file."""
    written = document_of(Scenario, as_written(scenario))
    return Reading(scenario, written, scenario.title)


def loaded(scenario: Scenario | str | Path) -> Scenario:
    """A scenario, whether it is there already or has to be read.

    Raises:
        InputError: it cannot be found, read or used; every problem.
    """
    return scenario if isinstance(scenario, Scenario) else load(scenario)


def given_or_read(scenario: Scenario | str | Path) -> Reading:
    """A scenario with its document, whether it is there already or has to be read.

    Raises:
        InputError: it cannot be found, read or used; every problem.
    """
    return reading_of(scenario) if isinstance(scenario, Scenario) else read(scenario)


def _of_settings(
    problems: Sequence[Problem], written: Document, document: Document, given: Sequence[str]
) -> list[Problem]:
    """The problems, told of the settings wherever a scenario fits without them."""
    return list(problems) if _checked(written)[1] else blamed(problems, document, given)


def _refuse_another_kind(document: Document) -> None:
    """Says at once what would otherwise be a long list: that a file is no scenario."""
    if "study" in document.data and "entente" not in document.data:
        hint = "`entente sweep` runs a study"
        raise InputError([document.problem((), "a scenario", "a study", hint)])
    if document.data and are_settings(document):
        hint = f"`entente run SCENARIO --with {Path(document.name).name}` takes them"
        raise InputError([document.problem((), "a scenario", "settings for one", hint)])


def scenario_of(document: Document) -> Scenario:
    """The scenario that a document says.

    Raises:
        InputError: it does not fit the schema, or names what is not there; every problem.
    """
    scenario, problems = _checked(document)
    unfounded = sources_of_nothing(scenario, document) if scenario else ()
    return without_problems(scenario, [*problems, *unfounded], document)


def variant_of(document: Document) -> Scenario:
    """The same, of a document in which values were set: sources may be of what is gone.

    Raises:
        InputError: it does not fit the schema, or names what is not there; every problem.
    """
    return without_problems(*_checked(document), document)


def _checked(document: Document) -> tuple[Scenario | None, list[Problem]]:
    return fitted(Scenario, document, broken_names)
