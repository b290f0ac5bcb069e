"""How every command ends that analyses one scenario, also where it gives nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

import click

from sim.cli.endings import STOPPED
from sim.cli.progress import progress_bar
from sim.experiments.failures import NothingDoneError
from sim.experiments.progress import Progress
from sim.experiments.provenance import WithProvenance

Found = TypeVar("Found")


def found(analyse: Callable[[Progress | None], Found]) -> Found:
    """What an analysis gives, with its progress shown; ends the program where it gives nothing."""
    try:
        with progress_bar() as progress:
            return analyse(progress)
    except NothingDoneError as error:
        click.echo(str(error), err=True)
        sys.exit(STOPPED if error.stopped else 1)


def end(findings: WithProvenance) -> None:
    """Ends the program as after Ctrl-C where its user stopped the analysis on the way."""
    if findings.provenance.was_stopped:
        sys.exit(STOPPED)
