"""Which versions of what computes a row are in use."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from sim.installed import own_version

COMPUTING = ("numpy", "simpy", "numba")


def versions() -> dict[str, str]:
    """The version of each, Python and the kind of machine; what is not installed is left out."""
    found = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "entente": own_version(),
    }
    for package in COMPUTING:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
