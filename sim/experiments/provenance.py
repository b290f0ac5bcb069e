"""What the figures of an analysis come from: what was run, with which seed, how often, by what."""

from __future__ import annotations

from dataclasses import KW_ONLY, field, replace
from typing import Any, Self

from sim.experiments.failures import Failure
from sim.frozen import frozen
from sim.scenario.schema.scenario import Scenario
from sim.statistics.precision import Ending


@frozen
class Provenance:
    """What figures come from, and all that it takes to compute them again.

    Which engine ran, why, and for how long sets no two apart: findings with equal figures are
    equal, by whatever engine.
    """

    _: KW_ONLY
    title: str
    """Of the scenario."""
    scenario: str
    """Its file, or its name where it comes with the program."""
    overrides: tuple[str, ...] = ()
    """Settings that are not in the file, as they were given."""
    rules: tuple[str, ...] = ()
    """Rules of its user's own that ran in place of the model's: ``release = mine:guarded``."""
    version: str
    """Of the program."""
    engine: str = field(compare=False)
    """What ran last; every engine gives the same."""
    engine_why: str = field(compare=False)
    """Why it was taken."""
    seed: int
    replications: int
    """Completed under every condition."""
    requested: int
    """As many as would have run without an end before."""
    ending: Ending
    """What ended it."""
    failures: tuple[Failure, ...] = ()
    """Replications that ended in an error; they are left out of every condition."""
    scored: int
    """Threats scored, over all replications."""
    windows_hours: tuple[float, ...]
    """The lengths for which threats are followed after their onset, each once, shortest first."""
    seconds: float = field(compare=False)
    """How long it took."""

    @property
    def was_stopped(self) -> bool:
        """Whether its user ended it before it was complete."""
        return self.ending is Ending.STOPPED


@frozen
class WithProvenance:
    """Findings that say what their figures come from."""

    provenance: Provenance

    def noting(self, **changes: Any) -> Self:
        """The same findings, with this of their provenance changed."""
        return replace(self, provenance=replace(self.provenance, **changes))


def windows_of(scenario: Scenario) -> tuple[float, ...]:
    """The lengths for which a scenario's threats are followed, in hours, shortest first."""
    if scenario.window is not None:
        return (scenario.window,)
    return tuple(sorted({threat.deadline for threat in scenario.threats.values()}))
