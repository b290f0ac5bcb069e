"""The list of studies that come with the program."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import caption
from sim.studies.file.shipped import ShippedStudy


def catalogue_of_studies(studies: Sequence[ShippedStudy], console: Console) -> None:
    """Prints each study's name and what it asks."""
    names = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    names.add_column(no_wrap=True)
    names.add_column(overflow="fold")
    for one in studies:
        names.add_row(Text(one.name, style="bold"), Text(safe(one.question)))
    console.print(names)
    console.print(Text())
    console.print(
        caption("Run one: entente sweep NAME. Copy one: entente new study FILE --from NAME.")
    )
