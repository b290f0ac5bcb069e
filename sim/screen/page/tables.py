"""Tables of a page: how each threat fared, and which programmes there are."""

from __future__ import annotations

from sim.analyses.comparison.findings import ByThreat, Findings, InCourse
from sim.frozen import frozen
from sim.scenario.schema.scenario import Scenario
from sim.screen.report.by_threat import detectors_said
from sim.screen.report.conditions import NEVER, step
from sim.screen.report.course import change_said
from sim.screen.scenario.effects import described
from sim.screen.toolkit.words import (
    duration,
    hours_bounds,
    share,
    share_bounds,
    with_interval,
)


@frozen
class ThreatRow:
    """How one threat fared, in words."""

    name: str
    after: str
    missed: str
    by: str
    without: str
    """Hours without what happens on the way; empty where nothing does."""
    change: str


@frozen
class ProgrammeRow:
    """A programme in words."""

    name: str
    standing: str
    cost: str
    changes: tuple[str, ...]


def threats(findings: Findings) -> list[ThreatRow]:
    """A row for each threat that was scored."""
    changed = {each.name: each for each in findings.course.threats} if findings.course else {}
    return [_threat(findings, each, changed.get(each.name)) for each in findings.threats]


def _threat(findings: Findings, threat: ByThreat, changed: InCourse | None) -> ThreatRow:
    unit = step(findings)
    never = threat.missed.value == 1
    return ThreatRow(
        name=threat.name,
        after=NEVER
        if never
        else with_interval(
            duration(threat.detection_time.value, unit),
            hours_bounds(threat.detection_time, unit),
        ),
        missed=with_interval(share(threat.missed.value), share_bounds(threat.missed)),
        by=detectors_said(threat),
        without=duration(changed.without.value, unit) if changed else "",
        change=change_said(changed, unit) if changed else "",
    )


def programmes(scenario: Scenario) -> list[ProgrammeRow]:
    """Every programme, in force or on offer."""
    return [
        ProgrammeRow(
            name=name,
            standing=f"{each.kind.value}, {'in force' if each.in_force else 'on offer'}",
            cost=f"{each.cost.total:g}",
            changes=tuple(described(change) for change in each.effects.values()),
        )
        for name, each in scenario.programmes.items()
    ]
