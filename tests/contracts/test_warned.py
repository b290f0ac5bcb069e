"""Does a command that runs an exercise say what `entente check` warns of?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli.group import main
from tests.scenarios_for_tests import changed
from tests.sweeps.files import TEXT

LATE = {"at": "60 d", "message": "Now."}


def test_run_repeats_the_warnings_beside_the_report(tmp_path: Path) -> None:
    path = tmp_path / "late.yaml"
    path.write_text(json.dumps(changed({"injects.Late": LATE})), encoding="utf-8")
    result = CliRunner().invoke(main, ["run", str(path), "-n", "2", "--json", "--engine", "simpy"])
    assert result.exit_code == 0, result.output
    assert "1 warning about the exercise" in result.stderr
    assert "injects.Late.at comes after the end of the exercise" in result.stderr
    assert json.loads(result.stdout)["provenance"]["replications"] == 2


@pytest.mark.parametrize(
    ("words", "begun"),
    [
        (["programmes", "late.yaml"], "sim.analyses.programmes.programmes.compare_programmes"),
        (["assumptions", "late.yaml"], "sim.analyses.assumptions.assumptions.study_assumptions"),
        (["sweep", "study.yaml"], "sim.studies.running.running.sweep"),
    ],
)
def test_other_commands_repeat_them_before_they_begin(
    words: list[str], begun: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class BegunError(Exception):
        pass

    def begin(*_: object, **__: object) -> None:
        raise BegunError

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(begun, begin)
    late = json.dumps(changed({"injects.Late": LATE}))
    Path("late.yaml").write_text(late, encoding="utf-8")
    Path("study.yaml").write_text(TEXT.replace("border-triangle", "late.yaml"), encoding="utf-8")
    result = CliRunner().invoke(main, words)
    assert isinstance(result.exception, BegunError), result.output
    assert "injects.Late.at comes after the end of the exercise" in result.stderr
