"""How far a study is, and what failed of it, told by the store itself."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sim.frozen import frozen
from sim.studies.store.locking import Holder, holder_of
from sim.studies.store.reading import Store


@frozen
class Status:
    """How far a study is. Rows are replications that the present study asks for."""

    conditions: int
    complete: int
    """Conditions of which every replication gave something."""
    begun: int
    """Conditions of which some replications are still missing and some are not."""
    failed: int
    """Conditions that cannot be run, or of which a replication failed."""
    rows_wanted: int
    rows_done: int
    rows_failed: int
    rows_missing: int
    """Still to be run: neither done nor failed, nor of a condition that cannot be run."""
    rows_beyond: int
    """More replications of its conditions than it asks for so far, failed ones among them."""
    rows_set_aside: int
    """Stored, and of conditions that the present study does not ask for."""
    last_written: str | None
    writer: Holder | None
    """Who writes to the store now."""


@frozen
class Trouble:
    """A reason for which something failed, and how much did."""

    error: str
    conditions: int
    rows: int
    """Replications that failed; 0 where the conditions cannot be run at all."""
    settings: dict[str, Any]
    """Of the first condition that it concerns."""


def status(store: Store) -> Status:
    """How far a study is; quick however much there is, for it counts along indices."""
    with store.as_of_now():
        counts = _simple_counts(store) or _Counts(*next(store.select(_COUNTS)))
        ((stored,),) = store.select("SELECT count(*) FROM rows")
        ((last_written,),) = store.select("SELECT max(last_written) FROM sittings")
    return Status(
        conditions=counts.conditions,
        complete=counts.complete,
        begun=counts.begun,
        failed=counts.failed,
        rows_wanted=counts.wanted,
        rows_done=counts.present - counts.broken,
        rows_failed=counts.broken,
        rows_missing=counts.missing,
        rows_beyond=counts.held - counts.present,
        rows_set_aside=stored - counts.held,
        last_written=last_written,
        writer=holder_of(store.path),
    )


class _Counts(NamedTuple):
    """Of conditions that the study asks for, and of their rows."""

    conditions: int
    complete: int
    begun: int
    failed: int
    wanted: int
    present: int
    """Rows of replications that are asked for."""
    broken: int
    """Those of them that failed."""
    held: int
    """Rows of all replications."""
    missing: int


def _simple_counts(store: Store) -> _Counts | None:
    """The counts without a look at each condition, where sums tell them; else None.

    They do where every condition stored is asked for and can be run, no row is beyond what is asked
    for, and either none is missing or each condition wants one replication: none is begun then.
    """
    ((conditions, errors, wanted, least, most),) = store.select(_ASKED)
    ((known,),) = store.select("SELECT count(*) FROM conditions")
    ((rows, last),) = store.select("SELECT count(*), max(replication) FROM rows")
    if errors or known > conditions or conditions == 0:
        return None
    if (rows and last >= least) or not (rows == wanted or most == 1):
        return None
    ((broken, failed),) = store.select(_BROKEN)
    return _Counts(
        conditions=conditions,
        complete=(conditions if rows == wanted else rows) - failed,
        begun=0,
        failed=failed,
        wanted=wanted,
        present=rows,
        broken=broken,
        held=rows,
        missing=wanted - rows,
    )


def troubles(store: Store, most: int = 20) -> tuple[Trouble, ...]:
    """Why conditions of the present study or their replications failed, what is frequent first."""
    return tuple(
        Trouble(error, conditions, rows, json.loads(settings))
        for error, conditions, rows, settings, _ in store.select(_TROUBLES, most)
    )


_ASKED = """
SELECT count(*), count(error), sum(wanted), min(wanted), max(wanted)
FROM conditions WHERE position IS NOT NULL
"""
_BROKEN = """
SELECT count(*), count(DISTINCT condition) FROM rows WHERE error IS NOT NULL
"""
_COUNTS = """
SELECT
    count(*),
    coalesce(sum(error IS NULL AND present >= wanted AND broken = 0), 0),
    coalesce(sum(error IS NULL AND present > 0 AND present < wanted), 0),
    coalesce(sum(error IS NOT NULL OR broken > 0), 0),
    coalesce(sum(wanted), 0),
    coalesce(sum(present), 0),
    coalesce(sum(broken), 0),
    coalesce(sum(held), 0),
    coalesce(sum(CASE WHEN error IS NULL THEN wanted - present ELSE 0 END), 0)
FROM (
    SELECT
        wanted,
        error,
        (SELECT count(*) FROM rows r
         WHERE r.condition = c.number AND r.replication < c.wanted) AS present,
        (SELECT count(*) FROM rows r
         WHERE r.error IS NOT NULL AND r.condition = c.number AND r.replication < c.wanted)
        AS broken,
        (SELECT count(*) FROM rows r WHERE r.condition = c.number) AS held
    FROM conditions c WHERE position IS NOT NULL
    LIMIT -1 -- or SQLite would merge the two queries, and count each time that a count is used
)
"""

# The other columns beside a bare minimum come from the row that has it.
_TROUBLES = """
SELECT error, count(DISTINCT number), sum(is_row), settings, min(position)
FROM (
    SELECT error, number, settings, position, 0 AS is_row
    FROM conditions WHERE position IS NOT NULL AND error IS NOT NULL
    UNION ALL
    SELECT r.error, c.number, c.settings, c.position, 1
    FROM rows r JOIN conditions c ON c.number = r.condition
    WHERE r.error IS NOT NULL AND c.position IS NOT NULL
)
GROUP BY error ORDER BY count(DISTINCT number) DESC, min(position) LIMIT ?
"""
