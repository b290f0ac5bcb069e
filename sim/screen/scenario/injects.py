"""Injects on the time of the exercise: when, what participants are told, what changes."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.plan.state import in_order
from sim.scenario.schema.injects import Effect, ObservationEffect, TrustEffect
from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.relations import relations_effect
from sim.screen.toolkit.bars import MARK, floating
from sim.screen.toolkit.layout import CAPTION, apart, drawn_line
from sim.screen.toolkit.paper import Paper
from sim.screen.toolkit.untrusted import safe
from sim.screen.toolkit.words import count, decimal, duration, listed, written_share


def injects(scenario: Scenario, paper: Paper) -> RenderableType | None:
    """A strip from beginning to end with every inject on it, and the list; None without any."""
    if not scenario.injects:
        return None
    listing = Table.grid(padding=(0, 2, 0, 0))
    listing.add_column(justify="right", no_wrap=True)
    listing.add_column(overflow="fold")
    for name, inject in in_order(scenario):
        words = Text(safe(name), style="bold").append(f"  {safe(inject.message)}", style="not bold")
        effect = effect_in_words(inject)
        listing.add_row(
            Text(f"after {duration(inject.at)}"),
            words.append(f"\n{effect}", style=CAPTION) if effect else words,
        )
    return apart(_strip(scenario, paper), listing)


def _strip(scenario: Scenario, paper: Paper) -> Group:
    cells = [paper.glyphs.track] * paper.width
    for inject in scenario.injects.values():
        at = min(inject.at, scenario.horizon)
        cells[floating(at, at, (0.0, scenario.horizon), paper.width)[0]] = paper.glyphs.spot
    ends = ("beginning", f"{duration(scenario.horizon)}")
    return Group(
        drawn_line(("".join(cells), MARK)),
        drawn_line((f"{ends[0]}{ends[1].rjust(paper.width - len(ends[0]))}", CAPTION)),
    )


def effect_in_words(inject: Effect) -> str:
    """What an inject writes, or a programme, in words; nothing for a message alone."""
    if inject.trust:
        return _trust(inject.trust)
    if inject.channel:
        channel = inject.channel
        change = (
            f"closed for {duration(channel.closed_for)}"
            if channel.closed_for is not None
            else f"takes {count(channel.latency_times)} times as long"
            if channel.latency_times is not None
            else f"loses {written_share(channel.loss or 0.0)}"
        )
        return f"channel {safe(channel.name)}: {change}"
    if inject.agreement:
        change = "enters into force" if inject.agreement.in_force else "is suspended"
        return f"agreement {safe(inject.agreement.name)} {change}"
    if inject.ratification:
        one = inject.ratification
        covers = f" for {listed(map(safe, one.covers))}" if one.covers else ""
        return f"{safe(one.party)} ratifies {safe(one.agreement)}{covers}"
    if inject.analysts:
        analysts = inject.analysts
        change = (
            f"become {analysts.become:,}"
            if analysts.become is not None
            else f"{analysts.change or 0:+,}"
        )
        return f"analysts at {safe(analysts.agency)}: {change}"
    return _lesser_effect(inject)


def _lesser_effect(inject: Effect) -> str:
    if inject.triage:
        times = count(inject.triage.times)
        return f"triage at {safe(inject.triage.agency)} takes {times} times as long"
    if inject.background:
        stream = inject.background
        return (
            f"{safe(stream.stream)}: {count(stream.times)} times as much for "
            f"{duration(stream.lasting)}"
        )
    if inject.priority:
        change = inject.priority
        return f"priority of {safe(change.category)} in {safe(change.country)}: " + written_share(
            change.becomes
        )
    if inject.recognition:
        law = inject.recognition
        becomes = written_share(law.becomes)
        return f"recognition of {safe(law.category)} in {safe(law.country)}: {becomes}"
    if inject.relations:
        return relations_effect(inject.relations)
    return _technical_effect(inject)


def _technical_effect(inject: Effect) -> str:
    if inject.observation:
        return _observation(inject.observation)
    if inject.matching:
        becomes = written_share(inject.matching.becomes)
        return f"reports that {safe(inject.matching.agency)} links to their threat: {becomes}"
    if inject.overlooks:
        becomes = written_share(inject.overlooks.becomes)
        return f"reports that {safe(inject.overlooks.agency)} sets aside in error: {becomes}"
    return "no copy loses its origin any more" if inject.tamper_evident else ""


def _observation(effect: ObservationEffect) -> str:
    kinds = listed(map(safe, effect.kinds))
    where = f" in {listed(map(safe, effect.where))}" if effect.where else ""
    least = "" if effect.replaces else "at least "
    sooner = f", {duration(effect.earlier)} sooner" if effect.earlier else ""
    chance = written_share(effect.probability)
    return f"{safe(effect.agency)} observes {kinds}{where}: {least}{chance}{sooner}"


def _trust(effect: TrustEffect) -> str:
    whose = (
        f"between {listed(map(safe, effect.between))}"
        if effect.between
        else f"of {safe(effect.of or '')} in {safe(effect.towards or '')}"
    )
    change = (
        f"becomes {decimal(effect.becomes)}"
        if effect.becomes is not None
        else f"times {count(effect.times or 0.0)}"
    )
    return f"trust {whose} {change}"
