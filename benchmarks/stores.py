"""How a store of a study behaves once it is large: filled, asked how far it is, exported.

python -m benchmarks.stores [--rows N]
"""

from __future__ import annotations

import random
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.peak import peak_mb
from sim.studies.results.export import Format, export
from sim.studies.store.reading import open_store
from sim.studies.store.status import status
from sim.studies.store.tables import Column, StudyRecord
from sim.studies.store.writing import Planned, open_to_write

REPLICATIONS = 100
MEASURES = 6
STATUS_SECONDS, EXPORT_SECONDS = 1.0, 30.0


def measure(rows: int) -> None:
    """Prints how long a store of so many rows takes for each of these, and the memory."""
    print(f"A store of {rows:,} rows, {REPLICATIONS} of each condition, {MEASURES} measures")
    with TemporaryDirectory() as folder:
        store = Path(folder) / "store.sqlite"
        _print("filling", _seconds(lambda: _fill(store, rows // REPLICATIONS)), "")
        print(f"  {'memory at most by then':28}{peak_mb():12.0f} MB")
        with open_store(store) as opened:
            took = _seconds(lambda: status(opened))
        _print("status", took, f"aim: at most {STATUS_SECONDS:.0f} s")
        for form in Format:
            took = _exported(store, Path(folder) / form.value, form)
            _print(f"export as {form.value}", took, f"aim: at most {EXPORT_SECONDS:.0f} s")


def _fill(store: Path, conditions: int) -> None:
    dice = random.Random(1)  # noqa: S311 - what is stored does not matter here
    with open_to_write(store, _record()) as writing:
        writing.plan(
            Planned({"dials.trust": number / conditions}, REPLICATIONS)
            for number in range(conditions)
        )
        for condition in [one.id for one in writing.conditions()]:
            for replication in range(REPLICATIONS):
                writing.keep(condition, replication, [dice.random() for _ in range(MEASURES)])


def _exported(store: Path, folder: Path, form: Format) -> float:
    with open_store(store) as opened:
        return _seconds(lambda: export(opened, folder, form))


def _record() -> StudyRecord:
    return StudyRecord(
        scenario={"of": "nothing"},
        scenario_text="",
        study={"of": "nothing"},
        study_text="",
        design={},
        seed=1,
        engine="simpy",
        versions={"entente": "0"},
        measures=tuple(Column(f"measure_{i}", "h", "a number") for i in range(MEASURES)),
    )


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _print(name: str, seconds: float, aim: str) -> None:
    print(f"  {name:28}{seconds:12.2f} s   {aim}".rstrip())


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    measure(parser.parse_args().rows)
