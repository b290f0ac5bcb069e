"""From warning to prosecution: what became of the scored threats of a run.

Nothing that follows a warning goes back into detection, so all of it is read off the record and
chances of its own.
"""

from __future__ import annotations

import numpy as np

from sim.engine.columns import whole
from sim.engine.record import LINKED, NEVER, Record
from sim.engine.timetable import Timetable
from sim.engine.timetables import Timetables
from sim.frozen import frozen
from sim.measures.responding import Responding, responding_in
from sim.measures.threats import Bools
from sim.plan.rules.response import last_of, ready_after, refused, warrant_after
from sim.plan.values.arrays import Ints
from sim.plan.values.plan import Plan
from sim.plan.values.response import ResponseDials


@frozen
class AfterWarnings:
    """By scored threat."""

    operation: Ints
    """When the joint operation took place; NEVER where it did not before the exercise ended."""
    disrupted: Bools
    """Whether it took place before the deadline."""
    arrested: Bools
    prosecuted: Bools

    def of(self, some: slice) -> AfterWarnings:
        """The same of some threats."""
        return AfterWarnings(
            self.operation[some], self.disrupted[some], self.arrested[some], self.prosecuted[some]
        )


def response_of(
    plan: Plan, timetable: Timetable | Timetables, warned: Ints, evidence: Ints
) -> AfterWarnings | None:
    """What followed the warnings; None where the scenario has no response.

    Args:
        plan: under which it happened.
        timetable: on which, or on which several.
        warned: by scored threat: when the responsible agency first held it; FAR for never.
        evidence: by scored threat: indicators held, as `evidence_held` counts them.
    """
    draw, dials = plan.layout.response, plan.response
    if draw is None or dials is None:
        return None
    responding = responding_in(timetable, draw)
    ready, basis, granted = delays(responding, dials)
    # A threat that nobody was warned of is counted from its onset, so that no sum overflows.
    in_time = warned < responding.warned_by
    since = np.where(in_time, warned, responding.onset)
    at = since + whole(np.maximum(ready, basis))
    takes_place = in_time & granted & (at < plan.layout.horizon_us)
    disrupted = takes_place & (at < responding.deadline)
    arrested = disrupted & responding.can_arrest
    return AfterWarnings(
        operation=np.where(takes_place, at, NEVER),
        disrupted=disrupted,
        arrested=arrested,
        prosecuted=arrested & (evidence >= draw.evidence),
    )


def delays(
    responding: Responding, dials: ResponseDials
) -> tuple[np.typing.NDArray[np.float64], np.typing.NDArray[np.float64], Bools]:
    """By threat, after the warning: all are ready, every warrant is there, and whether it is."""
    threats = responding.threats
    ready = ready_after(responding.notice, responding.readiness, dials.notice, dials.readiness)
    applies = np.array(dials.applies, dtype=np.bool_)[responding.way]
    warrant_of = responding.warrant_of[applies]
    basis = warrant_after(responding.warrant[applies], dials.law)
    refusal_chance, refusal = responding.refusal_chance[applies], responding.refusal[applies]
    granted = np.ones(threats, dtype=np.bool_)
    granted[warrant_of[refused(refusal_chance, refusal, dials.law)]] = False
    return (
        last_of(responding.participant_of, ready, threats),
        last_of(warrant_of, basis, threats),
        granted,
    )


def evidence_held(record: Record) -> Ints:
    """By scored threat: indicators that its country's agencies held at the end, come the legal way.

    A copy without its origin is no evidence: nobody could say where it is from. Neither is what
    nobody linked to the threat.
    """
    draw = record.plan.layout.response
    if draw is None:
        return np.empty(0, dtype=np.int64)
    responding = responding_in(record.timetable, draw)
    rows = responding.evidence_row
    held = (record.done[rows] != NEVER) & (record.stripped[rows] == 0)
    held &= record.overlooked[rows] == LINKED
    found = np.zeros(len(responding.threat_of_origin), dtype=np.bool_)
    found[responding.evidence_origin[held]] = True
    return np.bincount(responding.threat_of_origin[found], minlength=responding.threats)
