"""The comparison of one scenario's conditions: replications until the rule says enough."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.scenario.schema import Scenario
from sim.study.baseline import baseline_of
from sim.study.conditions import Design
from sim.study.engines import Choice, Wanted
from sim.study.findings import Failure, Findings
from sim.study.intervals import Estimate, Kind
from sim.study.precision import Ending, Precision, StoppingRule
from sim.study.ratios import ratio_difference
from sim.study.replicate import Replicate
from sim.study.runners import Runner, runner
from sim.study.summary import Told, findings_of, restricted_hours

Progress = Callable[[int, int, str], None]
"""Called with replications done, replications to have at the next look, and what is going on."""
COMPILING, RUNNING = "compiling, this once", "replications"


@dataclass(frozen=True)
class Heading:
    """What a comparison is of, as its findings say it."""

    scenario: str
    overrides: tuple[str, ...] = ()


def compare(
    scenario: Scenario,
    *,
    seed: int = 1,
    rule: StoppingRule | None = None,
    workers: int | None = 1,
    heading: Heading | None = None,
    progress: Progress | None = None,
    baseline: Scenario | None = None,
    engine: Wanted | str = Wanted.AUTO,
) -> Findings:
    """How each challenge changes detection, on matched luck.

    Runs replications under every condition until ``rule`` (by default a precision within a budget)
    says enough; Ctrl-C ends it with what is done. The same seed gives the same findings on any
    number of workers; None takes as many as pay, for which a script needs its main guard. A
    ``baseline`` is the scenario without its settings: the findings say what these change. Every
    ``engine`` gives the same; the findings say which ran, and why.

    Raises:
        NotInstalledError: the compiled engine is asked for by name and not there.
        CannotCompileError: it is there, and cannot be used on this machine.
        ValueError: there is no such engine.
    """
    began = time.perf_counter()
    design = Design(scenario)
    rule = Precision() if rule is None else rule
    done: list[Replicate] = []
    failed: list[Failure] = []
    choice = Choice(Wanted(engine), design, seed)
    try:
        with runner(design, seed, workers) as running:
            ending = _until_enough(design, rule, running, choice, done, failed, progress)
    except KeyboardInterrupt:
        ending = Ending.STOPPED
    done.sort(key=lambda replicate: replicate.replication)
    bare = None
    if baseline is not None and ending is not Ending.STOPPED:
        try:
            bare = baseline_of(baseline, design, seed, done, choice.last.engine)
        except KeyboardInterrupt:
            ending = Ending.STOPPED
    return findings_of(
        design,
        done,
        Told(
            heading=heading.scenario if heading else scenario.title,
            overrides=heading.overrides if heading else (),
            seed=seed,
            requested=rule.budget if isinstance(rule, Precision) else rule.replications,
            ending=ending,
            failures=tuple(sorted(failed, key=lambda failure: failure.replication)),
            baseline=bare,
            engine=choice.last,
            seconds=time.perf_counter() - began,
        ),
    )


def _until_enough(
    design: Design,
    rule: StoppingRule,
    running: Runner,
    choice: Choice,
    done: list[Replicate],
    failed: list[Failure],
    progress: Progress | None,
) -> Ending:
    started = 0
    while True:
        look = rule.next_look(started)
        engine = choice.next_for(look - started)
        if progress:
            progress(started, look, RUNNING if engine.ready else COMPILING)
        engine = choice.fetch()
        for result in running.results(range(started, look), engine):
            if isinstance(result, Failure):
                failed.append(result)
            else:
                done.append(result)
            if progress:
                progress(len(done) + len(failed), look, RUNNING)
        started = look
        ending = rule.ending(started, *_headline(design, done, rule))
        if ending is not None:
            return ending


def _headline(
    design: Design, done: Sequence[Replicate], rule: StoppingRule
) -> tuple[Estimate, ...]:
    """The figures that must be precise: hours as written, and how much ideal gains."""
    ordered = sorted(done, key=lambda replicate: replicate.replication)
    scored = [r for r in ordered if r.outcomes[design.as_written].scored]
    if not scored:
        return (Estimate(0.0, 0.0, 0.0, len(done), Kind.T),)
    written = restricted_hours(scored, design.as_written)
    mean = written.estimate()
    gain = ratio_difference(written, restricted_hours(scored, design.ideal))
    negligible = isinstance(rule, Precision) and abs(gain.value) <= rule.allowed(mean.value)
    if gain.kind is Kind.TOO_FEW and negligible:
        return (mean,)
    return (mean, gain)
