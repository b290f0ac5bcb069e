"""Files that commands write: whether they can be, and the trace."""

from __future__ import annotations

import json
from pathlib import Path

from sim.errors import InputError, Problem
from sim.scenario.schema import Scenario


def can_be_written(path: Path) -> None:
    """Says before long work that a file cannot be written.

    Raises:
        InputError: its folder is missing or closed, or it is closed itself.
    """
    try:
        with path.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise InputError(
            [
                Problem(
                    file=str(path),
                    expected="a file that can be written",
                    found=(error.strerror or str(error)).lower(),
                )
            ]
        ) from None


def write_trace(scenario: Scenario, seed: int, replication: int, path: Path) -> str:
    """Writes the events of one replication as written; gives the digest of its record."""
    from sim.measures.trace import trace_of
    from sim.plan.plan_of import Planner
    from sim.run import run

    record = run(Planner(scenario).plan(), seed, replication)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for event in trace_of(record):
            line = {
                "hours": event.hours,
                "what": event.what,
                "subject": event.subject,
                "agency": event.agency,
                "partner": event.partner,
                "why": event.why,
                "key": f"{event.key:016x}",
                "at_us": event.at,
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return record.digest()
