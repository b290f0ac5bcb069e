"""Whether a handling costs as little with 80 countries and 200 agencies as with 12 agencies."""

from __future__ import annotations

from benchmarks.interleaved import interleaved, print_rates, print_ratio
from benchmarks.network import AGENCIES, network
from benchmarks.speed_of_compiled_engine import TOGETHER, compiled_engine
from sim.plan.planner import Planner
from sim.scenario.reading.reading import load

SCENARIO = "wide-table"
AIM = 2.0
"""How many times as much a handling may cost as in the small network."""


def measure(rounds: int) -> None:
    """Prints the handlings a second of the small network and of the coalition, both as written."""
    coalition = load(SCENARIO)
    contestants = [
        compiled_engine(Planner(network()).plan(), f"{AGENCIES} agencies", TOGETHER),
        compiled_engine(
            Planner(coalition).plan(), f"{SCENARIO}, {len(coalition.agencies)} agencies", TOGETHER
        ),
    ]
    print(
        f"{SCENARIO}: {len(coalition.countries)} countries, {len(coalition.agencies)} agencies, "
        "a dozen partners each on average"
    )
    times = interleaved(contestants, rounds)
    print_rates(contestants, times)
    print_ratio("cost against the small one", times[0], times[1], f"at most {AIM:.1f}")
