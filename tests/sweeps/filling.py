"""Fills the store that it is told in small batches, and says how much it has committed."""

from __future__ import annotations

import sys
from pathlib import Path

from sim.studies.store.writing import Planned, open_to_write
from tests.sweeps.stores import RECORD, result

TRUSTS = tuple(i / 16 for i in range(16))
REPLICATIONS = 50
BATCH = 10


def fill(path: Path) -> None:
    """Runs what is missing."""
    with open_to_write(path, RECORD) as store:
        store.plan(Planned({"dials.trust": trust}, REPLICATIONS) for trust in TRUSTS)
        taken = 0
        for missing in store.missing():
            trust = missing.condition.settings["dials.trust"]
            for replication in missing.replications:
                store.keep(missing.condition.id, replication, result(trust, replication))
                taken += 1
                if taken % BATCH == 0:
                    store.commit()
                    print(taken, flush=True)  # noqa: T201


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
