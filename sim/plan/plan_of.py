"""From a scenario to plans: one layout, and for each condition a table, calendars and writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from sim.plan.layout import Calendar, Floats, Layout, Plan, Write
from sim.plan.layout_of import layout_of
from sim.plan.relations import relations_of
from sim.plan.response_of import response_dials
from sim.plan.rules.calendars import Edges, opening_edges, outage_edges
from sim.plan.state import Moment, timeline
from sim.plan.table import Raw, raw_values, table_of, with_trust
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
        tables = self._tables(dials)
        return Plan(
            layout=self.layout,
            table=tables[0][1],
            writes=tuple(_writes(tables)),
            edges=tuple(
                _edges(calendar, self.layout, dials.communication)
                for calendar in self.layout.calendars
            ),
            sharing=sharing,
            response=response_dials(self.layout.response, dials),
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

    def _tables(self, dials: Dials) -> list[tuple[int, Floats]]:
        """The table from each moment on at which injects write or relations move."""
        who, layout = self._who, self.layout
        written = dict(zip((moment.at for moment in self._moments), self._raw, strict=True))
        relations = relations_of(who, dials.politics)
        raw, tables = self._raw[0], list[tuple[int, Floats]]()
        for at in sorted({*written, *relations.moments(layout.horizon_us)}):
            raw = written.get(at, raw)
            read = replace(raw, trust=relations.read(raw.trust, at))
            if at in written:
                tables.append((at, table_of(who, layout, read, dials)))
            else:
                tables.append((at, with_trust(who, layout, read, dials, tables[-1][1])))
        return tables


def _writes(tables: list[tuple[int, Floats]]) -> list[Write]:
    """What changes from each moment to the next."""
    return [
        Write(at, int(cell), float(after[cell]))
        for (_, before), (at, after) in pairwise(tables)
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
