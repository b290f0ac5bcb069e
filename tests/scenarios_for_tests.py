"""Small scenarios as plain data, for tests that change one thing in them."""

from __future__ import annotations

import json
from typing import Any

from sim.scenario.files.document import Document, parse_document
from sim.scenario.reading.reading import scenario_of
from sim.scenario.schema.scenario import Scenario


def minimal() -> dict[str, Any]:
    """Two countries, an agency each, a channel, a threat: valid, and nothing to warn of."""
    return {
        "entente": 1,
        "title": "Two neighbours",
        "summary": "As little as makes sense.",
        "horizon": "60 d",
        "countries": {
            "Aldren": {"responsible": "Aldren Police"},
            "Brevia": {"responsible": "Brevia Police"},
        },
        "agencies": {
            "Aldren Police": {"country": "Aldren", "observes": [{"kinds": ["sign"]}]},
            "Brevia Police": {"country": "Brevia", "observes": [{"kinds": ["sign"]}]},
        },
        "channels": {"Hotline": {"between": ["Aldren Police", "Brevia Police"]}},
        "threats": {
            "The Shipment": {
                "category": "smuggling",
                "country": "Brevia",
                "onset": "1 d",
                "deadline": "30 d",
                "indicators": {
                    "first": {"kind": "sign", "where": ["Aldren"], "likelihood_ratio": 100.0},
                    "second": {"kind": "sign", "where": ["Brevia"], "likelihood_ratio": 100.0},
                },
            }
        },
    }


CITED = [
    {"of": [each], "cites": "A table."}
    for each in (
        "agencies",
        "channels",
        "agreements",
        "trust",
        "sharing.vetting_distrust",
        "sharing.sanitised_weight",
        "sharing.strip_origin_below",
        "law",
        "threats",
    )
]
"""Sources for everything but vetting and conversion."""


def changed(changes: dict[str, Any]) -> dict[str, Any]:
    """The minimal scenario with the value at each dotted path set, or left out where it is None.

    Names with a space are written as they are; mappings on the way are made.
    """
    data = minimal()
    for path, value in changes.items():
        *way, last = path.split(".")
        node: Any = data
        for step in way:
            node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
        if value is None:
            del node[last]
        else:
            node[last] = value
    return data


def document_of(data: dict[str, Any], name: str = "test.yaml") -> Document:
    """The data as a document, each key on a line of its own."""
    return parse_document(json.dumps(data, indent=1, ensure_ascii=False), name)


def load_data(data: dict[str, Any]) -> Scenario:
    """The data as a scenario, read in the same way as a file."""
    return scenario_of(document_of(data))
