"""Compiled code is kept between processes, and never used on sources that it was not made from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sim.engine.compiled.batch import run_on
from sim.engine.draws.drawing import draw
from sim.engine.machine_code import parts
from sim.engine.machine_code.compiling import ELSEWHERE, STAGES
from sim.engine.machine_code.keeping import KEPT, PLACE, ROOMS, SOURCES, fingerprint, place
from tests.engines.dependencies import reached, source_of
from tests.engines.processes import ROOT, RUN_BOTH, compiled_code, started, told

pytest.importorskip("numba")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the program that can be edited."""
    return copied_program(tmp_path / "tree")


def copied_program(folder: Path) -> Path:
    left_out = shutil.ignore_patterns("__pycache__")
    for part in ("sim", "scenarios"):
        shutil.copytree(ROOT / part, folder / part, ignore=left_out)
    return folder


def test_any_edit_of_a_source_gives_another_fingerprint(tree: Path) -> None:
    known = {fingerprint(), fingerprint(tree / "sim")}
    assert len(known) == 1, "a fingerprint tells nothing of where the sources lie"
    sources = [path for room in ROOMS for path in sorted((tree / "sim" / room).rglob("*.py"))]
    for number, source in enumerate(sources, start=2):
        text = source.read_bytes()
        source.write_bytes(text + b"#")
        known.add(fingerprint(tree / "sim"))
        assert len(known) == number
        source.write_bytes(text)
    assert len(sources) > 30


def test_a_renamed_a_new_and_a_missing_source_give_another_fingerprint(tree: Path) -> None:
    source = tree / "sim" / "plan" / "rules" / "belief.py"
    known = {fingerprint()}
    source.rename(source.with_name("beliefs.py"))
    known.add(fingerprint(tree / "sim"))
    source.with_name("beliefs.py").unlink()
    known.add(fingerprint(tree / "sim"))
    source.with_name("empty.py").touch()
    known.add(fingerprint(tree / "sim"))
    assert len(known) == 4


def test_text_that_moves_from_one_source_to_the_next_gives_another_fingerprint(
    tree: Path,
) -> None:
    one, other = tree / "sim" / "plan" / "a.py", tree / "sim" / "plan" / "b.py"
    one.write_bytes(b"x = 1\n")
    other.write_bytes(b"")
    before = fingerprint(tree / "sim")
    one.write_bytes(b"")
    other.write_bytes(b"x = 1\n")
    assert fingerprint(tree / "sim") != before


def test_a_source_that_no_compiled_code_depends_on_leaves_it_as_it_is(tree: Path) -> None:
    before = fingerprint(tree / "sim")
    for room in ("screen", "cli", "studies"):
        source = tree / "sim" / room / "__init__.py"
        source.write_bytes(source.read_bytes() + b"#")
    assert fingerprint(tree / "sim") == before


def test_everything_compiled_code_is_made_of_lies_in_the_rooms_looked_at() -> None:
    functions = [run_on, draw, *parts.PARTS, *parts.CALLED, *STAGES, *ELSEWHERE]
    records = ("sim.engine.compiled.memory", "World"), ("sim.engine.draws.drawing", "Drawing")
    names = reached(*((f.__module__, f.__name__) for f in functions), *records)
    homes = {module for module, _ in names}
    # It goes as far as the numbers of enumerations and the constants of other rooms.
    assert ("sim.plan.values.causes", "End") in names
    assert ("sim.chance.keys", "CHILD_STEP") in names
    for module in homes:
        source = source_of(module)
        assert source is not None
        assert source.relative_to(SOURCES).parts[0] in ROOMS, module


@pytest.mark.usefixtures("no_place_known")
def test_only_the_latest_builds_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLACE, str(tmp_path))
    for age in range(KEPT + 3):
        build = tmp_path / "compiled" / f"build {age}"
        build.mkdir(parents=True)
        (build / "code").touch()
        os.utime(build, (1e9 - age, 1e9 - age))
    place().mkdir()
    kept = {path.name for path in (tmp_path / "compiled").iterdir()}
    assert kept == {place().name, *(f"build {age}" for age in range(KEPT - 1))}


@pytest.mark.usefixtures("no_place_known")
def test_a_build_that_is_there_clears_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PLACE, str(tmp_path))
    place().mkdir(parents=True)
    for age in range(KEPT + 3):
        (tmp_path / "compiled" / f"build {age}").mkdir()
    place.cache_clear()
    place()
    assert len(list((tmp_path / "compiled").iterdir())) == KEPT + 4


@pytest.mark.usefixtures("no_place_known")
def test_code_with_checked_bounds_is_kept_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PLACE, str(tmp_path))
    found = set()
    for checked in ("0", "1"):
        monkeypatch.setenv("NUMBA_BOUNDSCHECK", checked)
        place.cache_clear()
        found.add(place())
    assert len(found) == 2
    assert {path.parent for path in found} == {tmp_path / "compiled"}


@pytest.fixture
def no_place_known() -> Iterator[None]:
    place.cache_clear()
    yield
    place.cache_clear()


EDITS = {
    "belief": ("plan/rules/belief.py", "1.0 + trust *", "1.0 + 0.5 * trust *"),
    "keys": ("chance/keys.py", "CHILD_STEP: Final = 0xD1", "CHILD_STEP: Final = 0xD3"),
    "causes": (
        "plan/values/causes.py",
        "LOST = 6\n    IN_FLIGHT = 7",
        "LOST = 7\n    IN_FLIGHT = 6",
    ),
    "order": ("engine/order.py", "KEY_BITS = 60", "KEY_BITS = 59"),
    "queues": (
        "engine/compiled/queues.py",
        "return one.urgency > other.urgency",
        "return one.urgency < other.urgency",
    ),
}
ALONE = {"queues"}
"""An edit of the compiled engine's own sources, which changes nothing on SimPy."""
UNSEEN = {"order"}
"""An edit that changes the code and, as it happens, nothing that happens."""


@dataclass(frozen=True)
class Built:
    """A copy of the program that has compiled its code, and what both engines did there."""

    folder: Path
    said: Any
    made: dict[Path, int]

    def copied(self, folder: Path) -> Path:
        """The same in another place, as it was built, to be edited there."""
        shutil.copytree(self.folder, folder)
        return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    tree = copied_program(folder / "tree")
    said = told(started(RUN_BOTH, {PLACE: str(folder / "cache")}, tree))
    return Built(folder, said, compiled_code(folder))


@pytest.mark.slow
def test_an_unchanged_process_finds_its_code_ready(built: Built) -> None:
    cache = built.folder / "cache"
    assert built.said["compiled"] == built.said["simpy"]
    assert built.made
    assert all(path.is_relative_to(cache) for path in built.made)
    again = told(started(RUN_BOTH, {PLACE: str(cache)}, built.folder / "tree"))
    assert again == built.said
    assert compiled_code(built.folder) == built.made


@pytest.mark.slow
@pytest.mark.parametrize("kind", EDITS)
def test_after_an_edit_of_any_source_the_next_process_does_what_it_says_now(
    built: Built, tmp_path: Path, kind: str
) -> None:
    folder, before = built.copied(tmp_path / "copied"), built.said
    path, old, new = EDITS[kind]
    source = folder / "tree" / "sim" / path
    text = source.read_text(encoding="utf-8")
    assert text.count(old) == 1
    source.write_text(text.replace(old, new), encoding="utf-8")
    after = told(started(RUN_BOTH, {PLACE: str(folder / "cache")}, folder / "tree"))
    assert Path(after["place"]).name != Path(before["place"]).name
    assert (after["compiled"] != before["compiled"]) == (kind not in UNSEEN)
    assert (after["compiled"] == after["simpy"]) == (kind not in ALONE)
    assert len(compiled_code(tmp_path)) == 2 * len(built.made)


@pytest.mark.slow
def test_several_processes_that_compile_at_once_do_the_same(tmp_path: Path) -> None:
    cache = {PLACE: str(tmp_path)}
    processes = [started(RUN_BOTH, cache) for _ in range(3)]
    several = [told(process) for process in processes]
    assert all(one == several[0] for one in several)
    made = compiled_code(tmp_path)
    assert told(started(RUN_BOTH, cache)) == several[0]
    assert compiled_code(tmp_path) == made


@pytest.mark.slow
def test_where_nothing_can_be_kept_it_is_compiled_anew_and_nothing_is_left_elsewhere(
    tree: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    home = tmp_path / "home"
    home.mkdir()
    nowhere = {
        PLACE: str(tmp_path / "file" / "cache"),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
    }
    both = told(started(RUN_BOTH, nowhere, tree))
    assert both["compiled"] == both["simpy"]
    assert compiled_code(tmp_path) == {}, "kept where no edit of another source would be noticed"
