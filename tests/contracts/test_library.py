"""Does the library read as a researcher would write it: a script from question to frame?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = """\
import sim

base = sim.load("border-triangle")
warm = base.set({"trust.countries.Ostermere.Halvenna": 0.9})
warm.save("x.yaml")
assert sim.load("x.yaml") == warm

result = sim.compare(warm, against=base, replications=20, seed=7)
print(result)
assert len(result.table()) == len(result.ladder)
print(result.detection_time, result.cost["law"], result.change)

@sim.measure(unit="reports", meaning="Longest queue before any desk")
def longest_queue(run: sim.Run) -> float:
    return run.desks.queue_length.max()

rules = sim.Rules(release=lambda trust, marking: trust ** sim.SENSITIVITY[marking] * 0.9)

study = sim.Study(base, {"law": [0, 0.5, 1], "trust.default": sim.span(0, 1, steps=5)},
                  replications=3, measures=["detection_time", longest_queue], rules=rules)
GUARD
    with study.run("law.sqlite", workers=2) as store:
        print(store.frame())
        assert store.status().rows_done == 45
"""


@pytest.mark.parametrize("by", [pytest.param("script", marks=pytest.mark.slow), "standard input"])
def test_the_example_runs(by: str, tmp_path: Path) -> None:
    """A script has its main guard; what is typed has no file, as in a notebook, and needs none."""
    guard = 'if __name__ == "__main__":' if by == "script" else "if True:"
    text = SCRIPT.replace("GUARD", guard)
    (tmp_path / "study.py").write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "study.py" if by == "script" else "-"],
        input=None if by == "script" else text,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    assert ran.returncode == 0, ran.stderr
    assert "detection time, with your changes" in ran.stdout
    assert "longest_queue" in ran.stdout
    assert (tmp_path / "law.sqlite").exists()
