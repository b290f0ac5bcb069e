"""Is everything that a scenario probably does not mean told, and nothing else?"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from sim.plan.lint import desk_loads, warnings
from tests.scenarios_for_tests import changed, load_data, minimal

SILENT = "has no channel, so it tells nobody"
INDICATORS = "threats.The Shipment.indicators"
INJECT = {"at": "1 d", "message": "Now."}
NO_MATTER = {"country": "Aldren", "category": "piracy", "becomes": 1.0}
PROGRAMME = {
    "works_after": "7 d",
    "cost": {"money": 1.0},
    "effects": {"one": {"conversion": {"times": 0.5}}},
}
ROUTINE = {"category": "smuggling", "rate": "4 per day", "work": "1 h"}
WARM = {"warm_up": "7 d"}
TREATY = {"members": ["Aldren", "Brevia"], "review": {"duration": "1 d"}}

CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "an agency that only sees": (
        {"agencies.Coast Guard": {"country": "Aldren", "observes": [{"kinds": ["sign"]}]}},
        "agencies.Coast Guard",
        "has no channel, so it tells nobody what it sees",
    ),
    "a role of no agency": (
        {"agreements.Treaty": {**TREATY, "between_roles": ["police", "custom"]}},
        "agreements.Treaty.between_roles.1",
        "no agency has the role `custom`",
    ),
    "a role much like a usual one": (
        {"agencies.Aldren Police.role": "polise"},
        "agencies.Aldren Police.role",
        "none of the usual roles",
    ),
    "no warm-up": ({"background.Tips": ROUTINE}, "warm_up", "every desk starts empty"),
    "a programme that works too late": (
        {"programmes.Late": {**PROGRAMME, "works_after": "70 d"}},
        "programmes.Late.works_after",
        "only after the end of the exercise",
    ),
    "a programme that takes more than there are": (
        {"programmes.Greedy": {**PROGRAMME, "cost": {"analyst_hours": {"Aldren Police": "400 h"}}}},
        "programmes.Greedy.cost.analyst_hours.Aldren Police",
        "needs 10 analysts away at once",
    ),
    "a programme about nothing": (
        {"programmes.Odd": {**PROGRAMME, "effects": {"one": {"priority": NO_MATTER}}}},
        "programmes.Odd.effects.one.priority.category",
        "no threat and no routine work is about `piracy`",
    ),
    "a programme that prevents nothing": (
        {
            "programmes.Odd": {
                **PROGRAMME,
                "effects": {"one": {"prevention": {"share": 0.5, "category": "piracy"}}},
            }
        },
        "programmes.Odd.effects.one.prevention.category",
        "no threat and no routine work is about `piracy`",
    ),
    "a late inject": (
        {"injects.Late": {**INJECT, "at": "60 d"}},
        "injects.Late.at",
        "after the end of the exercise",
    ),
    "nobody responsible": (
        {"countries.Brevia": {}},
        "countries.Brevia",
        "no agency is responsible",
    ),
    "an agency that neither sees nor hears": (
        {"agencies.Archive": {"country": "Aldren"}},
        "agencies.Archive",
        "never learns of a threat",
    ),
    "a body that sees nowhere": (
        {
            "bodies.Union": {},
            "agencies.Centre": {"body": "Union", "observes": [{"kinds": ["sign"]}]},
        },
        "agencies.Centre.observes.0",
        "has no country of its own",
    ),
    "overloaded": (
        {
            "background.Tips": {**ROUTINE, "rates": {"Aldren Police": "30 per day"}},
            "warm_up": "7 d",
        },
        "agencies.Aldren Police.analysts",
        "gets 131 % of the routine work",
    ),
    "almost overloaded": (
        {
            "background.Tips": {**ROUTINE, "rates": {"Aldren Police": "21.7 per day"}},
            "warm_up": "7 d",
        },
        "agencies.Aldren Police.analysts",
        "is 95 % busy",
    ),
    "trust between countries without a channel": (
        {"countries.Corvia": {}, "trust.countries": {"Aldren": {"Corvia": 0.5}}},
        "trust.countries.Aldren.Corvia",
        "no channel joins them",
    ),
    "trust between agencies without a channel": (
        {
            "agencies.Coast Guard": {"country": "Aldren", "observes": [{"kinds": ["sign"]}]},
            "trust.agencies": {"Coast Guard": {"Brevia Police": 0.5}},
        },
        "trust.agencies.Coast Guard.Brevia Police",
        "no channel joins them",
    ),
    "an agreement without a channel": (
        {
            "countries.Corvia": {},
            "agreements.Treaty": {**TREATY, "members": ["Aldren", "Corvia"]},
        },
        "agreements.Treaty",
        "no channel joins agencies of two of its members",
    ),
    "a kind that nobody observes": (
        {f"{INDICATORS}.third": {"kind": "sigm", "where": ["Brevia"]}},
        f"{INDICATORS}.third",
        "no agency can observe `sigm` in Brevia",
    ),
    "a place where nobody observes": (
        {"countries.Corvia": {}, f"{INDICATORS}.third": {"kind": "sign", "where": ["Corvia"]}},
        f"{INDICATORS}.third",
        "no agency can observe `sign` in Corvia",
    ),
    "an indicator after the deadline": (
        {f"{INDICATORS}.third": {"kind": "sign", "where": ["Brevia"], "when": "31 d"}},
        f"{INDICATORS}.third.when",
        "after the deadline",
    ),
    "never scored": (
        {"threats.The Shipment.deadline": "59.5 d"},
        "threats.The Shipment",
        "is not scored",
    ),
    "never scored for its window": ({"window": "60 d"}, "threats.The Shipment", "is not scored"),
    "an unreachable threshold": (
        {f"{INDICATORS}.first.likelihood_ratio": 2.0, f"{INDICATORS}.second.likelihood_ratio": 2.0},
        INDICATORS,
        "convince no agency",
    ),
    "a rate that is too low": (
        {
            INDICATORS: {
                "few": {
                    "kind": "sign",
                    "where": ["Brevia"],
                    "rate": "1 per week",
                    "likelihood_ratio": 4.0,
                }
            }
        },
        INDICATORS,
        "convince no agency",
    ),
    "a responsible agency that nobody tells": (
        {
            "agencies.Brevia Guard": {"country": "Brevia"},
            "countries.Brevia.responsible": "Brevia Guard",
        },
        "threats.The Shipment",
        "has a channel to Brevia Guard",
    ),
    "a category that is not recognised": (
        {"countries.Aldren.recognises": {"smugling": 0.5}},
        "countries.Aldren.recognises.smugling",
        "about `smugling`",
    ),
    "a country's priority": (
        {"countries.Aldren.priorities": {"fraud": 0.5}},
        "countries.Aldren.priorities.fraud",
        "about `fraud`",
    ),
    "an agency's priority": (
        {"agencies.Aldren Police.priorities": {"fraud": 0.5}},
        "agencies.Aldren Police.priorities.fraud",
        "about `fraud`",
    ),
    "an agreement's category": (
        {"agreements.Treaty": {**TREATY, "covers": ["smuggling", "fraud"]}},
        "agreements.Treaty.covers.1",
        "about `fraud`",
    ),
    "an inject's priority": (
        {
            "injects.Vote": {
                **INJECT,
                "priority": {"country": "Aldren", "category": "fraud", "becomes": 0.5},
            }
        },
        "injects.Vote.priority.category",
        "about `fraud`",
    ),
    "an inject's recognition": (
        {
            "injects.Law": {
                **INJECT,
                "recognition": {"country": "Aldren", "category": "fraud", "becomes": 0.5},
            }
        },
        "injects.Law.recognition.category",
        "about `fraud`",
    ),
    "relations of homes without a channel": (
        {
            "countries.Corvia": {},
            "relations.Old": {"between": ["Aldren", "Corvia"], "depth": 0.5},
        },
        "relations.Old",
        "no channel joins agencies of the two",
    ),
    "advocacy with nothing to mend": (
        {
            "injects.Visit": {
                **INJECT,
                "relations": {"between": ["Aldren", "Brevia"], "advocacy": 0.5},
            },
            "injects.Row": {
                "at": "2 d",
                "message": "Then.",
                "relations": {"between": ["Aldren", "Brevia"], "shock": {"depth": 0.5}},
            },
        },
        "injects.Visit.relations.advocacy",
        "nothing has depressed",
    ),
}

WELL_MEANT: dict[str, dict[str, Any]] = {
    "as it is": {},
    "a warm-up": {"background.Tips": ROUTINE, "warm_up": "7 d"},
    "an inject before the end": {"injects.Late": {**INJECT, "at": "59 d"}},
    "an unthreatened country without a responsible agency": {"countries.Aldren": {}},
    "an agency that only hears": {
        "agencies.Analysts": {"country": "Aldren"},
        "channels.Desk": {"between": ["Aldren Police", "Analysts"]},
    },
    "a body that sees somewhere": {
        "bodies.Union": {},
        "agencies.Centre": {
            "body": "Union",
            "observes": [{"kinds": ["sign"], "where": ["Aldren"]}],
        },
        "channels.Desk": {"between": ["Aldren Police", "Centre"]},
    },
    "busy round the clock": {
        "background.Tips": {**ROUTINE, "rate": "80 per day"},
        "agencies.Aldren Police.opening": "round the clock",
        "agencies.Brevia Police.opening": "round the clock",
        "warm_up": "7 d",
    },
    "no work to do": {
        "background.Tips": {**ROUTINE, "rate": "80 per day"},
        "dials.capacity": 0,
        "warm_up": "7 d",
    },
    "trust along a channel": {
        "trust.countries": {"Aldren": {"Brevia": 0.5}},
        "trust.agencies": {"Brevia Police": {"Aldren Police": 0.5}},
    },
    "an agreement along a channel": {"agreements.Treaty": {**TREATY, "covers": ["smuggling"]}},
    "a control that leaves no trace": {
        INDICATORS: {"never": {"kind": "sign", "where": ["Brevia"], "rate": "0 per day"}}
    },
    "long work that is finished after closing": {
        "background.Tips": {**ROUTINE, "rate": "3 per month", "work": "79 h"},
        "agencies.Aldren Police.analysts": 1,
        "agencies.Aldren Police.finishes": "what it began",
        "warm_up": "90 d",
    },
    "seen in one of its places": {
        "countries.Corvia": {},
        f"{INDICATORS}.third": {"kind": "sign", "where": ["Brevia", "Corvia"]},
    },
    "an indicator just before the deadline": {
        f"{INDICATORS}.third": {"kind": "sign", "where": ["Brevia"], "when": "30 d"}
    },
    "one agency is enough": {"agencies.Aldren Police.threshold": 0.9999999},
    "a rate that suffices": {
        INDICATORS: {
            "many": {
                "kind": "sign",
                "where": ["Brevia"],
                "rate": "1 per day",
                "likelihood_ratio": 4.0,
            }
        }
    },
    "exactly enough": {
        INDICATORS: {
            "ten": {"kind": "sign", "where": ["Brevia"], "count": 2, "likelihood_ratio": 10.0}
        },
        "agencies.Brevia Police.prior": 0.01,
        "agencies.Brevia Police.threshold": 100 / 199,
    },
    "a known category": {"countries.Aldren.recognises": {"smuggling": 0.5}},
}


@pytest.mark.parametrize(("changes", "where", "said"), CASES.values(), ids=CASES)
def test_what_is_not_meant_is_told_once(changes: dict[str, Any], where: str, said: str) -> None:
    told = warnings(load_data(changed(changes)))
    # Who is joined to nobody is told besides.
    (caution,) = [one for one in told if "has no channel" not in one.message] or told
    assert ".".join(map(str, caution.path)) == where
    assert said in caution.message


@pytest.mark.parametrize("changes", WELL_MEANT.values(), ids=WELL_MEANT)
def test_what_is_meant_is_not_told(changes: dict[str, Any]) -> None:
    assert warnings(load_data(changed(changes))) == ()


@pytest.mark.parametrize(("median", "sigma"), [(1.0, 0.8), (8.0, 0.8), (48.0, 1.0)])
def test_load_is_that_of_a_desk_that_finishes_what_it_started(median: float, sigma: float) -> None:
    weeks, rate = 4000, 3.0
    work = {"lognormal": {"median": f"{median} h", "sigma": sigma}}
    data = changed({"background.Tips": {**ROUTINE, "rate": f"{rate} per week", "work": work}})
    data["agencies"]["Aldren Police"] |= {"analysts": 1, "finishes": "what it began"}
    load = desk_loads(load_data(data))["Aldren Police"].own

    jobs = np.random.default_rng(7).lognormal(np.log(median), sigma, 400_000)
    now = worked = 0.0
    for job in jobs:
        day, hour = divmod(now % 168.0, 24.0)
        if day >= 5 or not 9.0 <= hour < 17.0:
            days = 0 if day < 5 and hour < 9.0 else 1 if day < 4 else 7 - int(day)
            now += days * 24.0 - hour + 9.0
        if now >= weeks * 168.0:
            break
        now, worked = now + job, worked + job
    assert load == pytest.approx(rate * jobs.mean() / (worked / now * 168.0), rel=0.05)


def test_load_of_a_desk_where_work_rests_is_its_work_over_its_hours() -> None:
    stream = {**ROUTINE, "rate": "3 per week", "work": {"gamma": {"mean": "11 h", "shape": 2.0}}}
    data = changed({"background.Tips": stream})
    data["agencies"]["Aldren Police"]["analysts"] = 1
    load = desk_loads(load_data(data))["Aldren Police"].own
    assert load == pytest.approx(3 * 11 / 40)


def test_a_warm_up_too_short_for_a_queue_is_told_with_one_that_is_long_enough() -> None:
    changes = {
        "background.Tips": {**ROUTINE, "rates": {"Aldren Police": "19 per day"}},
        "agencies.Aldren Police.opening": "round the clock",
        "agencies.Aldren Police.analysts": 1,
        "warm_up": "12 h",
    }
    (caution,) = warnings(load_data(changed(changes)))
    assert caution.path == ("warm_up",)
    assert "leave the queue of Aldren Police (79 % busy)" in caution.message
    enough = re.search(r"some (\d+ [hd]) bring it", caution.hint)
    assert enough
    assert warnings(load_data(changed({**changes, "warm_up": enough[1]}))) == ()


def test_a_staffed_desk_that_gets_too_much_is_told() -> None:
    treaty = {**TREATY, "review": {"probability": 1.0, "duration": "10 h", "refusal": 0.0}}
    changes = {
        "background.Tips": {**ROUTINE, "worth_sharing": 1.0},
        "agreements.Treaty": treaty,
        "trust.default": 1.0,
        "countries.Aldren.legal_desk": {"staff": 1, "opening": "round the clock"},
        "countries.Brevia.legal_desk": {"staff": 9, "opening": "round the clock"},
        **WARM,
    }
    (caution,) = warnings(load_data(changed(changes)))
    assert caution.path == ("countries", "Aldren", "legal_desk", "staff")
    assert "gets 167 % of the work" in caution.message


def test_a_misspelt_word_gets_its_hint() -> None:
    data = changed(CASES["a kind that nobody observes"][0])
    assert warnings(load_data(data))[0].hint == "did you mean `sign`?"
    data = changed({"countries.Aldren.recognises": {"smugling": 0.5}})
    assert warnings(load_data(data))[0].hint == "did you mean `smuggling`?"


def test_without_a_threat_nothing_is_missed() -> None:
    data = minimal()
    del data["threats"]
    assert warnings(load_data(data)) == ()


def test_several_are_told_together() -> None:
    changes = CASES["no warm-up"][0] | CASES["a late inject"][0] | CASES["never scored"][0]
    assert len(warnings(load_data(changed(changes)))) == 3


def test_a_thousand_agencies_are_checked_quickly() -> None:
    many = {
        f"Post {n}": {"country": "Aldren", "observes": [{"kinds": ["sign"]}]} for n in range(990)
    }
    data = minimal()
    data["agencies"] |= many
    data["channels"]["Hub"] = {"members": list(data["agencies"])[:300]}
    assert {SILENT in one.message for one in warnings(load_data(data))} == {True}
