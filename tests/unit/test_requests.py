"""Requests and databases as a file writes them: what is taken, and what is told of what is not."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import InputError
from sim.plan.lint import warnings
from sim.scenario.reading.json_schema import json_schema
from sim.scenario.reading.provenance import sourced_numbers
from sim.scenario.reading.reading import scenario_of
from sim.scenario.schema.agencies import Marking
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.overrides import apply_overrides
from tests.scenarios_for_tests import changed, document_of, load_data

INDEX = {"seat": "Aldren", "members": ["Aldren Police", "Brevia Police"]}
ASKED: dict[str, Any] = {
    "requests.interest": 0.15,
    **{f"databases.Shared Index.{key}": value for key, value in INDEX.items()},
}


def test_nobody_asks_where_nothing_is_written() -> None:
    scenario = load_data(changed({}))
    assert scenario.requests is None
    assert scenario.databases == {}


def test_what_is_written_is_read() -> None:
    work = {"lognormal": {"median": "1.8 d", "sigma": 1.0}}
    scenario = load_data(
        changed(
            {
                "requests": {
                    "interest": 0.15,
                    "work": work,
                    "by": ["Brevia Police"],
                    "deadline": "3 d",
                },
                "databases.Shared Index": {**INDEX, "latency": "9 s", "ceiling": "AMBER"},
            }
        )
    )
    requests, index = scenario.requests, scenario.databases["Shared Index"]
    assert requests is not None
    assert requests.work is not None
    assert (requests.interest, requests.by, requests.deadline) == (0.15, ("Brevia Police",), 72.0)
    assert requests.work.scale_hours == pytest.approx(1.8 * 24)
    assert (index.seat, index.members) == ("Aldren", ("Aldren Police", "Brevia Police"))
    assert index.latency.scale_hours == pytest.approx(9 / 3600)
    assert index.ceiling is Marking.AMBER


def test_what_is_left_out_has_its_default() -> None:
    scenario = load_data(changed({"requests": {}, "databases": {"Shared Index": INDEX}}))
    requests, index = scenario.requests, scenario.databases["Shared Index"]
    assert requests is not None
    assert requests.work is None
    assert requests.by is None
    assert index.latency.scale_hours == pytest.approx(5 / 3600)
    assert index.ceiling is Marking.RED


@pytest.mark.parametrize(
    ("changes", "where", "expected"),
    [
        ({"requests.interest": 0}, "requests.interest", "a number above 0 and below 1"),
        ({"requests.interest": 1}, "requests.interest", "a number above 0 and below 1"),
        ({"requests.by": []}, "requests.by", "at least 1 entry"),
        ({"requests.work": 3}, "requests.work", "duration"),
        ({"requests.patience": "3 d"}, "requests", "the key interest, work, by or deadline"),
        (
            {"databases.Shared Index": {"members": INDEX["members"]}},
            "databases.Shared Index",
            "the key `seat`",
        ),
        (
            {"databases.Shared Index.members": ["Aldren Police"]},
            "databases.Shared Index.members",
            "at least 2 entries",
        ),
        (
            {"databases.Shared Index.members": ["Aldren Police", "Aldren Police"]},
            "databases.Shared Index",
            "names each member once",
        ),
        ({"databases.Shared Index.ceiling": "PINK"}, "databases.Shared Index.ceiling", "AMBER"),
        ({"databases.Shared Index.staff": 3}, "databases.Shared Index", "members, latency"),
        ({"databases": []}, "databases", "keys with values"),
    ],
)
def test_what_does_not_fit_is_told_in_its_place(
    changes: dict[str, Any], where: str, expected: str
) -> None:
    with pytest.raises(InputError) as told:
        load_data(changed({**ASKED, **changes}))
    (problem,) = told.value.problems
    assert problem.where.startswith(where)
    assert expected in problem.expected
    assert problem.line is not None


def test_settings_reach_them() -> None:
    document = apply_overrides(
        document_of(changed(ASKED)),
        [
            "requests.interest=0.3",
            "requests.work=2 d",
            "databases.Shared Index.latency=1 min",
            "databases.Shared Index.members.1=Aldren Police",
        ],
        Scenario,
    )
    with pytest.raises(InputError, match="each member once"):
        scenario_of(document)
    settings = ["requests.interest=0.3", "databases={}"]
    scenario = scenario_of(apply_overrides(document_of(changed(ASKED)), settings, Scenario))
    assert scenario.requests is not None
    assert scenario.requests.interest == 0.3
    assert scenario.databases == {}


def test_their_numbers_are_marked_as_assumed_or_cited() -> None:
    scenario = load_data(changed({**ASKED, "requests.work": "2 d"}))
    source = {figure.path: figure.source for figure in sourced_numbers(scenario)}
    assert source["requests", "interest"] is None
    assert source["requests", "work"] is None
    assert "directive" in (source["requests", "deadline"] or "")
    assert "seconds" in (source["databases", "Shared Index", "latency"] or "")


def test_an_editor_knows_them() -> None:
    schema = json_schema()
    assert {"requests", "databases"} <= schema["properties"].keys()
    assert schema["$defs"]["Database"]["required"] == ["seat", "members"]
    assert "interest" in schema["$defs"]["Requests"]["properties"]


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"requests.interest": 0.15}, "requests", "nobody is asked"),
        ({**ASKED, "requests.interest": 0.95}, "requests.interest", "not below the threshold"),
        (
            {"requests": {"interest": 0.92, "work": "1 d", "by": ["Brevia Police"]}},
            "requests.interest",
            "not below the threshold",
        ),
    ],
)
def test_what_nobody_would_mean_is_warned_of(
    changes: dict[str, Any], where: str, message: str
) -> None:
    (caution,) = warnings(load_data(changed(changes)))
    assert ".".join(map(str, caution.path)) == where
    assert message in caution.message


@pytest.mark.parametrize("changes", [ASKED, {"requests": {"interest": 0.15, "work": "2 d"}}])
def test_what_makes_sense_is_not_warned_of(changes: dict[str, Any]) -> None:
    assert warnings(load_data(changed(changes))) == ()


def test_what_is_found_in_a_database_can_convince_without_a_channel() -> None:
    """Each sees half, and neither could tell the other."""
    apart: dict[str, Any] = {
        "channels.Hotline": None,
        "countries.Aldren": {},
        "countries.Brevia": {},
    }
    cautions = warnings(load_data(changed(apart)))
    assert any("convince no agency" in caution.message for caution in cautions)
    cautions = warnings(load_data(changed({**apart, **ASKED})))
    assert not any("convince no agency" in caution.message for caution in cautions)


def test_trust_in_and_agreements_with_the_home_of_a_database_are_no_waste() -> None:
    written = {
        "bodies.Office": {},
        "trust.countries.Aldren.Office": 0.9,
        "agreements.Charter": {"members": ["Aldren", "Office"], "review": {"duration": "1 d"}},
    }
    assert len(warnings(load_data(changed(written)))) == 2
    seated = {**ASKED, **written, "databases.Shared Index.seat": "Office"}
    assert warnings(load_data(changed(seated))) == ()
