"""Pictures: figures of a debrief as places on a line, from 0 to `WIDE`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.exercise.cases import CaseOutcome
from sim.exercise.debrief import Debrief
from sim.exercise.forms import Prediction
from sim.exercise.luck import Rank
from sim.frozen import frozen
from sim.scenario.schema.scenario import Scenario
from sim.statistics.intervals import Difference

WIDE = 1000
_DAY = 24.0


@frozen
class GainBar:
    """A mean gain as a bar from nought, with its interval."""

    nought: float
    left: float
    right: float
    interval: tuple[float, float] | None
    """None where there are too few days to tell."""

    @property
    def sooner(self) -> bool:
        """Whether detection came sooner on average."""
        return self.right > self.nought


def gain_bars(found: Debrief) -> list[GainBar]:
    """A bar for each team, and one for all together."""
    return bars_of([*(one.change for one in found.gains), found.none.change])


def bars_of(changes: Sequence[Difference]) -> list[GainBar]:
    """A bar for each mean gain, in one scale."""
    ends = [end for one in changes for end in (one.value, one.low, one.high) if end is not None]
    least, most = min(0.0, *ends), max(0.0, *ends)
    scale = WIDE / ((most - least) or 1.0)
    return [_bar(one, least, scale) for one in changes]


def _bar(change: Difference, least: float, scale: float) -> GainBar:
    nought, end = -least * scale, (change.value - least) * scale
    bounds = None
    if change.low is not None and change.high is not None:
        bounds = (change.low - least) * scale, (change.high - least) * scale
    return GainBar(nought, min(nought, end), max(nought, end), bounds)


@frozen
class LuckLine:
    """The other days from the soonest detection to the latest, and where among them the day is."""

    sooner: float
    """So far reach the days on which detection came sooner."""
    equal: float
    """So far those on which it came as soon."""
    at: float


def luck_line(rank: Rank) -> LuckLine | None:
    """A rank as a place on the line; None where the day has no rank."""
    if not rank.days:
        return None
    scale = WIDE / rank.days
    sooner, equal = rank.sooner * scale, (rank.sooner + rank.equal) * scale
    return LuckLine(sooner, equal, WIDE * (1 - rank.luckier_than))


@frozen
class Span:
    """What is drawn from one place of a line of days to another."""

    left: float
    right: float

    @property
    def width(self) -> float:
        """So that it is seen however short it is."""
        return max(self.right - self.left, 4.0)


def predicted(scenario: Scenario, prediction: Prediction) -> Span | None:
    """The day on which a team expected detection; None where it named none."""
    if prediction.detected_day is None:
        return None
    hour = _first_midnight(scenario) + _DAY * (prediction.detected_day - 1)
    return Span(place(scenario, hour), place(scenario, hour + _DAY))


def came(scenario: Scenario, case: CaseOutcome) -> Span:
    """A case from its beginning until somebody detects it, or the end."""
    until = scenario.horizon if case.detected is None else case.detected
    return Span(place(scenario, case.begins), place(scenario, until))


def weeks(scenario: Scenario) -> Iterator[tuple[float, float]]:
    """Where each seventh day begins: its place on the line, and its hour."""
    for week in range(int(scenario.horizon / (_DAY * 7)) + 1):
        hour = max(0.0, _first_midnight(scenario) + _DAY * 7 * week)
        yield place(scenario, hour), hour


def _first_midnight(scenario: Scenario) -> float:
    """The hour of the story, at most 0, at which its first day begins."""
    return -(scenario.begins % (60 * _DAY)) / 60


def place(scenario: Scenario, hour: float) -> float:
    """Where an hour of the story is on a line from its beginning to its end."""
    return max(0.0, min(1.0, hour / scenario.horizon)) * WIDE
