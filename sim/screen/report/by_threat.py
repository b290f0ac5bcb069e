"""By threat: how each written threat fared, and who believed in it first."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from sim.analyses.comparison.findings import ByThreat, Findings
from sim.screen.report.conditions import NEVER, step
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import apart, caption, table, two_lines
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.windows import counted_up_to
from sim.screen.toolkit.words import duration, hours_bounds, share, share_bounds, short


def by_threat(findings: Findings, paper: Paper) -> RenderableType | None:
    """A row for each threat that was scored; None where none was."""
    if not findings.threats:
        return None
    figures = table(
        paper,
        (
            ("threat", "left"),
            ("detected after", "right"),
            ("missed", "right"),
            ("first believed by", "left"),
        ),
    )
    for threat in findings.threats:
        figures.add_row(
            Text(safe(threat.name)),
            _hours(threat, findings),
            two_lines(share(threat.missed.value), short(share_bounds(threat.missed))),
            Text("\n".join(_detectors(threat))),
        )
    return apart(
        figures,
        caption(
            f"{findings.world.capitalize()}. {counted_up_to(findings.provenance)} First believed "
            "by: shares of all scored, at most the three largest; who believe at the same moment "
            "share it."
        ),
    )


def _hours(threat: ByThreat, findings: Findings) -> Text:
    if threat.missed.value == 1:
        return Text(NEVER)
    unit = step(findings)
    return two_lines(
        duration(threat.detection_time.value, unit),
        short(hours_bounds(threat.detection_time, unit)),
    )


def detectors_said(threat: ByThreat) -> str:
    """Who believed in a threat first, in which share of those scored."""
    return ", ".join(_detectors(threat))


def _detectors(threat: ByThreat) -> list[str]:
    if not threat.detectors:
        return ["nobody"]
    return [f"{share(part)} {safe(agency)}" for agency, part in threat.detectors]
