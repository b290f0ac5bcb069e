"""One replication: a plan and a timetable, run by an engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache
from importlib.util import find_spec

from sim.engine.columns import Bools
from sim.engine.draws.bulk import timetable_of
from sim.engine.record import Record
from sim.engine.records import Records
from sim.engine.timetable import Timetable
from sim.engine.timetables import Timetables
from sim.errors import EntenteError
from sim.installed import how_to_add
from sim.measures.coming import run_with_all_that_comes
from sim.measures.results import Results, joined, results_of_compiled, results_of_records
from sim.plan.values.layout import Layout
from sim.plan.values.plan import Plan


class Engine(StrEnum):
    """What runs a plan; all give the same record, to the last bit."""

    SIMPY = "simpy"
    """The reference, in plain Python on SimPy."""
    COMPILED = "compiled"
    """The same compiled: some twenty times as fast once it has started."""

    @property
    def installed(self) -> bool:
        """Whether what it needs is there."""
        return self is Engine.SIMPY or _has_compiler()

    @property
    def ready(self) -> bool:
        """Whether it can start at once, and need not be compiled first."""
        if self is Engine.SIMPY:
            return True
        from sim.engine.machine_code.keeping import is_built

        return is_built()

    @property
    def trouble(self) -> str | None:
        """Why it cannot be used though it is installed; None where it can."""
        if self is Engine.SIMPY:
            return None
        from sim.engine.machine_code.building import why_not

        return why_not()

    @property
    def kept(self) -> bool:
        """Whether what starting it took is there for the next process."""
        if self is Engine.SIMPY:
            return True
        from sim.engine.machine_code.keeping import can_be_kept

        return can_be_kept()


@cache
def _has_compiler() -> bool:
    """Whether what compiles is installed: looked up once, for every run asks."""
    return find_spec("numba") is not None


MANY_ROWS = 2000
"""Fewer are drawn in bulk before compiled code that draws them one by one is fetched."""

MOST_AT_ONCE = 128
"""Replications of a small scenario that the compiled engine is given at once: no more are lost when
somebody presses Ctrl-C, and what Python does once for them weighs little by then.
"""
ROWS_AT_ONCE = 16_000
"""Rows of as many replications as are drawn together and share a memory: a large scenario has
hundreds in each.
"""


class NotInstalledError(EntenteError):
    """The compiled engine was asked for, and what compiles it is not there."""

    def __init__(self) -> None:
        super().__init__(
            f"The compiled engine needs what the extra 'fast' brings: {how_to_add('fast')}\n"
            "Without it, --engine simpy gives the same, only slower."
        )


def drawn(layout: Layout, seed: int, replication: int, engine: Engine = Engine.SIMPY) -> Timetable:
    """What chance decides in one replication, whatever the condition.

    Raises:
        NotInstalledError: the engine is.
    """
    if engine is Engine.SIMPY or layout.expected_rows < MANY_ROWS:
        return timetable_of(layout, seed, replication)
    _must_be_installed(engine)
    from sim.engine.draws.compiled import compiled_timetable

    return compiled_timetable(layout, seed, replication)


def drawn_together(
    layout: Layout, seed: int, replications: Sequence[int], engine: Engine = Engine.SIMPY
) -> Iterator[Timetable]:
    """What chance decides in several replications, drawn at once where that is quicker.

    Raises:
        NotInstalledError: the engine is.
    """
    if engine is Engine.SIMPY:
        yield from (timetable_of(layout, seed, replication) for replication in replications)
        return
    _must_be_installed(engine)
    from sim.engine.draws.compiled import compiled_timetables

    at_once = replications_at_once(layout, engine)
    for since in range(0, len(replications), at_once):
        yield from compiled_timetables(layout, seed, replications[since : since + at_once])


def run(
    plan: Plan,
    seed: int,
    replication: int,
    timetable: Timetable | None = None,
    engine: Engine = Engine.SIMPY,
) -> Record:
    """What happens under a plan in one replication.

    The timetable depends on the scenario, seed and replication alone; conditions of one scenario
    share it, so that they share their luck.

    Raises:
        NotInstalledError: the engine is.
    """
    luck = drawn(plan.layout, seed, replication, engine) if timetable is None else timetable
    if plan.awaiting is not None:
        return _with_all_that_comes(plan, luck, engine)
    return _as_it_is(plan, luck, engine)


def _as_it_is(plan: Plan, timetable: Timetable, engine: Engine) -> Record:
    if engine is Engine.SIMPY:
        return _on_simpy(plan, timetable)
    _must_be_installed(engine)
    from sim.engine.compiled.engine import run_compiled

    return run_compiled(plan, timetable)


def _with_all_that_comes(plan: Plan, timetable: Timetable, engine: Engine) -> Record:
    """What happens where something comes once a condition holds; where that asks, drawn anew."""

    def run_on(following: Plan) -> Record:
        if plan.awaiting is not None and following.layout is plan.awaiting.layout:
            following = replace(following, layout=plan.layout)
        luck = timetable
        if following.layout is not plan.layout:
            luck = drawn(following.layout, timetable.seed, timetable.replication, engine)
        return _as_it_is(following, luck, engine)

    return run_with_all_that_comes(plan, run_on)


def _on_simpy(plan: Plan, timetable: Timetable) -> Record:
    from sim.engine.reference.engine import run_on_simpy

    return run_on_simpy(plan, timetable)


def results(
    plans: Sequence[Plan], timetables: Sequence[Timetable], engine: Engine = Engine.SIMPY
) -> Results:
    """What happens under plans of one layout on timetables of it, no more kept than all need.

    Raises:
        NotInstalledError: the engine is.
    """
    if engine is Engine.SIMPY or waits_for_conditions(plans):
        return joined(
            [
                replace(
                    results_of_records(
                        run(plan, each.seed, each.replication, each, engine) for plan in plans
                    ),
                    timetables=Timetables((each,)),
                )
                for each in timetables
            ]
        )
    _must_be_installed(engine)
    return results_of_compiled(plans, Timetables(tuple(timetables)))[0]


def run_together(
    plans: Sequence[Plan], timetables: Sequence[Timetable], chosen: Bools, recorded: int
) -> tuple[Results, Records]:
    """What happens under plans of one layout in several replications, and the records of one plan.

    On the compiled engine, in one call; the others run one replication after the other.

    Args:
        plans: what is run.
        timetables: by replication.
        chosen: by (replication, plan): whether it is run there.
        recorded: of which plan there are records; it is run in every replication.

    Raises:
        NotInstalledError: the engine is.
    """
    _must_be_installed(Engine.COMPILED)
    from sim.engine.compiled.engine import records_of

    joined = Timetables(tuple(timetables))
    found, left = results_of_compiled(plans, joined, chosen, recorded)
    return found, records_of(plans[recorded], joined, left)


def waits_for_conditions(plans: Sequence[Plan]) -> bool:
    """Whether something changes in one of them once a condition holds: each is run by itself then.

    What only tells somebody something leaves the results as they are.
    """
    return any(plan.awaiting is not None and not plan.awaiting.only_tells for plan in plans)


def replications_at_once(layout: Layout, engine: Engine) -> int:
    """How many replications of a scenario an engine had best be given at once."""
    if engine is Engine.SIMPY:
        return 1
    return max(1, min(MOST_AT_ONCE, ROWS_AT_ONCE // max(1, round(layout.expected_rows))))


def _must_be_installed(engine: Engine) -> None:
    if not engine.installed:
        raise NotInstalledError
