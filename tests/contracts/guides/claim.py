"""One figure that a guide states, and where a guide states figures at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.statistics.intervals import Estimate
from tests.contracts.guides.quantities import Quantity

FOLDER = Path(__file__).parents[3] / "scenarios"
TELL = ("What to expect", "Three questions to discuss")
"""The parts of a guide that speak of results."""
WIDER = 1.35
"""From an interval of 95 % to one of 99 %: 2.58 over 1.96, and a little for skewness."""
NUMBERS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|"
    "half|third|thirds|quarter|quarters|fifth|tenths|twice|dozen"
)
_NUMBER = re.compile(rf"\d+(?:[.,:]\d+)*|\bone (?:of|in)\b|\b(?:{NUMBERS})\b", re.IGNORECASE)
_NOT_A_RESULT = re.compile(r"`[^`]*`|^\d\. ", re.MULTILINE)


@dataclass(frozen=True)
class Claim:
    """Words of a guide, what they say in numbers, and how to measure that."""

    words: str
    said: float
    measured: Quantity
    within: float
    """What the words leave open: 'about 6 days' is right from five and a half to six and a half."""

    def holds(self, found: Estimate) -> bool:
        """Whether what is said is what was measured, as far as words and luck allow."""
        if found.low is None or found.high is None:
            return abs(self.said - found.value) <= self.within
        low = found.value - WIDER * (found.value - found.low)
        high = found.value + WIDER * (found.high - found.value)
        return low <= self.said <= high or abs(self.said - found.value) <= self.within


def told(name: str) -> str:
    """What a guide says of results, on one line."""
    text = (FOLDER / f"{name}.md").read_text("utf-8")
    pieces = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    parts = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    plain = "\n".join(_NOT_A_RESULT.sub(lambda m: " " * len(m[0]), parts[part]) for part in TELL)
    return " ".join(plain.split())


def numbers_without(text: str, words: list[str]) -> Iterator[str]:
    """The numbers of a text, with what stands around them, that lie in none of these words."""
    covered = [
        (found.start(), found.end())
        for piece in words
        for found in re.finditer(re.escape(" ".join(_NOT_A_RESULT.sub(" ", piece).split())), text)
    ]
    for number in _NUMBER.finditer(text):
        if not any(start <= number.start() and number.end() <= end for start, end in covered):
            yield text[max(0, number.start() - 40) : number.end() + 40]
