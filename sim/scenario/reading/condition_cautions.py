"""Conditions that can never come true, though they could be written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from math import inf, log
from typing import Any

from sim.scenario.files.paths import Path
from sim.scenario.reading.cautions import ScenarioWarning
from sim.scenario.reading.provenance import hours_text
from sim.scenario.schema.conditions import (
    BelievedAtom,
    DecidedAtom,
    RatedAtom,
    TimedCondition,
    WaitingAtom,
)
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.threats import RedHerring

_PARTIES = ("by", "to", "sender", "at")


def condition_cautions(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Every part of a condition that never comes true, whatever happens."""
    for path, condition in scenario.conditions():
        if isinstance(condition, TimedCondition):
            for why, hint in _never(scenario, "not_by", condition):
                yield ScenarioWarning(path, f"can never come true: {why}", hint)
        for inside, part in condition.parts(path):
            key, atom = part.written
            for why, hint in _never(scenario, key, atom):
                yield ScenarioWarning(_path(inside, key), f"can never come true: {why}", hint)


def _path(inside: Path, key: str) -> tuple[str | int, ...]:
    return (*inside, "not" if key == "no" else key)


def _never(scenario: Scenario, key: str, atom: Any) -> Iterator[tuple[str, str]]:
    """Why a part never comes true, and what to do."""
    if key in ("by", "not_by") and atom.time >= scenario.horizon:
        end = hours_text(scenario.horizon)
        if key == "not_by":
            yield f"its time is not before the end of the exercise, {end}", "an earlier `time`"
        return
    if key not in ("all", "any", "no", "by", "not_by", "fired"):
        yield from _nobody(scenario, atom)
    if key == "fired" and not _may_fire(scenario, atom):
        yield f"{atom} never comes within the exercise", "another inject, or an earlier time for it"
    if key in _OWN:
        yield from _OWN[key](scenario, atom)


def _nobody(scenario: Scenario, atom: Any) -> Iterator[tuple[str, str]]:
    """Parties without an agency, and categories of nothing."""
    teams = isinstance(atom, DecidedAtom | RatedAtom)
    for field in () if teams else _PARTIES:
        party = getattr(atom, field, None)
        if party is not None and not _agencies(scenario, party):
            yield f"no agency belongs to {party}", "a party that has an agency"
    category = getattr(atom, "category", None)
    if category is not None and category not in scenario.categories():
        yield (
            f"nothing is of the category {category}",
            f"one of: {', '.join(scenario.categories())}",
        )


def _agencies(scenario: Scenario, party: str | None) -> Collection[str]:
    return [
        name
        for name, agency in scenario.agencies.items()
        if party is None or party in (name, agency.home)
    ]


def _may_fire(scenario: Scenario, name: str) -> bool:
    inject = scenario.injects[name]
    if inject.kind == "expected event":
        return False
    return not scenario.horizon <= inject.comes < inf


def _believed(scenario: Scenario, atom: BelievedAtom) -> Iterator[tuple[str, str]]:
    """Beliefs that all indicators together do not reach."""
    priors = [scenario.agencies[name].prior for name in _agencies(scenario, atom.by)]
    matters = {**scenario.threats, **scenario.red_herrings}
    meant = matters.values() if atom.threat is None else [matters[atom.threat]]
    most = max(map(_all_that_it_says, meant), default=-inf) + max(map(_logit, priors), default=-inf)
    if atom.above > 0 and -inf < most <= _logit(atom.above):
        reached = 1 / (1 + 2.718281828459045**-most)
        yield f"all indicators together bring belief to {reached:.3g}", "a lower `above`"


def _all_that_it_says(matter: RedHerring) -> float:
    """The logarithm of all likelihood ratios together; infinite where indicators keep coming."""
    return sum(
        inf
        if one.rate is not None and one.likelihood_ratio > 1
        else one.count * log(one.likelihood_ratio)
        for one in matter.indicators.values()
    )


def _logit(probability: float) -> float:
    if probability in (0, 1):
        return -inf if probability == 0 else inf
    return log(probability / (1 - probability))


def _waiting(scenario: Scenario, atom: WaitingAtom) -> Iterator[tuple[str, str]]:
    if atom.longer_than >= scenario.horizon + scenario.warm_up:
        yield "nothing can wait so long within the exercise", "a shorter `longer_than`"


def _decided(scenario: Scenario, atom: DecidedAtom) -> Iterator[tuple[str, str]]:
    card = scenario.exercise.levers.get(atom.lever or "")
    if card is None or card.is_pulled_as_written:
        return
    nobody = card.teams == () or card.since >= scenario.horizon
    allowed = None if card.teams is None else {*card.teams, *card.agree}
    if nobody:
        yield f"nobody may pull {atom.lever}", "another lever, or a team that may pull it"
    elif atom.by is not None and allowed is not None and atom.by not in allowed:
        yield f"{atom.by} may not pull {atom.lever}", f"one of: {', '.join(sorted(allowed))}"


def _rated(_scenario: Scenario, atom: RatedAtom) -> Iterator[tuple[str, str]]:
    if atom.at_least > atom.at_most:
        yield "`at_least` lies above `at_most`", ""


_OWN: dict[str, Callable[[Scenario, Any], Iterator[tuple[str, str]]]] = {
    "believed": _believed,
    "waiting": _waiting,
    "decided": _decided,
    "rated": _rated,
}
