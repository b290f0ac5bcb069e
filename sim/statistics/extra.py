"""What the extra `research` installs, fetched when something first asks for it."""

from __future__ import annotations

from typing import Any

from sim.errors import EntenteError
from sim.installed import how_to_add


class ResearchNotInstalledError(EntenteError):
    """What designs and analyses of a study are computed with is not there."""

    def __init__(self) -> None:
        super().__init__(
            "Designs and analyses of a study need what the extra 'research' brings: "
            f"{how_to_add('research')}"
        )


def scipy_stats() -> Any:
    """The module `scipy.stats`, which takes a second to import.

    Raises:
        ResearchNotInstalledError: it is not there.
    """
    try:
        from scipy import stats
    except ImportError:
        raise ResearchNotInstalledError from None
    return stats


def scipy_optimize() -> Any:
    """The module `scipy.optimize`.

    Raises:
        ResearchNotInstalledError: it is not there.
    """
    try:
        from scipy import optimize
    except ImportError:
        raise ResearchNotInstalledError from None
    return optimize


def scipy_special() -> Any:
    """The module `scipy.special`, which is there far sooner than `scipy.stats`.

    Raises:
        ResearchNotInstalledError: it is not there.
    """
    try:
        from scipy import special
    except ImportError:
        raise ResearchNotInstalledError from None
    return special
