"""Relations between homes: what strains them from the beginning, and what injects do to them."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from sim.scenario.schema.scenario import Scenario
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import table
from sim.screen.toolkit.marks import Marks
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import duration, listed, written_share


def strains(scenario: Scenario, marks: Marks, paper: Paper) -> RenderableType | None:
    """What strains relations when the exercise begins; None where nothing does."""
    if not scenario.relations:
        return None
    drawn = table(
        paper,
        (
            ("strained by", "left"),
            ("between", "left"),
            ("trust lost", "right"),
            ("half back", "left"),
        ),
    )
    for name, strain in scenario.relations.items():
        at = ("relations", name)
        drawn.add_row(
            Text(safe(name)),
            Text(listed(map(safe, strain.between))),
            Text(marks.number(written_share(strain.depth), *at, "depth")),
            Text(
                "not by itself"
                if strain.half_life is None
                else f"after {marks.number(duration(strain.half_life), *at, 'half_life')}"
            ),
        )
    return drawn
