"""Does a command that runs an exercise say what `entente check` warns of?"""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from sim.cli.group import main
from tests.scenarios_for_tests import changed

LATE = {"at": "60 d", "message": "Now."}


def test_run_repeats_the_warnings_beside_the_report(tmp_path: Path) -> None:
    path = tmp_path / "late.yaml"
    path.write_text(json.dumps(changed({"injects.Late": LATE})), encoding="utf-8")
    result = CliRunner().invoke(main, ["run", str(path), "-n", "2", "--json", "--engine", "simpy"])
    assert result.exit_code == 0, result.output
    assert "1 warning about the exercise" in result.stderr
    assert "injects.Late.at comes after the end of the exercise" in result.stderr
    assert json.loads(result.stdout)["replications"] == 2
