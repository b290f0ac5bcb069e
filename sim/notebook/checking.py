"""What `entente check` says, from Python."""

from __future__ import annotations

from pathlib import Path

from sim.analyses.checked import Checked
from sim.plan.lint import warnings
from sim.scenario.reading.reading import given_or_read
from sim.scenario.schema.scenario import Scenario


def check(scenario: Scenario | str | Path) -> Checked:
    """The warnings about the exercise that a scenario makes; what cannot be run is an error.

    Args:
        scenario: one that is there, a file, or the name of a shipped one.

    Raises:
        InputError: it cannot be found, read or used; every problem.
    """
    reading = given_or_read(scenario)
    return Checked(reading, warnings(reading.scenario, reading.document))
