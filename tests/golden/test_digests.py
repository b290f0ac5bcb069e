"""The same scenario, seed and version give the same trace to the last bit, wherever it is run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.analyses.comparison.comparison import compare
from sim.scenario.reading.reading import load
from sim.statistics.precision import FixedNumber
from tests.golden.digests import Digests, digests, kept
from tests.shipped_runs import SHIPPED

ROOT = Path(__file__).parents[2]
PRINT = "import json; from tests.golden.digests import digests; print(json.dumps(digests()))"


@pytest.mark.parametrize("name", SHIPPED)
def test_what_happens_is_what_happened_before(now: Digests, name: str) -> None:
    assert now[name] == kept()[name], "if that is wanted: python -m tests.golden.renew"


def test_nothing_is_kept_of_scenarios_that_are_gone(now: Digests) -> None:
    assert kept().keys() == now.keys()


def test_the_conditions_and_replications_differ(now: Digests) -> None:
    every = [digest for name in now for condition in now[name].values() for digest in condition]
    assert len(set(every)) == len(every)


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_another_process_under_another_hash_seed_sees_the_same(
    now: Digests, hash_seed: str
) -> None:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    told = subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout) == now


def test_findings_do_not_depend_on_the_number_of_workers() -> None:
    scenario = load("two-neighbours")
    one, two = (
        compare(scenario, seed=3, rule=FixedNumber(25), workers=workers).noting(seconds=0.0)
        for workers in (1, 2)
    )
    assert repr(one) == repr(two)
    assert one.provenance.replications == 25


@pytest.fixture(scope="module")
def now() -> Digests:
    return digests()
