"""What a page calls conditions: to a class, "without trust" would say the contrary."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.values.dials import Challenge

OBSTACLES = {
    Challenge.TRUST: "distrust",
    Challenge.LAW: "legal friction",
    Challenge.COMMUNICATION: "slow communication",
    Challenge.CAPACITY: "shortage of analysts",
    Challenge.INTEROPERABILITY: "translation and conversion",
    Challenge.PRIORITIES: "differing priorities",
    Challenge.DEFINITIONS: "differing definitions",
    Challenge.POLITICS: "political tension",
}
"""What each challenge puts in the way."""


def called(condition: str, names: Mapping[str, str]) -> str:
    """A condition in words; some have names of their own on a page."""
    known = {
        **{f"without {challenge}": f"without {words}" for challenge, words in OBSTACLES.items()},
        "ideal": "without any of these",
        "alone": "every agency alone",
    }
    return names.get(condition, known.get(condition, condition))
