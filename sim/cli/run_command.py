"""`entente run`: the report of one scenario."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.as_json import print_as_json
from sim.cli.endings import STOPPED
from sim.cli.scenario_argument import (
    a_number,
    engine_option,
    scenario_argument,
    seed_option,
    set_option,
    with_option,
    workers_option,
)

if TYPE_CHECKING:
    from sim.scenario.reading import Reading
    from sim.study.findings import Findings
    from sim.study.precision import StoppingRule


@click.command()
@scenario_argument
@set_option
@with_option
@seed_option("report")
@click.option(
    "-n",
    "--replications",
    type=click.IntRange(1, 1_000_000),
    help="Exactly so many, instead of as many as the precision needs.",
)
@click.option(
    "--budget",
    type=click.IntRange(1, 1_000_000),
    default=1600,
    show_default=True,
    help="At most so many, where the precision would need more.",
)
@click.option(
    "--precision",
    type=click.FloatRange(0.001, 1),
    callback=a_number,
    default=0.05,
    show_default=True,
    help="How narrow intervals should be, as a share of the hours as written.",
)
@workers_option
@engine_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print everything that the report shows as JSON."
)
@click.option(
    "--carry",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the settings and what agencies learned about each other to a file, for --with of "
    "the next exercise.",
)
@click.option(
    "--trace",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the events of one replication to a file, one JSON object a line.",
)
@click.option(
    "--trace-replication",
    type=click.IntRange(0, 1_000_000),
    help="Which; left out, the one whose story the report tells.",
)
def command(
    scenario: str,
    overrides: tuple[str, ...],
    settings: tuple[Path, ...],
    seed: int,
    replications: int | None,
    budget: int,
    precision: float,
    workers: int | None,
    engine: str,
    *,
    as_json: bool,
    carry: Path | None,
    trace: Path | None,
    trace_replication: int | None,
) -> None:
    """Run SCENARIO (a file, or a name from `entente list`) and show what each challenge costs.

    Every condition runs on the same luck: alone, as written, without each challenge, ideal.
    """
    from sim.cli.outputs import can_be_written
    from sim.cli.progress import progress_bar
    from sim.cli.warned import warn
    from sim.scenario.reading import read
    from sim.scenario.shipped import find
    from sim.study.comparison import Heading, compare
    from sim.study.precision import Ending, FixedNumber, Precision

    if trace_replication is not None and trace is None:
        raise click.UsageError("--trace-replication says which replication --trace writes.")
    reading = read(scenario, overrides, settings)
    warn(reading)
    if carry is not None:
        if reading.scenario.trust.learning is None:
            raise click.UsageError(
                "--carry writes what agencies learned about each other, and in this scenario they "
                'learn nothing: see trust.learning, or add --set "trust.learning={}".'
            )
        can_be_written(carry, find(scenario))
    if trace is not None:
        can_be_written(trace, find(scenario))
    rule: StoppingRule = (
        FixedNumber(replications)
        if replications is not None
        else Precision(relative=precision, budget=budget)
    )
    with progress_bar() as progress:
        findings = compare(
            reading.scenario,
            seed=seed,
            rule=rule,
            workers=workers,
            heading=Heading(reading.name, (*map(str, settings), *overrides)),
            progress=progress,
            engine=engine,
            baseline=read(scenario).scenario if overrides or settings else None,
        )
    if not findings.replications:
        _nothing_done(findings)
    _print(findings, as_json=as_json)
    if carry is not None:
        _write_carried(findings, carry, overrides, settings)
    if trace is not None:
        _write_trace(reading, findings, trace, trace_replication)
    if findings.ending is Ending.STOPPED:
        sys.exit(STOPPED)


def _nothing_done(findings: Findings) -> None:
    if findings.failures:
        first = findings.failures[0]
        click.echo(
            f"All {len(findings.failures)} replications failed. The first, {first.condition}: "
            f"{first.error}",
            err=True,
        )
        sys.exit(1)
    click.echo("Stopped before the first replication was complete; there is no result.", err=True)
    sys.exit(STOPPED)


def _print(findings: Findings, *, as_json: bool) -> None:
    if as_json:
        print_as_json(findings)
        return
    from sim.screen.report import report
    from sim.screen.terminal import console

    report(findings, console(sys.stdout))


def _write_carried(
    findings: Findings, carry: Path, overrides: tuple[str, ...], settings: tuple[Path, ...]
) -> None:
    from sim.cli.carrying import write_carried

    number = write_carried(findings, carry, overrides, settings)
    click.echo(
        f"Wrote to {carry} what agencies learned: {number} of {len(findings.learned)} pairs, each "
        f"way its own. The next exercise takes it by --with {carry}.",
        err=True,
    )


def _write_trace(
    reading: Reading, findings: Findings, trace: Path, replication: int | None
) -> None:
    from sim.cli.outputs import write_trace

    told = findings.story.replication if findings.story else 0
    number = told if replication is None else replication
    digest = write_trace(reading.scenario, findings.seed, number, trace, findings.engine)
    click.echo(f"Wrote the events of replication {number} to {trace} (digest {digest}).", err=True)
