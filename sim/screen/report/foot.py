"""What the figures rest on: replications, luck, version, and what was left out."""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analyses.comparison.findings import Findings
from sim.screen.toolkit.untrusted import safe
from sim.screen.toolkit.windows import window
from sim.screen.toolkit.words import duration, listed, plural
from sim.statistics.precision import Ending

_MOST_FAILURES = 3


def foot(findings: Findings) -> RenderableType:
    """Plain facts in two columns."""
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, words in _facts(findings):
        facts.add_row(Text(name), Text(words))
    return facts


def _facts(findings: Findings) -> list[tuple[str, str]]:
    facts = [
        ("scenario", safe(findings.scenario)),
        ("replications", _replications(findings)),
        ("scored", _scored(findings)),
        ("intervals", "95 %"),
        ("seed", f"{findings.seed}; every condition runs on the same luck"),
        ("version", findings.version),
        ("engine", f"{findings.engine}; {findings.engine_why}"),
        ("took", _seconds(findings.seconds)),
    ]
    if findings.unmoved:
        facts.append(("not run", f"nothing of them in this scenario: {listed(findings.unmoved)}"))
    if findings.failures:
        facts.append(("failures", _failures(findings)))
    return facts


def _replications(findings: Findings) -> str:
    asked = findings.requested
    of = f" of {asked:,}" if asked != findings.replications else ""
    return f"{findings.replications:,}{of}, {findings.ending.value}{_left_out(findings)}"


def _left_out(findings: Findings) -> str:
    """What a report that was stopped does not tell."""
    if findings.ending is not Ending.STOPPED:
        return ""
    untold = [
        "what the settings change" if findings.overrides and not findings.comparison else "",
        "what messages changed" if findings.course and not findings.course.threats else "",
    ]
    told = listed(filter(None, untold))
    return f"; left out: {told}" if told else ""


def _scored(findings: Findings) -> str:
    if not findings.scored:
        return f"no threat; horizon {duration(findings.horizon_hours)}"
    return (
        f"{plural(findings.scored, 'threat')} over all replications, window {window(findings)}, "
        f"horizon {duration(findings.horizon_hours)}"
    )


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else duration(seconds / 3600)


def _failures(findings: Findings) -> str:
    failed = sorted({failure.replication for failure in findings.failures})
    shown = findings.failures[:_MOST_FAILURES]
    causes = "; ".join(
        f"number {each.replication} ({safe(each.condition)}): {safe(each.error)}" for each in shown
    )
    more = len(findings.failures) - len(shown)
    return (
        f"{len(failed)} of {findings.replications + len(failed):,} replications failed and are "
        f"left out of every condition: {causes}{f'; and {more} more' if more else ''}"
    )
