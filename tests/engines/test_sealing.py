"""Compiled code that is not as it was written is never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine.machine_code.keeping import PLACE
from sim.engine.machine_code.sealing import sealed, unsealed
from tests.engines.processes import RUN_BOTH, compiled_code, started, told

CODE = b"machine code" * 1000


def test_what_is_as_it_was_written_is_found_again() -> None:
    assert unsealed(sealed(CODE, "this"), "this") == CODE


KEPT = sealed(CODE, "this")
DAMAGED = {
    "empty": b"",
    "less than a seal": KEPT[:20],
    "no more than a seal": KEPT[:32],
    "cut short": KEPT[:-1],
    "longer": KEPT + b"\0",
    "another byte": KEPT[:500] + b"?" + KEPT[501:],
    "another seal": b"?" + KEPT[1:],
    "for something else": sealed(CODE, "that"),
    "nothing sealed": sealed(b"", "this"),
    "no seal": CODE,
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_what_is_damaged_or_made_for_something_else_is_not(damage: str) -> None:
    assert unsealed(DAMAGED[damage], "this") is None


@pytest.mark.slow
def test_a_process_that_finds_damaged_or_foreign_code_compiles_it_again(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    cache = {PLACE: str(tmp_path)}
    before = told(started(RUN_BOTH, cache))
    made = compiled_code(tmp_path)
    assert len(made) == 2
    contents = {code: code.read_bytes() for code in made}
    one, other = made
    one.write_bytes(contents[other])
    other.write_bytes(contents[other][:-1000])
    assert told(started(RUN_BOTH, cache)) == before
    assert {code: code.read_bytes() for code in made} == contents
