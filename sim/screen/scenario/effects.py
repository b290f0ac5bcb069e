"""Each kind of effect in words."""

from __future__ import annotations

from collections.abc import Iterable
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
from sim.screen.toolkit.words import decimal, duration, factor, written_share
from sim.sentences import Figure, Sentence, listing


def described(written: Effects) -> str:
    """What an inject or a programme changes, in words; nothing for a message alone."""
    return "; ".join(each_described(written))


def each_described(written: Effects) -> list[str]:
    """What an inject or a programme changes, effect by effect."""
    return [describe(effect) for _, effect in written.each()]


@singledispatch
def describe(effect: Effect) -> str:
    """What an effect writes, in words."""
    raise NotImplementedError(type(effect).__name__)


@describe.register
def _trust(effect: TrustEffect) -> str:
    if effect.between:
        whose = Sentence("trust between {parties}", parties=_names(effect.between))
    else:
        of, towards = safe(effect.of or ""), safe(effect.towards or "")
        whose = Sentence("trust of {party} in {other}", party=of, other=towards)
    if effect.becomes is not None:
        return Sentence("{what} becomes {level}", what=whose, level=Figure(decimal(effect.becomes)))
    return Sentence("{what} times {factor}", what=whose, factor=Figure(factor(effect.times or 0.0)))


@describe.register
def _channel(effect: ChannelEffect) -> str:
    name = safe(effect.name)
    if effect.open:
        return Sentence("channel {name}: opens", name=name)
    if effect.closed_for is not None:
        length = Figure(duration(effect.closed_for))
        return Sentence("channel {name}: closed for {time}", name=name, time=length)
    if effect.latency_times is not None:
        times = Figure(factor(effect.latency_times))
        return Sentence("channel {name}: takes {factor} times as long", name=name, factor=times)
    lost = Figure(written_share(effect.loss or 0.0))
    return Sentence("channel {name}: loses {share}", name=name, share=lost)


@describe.register
def _agreement(effect: AgreementEffect) -> str:
    name = safe(effect.name)
    if effect.in_force:
        return Sentence("agreement {name} enters into force", name=name)
    return Sentence("agreement {name} is suspended", name=name)


@describe.register
def _ratification(effect: RatificationEffect) -> str:
    ratifies = Sentence(
        "{party} ratifies {agreement}", party=safe(effect.party), agreement=safe(effect.agreement)
    )
    if not effect.covers:
        return ratifies
    return Sentence("{what} for {categories}", what=ratifies, categories=_names(effect.covers))


@describe.register
def _analysts(effect: AnalystsEffect) -> str:
    agency = safe(effect.agency)
    if effect.become is not None:
        become = Figure(f"{effect.become:,}")
        return Sentence("analysts at {agency}: become {number}", agency=agency, number=become)
    change = Figure(f"{effect.change or 0:+,}")
    return Sentence("analysts at {agency}: {change}", agency=agency, change=change)


@describe.register
def _triage(effect: TriageEffect) -> str:
    return Sentence(
        "triage at {agency} takes {factor} times as long",
        agency=safe(effect.agency),
        factor=Figure(factor(effect.times)),
    )


@describe.register
def _background(effect: BackgroundEffect) -> str:
    return Sentence(
        "{stream}: {factor} times as much for {time}",
        stream=safe(effect.stream),
        factor=Figure(factor(effect.times)),
        time=Figure(duration(effect.lasting)),
    )


@describe.register
def _priority(effect: PriorityEffect) -> str:
    return Sentence(
        "priority of {category} in {country}: {share}",
        category=safe(effect.category),
        country=safe(effect.country),
        share=Figure(written_share(effect.becomes)),
    )


@describe.register
def _recognition(effect: RecognitionEffect) -> str:
    return Sentence(
        "recognition of {category} in {country}: {share}",
        category=safe(effect.category),
        country=safe(effect.country),
        share=Figure(written_share(effect.becomes)),
    )


@describe.register
def _relations(effect: RelationsEffect) -> str:
    between = _names(effect.between)
    if effect.shock is None:
        return Sentence(
            "relations between {parties}: {share} of what is lost comes back",
            parties=between,
            share=Figure(written_share(effect.advocacy or 0.0)),
        )
    fall = Sentence(
        "relations between {parties} fall by {share}",
        parties=between,
        share=Figure(written_share(effect.shock.depth)),
    )
    if effect.shock.half_life is None:
        return Sentence("{what}, and nothing comes back by itself", what=fall)
    half_life = Figure(duration(effect.shock.half_life))
    return Sentence("{what}, half of it back after {time}", what=fall, time=half_life)


@describe.register
def _observation(effect: ObservationEffect) -> str:
    kinds = _names(effect.kinds)
    if effect.where:
        kinds = Sentence("{kinds} in {places}", kinds=kinds, places=_names(effect.where))
    chance: str = Figure(written_share(effect.probability))
    if not effect.replaces:
        chance = Sentence("at least {share}", share=chance)
    if effect.earlier:
        sooner = Figure(duration(effect.earlier))
        chance = Sentence("{share}, {time} sooner", share=chance, time=sooner)
    return Sentence(
        "{agency} observes {kinds}: {share}", agency=safe(effect.agency), kinds=kinds, share=chance
    )


@describe.register
def _matching(effect: MatchingEffect) -> str:
    return Sentence(
        "reports that {agency} links to their threat: {share}",
        agency=safe(effect.agency),
        share=Figure(written_share(effect.becomes)),
    )


@describe.register
def _overlooks(effect: OverlooksEffect) -> str:
    return Sentence(
        "reports that {agency} sets aside in error: {share}",
        agency=safe(effect.agency),
        share=Figure(written_share(effect.becomes)),
    )


@describe.register
def _tamper_evident(_effect: TamperEvidentEffect) -> str:
    return Sentence("no copy loses its origin any more")


@describe.register
def _translation(effect: TranslationEffect) -> str:
    return Sentence(
        "translating what arrives in {place} {takes}",
        place=safe(effect.seat),
        takes=_takes(effect.times),
    )


@describe.register
def _conversion(effect: ConversionEffect) -> str:
    return Sentence("converting between systems {takes}", takes=_takes(effect.times))


@describe.register
def _prevention(effect: PreventionEffect) -> str:
    share = Figure(written_share(effect.share))
    if not effect.category:
        return Sentence("{share} of threats never begin", share=share)
    category = safe(effect.category)
    return Sentence("{share} of threats of {category} never begin", share=share, category=category)


def _takes(times: float) -> Sentence:
    if not times:
        return Sentence("takes no time")
    return Sentence("takes {factor} times as long", factor=Figure(factor(times)))


def _names(names: Iterable[str]) -> str:
    return listing(map(safe, names))
