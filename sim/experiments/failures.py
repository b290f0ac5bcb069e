"""What becomes of an experiment that gives nothing, and of a replication that ends in an error."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import EntenteError
from sim.frozen import frozen


@frozen
class Failure:
    """A replication that ended in an error; it is left out of every condition."""

    replication: int
    condition: str
    error: str


class NothingDoneError(EntenteError):
    """No replication was complete for everything that was to be run in it."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        self.stopped = not failures
        """Whether that is because its user ended it."""
        super().__init__(
            f"All {len(failures)} replications failed. The first, under {failures[0].condition}: "
            f"{failures[0].error}"
            if failures
            else "Stopped before the first replication was complete; there is no result."
        )


class NothingScoredError(EntenteError):
    """No threat of a scenario is followed to the end of its window."""

    def __init__(self, title: str, so: str) -> None:
        super().__init__(
            f"No threat of '{title}' was scored: each window ends after the exercise does, or no "
            f"threat began, so {so}."
        )
