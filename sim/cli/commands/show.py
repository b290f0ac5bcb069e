"""`entente show`: one scenario as tables and a matrix."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.scenario_argument import scenario_argument, set_option, with_option
from sim.errors import InputError, Problem
from sim.installed import typed

if TYPE_CHECKING:
    from sim.scenario.schema.scenario import Scenario


@click.command()
@scenario_argument
@set_option
@with_option
@click.option("--guide", "only_guide", is_flag=True, help="Print the facilitator's guide instead.")
@click.option(
    "--for",
    "team",
    metavar="TEAM",
    help="Print what a team may know and nothing more; `participants`: what everybody may.",
)
def command(
    scenario: str,
    overrides: tuple[str, ...],
    settings: tuple[Path, ...],
    *,
    only_guide: bool,
    team: str | None,
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
    if team is not None:
        _print_briefing(reading.scenario, team)
        return
    show(reading.scenario, console(sys.stdout))
    if guide.is_file():
        click.echo(f"\nThe facilitator's guide: entente show {typed(scenario)} --guide")


def _print_briefing(scenario: Scenario, team: str) -> None:
    from sim.exercise.errors import UnknownNameError
    from sim.exercise.levers import levers_of
    from sim.exercise.teams import teams_of
    from sim.screen.exercise.briefing import for_participants, for_team
    from sim.screen.exercise.document import as_markdown

    teams = {each.name: each for each in teams_of(scenario)}
    if team == "participants" and team not in teams:
        _print_markdown(as_markdown(for_participants(scenario)))
    elif team in teams:
        levers = levers_of(scenario, tuple(teams.values()))
        _print_markdown(as_markdown(for_team(scenario, teams[team], levers)))
    else:
        raise UnknownNameError("team", team, [*teams, "participants"])


def _print_markdown(text: str) -> None:
    from rich.markdown import Markdown

    from sim.screen.toolkit.escaping import safe
    from sim.screen.toolkit.terminal import console

    shown = "\n".join(safe(line) for line in text.splitlines())
    console(sys.stdout).print(Markdown(shown))


def _print_guide(guide: Path) -> None:
    if not guide.is_file():
        problem = Problem(
            file=str(guide),
            expected="a facilitator's guide beside the scenario",
            found="no such file",
            hint="`entente new FILE --from NAME` copies the guide of a shipped scenario too.",
        )
        raise InputError([problem])
    _print_markdown(guide.read_text("utf-8", "replace"))
