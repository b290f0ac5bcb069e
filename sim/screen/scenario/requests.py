"""Who asks for information, and the databases that members search, as a scenario writes them."""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.scenario.schema.requests import Requests
from sim.scenario.schema.scenario import Scenario
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, apart, table
from sim.screen.toolkit.marks import Marks
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import duration, listed, written_share


def requests(scenario: Scenario, marks: Marks, paper: Paper) -> RenderableType | None:
    """When agencies ask whom, and what they search; None where nobody asks."""
    if scenario.requests is None:
        return None
    return apart(
        Text(_asking(scenario.requests, marks)),
        _indexes(scenario, marks, paper) if scenario.databases else None,
    )


def _asking(requests: Requests, marks: Marks) -> str:
    who = "Every agency" if requests.by is None else listed(map(safe, requests.by))
    asks = "asks" if requests.by is None or len(requests.by) == 1 else "ask"
    interest = marks.number(written_share(requests.interest), "requests", "interest")
    when = f"from a belief of {interest} up to the threshold"
    if requests.work is None:
        return f"{who} {asks} databases, {when}; partners are not asked."
    work = marks.takes(requests.work, "requests", "work")
    deadline = marks.number(duration(requests.deadline), "requests", "deadline")
    return (
        f"{who} {asks} partners, {when}. An analyst who is asked searches for {work}; an answer "
        f"within {deadline} is in time."
    )


def _indexes(scenario: Scenario, marks: Marks, paper: Paper) -> Table:
    drawn = table(
        paper,
        (
            ("database", "left"),
            ("members", "left"),
            ("takes", "left"),
            ("up to", "left"),
        ),
        narrow=paper.width < 100,
    )
    for name, database in scenario.databases.items():
        drawn.add_row(
            Text(safe(name)).append(f"\nkept by {safe(database.seat)}", style=CAPTION),
            Text(", ".join(map(safe, database.members))),
            Text(marks.takes(database.latency, "databases", name, "latency")),
            Text(database.ceiling.value),
        )
    return drawn
