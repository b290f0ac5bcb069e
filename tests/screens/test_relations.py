"""Is what strains relations shown, and what injects do to them said in words?"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from sim.scenario.schema.effects import RelationsEffect
from sim.screen.scenario.effects import describe
from sim.screen.scenario.show import show
from tests.scenarios_for_tests import changed, load_data
from tests.screens.drawing import drawn

BETWEEN = ("Aldren", "[red]Brevia[/red]")
STRAIN = {"between": ["Aldren", "Brevia"], "depth": 0.3}


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (
            {"shock": {"depth": 0.6, "half_life": "30 d"}},
            "fall by 60 %, half of it back after 30 d",
        ),
        ({"shock": {"depth": 0.6}}, "fall by 60 %, and nothing comes back by itself"),
        ({"advocacy": 0.0}, ": 0 % of what is lost comes back"),
        ({"advocacy": 0.5}, ": 50 % of what is lost comes back"),
    ],
)
def test_an_effect_is_said_in_words(effect: dict[str, Any], words: str) -> None:
    said = describe(RelationsEffect(between=BETWEEN, **effect))
    assert said.startswith("relations between Aldren and [red]Brevia[/red]")
    assert said.endswith(words)


def test_a_strain_is_shown_with_its_numbers_marked() -> None:
    text = drawn(partial(show, load_data(changed({"relations.The grounds": STRAIN}))))
    (line,) = [line for line in text.splitlines() if line.startswith("The grounds")]
    assert " ".join(line.split()) == "The grounds Aldren and Brevia 30 %* not by itself"


def test_a_strain_that_heals_says_when() -> None:
    healing = {**STRAIN, "half_life": "60 d"}
    assert "after 60 d*" in drawn(
        partial(show, load_data(changed({"relations.The grounds": healing})))
    )


def test_without_a_strain_there_is_no_section() -> None:
    assert "strained by" not in drawn(partial(show, load_data(changed({}))))
