"""Small valid scenarios as plain data, with every feature of the file format, for Hypothesis.

Durations are round on purpose: reports then arrive at the hour at which desks open, injects write
and others finish, and what happens at one instant must still happen in one order. A scenario is
made of optional parts, so that a counterexample loses all that it does not need.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]
Drawn = st.SearchStrategy[Any]
Maker = Callable[..., Drawn]


def made_once(make: Maker) -> Maker:
    """Makes a strategy once for the same arguments: Hypothesis looks a new one through again."""
    made: dict[object, Drawn] = {}

    @wraps(make)
    def the_same(*given: Any, **named: Any) -> Drawn:
        key = tuple(map(_hashable, given)), tuple((k, _hashable(v)) for k, v in named.items())
        if key not in made:
            made[key] = make(*given, **named)
        return made[key]

    return the_same


def _hashable(value: Any) -> object:
    return tuple(value) if isinstance(value, list) else value


CATEGORIES = ["smuggling", "sabotage"]
KINDS = ["sign", "trace"]
LANGUAGES = ["Low", "High"]
SYSTEMS = ["paper", "wire"]
COUNTRIES = ["Aldren", "Brevia", "Corvane"]
BODY = "The Office"
AGENCIES = ["Red Desk", "Green Desk", "Blue Desk", "Grey Desk"]
STREAMS = ["daily business", "letters"]
ASKING = True
"""Whether scenarios are drawn in which agencies ask for information and search databases."""

shares = st.sampled_from([1.0, 0.9, 0.9, 0.5, 0.5, 0.0])
round_hours = st.sampled_from(["0 h", "1 h", "6 h", "24 h"])
moments = st.sampled_from(["0 h", "9 h", "1 d", "33 h", "2 d", "5 d", "9 d"])
varying = st.sampled_from(
    [
        {"uniform": {"from": "0 h", "to": "2 d"}},
        {"exponential": {"mean": "12 h"}},
        {"gamma": {"mean": "1 d", "shape": 2.0}},
        {"lognormal": {"median": "8 h", "sigma": 0.8}},
        {"lognormal": {"median": "8 h", "p90": "2 d"}},
        {"weibull": {"median": "8 h", "shape": 0.7}},
        {"loglogistic": {"median": "8 h", "shape": 1.8}},
    ]
)
VARYING = {"uniform", "exponential", "gamma", "lognormal", "weibull", "loglogistic"}
durations = round_hours | round_hours | varying
markings = st.sampled_from(["CLEAR", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"])
offsets = st.sampled_from(["UTC", "+01:00", "-08:00", "+05:30"])
hours = st.sampled_from(
    [
        "round the clock",
        "Monday to Friday 09:00 to 17:00",
        "daily 22:00 to 06:00",
        "daily 12:00 to 12:30",
        ["Monday 00:00 to 24:00", "Thursday 09:00 to 10:00"],
    ]
)
finishes = st.sampled_from(["while open", "what it began"])
desks: Drawn = st.fixed_dictionaries(
    {}, optional={"staff": st.integers(1, 2), "opening": hours | st.just("office hours")}
).flatmap(lambda desk: finishing(desk) if "staff" in desk else st.just(desk))
reviews: Drawn = st.fixed_dictionaries(
    {"duration": durations}, optional={"probability": shares, "refusal": shares}
)


def finishing(desk: Data) -> Drawn:
    """A desk with staff that may finish what it began."""
    said = st.fixed_dictionaries({}, optional={"finishes": finishes})
    return said.map(lambda more: desk | more)


@made_once
def one_to(most: int, options: list[str]) -> Drawn:
    """Some of the options, in any order."""
    return st.lists(st.sampled_from(options), min_size=1, max_size=most, unique=True)


@made_once
def together(one: Drawn, other: Drawn) -> Drawn:
    """A mapping in two parts."""
    return st.tuples(one, other).map(lambda parts: parts[0] | parts[1])


@made_once
def some_of(options: list[str], values: Drawn) -> Drawn:
    """A mapping from some of the options."""
    return st.dictionaries(st.sampled_from(options), values, max_size=len(options))


OF_A_HOME: dict[str, Drawn] = {
    "languages": one_to(2, LANGUAGES),
    "utc": offsets,
    "works": hours,
    "legal_desk": desks,
    "translation_desk": desks,
    "translation": durations,
}
homes: Drawn = st.fixed_dictionaries(
    {},
    optional=OF_A_HOME
    | {
        "recognises": some_of(CATEGORIES, shares),
        "priorities": some_of(CATEGORIES, shares),
        "internal_review": reviews,
    },
)
bodies: Drawn = st.fixed_dictionaries({}, optional=OF_A_HOME)


@made_once
def agencies_of(countries: list[str], body: bool) -> Drawn:
    """What an agency of one of the countries, or of the body, says."""
    belongs = st.sampled_from([{"country": name} for name in countries])
    if body:
        belongs |= st.just({"body": BODY})
    sights = st.fixed_dictionaries(
        {"kinds": st.just(KINDS) | one_to(2, KINDS)},
        optional={"probability": shares, "where": st.just(countries) | one_to(3, countries)},
    )
    rest = st.fixed_dictionaries(
        {"observes": st.lists(sights, min_size=1, max_size=2)},
        optional={
            "analysts": st.integers(1, 3),
            "triage": durations,
            "opening": hours | st.just("office hours"),
            "finishes": finishes,
            "prior": st.sampled_from([0.01, 0.3]),
            "threshold": st.sampled_from([0.5, 0.9]),
            "marking": markings,
            "languages": one_to(2, LANGUAGES),
            "systems": one_to(2, SYSTEMS),
            "priorities": some_of(CATEGORIES, shares),
            "matching": shares,
            "overlooks": st.sampled_from([0.0, 0.3]),
        },
    )
    return together(belongs, rest)


@made_once
def channels(agencies: list[str]) -> Drawn:
    """A channel between two agencies, or a relay for several."""
    between = st.permutations(agencies).map(lambda names: {"between": list(names[:2])})
    relay = st.permutations(agencies).map(lambda names: {"members": list(names)})
    rest = st.fixed_dictionaries(
        {},
        optional={
            "latency": durations,
            "relay": durations,
            "opening": hours,
            "utc": offsets,
            "loss": st.sampled_from([0.0, 0.3, 0.95]),
            "resend_after": st.sampled_from(["0 h", "6 h", "1 d"]),
            "attempts": st.integers(1, 3),
            "ceiling": markings,
            "open": st.sampled_from([True, True, False]),
        },
    )
    return together(between | relay, rest)


@made_once
def agreements(parties: list[str]) -> Drawn:
    """An agreement of some of the homes."""
    members = st.lists(st.sampled_from(parties), min_size=2, unique=True)
    return st.fixed_dictionaries(
        {"members": members, "review": reviews},
        optional={
            "covers": one_to(2, CATEGORIES),
            "overrides": st.booleans(),
            "in_force": st.booleans(),
        },
    )


def ratified(agreement: Data, parties: list[str], roles: list[str]) -> Drawn:
    """What an agreement says besides: who ratifies it late or in part, and what else it eases."""
    late = st.fixed_dictionaries(
        {}, optional={"at": st.sampled_from(["0 h", "2 d"]), "covers": one_to(1, CATEGORIES)}
    )
    others = [name for name in parties if name not in agreement["members"]]
    return st.fixed_dictionaries(
        {},
        optional={
            "ratified": some_of(others, late) if others else st.just({}),
            "between_roles": one_to(2, roles),
            "dual_criminality": st.booleans(),
            "conversion_times": shares,
            "translation_times": shares,
        },
    )


@made_once
def closer_cooperation(agencies: list[str]) -> Drawn:
    """A liaison officer between two agencies, and a task force that one sends an analyst to."""
    officer = st.fixed_dictionaries(
        {},
        optional={
            "opening": hours | st.just("office hours"),
            "vetting_times": shares,
            "consent_times": shares,
            "trust": shares,
        },
    )
    return st.tuples(st.permutations(agencies), officer, st.booleans()).map(
        lambda drawn: {
            "pair": drawn[0][:2],
            "officer": {"between": list(drawn[0][:2])} | drawn[1],
            "together": drawn[2],
        }
    )


learning: Drawn = st.fixed_dictionaries(
    {},
    optional={
        "half_life": st.sampled_from(["6 h", "2 d", "180 d"]),
        "known_after": st.sampled_from(["0 h", "0 h", "6 h", "3 d"]),
        "every": st.sampled_from(["1 h", "9 h", "1 d"]),
        "confidence": st.sampled_from([0.0, 2.5]),
        "loss": st.sampled_from([3.0, 3.0, 0.1, 0.0]),
    },
)
"""How trust follows experience, soon enough for a short exercise."""


@made_once
def trust(parties: list[str], agencies: list[str]) -> Drawn:
    """Trust in general, between homes and between agencies."""
    return st.fixed_dictionaries(
        {},
        optional={
            "default": shares,
            "within_country": shares,
            "countries": some_of(parties, some_of(parties, shares)),
            "agencies": some_of(agencies, some_of(agencies, shares)),
            "learning": learning,
        },
    )


sharing: Drawn = st.fixed_dictionaries(
    {},
    optional={
        "per": st.sampled_from(["report", "case"]),
        "vetting": durations,
        "vetting_within_country": durations,
        "vetting_distrust": st.sampled_from([0.0, 1.0, 3.0]),
        "sanitised_weight": shares,
        "strip_origin_below": shares,
        "fusion": st.sampled_from(["origin-aware", "naive"]),
        "default_marking": markings,
    },
)


@made_once
def onward(agencies: list[str]) -> Drawn:
    """Some agencies pass on what they were told, some of it after asking."""
    consent = st.fixed_dictionaries(
        {},
        optional={
            "duration": durations,
            "refusal": shares,
            "condition": shares,
            "condition_weight": shares,
            "time_out": st.sampled_from(["0 h", "20 h", "9 d"]),
        },
    )
    return st.fixed_dictionaries(
        {
            "onward": st.fixed_dictionaries(
                {"by": st.lists(st.sampled_from(agencies), min_size=1, unique=True)},
                optional={
                    "hops": st.sampled_from([2, 3, 4]),
                    "consent": consent,
                    "tear_line": shares,
                },
            )
        }
    )


friction: Drawn = st.fixed_dictionaries(
    {}, optional={"translation": durations, "conversion": durations}
)


@made_once
def indicators(countries: list[str]) -> Drawn:
    """One or several indicators by name; some come at a rate, some are many."""
    number: Drawn = (
        st.just({})
        | st.integers(2, 3).map(lambda count: {"count": count})
        | st.sampled_from(["1 per day", "2 per week"]).map(lambda rate: {"rate": rate})
    )
    rest = st.fixed_dictionaries(
        {"kind": st.sampled_from(KINDS), "where": one_to(3, countries)},
        optional={
            "when": moments | varying,
            "likelihood_ratio": st.sampled_from([6.0, 100.0, 1.0]),
            "marking": markings,
            "sanitised": st.booleans(),
        },
    )
    one = together(number, rest)
    return st.dictionaries(st.sampled_from(["one", "two", "three"]), one, min_size=1)


@made_once
def beginnings(often: str) -> Drawn:
    """When a threat begins: once, or as a process."""
    return (moments | varying).map(lambda onset: {"onset": onset}) | st.just({"arrives": often})


@made_once
def red_herrings(countries: list[str]) -> Drawn:
    """What seems a threat and is none."""
    rest = st.fixed_dictionaries(
        {"category": st.sampled_from(CATEGORIES), "indicators": indicators(countries)},
        optional={
            "urgency": st.sampled_from([0.0, 0.5, 2.0]),
            "lasts": st.sampled_from(["2 d", "6 d"]),
        },
    )
    return together(beginnings("2 per week"), rest)


@made_once
def threats(countries: list[str]) -> Drawn:
    """What is to be detected."""
    more = st.fixed_dictionaries(
        {
            "country": st.sampled_from(countries),
            "deadline": st.sampled_from(["9 d", "6 d", "1 d"]),
        }
    )
    return together(red_herrings(countries), more)


@made_once
def streams(agencies: list[str]) -> Drawn:
    """Routine work."""
    rates = st.sampled_from(["0 per day", "1 per day", "3 per day"])
    return st.fixed_dictionaries(
        {"category": st.sampled_from(CATEGORIES), "rate": rates},
        optional={
            "agencies": one_to(4, agencies),
            "rates": some_of(agencies, rates),
            "work": durations,
            "worth_sharing": shares,
            "urgency": st.sampled_from([0.0, 0.5, 3.0]),
            "marking": markings,
        },
    )


@dataclass(frozen=True)
class Names:
    """What a scenario calls what can be changed in it."""

    countries: tuple[str, ...]
    bodies: tuple[str, ...]
    agencies: tuple[str, ...]
    channels: tuple[str, ...]
    agreements: tuple[str, ...]
    streams: tuple[str, ...]

    @classmethod
    def of(cls, data: Data) -> Names:
        """The names in a scenario."""
        sections = ("countries", "bodies", "agencies", "channels", "agreements", "background")
        return cls(*(tuple(data.get(section, ())) for section in sections))


@made_once
def effects(names: Names) -> Drawn:
    """One effect on what a scenario holds, of any kind."""
    countries, agencies = list(names.countries), list(names.agencies)
    homes = [*countries, *names.bodies]
    parties = [*homes, *agencies]
    degree = st.fixed_dictionaries(
        {
            "country": st.sampled_from(countries),
            "category": st.sampled_from(CATEGORIES),
            "becomes": shares,
        }
    )
    kinds: list[Drawn] = [
        st.just({}),
        _named("analysts", agency=agencies, become=st.integers(0, 2)),
        _named("analysts", agency=agencies, change=st.integers(-2, 2)),
        _named("triage", agency=agencies, times=st.sampled_from([0.0, 0.5, 2.0])),
        degree.map(lambda effect: {"priority": effect}),
        degree.map(lambda effect: {"recognition": effect}),
        technical(agencies, countries),
    ]
    if len(parties) > 1:
        two = st.lists(st.sampled_from(parties), min_size=2, max_size=2, unique=True)
        change = st.one_of(
            shares.map(lambda becomes: {"becomes": becomes}),
            st.sampled_from([0.0, 0.5, 3.0]).map(lambda times: {"times": times}),
        )
        both = two.map(lambda names: {"between": names})
        way = two.map(lambda names: {"of": names[0], "towards": names[1]})
        kinds.append(together(both | way, change).map(lambda effect: {"trust": effect}))
    if len(homes) > 1:
        kinds.append(relations(homes).map(lambda effect: {"relations": effect}))
    if names.channels:
        lines = list(names.channels)
        kinds += [
            _named("channel", name=lines, closed_for=st.sampled_from(["12 h", "4 d"])),
            _named("channel", name=lines, open=st.just(True)),
            _named("channel", name=lines, latency_times=st.sampled_from([0.0, 0.5, 4.0])),
            _named("channel", name=lines, loss=st.sampled_from([0.0, 0.5])),
        ]
    if names.agreements:
        pacts = list(names.agreements)
        kinds.append(_named("agreement", name=pacts, in_force=st.booleans()))
        kinds.append(_named("ratification", agreement=pacts, party=homes))
    if names.streams:
        times = st.sampled_from([0.0, 0.5, 3.0])
        lasting = st.sampled_from(["1 d", "4 d"])
        kinds.append(_named("background", stream=list(names.streams), times=times, lasting=lasting))
    return st.one_of(kinds)


@made_once
def technical(agencies: list[str], countries: list[str]) -> Drawn:
    """Eyes that open, close or see sooner, tools that link and sort, records that keep origins."""
    eyes = st.fixed_dictionaries(
        {"agency": st.sampled_from(agencies), "kinds": one_to(2, KINDS), "probability": shares},
        optional={
            "where": one_to(3, countries),
            "replaces": st.booleans(),
            "earlier": st.sampled_from(["6 h", "3 d"]),
        },
    )
    return (
        eyes.map(lambda effect: {"observation": effect})
        | _named("matching", agency=agencies, becomes=shares)
        | _named("overlooks", agency=agencies, becomes=shares)
        | st.just({"tamper_evident": True})
    )


preventions: Drawn = st.fixed_dictionaries(
    {"share": shares}, optional={"category": st.sampled_from(CATEGORIES)}
).map(lambda effect: {"prevention": effect})

_shocks: Drawn = st.fixed_dictionaries(
    {"depth": st.sampled_from([0.5, 1.0, 0.123456789])},
    optional={"half_life": st.sampled_from(["1 h", "2 d", "9 d"])},
)


@made_once
def relations(homes: list[str]) -> Drawn:
    """A shock between two homes, or advocacy."""
    two = st.lists(st.sampled_from(homes), min_size=2, max_size=2, unique=True)
    event = _shocks.map(lambda shock: {"shock": shock}) | shares.map(
        lambda share: {"advocacy": share}
    )
    return together(two.map(lambda names: {"between": names}), event)


@made_once
def strains(homes: list[str]) -> Drawn:
    """What depresses relations from the beginning, if anything does."""
    two = st.lists(st.sampled_from(homes), min_size=2, max_size=2, unique=True)
    strain = together(two.map(lambda names: {"between": names}), _shocks)
    return st.just({}) | strain.map(lambda drawn: {"relations": {"An old dispute": drawn}})


@made_once
def _named(kind: str, **fields: Any) -> Drawn:
    """An effect of a kind; a list stands for any of its values."""
    drawn = {
        name: st.sampled_from(value) if isinstance(value, list) else value
        for name, value in fields.items()
    }
    return st.fixed_dictionaries(drawn).map(lambda effect: {kind: effect})


@made_once
def responses(countries: list[str], agencies: list[str]) -> Drawn:
    """What follows a warning: partners, warrants between some of the countries, or none at all."""
    partners = st.lists(st.sampled_from(agencies), unique=True)
    optional: dict[str, Drawn] = {
        "participants": st.dictionaries(st.sampled_from(countries), partners),
        "notice": durations,
        "readiness": durations,
        "extradition": st.none()
        | st.fixed_dictionaries(
            {"consented": durations, "contested": durations}, optional={"refusal": shares}
        ),
        "arrest": shares,
        "evidence": st.integers(0, 4),
    }
    if len(countries) > 1:
        warrant = st.fixed_dictionaries(
            {"members": st.just(countries[:2])},
            optional={"contested": durations, "contested_share": shares, "refusal": shares},
        )
        optional["warrants"] = st.fixed_dictionaries({"Common warrant": warrant})
    return st.fixed_dictionaries({}, optional=optional)


dials: Drawn = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        (
            "trust",
            "law",
            "communication",
            "capacity",
            "interoperability",
            "priorities",
            "definitions",
            "politics",
        ),
        st.sampled_from([0.0, 0.123456789, 0.5, 1.0, 1.7]),
    ),
)


@st.composite
def scenarios(draw: st.DrawFn) -> Data:
    """A scenario of one to three countries and one to four agencies over three weeks at most."""
    countries = COUNTRIES[: draw(st.sampled_from([2, 3, 1]))]
    agencies = AGENCIES[: draw(st.sampled_from([2, 3, 4, 1]))]
    body = draw(st.booleans())
    parties = [*countries, BODY] if body else countries
    data: Data = {
        "entente": 1,
        "title": "Drawn by chance",
        "summary": "One of many.",
        "begins": draw(st.sampled_from(["Monday 00:00 UTC", "Friday 16:30 UTC"])),
        "horizon": draw(st.sampled_from(["20 d", "20 d", "100 h"])),
        "warm_up": draw(st.sampled_from(["0 d", "3 d"])),
        "countries": {name: draw(homes) for name in countries},
        "bodies": {BODY: draw(bodies)} if body else {},
        "agencies": {name: draw(agencies_of(countries, body)) for name in agencies},
        "sharing": draw(sharing),
        "friction": draw(friction),
        "trust": draw(trust(parties, agencies)),
        "law": draw(_laws),
        "dials": draw(dials),
    }
    for name, agency in data["agencies"].items():
        if agency.get("country") and draw(st.booleans()):
            data["countries"][agency["country"]]["responsible"] = name
    if draw(st.booleans()):
        data["window"] = draw(st.sampled_from(["1 d", "8 d"]))
    optional: dict[str, Drawn] = {
        "threats": _up_to(2, threats(countries)),
        "red_herrings": _up_to(1, red_herrings(countries)),
        "background": st.dictionaries(st.sampled_from(STREAMS), streams(agencies)),
    }
    if len(agencies) > 1:
        optional["channels"] = _up_to(3, channels(agencies))
        data["sharing"] |= draw(st.just({}) | onward(agencies))
    if len(parties) > 1:
        optional["agreements"] = _up_to(2, agreements(parties))
    data |= {name: draw(parts) for name, parts in optional.items()}
    draw(_closer(data, parties))
    if len(parties) > 1:
        data |= draw(strains(parties))
    names = Names.of(data)
    data["injects"] = draw(_up_to(4, injects(names)))
    if draw(st.booleans()):
        data["programmes"] = draw(_up_to(2, programmes(names)))
    if draw(st.booleans()):
        data["response"] = draw(responses(countries, agencies))
    if ASKING and draw(st.booleans()):
        draw(_asking(data, parties))
    return data


@st.composite
def _asking(draw: st.DrawFn, data: Data, parties: list[str]) -> None:
    """Some ask partners, search a database, or both; seldom nobody can be asked."""
    agencies = list(data["agencies"])
    requests = st.fixed_dictionaries(
        {"interest": st.sampled_from([0.011, 0.2])},
        optional={
            "work": durations,
            "by": one_to(4, agencies),
            "deadline": round_hours,
        },
    )
    data["requests"] = draw(requests)
    if len(agencies) > 1 and draw(st.booleans()):
        index = st.fixed_dictionaries(
            {
                "seat": st.sampled_from(parties),
                "members": st.permutations(agencies).map(lambda names: list(names[:3])),
            },
            optional={"latency": st.just("5 s") | durations, "ceiling": markings},
        )
        data["databases"] = {"Index": draw(index)}


@st.composite
def _closer(draw: st.DrawFn, data: Data, parties: list[str]) -> None:
    """Perhaps a convention that spreads, an officer at a partner's, and a task force."""
    agencies = data["agencies"]
    for agreement in data.get("agreements", {}).values():
        if draw(st.booleans()):
            roles = ["police", "cyber"]
            for agency in agencies.values():
                agency["role"] = draw(st.sampled_from(roles))
            agreement.update(draw(ratified(agreement, parties, roles)))
    if draw(st.booleans()):
        some = one_to(3, [*parties, *agencies])
        data["assessments"] = {
            "Digest": {
                "senders": draw(some),
                "receivers": draw(some),
                "category": draw(st.sampled_from(CATEGORIES)),
                "every": draw(st.sampled_from(["2 d", "7 d"])),
                "takes": draw(round_hours),
                "lasts": draw(st.sampled_from(["1 d", "9 d"])),
                "raises_priority_to": draw(shares),
            }
        }
    if len(agencies) > 1 and draw(st.booleans()):
        drawn = draw(closer_cooperation(list(agencies)))
        data["liaisons"] = {"Officer": drawn["officer"]}
        if drawn["together"]:
            force, origin = drawn["pair"]
            agencies[force]["co_located"] = {origin: 1}
            agencies[origin]["analysts"] = draw(st.integers(2, 3))


_laws: Drawn = st.fixed_dictionaries(
    {}, optional={"formal_route": st.none() | reviews, "dual_criminality": st.booleans()}
)


@made_once
def injects(names: Names) -> Drawn:
    """An inject into a scenario that has all else."""
    when = st.fixed_dictionaries({"at": moments, "message": st.just("Something happens.")})
    return together(when, one_or_several(effects(names)))


@made_once
def one_or_several(effect: Drawn) -> Drawn:
    """An effect below its key, or up to three in a list."""
    several = st.lists(effect.filter(bool), min_size=1, max_size=3)
    return effect | several.map(lambda drawn: {"effects": drawn})


@made_once
def programmes(names: Names) -> Drawn:
    """A programme, which may work later and keep analysts away until it does."""
    agencies = list(names.agencies)
    times = st.sampled_from([0.0, 0.5, 2.0])
    own = (
        _named("translation", seat=[*names.countries, *names.bodies], times=times)
        | times.map(lambda each: {"conversion": {"times": each}})
        | preventions
        | effects(names).filter(bool)
    )
    own = one_or_several(own)
    later = st.fixed_dictionaries({}, optional={"later": round_hours})
    away = st.fixed_dictionaries({"money": st.just(1.0)}) | some_of(
        agencies, st.sampled_from(["1 h", "9 h", "40 h"])
    ).map(lambda hours: {"money": 1.0, "analyst_hours": hours})
    helping = st.fixed_dictionaries(
        {
            "works_after": st.sampled_from(["9 h", "1 d", "5 d"]),
            "cost": away,
            "effects": _up_to(2, together(later, own)).filter(bool),
        },
        optional={"starts": round_hours},
    )
    in_force = st.fixed_dictionaries({"in_force": st.sampled_from([True, True, False])})
    return together(in_force, helping)


@made_once
def _up_to(most: int, values: Drawn) -> Drawn:
    """A mapping with some or, seldom, no values under short names."""
    several = st.lists(values, min_size=1, max_size=most)
    return st.one_of(several, several, several, st.just([])).map(
        lambda drawn: {f"number {i}": value for i, value in enumerate(drawn, start=1)}
    )


# What follows makes scenarios in which more happens: the parts above, drawn by chance alone, seldom
# come together so that a copy passes everything there is.


@st.composite
def lively_scenarios(draw: st.DrawFn) -> Data:
    """A scenario in which agencies tell each other much, with some of what can come of it."""
    data = {"channels": {}, "agreements": {}} | draw(scenarios())
    if len(data["agencies"]) > 1:
        data["channels"]["Bulletin"] = draw(channels(list(data["agencies"]))) | {
            "ceiling": draw(st.sampled_from(["RED", "AMBER"]))
        }
    data["trust"]["default"] = draw(st.sampled_from([1.0, 0.9, 0.5]))
    for change in (
        _told,
        _freely,
        _passed_on,
        _with_desks,
        _unrecognised,
        _stripped,
        _lossy,
        _held_up,
        _punctual,
        *((_curious,) if ASKING else ()),
    ):
        if draw(st.booleans()):
            draw(change(data))
    return data


@st.composite
def _told(draw: st.DrawFn, data: Data) -> None:
    """Routine work is worth sharing, and everybody is in reach of everybody."""
    for stream in data["background"].values():
        stream |= {"worth_sharing": draw(st.sampled_from([1.0, 0.5])), "rate": "3 per day"}
    for matter in _matters(data):
        for indicator in matter["indicators"].values():
            indicator["where"] = list(data["countries"])
    if "Bulletin" in data["channels"]:
        data["channels"]["Bulletin"].pop("between", None)
        data["channels"]["Bulletin"]["members"] = list(data["agencies"])


@st.composite
def _freely(draw: st.DrawFn, data: Data) -> None:
    """Everybody sees everything at once and may tell it at once, at any time of the day."""
    everywhere = {"kinds": KINDS, "where": list(data["countries"])}
    for agency in data["agencies"].values():
        agency.pop("marking", None)
        agency |= {"observes": [everywhere], "opening": "round the clock"}
        agency["triage"] = draw(round_hours)
    for matter in _matters(data):
        for indicator in matter["indicators"].values():
            indicator.pop("marking", None)
            indicator.pop("when", None)
    for channel in data["channels"].values():
        channel.pop("opening", None)
        channel["latency"] = draw(round_hours)
    data["sharing"] |= {"default_marking": "CLEAR", "vetting": draw(round_hours)}
    data["law"]["formal_route"] = {"probability": 0.5, "duration": draw(round_hours)}


@st.composite
def _passed_on(draw: st.DrawFn, data: Data) -> None:
    """Everybody passes on what it is told, after asking; who asks may wait in vain."""
    if len(data["agencies"]) < 3:
        return
    for number, (name, agency) in enumerate(data["agencies"].items()):
        agency.pop("marking", None)
        if number < len(data["countries"]):
            agency.pop("body", None)
            agency["country"] = list(data["countries"])[number]
            data["countries"][agency["country"]]["responsible"] = name
        agency |= {"opening": "round the clock", "triage": "1 h", "analysts": 9}
    for matter in (*_matters(data), *data["background"].values()):
        matter.pop("marking", None)
        for indicator in matter.get("indicators", {}).values():
            indicator.pop("marking", None)
    consent = {
        "duration": draw(st.sampled_from(["2 h", "30 h"])),
        "refusal": draw(st.sampled_from([0.3, 0.0])),
        "condition": draw(st.sampled_from([0.5, 0.0])),
    }
    if draw(st.booleans()):
        consent["time_out"] = draw(st.sampled_from(["20 h", "2 h"]))
    data["sharing"] |= {
        "default_marking": draw(st.sampled_from(["AMBER", "AMBER", "GREEN"])),
        "vetting": "0 h",
        "onward": {"by": list(data["agencies"]), "hops": 3, "consent": consent},
    }


@st.composite
def _curious(draw: st.DrawFn, data: Data) -> None:
    """Whoever learns of anything asks, and partners have kept what does not matter to them."""
    for agency in data["agencies"].values():
        agency |= {"prior": 0.01, "threshold": 0.999}
        agency["priorities"] = dict.fromkeys(CATEGORIES, draw(st.sampled_from([0.0, 0.5])))
    data["requests"] = {"interest": 0.011, "work": draw(durations)}
    if len(data["agencies"]) > 1:
        home = draw(st.sampled_from([name for name, _ in _homes(data)]))
        data["databases"] = {"Index": {"seat": home, "members": list(data["agencies"])}}


@st.composite
def _with_desks(draw: st.DrawFn, data: Data) -> None:
    """Nobody shares a language or a system; desks translate and review, some with few people."""
    for name, home in _homes(data):
        home["languages"] = [name]
        home["translation"] = draw(durations)
        for desk in ("translation_desk", "legal_desk"):
            home[desk] = {"opening": draw(st.just("round the clock") | hours)}
            if draw(st.booleans()):
                home[desk]["staff"] = draw(st.integers(1, 2))
    for name, agency in data["agencies"].items():
        agency.pop("languages", None)
        agency["systems"] = [name]


@st.composite
def _unrecognised(draw: st.DrawFn, data: Data) -> None:
    """Laws do not know what an agreement covers; the formal way is short, or there is none."""
    for country in data["countries"].values():
        country["recognises"] = dict.fromkeys(CATEGORIES, draw(st.sampled_from([0.5, 0.0])))
    data["law"]["formal_route"] = draw(st.none() | reviews | reviews)
    parties = [name for name, _ in _homes(data)]
    if len(parties) > 1:
        data["agreements"]["Treaty"] = {"members": parties, "review": draw(reviews)}


@st.composite
def _stripped(draw: st.DrawFn, data: Data) -> None:
    """Origins are removed, and counted as if there were several."""
    data["sharing"] |= {"fusion": "naive", "strip_origin_below": 1.0, "sanitised_weight": 0.9}
    data["trust"]["default"] = draw(st.sampled_from([0.9, 0.5]))


@st.composite
def _lossy(draw: st.DrawFn, data: Data) -> None:
    """Much is lost and sent again."""
    for channel in data["channels"].values():
        channel |= {"loss": draw(st.sampled_from([0.5, 0.95])), "resend_after": "6 h"}
        channel["attempts"] = draw(st.integers(1, 3))


@st.composite
def _held_up(draw: st.DrawFn, data: Data) -> None:
    """A channel is closed, all analysts leave, and somebody comes back."""
    name = draw(st.sampled_from(list(data["agencies"])))
    effects: Data = {
        "leave": {"at": "9 h", "analysts": {"agency": name, "become": 0}},
        "return": {"at": "2 d", "analysts": {"agency": name, "become": draw(st.integers(1, 3))}},
    }
    if data["channels"]:
        outage = {"name": draw(st.sampled_from(list(data["channels"]))), "closed_for": "24 h"}
        effects["outage"] = {"at": draw(moments), "channel": outage}
    data["injects"] |= {key: {"message": ""} | effect for key, effect in effects.items()}


@st.composite
def _punctual(draw: st.DrawFn, data: Data) -> None:
    """Everything lasts whole hours, most things the same or no time, and so coincides."""
    usual = draw(st.sampled_from(["1 h", "0 h", "6 h"]))
    often = st.sampled_from([usual, usual, "0 h", "24 h"])
    _fix_varying(data, usual)
    for agency in data["agencies"].values():
        agency["triage"] = draw(often)
    for stream in data["background"].values():
        stream.pop("work", None)
    for inject in data["injects"].values():
        inject["at"] = draw(st.sampled_from(["9 h", "10 h", "11 h", "15 h", "33 h", "34 h"]))
    for matter in _matters(data):
        if "onset" in matter:
            matter["onset"] = draw(st.sampled_from(["9 h", "33 h"]))
        for indicator in matter["indicators"].values():
            indicator["when"] = draw(often)
    data["sharing"] |= {"vetting": draw(often), "vetting_within_country": draw(often)}
    data["sharing"]["vetting_distrust"] = 0.0
    data["friction"] = {"translation": draw(often), "conversion": draw(often)}
    if data["law"].setdefault("formal_route", {"probability": 0.5}) is not None:
        data["law"]["formal_route"]["duration"] = draw(often)
    if draw(st.booleans()):
        for agency in data["agencies"].values():
            agency["opening"] = "round the clock"
    data["dials"].clear()


def _fix_varying(value: Any, usual: str) -> None:
    """Replaces every duration that varies, wherever it stands, by one that does not."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, dict) and inner.keys() & VARYING:
            value[name] = usual
        else:
            _fix_varying(inner, usual)


def _homes(data: Data) -> list[tuple[str, Data]]:
    return [*data["countries"].items(), *data["bodies"].items()]


def _matters(data: Data) -> list[Data]:
    return [*data["threats"].values(), *data["red_herrings"].values()]
