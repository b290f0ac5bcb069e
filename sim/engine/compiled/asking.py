"""Who half believes in a threat asks: databases each time it learns something, partners once."""

from __future__ import annotations

from sim.engine.compiled.learning import came_out
from sim.engine.compiled.memory import Extra, Picture, World
from sim.engine.compiled.sharing import consider, sanitise, send
from sim.engine.machine_code.parts import called_part, part
from sim.engine.orders import Waiting
from sim.engine.record import NEVER, NO_END
from sim.engine.stages import can_go_again, knows
from sim.plan.values.causes import End
from sim.plan.values.orders import OrderKind

_HIT, _UNANSWERED = int(End.HIT), int(End.UNANSWERED)
_NOT, _HOLD = int(Waiting.NOT), int(OrderKind.HOLD)


@called_part
def ask(world: World, picture: Picture, now: int) -> None:
    """Searches databases, and asks partners who have not been asked."""
    if picture.searches > 0:
        picture.queries += 1
        found = 0
        for row in range(picture.found, picture.found + picture.finds):
            if world.track[row].end == NO_END and is_held(world, row):
                tie = world.ties[world.rows[row].tie]
                sanitise(world, row, tie)
                send(world, row, tie.first, tie.last)
                found = 1
        picture.hits += found
    if picture.asked == NEVER:
        picture.asked = now
        for row in range(picture.question, picture.question + picture.questions):
            if world.track[row].end == NO_END:
                tie = world.ties[world.rows[row].tie]
                send(world, row, tie.first, tie.last)


@called_part
def ask_as_ordered(world: World, extra: Extra, picture: Picture) -> None:
    """Asks the partners that are ordered to be asked, and have not been."""
    for row in range(picture.question, picture.question + picture.questions):
        if extra.standing[row] > 0 and world.track[row].end == NO_END:
            tie = world.ties[world.rows[row].tie]
            send(world, row, tie.first, tie.last)


@part
def is_held(world: World, answer: int) -> bool:
    """Whether what could be answered has been read where it would come from."""
    return world.track[world.rows[answer].parent].done != NEVER


@called_part
def answers(world: World, extra: Extra, row: int, now: int) -> bool:
    """Whether a row is a request that ends with what a partner finds.

    What the partner held back is sent now; if it holds nothing, the request goes back with that
    news.
    """
    if row < world.clock[0].first_question:
        return False
    first = world.rows[row].first_copy
    held = known = 0
    for answer in range(first, first + world.rows[row].copies):
        if is_held(world, answer):
            held = 1
            if sent_on_request(world, extra, answer, now):
                known = 1
    if held:
        world.track[row].end = _HIT if known else _UNANSWERED
        world.track[row].ended = now
        if known == 0 and len(extra.learner) > 0:
            came_out(extra, world.ties[world.rows[row].tie].trust, 0, now)
    return held == 1


@part
def sent_on_request(world: World, extra: Extra, answer: int, now: int) -> bool:
    """Whether the asker knows or will know of something: a copy went before, or goes now.

    Who asks shows that it needs to know, so only trust and law can keep it back.
    """
    if len(extra.waiting) > 0 and extra.waiting[world.rows[answer].first_copy] != _NOT:
        return False
    earlier = world.track[world.rows[answer].first_copy]
    if knows(earlier.end, earlier.ended, now):
        return True
    if not can_go_again(earlier.end):
        return False
    if is_held_back(extra, answer):
        return False
    return consider(world, answer, world.ties[world.rows[answer].tie], 1.0, now)


@part
def is_held_back(extra: Extra, answer: int) -> bool:
    """Whether an answer is ordered to be held."""
    if len(extra.standing) == 0 or extra.standing[answer] == 0:
        return False
    return extra.orders[extra.standing[answer]].kind == _HOLD
