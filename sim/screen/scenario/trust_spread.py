"""How trust is spread, where pairs are too many to list: at which levels, and in whom least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from statistics import fmean

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.plan.parties import Parties
from sim.scenario.schema.scenario import Scenario
from sim.screen.toolkit.bars import BAR, bar
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import apart, caption, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import decimal

_STEPS = 10
_LEAST_TRUSTED = 10


def trust_spread(
    scenario: Scenario, level: Callable[[str, str], float], paper: Paper
) -> RenderableType:
    """Pairs that can tell each other by their trust, and the agencies that partners trust least."""
    parties = Parties(scenario)
    trusted: dict[str, dict[str, float]] = {}
    for one, other in parties.pairs:
        sender, receiver = parties.agencies[one], parties.agencies[other]
        trusted.setdefault(receiver, {})[sender] = level(sender, receiver)
    remark = (
        f"Of {len(parties.pairs):,} pairs that can tell each other, each way its own, how many "
        "trust how far; 0: no trust, 1: full trust. Below, the "
        f"{_LEAST_TRUSTED} whom partners trust least. The scenario's file has every pair that "
        "differs from the defaults."
    )
    return apart(_levels(trusted, paper), caption(remark), _least_trusted(trusted, paper))


def _levels(trusted: Mapping[str, Mapping[str, float]], paper: Paper) -> Table:
    cells = 24 if paper.width < 100 else 48
    levels = Counter(
        min(int(value * _STEPS + 1e-9), _STEPS - 1)
        for partners in trusted.values()
        for value in partners.values()
    )
    drawn = table(paper, (("trust", "left"), ("", "left"), ("pairs", "right")))
    for step in sorted(levels):
        drawn.add_row(
            Text(f"{step / _STEPS:.1f} to {(step + 1) / _STEPS:.1f}"),
            Text(
                bar(levels[step], max(levels.values()), cells, paper.glyphs).ljust(cells), style=BAR
            ),
            Text(f"{levels[step]:,}"),
        )
    return drawn


def _least_trusted(trusted: Mapping[str, Mapping[str, float]], paper: Paper) -> Table:
    drawn = table(
        paper,
        (
            ("trusted least", "left"),
            ("partners", "right"),
            ("on average", "right"),
            ("by the wariest", "right"),
        ),
    )
    means = {name: fmean(partners.values()) for name, partners in trusted.items()}
    for name in sorted(means, key=lambda each: means[each])[:_LEAST_TRUSTED]:
        partners = trusted[name].values()
        drawn.add_row(
            Text(safe(name)),
            Text(f"{len(partners):,}"),
            Text(decimal(means[name])),
            Text(decimal(min(partners))),
        )
    return drawn
