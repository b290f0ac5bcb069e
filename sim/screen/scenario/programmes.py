"""Programmes of a scenario: when each starts and works, what it costs, what it changes."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from sim.scenario.schema.programmes import Cost, Programme
from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.effects import described
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, apart, caption
from sim.screen.toolkit.marks import Marks
from sim.screen.toolkit.words import count, duration, listed


def programmes(scenario: Scenario, marks: Marks) -> RenderableType | None:
    """A paragraph for each programme; None without any."""
    if not scenario.programmes:
        return None
    return apart(
        *(_offer(name, programme, marks) for name, programme in scenario.programmes.items()),
        caption(
            "Only what is in force is carried out when the scenario is run; `entente programmes` "
            "says which buy the most for their cost. Costs are in one unit for all, with what the "
            "hours of analysts are worth in it."
        ),
    )


def _offer(name: str, programme: Programme, marks: Marks) -> Text:
    standing = "in force" if programme.in_force else "on offer"
    words = Text(safe(name), style="bold")
    words.append(f"  {programme.kind.value}, {standing}", style="not bold")
    when, cost = _times(name, programme, marks), _cost(name, programme.cost, marks)
    words.append(f"\n{when}; {cost}.", style="not bold")
    for called, change in programme.effects.items():
        later = f", a further {duration(change.later)} later" if change.later else ""
        words.append(f"\n- {safe(called)}{later}: {described(change)}", style=f"not bold {CAPTION}")
    return words


def _times(name: str, programme: Programme, marks: Marks) -> str:
    start = f"after {duration(programme.starts)}" if programme.starts else "at the beginning"
    if not programme.works_after:
        return f"Starts {start} and works at once"
    delay = marks.number(duration(programme.works_after), "programmes", name, "works_after")
    return f"Starts {start} and works {delay} later"


def _cost(name: str, cost: Cost, marks: Marks) -> str:
    at = ("programmes", name, "cost")
    money = [marks.number(f"{cost.money:g}", *at, "money")] if cost.money else []
    if not cost.hours:
        return f"costs {money[0]}"
    spent = [
        f"{marks.number(_working(hours), *at, 'analyst_hours', agency)} of analysts at "
        f"{safe(agency)}"
        for agency, hours in cost.analyst_hours.items()
        if hours > 0
    ]
    each = marks.number(f"{cost.hourly:g}", *at, "hourly")
    return f"costs {listed([*money, *spent])}, {cost.total:g} in all with {each} an hour"


def _working(hours: float) -> str:
    """Working hours, which make no days of 24: ``160 h``."""
    return f"{count(hours)} h"
