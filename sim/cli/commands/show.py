"""`entente show`: one scenario as tables and a matrix."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sim.cli.scenario_argument import scenario_argument, set_option, with_option
from sim.errors import InputError, Problem
from sim.installed import typed


@click.command()
@scenario_argument
@set_option
@with_option
@click.option("--guide", "only_guide", is_flag=True, help="Print the facilitator's guide instead.")
def command(
    scenario: str,
    overrides: tuple[str, ...],
    settings: tuple[Path, ...],
    *,
    only_guide: bool,
) -> None:
    """Draw SCENARIO: a map, countries, agencies, who may tell whom, and what stands between.

    Assumed numbers are marked, cited ones carry their source.
    """
    from sim.scenario.reading.reading import read
    from sim.scenario.reading.shipped import find
    from sim.screen.scenario.show import show
    from sim.screen.toolkit.terminal import console

    path = find(scenario)
    guide = path.parent / f"{path.stem}.md"
    if only_guide:
        _print_guide(guide)
        return
    reading = read(scenario, overrides, settings)
    show(reading.scenario, console(sys.stdout))
    if guide.is_file():
        click.echo(f"\nThe facilitator's guide: entente show {typed(scenario)} --guide")


def _print_guide(guide: Path) -> None:
    from rich.markdown import Markdown

    from sim.screen.toolkit.escaping import safe
    from sim.screen.toolkit.terminal import console

    if not guide.is_file():
        problem = Problem(
            file=str(guide),
            expected="a facilitator's guide beside the scenario",
            found="no such file",
            hint="`entente new FILE --from NAME` copies the guide of a shipped scenario too.",
        )
        raise InputError([problem])
    text = "\n".join(safe(line) for line in guide.read_text("utf-8", "replace").splitlines())
    console(sys.stdout).print(Markdown(text))
