"""Does docs/measures.md tell of every figure that --json holds, and of no other?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from sim.analyses.assumptions.assumptions import AssumptionFindings
from sim.analyses.comparison.findings import Findings
from sim.analyses.programmes.programmes import Bought, ProgrammeFindings
from sim.measures.registry import MEASURES
from sim.statistics.intervals import Estimate

PAGE = Path(__file__).parents[2] / "docs" / "measures.md"
LIKE_ALONE = {"together", "frontier", "best"}
"""Fields of programmes that hold what `alone` holds."""


def told(section: str) -> list[str]:
    """The figures of the table under a heading."""
    part = PAGE.read_text(encoding="utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in part.splitlines() if line.startswith("| `")]
    return [row.strip("`") for row in rows]


def figures(kind: Any, way: tuple[str, ...] = ()) -> Iterator[str]:
    """Every estimate that a frozen value holds, wherever in it."""
    for field in fields(kind):
        hint = get_type_hints(kind)[field.name]
        for part in _parts(hint):
            here = (*way, field.name)
            if isinstance(part, type) and issubclass(part, Estimate):
                yield ".".join(here)
            elif is_dataclass(part) and not (part is Bought and field.name in LIKE_ALONE):
                yield from figures(part, here)


def _parts(hint: Any) -> Iterator[Any]:
    inner = get_args(hint)
    if not inner:
        yield hint
    for each in inner:
        yield from _parts(each)


@pytest.mark.parametrize(
    ("section", "kind"),
    [
        ("The report on a scenario", Findings),
        ("Programmes", ProgrammeFindings),
        ("Assumptions", AssumptionFindings),
    ],
)
def test_the_table_has_every_figure_once(section: str, kind: Any) -> None:
    assert sorted(told(section)) == sorted(dict.fromkeys(figures(kind)))


def test_the_page_says_by_what_runs_weigh() -> None:
    part = PAGE.read_text(encoding="utf-8").split("\n## Studies\n")[1]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| `")]
    assert {name.strip("`"): per for name, per in rows} == {
        one.name: one.per or "every run alike"
        for one in MEASURES.values()
        if not one.name.startswith("hours_")
    }
