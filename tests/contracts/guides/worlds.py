"""Scenarios run as often as a guide's figures need, each world once for everybody who asks."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import sim
from sim.analyses.comparison.conditions import ChallengeCondition, ComparisonDesign
from sim.analyses.comparison.findings import Findings
from sim.analyses.comparison.replicate import Replicate
from sim.analyses.comparison.summary import findings_of
from sim.analyses.programmes.programmes import ProgrammeFindings, compare_programmes
from sim.cli.carrying import write_carried
from sim.experiments.engines import Choice, Wanted
from sim.experiments.provenance import Provenance
from sim.installed import own_version
from sim.plan.values.plan import Plan
from sim.scenario.files.document import read_document
from sim.scenario.reading.reading import load
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Challenge
from sim.statistics.precision import Ending
from tests.quickest import replicates

SEED = 1
OFTEN = 1600
"""Replications of one world, from which shares and days are told."""
SPLIT = 400
"""Replications of every set of challenges: what each costs is paired, and settles sooner."""
LARGE = {"wide-table": 200}
IDEAL = tuple(f"dials.{challenge.value}=0" for challenge in Challenge)


class AsItIs(ComparisonDesign):
    """One world by itself, and what everybody there would find alone; no challenge is removed."""

    @cached_property
    def challenges(self) -> tuple[Challenge, ...]:
        """None is looked at."""
        return ()

    def plan(self, condition: ChallengeCondition) -> Plan:
        """The world as it is, with sharing or without."""
        known = self._plans.get(condition)
        if known is None:
            known = self._plans[condition] = self.planner.plan(sharing=condition.sharing)
        return known


@cache
def split(name: str) -> Findings:
    """What each challenge costs in a shipped scenario."""
    return sim.compare(load(name), seed=SEED, rule=sim.FixedNumber(LARGE.get(name, SPLIT)))


@cache
def lived(name: str, *settings: str) -> Findings:
    """A shipped scenario under these settings, without the costs of challenges."""
    return _lived(name, load(name, list(settings)), settings)


@cache
def programmes(name: str, *settings: str) -> ProgrammeFindings:
    """What the programmes of a shipped scenario buy."""
    return compare_programmes(load(name, list(settings)), seed=SEED, replications=OFTEN)


@cache
def exercise(name: str, number: int) -> Findings:
    """The first, second or third exercise: each takes on what the last one learned."""
    if number == 1:
        return lived(name)
    with TemporaryDirectory() as folder:
        left = Path(folder) / "left.yaml"
        write_carried(exercise(name, number - 1), left, (), ())
        settings = read_document(left).data
    return lived(name, *(f"{_quoted(at)}={value}" for at, value in settings.items()))


def _quoted(path: str) -> str:
    return path


def _lived(name: str, scenario: Scenario, settings: tuple[str, ...]) -> Findings:
    design = AsItIs(scenario)
    replications = LARGE.get(name, OFTEN)
    engine = Choice(Wanted.AUTO, design, SEED).ready_for(replications)
    done = replicates(design, SEED, range(replications), engine)
    complete = [each for each in done if isinstance(each, Replicate)]
    assert len(complete) == replications, [e for e in done if not isinstance(e, Replicate)][:1]
    chosen = Choice(Wanted.AUTO, design, SEED).last
    provenance = Provenance(
        title=scenario.title,
        scenario=name,
        overrides=settings,
        version=own_version(),
        engine=chosen.engine.value,
        engine_why=chosen.told,
        seed=SEED,
        replications=replications,
        requested=replications,
        ending=Ending.FIXED,
        scored=0,
        windows_hours=(),
        seconds=0.0,
    )
    return findings_of(design, complete, provenance)
