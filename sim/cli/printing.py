"""What a command found, printed: drawn for people, or as JSON for other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.cli.formats import JsonFormat

if TYPE_CHECKING:
    from rich.console import Console

Found = TypeVar("Found")


def print_found(
    found: Found, form: JsonFormat, draw: Callable[[Found, Console], None], *, as_json: bool
) -> None:
    """Prints what was found, as JSON of a format or drawn."""
    if as_json:
        print_as_json(found, form)
        return
    from sim.screen.toolkit.terminal import console

    draw(found, console(sys.stdout))


def print_as_json(findings: Any, form: JsonFormat) -> None:
    """Prints everything that was found, under the names that it has in Python."""
    from sim.analyses.as_data import as_data

    print_data({"format": form.value, **as_data(findings)})


def print_data(data: Any) -> None:
    """Prints JSON: data is UTF-8 wherever it goes, whatever a terminal's code page is."""
    import json

    text = json.dumps(data, indent=2, ensure_ascii=False)
    click.echo(text if sys.stdout.isatty() else text.encode("utf-8", "surrogatepass"))
