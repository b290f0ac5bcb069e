"""Findings printed as JSON, for whatever command finds them."""

from __future__ import annotations

import sys
from typing import Any

import click


def print_as_json(findings: Any) -> None:
    """Prints everything that was found, under the names that it has in Python."""
    from sim.analyses.as_data import as_data

    print_data(as_data(findings))


def print_data(data: Any) -> None:
    """Prints JSON: data is UTF-8 wherever it goes, whatever a terminal's code page is."""
    import json

    text = json.dumps(data, indent=2, ensure_ascii=False)
    click.echo(text if sys.stdout.isatty() else text.encode("utf-8", "surrogatepass"))
