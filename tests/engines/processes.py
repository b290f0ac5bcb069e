"""Other processes that run both engines, under another environment or on other sources."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.engine.machine_code.keeping import SUFFIX

ROOT = Path(__file__).parents[2]

RUN_BOTH = """
import json
from sim.engine.machine_code.keeping import place
from sim.engine.compiled.engine import run_compiled
from sim.engine.draws.compiled import compiled_timetable
from sim.engine.draws.bulk import timetable_of
from sim.engine.reference.engine import run_on_simpy
from sim.plan.planner import Planner
from sim.scenario.reading.reading import load

plan = Planner(load("uneven-coalition")).plan()
print(json.dumps({
    "place": str(place()),
    "compiled": run_compiled(plan, compiled_timetable(plan.layout, 1, 0)).digest(),
    "simpy": run_on_simpy(plan, timetable_of(plan.layout, 1, 0)).digest(),
}))
"""


def started(
    code: str, environment: Mapping[str, str], folder: Path = ROOT
) -> subprocess.Popen[str]:
    """A new process that runs some code on the sources in a folder."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> Any:
    """What a process printed, once it has ended well."""
    printed, wrong = process.communicate()
    assert process.returncode == 0, wrong
    return json.loads(printed)


def compiled_code(folder: Path) -> dict[Path, int]:
    """The files with compiled code anywhere in a folder, and when each was written."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob(f"*{SUFFIX}")}
