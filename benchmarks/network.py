"""The network that speed is measured on: twelve busy agencies that tell three partners each."""

from __future__ import annotations

import json

from sim.scenario.document import parse_document
from sim.scenario.reading import scenario_of
from sim.scenario.schema import Scenario

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


def partners(agency: int) -> tuple[int, int, int]:
    """Whom an agency tells: its neighbours on a ring and the agency across."""
    return ((agency - 1) % AGENCIES, (agency + 1) % AGENCIES, (agency + AGENCIES // 2) % AGENCIES)


def network() -> Scenario:
    """The network as a scenario: each agency a country of its own, routine reports alone."""
    return scenario_of(parse_document(json.dumps(_written(), indent=1), "network"))


def _written() -> dict[str, object]:
    return {
        "entente": 1,
        "title": "Network",
        "summary": "Twelve agencies around the clock.",
        "horizon": f"{DAYS} d",
        "countries": {
            _country(number): {"legal_desk": {"opening": "round the clock"}}
            for number in range(AGENCIES)
        },
        "agencies": {_agency(number): _agency_written(number) for number in range(AGENCIES)},
        "channels": _channels(),
        "agreements": {
            "Pact": {
                "members": [_country(number) for number in range(AGENCIES)],
                "review": {"probability": REVIEWED, "duration": _review()},
            }
        },
        "trust": {"default": COPIED},
        "sharing": {"vetting": "0 h", "sanitised_weight": 1.0, "default_marking": "AMBER"},
        "background": {
            "routine": {"category": "any", "rate": f"{REPORTS_A_DAY} per day", "worth_sharing": 1.0}
        },
    }


def _agency_written(number: int) -> dict[str, object]:
    return {
        "country": _country(number),
        "analysts": ANALYSTS,
        "opening": "round the clock",
        "triage": {"exponential": {"mean": f"{TRIAGE_HOURS} h"}},
    }


def _channels() -> dict[str, object]:
    pairs = {tuple(sorted((one, other))) for one in range(AGENCIES) for other in partners(one)}
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
