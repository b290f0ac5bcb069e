"""What is to come: SimPy's own event list, the earliest first and within an instant by place."""

from __future__ import annotations

from sim.engine.reference.memory import Callbacks, Scheduled, World


def schedule(
    world: World, event: Scheduled, callbacks: Callbacks, place: int, at: float, now: float
) -> None:
    """Adds an event, and who will be called with it."""
    event.at = at
    event.callbacks = callbacks
    world.schedule(event, place, at - now)
