"""What the compiled loop takes by itself, in the batches and on the memory in which it is run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import process_time
from typing import Any

from sim.engine.compiled import several
from sim.engine.compiled.memory import FAR
from sim.engine.machine_code import building

SEED = 1


@dataclass
class LoopSeconds:
    """How much time of the processor the loop has taken so far."""

    seconds: float = 0.0


@contextmanager
def loop_timed() -> Iterator[LoopSeconds]:
    """Times the loop in all that is run meanwhile on the compiled engine, which is loaded already.

    Each batch is run twice: first to an instant at which nothing has happened yet, which takes
    what it takes to call it, to make memory ready and to keep what came of it. The rest is the
    loop.
    """
    spent, compiled = LoopSeconds(), building.compiled

    def timed(program: building.Program) -> Any:
        def run(world: Any, until: int, *others: Any) -> None:
            began = process_time()
            program(world, -FAR, *others)
            ready = process_time()
            program(world, until, *others)
            spent.seconds += (process_time() - ready) - (ready - began)

        return run

    vars(several)["compiled"] = lambda function: timed(compiled(function))
    try:
        yield spent
    finally:
        vars(several)["compiled"] = compiled
