"""Who half believes in a threat asks: databases each time it learns something, partners once."""

from __future__ import annotations

from sim.engine.orders import Waiting
from sim.engine.record import NEVER, NO_END
from sim.engine.reference.learning import came_out
from sim.engine.reference.memory import World
from sim.engine.reference.sharing import consider, sanitise, send
from sim.engine.stages import can_go_again, knows
from sim.engine.timetable import AskedLists
from sim.plan.values.causes import End
from sim.plan.values.orders import OrderKind

_HIT, _UNANSWERED = int(End.HIT), int(End.UNANSWERED)
_NOT = int(Waiting.NOT)


def ask(world: World, asking: AskedLists, picture: int, now: float) -> None:
    """Searches databases, and asks partners who have not been asked."""
    if asking.searches[picture]:
        world.queries[picture] += 1
        first = asking.found[picture]
        found = [
            row
            for row in range(first, first + asking.finds[picture])
            if world.end[row] == NO_END and is_held(world, row)
        ]
        for row in found:
            tie = world.ties[world.tie[row]]
            sanitise(world, row, tie)
            send(world, row, tie.route, now)
        world.hits[picture] += bool(found)
    if world.asked[picture] == NEVER:
        world.asked[picture] = now
        first = asking.question[picture]
        for row in range(first, first + asking.questions[picture]):
            if world.end[row] == NO_END:
                send(world, row, world.ties[world.tie[row]].route, now)


def ask_as_ordered(world: World, asking: AskedLists, picture: int, now: float) -> None:
    """Asks the partners that are ordered to be asked, and have not been."""
    first = asking.question[picture]
    for row in range(first, first + asking.questions[picture]):
        if world.standing[row] and world.end[row] == NO_END:
            send(world, row, world.ties[world.tie[row]].route, now)


def is_held(world: World, answer: int) -> bool:
    """Whether what could be answered has been read where it would come from."""
    return world.done[world.parent[answer]] != NEVER


def answers(world: World, row: int, now: float) -> bool:
    """Whether a row is a request that ends with what a partner finds.

    What the partner held back is sent now; if it holds nothing, the request goes back with that
    news.
    """
    if row < world.first_question:
        return False
    first = world.first_copy[row]
    could = range(first, first + world.copies[row])
    held = [answer for answer in could if is_held(world, answer)]
    if not held:
        return False
    known = [sent_on_request(world, answer, now) for answer in held]
    world.end[row], world.ended[row] = _HIT if any(known) else _UNANSWERED, now
    if world.learner is not None and not any(known):
        came_out(world.learner, world.ties[world.tie[row]].trust, now, good=False)
    return True


def sent_on_request(world: World, answer: int, now: float) -> bool:
    """Whether the asker knows or will know of something: a copy went before, or goes now.

    Who asks shows that it needs to know, so only trust and law can keep it back.
    """
    earlier = world.first_copy[answer]
    if world.waiting and world.waiting[earlier] != _NOT:
        return False
    if knows(world.end[earlier], world.ended[earlier], now):
        return True
    if not can_go_again(world.end[earlier]):
        return False
    if world.standing and is_held_back(world, answer):
        return False
    tie = world.ties[world.tie[answer]]
    return consider(world, answer, tie, 1.0, now)


def is_held_back(world: World, answer: int) -> bool:
    """Whether an answer is ordered to be held."""
    order = world.orders[world.standing[answer]]
    return order is not None and order.kind is OrderKind.HOLD
