"""Does every number say where it comes from, and is an assumption never given a source?"""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.reading.provenance import (
    SourcedNumber,
    hours_text,
    rate_text,
    source_of,
    sourced_numbers,
    takes_text,
)
from sim.scenario.reading.reading import load
from sim.scenario.schema.agencies import TIP_TRIAGE
from sim.scenario.schema.agreements import LEGAL_ASSISTANCE
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.threats import TIPS_THAT_MATTER
from sim.scenario.units.quantities import rate_per_day
from sim.scenario.values.distributions import Distribution
from tests.scenarios_for_tests import changed, load_data, minimal

TRIAGE = ("agencies", "Aldren Police", "triage")
FORMAL = ("law", "formal_route", "duration")


def with_sources(*sources: tuple[str, str], **changes: Any) -> Scenario:
    written = [{"of": [of], "cites": cites} for of, cites in sources]
    return load_data(changed({**changes, "sources": written}))


def by_path(scenario: Scenario) -> dict[tuple[str, ...], SourcedNumber]:
    return {figure.path: figure for figure in sourced_numbers(scenario)}


def test_a_default_has_the_programs_source() -> None:
    scenario = load_data(minimal())
    assert source_of(scenario, TRIAGE) == TIP_TRIAGE
    assert (source_of(scenario, FORMAL) or "").startswith(LEGAL_ASSISTANCE)
    assert source_of(scenario, ("trust", "default")) is None


def test_a_written_number_has_none() -> None:
    scenario = load_data(changed({"agencies.Aldren Police.triage": "8 h"}))
    assert source_of(scenario, TRIAGE) is None
    assert source_of(scenario, ("agencies", "Brevia Police", "triage")) == TIP_TRIAGE


def test_below_a_written_part_defaults_keep_their_source() -> None:
    scenario = load_data(changed({"background.Tips": {"category": "c", "rate": "1 per day"}}))
    assert source_of(scenario, ("background", "Tips", "worth_sharing")) == TIPS_THAT_MATTER
    assert source_of(scenario, ("background", "Tips", "rate")) is None


def test_a_formal_route_that_is_written_is_assumed() -> None:
    scenario = load_data(changed({"law.formal_route": {"duration": "90 d"}}))
    assert source_of(scenario, FORMAL) is None
    assert source_of(scenario, ("law", "formal_route", "refusal")) is None


@pytest.mark.parametrize(
    "pattern", ["agencies", "agencies.*", "agencies.*.triage", "agencies.Aldren Police.triage"]
)
def test_a_pattern_covers_what_lies_below(pattern: str) -> None:
    scenario = with_sources((pattern, "A study."))
    assert source_of(scenario, TRIAGE) == "A study."
    assert source_of(scenario, FORMAL) != "A study."


def test_a_star_is_one_segment() -> None:
    scenario = with_sources(("*.*.triage", "A study."))
    assert source_of(scenario, TRIAGE) == "A study."
    assert source_of(scenario, ("agencies", "Aldren Police", "prior")) is None


def test_the_closest_pattern_counts() -> None:
    scenario = with_sources(
        ("agencies.*", "All."), ("agencies.Aldren Police", "This one."), ("agencies", "Any.")
    )
    assert source_of(scenario, TRIAGE) == "This one."
    assert source_of(scenario, ("agencies", "Brevia Police", "triage")) == "All."


def test_inside_a_distribution_is_the_distribution() -> None:
    scenario = load_data(minimal())
    assert source_of(scenario, (*TRIAGE, "lognormal", "median")) == TIP_TRIAGE


def test_a_path_to_nothing_is_an_error() -> None:
    with pytest.raises(KeyError):
        source_of(load_data(minimal()), ("agencies", "Nobody"))


def test_figures_are_of_the_world_and_not_of_the_exercise() -> None:
    found = by_path(
        load_data(
            changed(
                {
                    "warm_up": "14 d",
                    "window": "20 d",
                    "begins": "Tuesday 06:00 UTC",
                    "countries.Aldren.utc": "+01:00",
                    "threats.The Shipment.indicators.second.count": 2,
                    "channels.Hotline.utc": "+01:00",
                    "injects.Cut": {
                        "at": "3 d",
                        "message": "Cut.",
                        "channel": {"name": "Hotline", "closed_for": "2 d"},
                    },
                    "injects.Flood": {
                        "at": "3 d",
                        "message": "Flood.",
                        "background": {"stream": "Tips", "times": 2.0, "lasting": "2 d"},
                    },
                    "background.Tips": {
                        "category": "c",
                        "rate": "7 per week",
                        "rates": {"Aldren Police": "2 per day"},
                    },
                    "dials.trust": 0.5,
                }
            )
        )
    )
    ends = {path[-1] for path in found}
    choices = {"entente", "begins", "horizon", "warm_up", "window", "utc", "at", "lasting", "count"}
    assert not ends & (choices | {"closed_for", "works", "opening", "title", "in_force"})
    assert not [path for path in found if path[0] == "dials"]
    assert found["background", "Tips", "rate"].text == "1 per day"
    assert found["background", "Tips", "rates", "Aldren Police"].text == "2 per day"
    assert found["threats", "The Shipment", "deadline"].text == "30 d"
    assert found["threats", "The Shipment", "indicators", "first", "likelihood_ratio"].text == "100"
    assert found["injects", "Flood", "background", "times"].text == "2"
    assert found["trust", "default"] == SourcedNumber(("trust", "default"), "0.5", None)
    assert found[TRIAGE] == SourcedNumber(TRIAGE, "lognormal, median 8 h, sigma 0.8", TIP_TRIAGE)


def test_figures_and_single_numbers_agree() -> None:
    scenario = with_sources(("agencies.*.prior", "A guess of experts."))
    assert all(
        source_of(scenario, figure.path) == figure.source for figure in sourced_numbers(scenario)
    )


@pytest.mark.parametrize(
    ("hours", "text"), [(0, "0 h"), (0.5, "30 min"), (1, "1 h"), (36, "36 h"), (6480, "270 d")]
)
def test_hours_are_told_as_people_write_them(hours: float, text: str) -> None:
    assert hours_text(hours) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("24 per hour", "576 per day"),
        ("3 per week", "3 per week"),
        ("1 per month", "1 per month"),
        ("2 per year", "2 per year"),
    ],
)
def test_rates_are_told_as_people_write_them(written: str, text: str) -> None:
    assert rate_text(rate_per_day(written)) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ({"fixed": "2 h"}, "2 h"),
        ({"uniform": {"from": "1 d", "to": "3 d"}}, "uniform, 24 h to 3 d"),
        ({"exponential": {"mean": "4 h"}}, "exponential, mean 4 h"),
        ({"gamma": {"mean": "90 d", "shape": 2.0}}, "gamma, mean 90 d, shape 2"),
        (
            {"lognormal": {"median": "24 h", "p90": "5 d"}},
            "lognormal, median 24 h, sigma 1.26",
        ),
    ],
)
def test_distributions_are_told_by_their_form(written: dict[str, Any], text: str) -> None:
    assert takes_text(Distribution.model_validate(written)) == text


def test_what_is_asked_of_a_room_is_no_number_about_the_world() -> None:
    scenario = load("two-neighbours")
    assert scenario.room is not None
    assert not [each.path for each in sourced_numbers(scenario) if each.path[0] == "room"]
