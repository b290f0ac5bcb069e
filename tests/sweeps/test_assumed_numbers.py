"""Is every number without a source at half and at double what the schema makes of it?"""

from __future__ import annotations

from typing import Any

import pytest

from sim.analyses.assumptions import assumed_numbers
from sim.analyses.assumptions.assumed_numbers import (
    ALL_DEFAULTS,
    Assumed,
    Factor,
    NotVaried,
    Varied,
    assumptions_of,
    varied,
)
from sim.scenario.reading.provenance import sourced_numbers
from sim.scenario.reading.reading import Reading, read, scenario_of
from sim.scenario.values.distributions import Distribution
from tests.scenarios_for_tests import changed, document_of
from tests.shipped_runs import SHIPPED

POLICE = "agencies.Aldren Police"


def reading(changes: dict[str, Any]) -> Reading:
    document = document_of(changed(changes))
    return Reading(scenario_of(document), document, "test")


def named(of: Reading, name: str) -> Assumed:
    (found,) = (one for one in assumptions_of(of).numbers if one.name == name)
    return found


def sides(of: Reading, name: str) -> tuple[Varied | NotVaried, Varied | NotVaried]:
    one = named(of, name)
    return varied(of, one, Factor.HALF), varied(of, one, Factor.DOUBLE)


def texts(of: Reading, name: str) -> list[tuple[str, bool]]:
    """What stands there at half and at double, and whether it was clipped."""
    made = sides(of, name)
    assert all(isinstance(side, Varied) for side in made), made
    return [(side.text, side.clipped) for side in made if isinstance(side, Varied)]


WRITTEN: dict[str, tuple[dict[str, Any], str, list[tuple[str, bool]]]] = {
    "a number": ({"trust.default": 0.4}, "trust.default", [("0.2", False), ("0.8", False)]),
    "beyond a bound": ({"trust.default": 0.6}, "trust.default", [("0.3", False), ("1", True)]),
    "short of an open bound": (
        {f"{POLICE}.threshold": 0.8},
        f"{POLICE}.threshold",
        [("0.4", False), ("0.9", True)],
    ),
    "a whole number": (
        {f"{POLICE}.analysts": 5},
        f"{POLICE}.analysts",
        [("3", False), ("10", False)],
    ),
    "a duration": (
        {"channels.Hotline.resend_after": "3 h"},
        "channels.Hotline.resend_after",
        [("90 min", False), ("6 h", False)],
    ),
    "a rate": (
        {"background.mail": {"category": "mail", "rate": "4 per day"}},
        "background.mail.rate",
        [("2 per day", False), ("8 per day", False)],
    ),
    "a distribution by its spread": (
        {"sharing.vetting": {"lognormal": {"median": "8 h", "sigma": 0.5}}},
        "sharing.vetting",
        [
            ("lognormal, median 4 h, sigma 0.5", False),
            ("lognormal, median 16 h, sigma 0.5", False),
        ],
    ),
    "a distribution by its ends": (
        {"sharing.vetting": {"uniform": {"from": "2 h", "to": "6 h"}}},
        "sharing.vetting",
        [("uniform, 1 h to 3 h", False), ("uniform, 4 h to 12 h", False)],
    ),
    "how much a distribution varies": (
        {"sharing.vetting": {"lognormal": {"median": "8 h", "sigma": 0.5}}},
        "sharing.vetting.lognormal.sigma",
        [("0.25", False), ("1", False)],
    ),
    "how little it varies, near a bound": (
        {"sharing.vetting": {"loglogistic": {"median": "8 h", "shape": 2.0}}},
        "sharing.vetting.loglogistic.shape",
        [("1.1", True), ("4", False)],
    ),
    "a bare duration for a distribution": (
        {"sharing.vetting": "10 h"},
        "sharing.vetting",
        [("5 h", False), ("20 h", False)],
    ),
}


@pytest.mark.parametrize(("changes", "name", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_half_and_double(
    changes: dict[str, Any], name: str, expected: list[tuple[str, bool]]
) -> None:
    assert texts(reading(changes), name) == expected


def test_a_spread_by_its_ninetieth_percentile_stays_the_same_spread() -> None:
    vetting = {"lognormal": {"median": "8 h", "p90": "40 h"}}
    of = reading({"sharing.vetting": vetting})
    for side, factor in zip(sides(of, "sharing.vetting"), Factor, strict=True):
        assert isinstance(side, Varied)
        made: Distribution = side.scenario.sharing.vetting
        assert made.scale_hours == 8.0 * factor.times
        assert made.shape == of.scenario.sharing.vetting.shape


SPREADS: list[tuple[str, str, dict[str, Any]]] = [
    ("lognormal", "sigma", {"median": "8 h", "sigma": 0.5}),
    ("lognormal", "sigma", {"median": "8 h", "p90": "40 h"}),
    ("gamma", "shape", {"mean": "8 h", "shape": 3.0}),
    ("weibull", "shape", {"median": "8 h", "shape": 0.7}),
    ("loglogistic", "shape", {"median": "8 h", "shape": 2.5}),
]


@pytest.mark.parametrize(("form", "key", "numbers"), SPREADS)
def test_how_much_a_distribution_varies_is_a_number_of_its_own(
    form: str, key: str, numbers: dict[str, Any]
) -> None:
    of = reading({"sharing.vetting": {form: numbers}})
    written: Distribution = of.scenario.sharing.vetting
    before = written.shape.first
    for side, factor in zip(sides(of, f"sharing.vetting.{form}.{key}"), Factor, strict=True):
        assert isinstance(side, Varied)
        made: Distribution = side.scenario.sharing.vetting
        assert made.scale_hours == written.scale_hours
        assert made.shape.first == pytest.approx(before * factor.times)


def test_all_defaults_together_take_their_spreads_along() -> None:
    of = reading({})
    defaults = assumptions_of(of).defaults
    assert defaults is not None
    double = varied(of, defaults, Factor.DOUBLE)
    assert isinstance(double, Varied)
    usual, vetting = of.scenario.sharing.vetting, double.scenario.sharing.vetting
    assert usual.lognormal is not None
    assert vetting.lognormal is not None
    assert vetting.scale_hours == 2 * usual.scale_hours
    assert vetting.lognormal.spread == 2 * usual.lognormal.spread


def test_nothing_else_changes() -> None:
    of = reading({"trust.default": 0.4})
    for side in sides(of, "trust.default"):
        assert isinstance(side, Varied)
        differ = [
            one.path
            for one, other in zip(
                sourced_numbers(of.scenario), sourced_numbers(side.scenario), strict=True
            )
            if one.text != other.text
        ]
        assert differ == [("trust", "default")]


def test_nought_a_bound_and_a_whole_number_that_stay_are_not_varied() -> None:
    of = reading({"channels.Hotline.loss": 0.0, "trust.default": 1.0})
    nought, also = sides(of, "channels.Hotline.loss")
    assert isinstance(nought, NotVaried)
    assert isinstance(also, NotVaried)
    assert nought.why == also.why == "nought has no half and no double"
    bound = sides(of, "trust.default")[1]
    assert isinstance(bound, NotVaried)
    assert bound.why == "it is at its bound"
    desk = "programmes.A second desk in Quillon.effects.one more analyst.analysts.change"
    whole = sides(read("lean-years"), desk)[0]
    assert isinstance(whole, NotVaried)
    assert "stays as it is" in whole.why


def test_what_makes_no_scenario_is_not_varied_and_says_why() -> None:
    of = reading({f"{POLICE}.prior": 0.3, f"{POLICE}.threshold": 0.5})
    side = sides(of, f"{POLICE}.prior")[1]
    assert isinstance(side, NotVaried)
    assert "a threshold above the prior" in side.why


def test_a_default_is_one_number_in_all_places_that_leave_it() -> None:
    of = reading({f"{POLICE}.prior": 0.05})
    default = named(of, "agencies.Brevia Police.prior")
    assert default.by_default
    assert not named(of, f"{POLICE}.prior").by_default
    both = named(reading({}), "agencies.*.prior")
    assert len(both.places) == 2
    assert both.text == "0.01"


def test_what_is_no_matter_of_cooperation_varies_for_all_of_a_kind() -> None:
    of = read("border-triangle")
    by_kind = [one for one in assumptions_of(of).numbers if one.name.startswith("threats.*")]
    assert {one.name for one in by_kind} >= {
        "threats.*.indicators.*.when",
        "threats.*.indicators.*.likelihood_ratio",
    }
    assert not any(
        one.name.count("*") == 0 and ".indicators." in one.name
        for one in assumptions_of(of).numbers
    )


def test_many_numbers_vary_with_others_of_their_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    of = reading({f"{POLICE}.analysts": 2, "agencies.Brevia Police.analysts": 3})
    assert named(of, f"{POLICE}.analysts").text == "2"
    monkeypatch.setattr(assumed_numbers, "MOST_ALONE", 1)
    assert named(of, "agencies.*.analysts").text == "2 values"


def test_a_source_takes_a_number_out() -> None:
    of = reading({"trust.default": 0.4, "sources": [{"of": ["trust.default"], "cites": "A book."}]})
    assert "trust.default" not in {one.name for one in assumptions_of(of).numbers}
    assert assumptions_of(of).cited == assumptions_of(reading({"trust.default": 0.4})).cited + 1


def test_deadlines_are_held_where_they_end_what_is_counted() -> None:
    followed = assumptions_of(reading({}))
    assert followed.held == ("threats.*.deadline",)
    window = assumptions_of(reading({"window": "30 d"}))
    assert window.held == ()
    assert "threats.The Shipment.deadline" in {one.name for one in window.numbers}


def test_all_defaults_together_are_those_that_no_file_writes() -> None:
    of = reading({"trust.default": 0.4})
    defaults = assumptions_of(of).defaults
    assert defaults is not None
    assert defaults.name == ALL_DEFAULTS
    assert ("trust", "default") not in defaults.places
    assert ("trust", "within_country") in defaults.places
    side = varied(of, defaults, Factor.HALF)
    assert isinstance(side, Varied)
    assert side.scenario.trust.within_country == of.scenario.trust.within_country / 2
    assert side.scenario.trust.default == 0.4


@pytest.mark.parametrize("name", SHIPPED)
def test_every_assumption_of_a_shipped_scenario_is_varied_or_says_why(name: str) -> None:
    of = read(name)
    found = assumptions_of(of)
    places = [place for one in found.numbers for place in one.places]
    assert len(places) == len(set(places))
    assumed = {figure.path for figure in sourced_numbers(of.scenario) if figure.source is None}
    held = {path for path in assumed if path[::2] == ("threats", "deadline") and found.held}
    spreads = {place for place in places if place[:-2] in assumed}
    assert set(places) - spreads == assumed - held
    assert {place[-1] for place in spreads} <= {"sigma", "shape"}
    assert spreads
    for one in found.numbers[:20]:
        for factor in Factor:
            side = varied(of, one, factor)
            if isinstance(side, NotVaried):
                assert side.why
            else:
                assert side.scenario != of.scenario
