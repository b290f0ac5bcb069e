"""The map of a scenario: who is there, who trusts and may tell whom, and what is coming."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.text import Text

from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.quantities import DAYS
from sim.scenario.values.dials import Challenge
from sim.screen.scenario.agreements import agreements
from sim.screen.scenario.channels import channels
from sim.screen.scenario.exercise import exercise
from sim.screen.scenario.injects import injects
from sim.screen.scenario.learned_trust import how_it_is_learned
from sim.screen.scenario.map import map_of
from sim.screen.scenario.pairs import pairs
from sim.screen.scenario.parties import agencies, homes
from sim.screen.scenario.programmes import programmes
from sim.screen.scenario.relations import strains
from sim.screen.scenario.requests import requests
from sim.screen.scenario.response import response
from sim.screen.scenario.sharing import sharing
from sim.screen.scenario.threats import background, threats
from sim.screen.scenario.trust_matrix import trust_matrix
from sim.screen.toolkit.escaping import paragraphs, safe
from sim.screen.toolkit.layout import CAPTION, apart, section
from sim.screen.toolkit.marks import Marks, legend
from sim.screen.toolkit.printing import paper_of
from sim.screen.toolkit.words import duration


def show(scenario: Scenario, console: Console) -> None:
    """Draws a scenario; every number is marked as assumed or with the number of its source."""
    paper, marks = paper_of(console), Marks(scenario)
    sections: tuple[tuple[str, RenderableType | None], ...] = (
        ("Map", map_of(scenario, paper)),
        ("Countries", homes(scenario, marks, paper)),
        ("Agencies", agencies(scenario, marks, paper)),
        (
            "Trust",
            apart(trust_matrix(scenario, marks, paper), how_it_is_learned(scenario, marks)),
        ),
        ("Relations", strains(scenario, marks, paper)),
        ("Who may tell whom", pairs(scenario, paper)),
        ("Channels", channels(scenario, marks, paper)),
        ("Law", agreements(scenario, marks, paper)),
        ("Sharing", sharing(scenario, marks)),
        ("Requests and requests", requests(scenario, marks, paper)),
        ("Threats", threats(scenario, marks, paper)),
        ("Routine work", background(scenario, marks, paper)),
        ("Injects", injects(scenario, paper)),
        ("Programmes", programmes(scenario, marks)),
        ("After a warning", response(scenario, marks, paper)),
        ("Exercise", exercise(scenario, paper)),
        ("Where the numbers come from", legend(marks)),
    )
    console.print(Text(), _beginning(scenario))
    for title, body in sections:
        if body is not None:
            console.print(section(title, body))
    console.print()


def _beginning(scenario: Scenario) -> Group:
    title = Text(safe(scenario.title), style="bold")
    summary = [Text(line, style=CAPTION) for line in paragraphs(scenario.summary)]
    story = [Text(line) for line in paragraphs(scenario.story)]
    return apart(Group(title, *summary), *story, Text(_time(scenario)), _dials(scenario))


def _time(scenario: Scenario) -> str:
    day, minute = divmod(scenario.begins, 24 * 60)
    before = (
        f", after {duration(scenario.warm_up)} of routine work alone" if scenario.warm_up else ""
    )
    window = "until its deadline" if scenario.window is None else f"for {duration(scenario.window)}"
    return (
        f"Begins {DAYS[day]} {minute // 60:02}:{minute % 60:02} UTC and lasts "
        f"{duration(scenario.horizon)}{before}. Each threat is followed {window}."
    )


def _dials(scenario: Scenario) -> Text | None:
    turned = [
        f"{challenge.value} {scenario.dials[challenge]:g}"
        for challenge in Challenge
        if scenario.dials[challenge] != 1
    ]
    return Text(f"Dials that are not at 1: {', '.join(turned)}.") if turned else None
