"""The network that speed is measured on: twelve busy agencies that tell three partners each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sim.scenario.files.document import Document, parse_document
from sim.scenario.reading.reading import scenario_of
from sim.scenario.schema.scenario import Scenario

AGENCIES = 12
ANALYSTS = 4
DAYS = 30
REPORTS_A_DAY = 20
TRIAGE_HOURS = 1.2
COPIED = 0.6
"""The chance that a report goes to a given partner."""
REVIEWED = 0.5
"""The chance that a lawyer looks at a copy."""
REVIEW_MEDIAN_HOURS = 24.0
REVIEW_SIGMA = 0.8
TRANSIT_HOURS = 4.0


def partners(agency: int) -> tuple[int, ...]:
    """Whom an agency of the benchmark tells."""
    return BENCHMARK.partners(agency)


@dataclass(frozen=True)
class Size:
    """How many agencies there are on a ring, and how far along it stand those that each tells."""

    agencies: int
    steps: Sequence[int]
    analysts: int
    days: int

    def partners(self, agency: int) -> tuple[int, ...]:
        """Whom an agency tells."""
        return tuple((agency + step) % self.agencies for step in self.steps)


BENCHMARK = Size(AGENCIES, (-1, 1, AGENCIES // 2), ANALYSTS, DAYS)
"""Neighbours on the ring and the agency across."""


def network(size: Size = BENCHMARK) -> Scenario:
    """The network as a scenario: each agency a country of its own, routine reports alone."""
    return scenario_of(document(size))


def document(size: Size = BENCHMARK) -> Document:
    """The network as a scenario file says it."""
    return parse_document(json.dumps(_written(size), indent=1), "network")


def _written(size: Size) -> dict[str, object]:
    return {
        "entente": 1,
        "title": "Network",
        "summary": f"{size.agencies} agencies around the clock.",
        "horizon": f"{size.days} d",
        "countries": {
            _country(number): {"legal_desk": {"opening": "round the clock"}}
            for number in range(size.agencies)
        },
        "agencies": {_agency(n): _agency_written(n, size.analysts) for n in range(size.agencies)},
        "channels": _channels(size),
        "agreements": {
            "Pact": {
                "members": [_country(number) for number in range(size.agencies)],
                "review": {"probability": REVIEWED, "duration": _review()},
            }
        },
        "trust": {"default": COPIED},
        "sharing": {"vetting": "0 h", "sanitised_weight": 1.0, "default_marking": "AMBER"},
        "background": {
            "routine": {"category": "any", "rate": f"{REPORTS_A_DAY} per day", "worth_sharing": 1.0}
        },
    }


def _agency_written(number: int, analysts: int) -> dict[str, object]:
    return {
        "country": _country(number),
        "analysts": analysts,
        "opening": "round the clock",
        "triage": {"exponential": {"mean": f"{TRIAGE_HOURS} h"}},
    }


def _channels(size: Size) -> dict[str, object]:
    agencies = range(size.agencies)
    pairs = {tuple(sorted((one, other))) for one in agencies for other in size.partners(one)}
    return {
        f"Line {one + 1} {other + 1}": {
            "between": [_agency(one), _agency(other)],
            "latency": {"exponential": {"mean": f"{TRANSIT_HOURS} h"}},
        }
        for one, other in sorted(pairs)
    }


def _review() -> dict[str, object]:
    return {"lognormal": {"median": f"{REVIEW_MEDIAN_HOURS} h", "sigma": REVIEW_SIGMA}}


def _country(number: int) -> str:
    return f"Country {number + 1}"


def _agency(number: int) -> str:
    return f"Agency {number + 1}"
