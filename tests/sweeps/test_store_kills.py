"""Does a store outlive its writer, killed at any moment, with all that was committed?"""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.studies.store.errors import NoStoreError
from sim.studies.store.locking import holder_of
from tests.sweeps.filling import BATCH, REPLICATIONS, TRUSTS, fill
from tests.sweeps.stores import Table, table_at

ROOT = Path(__file__).parents[2]
ROWS = len(TRUSTS) * REPLICATIONS


def stored(path: Path) -> Table:
    try:
        return table_at(path)
    except NoStoreError:
        return []


def killed(path: Path, luck: random.Random, batches: int) -> int:
    """Starts a writer and kills it after so many batches and a little more; what it committed."""
    command = [sys.executable, "-m", "tests.sweeps.filling", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        if batches == 0:
            time.sleep(luck.uniform(0.0, 0.4))
        said = [process.stdout.readline() for _ in range(batches)]
        time.sleep(luck.uniform(0.0, 0.005))
        process.kill()
        said += process.stdout.readlines()
    whole = [int(line) for line in said if line.endswith("\n")]
    return max(whole, default=0)


def outlives(path: Path, kills: int) -> None:
    undisturbed = path.with_name("undisturbed.db")
    fill(undisturbed)
    expected = table_at(undisturbed)
    assert len(expected) == ROWS
    luck = random.Random(kills)  # noqa: S311 - when to kill is no secret
    for _ in range(kills):
        before = stored(path)
        most = max(0, (ROWS - len(before)) // BATCH - 1)
        committed = killed(path, luck, min(most, luck.randint(0, 2 * ROWS // BATCH // kills)))
        after = stored(path)
        assert len(before) + committed <= len(after) <= len(before) + committed + BATCH
        assert set(before) <= set(after) <= set(expected)
        assert len(set(after)) == len(after)
        assert holder_of(path) is None
    fill(path)
    assert table_at(path) == expected


def test_five_kills_lose_nothing(tmp_path: Path) -> None:
    outlives(tmp_path / "study.db", 5)


@pytest.mark.slow
def test_fifty_kills_lose_nothing(tmp_path: Path) -> None:
    outlives(tmp_path / "study.db", 50)
