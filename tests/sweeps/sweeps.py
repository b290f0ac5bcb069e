"""Studies that are run in tests: quick ones, what they give, and how to end them on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from sim.frozen import frozen
from sim.studies.running.runs import Done, StudyRuns
from sim.studies.running.tasks import Task

ROOT = Path(__file__).parents[2]

TEXT = """\
study: 1
title: Trust and distrust
scenario: two-neighbours
axes:
  trust: {{path: dials.trust, values: {trusts}}}
  base: {{path: trust.default, values: [0.3, 0.6]}}
design: full grid
replications: {replications}
engine: simpy
"""


def written(folder: Path, replications: int, trusts: str = "[0, 1]") -> Path:
    """The file of a study of two axes: one of dials, which share their luck, and one of numbers."""
    file = folder / "study.yaml"
    file.write_text(TEXT.format(replications=replications, trusts=trusts), encoding="utf-8")
    return file


def started(*arguments: str | Path) -> subprocess.Popen[str]:
    """The program in a process group of its own, as a terminal starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
    )


@frozen
class Deadly(StudyRuns):
    """The work of a study, in which one run ends its process."""

    def made_ready(self) -> Callable[[Task], Done]:
        """What runs a task, unless it holds the deadly run."""
        do = super().made_ready()

        def done(task: Task) -> Done:
            settings = [asked.settings for asked in task.conditions]
            if DEADLY_NUMBER in task.replications and any(map(is_deadly, settings)):
                os._exit(3)
            return do(task)

        return done


DEADLY_NUMBER = 7


def is_deadly(settings: Mapping[str, object]) -> bool:
    """Whether replication 7 of a condition ends its process."""
    return settings == {"dials.trust": 1, "trust.default": 0.6}
