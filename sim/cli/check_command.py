"""`entente check`: errors in a scenario or a study, and warnings about the exercise."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.scenario_argument import set_option, with_option

if TYPE_CHECKING:
    from sim.scenario.reading import Reading


@click.command()
@click.argument("file")
@set_option
@with_option
@click.option("--strict", is_flag=True, help="Exit with 1 when there are warnings.")
def command(
    file: str, overrides: tuple[str, ...], settings: tuple[Path, ...], *, strict: bool
) -> None:
    """Check FILE, a scenario or a study, and warn about the exercise that it makes.

    Of a study its scenario is checked as well. Exit codes: 0 fine (warnings included), 1 warnings
    with --strict, 2 errors.
    """
    from sim.plan.checks import warnings
    from sim.scenario.reading import read
    from sim.screen.cautions import cautions
    from sim.screen.terminal import console

    study = _study(file)
    if study is None:
        reading = read(file, overrides, settings)
    elif overrides or settings:
        raise click.UsageError("--set and --with are about a scenario, and this is a study.")
    else:
        reading = _checked(study)
    found = warnings(reading.scenario, reading.document)
    cautions(reading, found, console(sys.stdout))
    if strict and found:
        sys.exit(1)


def _study(file: str) -> Path | None:
    """The study that is meant; None where it is a scenario, or nothing that is there.

    A plain word is the name of a scenario first.
    """
    from sim.errors import InputError
    from sim.scenario.document import read_document
    from sim.scenario.shipped import find
    from sim.sweep.shipped import find_study

    try:
        path = find(file)
    except InputError:
        try:
            return find_study(file)
        except InputError:
            return None
    return path if _is_file(path) and "study" in read_document(path).data else None


def _is_file(path: Path) -> bool:
    """What is none, such as the output of another program, may be read only once."""
    try:
        return path.is_file()
    except OSError:  # a name that no file can have, or a folder that is closed
        return False


def _checked(study: Path) -> Reading:
    """Says what a study comes to, and gives the scenario that it is about."""
    from sim.screen.study_check import checked
    from sim.screen.terminal import console
    from sim.sweep.study_file import read_study

    opened = read_study(study)
    checked(opened, console(sys.stdout))
    return opened.base
