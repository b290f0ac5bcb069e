"""From a scenario to plans: one layout, and for each condition a table, calendars and writes."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import numpy as np

from sim.frozen import frozen
from sim.plan.asking import with_ordered_requests
from sim.plan.databases import with_databases
from sim.plan.interventions import carried_out
from sim.plan.layout_of import layout_of
from sim.plan.learning import learning_of
from sim.plan.orders import written_orders
from sim.plan.parties import Parties
from sim.plan.relations import relations_of
from sim.plan.response_of import response_dials
from sim.plan.rules.calendars import (
    Edges,
    microseconds,
    open_in_both,
    opening_edges,
    outage_edges,
)
from sim.plan.rules.replaced import AS_MODELLED, Rules
from sim.plan.table import Raw, Tables, raw_values
from sim.plan.timeline import StateChange, timeline
from sim.plan.values.arrays import Floats
from sim.plan.values.layout import Calendar, Layout
from sim.plan.values.orders import Order
from sim.plan.values.plan import Plan, Write
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Dials


@frozen
class Planner:
    """Draws up plans for the conditions of one scenario; what they share is done once."""

    scenario: Scenario
    rules: Rules = AS_MODELLED
    orders: tuple[Order, ...] = ()

    @cached_property
    def layout(self) -> Layout:
        """What does not depend on the dials."""
        return layout_of(self._completed, self._moments, self._orders)

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
            learning=learning_of(
                self._parties,
                self.layout,
                dials,
                self._raw[0].trust,
                tuple(at for at, _ in tables[1:]),
            ),
            response=response_dials(self._parties, self.layout, dials),
            programmes=tuple(
                sorted(
                    (microseconds(programme.works_at), name)
                    for name, programme in carried_out(self.scenario).items()
                )
            ),
        )

    @cached_property
    def _parties(self) -> Parties:
        return Parties(self._completed, self.rules)

    @cached_property
    def _completed(self) -> Scenario:
        return with_ordered_requests(with_databases(self.scenario), self._orders)

    @cached_property
    def _orders(self) -> tuple[Order, ...]:
        """What the scenario orders by itself, then what people have ordered."""
        return (*written_orders(self.scenario), *self.orders)

    @cached_property
    def _moments(self) -> tuple[StateChange, ...]:
        return timeline(self._completed)

    @cached_property
    def _raw(self) -> tuple[Raw, ...]:
        return tuple(raw_values(self._parties, self.layout, m.state) for m in self._moments)

    @cached_property
    def _drawn_up(self) -> Tables:
        return Tables(self._parties, self.layout)

    def _tables(self, dials: Dials) -> list[tuple[int, Floats]]:
        """The table from each moment on at which injects write or relations move."""
        written = dict(zip((moment.at for moment in self._moments), self._raw, strict=True))
        relations = relations_of(self._parties, dials.politics)
        raw, tables = self._raw[0], list[tuple[int, Floats]]()
        for at in sorted({*written, *relations.moments(self.layout.horizon_us)}):
            raw = written.get(at, raw)
            trust = relations.read(raw.trust, at)
            tables.append((at, self._drawn_up.table(raw, trust, dials)))
        return tables


def _writes(tables: list[tuple[int, Floats]]) -> list[Write]:
    """What changes from each moment to the next."""
    return [
        Write(at, int(cell), float(after[cell]))
        for (_, before), (at, after) in pairwise(tables)
        for cell in np.flatnonzero(before != after)
    ]


def _edges(calendar: Calendar, layout: Layout, dial: float) -> Edges | None:
    """When a calendar is open and not cut, under the dial of communication."""
    span = layout.start_us, layout.horizon_us
    return open_in_both(
        opening_edges(calendar.opening, calendar.ahead_minutes, layout.begins_minute, dial, *span),
        outage_edges(list(calendar.outages), dial, *span),
    )
