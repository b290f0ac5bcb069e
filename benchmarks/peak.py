"""The most memory that this process has held."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_mb() -> float:
    """In megabytes.

    Linux counts the memory of whoever started a process with what `getrusage` gives, so there it
    is asked for the process alone.
    """
    if _STATUS.exists():
        lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
        held = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
        return int(held) / 1024
    held_most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held_most / (1024 * 1024 if sys.platform == "darwin" else 1024)
