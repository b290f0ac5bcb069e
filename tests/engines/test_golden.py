"""The kept fingerprints of what happens in the shipped scenarios hold for the compiled engine."""

from __future__ import annotations

import pytest

from tests.golden.digests import REPLICATIONS, kept
from tests.shipped_runs import SEED, SHIPPED, design

pytest.importorskip("numba")

from sim.replication import Engine, run


@pytest.mark.parametrize("name", SHIPPED)
def test_the_compiled_engine_does_what_happened_before(name: str) -> None:
    shown = design(name)
    for condition, digests in kept()[name].items():
        plan = shown.plan(shown.ladder[condition])
        runs = [run(plan, SEED, n, engine=Engine.COMPILED) for n in range(REPLICATIONS)]
        assert [record.digest() for record in runs] == digests
