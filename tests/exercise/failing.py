"""Work for another process that does not come to its end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from sim.exercise.effect import Effect
from sim.exercise.session import Session

CODE = 3


def has_a_fault(_session: Session, _days: int, _progress: Callable[[int], None]) -> object:
    """As where a day cannot be run."""
    raise ZeroDivisionError("day 3")


def dies(_session: Session, _days: int, _progress: Callable[[int], None]) -> object:
    """As where the system takes its memory back."""
    os._exit(CODE)


def of_pulling(
    _team: str, _lever: str, hour: float, session: Session, days: int, step: Callable[[int], None]
) -> Effect:
    """Dies in the first hour, has a fault in the second, and then never ends."""
    if hour < 1:
        dies(session, days, step)
    if hour < 2:
        has_a_fault(session, days, step)
    while True:
        time.sleep(1)
