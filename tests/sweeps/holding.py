"""Holds the lock of the store that it is told, with a worker beside it, until it is killed."""

from __future__ import annotations

import multiprocessing
import sys
import time
from pathlib import Path

from sim.studies.store.locking import locked


def linger() -> None:
    """What a worker does that nobody ends."""
    time.sleep(60)


if __name__ == "__main__":
    with locked(Path(sys.argv[1])):
        multiprocessing.set_start_method("fork" if sys.platform == "linux" else "spawn")
        worker = multiprocessing.Process(target=linger)
        worker.start()
        print(worker.pid, flush=True)  # noqa: T201
        worker.join()
