"""The rules of sharing that hold for every pair, as a scenario writes them."""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.sharing import Onward
from sim.screen.scenario.channels import members
from sim.screen.toolkit.layout import CAPTION
from sim.screen.toolkit.marks import Marks
from sim.screen.toolkit.words import decimal, duration, written_share


def sharing(scenario: Scenario, marks: Marks) -> RenderableType:
    """The rules that hold for every pair."""
    rules, friction = scenario.sharing, scenario.friction
    distrust = marks.number(f"{1 + rules.vetting_distrust:g}", "sharing", "vetting_distrust")
    kept = marks.number(written_share(rules.sanitised_weight), "sharing", "sanitised_weight")
    vetting = marks.takes(rules.vetting, "sharing", "vetting")
    facts = [
        (
            "release",
            f"decided once per {rules.per.value}; reports are {rules.default_marking.value}",
        ),
        ("vetting", f"{vetting}; {distrust} times as long without any trust"),
        ("sanitising", f"leaves {kept} of a report's weight without any trust"),
        ("fusion", rules.fusion.value),
        ("translation", marks.takes(friction.translation, "friction", "translation")),
        ("conversion", marks.takes(friction.conversion, "friction", "conversion")),
    ]
    if rules.vetting_within_country is not None:
        path = ("sharing", "vetting_within_country")
        within = marks.takes(rules.vetting_within_country, *path)
        facts.insert(2, ("at home", f"vetting within a country {within}"))
    if rules.strip_origin_below:
        level = marks.number(decimal(rules.strip_origin_below), "sharing", "strip_origin_below")
        facts.insert(-3, ("origin", f"removed below a trust of {level}"))
    if rules.onward is not None:
        facts[-2:-2] = _passing_on(rules.onward, marks)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=CAPTION, no_wrap=True)
    grid.add_column(overflow="fold")
    for name, words in facts:
        grid.add_row(Text(name), Text(words))
    return grid


def _passing_on(onward: Onward, marks: Marks) -> list[tuple[str, str]]:
    """Who passes on, and what the originator says to it."""
    path, asked = ("sharing", "onward", "consent"), onward.consent
    who = f"{members(onward.by)}; a report is told {onward.hops} times at most"
    if onward.tear_line is not None:
        part = marks.number(written_share(onward.tear_line), "sharing", "onward", "tear_line")
        cleared = f"nobody is asked: a part with {part} of the weight is cleared in advance"
        return [("passing on", who), ("tear-line", cleared)]
    answer = [
        f"{marks.takes(asked.duration, *path, 'duration')}, once somebody is there",
        f"{marks.number(written_share(asked.refusal), *path, 'refusal')} refused",
    ]
    if asked.condition:
        part = marks.number(written_share(asked.condition), *path, "condition")
        left = marks.number(written_share(asked.condition_weight), *path, "condition_weight")
        answer.append(f"{part} for a part only, with {left} of the weight")
    if asked.time_out is not None:
        answer.append(f"given up after {marks.number(duration(asked.time_out), *path, 'time_out')}")
    return [("passing on", who), ("consent", "; ".join(answer))]
