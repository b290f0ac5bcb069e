"""Progress on standard error: what is done, how fast, and the time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Task

    from sim.experiments.progress import Progress, Stage


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """Shows progress while it is open; None where nobody is watching."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[remark]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading the scenario", total=None, remark="")

        def show(done: int, look: int, stage: Stage) -> None:
            # Before the first is complete there is nothing that could be shown.
            stops = "; Ctrl-C shows what is done" if stage.keeps_what_is_done else ""
            remark = f"left{stops}" if done else ""
            progress.update(
                task, completed=done, total=look, description=stage.value, remark=remark
            )

        yield show


@contextmanager
def runs_bar() -> Iterator[Callable[[int, int], None] | None]:
    """Shows how many runs of a study are done while it is open; None where nobody is watching."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class RateColumn(ProgressColumn):
        """How many runs a second."""

        def render(self, task: Task) -> Text:
            """The rate of late; nothing before there is one."""
            return Text(f"{task.speed:,.0f}/s" if task.speed else "", justify="right")

    columns = (
        TextColumn("runs"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(),
        TextColumn("left; Ctrl-C keeps what is done"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        # What is stored already must not count as speed, so the bar begins with it.
        bar = None

        def show(done: int, wanted: int) -> None:
            nonlocal bar
            if bar is None:
                bar = progress.add_task("runs", total=wanted, completed=done)
            progress.update(bar, completed=done, total=wanted)

        yield show
