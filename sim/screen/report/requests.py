"""Requests for information and searches of databases: how they ended, and how soon."""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analyses.comparison.findings import Asking, Findings
from sim.screen.report.ends import ends_table
from sim.screen.toolkit.layout import apart, caption
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import (
    count,
    count_bounds,
    hours_bounds,
    hours_of,
    roughly,
    share,
    share_bounds,
    with_interval,
)

_USUAL = 0.8
"""The share of requests for which the report says by when they are answered."""


def requests(findings: Findings, paper: Paper) -> RenderableType | None:
    """Who asked how often, and what came of it; None where nobody can ask."""
    asking = findings.asking
    if asking is None:
        return None
    sent = asking.asked.value > 0
    return apart(
        Text(_answer(asking)) if sent else None,
        _ends(asking, paper) if sent else None,
        caption(
            "Requests per replication. A hit: the partner sends what it had withheld or what was "
            "lost, or had told before what it holds. No hit: it holds nothing. Unanswered: it "
            "holds something, and trust or law keeps it back."
        )
        if sent
        else None,
        Text(_searches(asking)) if asking.queries is not None else None,
        Text("Nobody asked a partner.") if not sent and asking.queries is None else None,
    )


def _answer(asking: Asking) -> str:
    asked = with_interval(count(asking.asked.value), count_bounds(asking.asked))
    told = [f"Agencies ask their partners {asked} times in a replication."]
    if asking.in_time is not None:
        in_time = with_interval(share(asking.in_time.value), share_bounds(asking.in_time))
        told.append(f"{in_time} of requests are answered within {roughly(asking.deadline_hours)}.")
    usual = asking.answered_by(_USUAL)
    if usual is not None:
        told.append(f"{share(_USUAL)} are answered within {roughly(usual)}.")
    if asking.hours is not None:
        hours = with_interval(hours_of(asking.hours), hours_bounds(asking.hours))
        told.append(f"An answer takes {hours} on average.")
    return " ".join(told)


def _ends(asking: Asking, paper: Paper) -> Table:
    rows = [(one.end, one.share, one.requests) for one in asking.ends]
    return ends_table("requests", rows, paper)


def _searches(asking: Asking) -> str:
    assert asking.queries is not None
    queries = with_interval(count(asking.queries.value), count_bounds(asking.queries))
    told = f"Databases are searched {queries} times in a replication."
    if asking.found is None:
        return told
    found = with_interval(share(asking.found.value), share_bounds(asking.found))
    return f"{told} {found} of searches bring something new."
