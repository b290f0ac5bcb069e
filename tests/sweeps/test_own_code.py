"""Are measures and rules that users write kept with their rows, sent, and refused when changed?"""

from __future__ import annotations

import itertools
import json
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.errors import InputError, OwnCodeError
from sim.experiments.own_code import OwnCode, digest_of
from sim.studies.running.reproducing import reproduce
from sim.studies.running.running import sweep
from sim.studies.store.errors import MissingCodeError, OtherCodeError, StoreError
from tests.sweeps.stores import table_at

MODULE = """\
import numpy as np
import sim

FACTOR = {factor}

def scaled(number):
    return FACTOR * number

@sim.measure(unit="reports", meaning="Longest queue before any desk")
def longest_queue(run: sim.Run) -> float:
    return scaled(run.desks.queue_length.max())

@sim.measure(unit="share", meaning="Copies that took long", per="copies delivered")
def late(run):
    ended = run.copies.ended[run.copies.delivered]
    return np.count_nonzero(ended > 50), len(ended)

guarded = sim.Rules(release=lambda trust, marking: {share} * trust ** sim.SENSITIVITY[marking])

def plain(run):
    return 1.0
"""
STUDY = """\
study: 1
title: Queues
scenario: two-neighbours
axes:
  trust: {{path: dials.trust, values: [0, 1]}}
design: full grid
replications: {replications}
measures: [share_missed, "{module}:longest_queue", "{module}:late"]
rules: "{module}:guarded"
engine: simpy
"""
_numbers = itertools.count()


@pytest.fixture
def module(tmp_path: Path) -> Iterator[str]:
    """The name of a module of its own in the folder of the test, written anew by `edit`."""
    name = f"mine_{next(_numbers)}"
    edit(tmp_path, name)
    path = list(sys.path)
    yield name
    sys.path[:] = path
    sys.modules.pop(name, None)


def edit(
    folder: Path, name: str, factor: float = 1, share: float = 0.9, text: str = MODULE
) -> None:
    """Writes the module, and forgets what was imported of it."""
    file = folder / f"{name}.py"
    file.write_text(text.format(factor=factor, share=share), encoding="utf-8")
    os.utime(file, ns=(0, next(_numbers) * 10**12))
    sys.modules.pop(name, None)


def study(
    folder: Path,
    module: str,
    changes: Mapping[str, str] = MappingProxyType({}),
    replications: int | str = 3,
) -> Path:
    """The file of a study that keeps measures of the module, with some of its text changed."""
    text = STUDY.format(module=module, replications=replications)
    for old, new in changes.items():
        text = text.replace(old, new)
    file = folder / "study.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def swept(file: Path, **options: Any) -> Path:
    path = file.with_suffix(".sqlite")
    sweep(sim.read_study(file), path, **{"workers": 1, **options})
    return path


def test_rows_are_what_the_functions_give_of_each_run(tmp_path: Path, module: str) -> None:
    opened = sim.read_study(study(tmp_path, module))
    path = swept(tmp_path / "study.yaml")
    queue, late = opened.own.measures
    with sim.open_store(path) as store:
        names = [column.name for column in store.measures]
        assert names == ["share_missed", "longest_queue", "late"]
        for condition in store.conditions():
            scenario = sim.load("two-neighbours").set(condition.settings)
            for row in store.rows(condition.id):
                run = sim.replicate(scenario, replication=row.replication, rules=opened.own.rules)
                part, whole = late(run)  # type: ignore[misc]
                assert row.error is None
                assert row.values[1:] == (queue(run), part / whole if whole else None)


def test_other_processes_give_the_same_rows(tmp_path: Path, module: str) -> None:
    file = study(tmp_path, module)
    alone = table_at(swept(file))
    (tmp_path / "study.sqlite").unlink()
    assert table_at(swept(file, workers=2)) == alone


def test_functions_of_a_notebook_are_sent(tmp_path: Path) -> None:
    factor = 2.0

    @sim.measure(unit="reports", meaning="Twice the longest queue")
    def twice(run: sim.Run) -> float:
        return factor * float(run.desks.queue_length.max())

    told = sim.Study.model_validate(
        {
            "title": "Of a notebook",
            "scenario": "two-neighbours",
            "axes": {"trust": {"path": "dials.trust", "values": [0, 1]}},
            "design": "full grid",
            "replications": 3,
            "measures": ["share_missed", twice],
            "rules": sim.Rules(release=lambda trust, _marking: 0.5 * trust),
            "engine": "simpy",
        }
    )
    opened = sim.open_study(told)
    for name, workers in (("alone", 1), ("others", 2)):
        sim.run_study(opened, tmp_path / name, workers=workers)
    assert table_at(tmp_path / "alone") == table_at(tmp_path / "others")
    with sim.open_store(tmp_path / "alone") as store:
        with pytest.raises(MissingCodeError, match=r"sim\.reproduce"):
            sim.reproduce(store)
        again = sim.reproduce(store, 2, measures=[twice], rules=opened.own.rules)
        assert again.all_equal


@pytest.mark.parametrize("change", [{"factor": 2}, {"share": 0.8}])
def test_with_another_source_nothing_goes_on(
    tmp_path: Path, module: str, change: dict[str, Any]
) -> None:
    file = study(tmp_path, module)
    path = swept(file)
    before = table_at(path)
    edit(tmp_path, module, **change)
    study(tmp_path, module, replications=4)
    what = "measure longest_queue" if "factor" in change else "rule release"
    with pytest.raises(OtherCodeError, match=f"expected the {what} by which"):
        swept(file)
    with sim.open_store(path) as store, pytest.raises(OtherCodeError, match=what):
        reproduce(store, 2)
    assert table_at(path) == before
    edit(tmp_path, module)
    assert table_at(swept(file)) > before or len(table_at(path)) == 8


def test_without_the_module_rows_are_shown_and_not_run_again(
    tmp_path: Path, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = swept(study(tmp_path, module))
    monkeypatch.chdir(tmp_path)
    called = CliRunner().invoke(main, ["study", "reproduce", str(path), "--rows", "2", "--json"])
    assert called.exit_code == 0, called.output
    noted = json.loads(called.stdout)["own_code"]
    assert [(one["kind"], one["name"]) for one in noted] == [
        ("measure", "longest_queue"),
        ("measure", "late"),
        ("rule", "release"),
    ]
    (tmp_path / f"{module}.py").unlink()
    sys.modules.pop(module)
    called = CliRunner().invoke(main, ["study", "reproduce", str(path)])
    assert called.exit_code == 2
    assert "expected the measure longest_queue, by which its rows were computed" in called.stderr
    for command in ("status", "show"):
        shown = CliRunner().invoke(main, ["study", command, str(path)])
        assert shown.exit_code == 0, shown.output
        assert f"longest_queue: {module}:longest_queue, source" in " ".join(shown.stdout.split())
    exported = CliRunner().invoke(main, ["study", "export", str(path), "--to", "tables"])
    assert exported.exit_code == 0, exported.output
    dictionary = Path("tables/dictionary.csv").read_text(encoding="utf-8")
    assert f"({module}:longest_queue, source {noted[0]['digest']})" in dictionary


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("nowhere:other", "cannot be imported (ModuleNotFoundError"),
        ("MODULE:longest", "has nothing of that name; it has late, longest_queue"),
        ("MODULE:plain", "has a function; it has"),
        ("random:choice", "`random` is a module of Python"),
        ("sim:load", "`sim` is a module of Entente"),
        ("broken:f", "cannot be imported (ZeroDivisionError"),
        ("MODULE:two words", "`package.module:name`"),
    ],
)
def test_what_is_no_measure_is_told_where_it_is_written(
    tmp_path: Path, module: str, written: str, told: str
) -> None:
    (tmp_path / "broken.py").write_text("1 / 0", encoding="utf-8")
    file = study(tmp_path, module, {f"{module}:late": written.replace("MODULE", module)})
    with pytest.raises(InputError) as caught:
        sim.read_study(file)
    (problem,) = caught.value.problems
    assert (problem.line, problem.where) == (8, "measures.2")
    assert told in f"{problem.expected} {problem.hint}"


def test_a_name_is_that_of_one_measure(tmp_path: Path, module: str) -> None:
    with pytest.raises(InputError, match="each entry once"):
        sim.read_study(study(tmp_path, module, {f"{module}:late": "other:longest_queue"}))
    with pytest.raises(InputError, match="Entente has a `false_alarms`"):
        sim.read_study(study(tmp_path, module, {f"{module}:late": f"{module}:false_alarms"}))
    with pytest.raises(InputError, match=r"made by `sim.Rules\(...\)`"):
        sim.read_study(study(tmp_path, module, {f"{module}:guarded": f"{module}:late"}))


FAILING = (
    MODULE
    + """
@sim.measure(unit="reports", meaning="Fails from the third run on")
def late(run):
    if run.replication >= {factor}:
        raise ValueError("no queue")
    return 1.0
"""
)


def test_a_measure_that_fails_at_once_ends_the_sweep_before_it_begins(
    tmp_path: Path, module: str
) -> None:
    edit(tmp_path, module, factor=0, text=FAILING)
    with pytest.raises(OwnCodeError) as caught:
        swept(study(tmp_path, module))
    told = f"the measure {module}:late raised ValueError: no queue (in replication 0 of dials.trust"
    assert told in str(caught.value)
    assert not (tmp_path / "study.sqlite").exists()


def test_a_measure_that_fails_later_fails_its_rows(tmp_path: Path, module: str) -> None:
    edit(tmp_path, module, factor=2, text=FAILING)
    rows = table_at(swept(study(tmp_path, module)))
    assert [row[3] is None for row in rows] == [True, True, False] * 2
    assert f"the measure {module}:late raised ValueError: no queue" in {row[3] for row in rows}


def test_replications_may_wait_for_a_measure_of_ones_own(tmp_path: Path, module: str) -> None:
    until = f'{{until: {{"{module}:longest_queue": 0.4}}, first: 20, at_most: 40}}'
    file = study(tmp_path, module, replications=until)
    assert len(table_at(swept(file))) >= 40


def test_without_what_sends_functions_only_names_go(
    tmp_path: Path, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cloudpickle", None)
    file = study(tmp_path, module, {f'rules: "{module}:guarded"\n': ""})
    alone = table_at(swept(file))
    (tmp_path / "study.sqlite").unlink()
    assert table_at(swept(file, workers=2)) == alone
    mine = sim.measure(unit="reports", meaning="Of no module")(_nameless())
    with pytest.raises(OwnCodeError, match="cannot be sent to other processes"):
        OwnCode((mine,)).__reduce__()


def _nameless() -> Any:
    def nameless(_run: sim.Run) -> float:
        return 0.0

    return nameless


def test_what_cannot_be_sent_is_refused() -> None:
    lock = threading.Lock()

    @sim.measure(unit="reports", meaning="Holds a lock")
    def reading(_run: sim.Run) -> float:
        return float(lock.locked())

    with pytest.raises(OwnCodeError, match="cannot be sent to other processes"):
        OwnCode((reading,)).__reduce__()


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("FACTOR * number", "FACTOR  *  number", False),
        ("FACTOR = ", "FACTOR = 0 + ", True),
        ("return 1.0", "return 2.0", True),
        ("import numpy as np\n", "# a remark\nimport numpy as np\n", True),
        ("def scaled(number):\n", "def scaled(number):\n    number = number + 1\n", False),
    ],
)
def test_a_fingerprint_covers_what_the_function_needs(
    tmp_path: Path, module: str, before: str, after: str, same: bool
) -> None:
    file = study(tmp_path, module)
    first = digest_of(sim.read_study(file).own.measures[0].function)
    assert before in MODULE
    edit(tmp_path, module, text=MODULE.replace(before, after))
    assert (digest_of(sim.read_study(file).own.measures[0].function) == first) is same


def test_a_store_with_own_code_is_refused_by_the_version_before(
    tmp_path: Path, module: str
) -> None:
    with sim.open_store(swept(study(tmp_path, module))) as store:
        assert [*store.select("PRAGMA user_version")] == [(3,)]
    plain = study(tmp_path, module, {f', "{module}:longest_queue", "{module}:late"': ""})
    without = plain.read_text(encoding="utf-8").replace(f'rules: "{module}:guarded"\n', "")
    plain.write_text(without, encoding="utf-8")
    with pytest.raises(StoreError):
        swept(plain)
    (tmp_path / "study.sqlite").unlink()
    with sim.open_store(swept(plain)) as store:
        assert [*store.select("PRAGMA user_version")] == [(2,)]


MADE = """\
import sim

def after(hours):
    @sim.measure(unit="share", meaning=f"Arrived after {{hours}} h", per="copies")
    def late(run):
        ended = run.copies.ended[run.copies.delivered]
        return sum(ended > hours), len(ended)
    return late

late = after(1)
later = after(400)
again = later
"""


@pytest.mark.parametrize("without", [None, "cloudpickle"])
def test_a_measure_is_called_as_it_is_asked_for(
    tmp_path: Path, module: str, monkeypatch: pytest.MonkeyPatch, without: str | None
) -> None:
    if without is not None:
        monkeypatch.setitem(sys.modules, without, None)
    edit(tmp_path, module, text=MADE)
    names = ("late", "later", "again")
    asked = ", ".join(f'"{module}:{name}"' for name in names)
    file = study(
        tmp_path,
        module,
        {
            f'"{module}:longest_queue", "{module}:late"': asked,
            f'rules: "{module}:guarded"\n': "",
        },
    )
    path = swept(file, workers=2)
    with sim.open_store(path) as store:
        noted = [(one.name, one.place) for one in store.measures[1:]]
        assert noted == [(name, f"{module}:{name}") for name in names]
        rows = [row.values for one in store.conditions() for row in store.rows(one.id)]
        assert all(row[2] == row[3] for row in rows)
        assert any(row[1] != row[2] for row in rows)
        assert sim.reproduce(store, 2).all_equal
    called = CliRunner().invoke(main, ["study", "reproduce", str(path), "--rows", "2"])
    assert called.exit_code == 0, called.output


def test_a_measure_given_in_python_is_found_in_its_module(tmp_path: Path, module: str) -> None:
    edit(tmp_path, module, text=MADE)
    opened = sim.read_study(
        study(
            tmp_path,
            module,
            {f', "{module}:longest_queue"': "", f'rules: "{module}:guarded"\n': ""},
        )
    )
    made = sys.modules[module].late
    assert opened.own.measures[0].function is made.function
    mine = sim.Study("two-neighbours", {"trust": [0]}, replications=2, measures=[made])
    with mine.run(tmp_path / "python.sqlite") as store:
        assert store.measures[0].place == f"{module}:after.<locals>.late"
        assert sim.reproduce(store).all_equal
