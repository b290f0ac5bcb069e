"""Compiled code that is not as it was written is never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine.compiled.building import PLACE
from sim.engine.compiled.sealing import clear_unsealed, seal
from tests.engines.processes import RUN_BOTH, compiled_code, started, told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "module_12"
    inside.mkdir()
    for name in ("advance.nbi", "advance.1.nbc", "draw.nbi"):
        (inside / name).write_bytes(name.encode() * 1000)
    (inside / "notes.txt").write_text("not code", "utf-8")
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.suffix in {".nbi", ".nbc", ".txt"}}


def test_what_is_as_it_was_written_stays(folder: Path) -> None:
    before = names(folder)
    seal(folder)
    clear_unsealed(folder)
    assert names(folder) == before


def test_what_was_never_sealed_goes_and_nothing_else(folder: Path) -> None:
    clear_unsealed(folder)
    assert names(folder) == {"notes.txt"}


@pytest.mark.parametrize("damage", ["a bit", "cut short", "empty", "no seal", "another's seal"])
def test_what_is_damaged_goes(folder: Path, damage: str) -> None:
    seal(folder)
    code = folder / "module_12" / "advance.1.nbc"
    content, mark = code.read_bytes(), code.with_name(code.name + ".seal")
    match damage:
        case "a bit":
            code.write_bytes(content[:500] + bytes([content[500] ^ 1]) + content[501:])
        case "cut short":
            code.write_bytes(content[:-1])
        case "empty":
            code.write_bytes(b"")
        case "no seal":
            mark.unlink()
        case _:
            mark.write_bytes((code.with_name("draw.nbi.seal")).read_bytes())
    clear_unsealed(folder)
    assert names(folder) == {"notes.txt", "advance.nbi", "draw.nbi"}
    assert not mark.exists()


def test_a_second_seal_is_of_what_is_there_now(folder: Path) -> None:
    seal(folder)
    (folder / "module_12" / "advance.nbi").write_bytes(b"one more signature")
    seal(folder)
    clear_unsealed(folder)
    assert "advance.nbi" in names(folder)


@pytest.mark.slow
def test_a_process_that_finds_damaged_code_compiles_it_again(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    cache = {PLACE: str(tmp_path)}
    before = told(started(RUN_BOTH, cache))
    made = compiled_code(tmp_path)
    for code in made:
        content = code.read_bytes()
        code.write_bytes(content[:1000] + b"XXXX" + content[1004:])
    assert told(started(RUN_BOTH, cache)) == before
    assert set(compiled_code(tmp_path)) == set(made)
    for code in made:
        assert code.read_bytes()[1000:1004] != b"XXXX"
