"""Is a store that the version before wrote still shown, exported, reproduced and gone on with?

`stores_of_before` holds one, with its study, written at the commit by which it is called:
`sim.run_study(sim.read_study("c95dc45.yaml"), "c95dc45.sqlite")`, on SimPy. The scenario is
two-neighbours as it was then.
"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

import sim
from sim.installed import own_version
from sim.studies.results.status_report import standing
from sim.studies.running.running import sweep
from tests.sweeps.stores import table_at

HERE = Path(__file__).parent / "stores_of_before"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A copy. Stores belong to one version, so it is made one of the present."""
    shutil.copy(HERE / "c95dc45.yaml", tmp_path)
    path = Path(shutil.copy(HERE / "c95dc45.sqlite", tmp_path))
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE about SET value = ? WHERE name = 'version'", (own_version(),))
    connection.close()
    return path


def test_it_is_shown_and_exported(store: Path, tmp_path: Path) -> None:
    with sim.open_store(store) as opened:
        assert (standing(opened).status.complete, opened.own_code) == (2, ())
        assert [each.replications for each in sim.summaries(opened)] == [20, 20]
        told = sim.answers(opened, "restricted_mean")
        files = sim.export(opened, tmp_path / "tables")
    assert told.measure.name == "detection_time"
    assert len(files[0].read_text(encoding="utf-8").splitlines()) == 41


def test_its_rows_are_those_of_today(store: Path) -> None:
    with sim.open_store(store) as opened:
        assert sim.reproduce(opened, 40).all_equal


def test_it_is_gone_on_with(store: Path) -> None:
    before = table_at(store)
    text = store.with_suffix(".yaml").read_text(encoding="utf-8")
    larger = store.with_name("larger.yaml")
    text = text.replace("scenario: two-neighbours", "scenario: c95dc45-scenario.yaml")
    larger.write_text(text.replace("replications: 20", "replications: 22"), encoding="utf-8")
    shutil.copy(HERE / "c95dc45-scenario.yaml", larger.parent)
    assert sweep(sim.read_study(larger), store, workers=1).added == 4
    assert set(before) < set(table_at(store))
