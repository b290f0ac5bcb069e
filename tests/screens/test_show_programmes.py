"""Does the map say of every programme when it works, what it costs and what it changes?"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from sim.scenario.schema.effects import ProgrammeKeys
from sim.screen.scenario.show import show
from tests.scenarios_for_tests import load_data, minimal
from tests.screens.drawing import drawn

AGENCY = "Aldren Police"
EFFECTS: dict[str, tuple[dict[str, Any], str]] = {
    "trust": ({"between": ["Aldren", "Brevia"], "becomes": 0.9}, "becomes 0.90"),
    "channel": ({"name": "Hotline", "latency_times": 0.5}, "takes 0.5 times as long"),
    "analysts": ({"agency": AGENCY, "change": 2}, "analysts at Aldren Police: +2"),
    "triage": ({"agency": AGENCY, "times": 0.5}, "triage at Aldren Police takes 0.5 times"),
    "translation": ({"seat": "Brevia", "times": 0.25}, "arrives in Brevia takes 0.25 times"),
    "conversion": ({"times": 0}, "converting between systems takes no time"),
    "observation": (
        {"agency": AGENCY, "kinds": ["sign"], "probability": 0.9},
        "Aldren Police observes sign: at least 90 %",
    ),
    "prevention": (
        {"share": 0.2, "category": "smuggling"},
        "20 % of threats of smuggling never begin",
    ),
    "priority": (
        {"country": "Aldren", "category": "smuggling", "becomes": 0.5},
        "priority of smuggling in Aldren: 50 %",
    ),
}


def programme(**changes: Any) -> dict[str, Any]:
    return {
        "works_after": "10 d",
        "cost": {"money": 5},
        "effects": {"help": {"conversion": {"times": 0.5}}},
    } | changes


def shown(width: int = 80, **changes: Any) -> str:
    scenario = load_data(minimal() | {"programmes": {"Help desk": programme(**changes)}})
    return " ".join(drawn(partial(show, scenario), width).split())


def test_a_programme_has_its_kind_its_times_and_its_cost() -> None:
    text = shown(kind="training")
    assert "Help desk training, on offer Starts at the beginning and works 10 d* later" in text
    assert "later; costs 5*." in text
    assert "help: converting between systems takes 0.5 times as long" in text


def test_a_start_and_hours_of_analysts_are_said() -> None:
    hours = {"analyst_hours": {AGENCY: "200 h"}, "hourly": 0.5}
    text = shown(starts="1 week", in_force=True, cost=hours)
    assert "in force Starts after 7 d and works 10 d* later" in text
    assert "costs 200 h* of analysts at Aldren Police, 100 in all with 0.5* an hour." in text


def test_what_works_at_once_and_what_comes_later_still() -> None:
    effects = {"more": {"later": "3 d", "conversion": {"times": 0.5}}}
    text = shown(works_after="0 h", effects=effects)
    assert "Starts at the beginning and works at once; costs 5*." in text
    assert "more, a further 3 d later: converting" in text


@pytest.mark.parametrize(("effect", "said"), EFFECTS.items(), ids=EFFECTS)
def test_every_effect_is_in_words(effect: str, said: tuple[dict[str, Any], str]) -> None:
    written, words = said
    assert words in shown(effects={"help": {effect: written}})


def test_no_kind_of_effect_is_without_words() -> None:
    """Whatever a programme alone can change is one of those above."""
    own = set(ProgrammeKeys.__annotations__)
    assert own <= set(EFFECTS)


def test_markup_in_names_is_printed_as_it_is_written() -> None:
    scenario = load_data(minimal() | {"programmes": {"[red]Help": programme()}})
    assert "[red]Help" in drawn(partial(show, scenario))


def test_without_programmes_the_section_is_left_out() -> None:
    assert "Programmes ─" not in drawn(partial(show, load_data(minimal())))
