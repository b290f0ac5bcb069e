"""What something decided did, in plain numbers: on the session's day and on others."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.record import Record
from sim.exercise.journal.entries import Ordered
from sim.exercise.levers import Lever
from sim.exercise.session import Session
from sim.exercise.whatif import WhatIf
from sim.frozen import frozen
from sim.measures.beliefs import acted_unsure
from sim.statistics.intervals import Difference


@frozen
class Effect:
    """What something decided did, or would have done; positive hours are sooner."""

    name: str
    decisions: tuple[int, ...]
    """The entries left out to tell it; none for a lever that nobody pulled."""
    lever: str
    """The lever that it is about; empty where it is about none, or several."""
    today: float
    """Hours sooner on the session's own day, summed over its scored threats."""
    today_false_alarms: int
    """How many more of them on that day."""
    today_needless: int
    """How many more needless copies on that day."""
    better: int
    """Other days on which detection came sooner."""
    worse: int
    """Other days on which it came later."""
    unchanged: int
    change: Difference
    """Mean hours sooner on the other days."""
    false_alarms: float
    """How many more on another day, on average."""
    needless: float
    """How many more needless copies on another day, on average."""
    analyst_hours: float
    """What it costs in hours of analysts."""
    money: float
    """What it costs beside them, in the unit of the scenario's money."""
    assumed: bool
    """Whether no source says what it does and costs."""
    guess: float | None = None
    """How sure those were who warned below their threshold because a decision among them ordered
    it: the surest agency, of the least sure order; None where nobody did."""

    @property
    def told_apart(self) -> bool:
        """Whether its interval says that it brings detection sooner on average."""
        return self.change.low is not None and self.change.low > 0


def effect_of(session: Session, found: WhatIf, name: str = "") -> Effect:
    """A what-if in plain numbers."""
    levers = [*_levers_in(session, found)]
    return Effect(
        name=name or found.name,
        decisions=found.decisions,
        lever=levers[0].name if len(levers) == len(found.entries) == 1 else "",
        today=found.today,
        today_false_alarms=int(found.false_alarms[0]),
        today_needless=int(found.needless[0]),
        better=found.better,
        worse=found.worse,
        unchanged=found.unchanged,
        change=found.change,
        false_alarms=float(found.false_alarms[1:].mean()),
        needless=float(found.needless[1:].mean()),
        analyst_hours=sum(lever.programme.cost.hours for lever in levers),
        money=sum(lever.programme.cost.money for lever in levers),
        assumed=any(lever.assumed for lever in levers),
        guess=_guess(session, found),
    )


def _guess(session: Session, found: WhatIf) -> float | None:
    """Of its orders to warn that went below a threshold, how sure the least sure was."""
    warned = [e for e in found.entries if isinstance(e, Ordered) and e.what == "warn"]
    surest = (max(_unsure(session.record, each), default=None) for each in warned)
    return min((one for one in surest if one is not None), default=None)


def _unsure(record: Record, order: Ordered) -> Iterator[float]:
    """How sure each agency was that warned below its threshold of the case of an order."""
    timetable, layout = record.timetable, record.plan.layout
    for picture, instance in enumerate(timetable.picture_instance.tolist()):
        agency = layout.agencies[int(timetable.picture_agency[picture])]
        if agency in order.senders and int(timetable.instances.key[instance]) == order.key:
            unsure = acted_unsure(record, picture)
            if unsure is not None:
                yield unsure


def _levers_in(session: Session, found: WhatIf) -> Iterator[Lever]:
    """The levers that were left out, or the one that was added."""
    names = [getattr(entry, "lever", "") for entry in found.entries]
    return (session.levers[name] for name in names if name in session.levers)
