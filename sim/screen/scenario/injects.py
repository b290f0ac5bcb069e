"""Injects on the time of the exercise: when, what participants are told, what changes."""

from __future__ import annotations

from math import inf

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.plan.timeline import in_order
from sim.scenario.reading.conditions_in_words import condition_text
from sim.scenario.schema.injects import Inject, InjectKind
from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.effects import described
from sim.screen.toolkit.bars import MARK, floating
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, apart, drawn_line
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import duration


def injects(scenario: Scenario, paper: Paper) -> RenderableType | None:
    """A strip from beginning to end with every inject on it, and the list; None without any."""
    if not scenario.injects:
        return None
    listing = Table.grid(padding=(0, 2, 0, 0))
    listing.add_column(justify="right", no_wrap=True)
    listing.add_column(overflow="fold")
    for name, inject in in_order(scenario):
        listing.add_row(Text(f"after {duration(inject.comes)}"), _told(name, inject))
    for name, inject in scenario.injects.items():
        if inject.comes == inf:
            listing.add_row(Text(coming(inject)), _told(name, inject))
    return apart(_strip(scenario, paper), listing)


_BESIDES = {
    InjectKind.EXPECTED: "expected",
    InjectKind.CONTINGENCY: "by hand",
    InjectKind.INJECT: "on a condition",
}


def coming(inject: Inject) -> str:
    """When an inject comes, or by what."""
    return f"after {duration(inject.comes)}" if inject.comes < inf else _BESIDES[inject.kind]


def _told(name: str, inject: Inject) -> Text:
    words = Text(safe(name), style="bold").append(f"  {safe(inject.message)}", style="not bold")
    if inject.condition is not None:
        words.append(f"\ncomes when: {safe(condition_text(inject.condition))}", style=CAPTION)
    effect = described(inject)
    return words.append(f"\n{effect}", style=CAPTION) if effect else words


def _strip(scenario: Scenario, paper: Paper) -> Group:
    cells = [paper.glyphs.track] * paper.width
    for _, inject in in_order(scenario):
        at = min(inject.comes, scenario.horizon)
        cells[floating(at, at, (0.0, scenario.horizon), paper.width)[0]] = paper.glyphs.spot
    ends = ("beginning", f"{duration(scenario.horizon)}")
    return Group(
        drawn_line(("".join(cells), MARK)),
        drawn_line((f"{ends[0]}{ends[1].rjust(paper.width - len(ends[0]))}", CAPTION)),
    )
