"""Sessions for tests: at any moment, with any decision that may be taken there."""

from __future__ import annotations

from random import Random

from sim.exercise.errors import RefusedError
from sim.exercise.journal.orders import ORDERS
from sim.exercise.ordering import REPLIES, standing_orders
from sim.exercise.session import Session
from sim.scenario.reading.reading import load
from sim.scenario.schema.exercise import Exercise
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.value import with_fields


def undescribed(name: str = "border-triangle", overrides: tuple[str, ...] = ()) -> Scenario:
    """A shipped scenario whose exercise has the defaults: no test rests on how one is described.

    Injects serve no objective, and those that wait for a lever of the file are left out.
    """
    written = load(name, overrides)
    injects = {
        called: with_fields(inject, objective=None)
        for called, inject in written.injects.items()
        if inject.condition is None
        or not any(one.decided and one.decided.lever for _, one in inject.condition.parts())
    }
    return with_fields(written, exercise=Exercise(), injects=injects)


def play_at_random(session: Session, random: Random, steps: int) -> None:
    """Takes steps in a session: going on, deciding, telling, going back."""
    for _ in range(steps):
        try:
            _step(session, random)
        except RefusedError:
            if session.now >= session.scenario.horizon:
                return


def _step(session: Session, random: Random) -> None:
    what = random.choice(
        [
            "go",
            "go",
            "next",
            "pull",
            "pull",
            "propose",
            "say",
            "steer",
            "back",
            "order",
            "order",
            "order",
        ]
    )
    teams = list(session.teams)
    if what == "go":
        session.advance(hours=random.choice([1.0, 7.5, 24.0, 100.0]))
    elif what == "next":
        session.advance()
    elif what == "pull" and (possible := [one for one in session.levers.values() if one.teams]):
        lever = random.choice(possible)
        team = random.choice(lever.teams)
        session.pull(team, lever.name, agreed=lever.keys_beside(team))
    elif what == "propose" and (possible := [one for one in session.levers.values() if one.teams]):
        lever = random.choice(possible)
        team = random.choice(lever.teams)
        number = session.propose(team, lever.name)
        for other in lever.keys_beside(team):
            session.answer(other, number, agrees=random.random() < 0.7)
    elif what == "say":
        session.improvise("Something is in the papers.", to=teams[:1])
    elif what == "steer" and session.scenario.injects:
        inject = random.choice(list(session.scenario.injects))
        session.steer(inject, random.choice(["hold", "fire", "cancel"]))
    elif what == "order" and teams:
        _order_or_lift(session, random)
    elif what == "back":
        session.rewind(random.randrange(len(session.journal)))


def _order_or_lift(session: Session, random: Random) -> None:
    """Any order about anything that the team may name, or one of its orders is lifted."""
    team = random.choice(list(session.teams))
    orders = standing_orders(session.course, session.teams[team])
    if orders and random.random() < 0.4:
        session.lift(team, random.choice(orders).number)
        return
    waiting = [one.name for one in session.view(team).waiting]
    if waiting and random.random() < 0.6:
        report = random.choice(["", *waiting])
        session.reply(team, random.choice(REPLIES), report)
        return
    what = random.choice(list(ORDERS))
    cases = ["", *(one.case for one in session.view(team).seen)]
    partner = [random.choice(list(session.teams))]
    about_partners = "level" in ORDERS[what].takes
    session.order(
        team,
        what,
        case="" if about_partners else random.choice(cases),
        category="" if about_partners else random.choice(["", "", *session.scenario.categories()]),
        to=partner if about_partners else random.choice([(), (), partner]),
        within=random.choice([1.0, 24.0, 200.0]),
    )
