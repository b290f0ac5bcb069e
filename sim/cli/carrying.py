"""The file that one exercise leaves for the next: its settings, and trust as it was learned."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from sim.analyses.comparison.findings import Findings
from sim.scenario.files.document import read_document
from sim.scenario.files.paths import dotted
from sim.scenario.files.whole_file import written
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.overrides import settings_of

_PLAIN_KEY = re.compile(r"[^\W\d_][\w .-]*\w")
_DECIMALS = 4


def write_carried(
    findings: Findings, path: Path, overrides: Sequence[str], files: Sequence[Path]
) -> int:
    """Writes what the next exercise takes by --with; gives how many pairs' trust has moved."""
    learned = {
        dotted(("trust", "agencies", one.who, one.whom)): round(one.carried, _DECIMALS)
        for one in findings.learned
        if one.tested
    }
    settings = settings_of([read_document(file) for file in files], overrides, Scenario)
    settings = {at: value for at, value in settings.items() if at not in learned} | learned
    lines = [f"{_key(at)}: {_value(value)}" for at, value in settings.items()]
    text = "\n".join([*_heading(findings, files), *(lines or ["{}"])])
    with written(path) as file:
        file.write(f"{text}\n")
    return len(learned)


def _heading(findings: Findings, files: Sequence[Path]) -> list[str]:
    # A name with a line break in it must not end the remark.
    scenario = " ".join(findings.provenance.scenario.split())
    luck = f"seed {findings.provenance.seed}, {findings.provenance.replications:,} replications"
    names = ", ".join(" ".join(file.name.split()) for file in files)
    before = [f"# It began with {names}."] if files else []
    return [
        f"# What {scenario} left: {luck}, version {findings.provenance.version}.",
        *before,
        "# Trust is the mean of what experience made of what was written. Take it on by",
        "#   entente run SCENARIO --with THIS_FILE",
    ]


def _key(path: str) -> str:
    return path if _PLAIN_KEY.fullmatch(path) else json.dumps(path, ensure_ascii=False)


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
