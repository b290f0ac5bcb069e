"""Is what docs/intervals.md publishes what the intervals do?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.statistics.intervals import wilson
from tests.analytic.coverage import CLAIMED, PUBLISHED, SHOWN_FROM, measured

PAGE = Path(__file__).parents[2] / "docs" / "intervals.md"
_CELL = re.compile(r"(?P<bold>\*\*)?(?P<held>\d+\.\d)(?:\*\*)?(?: in (?P<told>\d+))?")
AT_ODDS = 4.0
"""Standard errors by which two honest measurements of one cell of hundreds may differ."""
ROUNDING = 0.0005

QUICK = (
    ("Means of hours", "min(T, W), T exponential, 90% missed", 200),
    ("Means of hours", "1 of 144 h, 0.5% missed", 200),
    ("Means of hours", "90% zeros, lognormal (1)", 400),
    ("Means of shares and counts", "alarms, Poisson 0.02", 100),
    ("Hours by threat", "the more threats, the longer", 100),
    ("Paired differences of hours", "1 of 144 h, 2.0% missed", 100),
    ("Paired differences", "70% zeros, lognormal (1)", 100),
    ("Shares by Wilson", "share 0.01", 100),
    ("Medians by order statistics", "lognormal, 45% not reached", 40),
)


@dataclass(frozen=True)
class Cell:
    """What the page says of one distribution and number of values."""

    title: str
    name: str
    n: int
    held: float | None
    """Of the intervals given; None where hardly any are."""
    told: float
    claimed: bool


def published() -> Iterator[Cell]:
    for title, lines in tables():
        numbers = [int(each.removeprefix("n = ")) for each in _cells(lines[0])[1:]]
        for line in lines[2:]:
            name, *cells = _cells(line)
            for n, cell in zip(numbers, cells, strict=True):
                yield _read(title, name, n, cell)


def tables() -> Iterator[tuple[str, list[str]]]:
    for part in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, *lines = part.splitlines()
        if title in PUBLISHED:
            yield title, [line for line in lines if line.startswith("|")]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def _read(title: str, name: str, n: int, cell: str) -> Cell:
    if cell == "none":
        return Cell(title, name, n, None, 0.0, claimed=False)
    found = _CELL.fullmatch(cell)
    assert found, f"{title}, {name}, n = {n}: {cell!r}"
    held, told = float(found["held"]) / 100, float(found["told"] or 100) / 100
    return Cell(title, name, n, held, told, claimed=not found["bold"])


def doubts(cell: Cell, samples: int) -> Iterator[str]:
    """Where a cell and as many new samples do not agree."""
    table = PUBLISHED[cell.title]
    found = measured(cell.title, cell.name, cell.n, samples, seed=20)
    errors = 1 / samples + 1 / table.samples
    told = cell.told if cell.held is not None else SHOWN_FROM
    apart = found.share_told - told if cell.held is None else abs(found.share_told - told)
    if apart > AT_ODDS * sqrt(errors * max(told * (1 - told), 1 / samples)) + 10 * ROUNDING:
        yield f"{cell}: an interval in {found.share_told:.3f}"
    if cell.held is None or found.told < 10:
        return
    errors = 1 / found.told + 1 / (table.samples * cell.told)
    variance = max(cell.held * (1 - cell.held), 1 / found.told)
    if abs(found.share - cell.held) > AT_ODDS * sqrt(variance * errors) + ROUNDING:
        yield f"{cell}: held {found.share:.3f} of {found.told}"


def test_every_distribution_and_number_is_published_once() -> None:
    found = [(cell.title, cell.name, cell.n) for cell in published()]
    asked = [
        (title, name, n)
        for title, table in PUBLISHED.items()
        for name in table.sources
        for n in table.numbers
    ]
    assert found == asked


def test_what_is_claimed_holds_what_it_claims() -> None:
    shown = [cell for cell in published() if cell.held is not None]
    assert [cell for cell in shown if cell.claimed != ((cell.held or 0.0) >= CLAIMED)] == []
    assert sum(cell.claimed for cell in shown) > len(shown) / 2


@pytest.mark.parametrize(("title", "name", "n"), QUICK)
def test_some_of_it_measured_again(title: str, name: str, n: int) -> None:
    (cell,) = (one for one in published() if (one.title, one.name, one.n) == (title, name, n))
    assert cell.claimed
    assert [*doubts(cell, samples=250)] == []


def least_held(n: int) -> float:
    """The smallest chance, worked out exactly, that Wilson's interval holds any of many shares."""
    shares = np.concatenate([np.linspace(0.0005, 0.02, 40), np.linspace(0.02, 0.5, 481)])
    bounds = [wilson(successes, n) for successes in range(n + 1)]
    low, high = np.array([(one.low, one.high) for one in bounds], dtype=float).T
    inside = (low[:, np.newaxis] <= shares) & (shares <= high[:, np.newaxis])
    chances = stats.binom.pmf(np.arange(n + 1)[:, np.newaxis], n, shares)
    return float((chances * inside).sum(axis=0).min())


@pytest.mark.parametrize("n", [10, 20, 40, 100, 200, 400])
def test_the_share_that_is_held_least_is_stated(n: int) -> None:
    stated = re.search(rf"(\d+\.\d) % for\s(?:n = )?{n}\b", PAGE.read_text(encoding="utf-8"))
    assert stated
    assert float(stated[1]) == round(100 * least_held(n), 1)


@pytest.mark.slow
@pytest.mark.parametrize("title", PUBLISHED)
def test_all_of_it_measured_again(title: str) -> None:
    cells = [cell for cell in published() if cell.title == title]
    assert [doubt for cell in cells for doubt in doubts(cell, PUBLISHED[title].again)] == []
