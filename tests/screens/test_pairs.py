"""Does the screen say of each pair what its planned routes say?"""

from __future__ import annotations

import pytest

from sim.plan.parties import Parties
from sim.plan.planner import Planner
from sim.plan.values.causes import Cause
from sim.scenario.reading.reading import load
from sim.screen.scenario.pairs import between_agencies
from tests.shipped_runs import SHIPPED

READING = {Cause.TRANSLATION: "translation", Cause.CONVERSION: "conversion"}


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "wide-table"])
def test_what_a_pair_needs_is_what_its_routes_have(name: str) -> None:
    scenario = load(name)
    layout = Planner(scenario).layout
    said = between_agencies(Parties(scenario))
    seen = 0
    for tie in layout.ties:
        pair = layout.agencies[tie.sender], layout.agencies[tie.receiver]
        if tie.route < 0 or pair not in said:
            continue
        causes = {stage.cause for stage in layout.routes[tie.route].stages}
        needed = ", ".join(words for cause, words in READING.items() if cause in causes)
        assert said[pair].reading == (needed or "neither"), pair
        seen += 1
    assert seen or not said
