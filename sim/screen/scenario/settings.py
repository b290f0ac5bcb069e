"""What `entente check` says of a file of settings whose form is right."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from sim.scenario.reading.decisions import TAKEN_OUT, as_written
from sim.scenario.reading.settings import Settings
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import caption
from sim.screen.toolkit.words import plural

_MOST = 12


def checked(settings: Settings, console: Console) -> None:
    """Prints what a file sets, and how its names are looked up in a scenario."""
    values = settings.values
    console.print(
        Text(
            f"{safe(Path(settings.name).stem)}: settings for a scenario, "
            f"{plural(len(values), 'value')}, in the form that a scenario has."
        )
    )
    for path, value in list(values.items())[:_MOST]:
        now = TAKEN_OUT if value is None else as_written(value)
        console.print(Text(f"  {safe(path)}: {safe(now)}"))
    if len(values) > _MOST:
        console.print(Text(f"  ... and {len(values) - _MOST:,} more"))
    console.print(
        caption(f"To check its names as well: entente check SCENARIO --with {safe(settings.name)}")
    )
