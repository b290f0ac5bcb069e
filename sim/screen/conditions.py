"""The conditions that are compared, by the names and in the words in which they are shown."""

from __future__ import annotations

from sim.study.findings import Findings, Rung

AS_WRITTEN = "as written"
IDEAL = "ideal"


def rung_named(findings: Findings, name: str) -> Rung | None:
    """The rung of that name, or None where nothing was scored."""
    return next((rung for rung in findings.ladder if rung.name == name), None)


def label(rung: Rung) -> str:
    """What a rung is called beside others of its group."""
    return rung.challenge.value if rung.challenge else rung.name
