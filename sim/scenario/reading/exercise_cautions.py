"""What the section on the exercise says without meaning it: who can do or see nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.reading.cautions import ScenarioWarning
from sim.scenario.schema.scenario import Scenario


def exercise_cautions(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Everything in the section that is probably not meant."""
    yield from _teams(scenario)
    yield from _moves(scenario)
    yield from _levers(scenario)
    yield from _orders(scenario)
    yield from _objectives(scenario)


def _teams(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Teams whose people have nothing before them."""
    for name, card in scenario.exercise.teams.items():
        homes = card.speaks_for or (name,)
        if not any(agency.home in homes for agency in scenario.agencies.values()):
            yield ScenarioWarning(
                ("exercise", "teams", name),
                "sees nothing, because no agency belongs to it",
                "give one of the countries and bodies it speaks for an agency, or leave it out",
            )


def _moves(scenario: Scenario) -> Iterator[ScenarioWarning]:
    begins = 0.0
    for name, move in scenario.exercise.moves.items():
        if begins >= scenario.horizon:
            path = ("exercise", "moves", name)
            yield ScenarioWarning(path, "begins after the end of the exercise")
        begins += move.lasts


def _levers(scenario: Scenario) -> Iterator[ScenarioWarning]:
    for name, card in scenario.exercise.levers.items():
        path = ("exercise", "levers", name)
        if card.teams == ():
            hint = "name a team, or leave it out"
            yield ScenarioWarning((*path, "teams"), "nobody may pull it", hint)
        if card.works_after + (card.pulled or 0.0) >= scenario.horizon:
            message = "it begins to work only after the end of the exercise"
            yield ScenarioWarning((*path, "works_after"), message)


def _orders(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Orders that are about nothing, or never stand."""
    for name, card in scenario.exercise.orders.items():
        path = ("exercise", "orders", name)
        matter = scenario.threats.get(card.threat or "") or scenario.red_herrings.get(
            card.threat or ""
        )
        if card.category is not None and card.category not in scenario.categories():
            yield ScenarioWarning((*path, "category"), "nothing is of this category")
        if card.indicator is not None and matter and card.indicator not in matter.indicators:
            yield ScenarioWarning((*path, "indicator"), f"{card.threat} has no such indicator")
        if card.given is not None and card.lifted is not None and card.lifted <= card.given:
            yield ScenarioWarning((*path, "lifted"), "it is lifted before it is given")
        if card.given is not None and card.given >= scenario.horizon:
            yield ScenarioWarning((*path, "given"), "it is given after the end of the exercise")


def _objectives(scenario: Scenario) -> Iterator[ScenarioWarning]:
    for name, objective in scenario.exercise.objectives.items():
        if not objective.tasks:
            yield ScenarioWarning(
                ("exercise", "objectives", name),
                "no critical task says by what it is met",
                "write one under `tasks`",
            )
