"""What figures rest on, at the foot of every analysis: replications, seed, version, what failed."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.experiments.provenance import Provenance
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.windows import window
from sim.screen.toolkit.words import duration, listed, plural

Fact = tuple[str, str]
"""A name and what is said of it."""

_MOST_FAILURES = 3


def foot(
    provenance: Provenance,
    *,
    run: str = "",
    left_out: str = "",
    horizon_hours: float | None = None,
    more: Iterable[Fact] = (),
) -> RenderableType:
    """Plain facts in two columns.

    Args:
        provenance: what the figures come from.
        run: of what so many replications were run; empty where a report tells it all along.
        left_out: what one that was stopped does not tell.
        horizon_hours: how long the exercise lasts, where it is worth saying.
        more: facts of this analysis alone.
    """
    facts = [
        ("scenario", safe(provenance.scenario)),
        *(
            [("rules", f"of your own: {safe(listed(provenance.rules))}")]
            if provenance.rules
            else ()
        ),
        ("replications", _replications(provenance, run, left_out)),
        ("scored", _scored(provenance, horizon_hours)),
        ("intervals", "95 %"),
        ("seed", f"{provenance.seed}; every condition runs on common random numbers"),
        ("version", provenance.version),
        ("engine", f"{provenance.engine}; {provenance.engine_why}"),
        ("took", _seconds(provenance.seconds)),
        *more,
    ]
    if provenance.failures:
        facts.append(("failures", _failures(provenance)))
    return two_columns(facts)


def two_columns(facts: Iterable[Fact]) -> Table:
    """Names, and beside each what is said of it."""
    drawn = Table.grid(padding=(0, 2, 0, 0))
    drawn.add_column(style="dim", no_wrap=True)
    drawn.add_column(overflow="fold")
    for name, words in facts:
        drawn.add_row(Text(name), Text(words))
    return drawn


def stopped(provenance: Provenance, beside: str = "") -> str:
    """That its user ended it, and what is told nevertheless."""
    return (
        f"Stopped by the user: this rests on the {provenance.replications:,} of "
        f"{plural(provenance.requested, 'replication')}{beside} that were complete by then."
    )


def _replications(provenance: Provenance, run: str, left_out: str) -> str:
    asked = provenance.requested
    of = f" of {asked:,}" if asked != provenance.replications else ""
    ran = f" {run}" if run else ""
    untold = f"; left out: {left_out}" if left_out else ""
    return f"{provenance.replications:,}{of}{ran}, {provenance.ending.value}{untold}"


def _scored(provenance: Provenance, horizon_hours: float | None) -> str:
    horizon = "" if horizon_hours is None else f"horizon {duration(horizon_hours)}"
    if not provenance.scored:
        return "; ".join(filter(None, ("no threat", horizon)))
    threats = f"{plural(provenance.scored, 'threat')} over all replications"
    return ", ".join(filter(None, (threats, f"window {window(provenance)}", horizon)))


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else duration(seconds / 3600)


def _failures(provenance: Provenance) -> str:
    failures = provenance.failures
    failed = {failure.replication for failure in failures}
    causes = "; ".join(
        f"number {each.replication} ({safe(each.condition)}): {safe(each.error)}"
        for each in failures[:_MOST_FAILURES]
    )
    more = len(failures) - _MOST_FAILURES
    return (
        f"{len(failed)} of {provenance.replications + len(failed):,} replications failed and are "
        f"left out of every condition: {causes}{f'; and {more} more' if more > 0 else ''}"
    )
