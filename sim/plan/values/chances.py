"""The chances of a row: a column for each of the decisions that luck makes on its way."""

from __future__ import annotations

from enum import IntEnum


class Chance(IntEnum):
    """The chances of a row, those that most rows need side by side.

    Times of review come last, one column for each shape that they can have.
    """

    CONSENT = 0
    CONSENT_TIME = 1
    """How long an originator thinks, or a partner that was asked searches."""
    TRANSLATION = 2
    CONVERSION = 3
    RELAY = 4
    LOSS = 5
    REFUSAL = 6
    RECOGNITION = 7
    VETTING = 8
    TRIAGE = 9
    RELEASE = 10
    REVIEW = 11
    LATENCY = 12
    REVIEW_TIME = 13


RAW = 0
"""The index in ``Layout.shapes`` that stands for the uniform number itself."""
