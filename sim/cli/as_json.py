"""Findings printed as JSON, for whatever command finds them."""

from __future__ import annotations

from typing import Any

import click


def print_as_json(findings: Any) -> None:
    """Prints everything that was found, under the names that it has in Python."""
    import json

    from sim.study.as_data import as_data

    click.echo(json.dumps(as_data(findings), indent=2, ensure_ascii=False))
