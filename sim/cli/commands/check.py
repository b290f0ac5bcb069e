"""`entente check`: errors in a scenario, a study or settings, and warnings about the exercise."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.scenario_argument import set_option, with_option

if TYPE_CHECKING:
    from sim.scenario.files.document import Document
    from sim.scenario.reading.reading import Reading


@click.command()
@click.argument("file")
@set_option
@with_option
@click.option("--strict", is_flag=True, help="Exit with 1 when there are warnings.")
def command(
    file: str, overrides: tuple[str, ...], settings: tuple[Path, ...], *, strict: bool
) -> None:
    """Check FILE, a scenario or a study, and warn about the exercise that it makes.

    Of a study its scenario is checked as well; of a file of settings its form. Exit codes: 0 fine
    (warnings included), 1 warnings with --strict, 2 errors.
    """
    from sim.analyses.checked import Checked
    from sim.plan.lint import warnings
    from sim.scenario.reading.reading import read
    from sim.scenario.reading.settings import are_settings
    from sim.screen.scenario.cautions import cautions
    from sim.screen.toolkit.terminal import console

    path, document = _found(file)
    is_study = document is not None and "study" in document.data
    is_settings = document is not None and bool(document.data) and are_settings(document)
    if (is_study or is_settings) and (overrides or settings):
        this = "a study" if is_study else "a file of settings"
        raise click.UsageError(f"--set and --with are about a scenario, and this is {this}.")
    if document is not None and is_settings:
        _check_settings(path, document)
        return
    reading = _checked(path) if is_study else read(file, overrides, settings)
    found = warnings(reading.scenario, reading.document)
    cautions(Checked(reading, found), console(sys.stdout))
    if strict and found:
        sys.exit(1)


def _found(file: str) -> tuple[Path, Document | None]:
    """The file that is meant and what it holds; None where only reading it as a scenario tells.

    A plain word is the name of a scenario first, then of a study.
    """
    from sim.errors import InputError
    from sim.scenario.files.document import read_document
    from sim.scenario.reading.shipped import find
    from sim.studies.file.shipped import find_study

    try:
        path = find(file)
    except InputError:
        try:
            path = find_study(file)
        except InputError:
            return Path(file), None
    return path, read_document(path) if _is_file(path) else None


def _is_file(path: Path) -> bool:
    """What is none, such as the output of another program, may be read only once."""
    try:
        return path.is_file()
    except OSError:  # a name that no file can have, or a folder that is closed
        return False


def _check_settings(path: Path, document: Document) -> None:
    from sim.scenario.reading.settings import settings_in
    from sim.screen.scenario.settings import checked
    from sim.screen.toolkit.terminal import console

    checked(settings_in(document, str(path)), console(sys.stdout))


def _checked(study: Path) -> Reading:
    """Says what a study comes to, and gives the scenario that it is about."""
    from sim.screen.studies.check import checked
    from sim.screen.toolkit.terminal import console
    from sim.studies.file.reading import read_study

    opened = read_study(study)
    checked(opened, console(sys.stdout))
    return opened.base
