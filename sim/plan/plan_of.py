"""From a scenario to plans: one layout, and for each condition a table, calendars and writes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.plan.layout import Calendar, Floats, Layout, Plan, Write
from sim.plan.layout_of import layout_of
from sim.plan.rules.calendars import Edges, opening_edges, outage_edges
from sim.plan.state import Moment, timeline
from sim.plan.table import Raw, raw_values, table_of
from sim.plan.who import Who
from sim.scenario.dials import Dials
from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Planner:
    """Draws up plans for the conditions of one scenario; what they share is done once."""

    scenario: Scenario

    @cached_property
    def layout(self) -> Layout:
        """What does not depend on the dials."""
        return layout_of(self.scenario, self._moments)

    def plan(self, dials: Dials | None = None, *, sharing: bool = True) -> Plan:
        """The plan for a setting of the dials, by default the scenario's own."""
        dials = self.scenario.dials if dials is None else dials
        tables = [table_of(self._who, self.layout, raw, dials) for raw in self._raw]
        return Plan(
            layout=self.layout,
            table=tables[0],
            writes=tuple(self._writes(tables)),
            edges=tuple(
                _edges(calendar, self.layout, dials.communication)
                for calendar in self.layout.calendars
            ),
            sharing=sharing,
        )

    @cached_property
    def _who(self) -> Who:
        return Who(self.scenario)

    @cached_property
    def _moments(self) -> tuple[Moment, ...]:
        return timeline(self.scenario)

    @cached_property
    def _raw(self) -> tuple[Raw, ...]:
        return tuple(raw_values(self._who, self.layout, m.state) for m in self._moments)

    def _writes(self, tables: list[Floats]) -> list[Write]:
        """What changes from each moment to the next."""
        return [
            Write(moment.at, int(cell), float(after[cell]))
            for before, after, moment in zip(tables, tables[1:], self._moments[1:], strict=False)
            for cell in np.flatnonzero(before != after)
        ]


def _edges(calendar: Calendar, layout: Layout, dial: float) -> Edges | None:
    if calendar.opening is None:
        return outage_edges(list(calendar.outages), dial, layout.start_us, layout.horizon_us)
    return opening_edges(
        calendar.opening,
        calendar.ahead_minutes,
        layout.begins_minute,
        dial,
        layout.start_us,
        layout.horizon_us,
    )
