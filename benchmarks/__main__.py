"""Runs every benchmark: ``python -m benchmarks [--pairs N] [--quick]``."""

from __future__ import annotations

from argparse import ArgumentParser

from benchmarks import speed_of_simpy_engine, start


def main() -> None:
    """Measures and prints."""
    parser = ArgumentParser(prog="benchmarks", description="Measure the speed of the program.")
    parser.add_argument("--pairs", type=int, default=9, help="interleaved runs (default: 9)")
    parser.add_argument("--quick", action="store_true", help="fewer runs: a first impression")
    options = parser.parse_args()
    speed_of_simpy_engine.measure(3 if options.quick else options.pairs)
    print()
    start.measure(3 if options.quick else 15)


if __name__ == "__main__":
    main()
