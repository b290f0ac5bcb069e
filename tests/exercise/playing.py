"""Sessions for tests: at any moment, with any decision that may be taken there."""

from __future__ import annotations

from random import Random

from sim.exercise.errors import RefusedError
from sim.exercise.session import Session


def play_at_random(session: Session, random: Random, steps: int) -> None:
    """Takes steps in a session: going on, deciding, telling, going back."""
    for _ in range(steps):
        try:
            _step(session, random)
        except RefusedError:
            if session.now >= session.scenario.horizon:
                return


def _step(session: Session, random: Random) -> None:
    what = random.choice(["go", "go", "next", "pull", "pull", "propose", "say", "steer", "back"])
    teams = list(session.teams)
    if what == "go":
        session.advance(hours=random.choice([1.0, 7.5, 24.0, 100.0]))
    elif what == "next":
        session.advance()
    elif what == "pull" and session.levers:
        lever = session.levers[random.choice(list(session.levers))]
        team = random.choice(lever.teams)
        session.pull(team, lever.name, agreed=lever.keys_beside(team))
    elif what == "propose" and session.levers:
        lever = session.levers[random.choice(list(session.levers))]
        team = random.choice(lever.teams)
        number = session.propose(team, lever.name)
        for other in lever.keys_beside(team):
            session.answer(other, number, agrees=random.random() < 0.7)
    elif what == "say":
        session.improvise("Something is in the papers.", to=teams[:1])
    elif what == "steer" and session.scenario.injects:
        inject = random.choice(list(session.scenario.injects))
        session.steer(inject, random.choice(["hold", "fire", "cancel"]))
    elif what == "back":
        session.rewind(random.randrange(len(session.journal)))
