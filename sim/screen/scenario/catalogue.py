"""The list of scenarios that come with the program."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.scenario.reading.shipped import Shipped
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import caption


def catalogue(scenarios: Sequence[Shipped], console: Console) -> None:
    """Prints what each scenario asks of a room, and what it is about; not what comes out."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("scenario", no_wrap=True)
    table.add_column("min", justify="right", no_wrap=True)
    table.add_column("people", justify="right", no_wrap=True)
    table.add_column("tables", justify="right", no_wrap=True)
    table.add_column("about", overflow="fold")
    for one in scenarios:
        table.add_row(Text(one.name, style="bold"), *_room(one), _about(one))
    if scenarios:
        console.print(table)
        console.print(Text())
    else:
        console.print(Text("No scenario fits. Ask for less, or see all: entente list."))
    console.print(caption("Start with two-neighbours. Look at one: entente show NAME."))
    console.print(caption("Run one: entente run NAME. Copy one: entente new FILE --from NAME."))


def _room(one: Shipped) -> tuple[str, str, str]:
    if one.room is None:
        return ("", "", "")
    fewest, most = one.room.people
    return (str(one.room.minutes), f"{fewest} to {most}", str(one.room.tables))


def _about(one: Shipped) -> Text:
    return Text(safe(one.summary)).append(f"\n{safe(one.field)}", style="cyan")
