"""Each kind of effect in words."""

from __future__ import annotations

from functools import singledispatch

from sim.scenario.schema.effects import (
    AgreementEffect,
    AnalystsEffect,
    BackgroundEffect,
    ChannelEffect,
    ConversionEffect,
    Effect,
    Effects,
    MatchingEffect,
    ObservationEffect,
    OverlooksEffect,
    PreventionEffect,
    PriorityEffect,
    RatificationEffect,
    RecognitionEffect,
    RelationsEffect,
    TamperEvidentEffect,
    TranslationEffect,
    TriageEffect,
    TrustEffect,
)
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.words import decimal, duration, factor, listed, written_share


def described(written: Effects) -> str:
    """What an inject or a programme changes, in words; nothing for a message alone."""
    return "; ".join(describe(effect) for _, effect in written.each())


@singledispatch
def describe(effect: Effect) -> str:
    """What an effect writes, in words."""
    raise NotImplementedError(type(effect).__name__)


@describe.register
def _trust(effect: TrustEffect) -> str:
    whose = (
        f"between {listed(map(safe, effect.between))}"
        if effect.between
        else f"of {safe(effect.of or '')} in {safe(effect.towards or '')}"
    )
    change = (
        f"becomes {decimal(effect.becomes)}"
        if effect.becomes is not None
        else f"times {factor(effect.times or 0.0)}"
    )
    return f"trust {whose} {change}"


@describe.register
def _channel(effect: ChannelEffect) -> str:
    change = (
        "opens"
        if effect.open
        else f"closed for {duration(effect.closed_for)}"
        if effect.closed_for is not None
        else f"takes {factor(effect.latency_times)} times as long"
        if effect.latency_times is not None
        else f"loses {written_share(effect.loss or 0.0)}"
    )
    return f"channel {safe(effect.name)}: {change}"


@describe.register
def _agreement(effect: AgreementEffect) -> str:
    change = "enters into force" if effect.in_force else "is suspended"
    return f"agreement {safe(effect.name)} {change}"


@describe.register
def _ratification(effect: RatificationEffect) -> str:
    covers = f" for {listed(map(safe, effect.covers))}" if effect.covers else ""
    return f"{safe(effect.party)} ratifies {safe(effect.agreement)}{covers}"


@describe.register
def _analysts(effect: AnalystsEffect) -> str:
    change = (
        f"become {effect.become:,}" if effect.become is not None else f"{effect.change or 0:+,}"
    )
    return f"analysts at {safe(effect.agency)}: {change}"


@describe.register
def _triage(effect: TriageEffect) -> str:
    return f"triage at {safe(effect.agency)} takes {factor(effect.times)} times as long"


@describe.register
def _background(effect: BackgroundEffect) -> str:
    lasting = duration(effect.lasting)
    return f"{safe(effect.stream)}: {factor(effect.times)} times as much for {lasting}"


@describe.register
def _priority(effect: PriorityEffect) -> str:
    becomes = written_share(effect.becomes)
    return f"priority of {safe(effect.category)} in {safe(effect.country)}: {becomes}"


@describe.register
def _recognition(effect: RecognitionEffect) -> str:
    becomes = written_share(effect.becomes)
    return f"recognition of {safe(effect.category)} in {safe(effect.country)}: {becomes}"


@describe.register
def _relations(effect: RelationsEffect) -> str:
    whose = f"relations between {listed(map(safe, effect.between))}"
    if effect.shock is None:
        return f"{whose}: {written_share(effect.advocacy or 0.0)} of what is lost comes back"
    back = (
        "and nothing comes back by itself"
        if effect.shock.half_life is None
        else f"half of it back after {duration(effect.shock.half_life)}"
    )
    return f"{whose} fall by {written_share(effect.shock.depth)}, {back}"


@describe.register
def _observation(effect: ObservationEffect) -> str:
    kinds = listed(map(safe, effect.kinds))
    where = f" in {listed(map(safe, effect.where))}" if effect.where else ""
    least = "" if effect.replaces else "at least "
    sooner = f", {duration(effect.earlier)} sooner" if effect.earlier else ""
    chance = written_share(effect.probability)
    return f"{safe(effect.agency)} observes {kinds}{where}: {least}{chance}{sooner}"


@describe.register
def _matching(effect: MatchingEffect) -> str:
    becomes = written_share(effect.becomes)
    return f"reports that {safe(effect.agency)} links to their threat: {becomes}"


@describe.register
def _overlooks(effect: OverlooksEffect) -> str:
    becomes = written_share(effect.becomes)
    return f"reports that {safe(effect.agency)} sets aside in error: {becomes}"


@describe.register
def _tamper_evident(_effect: TamperEvidentEffect) -> str:
    return "no copy loses its origin any more"


@describe.register
def _translation(effect: TranslationEffect) -> str:
    return f"translating what arrives in {safe(effect.seat)} {_takes(effect.times)}"


@describe.register
def _conversion(effect: ConversionEffect) -> str:
    return f"converting between systems {_takes(effect.times)}"


@describe.register
def _prevention(effect: PreventionEffect) -> str:
    of = f" of {safe(effect.category)}" if effect.category else ""
    return f"{written_share(effect.share)} of threats{of} never begin"


def _takes(times: float) -> str:
    return f"takes {factor(times)} times as long" if times else "takes no time"
