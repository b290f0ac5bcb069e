"""Which numbers of a scenario are assumed and which are cited: marks, and a list at the end."""

from __future__ import annotations

from dataclasses import field

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.frozen import frozen
from sim.plan.values.numbering import Numbering
from sim.scenario.reading.provenance import source_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.distributions import Distribution
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.words import duration, roughly

ASSUMED = "*"


@frozen
class Marks:
    """Gives each number its mark and remembers the sources in the order of their first use."""

    scenario: Scenario
    sources: Numbering[str] = field(default_factory=Numbering)

    def at(self, *path: str) -> str:
        """``*`` for an assumed number, ``[1]`` for one that the first source cites."""
        source = source_of(self.scenario, path)
        return ASSUMED if source is None else f" [{self.sources.index(source) + 1}]"

    def number(self, value: str, *path: str) -> str:
        """A number with its mark."""
        return f"{value}{self.at(*path)}"

    def takes(self, distribution: Distribution, *path: str) -> str:
        """How long something takes, with its mark."""
        return self.number(takes(distribution), *path)


def takes(distribution: Distribution) -> str:
    """How long something takes, as people say it: what is usual, and how far it goes."""
    if distribution.uniform:
        return f"{duration(distribution.uniform.least)} to {duration(distribution.uniform.most)}"
    if distribution.exponential or distribution.gamma:
        return f"{duration(distribution.mean_hours)} on average"
    usual = duration(distribution.scale_hours)
    if distribution.shape.mean != 1.0:
        return f"{usual}, 1 in 10 over {roughly(distribution.quantile_hours(0.9))}"
    return usual


def legend(marks: Marks) -> RenderableType:
    """What the marks mean: the assumption's, then every source that was cited."""
    listed = Table.grid(padding=(0, 2, 0, 0))
    listed.add_column(no_wrap=True)
    listed.add_column(overflow="fold")
    listed.add_row(Text(ASSUMED), Text("assumed: no published figure"))
    for number, source in enumerate(marks.sources.values(), 1):
        listed.add_row(Text(f"[{number}]"), Text(safe(source)))
    return listed
