"""Files that commands write: whether they can be, and the trace."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from sim.errors import InputError, Problem
from sim.scenario.files.whole_file import unwritable, written
from sim.scenario.schema.scenario import Scenario


def can_be_written(path: Path, kept: Mapping[str, Path]) -> None:
    """Says before long work that a file cannot be written, without touching it.

    Raises:
        InputError: its folder is missing or closed, it is closed itself, or it is one of those
            ``kept``, by what they are.
    """
    try:
        own = [what for what, other in kept.items() if _same(path, other)]
    except OSError as error:  # no file can be called so
        raise unwritable(path, (error.strerror or str(error)).lower()) from None
    if own:
        raise unwritable(path, own[0])
    if not path.parent.is_dir():
        raise unwritable(path, f"no folder {path.parent}")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise unwritable(path, "no permission")


def _same(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)


def one_file_each(outputs: Mapping[str, Path | None]) -> None:
    """Refuses two options that would write to one file.

    Raises:
        InputError: two of them name the same.
    """
    taken: dict[Path, str] = {}
    for option, path in outputs.items():
        if path is None:
            continue
        other = taken.setdefault(path.resolve(), option)
        if other != option:
            problem = Problem(
                file=f"{option} {path}", expected="a file of its own", found=f"that of {other}"
            )
            raise InputError([problem])


def not_there_yet(path: Path, option: str) -> None:
    """Refuses to write over what somebody may have edited.

    Raises:
        InputError: the file is there.
    """
    if path.exists():
        hint = f"name another, or add {option} to replace it"
        problem = Problem(
            file=str(path), expected="a new file", found="one that is there", hint=hint
        )
        raise InputError([problem])


def write_trace(scenario: Scenario, seed: int, replication: int, path: Path, engine: str) -> str:
    """Writes the events of one replication as written; gives the digest of its record."""
    from sim.measures.trace import trace_of
    from sim.plan.planner import Planner
    from sim.replication import Engine, run

    record = run(Planner(scenario).plan(), seed, replication, engine=Engine(engine))
    with written(path) as file:
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
