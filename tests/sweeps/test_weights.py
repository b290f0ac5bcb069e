"""Is a study's number that of the report on the same luck, by threat, and told from old stores?"""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analyses.comparison.findings import Findings
from sim.measures.registry import MEASURES
from sim.statistics.intervals import Estimate
from sim.statistics.ratios import Ratio, moments_of_ratio, values_of_ratio
from sim.studies.file.reading import open_study
from sim.studies.file.schema import Study
from sim.studies.results.answers import answers
from sim.studies.results.export import Format, export
from sim.studies.results.values import Topic
from sim.studies.running.reproducing import reproduce
from sim.studies.running.running import sweep
from sim.studies.store.reading import open_store
from sim.studies.store.summary import summaries
from sim.studies.store.tables import columns_from
from tests.scenarios_for_tests import changed

KEPT = ("detection_time", "share_missed", "share_right", "share_delivered", "false_alarms")
RUNS = 30
SIGNS = {
    "one": {
        "kind": "sign",
        "where": ["Aldren"],
        "likelihood_ratio": 1e5,
        "when": {"exponential": {"mean": "9 d"}},
    }
}
OFTEN = {"arrives": "0.1 per day", "category": "smuggling", "indicators": SIGNS}
"""In a replication several times or never."""


def folder_with_scenario(folder: Path) -> Path:
    scenario = changed(
        {
            "threats.Parcels": {**OFTEN, "country": "Brevia", "deadline": "9 d"},
            "red_herrings.Rumours": OFTEN,
            "trust": {"default": 0.5},
        }
    )
    (folder / "parcels.yaml").write_text(json.dumps(scenario), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = folder_with_scenario(tmp_path_factory.mktemp("weights"))
    path = folder / "study.sqlite"
    sweep(open_study(study(), folder), path, workers=1)
    return path


def study(runs: int = RUNS) -> Study:
    return Study.model_validate(
        {
            "title": "Parcels",
            "scenario": "parcels.yaml",
            "axes": {"trust": {"path": "dials.trust", "values": [1, 2]}},
            "design": "full grid",
            "replications": runs,
            "measures": list(KEPT),
        }
    )


def report(folder: Path) -> Findings:
    return sim.compare(sim.load(folder / "parcels.yaml"), rule=sim.FixedNumber(RUNS))


def numbers(path: Path) -> dict[str, Estimate]:
    """What the condition as written gives, by measure."""
    with open_store(path) as store:
        first = next(one for one in summaries(store) if one.condition.position == 0)
        found = zip(store.measures, first.averages, strict=True)
        return {column.name: each.estimate for column, each in found if each.estimate}


def old(path: Path) -> Path:
    """The store as it would be had it been written before denominators were kept."""
    aged = path.with_name("old.sqlite")
    with sqlite3.connect(path) as source, sqlite3.connect(aged) as copy:
        source.backup(copy)
        (text,) = copy.execute("SELECT value FROM about WHERE name = 'measures'").fetchone()
        bare = [
            {"name": one.name, "unit": one.unit, "meaning": one.meaning}
            for one in columns_from(text)
        ]
        copy.execute("UPDATE about SET value = ? WHERE name = 'measures'", (json.dumps(bare),))
        for place, name in enumerate(KEPT):
            if MEASURES[name].per:
                copy.execute(f"ALTER TABLE rows DROP COLUMN w{place}")
        copy.execute("PRAGMA user_version = 1")
    copy.close()
    source.close()
    return aged


def test_a_study_and_a_report_give_one_number_on_the_same_luck(store: Path) -> None:
    told, rung = numbers(store), report(store.parent).rung("as written")
    assert told["detection_time"].value == pytest.approx(rung.detection_time.value)
    assert told["share_missed"].value == pytest.approx(rung.missed.value)
    assert rung.alarm_precision is not None
    assert told["share_right"].value == pytest.approx(rung.alarm_precision.value)
    assert told["false_alarms"].value == pytest.approx(rung.false_alarms.value)


def test_replications_differ_in_how_much_they_weigh(store: Path) -> None:
    counts = report(store.parent).counts
    assert len(set(counts)) > 2
    with open_store(store) as opened:
        (first, *_) = opened.conditions()
        place = [*opened.whole_columns].index(0)
        weights = [row.wholes[place] for row in opened.rows(first.id)]
    assert [weight for weight in weights if weight] == list(counts)


def test_exported_numerators_and_denominators_add_up_to_the_number(store: Path) -> None:
    folder = store.parent / "tables"
    with open_store(store) as opened:
        export(opened, folder, Format.CSV)
    tables = {
        name: list(
            csv.DictReader((folder / f"{name}.csv").read_text(encoding="utf-8").splitlines())
        )
        for name in ("replications", "conditions", "dictionary")
    }
    of_first = tables["conditions"][0]
    rows = [one for one in tables["replications"] if one["condition"] == of_first["condition"]]
    for name in KEPT:
        if not MEASURES[name].per:
            assert f"{name}_of" not in rows[0]
            continue
        part, whole = (sum(float(row[f"{name}_{end}"]) for row in rows) for end in ("part", "of"))
        assert float(of_first[f"{name}_mean"]) == pytest.approx(part / whole)
        assert float(of_first[f"{name}_part_sum"]) == pytest.approx(part)
        assert float(of_first[f"{name}_of_sum"]) == pytest.approx(whole)
        meanings = {one["column"]: one["meaning"] for one in tables["dictionary"]}
        assert "added over replications" in meanings[f"{name}_mean"]
        assert f"denominator of {name}" in meanings[f"{name}_of"]


def test_effects_compare_the_numbers_of_conditions(store: Path) -> None:
    with open_store(store) as opened:
        told = answers(opened, "share_right")
        found = [one.averages for one in summaries(opened)]
    column = KEPT.index("share_right")
    means = [one[column].estimate for one in found]
    (effect,) = told.effects
    assert effect.effect.replications == RUNS
    for level, mean in zip(effect.effect.levels, means, strict=True):
        assert mean is not None
        assert level.mean.value == pytest.approx(mean.value)


def test_a_store_from_before_is_shown_exported_reproduced_and_continued(store: Path) -> None:
    aged = old(store)
    plain = numbers(aged)[KEPT[0]]
    with open_store(aged) as opened:
        told = answers(opened)
        assert told.cautions[0].topic is Topic.WEIGHTS
        assert "mean over replications" in told.cautions[0].sentence
        folder = store.parent / "old tables"
        export(opened, folder, Format.CSV)
        assert reproduce(opened, 5, seed=1).all_equal
        values = [row.values[0] for row in opened.rows(next(opened.conditions()).id)]
    assert plain.value == pytest.approx(np.mean([one for one in values if one is not None]))
    assert "_of" not in (folder / "replications.csv").read_text(encoding="utf-8").split("\n")[0]
    assert sweep(open_study(study(RUNS + 3), store.parent), aged, workers=1).added == 6
    with open_store(aged) as opened:
        assert not opened.whole_columns


def test_equal_denominators_change_nothing() -> None:
    values = np.random.default_rng(5).exponential(9.0, 50)
    threes = np.full(50, 3.0)
    assert moments_of_ratio(values, threes) == moments_of_ratio(values, np.ones(50))
    assert values_of_ratio(values, threes).tolist() == values.tolist()


def test_a_replication_with_nothing_to_count_has_the_number_itself() -> None:
    values = np.array([0.5, np.nan, 1.0, np.nan])
    wholes = np.array([2.0, 0.0, 6.0, np.nan])
    found = values_of_ratio(values, wholes)
    assert found[1] == pytest.approx(7 / 8)
    assert np.isnan(found[3])
    assert found[:3].mean() == pytest.approx(7 / 8)
    off = found[:3] - 7 / 8
    expected = Ratio(np.array([1.0, 0.0, 6.0]), np.array([2.0, 0.0, 6.0])).values - 7 / 8
    assert off == pytest.approx(expected)
