"""What follows a warning, as a scenario writes it: who takes part, and by which warrants."""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.scenario.schema.response import MutualRecognition, Response, Warrant
from sim.scenario.schema.scenario import Scenario
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import apart, table
from sim.screen.toolkit.marks import Marks
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import listed, written_share


def response(scenario: Scenario, marks: Marks, paper: Paper) -> RenderableType | None:
    """Participants, warrants and what a prosecution needs; None without a response."""
    response = scenario.response
    if response is None:
        return None
    return apart(
        Text(_operation(response, marks)),
        _warrants(response, marks, paper),
        _after(response, marks),
    )


def _operation(response: Response, marks: Marks) -> str:
    beside = "; ".join(
        f"against {safe(country)} with {listed(map(safe, agencies))}"
        for country, agencies in response.participants.items()
        if agencies
    )
    return (
        f"A warned agency acts {beside or 'alone'}. Notice reaches a participant after "
        f"{marks.takes(response.notice, 'response', 'notice')}; it is ready after another "
        f"{marks.takes(response.readiness, 'response', 'readiness')}."
    )


def _warrants(response: Response, marks: Marks, paper: Paper) -> Table:
    drawn = table(
        paper,
        (
            ("warrant", "left"),
            ("between", "left"),
            ("with consent", "left"),
            ("contested", "left"),
            ("share\ncontested", "right"),
            ("refused", "right"),
        ),
        narrow=paper.width < 100,
    )
    for name, agreement in response.warrants.items():
        members = ", ".join(map(safe, agreement.members))
        drawn.add_row(safe(name), members, *_row(agreement, ("warrants", name), marks))
    if response.extradition is None:
        drawn.add_row("none", "all others", "", "", "", "")
    else:
        drawn.add_row(
            "extradition", "all others", *_row(response.extradition, ("extradition",), marks)
        )
    return drawn


def _row(
    warrant: Warrant | MutualRecognition, path: tuple[str, ...], marks: Marks
) -> tuple[Text, ...]:
    at = ("response", *path)
    return tuple(
        Text(told)
        for told in (
            marks.takes(warrant.consented, *at, "consented"),
            marks.takes(warrant.contested, *at, "contested"),
            marks.number(written_share(warrant.contested_share), *at, "contested_share"),
            marks.number(written_share(warrant.refusal), *at, "refusal"),
        )
    )


def _after(response: Response, marks: Marks) -> Text:
    arrest = marks.number(written_share(response.arrest), "response", "arrest")
    evidence = marks.number(str(response.evidence), "response", "evidence")
    return Text(
        f"Of operations before the deadline {arrest} lead to an arrest; a prosecution needs "
        f"{evidence} indicators that came through a legal channel."
    )
