"""The comparison of one scenario's conditions: replications until the rule says enough."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, SupportsInt

from sim.analyses.comparison.conditions import ComparisonDesign
from sim.analyses.comparison.replicate import (
    LadderWork,
    Replicate,
    replicating,
)
from sim.errors import InputError, Problem
from sim.experiments.asked import at_least_one, seed_of, some_workers
from sim.experiments.engines import Choice, Wanted
from sim.experiments.failures import Failure, NothingDoneError
from sim.experiments.own_code import OwnCode, measures_given, rules_given
from sim.experiments.progress import Progress, Stage
from sim.experiments.provenance import Provenance
from sim.experiments.runner import Numbered, Runner, attempted, runner
from sim.experiments.workers import Work
from sim.frozen import frozen
from sim.installed import own_version
from sim.measures.own import OwnMeasure
from sim.measures.registry import MEASURES
from sim.plan.rules.replaced import Rules
from sim.scenario.files.other_type import must_be
from sim.scenario.problems.misspelt import member
from sim.scenario.reading.decisions import Decision, Proposal, changes_between
from sim.scenario.reading.reading import loaded
from sim.scenario.schema.scenario import Scenario
from sim.statistics.intervals import Estimate, Kind
from sim.statistics.precision import Ending, FixedNumber, Precision, StoppingRule
from sim.statistics.ratios import ratio_difference
from sim.statistics.unseen import up_to

if TYPE_CHECKING:
    from sim.analyses.comparison.findings import Findings
    from sim.analyses.comparison.story import StoryRequest


@frozen
class Heading:
    """What a comparison is of, as its findings say it."""

    scenario: str
    overrides: tuple[str, ...] = ()


def compare(
    scenario: Scenario | str | Path,
    *,
    against: Scenario | str | Path | None = None,
    replications: int | None = None,
    seed: SupportsInt = 1,
    rule: StoppingRule | None = None,
    workers: int | None = 1,
    engine: Wanted | str = Wanted.AUTO,
    measures: Sequence[str | OwnMeasure] | None = None,
    rules: Rules | None = None,
    progress: Progress | None = None,
    heading: Heading | None = None,
    proposals: Sequence[Proposal] | None = None,
    telling: StoryRequest | None = None,
) -> Findings:
    """What each challenge costs in a scenario, and what sets it apart from another.

    Every condition runs on common random numbers: as written, without each challenge, without any,
    and with every agency alone. Ctrl-C ends it with the replications that are done. The same seed
    gives the same findings on any number of workers and by every engine.

    Args:
        scenario: what is compared: one that is there, a file, or the name of a shipped one.
        against: another scenario, run in the same replications; the findings then say what changes
            from that one to this (`change`, `comparison`).
        replications: exactly so many, instead of a rule.
        seed: the random seed.
        rule: says when there are replications enough; by default when the intervals are narrow
            enough, or 1,600 have run (sequential stopping).
        workers: how many processes; None takes as many as pay, for which a script needs its main
            guard.
        engine: ``auto``, ``simpy`` or ``compiled``; the findings say which ran, and why.
        measures: what else is measured on every condition: names of measures of a study, and
            measures of one's own (`measured`).
        rules: rules of one's own, in place of the model's, in every scenario.
        progress: called as it goes on.
        heading: what the findings say that they are of, where that is not the scenario's title.
        proposals: settings that lead from the other scenario to this one, each by itself.
        telling: whose story is told; left out, one is chosen.

    Raises:
        InputError: a scenario cannot be used, a number is out of range, there is no such engine.
        OwnCodeError: a measure or rule of one's own fails, or cannot be sent to other processes.
        NotInstalledError: the compiled engine is asked for by name and not there.
        CannotCompileError: it is there, and cannot be used on this machine.
        NothingDoneError: every replication failed, or it was stopped before one was complete.
        CannotStartError: other processes cannot start: a script has no main guard.
    """
    began = time.perf_counter()
    some_workers(workers)
    scenario, seed = loaded(scenario), seed_of(seed)
    against = None if against is None else loaded(against)
    asked = measures_given(measures, MEASURES)
    own = OwnCode(tuple(one for one in asked if isinstance(one, OwnMeasure)), rules_given(rules))
    names = tuple(one.name if isinstance(one, OwnMeasure) else one for one in asked)
    ladder = LadderWork(scenario, seed, own, names)
    design = ladder.design
    rule = _rule(rule, replications)
    if proposals is None:
        proposals = () if against is None else [_in_python(against, scenario)]
    heading = heading or Heading(scenario.title, _settings(proposals))
    done: list[Replicate] = []
    failed: list[Failure] = []
    here = replicating(design, seed)
    choice = Choice(
        member(Wanted, "engine", engine),
        design,
        seed,
        attempted(ladder, here),
    )
    try:
        work: Work[Numbered, Replicate | Failure] = ladder
        with runner(work, workers, len(design.conditions(seed, 0)), here) as running:
            ending = _until_enough(design, rule, running, choice, done, failed, progress)
    except KeyboardInterrupt:
        ending = Ending.STOPPED
    if not done:
        raise NothingDoneError(() if ending is Ending.STOPPED else failed)
    from sim.analyses.comparison.aftermath import Aftermath
    from sim.analyses.comparison.findings import WITH_CHANGES, WRITTEN
    from sim.analyses.comparison.measured import measured_of
    from sim.analyses.comparison.story import StoryRequest
    from sim.analyses.comparison.summary import findings_of

    done.sort(key=lambda replicate: replicate.replication)
    findings = findings_of(
        design,
        done,
        Provenance(
            title=scenario.title,
            scenario=heading.scenario,
            overrides=heading.overrides,
            rules=tuple(f"{one.name} = {one.place}" for one in own.noted_rules),
            version=own_version(),
            engine=choice.last.engine.value,
            engine_why=choice.last.told,
            seed=seed,
            replications=len(done),
            requested=rule.max_replications if isinstance(rule, Precision) else rule.replications,
            ending=ending,
            failures=tuple(sorted(failed, key=lambda failure: failure.replication)),
            scored=0,
            windows_hours=(),
            seconds=0.0,
        ),
        WRITTEN if against is None else WITH_CHANGES,
    )
    if names:
        findings = replace(findings, measured=measured_of(design, done, None, findings.world))
    told = Aftermath(design, seed, done, choice.last.engine, telling or StoryRequest())
    try:
        if ending is Ending.STOPPED:
            findings = told.at_once(findings)
        else:
            findings = told.completed(findings, against, proposals)
    except KeyboardInterrupt:
        findings = findings.noting(ending=Ending.STOPPED)
    return findings.noting(seconds=time.perf_counter() - began)


def _rule(rule: StoppingRule | None, replications: int | None) -> StoppingRule:
    """When there are replications enough.

    Raises:
        InputError: both are given, no rule at all, or fewer than one replication.
    """
    if replications is None:
        rule = Precision() if rule is None else rule
        must_be(
            "rule", rule, (Precision, FixedNumber), "`sim.Precision(...)` or `sim.FixedNumber(...)`"
        )
        return rule
    if rule is not None:
        expected = "either a number of replications or a rule"
        raise InputError([Problem(file="replications", expected=expected, found="both")])
    at_least_one("replications", replications)
    return FixedNumber(replications)


def _in_python(against: Scenario, scenario: Scenario) -> Proposal:
    """What leads from one scenario to another, as one decision."""
    return Proposal(Decision("in Python", changes_between(against, scenario)), scenario)


def _settings(proposals: Sequence[Proposal]) -> tuple[str, ...]:
    """Each change as an option would say it."""
    return tuple(
        f"{change.path}={change.now}"
        for proposal in proposals
        for change in proposal.decision.changes
    )


def _until_enough(
    design: ComparisonDesign,
    rule: StoppingRule,
    running: Runner[Replicate | Failure],
    choice: Choice,
    done: list[Replicate],
    failed: list[Failure],
    progress: Progress | None,
) -> Ending:
    started = 0
    while True:
        look = rule.next_look(started)
        told = None if progress is None else partial(progress, started, look)
        if told:
            told(Stage.RUNNING)
        for result in choice.in_turn(running, range(started, look), told):
            if isinstance(result, Failure):
                failed.append(result)
            else:
                done.append(result)
            if progress:
                progress(len(done) + len(failed), look, Stage.RUNNING)
        started = look
        ending = rule.ending(started, *_headline(design, done, rule))
        if ending is not None:
            return ending


def _headline(
    design: ComparisonDesign, done: Sequence[Replicate], rule: StoppingRule
) -> tuple[Estimate, ...]:
    """The figures that must be precise: hours as written, and how much ideal gains."""
    from sim.analyses.comparison.summary import longest_hours, restricted_hours

    ordered = sorted(done, key=lambda replicate: replicate.replication)
    scored = [r for r in ordered if r.outcomes[design.as_written].scored]
    if not scored:
        return (Estimate(0.0, 0.0, 0.0, len(done), Kind.T),)
    written, longest = restricted_hours(scored, design.as_written), longest_hours(scored)
    mean = written.estimate(up_to(longest))
    gain = ratio_difference(written, restricted_hours(scored, design.ideal), most=longest)
    negligible = isinstance(rule, Precision) and abs(gain.value) <= rule.allowed(mean.value)
    if gain.kind is Kind.TOO_FEW and negligible:
        return (mean,)
    return (mean, gain)
