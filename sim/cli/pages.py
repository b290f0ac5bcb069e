"""Pages that commands write: of a comparison, once it is done."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sim.analyses.comparison.findings import Findings
from sim.analyses.picture.picture import picture_of
from sim.cli.analysing import found
from sim.scenario.files.whole_file import written
from sim.scenario.schema.scenario import Scenario
from sim.screen.page.page import page


def write_page(
    path: Path,
    findings: Findings,
    scenario: Scenario,
    against: Scenario | None,
    called: Mapping[str, str],
) -> None:
    """Writes a comparison as one page, with its progress shown."""
    picture = found(
        lambda progress: picture_of(findings, scenario, against, called=called, progress=progress)
    )
    with written(path) as file:
        file.write(page(picture))
