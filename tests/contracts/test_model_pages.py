"""Do the pages for reviewers name all that the model is made of, with its numbers as they are?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from pydantic import create_model
from pydantic.fields import FieldInfo

from sim.chance.elementary import ln
from sim.chance.keys import Purpose
from sim.engine.order import Happens
from sim.plan.rules import attention, belief, definitions, prevention, programmes, trust
from sim.plan.values.causes import Cause, End
from sim.plan.values.stages import StageKind
from sim.scenario.schema.agencies import Marking
from sim.scenario.schema.effects import ProgrammeKeys
from sim.scenario.schema.programmes import ProgrammeChange
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.quantities import opening
from sim.scenario.values.dials import Challenge
from sim.scenario.values.value import Value
from sim.statistics.precision import Precision

ROOT = Path(__file__).parents[2]
ODD = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
STRESS = (ROOT / "docs" / "stress-des.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"^(#{2,3}) (.+)\n((?:(?!^##).*\n?)*)", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
EXACT = 5e-5
"""Worked numbers have four decimals."""


_LOOKS = re.compile(r"(\d+), (\d+), (\d+)\s(?:replications )?and so\son")
ENOUGH = "decisions/0024-enough-has-run-when-no-rare-miss-could-still-move-it.md"


@pytest.mark.parametrize("page", ["model.md", "stress-des.md", ENOUGH])
def test_the_looks_of_a_comparison_are_those_that_it_takes(page: str) -> None:
    looks, done = list[str](), 0
    for _ in range(3):
        done = Precision().next_look(done)
        looks.append(str(done))
    told = _LOOKS.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))
    assert told == [tuple(looks)]


def headings(page: str, level: str) -> list[str]:
    """The headings of one level, in order."""
    return [name for depth, name, _ in SECTION.findall(FENCE.sub("", page)) if depth == level]


def section(page: str, heading: str) -> str:
    """What stands below a heading, up to the next."""
    texts: dict[str, str] = {name: text for _, name, text in SECTION.findall(FENCE.sub("", page))}
    return texts[heading]


def part(page: str, heading: str) -> str:
    """What stands below a heading, with everything that belongs to it."""
    return re.split(r"^## ", page.partition(f"\n## {heading}\n")[2], flags=re.MULTILINE)[0]


def table(text: str, *head: str) -> list[list[str]]:
    """The rows of the table with this head."""
    _, found, below = text.partition(f"| {' | '.join(head)} |\n")
    assert found, head
    lines = [line for line in below.split("\n\n")[0].splitlines() if line.startswith("|")]
    return [line.strip("| ").split(" | ") for line in lines[1:]]


def words(text: str) -> str:
    """The text with every break of a line as a space."""
    return " ".join(text.split())


# Headings


def test_the_description_has_the_elements_of_the_protocol_in_their_order() -> None:
    numbered = [name for name in headings(ODD, "##") if name[0].isdigit()]
    assert numbered == [
        "1. Purpose and patterns",
        "2. Entities, state variables and scales",
        "3. Process overview and scheduling",
        "4. Design concepts",
        "5. Initialisation",
        "6. Input data",
        "7. Submodels",
    ]


def test_it_speaks_of_each_design_concept() -> None:
    concepts = [
        "Basic principles",
        "Emergence",
        "Adaptation",
        "Objectives",
        "Learning",
        "Prediction",
        "Sensing",
        "Interaction",
        "Stochasticity",
        "Collectives",
        "Observation",
    ]
    found = headings(part(ODD, "4. Design concepts"), "###")
    assert found == concepts
    assert all(section(ODD, name).strip() for name in concepts)


def test_the_checklist_is_answered_item_by_item() -> None:
    assert [name[:3] for name in headings(STRESS, "###")] == [
        *("1.1", "1.2", "1.3"),
        *("2.1", "2.2", "2.3", "2.4", "2.5"),
        *("3.1", "3.2", "3.3", "3.4"),
        *("4.1", "4.2", "4.3"),
        *("5.1", "5.2", "5.3", "5.4"),
        "6.1",
    ]
    assert all(section(STRESS, name).strip() for name in headings(STRESS, "###"))


# What the model is made of


def test_every_hour_is_charged_as_the_page_says() -> None:
    rows = table(section(ODD, "Observation"), "challenge", "causes")
    told = {challenge: causes.split(", ") for challenge, causes in rows}
    for challenge in Challenge:
        owned = [cause.words for cause in Cause if cause.challenge is challenge]
        if owned:
            assert sorted(told.pop(challenge.value)) == sorted(owned)
    assert sorted(told.pop("of no challenge")) == sorted(c.words for c in Cause if not c.challenge)
    acting = {name for names in told for name in names.split(", ")}
    assert acting == {c.value for c in Challenge} - {c.challenge for c in Cause if c.challenge}


def test_every_way_to_end_is_named() -> None:
    text = words(section(ODD, "Observation"))
    assert not [end.words for end in End if end.words not in text]


def test_every_challenge_has_its_dial() -> None:
    rows = table(section(ODD, "Dials"), "challenge", "what its dial *f* does")
    assert [challenge for challenge, _ in rows] == [each.value for each in Challenge]
    named = words(section(ODD, "Basic principles"))
    assert not [each.value for each in Challenge if each.value not in named]
    named = words(section(STRESS, "1.1 Purpose of the model"))
    assert not [each.value for each in Challenge if each.value not in named]


def test_every_kind_of_stage_is_told() -> None:
    rows = table(section(ODD, "3. Process overview and scheduling"), "kind", "what happens")
    assert [kind for kind, _ in rows] == [kind.name for kind in StageKind]


def test_what_happens_at_one_instant_comes_in_the_order_told() -> None:
    text = section(ODD, "3. Process overview and scheduling")
    rows = table(text, "order", "event", "among several of a kind")
    told = {event.partition(":")[0]: int(order) for order, event, _ in rows}
    assert told == {each.name: place for place, each in enumerate(sorted(Happens), start=1)}


def test_every_decision_that_chance_makes_is_listed_once() -> None:
    rows = table(section(ODD, "Stochasticity"), "about", "what is drawn")
    told = [name for _, drawn in rows for name in CODE.findall(drawn)]
    assert sorted(told) == sorted(each.name.lower().replace("_", " ") for each in Purpose)


def test_every_part_of_a_scenario_is_input_data() -> None:
    rows = table(section(ODD, "6. Input data"), "part", "what it holds")
    told = [name for parts, _ in rows for name in CODE.findall(parts)]
    assert sorted(told) == sorted(Scenario.model_fields)


def test_everything_that_injects_and_programmes_write_is_named() -> None:
    told = set(CODE.findall(section(ODD, "Injects and programmes")))
    assert (ProgrammeKeys.model_fields.keys() | ProgrammeChange.model_fields.keys()) <= told


def test_places_in_the_code_are_there() -> None:
    named = {name for page in (ODD, STRESS) for name in CODE.findall(page)}
    places = [name for name in named if name.startswith(("sim/", "tests/", "requirements/"))]
    assert places
    assert not [name for name in places if not (ROOT / name).exists()]


@pytest.mark.parametrize("page", ["README.md", "docs/for-researchers.md"])
def test_readers_find_both_pages(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert "odd.md)" in text
    assert "stress-des.md)" in text


# Numbers


def parts_of_a_scenario() -> Iterator[type[Value]]:
    """Every part that a scenario can have."""
    waiting = [Value]
    while waiting:
        below = waiting.pop().__subclasses__()
        yield from below
        waiting += below


def grounded() -> dict[tuple[str, str], FieldInfo]:
    """By part and key: every default that says something about the world."""
    return {
        (re.sub(r"(?<!^)(?=[A-Z])", " ", each.__name__).lower(), key): each.model_fields[key]
        for each in parts_of_a_scenario()
        for key in each.__annotations__
        if key in each.model_fields and rests_on_something(each.model_fields[key])
    }


def rests_on_something(field: FieldInfo) -> bool:
    """Whether a source is given for its default, or that it is assumed."""
    extra = field.json_schema_extra
    return isinstance(extra, dict) and bool({"source", "assumed"} & extra.keys())


def test_every_default_is_as_the_page_says_and_rests_on_what_it_says() -> None:
    rows = table(section(ODD, "6. Input data"), "of", "key", "default", "rests on")
    told = {(of, key.strip("`")): (default, rests) for of, key, default, rests in rows}
    fields = grounded()
    assert told.keys() == fields.keys()
    for name, (default, rests) in told.items():
        assert value_of(default, fields[name]) == fields[name].default, name
        extra = fields[name].json_schema_extra
        assert isinstance(extra, dict)
        assert rests == extra.get("source", "assumed"), name


def value_of(written: str, field: FieldInfo) -> Any:
    """What a scenario that says so would hold."""
    fields: Any = {"it": (field.annotation, field)}
    alone = create_model("Alone", **fields)
    return dict(alone(it=yaml.safe_load(written.strip("`"))))["it"]


def test_the_sensitivities_are_as_the_page_says() -> None:
    rows = table(section(ODD, "6. Input data"), "constant", "value", "rests on")
    name, numbers, _ = next(row for row in rows if row[0].startswith("sensitivity"))
    order = name.partition(" of ")[2].split(", ")
    told = {Marking(one): float(s) for one, s in zip(order, numbers.split(", "), strict=True)}
    assert told == trust.SENSITIVITY


At = dict[str, float]
HOURS = opening("Monday to Friday 09:00 to 17:00")
"""Open for 0.2381 of a week."""
WORKED: dict[str, Callable[[At, str], float]] = {
    "release": lambda at, marking: float(
        trust.release_probability(np.array([at["T"]]), Marking(marking))[0]
    ),
    "vetting": lambda at, _: trust.vetting_factor(at["T"], at["v"], at["f"]),
    "weight": lambda at, _: trust.surviving_weight(at["T"], at["c"]),
    "belief": lambda at, _: belief.evidence(ln(at["LR"]), at["T"], at["w"]) / belief.NANO_NATS,
    "recognition": lambda at, _: definitions.recognised(at["r1"], at["r2"], at["f"]),
    "learned": lambda at, _: trust.learned(at["a"], at["r"], at["s"]),
    "assessment": lambda at, _: attention.raised(at["p"], at["p*"], at["T"]),
    "prevention": lambda at, _: prevention.prevented_share([at["s1"], at["s2"]]),
    "absence, analysts": lambda at, _: programmes.absence(at["H"], at["D"], HOURS)[0],
    "absence, hours": lambda at, _: programmes.absence(at["H"], at["D"], HOURS)[1],
}
ROWS = table(section(ODD, "Worked numbers"), "rule", "at", "gives")


def test_every_rule_has_a_worked_number() -> None:
    assert {rule for rule, _, _ in ROWS} == WORKED.keys()


@pytest.mark.parametrize(("rule", "at", "gives"), ROWS)
def test_a_worked_number_is_what_the_rule_gives(rule: str, at: str, gives: str) -> None:
    named = dict(re.findall(r"([\w*]+) = ([\d.]+)", at))
    numbers = {name: float(number) for name, number in named.items()}
    said = WORKED[rule](numbers, at.rpartition(", ")[2])
    assert said == pytest.approx(float(gives), abs=EXACT)
