"""Runs every benchmark: ``python -m benchmarks [--pairs N] [--quick]``."""

from __future__ import annotations

from argparse import ArgumentParser

from benchmarks import answers, speed_of_simpy_engine, start, stores, sweeps
from sim.replication import Engine


def main() -> None:
    """Measures and prints."""
    parser = ArgumentParser(prog="benchmarks", description="Measure the speed of the program.")
    parser.add_argument("--pairs", type=int, default=9, help="interleaved runs (default: 9)")
    parser.add_argument("--quick", action="store_true", help="fewer runs: a first impression")
    options = parser.parse_args()
    rounds = 3 if options.quick else options.pairs
    speed_of_simpy_engine.measure(rounds)
    print()
    _measure_compiled(rounds)
    print()
    start.measure(3 if options.quick else 15)
    print()
    answers.measure(quick=options.quick)
    print()
    sweeps.measure(rounds)
    print()
    stores.measure(100_000 if options.quick else 1_000_000)


def _measure_compiled(rounds: int) -> None:
    """What needs the compiler, which not every machine can have."""
    if not Engine.COMPILED.installed:
        print("The compiled engine is not installed, so its speed is not measured.")
        return
    from benchmarks import coalition, growth, speed_of_compiled_engine

    speed_of_compiled_engine.measure(rounds)
    print()
    growth.measure(rounds)
    print()
    coalition.measure(rounds)


if __name__ == "__main__":
    main()
