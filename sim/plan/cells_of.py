"""Hands out the cells of a table: blocks, one after the other, and what they are made of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.plan.parties import Parties
from sim.plan.rules.calendars import MICROSECONDS_IN_HOUR
from sim.plan.rules.law import Basis, LawPair
from sim.plan.values.cells import CONSENT_CELLS, READING_CELLS, REVIEW_CELLS, LawFill, TableFill
from sim.scenario.schema.agencies import Marking


class _Blocks:
    """Hands out runs of cells."""

    def __init__(self) -> None:
        self.cells = 0

    def take(self, number: int) -> int:
        first = self.cells
        self.cells += number
        return first


def law_fill(
    blocks: _Blocks, parties: Parties, bases: Mapping[LawPair, tuple[Basis, ...]]
) -> LawFill:
    """The cells of law: recognition, and three numbers for each basis in play."""
    pairs = parties.law_pairs
    return LawFill(
        pairs=pairs,
        recognised=blocks.take(len(pairs)),
        fallback=blocks.take(len(pairs)),
        review={
            (number, basis.name): blocks.take(REVIEW_CELLS)
            for number, law_pair in enumerate(pairs)
            for basis in bases[law_pair]
        },
        formal=blocks.take(REVIEW_CELLS),
        internal={
            name: blocks.take(REVIEW_CELLS)
            for name, country in parties.scenario.countries.items()
            if country.internal_review
        },
    )


def table_fill(
    parties: Parties,
    bases: Mapping[LawPair, tuple[Basis, ...]],
    eased: tuple[LawPair, ...],
    markings: tuple[Marking, ...],
    work: tuple[tuple[int, float], ...],
    subjects: int,
    desks: int,
    *,
    attentive: bool,
) -> TableFill:
    """The blocks of a table; ``work`` is (agency, hours) for each work cell.

    ``attentive`` says that some report on a threat may be overlooked or not linked to it.
    """
    blocks = _Blocks()
    pairs, channels = len(parties.pairs), len(parties.scenario.channels)
    onward = parties.scenario.sharing.onward
    return TableFill(
        trust=blocks.take(pairs),
        release={marking.value: blocks.take(pairs) for marking in markings},
        vetting=blocks.take(pairs),
        vetting_us=_vetting_us(parties),
        weight=blocks.take(pairs),
        tear=blocks.take(pairs) if onward and onward.tear_line is not None else -1,
        consent=blocks.take(CONSENT_CELLS if onward else 0),
        need=blocks.take(len(parties.agencies) * len(parties.categories)),
        law=law_fill(blocks, parties, bases),
        latency=blocks.take(channels + bool(parties.co_located)),
        loss=blocks.take(channels),
        again=blocks.take(channels),
        relay=blocks.take(channels),
        translation=blocks.take(len(parties.homes)),
        conversion=blocks.take(1),
        eased={pair: blocks.take(READING_CELLS) for pair in eased},
        work=blocks.take(len(work)),
        work_us=np.array([hours for _, hours in work]) * MICROSECONDS_IN_HOUR,
        work_agency=np.array([agency for agency, _ in work], dtype=np.int64),
        rank=blocks.take(subjects * desks),
        servers=blocks.take(desks),
        respite=blocks.take(desks),
        searching=blocks.take(1),
        strip=blocks.take(1),
        consent_times={
            parties.pair[pair]: blocks.take(1)
            for pair in (parties.liaisons if onward else ())
            if pair in parties.pair
        },
        written=blocks.take(pairs) if parties.scenario.trust.learning else -1,
        kept=blocks.take(len(parties.agencies)) if attentive else -1,
        linked=blocks.take(len(parties.agencies)) if attentive else -1,
        distrust=blocks.take(1),
        cells=blocks.cells,
    )


def _vetting_us(parties: Parties) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    sharing = parties.scenario.sharing
    abroad = sharing.vetting.scale_hours
    within = (sharing.vetting_within_country or sharing.vetting).scale_hours
    hours = [
        (within if parties.home_of[one] == parties.home_of[other] else abroad)
        * _by_hand(parties, (one, other))
        for one, other in parties.pairs
    ]
    return np.array(hours, dtype=np.float64) * MICROSECONDS_IN_HOUR


def _by_hand(parties: Parties, pair: tuple[int, int]) -> float:
    """What a liaison officer leaves of the time of vetting."""
    liaison = parties.liaisons.get(pair)
    return 1.0 if liaison is None else liaison.vetting_times
