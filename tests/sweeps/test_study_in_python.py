"""Is a study written in one line of Python the same as one from a file, and does it go on?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.notebook.designing import FailedRunsWarning
from sim.studies.store.errors import ClosedStoreError
from tests.sweeps.stores import table_at


@sim.measure(unit="reports", meaning="Longest queue before any desk")
def longest_queue(run: sim.Run) -> float:
    return float(run.desks.queue_length.max())


@sim.measure(unit="reports", meaning="Fails in the second run")
def failing(run: sim.Run) -> float:
    return 1.0 if run.replication != 1 else float("nan")


def study(**changes: Any) -> sim.Study:
    """A quick study of two axes."""
    keys = {
        "scenario": sim.load("two-neighbours"),
        "axes": {"law": [0, 1], "trust.default": sim.span(0.2, 0.8, steps=3)},
        "replications": 2,
        "measures": ["detection_time", longest_queue],
        "engine": "simpy",
    }
    return sim.Study(**{**keys, **changes})


def test_one_line_runs_and_the_same_line_goes_on(tmp_path: Path) -> None:
    def stop(done: int, _wanted: int) -> None:
        if done >= 3:
            raise KeyboardInterrupt

    path = tmp_path / "law.sqlite"
    with pytest.raises(KeyboardInterrupt):
        study().run(path, progress=stop)
    assert 0 < len(table_at(path)) < 12
    with study().run(path) as store:
        assert (store.status().rows_done, store.status().rows_missing) == (12, 0)
        assert len(list(store.summaries())) == 6
        assert store.reproduce(3, measures=[longest_queue]).all_equal
        assert store.answers("longest_queue").measure.unit == "reports"
        assert len(store.export(tmp_path / "tables")) == 3
    with study().run(tmp_path / "undisturbed.sqlite") as other:
        assert table_at(other.path) == table_at(path)


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """The rows of a data frame of pandas, or of what stands for one where it is not installed."""
    return frame.to_dict("records") if hasattr(frame, "to_dict") else list(frame)


def test_a_frame_has_what_summaries_and_rows_say(tmp_path: Path) -> None:
    with study().run(tmp_path / "law.sqlite") as store:
        conditions = rows_of(store.frame())
        replications = rows_of(store.frame("replications"))
        for row, summary in zip(conditions, store.summaries(), strict=True):
            mean = summary.averages[1].estimate
            assert mean is not None
            assert row["longest_queue"] == mean.value
            values = [
                each["longest_queue"]
                for each in replications
                if each["condition"] == summary.condition.id
            ]
            assert np.mean(values) == pytest.approx(mean.value)
            assert row["dials.law"] == summary.condition.settings["dials.law"]
        with pytest.raises(InputError, match="did you mean `conditions`"):
            store.frame("condition")


def test_a_scenario_that_is_there_is_as_good_as_its_name(tmp_path: Path) -> None:
    base = sim.load("two-neighbours").set({"trust.countries.Velmora.Castaly": 0.9})
    base.save(tmp_path / "warm.yaml")
    for name, scenario in (("made", base), ("read", tmp_path / "warm.yaml")):
        study(scenario=scenario).run(tmp_path / name).close()
    assert table_at(tmp_path / "made") == table_at(tmp_path / "read")


def test_what_failed_is_warned_of_and_the_rest_is_there(tmp_path: Path) -> None:
    with pytest.warns(FailedRunsWarning, match="6 runs failed, first: .*failing returned nan"):
        store = study(measures=[failing]).run(tmp_path / "law.sqlite")
    with store:
        assert (store.status().rows_done, store.status().rows_failed) == (6, 6)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"replications": None}, "replications"),
        ({"axes": {"law": 3}}, "axes.law.values"),
        ({"axes": {"lwa": [0, 1]}}, "axes.lwa.path"),
        ({"measures": ["detection_tme"]}, "did you mean `detection_time`"),
        ({"mesures": ["detection_time"]}, "did you mean `measures`"),
        ({"rules": 3}, r"made by `sim.Rules"),
        ({"measures": [max]}, "`@sim.measure(unit=..., meaning=...)`"),
        ({"measures": "detection_time"}, "put it in brackets"),
        ({"scenario": None}, "scenario"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(changes: Any, told: str) -> None:
    with pytest.raises(InputError) as caught:
        study(**changes).opened()
    assert told in str(caught.value)


def test_a_span_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="two ends that differ"):
        sim.span(1, 1)
    with pytest.raises(InputError, match="distribution"):
        sim.span(0, 1, distribution="flat")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small study."""
    path = tmp_path_factory.mktemp("stored") / "law.sqlite"
    study(axes={"law": [0, 1]}, measures=["detection_time"]).run(path).close()
    return path


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (lambda store: store.reproduce("a"), "expected a whole number of at least 1"),
        (lambda store: store.reproduce(-1), "found -1"),
        (lambda store: store.reproduce(seed=-1), "expected a whole number"),
        (lambda store: store.reproduce(rules={"release": max}), "write `sim.Rules(release=...)`"),
        (lambda store: store.reproduce(measures=["timeliness"]), "expected a measure of your own"),
        (lambda store: store.answers(confidence=95), "expected a share between 0 and 1, found 95"),
        (lambda store: sim.reproduce(store.path), "a store that `sim.open_store` opened"),
    ],
)
def test_what_a_store_cannot_be_asked_is_told(stored: Path, asked: Any, told: str) -> None:
    with sim.open_store(stored) as store, pytest.raises(InputError) as caught:
        asked(store)
    assert told in str(caught.value)
    with sim.open_store(stored) as store:
        assert store.reproduce(2, measures=None, rules=None).all_equal


@pytest.mark.parametrize("asked", ["status", "frame", "answers", "reproduce", "sittings"])
def test_a_closed_store_says_that_it_is_closed(stored: Path, asked: str) -> None:
    with sim.open_store(stored) as store:
        pass
    with pytest.raises(ClosedStoreError, match="found it closed"):
        getattr(store, asked)()
