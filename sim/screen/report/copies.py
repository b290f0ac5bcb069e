"""What became of copies, as written: how they ended, and who got through to whom."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.analyses.comparison.findings import Findings, ShareRate, Timeliness
from sim.plan.values.causes import End
from sim.screen.report.ends import ends_table
from sim.screen.toolkit.escaping import fitted, safe
from sim.screen.toolkit.layout import CAPTION, apart, caption, drawn_line, table
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import (
    count,
    count_bounds,
    hours_bounds,
    hours_of,
    share,
    share_bounds,
    with_interval,
)

_CELL = 6
_MOST_PAIRS = 10
_EXACT = 1e-9


def copies(findings: Findings, paper: Paper) -> RenderableType | None:
    """Ends as bars, shares by pair, and how old and how complete what arrived was."""
    if not findings.ends and not findings.shares:
        return None
    return apart(
        _ends(findings, paper) if findings.ends else None,
        caption("Copies per replication, by how they ended; every copy ends in exactly one way.")
        if findings.ends
        else None,
        _shares(findings, paper) if findings.shares else None,
        _use(findings),
    )


def _ends(findings: Findings, paper: Paper) -> Table:
    ordered = sorted(findings.ends, key=lambda each: _place(each.end))
    return ends_table("copies", [(one.end, one.share, one.copies) for one in ordered], paper)


def _place(end: End) -> float:
    """A refusal by the originator stands beside the law's; what is in flight stands last."""
    return End.REFUSED + 0.5 if end is End.NO_CONSENT else end


def _shares(findings: Findings, paper: Paper) -> RenderableType:
    """By pair; agencies have the numbers that `show` gives them: all, in the order written."""
    parties = [each.agency for each in findings.loads]
    label = paper.width - _CELL * len(parties)
    if label >= 16:
        return _matrix(findings.shares, parties, min(label, 30), paper)
    return _busiest_pairs(findings.shares, paper)


def _matrix(rates: tuple[ShareRate, ...], parties: list[str], label: int, paper: Paper) -> Group:
    found = {(rate.sender, rate.receiver): rate for rate in rates}
    numbers = "".join(f"to {i}".rjust(_CELL) for i in range(1, len(parties) + 1))
    rows = [
        drawn_line(
            fitted(f"{i} {sender}", label),
            "".join(
                "".rjust(_CELL)
                if sender == receiver
                else _cell(found.get((sender, receiver)), paper)
                for receiver in parties
            ),
        )
        for i, sender in enumerate(parties, 1)
    ]
    return Group(
        drawn_line((fitted("share that arrives", label), "bold"), (numbers, "bold")),
        *rows,
        Text(),
        caption(
            "Of what the one in the row could have told the one in the column, the share that "
            f"arrived. {_marks(rates, len(parties), paper)}{_under_way(rates)}{_widest(rates)}"
        ),
    )


def _marks(rates: tuple[ShareRate, ...], parties: int, paper: Paper) -> str:
    """What stands where there is no share, of that which occurs."""
    marks = {
        f"{paper.glyphs.track} no channel": len(rates) < parties * (parties - 1),
        "- a channel, but nothing to tell": any(rate.delivered is None for rate in rates),
    }
    said = [words for words, occurs in marks.items() if occurs]
    return f"{'; '.join(said)}. " if said else ""


def _cell(rate: ShareRate | None, paper: Paper) -> str:
    if rate is None:
        return paper.glyphs.track.rjust(_CELL)
    if rate.delivered is None:
        return "-".rjust(_CELL)
    return share(rate.delivered.value).rjust(_CELL)


def _under_way(rates: tuple[ShareRate, ...]) -> str:
    """What has not arrived because the exercise ended first."""
    most = max(rates, key=lambda rate: rate.in_flight / max(rate.copies, 1), default=None)
    if most is None or not most.in_flight:
        return ""
    going = sum(rate.in_flight for rate in rates) / sum(rate.copies for rate in rates)
    return (
        f"In flight at the end, and so not arrived: {share(going)} of all, at most "
        f"{share(most.in_flight / most.copies)} of a pair. "
    )


def _widest(rates: tuple[ShareRate, ...]) -> str:
    widths = [rate.delivered.half_width for rate in rates if rate.delivered is not None]
    known = [width for width in widths if width is not None]
    if not known:
        return "Too few copies to tell how surely."
    within = f"95 % intervals reach at most {_points(max(known))} to a side."
    return within if len(known) == len(widths) else f"{within} Some have too few copies to tell."


def _points(width: float) -> str:
    """A width upwards to whole points, or to tenths of one."""
    tenths = ceil(1000 * width - _EXACT)
    return f"{tenths / 10:g} points" if tenths < 10 else f"{ceil(tenths / 10)} points"


def _busiest_pairs(rates: tuple[ShareRate, ...], paper: Paper) -> Group:
    figures = table(
        paper,
        (("from", "left"), ("to", "left"), ("arrives", "right"), ("", "right"), ("of", "right")),
    )
    busiest = sorted(rates, key=lambda rate: (-rate.copies, rate.sender, rate.receiver))
    for rate in busiest[:_MOST_PAIRS]:
        arrives = rate.delivered
        figures.add_row(
            Text(safe(rate.sender)),
            Text(safe(rate.receiver)),
            Text(share(arrives.value) if arrives else "-"),
            Text(share_bounds(arrives) if arrives else "", style=CAPTION),
            Text(f"{rate.copies:,}"),
        )
    return Group(
        figures,
        Text(),
        caption(
            f"{_which(busiest)} with most copies, of {len(rates):,}; copies over all replications. "
            f"{_under_way(rates)}--json has all pairs."
        ),
    )


def _which(busiest: Sequence[ShareRate]) -> str:
    """Which pairs are listed; where others have as many copies as the last, of how many."""
    if len(busiest) <= _MOST_PAIRS:
        return f"The {len(busiest)} pairs"
    last = busiest[_MOST_PAIRS - 1].copies
    as_many = sum(rate.copies >= last for rate in busiest)
    if as_many == _MOST_PAIRS:
        return f"The {_MOST_PAIRS} pairs"
    return f"{_MOST_PAIRS} of the {as_many} pairs"


def _use(findings: Findings) -> Text | None:
    told = []
    if findings.timeliness is not None:
        told.append(_timeliness(findings.timeliness))
    if findings.completeness is not None:
        held = with_interval(
            share(findings.completeness.value), share_bounds(findings.completeness)
        )
        told.append(
            "Quality of sharing (completeness): on detection an agency has linked "
            f"{held} of the indicators there are to see."
        )
    if findings.times_counted is not None and findings.times_counted.value > 1.0:
        times = with_interval(
            count(findings.times_counted.value), count_bounds(findings.times_counted)
        )
        told.append(
            f"Circular reporting: where a belief reached its threshold, one observation had been "
            f"counted {times} times, because copies came without their origin."
        )
    return Text(" ".join(told)) if told else None


def _timeliness(found: Timeliness) -> str:
    """How old what is read is, of what share of copies, and what was still to be read."""
    read = with_interval(share(found.read.value), share_bounds(found.read))
    unread = with_interval(share(found.unread.value), share_bounds(found.unread))
    if found.hours is None:
        return (
            "Timeliness of sharing: no copy about a threat was read by the end; "
            f"{unread} were on their way then or waited to be read."
        )
    age = with_interval(hours_of(found.hours), hours_bounds(found.hours))
    return (
        f"Timeliness of sharing: of copies about threats {read} are read by the end, what they "
        f"report being {age} old on average when they are; {unread} are on their way then or wait "
        "to be read, and the rest do not arrive."
    )
