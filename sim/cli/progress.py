"""Progress on standard error: what is done, how fast, and the time left.

It is drawn as results come in, and not by a thread of its own: a process with threads cannot be
forked, which is how other workers start quickly.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Task

    from sim.experiments.progress import Progress, Stage


SECONDS_BETWEEN = 0.1
"""Between one drawing and the next, unless something else is shown."""


class _Due:
    """Says when a bar is to be drawn again."""

    def __init__(self) -> None:
        self._last, self._shown = 0.0, ""

    def __call__(self, shown: str = "") -> bool:
        """Whether it is, where this stands beside it."""
        now = monotonic()
        due = shown != self._shown or now - self._last >= SECONDS_BETWEEN
        if due:
            self._last, self._shown = now, shown
        return due


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
    with Progress(
        *columns, console=Console(stderr=True), transient=True, auto_refresh=False
    ) as progress:
        task, due = progress.add_task("reading the scenario", total=None, remark=""), _Due()
        progress.refresh()

        def show(done: int, look: int, stage: Stage) -> None:
            # Before the first is complete there is nothing that could be shown.
            stops = "; Ctrl-C shows what is done" if stage.keeps_what_is_done else ""
            remark = f"left{stops}" if done else ""
            progress.update(
                task,
                completed=done,
                total=look,
                description=stage.value,
                remark=remark,
                refresh=due(stage.value),
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
    with Progress(
        *columns, console=Console(stderr=True), transient=True, auto_refresh=False
    ) as progress:
        # What is stored already must not count as speed, so the bar begins with it.
        bar, due = None, _Due()

        def show(done: int, wanted: int) -> None:
            nonlocal bar
            if bar is None:
                bar = progress.add_task("runs", total=wanted, completed=done)
            progress.update(bar, completed=done, total=wanted, refresh=due())

        yield show
