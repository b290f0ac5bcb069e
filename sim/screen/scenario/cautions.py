"""What `entente check` says of a file that can be run."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from sim.analyses.checked import Checked
from sim.scenario.files.paths import dotted
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import caption
from sim.screen.toolkit.words import plural


def cautions(checked: Checked, console: Console) -> None:
    """Prints what is in the scenario, and each warning with its place in the file."""
    reading, found = checked.reading, checked.cautions
    scenario = reading.scenario
    console.print(
        Text(
            f"{safe(reading.name)}: fine. "
            f"{plural(len(scenario.countries), 'country', 'countries')}, "
            f"{plural(len(scenario.agencies), 'agency', 'agencies')}, "
            f"{plural(len(scenario.channels), 'channel')}, "
            f"{plural(len(scenario.threats), 'threat')}."
        )
    )
    if not found:
        console.print(Text("No warnings about the exercise."))
        return
    console.print(Text(f"{plural(len(found), 'warning')} about the exercise:"))
    for caution in found:
        console.print(Text())
        line = checked.line_of(caution)
        place = "" if line is None else f"line {line}  "
        console.print(Text(f"{place}{safe(dotted(caution.path))}", style="bold"))
        console.print(_indented(Text(f"{safe(caution.message)}.")))
        if caution.hint:
            console.print(_indented(caption(_sentence(caution.hint))))


def _indented(words: Text) -> Padding:
    return Padding(words, (0, 0, 0, 4))


def _sentence(hint: str) -> str:
    spoken = safe(hint)
    return spoken if spoken.endswith(("?", ".")) else f"{spoken}."
