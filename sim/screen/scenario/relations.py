"""Relations between homes: what strains them from the beginning, and what injects do to them."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from sim.scenario.schema.relations import RelationsEffect
from sim.scenario.schema.scenario import Scenario
from sim.screen.toolkit.layout import table
from sim.screen.toolkit.marks import Marks
from sim.screen.toolkit.paper import Paper
from sim.screen.toolkit.untrusted import safe
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


def relations_effect(effect: RelationsEffect) -> str:
    """What an inject does to relations, in words."""
    whose = f"relations between {listed(map(safe, effect.between))}"
    if effect.shock is None:
        return f"{whose}: {written_share(effect.advocacy or 0.0)} of what is lost comes back"
    back = (
        "and nothing comes back by itself"
        if effect.shock.half_life is None
        else f"half of it back after {duration(effect.shock.half_life)}"
    )
    return f"{whose} fall by {written_share(effect.shock.depth)}, {back}"
