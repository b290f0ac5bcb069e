"""Is everything that has a command there in Python, printed in a few lines, and as a table?"""

from __future__ import annotations

import inspect
import io
import json
import sys
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any, cast

import pytest

import sim
from sim.analyses.as_data import as_data
from sim.analyses.tabular import Tabular, frame
from sim.notebook.showing import Drawn
from tests.contracts.test_command_line import entente
from tests.scenarios_for_tests import CITED, changed, load_data

WIDEST = 110
"""Where findings are printed, a line of a notebook holds about so many characters."""


@cache
def compared() -> sim.Findings:
    """The example of the documentation, with fewer replications."""
    base = sim.load("border-triangle")
    warm = base.set({"trust.countries.Ostermere.Halvenna": 0.9})
    return sim.compare(warm, against=base, replications=20, seed=7)


MADE: dict[str, Callable[[], Any]] = {
    "compare": compared,
    "programmes": cache(lambda: sim.programmes("lean-years", budget=60, replications=4)),
    "assumptions": cache(lambda: sim.assumptions("two-neighbours", replications=4)),
    "fit": cache(lambda: sim.fit([3.0, 5.5, 8.0, 13.0, 21.0, 34.0])),
    "check": cache(lambda: sim.check("crowded-desks")),
}
of_every_kind = pytest.mark.parametrize("kind", MADE)


@of_every_kind
def test_findings_print_in_a_few_lines(kind: str) -> None:
    if kind == "fit":
        pytest.importorskip("scipy")
    made: Tabular = MADE[kind]()
    lines = str(made).splitlines()
    assert repr(made) == str(made)
    assert 2 <= len(lines) <= 6
    assert kind == "check" or max(map(len, lines)) <= WIDEST


@of_every_kind
def test_findings_are_rows_with_the_same_columns_of_plain_values(kind: str) -> None:
    if kind == "fit":
        pytest.importorskip("scipy")
    rows = MADE[kind]().rows()
    assert rows
    assert {tuple(row) for row in rows} == {tuple(rows[0])}
    values = [value for row in rows for value in row.values()]
    assert {type(value) for value in values} <= {str, int, float, bool, type(None)}


@of_every_kind
def test_findings_are_drawn_as_their_command_draws_them(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "fit":
        pytest.importorskip("scipy")
    drawn = io.StringIO()
    sim.report(MADE[kind](), drawn)
    assert len(drawn.getvalue().splitlines()) > 5


def plain() -> sim.Scenario:
    """A scenario of which all but vetting and conversion has a source."""
    return load_data(changed({"sources": CITED}))


AGAIN: dict[str, Callable[[str], Any]] = {
    "compare": lambda engine: sim.compare("two-neighbours", replications=6, engine=engine),
    "programmes": lambda engine: sim.programmes(
        "lean-years", budget=60, replications=2, engine=engine
    ),
    "assumptions": lambda engine: sim.assumptions(plain(), replications=2, engine=engine),
    "fit": lambda _: sim.fit([3.0, 5.5, 8.0, 13.0, 21.0, 34.0]),
    "check": lambda _: sim.check("crowded-desks"),
}


@pytest.mark.parametrize("kind", AGAIN)
def test_findings_with_the_same_figures_are_equal_by_either_engine(kind: str) -> None:
    pytest.importorskip("scipy" if kind == "fit" else "numba")
    one, again, other = (AGAIN[kind](engine) for engine in ("simpy", "simpy", "compiled"))
    assert one is not again
    assert one == again == other


def test_findings_with_other_figures_are_not_equal() -> None:
    one, other = (sim.compare("two-neighbours", replications=6, seed=seed) for seed in (1, 2))
    assert one != other
    assert one.curve != other.curve
    assert one != one.noting(seed=2)
    assert one == one.noting(seconds=9.0)
    again = sim.compare("two-neighbours", replications=6)
    assert one.curve is not again.curve
    assert (one.curve, hash(one.curve)) == (again.curve, hash(again.curve))


def test_every_kind_of_findings_has_a_drawing() -> None:
    """By name: a module may load what its door gives only once it is made."""
    doors = (*MADE, "answers")
    returned = {inspect.signature(getattr(sim, door)).return_annotation for door in doors}
    assert {kind.__name__ for kind in Drawn.__args__} == returned


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_table_is_a_frame_of_what_is_installed(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ModuleType(library)
    made.DataFrame = lambda rows: (library, rows)  # type: ignore[attr-defined]
    monkeypatch.setattr(
        "sim.analyses.tabular.find_spec", lambda name: name if name == library else None
    )
    monkeypatch.setitem(sys.modules, library, made)
    assert frame([{"a": 1}]) == (library, [{"a": 1}])


def test_a_table_without_either_is_plain_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.analyses.tabular.find_spec", lambda _: None)
    assert compared().table() == compared().rows()


def test_what_is_asked_for_most_is_an_estimate() -> None:
    found = compared()
    written = found.rung("with your changes")
    assert found.detection_time is written.detection_time
    assert isinstance(found.cost["law"], sim.Estimate)
    assert isinstance(found.change, sim.Estimate)
    assert list(found.cost) == [part.challenge.value for part in found.attribution]
    assert found.comparison is not None
    assert found.change is not None
    before, after = (
        one.figures[0].value.value for one in (found.comparison.written, found.comparison.together)
    )
    assert found.change.value == pytest.approx(after - before)
    assert sim.compare(sim.load("two-neighbours"), replications=2).change is None


def test_two_scenarios_are_compared_on_common_random_numbers() -> None:
    """The same as their options on the command line, which reads the scenario before and after."""
    setting = "trust.countries.Ostermere.Halvenna=0.9"
    options = ("-n", "20", "--seed", "7", "--set", setting, "--json")
    told = json.loads(entente("run", "border-triangle", *options).stdout)
    found = as_data(compared())
    assert found["provenance"]["overrides"] == told["provenance"]["overrides"] == [setting]
    for name in ("ladder", "attribution", "detection_times"):
        assert found[name] == told[name]
    assert found["comparison"]["variants"] == told["comparison"]["variants"]
    (one,), (other,) = found["comparison"]["decisions"], told["comparison"]["decisions"]
    assert one["changes"] == other["changes"]


def test_a_scenario_compared_against_itself_changes_nothing() -> None:
    base = sim.load("two-neighbours")
    found = sim.compare(base, against=base, replications=5)
    assert found.change is not None
    assert found.change.value == 0.0
    assert found.provenance.overrides == ()


ANY: Any = 5
TEXT: Any = "20"
NONE: Any = None
OF_ANOTHER_TYPE: dict[str, list[Callable[[sim.Scenario], Any]]] = {
    "expected the name of a shipped scenario or a file, found 5": [
        lambda _: sim.load(ANY),
        lambda _: sim.compare(ANY),
        lambda base: sim.compare(base, against=ANY),
        lambda _: sim.check(ANY),
        lambda _: sim.show(ANY),
        lambda _: sim.programmes(ANY),
        lambda _: sim.assumptions(ANY),
        lambda _: sim.trace(ANY),
        lambda _: sim.replicate(ANY),
    ],
    "expected the name of a shipped scenario or a file, found None": [
        lambda _: sim.load(NONE),
        lambda _: sim.compare(NONE),
        lambda _: sim.check(NONE),
        lambda _: sim.show(NONE),
    ],
    "expected the name of a shipped study or a file, found None": [lambda _: sim.read_study(NONE)],
    "expected texts PATH=VALUE": [lambda _: sim.load("two-neighbours", ANY)],
    "expected a text PATH=VALUE": [lambda _: sim.load("two-neighbours", [ANY])],
    "expected files, found 5": [lambda _: sim.load("two-neighbours", settings=ANY)],
    "expected a file, found 5": [lambda _: sim.load("two-neighbours", settings=[ANY])],
    "expected the path of a file, found": [
        lambda base: base.save(ANY),
        lambda _: sim.open_store(NONE),
    ],
    'a whole number of at least 1, found "20"': [
        lambda base: sim.compare(base, replications=TEXT),
        lambda base: sim.compare(base, replications=1, workers=TEXT),
        lambda _: sim.programmes("lean-years", workers=TEXT),
        lambda base: sim.assumptions(base, replications=TEXT),
    ],
    "a whole number of at least 1, found '20'": [lambda _: sim.FixedNumber(TEXT)],
    "a whole number of at least 1, found 2.5": [lambda _: sim.FixedNumber(cast("int", 2.5))],
    "a whole number of at least 1, found nothing": [
        lambda _: sim.programmes("lean-years", replications=NONE),
        lambda base: sim.assumptions(base, replications=NONE),
    ],
    'a whole number of at least 0 and at most 9,223,372,036,854,775,807, found "20"': [
        lambda base: sim.compare(base, seed=TEXT),
    ],
    'expected a number of at least 0, found "20"': [
        lambda _: sim.programmes("lean-years", budget=TEXT),
        lambda base: sim.assumptions(base, matters=TEXT),
    ],
    "widths of at least 0, and replications": [lambda _: sim.Precision(relative=TEXT)],
    "`sim.Precision(...)` or `sim.FixedNumber(...)`": [lambda base: sim.compare(base, rule=ANY)],
    "expected rules made by `sim.Rules(...)`, found": [
        lambda base: sim.compare(base, rules=ANY),
        lambda base: sim.replicate(base, rules=ANY),
    ],
    "expected a list of measures": [lambda base: sim.compare(base, measures=TEXT)],
    "expected Findings, ProgrammeFindings": [lambda _: sim.report(ANY)],
    "a study made by": [lambda _: sim.open_study(NONE)],
    "`sim.read_study` or `sim.open_study`": [lambda _: sim.run_study(NONE, "it.sqlite")],
    "a store that `sim.open_store` opened": [
        lambda _: sim.export(NONE, "tables"),
        lambda _: sim.reproduce(NONE),
    ],
}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (lambda base: sim.compare(base, engine="compield"), "did you mean `compiled`?"),
        (
            lambda base: sim.compare(base, replications=0),
            "expected a whole number of at least 1, found 0",
        ),
        (
            lambda base: sim.compare(base, replications=2, rule=sim.FixedNumber(2)),
            "either a number of replications or a rule",
        ),
        (lambda _: sim.FixedNumber(0), "a whole number of at least 1"),
        (lambda _: sim.Precision(relative=-1.0), "expected widths of at least 0"),
        (lambda base: base.set({"dials.trsut": 0.5}), "did you mean `trust`?"),
        (lambda _: compared().rung("idael"), "did you mean `ideal`?"),
        (lambda _: compared().cost["lwa"], "did you mean `law`?"),
        (lambda _: sim.programmes("lean-years", measure="dayz"), "did you mean `days`?"),
        (lambda _: sim.programmes("lean-yaers"), "did you mean `lean-years`?"),
        (lambda base: sim.assumptions(base, engine="simpi"), "did you mean `simpy`?"),
        (lambda base: sim.trace(base, engine="simpi"), "did you mean `simpy`?"),
        (lambda _: sim.fit([1.0, 2.0]), "expected 5 durations above 0 that ended, or more"),
        (lambda _: sim.check("two-neighbors"), "did you mean `two-neighbours`?"),
        (lambda base: sim.compare(base, seed=-1), "expected a whole number of at least 0"),
        (lambda base: sim.compare(base, replications=cast("int", 2.5)), "found 2.5"),
        (lambda _: sim.compare("two-neighbors"), "did you mean `two-neighbours`?"),
        (lambda base: sim.compare(base, against="two-neighbors"), "did you mean"),
        (lambda base: sim.trace(base, replication=-1), "expected a whole number of at least 0"),
        (lambda _: sim.programmes("lean-years", budget=-5), "expected at least 0, found -5"),
        (lambda base: sim.assumptions(base, replications=0), "a whole number of at least 1"),
        (lambda base: sim.assumptions(base, matters=float("nan")), "expected at least 0"),
        (lambda _: sim.fit(cast("list[float]", ["soon"])), "expected hours"),
        (lambda _: sim.fit([-1.0] * 6), "expected"),
        (lambda base: sim.replicate(base, engine="simpi"), "did you mean `simpy`?"),
        (lambda _: sim.show("two-neighbors"), "did you mean `two-neighbours`?"),
    ],
    ids=range(26),
)
def test_what_cannot_be_used_is_an_error_of_the_package(
    given: Callable[[sim.Scenario], Any], said: str
) -> None:
    with pytest.raises(sim.InputError) as refused:
        given(sim.load("two-neighbours"))
    assert said in str(refused.value)


@pytest.mark.parametrize("said", OF_ANOTHER_TYPE)
def test_a_value_of_another_type_is_an_error_of_the_package(said: str) -> None:
    for given in OF_ANOTHER_TYPE[said]:
        with pytest.raises(sim.InputError) as refused:
            given(sim.load("two-neighbours"))
        assert said in str(refused.value)


def test_a_scenario_that_is_there_and_one_that_is_named_are_alike() -> None:
    named, given = io.StringIO(), io.StringIO()
    sim.show("two-neighbours", named)
    sim.show(sim.load("two-neighbours"), given)
    assert named.getvalue() == given.getvalue()
    rows = MADE["assumptions"]().rows()
    assert sim.assumptions(sim.load("two-neighbours"), replications=4).rows() == rows


def test_the_doors_say_what_each_of_their_words_means() -> None:
    for name in ("compare", "programmes", "assumptions", "fit", "check", "show"):
        door = getattr(sim, name)
        for word in inspect.signature(door).parameters:
            assert f"        {word}: " in (door.__doc__ or ""), (name, word)


def test_an_estimate_prints_as_many_digits_as_its_interval_leaves_sense_to() -> None:
    from sim.statistics.intervals import Kind

    def said(value: float, low: float | None, high: float | None) -> str:
        return str(sim.Estimate(value, low, high, 400, Kind.T))

    assert said(538.81, 523.5, 554.1) == "539 (524 to 554)"
    assert said(0.3241, 0.271, 0.377) == "0.32 (0.27 to 0.38)"
    assert said(12345.0, 12000.0, None) == "12,345 (at least 12,000)"
    assert said(2.0, None, 2.4) == "2.00 (at most 2.40)"
    assert said(0.0, 0.0, 0.0) == "0 (0 to 0)"
    assert said(5.0, None, None) == "5 (no interval: t)"
