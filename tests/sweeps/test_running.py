"""Does a sweep give the same rows however it is run, and after whatever stops it?"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

import sim
from sim.analyses.comparison.comparison import compare
from sim.replication import Engine, results, run
from sim.statistics.averages import average
from sim.statistics.intervals import Kind
from sim.statistics.precision import FixedNumber
from sim.statistics.unseen import SHARES, Limits, up_to
from sim.studies.file.reading import OpenedStudy, read_study
from sim.studies.results.status_report import standing
from sim.studies.running import running
from sim.studies.running.running import HereByTask, SweepEnding, Swept, WhatPays, sweep
from sim.studies.running.runs import Done
from sim.studies.running.tasks import Asked, Task
from sim.studies.store.errors import InUseError, OtherStudyError
from sim.studies.store.locking import locked
from sim.studies.store.reading import open_store
from sim.studies.store.status import status
from sim.studies.store.summary import summaries
from tests.sweeps.files import opened
from tests.sweeps.stores import Table, table_at
from tests.sweeps.sweeps import DEADLY_NUMBER, Deadly, is_deadly, written

REPLICATIONS = 12
TRUST = {"path": "dials.trust", "values": [0, 1]}
BASE = {"path": "trust.default", "values": [0.3, 0.6]}
PRIOR = {"path": "agencies.Ostermere Border Police.prior", "values": [0.01, 0.7]}
THRESHOLD = {"path": "agencies.Ostermere Border Police.threshold", "values": [0.5, 0.8]}


def small(**changes: Any) -> OpenedStudy:
    """Two axes, of which one is a dial."""
    usual = {
        "scenario": "two-neighbours",
        "axes": {"trust": TRUST, "base": BASE},
        "replications": REPLICATIONS,
        "engine": "simpy",
    }
    return opened(**{**usual, **changes})


def alone(study: OpenedStudy, path: Path, **options: Any) -> Swept:
    return sweep(study, path, **{"workers": 1, **options})


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Table:
    path = tmp_path_factory.mktemp("undisturbed") / "study.sqlite"
    alone(small(), path)
    return table_at(path)


# The same rows


def test_every_row_that_is_asked_for_is_there_once(undisturbed: Table) -> None:
    keys = [(condition, replication) for condition, replication, _, _ in undisturbed]
    assert len(keys) == len(set(keys)) == 4 * REPLICATIONS
    assert all(error is None for *_, error in undisturbed)
    assert len({values for _, _, values, _ in undisturbed}) > REPLICATIONS


def test_on_several_workers(tmp_path: Path, undisturbed: Table) -> None:
    swept = sweep(small(), tmp_path / "study.sqlite", workers=2)
    assert swept.ending is SweepEnding.COMPLETE
    assert swept.added == 4 * REPLICATIONS
    assert table_at(tmp_path / "study.sqlite") == undisturbed


def test_on_the_compiled_engine(tmp_path: Path, undisturbed: Table) -> None:
    pytest.importorskip("numba")
    swept = alone(small(), tmp_path / "study.sqlite", engine="compiled")
    assert swept.engine is Engine.COMPILED
    assert table_at(tmp_path / "study.sqlite") == undisturbed


class Shuffled(HereByTask):
    """Tasks cut down to single runs, in any order."""

    def results(self, items: Iterable[Task]) -> Iterator[Done]:
        """One after the other."""
        waiting, single = [*items], []
        while waiting:
            task = waiting.pop()
            if task.runs > 1:
                waiting += task.halves()
            else:
                single.append(task)
        random.Random(1).shuffle(single)  # noqa: S311 - an order is no secret
        return super().results(single)


def test_in_any_order_and_in_tasks_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undisturbed: Table
) -> None:
    @contextmanager
    def place(work: Any, *_: object) -> Iterator[Shuffled]:
        yield Shuffled(work)

    monkeypatch.setattr(running, "_place", place)
    alone(small(), tmp_path / "study.sqlite")
    assert table_at(tmp_path / "study.sqlite") == undisturbed


@dataclass
class Elsewhere:
    """Does nothing, and knows what it was given."""

    given: list[Task] = field(default_factory=list)

    def results(self, items: Iterable[Task]) -> Iterator[Done]:
        """A task done in no time."""
        for task in items:
            self.given.append(task)
            yield Done(task, (), 0.0)


@pytest.mark.parametrize(("each", "elsewhere"), [(0.1, 3), (0.001, 0)])
def test_other_processes_are_called_in_for_what_is_left_where_that_pays(
    each: float, elsewhere: int
) -> None:
    tasks = [Task((Asked("a", {}),), tuple(range(10))) for _ in range(5)]
    here, others = Mock(), Elsewhere()
    here.results = lambda items: (Done(task, (), 10 * each) for task in items)
    place = WhatPays(here, others, lambda: 50, pays_from=2.0)
    assert [done.task for done in place.results(iter(tasks))] == tasks
    assert len(others.given) == elsewhere


def test_the_same_figures_as_a_report(tmp_path: Path) -> None:
    measures = ["detection_time", "share_missed", "false_alarms", "threats_scored"]
    study = small(
        scenario="border-triangle",
        axes={"trust": TRUST},
        measures=measures,
        replications=20,
    )
    alone(study, tmp_path / "study.sqlite")
    findings = compare(study.base.scenario, rule=FixedNumber(20), workers=1)
    rungs = {rung.name: rung for rung in findings.ladder}
    with open_store(tmp_path / "study.sqlite") as store:
        without, as_written = (
            [row.values for row in store.rows(condition.id)] for condition in store.conditions()
        )
    for rows, rung in ((without, rungs["without trust"]), (as_written, rungs["as written"])):
        hours, missed, alarms, scored = (
            [value for value in column if value is not None] for column in zip(*rows, strict=True)
        )
        assert mean(hours, scored) == pytest.approx(rung.detection_time.value, rel=1e-12)
        assert mean(missed, scored) == pytest.approx(rung.missed.value, rel=1e-12)
        assert mean(alarms, [1.0] * 20) == pytest.approx(rung.false_alarms.value, rel=1e-12)
    assert without != as_written


def mean(values: list[float], weights: list[float]) -> float:
    weighted = [value * weight for value, weight in zip(values, weights, strict=True)]
    return sum(weighted) / sum(weights)


# Stopped and resumed


def stop_at(rows: int) -> running.Progress:
    """Ctrl-C, once so many rows are there."""

    def progress(done: int, _wanted: int) -> None:
        if done >= rows:
            raise KeyboardInterrupt

    return progress


@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_done_before_ctrl_c_is_kept_and_not_done_again(
    tmp_path: Path, undisturbed: Table, workers: int
) -> None:
    path = tmp_path / "study.sqlite"
    stopped = sweep(small(), path, workers=workers, progress=stop_at(20))
    assert stopped.ending is SweepEnding.STOPPED
    assert 20 <= stopped.added < 4 * REPLICATIONS
    assert stopped.status.rows_missing == 4 * REPLICATIONS - stopped.added
    kept = table_at(path)
    assert set(kept) <= set(undisturbed)

    seen: list[tuple[int, int]] = []
    resumed = sweep(small(), path, workers=workers, progress=lambda *so_far: seen.append(so_far))
    assert seen[0] == (stopped.added, 4 * REPLICATIONS)
    assert resumed.ending is SweepEnding.COMPLETE
    assert resumed.added == 4 * REPLICATIONS - stopped.added
    assert table_at(path) == undisturbed


def test_a_finished_study_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "study.sqlite"
    alone(small(), path)

    def runs_nothing(*_: object) -> None:
        pytest.fail("something ran")

    monkeypatch.setattr("sim.studies.running.runs.run", runs_nothing)
    assert alone(small(), path).added == 0


@pytest.mark.parametrize(
    ("changes", "added"),
    [
        ({"axes": {"trust": {**TRUST, "values": [0, 0.5, 1]}, "base": BASE}}, 2 * REPLICATIONS),
        ({"axes": {"trust": {**TRUST, "values": [1, 0.0]}, "base": BASE}}, 0),
        ({"replications": REPLICATIONS + 5}, 4 * 5),
        ({"design": {"sobol": {"points": 4}}}, 0),
        ({"title": "Another title"}, 0),
    ],
    ids=["a larger grid", "in another order", "more replications", "another design", "a title"],
)
def test_a_changed_study_runs_only_what_is_new(
    tmp_path: Path, undisturbed: Table, changes: dict[str, Any], added: int
) -> None:
    path = tmp_path / "study.sqlite"
    alone(small(), path)
    swept = alone(small(**changes), path)
    assert swept.added == added
    assert set(undisturbed) <= set(table_at(path))
    assert alone(small(), path).added == 0
    kept = [row for row in table_at(path) if row[1] < REPLICATIONS]
    assert kept == [*undisturbed]


def test_what_a_study_no_longer_asks_for_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "study.sqlite"
    alone(small(), path)
    fewer = alone(small(axes={"trust": {**TRUST, "values": [0]}, "base": BASE}), path)
    assert fewer.added == 0
    assert fewer.status.rows_set_aside == fewer.status.rows_done == 2 * REPLICATIONS


def test_replications_that_are_there_count_whatever_the_study_asks_for(
    tmp_path: Path, undisturbed: Table
) -> None:
    path = tmp_path / "study.sqlite"
    alone(small(), path)
    fewer = alone(small(replications=REPLICATIONS - 2), path)
    assert fewer.added == 0
    assert (fewer.status.rows_beyond, fewer.status.rows_set_aside) == (4 * 2, 0)
    assert fewer.status.rows_done == fewer.status.rows_wanted == 4 * (REPLICATIONS - 2)
    assert table_at(path) == undisturbed
    with open_store(path) as store:
        assert sim.answers(store).counted.fewest == REPLICATIONS


# What fails


def test_a_condition_that_cannot_be_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "study.sqlite"
    study = opened(axes={"prior": PRIOR, "threshold": THRESHOLD}, replications=5, engine="simpy")
    swept = sweep(study, path, workers=2)
    assert swept.ending is SweepEnding.COMPLETE
    assert (swept.status.conditions, swept.status.complete, swept.status.failed) == (4, 3, 1)
    assert swept.status.rows_missing == 0
    (trouble,) = swept.troubles
    assert "a threshold above the prior" in trouble.error
    assert str(tmp_path) not in trouble.error
    assert set(trouble.settings.values()) == {0.7, 0.5}
    assert alone(study, path).added == 0


def test_a_replication_that_fails_is_a_row_with_its_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undisturbed: Table
) -> None:
    path = tmp_path / "study.sqlite"

    def fails(*arguments: Any) -> Any:
        if arguments[2] == 3:
            raise RuntimeError("the lamp fell over")
        return run(*arguments)

    def fails_together(plans: Any, timetables: Any, engine: Any) -> Any:
        if any(timetable.replication == 3 for timetable in timetables):
            raise RuntimeError("several lamps fell over")
        return results(plans, timetables, engine)

    monkeypatch.setattr("sim.studies.running.runs.run", fails)
    monkeypatch.setattr("sim.studies.running.runs.results", fails_together)
    broken = alone(small(), path)
    assert broken.status.rows_failed == 4
    assert broken.troubles[0].error == "RuntimeError: the lamp fell over"
    assert (broken.troubles[0].conditions, broken.troubles[0].rows) == (4, 4)
    failed = [row for row in table_at(path) if row[3] is not None]
    assert {replication for _, replication, _, _ in failed} == {3}
    assert {row for row in undisturbed if row[1] != 3} < set(table_at(path))

    monkeypatch.undo()
    assert alone(small(), path).added == 0
    assert alone(small(), path, retry=True).status.rows_failed == 0
    assert table_at(path) == undisturbed


def test_a_run_that_kills_its_process_is_found_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undisturbed: Table
) -> None:
    path = tmp_path / "study.sqlite"
    monkeypatch.setattr(running, "StudyRuns", Deadly)
    swept = sweep(small(replications=DEADLY_NUMBER + 1), path, workers=2)
    assert swept.status.rows_failed == 1
    assert swept.status.rows_missing == 0
    with open_store(path) as store:
        (guilty,) = (each for each in store.conditions() if is_deadly(each.settings))
    different = set(table_at(path)) - set(undisturbed)
    assert len(table_at(path)) == 4 * (DEADLY_NUMBER + 1)
    nothing = (None,) * len(undisturbed[0][2])
    assert different == {
        (guilty.id, DEADLY_NUMBER, nothing, "the process that ran it died"),
    }


# Until a precision is reached


SURELY_EQUAL = 73
"""From so many on, equal values leave others a share of 5 % at most (Wilson, 0 of 73)."""
WIDTHS = {"detection_time": "30 h", "share_missed": 0.09}


def until(**more: Any) -> OpenedStudy:
    usual = {
        "scenario": "border-triangle",
        "axes": {"trust": {**TRUST, "values": [0, 1, 2]}, "law": {**TRUST, "path": "dials.law"}},
        "replications": {"until": WIDTHS, "first": 20, "at_most": 160},
    }
    return small(**{**usual, **more})


def wanted(path: Path) -> dict[str, int]:
    with open_store(path) as store:
        return {condition.id: condition.wanted for condition in store.conditions()}


@pytest.fixture(scope="module")
def precise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("precise") / "study.sqlite"
    alone(until(), path)
    return path


def test_conditions_end_when_every_width_is_reached_and_not_before(precise: Path) -> None:
    with open_store(precise) as store:
        names = [measure.name for measure in store.measures]
        places = names.index("detection_time"), names.index("share_missed")
        ends = set()
        for condition in store.conditions():
            rows = [row.values for row in store.rows(condition.id)]
            assert len(rows) == condition.wanted
            ends.add(condition.wanted)
            columns = [[row[place] for row in rows] for place in places]
            if condition.wanted < 160:
                assert narrow(columns, condition.wanted)
            if condition.wanted > 20:
                assert not narrow(columns, condition.wanted // 2)
    assert len(ends) > 1


def narrow(columns: list[list[float | None]], number: int) -> bool:
    return all(
        half_width([value for value in column[:number] if value is not None], of) <= width
        for column, of, width in zip(columns, (up_to(672.0), SHARES), (30.0, 0.09), strict=True)
    )


def half_width(values: list[float], of: Limits) -> float:
    estimate = average(values, of)
    if estimate.kind is Kind.ALL_EQUAL:
        return 0.0 if len(values) >= SURELY_EQUAL else inf
    return inf if estimate.half_width is None else estimate.half_width


def test_whoever_runs_it_the_decisions_are_the_same(tmp_path: Path, precise: Path) -> None:
    path = tmp_path / "study.sqlite"
    swept = sweep(until(), path, workers=2)
    assert wanted(path) == wanted(precise)
    assert table_at(path) == table_at(precise)
    ended = sum(number == 160 for number in wanted(path).values())
    assert (0 if swept.short is None else swept.short.conditions) <= ended


def test_interrupted_it_ends_where_it_would_have_ended(tmp_path: Path, precise: Path) -> None:
    path = tmp_path / "study.sqlite"
    rows = len(table_at(precise))
    for share in (0.1, 0.5, 0.8):
        assert (
            alone(until(), path, progress=stop_at(round(share * rows))).ending
            is SweepEnding.STOPPED
        )
    assert alone(until(), path).ending is SweepEnding.COMPLETE
    assert table_at(path) == table_at(precise)
    with open_store(path) as store:
        assert status(store).rows_set_aside == 0


LARGER = {
    "trust": {**TRUST, "values": [0, 1, 2]},
    "law": {"path": "dials.law", "values": [0, 0.5, 1]},
}


def test_while_a_study_is_extended_what_is_there_counts(tmp_path: Path, precise: Path) -> None:
    """A look decides by fewer replications than there are; an answer has them all."""
    path = tmp_path / "study.sqlite"
    shutil.copy(precise, path)
    before = {id_: len(rows) for id_, rows in grouped(table_at(precise)).items()}
    larger = until(axes=LARGER, budget=9 * 20 + 100)
    alone(larger, path, progress=stop_at(30))
    now = grouped(table_at(path))
    assert all(len(now[id_]) == number for id_, number in before.items())
    with open_store(path) as store:
        assert status(store).rows_set_aside == 0
        assert {one.replications for one in summaries(store)} >= {*before.values()}
    alone(larger, path)
    after = grouped(table_at(path))
    assert all(len(after[id_]) == number for id_, number in before.items())
    with open_store(path) as store:
        assert sim.answers(store).counted.most == max(map(len, after.values()))


def grouped(table: Table) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for condition, *rest in table:
        found.setdefault(condition, []).append(rest)
    return found


def test_the_budget_is_never_exceeded(tmp_path: Path, precise: Path) -> None:
    free = sum(wanted(precise).values())
    budget = (6 * 20 + free) // 2
    for workers in (1, 2):
        path = tmp_path / f"{workers}.sqlite"
        swept = sweep(until(budget=budget), path, workers=workers)
        assert 6 * 20 < swept.added <= budget
        assert swept.short is not None
        assert 0 < swept.short.by_budget <= swept.short.conditions
        with open_store(path) as store:
            assert sim.answers(store).short == swept.short == standing(store).short
    assert wanted(tmp_path / "1.sqlite") == wanted(tmp_path / "2.sqlite")


# What is refused


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "study.sqlite"
    alone(small(), path)
    with locked(path), pytest.raises(InUseError, match="nobody else writes to"):
        alone(small(), path)


def test_a_scenario_edited_in_mid_study_is_refused(tmp_path: Path) -> None:
    path, file = tmp_path / "study.sqlite", written(tmp_path, replications=3)
    scenario = tmp_path / "valley.yaml"
    scenario.write_text(small().base.document.text, encoding="utf-8")
    file.write_text(
        file.read_text("utf-8").replace("two-neighbours", "valley.yaml"), encoding="utf-8"
    )
    alone(read_study(file), path)
    before = table_at(path)

    scenario.write_text("# a remark\n" + scenario.read_text("utf-8"), encoding="utf-8")
    assert alone(read_study(file), path).added == 0

    text = scenario.read_text("utf-8")
    edited = text.replace("horizon: 35 d", "horizon: 36 d")
    assert edited != text
    scenario.write_text(edited, encoding="utf-8")
    with pytest.raises(OtherStudyError, match="edited since"):
        alone(read_study(file), path)
    assert table_at(path) == before


def test_another_seed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "study.sqlite"
    alone(small(), path)
    with pytest.raises(OtherStudyError, match="the seed"):
        alone(small(seed=2), path)
