"""Channels, agreements and the rules of sharing, as a scenario writes them."""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.plan.legal import counted_within
from sim.plan.rules.law import hours_to_release
from sim.scenario.schema.homes import Review
from sim.scenario.schema.onward import Onward
from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.parties import opening
from sim.screen.toolkit.foremost import MOST
from sim.screen.toolkit.layout import CAPTION, apart, caption, table
from sim.screen.toolkit.marks import Marks
from sim.screen.toolkit.paper import Paper
from sim.screen.toolkit.untrusted import safe
from sim.screen.toolkit.words import decimal, duration, listed, written_share

_MOST_MEMBERS = 8
_CHANNELS_OF_MANY = 12
"""So many channels are drawn where there are too many for all."""
_MEMBERS_OF_MANY = 3


def channels(scenario: Scenario, marks: Marks, paper: Paper) -> RenderableType | None:
    """Channels: whom they connect, how long they take, what they lose and may carry."""
    if not scenario.channels:
        return None
    drawn = table(
        paper,
        (
            ("channel", "left"),
            ("connects", "left"),
            ("takes", "left"),
            ("loses", "right"),
            ("up to", "left"),
            ("open", "left"),
        ),
        narrow=paper.width < 100,
    )
    foremost = _largest(scenario)
    left = len(scenario.channels) - len(foremost)
    members = _MEMBERS_OF_MANY if left else _MOST_MEMBERS
    for name in foremost:
        channel = scenario.channels[name]
        at = ("channels", name)
        takes = marks.takes(channel.latency, *at, "latency")
        if channel.relay.scale_hours:
            takes += f", and at the relay {marks.takes(channel.relay, *at, 'relay')}"
        drawn.add_row(
            Text(safe(name)).append(f"\n{safe(channel.kind)}", style=CAPTION),
            Text(_members(channel.ends, members)),
            Text(takes),
            Text(marks.number(written_share(channel.loss), *at, "loss")),
            Text(channel.ceiling.value),
            Text(opening(channel.opening)),
        )
    return apart(drawn, caption(_smaller(scenario, foremost, left))) if left else drawn


def _largest(scenario: Scenario) -> tuple[str, ...]:
    """All channels in the order written; where many, those that join most."""
    names = tuple(scenario.channels)
    if len(names) <= MOST:
        return names
    by_size = sorted(names, key=lambda name: -len(scenario.channels[name].ends))
    return tuple(by_size[:_CHANNELS_OF_MANY])


def _smaller(scenario: Scenario, foremost: tuple[str, ...], left: int) -> str:
    most = len(scenario.channels[foremost[-1]].ends)
    return (
        f"The {len(foremost)} that join most are drawn; the scenario's file has {left:,} others, "
        f"of {most} agencies at most."
    )


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
            Text(_members(agreement.parties)),
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


_MOST_WAYS = 8


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
    who = f"{_members(onward.by)}; a report is told {onward.hops} times at most"
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


def _members(names: tuple[str, ...], most: int = _MOST_MEMBERS) -> str:
    shown = [safe(name) for name in names[:most]]
    left = len(names) - len(shown)
    return listed([*shown, f"{left} more"] if left else shown)


def _review(review: Review, marks: Marks, *path: str) -> str:
    if review.probability == 0:
        return f"none{marks.at(*path, 'probability')}"
    how_often = marks.number(written_share(review.probability), *path, "probability")
    refused = marks.number(written_share(review.refusal), *path, "refusal")
    time = marks.takes(review.duration, *path, "duration")
    return f"{how_often} reviewed, {time}; {refused} refused"
