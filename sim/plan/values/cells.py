"""Where the numbers of a table stand: the first cell of each block."""

from __future__ import annotations

from collections.abc import Mapping

from sim.frozen import frozen
from sim.plan.rules.law import LawPair
from sim.plan.values.arrays import Floats, Ints

CONSENT_CELLS = 5
READING_CELLS = 2
"""Conversion and translation, in microseconds."""
REVIEW_CELLS = 3
"""Probability, scale in microseconds, refusal."""


@frozen
class LawFill:
    """Where the numbers of law stand."""

    pairs: tuple[LawPair, ...]
    recognised: int
    fallback: int
    review: Mapping[tuple[int, str], int]
    """By (law index, basis): the first of three cells: probability, scale, refusal."""
    formal: int
    """Three cells of the formal route for what is not recognised."""
    internal: Mapping[str, int]
    """By home: three cells."""


@frozen
class TableFill:
    """Where the numbers of a table stand; the first cell of each block."""

    cells: int
    trust: int
    release: Mapping[str, int]
    """By marking."""
    vetting: int
    vetting_us: Floats
    """By pair: the scale with full trust."""
    weight: int
    tear: int
    """By pair: what is left of the part that goes without asking; -1 without a tear-line."""
    consent: int
    """Scale, refusal, refusal or condition, time-out, weight on condition."""
    need: int
    """By agency and category."""
    law: LawFill
    latency: int
    loss: int
    again: int
    relay: int
    translation: int
    """By home."""
    conversion: int
    eased: Mapping[LawPair, int]
    """For pairs that agreements spare reading: the first of two cells, conversion, translation."""
    work: int
    work_us: Floats
    """By work cell."""
    work_agency: Ints
    rank: int
    """By subject and desk."""
    servers: int
    """By desk."""
    respite: int
    """By desk."""
    searching: int
    """How long the analysts of a partner that is asked search, in microseconds."""
    strip: int
    """The trust below which the origin is removed."""
    consent_times: Mapping[int, int]
    """By pair with a liaison officer: how long consent takes there, in microseconds."""
    written: int
    """By pair: trust as written, before what is learned; -1 where nothing is learned."""
    kept: int
    """By agency: the share of reports on threats that triage keeps; -1 where it keeps all."""
    linked: int
    """By agency: the share of them that it keeps and links to their threat."""
    distrust: int
    """Whether anybody trusts anybody less than fully: only then is somebody asked or waited for."""
