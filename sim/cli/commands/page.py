"""`entente page`: one file that shows a scenario to a class."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.scenario_argument import (
    engine_option,
    scenario_argument,
    seed_option,
    set_option,
    with_option,
    workers_option,
)

if TYPE_CHECKING:
    from sim.statistics.precision import StoppingRule


@click.command
@scenario_argument
@click.option(
    "--to",
    "to",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, such as page.html.",
)
@click.option(
    "--against", help="Another scenario, a file or a name, to stand beside it on the same day."
)
@set_option
@with_option
@seed_option("page")
@click.option(
    "-n",
    "--replications",
    type=click.IntRange(1, 1_000_000),
    help="Exactly so many replications, instead of as many as the precision needs.",
)
@workers_option
@engine_option
@click.option("--overwrite", is_flag=True, help="Let it write over a file that is there already.")
def command(
    scenario: str,
    to: Path,
    against: str | None,
    overrides: tuple[str, ...],
    settings: tuple[Path, ...],
    seed: int,
    replications: int | None,
    workers: int | None,
    engine: str,
    *,
    overwrite: bool,
) -> None:
    """Write SCENARIO as one page for a browser: a map on which a day plays, twice, and figures.

    The page needs nothing else and asks nobody for anything. On the right stands the same day
    without one challenge; with --set, --with or --against, with these changes, or the other
    scenario on the left.
    """
    from sim.analyses.comparison.comparison import Heading, compare
    from sim.analyses.comparison.findings import WITH_CHANGES, WRITTEN
    from sim.cli.analysing import end, found
    from sim.cli.outputs import can_be_written, not_there_yet
    from sim.cli.pages import write_page
    from sim.cli.warned import warn
    from sim.scenario.reading.decisions import proposals
    from sim.scenario.reading.reading import read
    from sim.scenario.reading.shipped import find
    from sim.statistics.precision import FixedNumber, Precision

    if against is not None and (overrides or settings):
        raise click.UsageError("Either --against another scenario, or --set and --with, not both.")
    reading = read(scenario, overrides, settings)
    warn(reading)
    kept = {"the scenario itself": find(scenario)}
    kept |= {} if against is None else {"that of --against": find(against)}
    can_be_written(to, kept | {f"that of --with {path}": path for path in settings})
    if not overwrite:
        not_there_yet(to, "--overwrite")
    other = read(against or scenario) if against or overrides or settings else None
    rule: StoppingRule = Precision() if replications is None else FixedNumber(replications)
    findings = found(
        lambda progress: compare(
            reading.scenario,
            against=other.scenario if other else None,
            rule=rule,
            seed=seed,
            workers=workers,
            engine=engine,
            heading=Heading(reading.name, (*map(str, settings), *overrides)),
            proposals=proposals(scenario, overrides, settings) if other and not against else None,
            progress=progress,
        )
    )
    write_page(
        to,
        findings,
        reading.scenario,
        other.scenario if other else None,
        {WRITTEN: other.scenario.title, WITH_CHANGES: reading.scenario.title}
        if other and against
        else {},
    )
    click.echo(f"Written to {to}: open it in a browser.")
    end(findings)
