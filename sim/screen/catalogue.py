"""The list of scenarios that come with the program."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.scenario.shipped import Shipped
from sim.screen.layout import caption
from sim.screen.untrusted import safe


def catalogue(scenarios: Sequence[Shipped], console: Console) -> None:
    """Prints each scenario's name and what it shows."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in scenarios:
        table.add_row(Text(one.name, style="bold"), Text(safe(one.summary)))
    console.print(table)
    console.print(Text())
    console.print(caption("Start with two-neighbours. Look at one: entente show NAME."))
    console.print(caption("Run one: entente run NAME. Copy one: entente new FILE --from NAME."))
