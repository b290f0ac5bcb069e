"""Code is entered with arguments of any kind, and kept, made anew, waited for or not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim.engine.machine_code import building
from sim.engine.machine_code.aside import Compiler
from sim.engine.machine_code.building import Program, StillCompilingError, without_waiting
from sim.engine.machine_code.keeping import PLACE, can_be_kept, place
from sim.errors import CannotCompileError
from tests.engines.processes import compiled_code
from tests.engines.small_program import add_up, given

pytest.importorskip("numba")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of its own to keep code in."""
    monkeypatch.setenv(PLACE, str(tmp_path / "cache"))
    place.cache_clear()
    can_be_kept.cache_clear()
    yield tmp_path / "cache"
    place.cache_clear()
    can_be_kept.cache_clear()


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is compiled any more."""

    def refuse(*_: object) -> None:
        raise AssertionError("it was compiled")

    monkeypatch.setattr(building, "Compiler", refuse)


def found_by(program: Program, *, contiguous: bool = True) -> list[float]:
    arguments = given(contiguous=contiguous)
    program(*arguments)
    found: list[float] = arguments[-1].tolist()
    return found


def expected(*, contiguous: bool = True) -> list[float]:
    arguments = given(contiguous=contiguous)
    add_up(*arguments)
    found: list[float] = arguments[-1].tolist()
    return found


def test_compiled_code_takes_what_the_function_takes_and_is_kept(cache: Path) -> None:
    program = Program(add_up)
    assert found_by(program) == expected()
    assert found_by(program, contiguous=False) == expected(contiguous=False)
    assert found_by(program) == expected()
    assert expected() != expected(contiguous=False)
    assert len(program.fetched_for) == len(compiled_code(cache)) == 2


def test_code_that_is_there_is_used_without_the_compiler_where_nothing_can_be_written(
    cache: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_by(Program(add_up))
    request.getfixturevalue("no_process")
    monkeypatch.setattr(building, "can_be_kept", lambda: False)
    monkeypatch.setattr("os.utime", _refused)
    assert found_by(Program(add_up)) == expected()
    (code,) = compiled_code(cache)
    code.write_bytes(code.read_bytes()[:-1])
    with pytest.raises(CannotCompileError, match="it was compiled"):
        found_by(Program(add_up))


def _refused(*_: object, **__: object) -> None:
    raise OSError("read-only file system")


def test_nobody_waits_who_does_not_want_to(cache: Path) -> None:
    program = Program(add_up)
    with without_waiting(), pytest.raises(StillCompilingError):
        found_by(program)
    until = time.monotonic() + 60
    while not compiled_code(cache):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert found_by(program) == expected()


def test_what_cannot_be_kept_is_waited_for(cache: Path) -> None:
    cache.touch()
    program = Program(add_up)
    with without_waiting():
        assert found_by(program) == expected()
    assert cache.is_file()


def test_where_no_process_can_start_this_one_compiles(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "")
    assert found_by(Program(add_up)) == expected()
    assert len(compiled_code(cache)) == 1


@pytest.mark.parametrize("how", ["dies", "says why"])
def test_a_compiler_that_fails_is_trouble(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[Compiler] = []

    def begin(*arguments: object) -> Compiler:
        made = Compiler(*arguments)  # type: ignore[arg-type]
        if how == "dies":
            made._process.kill()
        began.append(made)
        return made

    monkeypatch.setattr(building, "Compiler", begin)
    outer, least, _ = given()
    wrong = "died" if how == "dies" else "No conversion|not|invalid|Invalid"
    with pytest.raises(CannotCompileError, match=wrong):
        Program(add_up)(outer, least, 3)
    assert len(began) == 1


def test_a_folder_that_is_removed_meanwhile_is_not_made_again(cache: Path) -> None:
    program = Program(add_up)
    with without_waiting(), pytest.raises(StillCompilingError):
        found_by(program)
    (compiler,) = program._compilers.values()
    for path in sorted(cache.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    cache.rmdir()
    compiler._process.wait(60)
    assert compiler._process.returncode == 0
    assert found_by(program) == expected()


def test_numbers_are_handed_over_whole() -> None:
    from sim.engine.machine_code.calling import packed

    held = packed([-1, 2**63, True, None, 0.5, np.uint64(2**64 - 1)])
    assert list(held) == [2**64 - 1, 2**63, 1, 0, 0x3FE0000000000000, 2**64 - 1]
