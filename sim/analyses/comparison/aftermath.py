"""What is told of a comparison whose replications are done: variants, course of events, story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.course import course_of, hit, uneventful
from sim.analyses.comparison.findings import WRITTEN, Findings
from sim.analyses.comparison.measured import measured_of
from sim.analyses.comparison.replicate import Lived, Replicate
from sim.analyses.comparison.story import ChosenThreat, StoryRequest, chosen, story_of
from sim.analyses.comparison.variants import ComparedWorld, comparison_of, lived_through
from sim.frozen import frozen
from sim.replication import Engine
from sim.scenario.reading.decisions import Proposal
from sim.scenario.schema.scenario import Scenario


@frozen
class Aftermath:
    """What is told of replications that are done: variants, the course of events, one story."""

    design: ComparisonDesign
    seed: int
    done: Sequence[Replicate]
    engine: Engine
    telling: StoryRequest

    def at_once(self, findings: Findings) -> Findings:
        """The findings with what takes no more replications, for who waits no longer."""
        here = ComparedWorld.told(findings.world, self.design, self.done)
        told = self._chosen(here, None)
        return replace(
            findings,
            course=course_of(self.design, here.lived, None),
            story=story_of(self.design, self.seed, told, self.engine) if told else None,
        )

    def completed(
        self, findings: Findings, baseline: Scenario | None, proposals: Sequence[Proposal]
    ) -> Findings:
        """The findings with all that; the story is chosen in the scenario of the file."""
        together = ComparedWorld.told(findings.world, self.design, self.done)
        written = together
        if baseline is not None:
            numbers = [each.replication for each in self.done]
            before = self.design.of(baseline)
            lived = lived_through(before, self.seed, numbers, self.engine)
            written = ComparedWorld(WRITTEN, before, lived)
        without = self._uneventful(together)
        told = self._chosen(written, without if written is together else self._uneventful(written))
        comparison = None
        if baseline is not None:
            comparison = comparison_of(written, proposals, together, self.seed, self.engine)
            findings = replace(
                findings,
                measured=measured_of(self.design, self.done, written.lived, findings.world),
            )
        if comparison is not None and told is not None:
            story = story_of(written.design, self.seed, told, self.engine)
            comparison = replace(comparison, story=story)
        return replace(
            findings,
            comparison=comparison,
            course=course_of(self.design, together.lived, without),
            story=story_of(self.design, self.seed, told, self.engine) if told else None,
        )

    def _uneventful(self, world: ComparedWorld) -> list[Lived] | None:
        return uneventful(world.design, self.seed, world.lived, self.engine)

    def _chosen(self, world: ComparedWorld, without: Sequence[Lived] | None) -> ChosenThreat | None:
        scored = [place for place, each in enumerate(world.lived) if each.outcome.scored]
        lived = [world.lived[place] for place in scored]
        if not lived and self.telling.replication is None:
            return None
        touched = None if without is None else hit(lived, [without[place] for place in scored])
        return chosen(world.design, self.seed, lived, self.telling, touched, self.engine)
