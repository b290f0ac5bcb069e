"""How fast both engines handle reports, beside a plain SimPy script and a bare compiled loop."""

from __future__ import annotations

from math import ceil

from benchmarks.aims import Figure, Measured, at_least, at_most
from benchmarks.effort import Effort, Progress
from benchmarks.network import AGENCIES, ANALYSTS, BENCHMARK, COPIED, Size, network
from benchmarks.plain import PlainNetwork
from benchmarks.rounds import Contestant, agreeing, in_turn
from sim.engine.record import NEVER
from sim.plan.planner import Planner
from sim.plan.values.plan import Plan
from sim.replication import Engine, run
from sim.scenario.reading.reading import load

SECTION = f"Handlings a second, in a network of {AGENCIES} agencies and as it grows"
TOGETHER = 10
"""Replications of compiled code that are timed together.

One takes some ten milliseconds, of which a collection of garbage would be a good part.
"""
LARGE = "wide-table"
GROWN = {50: 3, 200: 1}
"""Networks of so many agencies, and how many replications of them are timed together."""
PARTNERS, DAYS = 12, 8
"""Of those: short, for at 200 agencies each day takes tens of megabytes."""

SCRIPT = Figure(SECTION, "plain SimPy script", "/s")
ENGINE = Figure(SECTION, "compiled engine, all recorded", "/s")
LOOP = Figure(SECTION, "bare compiled loop", "/s")
SIMPY = Figure(SECTION, "SimPy engine, all recorded", "/s")
SIMPY_TO_SCRIPT = Figure(SECTION, "SimPy engine to plain script: rate", "", at_least(3.0))
TO_SCRIPT = Figure(SECTION, "compiled engine to plain script: rate", "", at_least(60.0))
TO_LOOP = Figure(SECTION, "compiled engine to bare loop: time", "", at_most(1.6))
APART = Figure(SECTION, "engine and script apart", "s.e.", at_most(4.0))
APART_LOOP = Figure(SECTION, "engine and bare loop apart", "s.e.", at_most(4.0))


def seconds(effort: Effort) -> float:
    """About how long it takes to measure."""
    return 25.0 if effort.quick else 60.0


def measure(effort: Effort, measured: Measured, progress: Progress) -> None:
    """Interleaved runs of both engines, the script and the loop; then larger networks.

    The share of an engine begins with the drawing of the timetable and ends with the record, of
    which nothing is left out; to all, what it takes to free their memory is added. Compiled code is
    timed once it is compiled. All are of the same network, so they are to handle as many.
    """
    from benchmarks.bare import BareNetwork

    plan = Planner(network()).plan()
    contestants = (
        Contestant(lambda number: PlainNetwork(number).run()),
        Contestant(lambda number: _handled(plan, number, Engine.SIMPY)),
        _compiled(plan, TOGETHER),
        Contestant(lambda number: BareNetwork(number).run(), TOGETHER),
    )
    rounds = in_turn(contestants, effort.rounds, progress)
    for script, simpy, engine, bare in rounds:
        for figure, one in ((SCRIPT, script), (SIMPY, simpy), (ENGINE, engine), (LOOP, bare)):
            measured.add(figure, one.rate)
        measured.add(SIMPY_TO_SCRIPT, simpy.rate / script.rate)
        measured.add(TO_SCRIPT, engine.rate / script.rate)
        measured.add(TO_LOOP, bare.rate / engine.rate)
    measured.add(APART, agreeing([one[2] for one in rounds], [one[0] for one in rounds]))
    measured.add(APART_LOOP, agreeing([one[2] for one in rounds], [one[3] for one in rounds]))
    _grown(effort, measured, progress)


def _grown(effort: Effort, measured: Measured, progress: Progress) -> None:
    """What a handling costs where there are more agencies, against the benchmark's dozen."""
    names = [f"cost with {number} agencies" for number in GROWN] + [f"cost in {LARGE}"]
    plans = [Planner(network(size_of(number))).plan() for number in GROWN]
    contestants = [
        _compiled(Planner(network(size_of(AGENCIES))).plan(), TOGETHER),
        *(_compiled(p, many) for p, many in zip(plans, GROWN.values(), strict=True)),
        _compiled(Planner(load(LARGE)).plan(), 2),
    ]
    for small, *large in in_turn(contestants, effort.long_rounds, progress):
        for name, one in zip(names, large, strict=True):
            figure = Figure(SECTION, f"{name} to {AGENCIES}", "", at_most(2.0))
            measured.add(figure, small.rate / one.rate)


def _compiled(plan: Plan, together: int) -> Contestant:
    return Contestant(lambda number: _handled(plan, number, Engine.COMPILED), together)


def _handled(plan: Plan, number: int, engine: Engine) -> int:
    return int((run(plan, 1, number, engine=engine).done != NEVER).sum())


def size_of(agencies: int) -> Size:
    """A network whose agencies tell the nearest on either side of them."""
    told = min(PARTNERS, agencies - 1)
    steps = tuple(step for near in range(1, ceil(told / 2) + 1) for step in (near, -near))[:told]
    return Size(agencies, steps, _analysts(told), DAYS)


def _analysts(partners: int) -> int:
    """As many as leave each as busy as in the benchmark, where fewer copies come in."""
    load, load_of_benchmark = (1 + COPIED * number for number in (partners, len(BENCHMARK.steps)))
    return round(ANALYSTS * load / load_of_benchmark)
