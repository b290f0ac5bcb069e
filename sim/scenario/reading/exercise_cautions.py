"""What the section on the exercise says without meaning it: who can do or see nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sim.scenario.files.paths import Path
from sim.scenario.reading.cautions import ScenarioWarning
from sim.scenario.reading.condition_cautions import condition_cautions
from sim.scenario.schema.injects import InjectKind
from sim.scenario.schema.scenario import Scenario


def exercise_cautions(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Everything in the section that is probably not meant."""
    yield from _teams(scenario)
    yield from _moves(scenario)
    yield from _levers(scenario)
    yield from _orders(scenario)
    yield from _objectives(scenario)
    yield from condition_cautions(scenario)
    yield from _given_away(scenario)


def _teams(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Teams whose people have nothing before them."""
    for name, card in scenario.exercise.teams.items():
        homes = card.speaks_for or (name,)
        own = [agency for agency, its in scenario.agencies.items() if its.home in homes]
        if not own:
            yield ScenarioWarning(
                ("exercise", "teams", name),
                "sees nothing, because no agency belongs to it",
                "give one of the countries and bodies it speaks for an agency, or leave it out",
            )
        elif not any(_can_learn(scenario, agency) for agency in own):
            yield ScenarioWarning(
                ("exercise", "teams", name),
                "sees nothing of any case: its agencies observe nothing and are on no channel",
                "give one of them something in `observes`, or a channel",
            )


def _can_learn(scenario: Scenario, agency: str) -> bool:
    """Whether an agency observes something, or can be told something."""
    told = any(agency in channel.ends for channel in scenario.channels.values())
    return told or bool(scenario.agencies[agency].observes)


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
        if card.since >= scenario.horizon:
            message = "it can be pulled only after the end of the exercise"
            yield ScenarioWarning((*path, "from"), message)
        if card.works_after + (card.pulled or card.since) >= scenario.horizon:
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
        elif not any(task.evidence for task in objective.tasks.values()):
            yield ScenarioWarning(
                ("exercise", "objectives", name),
                "no critical task says what is evidence that it was done",
                "write a condition in `evidence`, such as `detected: {by: ...}`",
            )


def _given_away(scenario: Scenario) -> Iterator[ScenarioWarning]:
    """Texts for participants that hold the name of a threat, or of one of its indicators.

    An indicator of one word is no give-away: its name is likely to be an ordinary word.
    """
    names = {name: f"the threat {name}" for name in scenario.threats}
    for threat, its in scenario.threats.items():
        of_words = (indicator for indicator in its.indicators if " " in indicator)
        names |= dict.fromkeys(of_words, f"an indicator of {threat}")
    for path, text in _told_to_participants(scenario):
        for name, called in names.items():
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
                yield ScenarioWarning(
                    path,
                    f"gives away {called}: participants would know what is real",
                    "write it in other words",
                )


def _told_to_participants(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """What participants are told, with where it stands."""
    yield ("story",), scenario.story
    for name, inject in scenario.injects.items():
        if inject.kind is not InjectKind.EXPECTED:
            yield ("injects", name, "message"), inject.message
    for name, team in scenario.exercise.teams.items():
        yield ("exercise", "teams", name, "role"), team.role
        yield ("exercise", "teams", name, "told"), team.told
    for name, move in scenario.exercise.moves.items():
        yield ("exercise", "moves", name, "questions"), "\n".join(move.questions)
    for name, card in scenario.exercise.levers.items():
        yield ("exercise", "levers", name, "card"), card.card
