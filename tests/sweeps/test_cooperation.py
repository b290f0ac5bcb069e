"""Does a study range over cooperation alone, never over where or when a threat can be seen?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from sim.scenario.files.paths import covers
from sim.scenario.reading.reading import read
from sim.scenario.reading.varying import _REASONS, steps_of, varied
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.kinds import kinds_at
from sim.studies.file.schema import Axis
from tests.shipped_runs import SHIPPED
from tests.sweeps.files import only_refusal, with_axis

ALLOWED = [
    "dials.trust",
    "trust",
    "trust.countries.Halvenna.Lirenta",
    "law.formal_route.duration.lognormal.median",
    "agreements.Coast Accord.in_force",
    "channels.Three bureaux.latency",
    "agencies.Lirenta Customs.analysts",
    "agencies.Lirenta Customs.threshold",
    "countries.Lirenta.recognises.trafficking",
    "countries.Lirenta.priorities",
    "sharing.onward.hops",
    "friction.translation",
    "background.daily business.worth_sharing",
    "programmes.Language school.in_force",
    "programmes.Language school.effects.more.trust.times",
    "injects.Row.relations.shock.depth",
    "response.readiness",
    ' agencies . "St. Brand" . analysts ',
]
REFUSED = {
    "threats": "where or when a threat leaves indicators",
    "threats.The valley road.indicators.a crossing.when": "where or when",
    "threats.The valley road.category": "where or when",
    "red_herrings.The cousins' removals firm.onset": "where or when",
    "begins": "other hours of the week",
    "horizon": "which indicators come in time",
    "warm_up": "no matter of cooperation",
    "window": "figures would not compare",
    "agencies.Lirenta Customs.observes": "from the other side",
    "agencies.Lirenta Customs.observes.0.probability": "from the other side",
    "agencies.Lirenta Customs.country": "concerns cooperation",
    "background.daily business.rate": "no matter of cooperation",
    "programmes.Patrols.effects.eyes.observation.where": "who can see what",
    "programmes.Patrols": "which number, such as programmes.Patrols.in_force",
    "programmes.Patrols.effects": "which number, such as programmes.Patrols.effects.NAME.trust",
    "programmes.Patrols.effects.busy.background": "concerns cooperation",
    "injects.Row.background.times": "concerns cooperation",
    "countries": "which number",
    "countries.Lirenta": "which number",
    "countries.Lirenta.utc": "concerns cooperation",
    "agencies": "which number, such as agencies.NAME.analysts",
    "title": "concerns cooperation",
    "sources": "concerns cooperation",
    "dails.trust": "did you mean `dials`?",
    "": "a path such as dials.trust",
    "dials..trust": "a path such as dials.trust",
    "dials.trust=1": "a path such as dials.trust",
}


@pytest.mark.parametrize("path", ALLOWED)
def test_what_concerns_cooperation_may_vary(path: str) -> None:
    assert steps_of(path)
    assert Axis(path=path, values=(1,)).strands


@pytest.mark.parametrize("path", REFUSED)
def test_what_does_not_is_refused_with_the_reason(path: str) -> None:
    with pytest.raises(ValueError, match="a path") as caught:
        steps_of(path)
    assert REFUSED[path] in str(caught.value)


@pytest.mark.parametrize("key", ["path", "paths", "together"])
def test_no_way_of_writing_an_axis_lets_it_through(key: str) -> None:
    path = "threats.The valley road.deadline"
    written: dict[str, Any] = {
        "path": {"path": path, "values": ["3 d"]},
        "paths": {"paths": ["dials.trust", path], "values": ["3 d"]},
        "together": {"together": {path: {"values": ["3 d"]}}},
    }
    with pytest.raises(ValidationError, match="where or when a threat leaves indicators"):
        Axis.model_validate(written[key])


def test_it_is_told_in_its_place(tmp_path: Path) -> None:
    problem = only_refusal(with_axis("threats.The valley road.deadline"), tmp_path)
    assert (problem.line, problem.column) == (6, 11)
    assert "no study ranges over where or when a threat leaves indicators" in problem.expected


@pytest.mark.parametrize("name", SHIPPED)
def test_no_path_to_an_indicator_of_a_shipped_scenario_is_taken(name: str) -> None:
    data = read(name).document.data
    for section in ("threats", "red_herrings"):
        for path in places((section,), data.get(section, {})):
            with pytest.raises(ValueError, match="where or when"):
                steps_of(".".join(f'"{step}"' for step in path))


def places(path: tuple[str, ...], node: object) -> list[tuple[str, ...]]:
    """Every place below one, itself included."""
    inner = node.items() if isinstance(node, dict) else ()
    return [path, *(place for key, value in inner for place in places((*path, key), value))]


def test_every_place_that_may_vary_is_there() -> None:
    for pattern in varied():
        assert kinds_at(Scenario, pattern), pattern


def test_no_place_may_vary_that_is_refused_for_a_reason() -> None:
    for refused, _ in _REASONS:
        steps = tuple(refused.split("."))
        if refused == "background.*":  # of which a few keys may
            continue
        assert not [pattern for pattern in varied() if covers(steps, pattern)], refused


VARIED = """
trust relations sharing requests databases friction response dials law agreements channels liaisons
assessments
countries.*: languages works legal_desk translation_desk translation responsible recognises
  priorities internal_review
bodies.*: languages works legal_desk translation_desk translation
agencies.*: analysts triage opening prior threshold marking languages systems priorities co_located
background.*: work worth_sharing urgency
injects.*: at
programmes.*: in_force starts works_after cost
programmes.*.effects.*: later
exercise.levers.*: from when works_after price pulled pulled_when
exercise.orders.*: given lifted level within
channels.*: open
injects.*: when not_by
exercise.levers.*.effects.*: later
"""
OF_INJECTS = (
    *("trust", "channel", "agreement", "ratification", "analysts", "triage", "priority"),
    *("recognition", "relations"),
)
OF_PROGRAMMES = (*OF_INJECTS, "translation", "conversion")
LISTS = {
    "injects.*": OF_INJECTS,
    "injects.*.effects.*": OF_INJECTS,
    "programmes.*.effects.*": OF_PROGRAMMES,
    "programmes.*.effects.*.effects.*": OF_PROGRAMMES,
    "exercise.levers.*.effects.*": OF_PROGRAMMES,
    "exercise.levers.*.effects.*.effects.*": OF_PROGRAMMES,
}


def test_no_place_comes_to_be_varied_unawares() -> None:
    """A key that begins to vary, or ends to, is said here as well."""
    written = [f"{section}.{key}" for section, keys in LISTS.items() for key in keys]
    for line in VARIED.strip().replace("\n  ", " ").splitlines():
        section, colon, keys = line.rpartition(":")
        written += [f"{section}.{key}" if colon else key for key in keys.split()]
    assert {".".join(pattern) for pattern in varied()} == set(written)
    assert len(varied()) == len(written)
