"""Agreements and the formal route, as a scenario writes them."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from sim.plan.legal import counted_within
from sim.plan.rules.law import hours_to_release
from sim.scenario.schema.homes import Review
from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.channels import members
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, apart, caption, table
from sim.screen.toolkit.marks import Marks
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import duration, listed, written_share

_MOST_WAYS = 8


def agreements(scenario: Scenario, marks: Marks, paper: Paper) -> RenderableType:
    """Agreements and, last, the formal route that applies where none does."""
    drawn = table(
        paper,
        (
            ("agreement", "left"),
            ("between", "left"),
            ("covers", "left"),
            ("legal review", "left"),
        ),
    )
    for name, agreement in scenario.agreements.items():
        remarks = [
            words
            for holds, words in (
                (not agreement.in_force, "not in force at first"),
                (agreement.overrides, "overrides others"),
                (agreement.conversion_times < 1, "shared procedures"),
                (agreement.translation_times < 1, "helps with translation"),
                (not agreement.dual_criminality, "the sender's law is enough"),
                (
                    agreement.between_roles is not None,
                    f"only {listed(agreement.between_roles or ())}",
                ),
                *(
                    (True, f"{safe(party)} ratifies after {duration(one.at)}")
                    for party, one in agreement.ratified.items()
                ),
            )
            if holds
        ]
        covers = ", ".join(map(safe, agreement.covers)) if agreement.covers else "everything"
        drawn.add_row(
            Text(safe(name)).append(f"\n{', '.join(remarks)}" if remarks else "", style=CAPTION),
            Text(members(agreement.parties)),
            Text(covers),
            Text(_review(agreement.review, marks, "agreements", name, "review")),
        )
    formal = scenario.law.formal_route
    drawn.add_row(
        Text("none: the formal route"),
        Text("all others"),
        Text("everything"),
        Text(_review(formal, marks, "law", "formal_route") if formal else "nothing leaves"),
    )
    if not scenario.agreements:
        return drawn
    return apart(drawn, caption(_most_favourable(scenario)))


def _most_favourable(scenario: Scenario) -> str:
    """Which of several ways applies, and by what figures."""
    within = counted_within(scenario)
    reviews = {safe(name): one.review for name, one in scenario.agreements.items()}
    if scenario.law.formal_route:
        reviews["the formal route"] = scenario.law.formal_route
    ways = sorted(
        (hours_to_release(review, scenario.dials.law, within), name)
        for name, review in reviews.items()
    )
    told = ", ".join(f"{name} {duration(hours)}" for hours, name in ways[:_MOST_WAYS])
    left = len(ways) - min(len(ways), _MOST_WAYS)
    more = f", and {left} others" if left else ""
    return (
        "Where several cover a pair, the most favourable applies: that of the least expected hours "
        "p (q W + (1 - q) E[min(D, W)]), with p the share reviewed, q the share refused of it, D "
        f"the duration, and a refused copy counted as W = {duration(within)}, an assumption. "
        f"{told}{more}. "
        "A case that is not recognised counts as the formal route under an agreement, else as W."
    )


def _review(review: Review, marks: Marks, *path: str) -> str:
    if review.probability == 0:
        return f"none{marks.at(*path, 'probability')}"
    how_often = marks.number(written_share(review.probability), *path, "probability")
    refused = marks.number(written_share(review.refusal), *path, "refusal")
    time = marks.takes(review.duration, *path, "duration")
    return f"{how_often} reviewed, {time}; {refused} refused"
