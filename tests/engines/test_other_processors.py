"""Processors without fused multiply-add or wide vectors, and checked bounds, give the same bits."""

from __future__ import annotations

import importlib
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine.machine_code.keeping import PLACE
from tests.engines.processes import ROOT, started, told
from tests.golden.digests import kept

pytest.importorskip("numba")

GOLDEN = """
import json
from numba.core.registry import cpu_target
from sim.engine.machine_code.compiling import assembly
from numpy._core import _multiarray_umath as vectors
from sim.engine.machine_code.building import compiled
from sim.engine.compiled.batch import run_on
from sim.engine.compiled.several import go_on
from sim.replication import Engine, drawn, run
from tests.golden.digests import REPLICATIONS
from tests.shipped_runs import SEED, SHIPPED, design

def digests(engine):
    return {
        name: {
            rung: [
                run(design(name).plan(design(name).ladder[rung]), SEED, n, engine=engine).digest()
                for n in range(REPLICATIONS)
            ]
            for rung in ("as written", "ideal")
        }
        for name in SHIPPED
    }

found = {engine.value: digests(engine) for engine in Engine}
_, processor, features = cpu_target.target_context.codegen().magic_tuple()
print(json.dumps({
    "processor": processor,
    "features": features.split(","),
    "wide": [name for name in vectors.__cpu_dispatch__ if vectors.__cpu_features__.get(name)],
    "code": "".join(assembly(run_on, kinds) for kinds in compiled(run_on).fetched_for),
    **found,
}))
"""
"""Prints what it was run on, the code that was made for it, and the digests of both engines."""

FUSED_AND_WIDE = ("fma", "avx", "avx2", "avx512f") if platform.machine() == "x86_64" else ()


def vectors_of_numpy() -> list[str]:
    """What numpy uses of this processor and can be told not to use."""
    vectors = importlib.import_module("numpy._core._multiarray_umath")
    held: dict[str, bool] = vectors.__cpu_features__
    return [name for name in vectors.__cpu_dispatch__ if held.get(name)]


PROCESSORS = {
    "a generic one": {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""},
    "this one without fusing and wide vectors": {
        "NUMBA_CPU_FEATURES": ",".join(f"-{name}" for name in FUSED_AND_WIDE)
    },
    "this one with all it has": {},
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", PROCESSORS)
def test_another_processor_gives_the_same_bits(kind: str, tmp_path: Path) -> None:
    plain = bool(PROCESSORS[kind])
    environment = {PLACE: str(tmp_path)} | PROCESSORS[kind]
    if plain:
        environment["NPY_DISABLE_CPU_FEATURES"] = " ".join(vectors_of_numpy())
    found = told(started(GOLDEN, environment))
    assert found["simpy"] == kept()
    assert found["compiled"] == kept()
    # The switches have done what they say.
    assert (found["wide"] == []) == (plain or not vectors_of_numpy())
    on = {f"+{name}" for name in FUSED_AND_WIDE} & set(found["features"])
    assert not (on and plain)
    assert (found["processor"] == "generic") == ("NUMBA_CPU_NAME" in PROCESSORS[kind])
    assert len(found["code"]) > 10_000
    if plain:
        assert "vfmadd" not in found["code"]
        assert "ymm" not in found["code"]


@pytest.mark.slow
def test_with_checked_bounds_nothing_oversteps_them() -> None:
    """Every shipped scenario and the random ones again, by code that looks before it reads."""
    files = ["test_golden.py", "test_same_events.py", "test_random_scenarios.py", "test_pausing.py"]
    files += ["test_orders.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0"]
        + [f"tests/engines/{name}" for name in files],
        cwd=ROOT,
        env=os.environ | {"NUMBA_BOUNDSCHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
    assert "skipped" not in done.stdout


OVERSTEP = """
import json
from sim.engine.machine_code.building import compiled
from sim.engine.compiled.filling import world_of
from sim.engine.compiled.batch import run_on
from sim.engine.compiled.several import go_on
from sim.engine.draws.compiled import compiled_timetable
from tests.shipped_runs import SEED, design

shown = design("uneven-coalition")
plan = shown.plan(shown.as_written)
world = world_of(plan, compiled_timetable(plan.layout, SEED, 0))
found = []
for name in ("slots", "pending", "track", "rows", "table", "best", "moving"):
    short = world_of(plan, compiled_timetable(plan.layout, SEED, 0))
    short = short._replace(**{name: getattr(short, name)[:1].copy()})
    try:
        go_on(short, plan.layout.horizon_us, None)
    except IndexError:
        found.append(name)
print(json.dumps(found))
"""


@pytest.mark.slow
def test_bounds_are_really_checked() -> None:
    found = told(started(OVERSTEP, {"NUMBA_BOUNDSCHECK": "1"}))
    assert set(found) >= {"slots", "pending", "rows", "table", "best"}
