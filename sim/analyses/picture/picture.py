"""A scenario as a picture: what it costs, one day as it can be played, settings to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.findings import WRITTEN, Findings, Story
from sim.analyses.picture.day import PlayedDay, played_day
from sim.analyses.picture.dials import MOST_SETTINGS_REPLICATIONS, Settings, settings_of
from sim.experiments.progress import Progress
from sim.frozen import entity
from sim.replication import Engine
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Challenge
from sim.scenario.values.value import with_fields

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
    left_out: tuple[str, ...] = ()
    """The conditions for which the days that are told leave no room."""

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
        story = findings.story
        names = _conditions(findings)
        days = tuple(_ladder(design, names, seed, replication, story))
        beside = days[1].condition
    else:
        story = (findings.comparison and findings.comparison.story) or findings.story
        names = []
        days = (
            _as_written(against, WRITTEN, seed, replication, story),
            _as_written(scenario, findings.world, seed, replication, story),
        )
        beside = findings.world
    return Picture(
        scenario=scenario,
        findings=findings,
        days=days,
        beside=beside,
        story=story,
        settings=_settings(design, findings, seed, progress),
        called=called or {},
        left_out=tuple(names[len(days) :]),
    )


def _as_written(
    scenario: Scenario, name: str, seed: int, replication: int, story: Story | None
) -> PlayedDay:
    design = ComparisonDesign(scenario)
    plan = design.plan(design.as_written)
    return played_day(name, scenario, plan, seed, replication, _followed(story))


def _followed(story: Story | None) -> str | None:
    return None if story is None else story.threat


def _conditions(findings: Findings) -> list[str]:
    """As written, without each challenge, the dearest first, without any, and alone."""
    dearest = (f"without {part.challenge.value}" for part in findings.attribution)
    return [*dict.fromkeys((WRITTEN, *dearest, "ideal", "alone"))]


def _ladder(
    design: ComparisonDesign,
    names: Sequence[str],
    seed: int,
    replication: int,
    story: Story | None,
) -> Iterator[PlayedDay]:
    """The first two conditions in any case, others while there is room."""
    moved = 0
    for number, name in enumerate(names):
        if number > 1 and moved > MOST_MOVEMENTS:
            return
        condition = design.ladder[name]
        removed = (each for each in Challenge if each.value not in condition.present)
        scenario = with_fields(design.scenario, dials=design.scenario.dials.without(*removed))
        plan = design.plan(condition)
        day = played_day(name, scenario, plan, seed, replication, _followed(story))
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
