"""What the project promises to whoever installs, cites or reads it."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
DECLARED = {
    "run": PROJECT["project"]["dependencies"] + EXTRAS["fast"],
    "dev": PROJECT["project"]["dependencies"] + EXTRAS["fast"] + EXTRAS["dev"],
    "build": PROJECT["build-system"]["requires"],
}

ADDRESS = re.compile(r"://|\bfile:|@|--(index|extra-index|find|trusted)|\s\.?/\w")
MACHINE = re.compile(r"(?<![\w.~-])(/(?:home|root|Users|work|opt|mnt)/\w|[A-Z]:\\Users\\)")


class Pin:
    """One entry of a lock: a package, its version, the condition it holds under, and its hashes."""

    def __init__(self, entry: str) -> None:
        line, *hashes = [part.strip() for part in entry.split(" \\\n")]
        requirement = Requirement(line)
        self.name = canonicalize_name(requirement.name)
        self.version = Version(str(requirement.specifier).removeprefix("=="))
        self.marker = requirement.marker
        self.hashes = [found.removeprefix("--hash=") for found in hashes]

    def holds_under(self, marker: Marker | None, python: str) -> bool:
        """Whether the entry and `marker` both apply on Linux with this Python."""
        here = {"python_full_version": f"{python}.0", "python_version": python}
        here |= {"sys_platform": "linux", "platform_machine": "x86_64"}
        return all(
            condition is None or condition.evaluate(here) for condition in (self.marker, marker)
        )


def pins(lock: Path) -> list[Pin]:
    return [Pin(entry) for entry in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())]


def project_files() -> Iterator[Path]:
    """What git tracks, or would if all were added."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and its checkout")
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = (name.decode() for name in listed.stdout.split(b"\0") if name)
    return (ROOT / name for name in names if (ROOT / name).is_file())


def test_there_are_three_locks() -> None:
    assert [lock.stem for lock in LOCKS] == ["build", "dev", "run"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_locked_file_has_a_hash(lock: Path) -> None:
    for pin in pins(lock):
        assert pin.hashes, pin.name
        for digest in pin.hashes:
            assert re.fullmatch(r"sha256:[0-9a-f]{64}", digest), pin.name


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_no_lock_names_an_address(lock: Path) -> None:
    assert not [
        line for line in lock.read_text(encoding="utf-8").splitlines() if ADDRESS.search(line)
    ]


@pytest.mark.parametrize("python", ["3.11", "3.13"])
@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_covers_what_is_declared(lock: Path, python: str) -> None:
    for declared in map(Requirement, DECLARED[lock.stem]):
        name = canonicalize_name(declared.name)
        versions = [
            pin.version
            for pin in pins(lock)
            if pin.name == name and pin.holds_under(declared.marker, python)
        ]
        assert len(versions) == 1, name
        assert declared.specifier.contains(versions[0]), name


def test_locks_agree_where_they_overlap() -> None:
    versions: dict[tuple[str, str], set[Version]] = {}
    for pin in (pin for lock in LOCKS for pin in pins(lock)):
        versions.setdefault((pin.name, str(pin.marker)), set()).add(pin.version)
    assert not {place: found for place, found in versions.items() if len(found) > 1}


def test_citation_and_package_have_one_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["project"]["version"]


def test_every_module_says_what_it_is_responsible_for() -> None:
    modules = sorted((ROOT / "sim").rglob("*.py"))
    assert modules
    silent = [
        str(module.relative_to(ROOT))
        for module in modules
        if not (ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "").strip()
    ]
    assert not silent


def test_no_file_names_a_place_on_someones_machine() -> None:
    told = []
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        told += [f"{path.relative_to(ROOT)}: {found[0]}" for found in MACHINE.finditer(text)]
    assert not told


@pytest.mark.slow
def test_the_wheel_carries_scenarios_studies_and_types(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--no-index", "--no-deps"]
    build += ["--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True)
    (wheel,) = tmp_path.glob("entente_sim-*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())

    for folder, carried, one in (
        ("scenarios", "sim/shipped/", "border-triangle.yaml"),
        ("studies", "sim/shipped_studies/", "trust-and-law.yaml"),
    ):
        written = {path.name for path in (ROOT / folder).iterdir() if path.is_file()}
        shipped = {name.removeprefix(carried) for name in inside if name.startswith(carried)}
        assert one in written
        assert shipped == written
    assert "sim/py.typed" in inside
    assert {name.split("/")[0] for name in inside} == {
        "sim",
        f"entente_sim-{PROJECT['project']['version']}.dist-info",
    }
