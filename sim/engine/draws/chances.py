"""The chances of every row of a timetable, drawn in bulk and standardised to their shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.chance.keys import Purpose, child_array, identity, uniform_array
from sim.engine.columns import Bools, shaped
from sim.engine.timetable import DrawnReports, Instances
from sim.plan.values.arrays import Floats, Ints, Keys
from sim.plan.values.chances import Chance
from sim.plan.values.layout import Layout

PURPOSES = {
    Chance.TRIAGE: Purpose.TRIAGE_TIME,
    Chance.RELEASE: Purpose.RELEASE,
    Chance.RECOGNITION: Purpose.RECOGNITION,
    Chance.VETTING: Purpose.VETTING_TIME,
    Chance.REVIEW: Purpose.REVIEW,
    Chance.REFUSAL: Purpose.REFUSAL,
    Chance.LOSS: Purpose.LOSS,
    Chance.LATENCY: Purpose.LATENCY,
    Chance.RELAY: Purpose.RELAY_TIME,
    Chance.TRANSLATION: Purpose.TRANSLATION_TIME,
    Chance.CONVERSION: Purpose.CONVERSION_TIME,
    Chance.CONSENT: Purpose.CONSENT,
    Chance.CONSENT_TIME: Purpose.CONSENT_TIME,
}


ANSWER = identity("answer")
"""Tells what is sent to somebody who asked from what was not sent before."""


class Common(NamedTuple):
    """Decisions that several copies may share."""

    key: Keys
    """By decision."""
    of_copy: Ints
    """By copy, which of them."""

    @classmethod
    def of(cls, keys: Keys) -> Common:
        """The distinct decisions among one key for each copy."""
        return cls(*np.unique(keys, return_inverse=True))


def common_decisions(
    layout: Layout,
    instances: Instances,
    reports: DrawnReports,
    report: Ints,
    tie: Ints,
    again: Bools,
) -> dict[Chance, Common]:
    """By column; a case is a threat between two homes, and each routine report a case.

    Whoever is asked decides ``again`` what to release; law decides once.
    """
    instance = reports.instance[report]
    about = instance >= 0
    root = reports.key[report]
    root[about] = instances.key[instance[about]]
    sender, receiver = layout.tie_sender[tie], layout.tie_receiver[tie]
    case = Common.of(
        child_array(
            child_array(root, layout.home_key[layout.home_of[sender]]),
            layout.home_key[layout.home_of[receiver]],
        )
    )
    common = {Chance.RECOGNITION: case, Chance.REFUSAL: case}
    if layout.per_case:
        sent = child_array(root, layout.agency_key[sender])
        told = child_array(sent, layout.agency_key[receiver])
        told[again] = child_array(told[again], np.uint64(ANSWER))
        common[Chance.RELEASE] = Common.of(told)
    return common


def chances_of(
    layout: Layout,
    key: Keys,
    tie: Ints,
    subject: Ints,
    agency: Ints,
    common: Mapping[Chance, Common],
) -> Floats:
    """By (column, row) the standardised chance, where the row's journey can need it.

    ``tie`` is that of the rows after the reports: copies, then warnings; ``subject`` and
    ``agency`` are those of the rows that a desk triages: reports, then copies.
    """
    chance = np.zeros((layout.columns, len(key)))
    triaged, reports = len(agency), len(key) - len(tie)
    chance[Chance.TRIAGE, :triaged] = shaped(
        layout,
        uniform_array(key[:triaged], Purpose.TRIAGE_TIME),
        layout.work_shape[subject, agency],
        layout.work_shapes,
    )
    key, travels = key[reports:], chance[:, reports:]
    for column, purpose in PURPOSES.items():
        possible = layout.tie_shapes[column]
        if possible:
            families = layout.tie_family[column][tie]
            rows = np.flatnonzero(families >= 0)
            if column in common:
                decisions = common[column]
                u = uniform_array(decisions.key, purpose)[decisions.of_copy[rows]]
            else:
                u = uniform_array(key[rows], purpose)
            travels[column, rows] = shaped(layout, u, families[rows], possible)
    _fill_review_times(layout, travels, key, tie)
    return chance


def _fill_review_times(layout: Layout, travels: Floats, key: Keys, tie: Ints) -> None:
    """One draw for each copy, in every shape that its review may turn out to have."""
    reviewed = layout.tie_family[Chance.REVIEW_TIME :].max(axis=0, initial=-1) >= 0
    drawn = np.flatnonzero(reviewed[tie])
    u = uniform_array(key[drawn], Purpose.REVIEW_TIME)
    for column in range(Chance.REVIEW_TIME, layout.columns):
        families = layout.tie_family[column][tie[drawn]]
        mine = np.flatnonzero(families >= 0)
        travels[column, drawn[mine]] = shaped(
            layout, u[mine], families[mine], layout.tie_shapes[column]
        )
