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

EXPLAINED = {
    Challenge.TRUST: "what is withheld or vetted for lack of trust, and believed less",
    Challenge.LAW: "legal reviews, formal routes and refusals",
    Challenge.COMMUNICATION: "slow channels, losses, outages and closed offices",
    Challenge.CAPACITY: "analysts' work, and the queues for it",
    Challenge.INTEROPERABILITY: "translating, and converting between systems",
    Challenge.PRIORITIES: "what matters less to one than to another",
    Challenge.DEFINITIONS: "what one country's law knows as a threat and another's does not",
    Challenge.POLITICS: "crises that depress trust for a while",
}
"""What goes with it when it is taken away."""


def called(condition: str, names: Mapping[str, str]) -> str:
    """A condition in words; some have names of their own on a page."""
    known = {
        **{f"without {challenge}": f"without {words}" for challenge, words in OBSTACLES.items()},
        "ideal": "without any of these",
        "alone": "every agency alone",
    }
    return names.get(condition, known.get(condition, condition))
