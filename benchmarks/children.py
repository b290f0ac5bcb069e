"""Other processes, timed from their start to their end with all that they start themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from time import perf_counter
from typing import NamedTuple

from sim.engine.machine_code.keeping import PLACE


class Took(NamedTuple):
    """Seconds of a process."""

    worked: float
    """Of the processors: other programs on the machine do not count."""
    waited: float
    """On the clock."""


def python(*arguments: str, cache: str | None = None) -> Took:
    """Runs this Python; ``cache`` is the folder where compiled code lies, by default the user's.

    Raises:
        CalledProcessError: it fails.
    """
    environment: Mapping[str, str] = os.environ if cache is None else {**os.environ, PLACE: cache}
    command = (sys.executable, *arguments)
    began = perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    _, ended, usage = os.wait4(process.pid, 0)
    waited = perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(ended)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Took(usage.ru_utime + usage.ru_stime, waited)


def entente(*arguments: str, cache: str | None = None) -> Took:
    """Runs the program."""
    return python("-m", "sim", *arguments, cache=cache)


def imports() -> Took:
    """What every time of a command is held against: the imports that no command can do without."""
    return python("-c", "import numpy, yaml, click, pydantic, rich")
