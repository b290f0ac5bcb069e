"""Is every name that points nowhere told, and none that points somewhere?"""

from __future__ import annotations

from typing import Any

import pytest

from sim.scenario.schema.scenario import Scenario, broken_names
from sim.scenario.units.notes import Place, Refers, noted
from tests.scenarios_for_tests import changed, document_of, minimal

INJECT = {"at": "1 d", "message": "Now."}
INDICATOR = {"kind": "sign", "where": ["Aldrem"]}
INDEX = {"seat": "Aldren", "members": ["Aldren Police", "Brevia Police"]}

ASSESSMENTS = {
    "senders": ["Brevia"],
    "receivers": ["Aldren Police"],
    "category": "smuggling",
    "every": "7 d",
    "lasts": "9 d",
    "raises_priority_to": 0.9,
}

BROKEN: dict[str, tuple[dict[str, Any], str, str]] = {
    "countries.*.responsible": (
        {"countries.Aldren.responsible": "Aldren Polize"},
        "countries.Aldren.responsible",
        "did you mean `Aldren Police`?",
    ),
    "agencies.*.country": (
        {"agencies.Brevia Police.country": "Bravia", "countries.Brevia.responsible": None},
        "agencies.Brevia Police.country",
        "did you mean `Brevia`?",
    ),
    "agencies.*.body": (
        {"agencies.Centre": {"body": "Union"}},
        "agencies.Centre.body",
        "there is none in this scenario",
    ),
    "agencies.*.observes.*.where.*": (
        {"agencies.Aldren Police.observes": [{"kinds": ["sign"], "where": ["Aldren", "Brvia"]}]},
        "agencies.Aldren Police.observes.0.where.1",
        "did you mean `Brevia`?",
    ),
    "channels.*.between.*": (
        {"channels.Hotline.between": ["Aldren Police", "Brevia"]},
        "channels.Hotline.between.1",
        "did you mean `Brevia Police`?",
    ),
    "channels.*.members.*": (
        {"channels.Hub": {"members": ["Aldren Police", "Xyz"]}},
        "channels.Hub.members.1",
        "there is Aldren Police and Brevia Police",
    ),
    "agreements.*.members.*": (
        {"agreements.Treaty": {"members": ["Aldren", "brevja"], "review": {"duration": "1 d"}}},
        "agreements.Treaty.members.1",
        "did you mean `Brevia`?",
    ),
    "sharing.onward.by.*": (
        {"sharing.onward": {"by": ["Aldren Police", "Brevia Polise"]}},
        "sharing.onward.by.1",
        "did you mean `Brevia Police`?",
    ),
    "requests.by.*": (
        {"requests": {"interest": 0.1, "by": ["Aldren Police", "Brevia Polise"]}},
        "requests.by.1",
        "did you mean `Brevia Police`?",
    ),
    "databases.*.seat": (
        {"requests.interest": 0.1, "databases.Index": {**INDEX, "seat": "Brevja"}},
        "databases.Index.seat",
        "did you mean `Brevia`?",
    ),
    "databases.*.members.*": (
        {
            "requests.interest": 0.1,
            "databases.Index": {**INDEX, "members": ["Aldren Police", "Brevia"]},
        },
        "databases.Index.members.1",
        "did you mean `Brevia Police`?",
    ),
    "threats.*.country": (
        {"threats.The Shipment.country": "Aldrn"},
        "threats.The Shipment.country",
        "did you mean `Aldren`?",
    ),
    "threats.*.indicators.*.where.*": (
        {"threats.The Shipment.indicators.third": INDICATOR},
        "threats.The Shipment.indicators.third.where.0",
        "did you mean `Aldren`?",
    ),
    "red_herrings.*.indicators.*.where.*": (
        {"red_herrings.Nothing": {"category": "c", "onset": "1 d", "indicators": {"i": INDICATOR}}},
        "red_herrings.Nothing.indicators.i.where.0",
        "did you mean `Aldren`?",
    ),
    "background.*.agencies.*": (
        {"background.Tips": {"category": "c", "rate": "1 per day", "agencies": ["Aldren police"]}},
        "background.Tips.agencies.0",
        "did you mean `Aldren Police`?",
    ),
    "background.*.rates.*": (
        {"background.Tips": {"category": "c", "rate": "1 per day", "rates": {"Qq": "2 per day"}}},
        "background.Tips.rates.Qq",
        "there is Aldren Police and Brevia Police",
    ),
    "programmes.*.effects.*.translation.seat": (
        {"programmes.Words.effects.more": {"translation": {"seat": "Aldrn", "times": 0.5}}},
        "programmes.Words.effects.more.translation.seat",
        "did you mean `Aldren`?",
    ),
    "injects.*.observation.agency": (
        {"injects.Eyes": {**INJECT, "observation": {"agency": "Brevia", "kinds": ["sign"]}}},
        "injects.Eyes.observation.agency",
        "did you mean `Brevia Police`?",
    ),
    "injects.*.observation.where.*": (
        {"injects.Eyes": {**INJECT, "observation": {"where": ["Brvia"]}}},
        "injects.Eyes.observation.where.0",
        "did you mean `Brevia`?",
    ),
    "injects.*.matching.agency": (
        {"injects.Index": {**INJECT, "matching": {"agency": "Brevia", "becomes": 0.9}}},
        "injects.Index.matching.agency",
        "did you mean `Brevia Police`?",
    ),
    "injects.*.overlooks.agency": (
        {"injects.Sorter": {**INJECT, "overlooks": {"agency": "Brevia", "becomes": 0.1}}},
        "injects.Sorter.overlooks.agency",
        "did you mean `Brevia Police`?",
    ),
    "programmes.*.cost.analyst_hours.*": (
        {"programmes.Course.cost.analyst_hours": {"Aldren Polic": "9 h"}},
        "programmes.Course.cost.analyst_hours.Aldren Polic",
        "did you mean `Aldren Police`?",
    ),
    "injects.*.trust.between.*": (
        {"injects.Row": {**INJECT, "trust": {"between": ["Aldren", "Brevi"], "becomes": 0.1}}},
        "injects.Row.trust.between.1",
        "did you mean `Brevia`?",
    ),
    "injects.*.trust.of": (
        {"injects.Row": {**INJECT, "trust": {"of": "Aldrn", "towards": "Brevia", "times": 0.1}}},
        "injects.Row.trust.of",
        "did you mean `Aldren`?",
    ),
    "injects.*.trust.towards": (
        {"injects.Row": {**INJECT, "trust": {"of": "Aldren", "towards": "Brvia", "times": 0.1}}},
        "injects.Row.trust.towards",
        "did you mean `Brevia`?",
    ),
    "injects.*.channel.name": (
        {"injects.Cut": {**INJECT, "channel": {"name": "Hotlin", "closed_for": "2 d"}}},
        "injects.Cut.channel.name",
        "did you mean `Hotline`?",
    ),
    "injects.*.agreement.name": (
        {"injects.Pact": {**INJECT, "agreement": {"name": "Treaty", "in_force": True}}},
        "injects.Pact.agreement.name",
        "there is none in this scenario",
    ),
    "agreements.*.ratified.*": (
        {
            "agreements.Treaty": {
                "ratified": {"Aldren": {}, "brevja": {}},
                "review": {"duration": "1 d"},
            }
        },
        "agreements.Treaty.ratified.brevja",
        "did you mean `Brevia`?",
    ),
    "liaisons.*.between.*": (
        {"liaisons.Officer": {"between": ["Aldren Police", "Brevia"]}},
        "liaisons.Officer.between.1",
        "did you mean `Brevia Police`?",
    ),
    "response.participants.*": (
        {"response.participants": {"Brvia": ["Aldren Police"]}},
        "response.participants.Brvia",
        "did you mean `Brevia`?",
    ),
    "response.participants.*.*": (
        {"response.participants": {"Brevia": ["Aldren Polce"]}},
        "response.participants.Brevia.0",
        "did you mean `Aldren Police`?",
    ),
    "response.warrants.*.members.*": (
        {"response.warrants.Pact": {"members": ["Aldren", "Brvia"]}},
        "response.warrants.Pact.members.1",
        "did you mean `Brevia`?",
    ),
    "assessments.*.senders.*": (
        {"assessments.Weekly": {**ASSESSMENTS, "senders": ["Brevja"]}},
        "assessments.Weekly.senders.0",
        "did you mean `Brevia`?",
    ),
    "assessments.*.receivers.*": (
        {"assessments.Weekly": {**ASSESSMENTS, "receivers": ["Aldren Polce"]}},
        "assessments.Weekly.receivers.0",
        "did you mean `Aldren Police`?",
    ),
    "agencies.*.co_located.*": (
        {"agencies.Aldren Police.co_located": {"Brevia Polce": 1}},
        "agencies.Aldren Police.co_located.Brevia Polce",
        "did you mean `Brevia Police`?",
    ),
    "injects.*.ratification.agreement": (
        {
            "injects.Signed": {
                **INJECT,
                "ratification": {"agreement": "Treaty", "party": "Brevia"},
            }
        },
        "injects.Signed.ratification.agreement",
        "there is none in this scenario",
    ),
    "injects.*.ratification.party": (
        {
            "agreements.Treaty": {"members": ["Aldren", "Brevia"], "review": {"duration": "1 d"}},
            "injects.Signed": {
                **INJECT,
                "ratification": {"agreement": "Treaty", "party": "brevja"},
            },
        },
        "injects.Signed.ratification.party",
        "did you mean `Brevia`?",
    ),
    "injects.*.analysts.agency": (
        {"injects.Ill": {**INJECT, "analysts": {"agency": "Brevia Polce", "become": 1}}},
        "injects.Ill.analysts.agency",
        "did you mean `Brevia Police`?",
    ),
    "injects.*.triage.agency": (
        {"injects.Slow": {**INJECT, "triage": {"agency": "Brevia Polce", "times": 2.0}}},
        "injects.Slow.triage.agency",
        "did you mean `Brevia Police`?",
    ),
    "injects.*.background.stream": (
        {
            "background.Tips": {"category": "c", "rate": "1 per day"},
            "injects.Flood": {
                **INJECT,
                "background": {"stream": "Tip", "times": 2.0, "lasting": "1 d"},
            },
        },
        "injects.Flood.background.stream",
        "did you mean `Tips`?",
    ),
    "injects.*.priority.country": (
        {
            "injects.Vote": {
                **INJECT,
                "priority": {"country": "Alden", "category": "c", "becomes": 0.5},
            }
        },
        "injects.Vote.priority.country",
        "did you mean `Aldren`?",
    ),
    "injects.*.recognition.country": (
        {
            "injects.Law": {
                **INJECT,
                "recognition": {"country": "Alden", "category": "c", "becomes": 0.5},
            }
        },
        "injects.Law.recognition.country",
        "did you mean `Aldren`?",
    ),
    "injects.*.relations.between.*": (
        {"injects.Row": {**INJECT, "relations": {"between": ["Aldrn", "Brevia"], "advocacy": 1}}},
        "injects.Row.relations.between.0",
        "did you mean `Aldren`?",
    ),
    "relations.*.between.*": (
        {"relations": {"Old": {"between": ["Aldren", "Bravia"], "depth": 0.5}}},
        "relations.Old.between.1",
        "did you mean `Brevia`?",
    ),
    "trust.countries.*": (
        {"trust.countries": {"Alden": {"Brevia": 0.5}}},
        "trust.countries.Alden",
        "did you mean `Aldren`?",
    ),
    "trust.countries.*.*": (
        {"trust.countries": {"Aldren": {"Bevia": 0.5}}},
        "trust.countries.Aldren.Bevia",
        "did you mean `Brevia`?",
    ),
    "trust.agencies.*": (
        {"trust.agencies": {"Aldren": {"Brevia Police": 0.5}}},
        "trust.agencies.Aldren",
        "did you mean `Aldren Police`?",
    ),
    "trust.agencies.*.*": (
        {"trust.agencies": {"Aldren Police": {"Brevia": 0.5}}},
        "trust.agencies.Aldren Police.Brevia",
        "did you mean `Brevia Police`?",
    ),
}


def test_a_valid_scenario_has_no_broken_names() -> None:
    assert broken_names(document_of(minimal())) == ()


SOMETHING, NOTHING = "Something", "Xyzzy"


def holding(place: Place, data: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Data in which a name of nothing stands at a place, and where; lists are as if by name."""
    *way, last = (SOMETHING if step == "*" else step for step in place.pattern)
    node = data
    for step in way:
        node[step] = {**found} if isinstance(found := node.get(step), dict) else {}
        node = node[step]
    if place.of_key:
        last = NOTHING
    node[last] = NOTHING
    return data, ".".join((*way, last))


@pytest.mark.parametrize("place", noted(Scenario, Refers), ids=lambda it: ".".join(it.pattern))
def test_a_name_of_nothing_is_told_wherever_the_model_has_one(place: Place) -> None:
    data, where = holding(place, {**minimal()})
    told = [one for one in broken_names(document_of(data)) if NOTHING in one.found]
    assert [one.where for one in told] == [where]


def test_the_places_below_are_places_of_the_model() -> None:
    assert set(BROKEN) <= {".".join(place.pattern) for place in noted(Scenario, Refers)}


@pytest.mark.parametrize(("changes", "where", "hint"), BROKEN.values(), ids=BROKEN)
def test_a_name_of_nothing_is_told_in_its_place(
    changes: dict[str, Any], where: str, hint: str
) -> None:
    (problem,) = broken_names(document_of(changed(changes)))
    assert (problem.where, problem.hint) == (where, hint)
    assert problem.line is not None
    assert problem.expected.startswith("the name of a")


@pytest.mark.parametrize("place", [place for place in BROKEN if place.startswith("injects.")])
def test_a_programme_names_what_an_inject_names(place: str) -> None:
    changes, where, hint = BROKEN[place]
    moved = {
        path.replace("injects.", "programmes.") + ".effects.one": effect
        for path, effect in changes.items()
        if path.startswith("injects.")
    }
    others = {path: value for path, value in changes.items() if not path.startswith("injects.")}
    (problem,) = broken_names(document_of(changed(others | moved)))
    _, name, rest = where.split(".", 2)
    assert (problem.where, problem.hint) == (f"programmes.{name}.effects.one.{rest}", hint)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"bodies": {"Brevia": {}}}, "bodies.Brevia"),
        ({"agencies.Brevia": {"country": "Brevia"}}, "agencies.Brevia"),
        ({"bodies": {"Union": {}}, "agencies.Union": {"body": "Union"}}, "agencies.Union"),
        ({"requests.interest": 0.1, "databases.Aldren": INDEX}, "databases.Aldren"),
        ({"requests.interest": 0.1, "databases.Brevia Police": INDEX}, "databases.Brevia Police"),
    ],
)
def test_one_name_is_not_two_things(changes: dict[str, Any], where: str) -> None:
    (problem,) = broken_names(document_of(changed(changes)))
    assert problem.where == where
    assert "that nothing else has" in problem.expected


def test_a_country_is_warned_through_an_agency_of_its_own() -> None:
    data = changed({"countries.Aldren.responsible": "Brevia Police"})
    (problem,) = broken_names(document_of(data))
    assert problem.where == "countries.Aldren.responsible"
    assert problem.expected == "an agency of Aldren"
    assert problem.found == '"Brevia Police", which belongs to Brevia'
    assert problem.hint == "its agencies are Aldren Police"


@pytest.mark.parametrize("without", [{}, {"requests": None}])
def test_databases_are_told_to_have_requests_beside_them(without: dict[str, Any]) -> None:
    data = minimal() | {"databases": {"Index": INDEX}} | without
    (problem,) = broken_names(document_of(data))
    assert problem.where == "databases"
    assert problem.line is not None
    assert "`requests` with an `interest`" in problem.expected
    assert "interest: 0.15" in problem.hint


@pytest.mark.parametrize("databases", [{}, {"Index": INDEX}])
def test_requests_need_no_database_and_stand_beside_one(databases: dict[str, Any]) -> None:
    data = minimal() | {"requests": {"interest": 0.1}, "databases": databases}
    assert broken_names(document_of(data)) == ()


def test_bodies_are_parties_and_members() -> None:
    data = changed(
        {
            "bodies": {"Union": {}},
            "agencies.Centre": {"body": "Union"},
            "agreements.Pact": {"members": ["Aldren", "Union"], "review": {"duration": "1 d"}},
            "trust.countries": {"Union": {"Aldren": 0.9}},
            "injects.Row": {**INJECT, "trust": {"between": ["Centre", "Union"], "times": 0.5}},
        }
    )
    assert broken_names(document_of(data)) == ()


@pytest.mark.parametrize("section", ["countries", "agencies", "channels"])
@pytest.mark.parametrize("value", [3, [], "all", None])
def test_what_is_not_a_mapping_is_left_to_the_schema(section: str, value: object) -> None:
    data = minimal() | {section: value}
    told = broken_names(document_of(data))
    assert not [problem for problem in told if "countr" in problem.expected]


def test_thousands_of_broken_names_are_told_quickly() -> None:
    many = {f"Agency {n}": {"country": f"Land {n}" * 5} for n in range(1000)}
    problems = broken_names(document_of(changed({"agencies": many})))
    assert len(problems) == 1000 + 2 + 2
