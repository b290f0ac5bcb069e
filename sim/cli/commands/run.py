"""`entente run`: the report of one scenario."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.formats import JsonFormat
from sim.cli.printing import print_as_json
from sim.cli.renamed import with_old_names
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
    from sim.analyses.comparison.findings import Findings
    from sim.analyses.comparison.story import StoryRequest
    from sim.scenario.reading.reading import Reading
    from sim.statistics.precision import StoppingRule


@click.command(cls=with_old_names({"--budget": "--max-replications"}))
@scenario_argument
@set_option
@with_option
@seed_option("report")
@click.option(
    "-n",
    "--replications",
    type=click.IntRange(1, 1_000_000),
    help="Exactly so many replications, instead of as many as the precision needs.",
)
@click.option(
    "--max-replications",
    type=click.IntRange(1, 1_000_000),
    default=1600,
    show_default=True,
    help="At most so many replications, where the precision would need more.",
)
@click.option(
    "--precision",
    type=click.FloatRange(0.001, 1),
    callback=a_number,
    default=0.05,
    show_default=True,
    help="Target half-width of the 95 % confidence interval, relative to the mean.",
)
@workers_option
@engine_option
@click.option("--brief", is_flag=True, help="Show one screen: the answer and one chart.")
@click.option(
    "--pager/--no-pager",
    default=None,
    help="Page what is longer than the screen (default: on a terminal).",
)
@click.option(
    "--story",
    "story_of",
    type=click.IntRange(0, 1_000_000),
    help="Tell the story of this replication (default: one near the median).",
)
@click.option("--threat", help="Tell the story of this threat.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print everything that the report shows as JSON."
)
@click.option(
    "--carry",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the settings and what agencies learned about each other to a new file, for --with "
    "of the next exercise.",
)
@click.option(
    "--page",
    "page_to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report as one page for a browser, too, with a map on which a day plays.",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Let --carry and --page write over a file that is there already.",
)
@click.option(
    "--trace",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the events of one replication to a file, one JSON object a line.",
)
@click.option(
    "--trace-replication",
    type=click.IntRange(0, 1_000_000),
    help="Replication that --trace writes (default: the one whose story is told).",
)
def command(
    scenario: str,
    overrides: tuple[str, ...],
    settings: tuple[Path, ...],
    seed: int,
    replications: int | None,
    max_replications: int,
    precision: float,
    workers: int | None,
    engine: str,
    *,
    brief: bool,
    pager: bool | None,
    story_of: int | None,
    threat: str | None,
    as_json: bool,
    carry: Path | None,
    page_to: Path | None,
    overwrite: bool,
    trace: Path | None,
    trace_replication: int | None,
) -> None:
    """Run SCENARIO (a file, or a name from `entente list`) and show what each challenge costs.

    Every condition runs on common random numbers: alone, as written, without each challenge,
    ideal. With --set and --with also what these change, of several each by itself and all
    together.
    """
    from sim.analyses.comparison.comparison import Heading, compare
    from sim.cli.analysing import end, found
    from sim.cli.warned import warn
    from sim.scenario.reading.decisions import proposals
    from sim.scenario.reading.reading import read
    from sim.statistics.precision import FixedNumber, Precision

    if trace_replication is not None and trace is None:
        raise click.UsageError("--trace-replication says which replication --trace writes.")
    reading = read(scenario, overrides, settings)
    warn(reading)
    _check_outputs(reading, scenario, settings, carry, trace, page_to, overwrite=overwrite)
    written = read(scenario) if overrides or settings else None
    telling = _telling(written or reading, seed, story_of, threat)
    rule: StoppingRule = (
        FixedNumber(replications)
        if replications is not None
        else Precision(relative=precision, max_replications=max_replications)
    )
    findings = found(
        lambda progress: compare(
            reading.scenario,
            seed=seed,
            rule=rule,
            workers=workers,
            heading=Heading(reading.name, (*map(str, settings), *overrides)),
            progress=progress,
            engine=engine,
            against=written.scenario if written else None,
            proposals=proposals(scenario, overrides, settings) if written else (),
            telling=telling,
        )
    )
    _print(findings, as_json=as_json, brief=brief, pager=pager)
    if carry is not None:
        _write_carried(findings, carry, overrides, settings)
    if page_to is not None:
        from sim.cli.pages import write_page
        from sim.errors import printable

        write_page(page_to, findings, reading.scenario, written.scenario if written else None, {})
        click.echo(f"Wrote {printable(str(page_to))}: open it in a browser.", err=True)
    if trace is not None:
        _write_trace(reading, findings, trace, trace_replication)
    end(findings)


def _check_outputs(
    reading: Reading,
    scenario: str,
    settings: tuple[Path, ...],
    carry: Path | None,
    trace: Path | None,
    page: Path | None,
    *,
    overwrite: bool,
) -> None:
    """Says before long work that something cannot be written, or would write over something."""
    from sim.cli.outputs import can_be_written, not_there_yet, one_file_each
    from sim.scenario.reading.shipped import find

    if overwrite and carry is None and page is None:
        raise click.UsageError("--overwrite is about the files that --carry and --page write.")
    if carry is not None and reading.scenario.trust.learning is None:
        raise click.UsageError(
            "--carry writes what agencies learned about each other, and in this scenario they "
            'learn nothing: see trust.learning, or add --set "trust.learning={}".'
        )
    one_file_each({"--carry": carry, "--trace": trace, "--page": page})
    for path in (carry, trace, page):
        if path is not None:
            can_be_written(path, {"the scenario itself": find(scenario)})
    for path in (trace, page):
        if path is not None:
            can_be_written(path, {f"that of --with {each}": each for each in settings})
    for path in (carry, page):
        if path is not None and not overwrite:
            not_there_yet(path, "--overwrite")


def _telling(
    reading: Reading, seed: int, replication: int | None, threat: str | None
) -> StoryRequest:
    """Whose story is asked for.

    Raises:
        InputError: the scenario has no such threat, or the replication scores none.
    """
    from sim.analyses.comparison.conditions import ComparisonDesign
    from sim.analyses.comparison.story import StoryRequest, chosen
    from sim.errors import InputError, Problem
    from sim.scenario.files.words import did_you_mean, listed, nearest

    names = list(reading.scenario.threats)
    if threat is not None and threat not in names:
        hint = did_you_mean(nearest(threat, names)) or f"there is {listed(names)}"
        expected = "the name of a threat of the scenario"
        problem = Problem(
            file=f"--threat {threat}", expected=expected, found=f"`{threat}`", hint=hint
        )
        raise InputError([problem])
    telling = StoryRequest(replication, threat)
    if (
        replication is not None
        and chosen(ComparisonDesign(reading.scenario), seed, (), telling) is None
    ):
        what = "threat" if threat is None else f"`{threat}`"
        expected = f"a replication that scores {'a ' if threat is None else ''}{what}"
        problem = Problem(file=f"--story {replication}", expected=expected, found="none there")
        raise InputError([problem])
    return telling


def _print(findings: Findings, *, as_json: bool, brief: bool, pager: bool | None) -> None:
    if as_json:
        print_as_json(findings, JsonFormat.RUN)
        return
    from sim.screen.report.report import brief as one_screen
    from sim.screen.report.report import report
    from sim.screen.toolkit.terminal import paged

    with paged(sys.stdout, wanted=not brief if pager is None else pager) as console:
        if brief:
            one_screen(findings, console)
        else:
            report(findings, console)


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
    digest = write_trace(
        reading.scenario, findings.provenance.seed, number, trace, findings.provenance.engine
    )
    click.echo(f"Wrote the events of replication {number} to {trace} (digest {digest}).", err=True)
