"""The fingerprints of what happens in the shipped scenarios, at one seed."""

from __future__ import annotations

import json
from pathlib import Path

from tests.shipped_runs import SHIPPED, design, record

FILE = Path(__file__).with_name("digests.json")
REPLICATIONS = 3

Digests = dict[str, dict[str, list[str]]]
"""By scenario and condition, one for each replication."""


def digests() -> Digests:
    """As the program computes them now."""
    return {
        name: {
            condition: [
                record(name, design(name).plan(design(name).ladder[condition]), n).digest()
                for n in range(REPLICATIONS)
            ]
            for condition in ("as written", "ideal")
        }
        for name in SHIPPED
    }


def kept() -> Digests:
    """As they were when they were last renewed."""
    found: Digests = json.loads(FILE.read_text(encoding="utf-8"))
    return found
