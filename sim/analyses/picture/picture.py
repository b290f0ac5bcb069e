"""A scenario as a picture: what it costs, one day as it can be played, settings to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.findings import WRITTEN, Findings, Story
from sim.analyses.picture.day import PlayedDay, played_day
from sim.analyses.picture.dials import Settings, settings_of
from sim.experiments.progress import Progress
from sim.frozen import entity
from sim.replication import Engine
from sim.scenario.schema.scenario import Scenario

MOST_SETTINGS_REPLICATIONS = 200
"""In each setting of the dials: enough to see which way it goes."""
MOST_MOVEMENTS = 20_000
"""A day of a large scenario is told under few conditions, so that its page can be sent by mail."""


@entity
class Picture:
    """Everything that a page shows of a scenario."""

    scenario: Scenario
    findings: Findings
    days: tuple[PlayedDay, ...]
    """One replication under several conditions; as written first."""
    beside: str
    """The condition that stands beside it at the beginning."""
    story: Story | None
    """The threat that is followed, in the first of the conditions."""
    settings: Settings | None
    """None where no challenge costs anything."""
    called: Mapping[str, str]
    """By condition: what a page calls it, where that is not its name."""

    def day(self, condition: str) -> PlayedDay:
        """The day under a condition."""
        return next(day for day in self.days if day.condition == condition)


def picture_of(
    findings: Findings,
    scenario: Scenario,
    against: Scenario | None = None,
    *,
    called: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Picture:
    """Plays one day of a comparison under the conditions that its page offers, and the settings.

    Args:
        findings: of the comparison.
        scenario: what was compared.
        against: what it was compared with, beside which it stands on the same day; without one, the
            scenario itself without one challenge after the other.
        called: by condition: what a page calls it.
        progress: called as it goes on.
    """
    design, seed = ComparisonDesign(scenario), findings.provenance.seed
    replication = findings.story.replication if findings.story else 0
    if against is None:
        days = tuple(_ladder(design, findings, seed, replication))
        beside, story = days[min(1, len(days) - 1)].condition, findings.story
    else:
        days = (
            _as_written(against, WRITTEN, seed, replication),
            _as_written(scenario, findings.world, seed, replication),
        )
        beside = findings.world
        story = (findings.comparison and findings.comparison.story) or findings.story
    return Picture(
        scenario=scenario,
        findings=findings,
        days=days,
        beside=beside,
        story=story,
        settings=_settings(design, findings, seed, progress),
        called=called or {},
    )


def _as_written(scenario: Scenario, name: str, seed: int, replication: int) -> PlayedDay:
    design = ComparisonDesign(scenario)
    return played_day(name, scenario, design.plan(design.as_written), seed, replication)


def _ladder(
    design: ComparisonDesign, findings: Findings, seed: int, replication: int
) -> Iterator[PlayedDay]:
    """As written, without each challenge, the dearest first, without any, and alone."""
    dearest = (f"without {part.challenge.value}" for part in findings.attribution)
    names = [WRITTEN, *dearest, "ideal", "alone"]
    moved = 0
    for name in dict.fromkeys(names):
        if moved > MOST_MOVEMENTS:
            return
        condition = design.ladder[name]
        day = played_day(name, design.scenario, design.plan(condition), seed, replication)
        moved += sum(len(each.stretches) for each in day.movements)
        yield day


def _settings(
    design: ComparisonDesign, findings: Findings, seed: int, progress: Progress | None
) -> Settings | None:
    made = findings.provenance
    return settings_of(
        design,
        [part.challenge for part in findings.attribution],
        seed,
        min(made.replications, MOST_SETTINGS_REPLICATIONS),
        Engine(made.engine),
        progress,
    )
