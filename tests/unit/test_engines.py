"""Which engine runs a comparison, and that what ran changes no finding."""

import pytest

from sim.analyses.comparison.comparison import compare
from sim.analyses.comparison.conditions import ComparisonDesign
from sim.engine.machine_code.building import Program, StillCompilingError
from sim.errors import CannotCompileError, InputError
from sim.experiments.engines import Choice, Wanted, Why
from sim.replication import Engine, NotInstalledError
from sim.scenario.reading.reading import load
from sim.statistics.precision import FixedNumber, Precision

compiler = pytest.importorskip("numba")


@pytest.fixture
def without_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.replication._has_compiler", lambda: False)


@pytest.fixture(params=[False, True], ids=["nothing compiled", "compiled code ready"])
def is_ready(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whatever is kept on this machine."""
    ready: bool = request.param
    monkeypatch.setattr("sim.experiments.engines._is_ready", lambda: ready)
    return ready


def choice(wanted: Wanted, scenario: str = "border-triangle") -> Choice:
    return Choice(wanted, ComparisonDesign(load(scenario)), 1)


@pytest.mark.usefixtures("is_ready")
def test_little_work_stays_with_what_starts_at_once() -> None:
    made = choice(Wanted.AUTO)
    assert made.next_for(1) is Engine.SIMPY
    assert made.last.why is Why.QUICK


def test_much_work_is_worth_a_start_and_what_has_started_goes_on() -> None:
    made = choice(Wanted.AUTO)
    assert made.next_for(1000) is Engine.COMPILED
    assert made.last.why is Why.PAYS
    assert made.next_for(5) is Engine.COMPILED


def test_more_replications_of_less_can_be_as_much_work(*, is_ready: bool) -> None:
    small, large = choice(Wanted.AUTO, "two-neighbours"), choice(Wanted.AUTO, "uneven-coalition")
    replications = 5 if is_ready else 50
    found = [made.next_for(replications) for made in (small, large)]
    assert found == [Engine.SIMPY, Engine.COMPILED]
    assert small.next_for(10_000) is Engine.COMPILED


@pytest.mark.parametrize("replications", [1, 100_000])
@pytest.mark.parametrize("wanted", [Wanted.SIMPY, Wanted.COMPILED])
def test_who_asks_by_name_gets_it(wanted: Wanted, replications: int) -> None:
    made = choice(wanted)
    assert made.next_for(replications).value == wanted.value
    assert made.last.why is Why.ASKED


@pytest.mark.usefixtures("without_compiler")
def test_without_a_compiler_all_is_done_more_slowly_and_said() -> None:
    made = choice(Wanted.AUTO)
    assert made.next_for(1000) is Engine.SIMPY
    assert made.last.why is Why.NOT_INSTALLED
    with pytest.raises(NotInstalledError, match=r"pip install .*numba"):
        choice(Wanted.COMPILED)


@pytest.mark.parametrize("scenario", ["border-triangle", "slow-money"])
def test_findings_do_not_depend_on_the_engine(scenario: str) -> None:
    found = [
        compare(load(scenario), seed=3, rule=FixedNumber(30), engine=engine)
        for engine in ("simpy", "compiled")
    ]
    assert [f.provenance.engine for f in found] == ["simpy", "compiled"]
    one, other = (f.noting(engine="", engine_why="", seconds=0.0) for f in found)
    assert repr(one) == repr(other)


def test_an_engine_can_be_taken_in_the_middle() -> None:
    rule = Precision(relative=0.0, absolute=0.0, max_replications=20, first_look=10)
    scenario = load("two-neighbours")
    assert compare(scenario, rule=rule, engine="auto").provenance.engine == "simpy"
    with pytest.raises(InputError, match="nonsense"):
        compare(scenario, rule=rule, engine="nonsense")


def test_a_compiler_that_cannot_be_used_is_done_without_and_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.engine.machine_code.building.why_not", lambda: "the lamp fell over")
    made = choice(Wanted.AUTO)
    assert made.ready_for(1000) is Engine.SIMPY
    assert made.last.told == "the compiled engine cannot be used here: the lamp fell over"
    with pytest.raises(CannotCompileError, match="the lamp fell over"):
        choice(Wanted.COMPILED)


def test_where_nothing_can_be_kept_compiling_anew_has_to_pay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.engine.machine_code.keeping.can_be_kept", lambda: False)
    assert choice(Wanted.AUTO).next_for(100) is Engine.SIMPY
    made = choice(Wanted.AUTO)
    for replications, engine, why in (
        (150, Engine.SIMPY, Why.NOT_KEPT),
        (100_000, Engine.COMPILED, Why.COMPILES),
    ):
        assert made.next_for(replications) is engine
        assert made.last.why is why
        assert "ENTENTE_CACHE_DIR" in made.last.told


def test_trouble_in_compiling_is_no_failure_of_a_replication(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such instruction")

    monkeypatch.setattr("sys.executable", "")
    monkeypatch.setattr("sim.engine.machine_code.building.kept", lambda *_: None)
    monkeypatch.setattr("sim.engine.machine_code.building.made_and_kept", broken)
    monkeypatch.setattr("sim.engine.machine_code.keeping.can_be_kept", lambda: False)
    monkeypatch.setattr("sim.engine.compiled.several.compiled", Program)
    monkeypatch.setattr("sim.experiments.engines.COMPILED_PAYS_SECONDS", 0.0)
    monkeypatch.setattr("sim.experiments.engines.COMPILING_ASIDE_PAYS_SECONDS", 0.0)
    monkeypatch.setattr("sim.experiments.engines.COMPILING_PAYS_SECONDS", 0.0)
    scenario, rule = load("two-neighbours"), FixedNumber(3)
    found = compare(scenario, rule=rule)
    made = found.provenance
    assert (made.engine, made.replications, made.failures) == ("simpy", 3, ())
    assert "no such instruction" in made.engine_why
    with pytest.raises(CannotCompileError, match="no such instruction"):
        compare(scenario, rule=rule, engine="compiled")


@pytest.mark.parametrize("ready_after", [2, 1000])
def test_nobody_waits_for_a_compiler_and_what_ran_is_said(
    ready_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SimPy begins; the compiled engine goes on when it is there, with the same findings."""
    asked = []

    def attempt(*_: object) -> None:
        asked.append(1)
        if len(asked) <= ready_after:
            raise StillCompilingError

    monkeypatch.setattr("sim.experiments.engines.COMPILED_PAYS_SECONDS", 0.0)
    monkeypatch.setattr("sim.experiments.engines.COMPILING_ASIDE_PAYS_SECONDS", 0.0)
    monkeypatch.setattr("sim.experiments.engines.LOOKS_SECONDS", 0.0)
    scenario, rule = load("two-neighbours"), FixedNumber(5)
    before = compare(scenario, rule=rule, engine="simpy", workers=1)
    monkeypatch.setattr("sim.analyses.comparison.comparison.attempted", lambda *_: attempt)
    found = compare(scenario, rule=rule, workers=1)
    assert found == before
    if ready_after == 2:
        assert found.provenance.engine == "compiled"
        assert "SimPy ran 2 of the replications" in found.provenance.engine_why
    else:
        assert found.provenance.engine == "simpy"
        assert "ready for the next start" in found.provenance.engine_why
