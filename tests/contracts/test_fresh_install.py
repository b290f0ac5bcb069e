"""Do the commands of the README work as they stand for somebody who has only the files?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".venv*", ".git", "__pycache__", ".*_cache", ".hypothesis")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="the commands for a shell are tried"),
]


def blocks(language: str = "sh") -> list[list[str]]:
    """The commands of each block, without remarks; a line that goes on is one command."""
    text = (ROOT / "README.md").read_text("utf-8")
    found = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return [
        [line.split(" #")[0].strip() for line in block.splitlines() if line.split("#")[0].strip()]
        for block in found
    ]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh") / "files"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    return folder


def done(command: str, folder: Path, path: str | None = None) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if path is not None:
        environment["PATH"] = path + os.pathsep + environment["PATH"]
    ran = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout[-2000:]}\n{ran.stderr[-2000:]}"


def test_every_command_works_as_it_stands(checkout: Path, tmp_path: Path) -> None:
    making = next(block for block in blocks() if "python3 -m venv .venv" in block)
    assert making[-1] == ".venv/bin/entente run two-neighbours"
    for command in making:
        done(command, checkout)
    done('.venv/bin/python -m pip install ".[fast,research]"', checkout)
    commands = [line for block in blocks() for line in block if line.startswith("entente ")]
    assert len(commands) > 15
    for command in commands:
        done(command, tmp_path, str(checkout / ".venv" / "bin"))
