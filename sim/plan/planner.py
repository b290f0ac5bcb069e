"""From a scenario to plans: one layout, and for each condition a table, calendars and writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from sim.frozen import entity, frozen
from sim.plan.asking import with_ordered_requests
from sim.plan.awaiting import (
    awaited_in,
    came_in,
    draws_anew,
    effects_of,
    fired_in,
    made_in,
    once,
    said,
)
from sim.plan.databases import with_databases
from sim.plan.interventions import carried_out
from sim.plan.layout_of import InPlay, in_play, layout_of
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
from sim.plan.timeline import StateChange, in_order, timeline, without_unopened
from sim.plan.values.arrays import Floats
from sim.plan.values.layout import Calendar, Layout
from sim.plan.values.made import NOTHING_MADE, Made
from sim.plan.values.orders import Order
from sim.plan.values.plan import Awaited, Plan, Write
from sim.remembered import remembered
from sim.scenario.schema.conditions import Condition
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Dials


@entity
class _Beginning:
    """What a scenario shares with the same where something comes later on."""

    layout: Layout | None
    """None where what comes changes what is drawn."""
    tables: Tables | None
    raw: dict[int, Raw]
    """By moment before anything came."""


@frozen
class Planner:
    """Draws up plans for the conditions of one scenario; what they share is done once."""

    scenario: Scenario
    rules: Rules = AS_MODELLED
    orders: tuple[Order, ...] = ()
    made: Made = NOTHING_MADE
    """What people have decided, of which conditions may ask."""
    beginning: _Beginning | None = None
    """What it shares with the scenario in which the last did not come that waited for something."""
    playing: bool = False
    """Whether people may still open channels that nothing in the scenario opens."""

    @cached_property
    def layout(self) -> Layout:
        """What does not depend on the dials."""
        if self.beginning is not None and self.beginning.layout is not None:
            return self.beginning.layout
        known_from = self._completed, self.moments, self._orders
        if self.orders or self.playing:
            return layout_of(*known_from)
        return _as_written(self.scenario, *known_from)

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
            injects=self.told,
            awaiting=self._awaiting(dials, sharing=sharing),
        )

    @property
    def told(self) -> tuple[tuple[int, str, str], ...]:
        """When each inject comes, its name and what it says."""
        return tuple(
            (microseconds(inject.comes), name, said(inject))
            for name, inject in in_order(self.scenario)
        )

    def once(self, came: Mapping[Awaited, int]) -> Planner:
        """The planner where what waits for a condition has come, in microseconds."""
        planner = replace(self, scenario=once(self.scenario, came), beginning=None)
        effects = effects_of(self.scenario, came)
        alike = not any(map(draws_anew, effects)) and (
            not effects or in_play(self._parties, planner.moments) == self._in_play
        )
        first = min(came.values())
        known = zip(self.moments, self._raw, strict=True)
        beginning = _Beginning(
            self.layout if alike else None,
            self._drawn_up.beside() if alike else None,
            {one.at: raw for one, raw in known if alike and (one.at < first or not effects)},
        )
        return replace(planner, beginning=beginning)

    def _awaiting(self, dials: Dials, *, sharing: bool) -> AwaitingPlan | None:
        awaits = self.beginning is not None or awaited_in(self.scenario)
        return AwaitingPlan(self, dials, sharing) if awaits else None

    @cached_property
    def _parties(self) -> Parties:
        return Parties(self._completed, self.rules)

    @cached_property
    def _completed(self) -> Scenario:
        scenario = self.scenario if self.playing else without_unopened(self.scenario)
        return with_ordered_requests(with_databases(scenario), self._orders)

    @cached_property
    def _orders(self) -> tuple[Order, ...]:
        """What the scenario orders by itself, then what people have ordered."""
        return (*written_orders(self.scenario), *self.orders)

    @cached_property
    def moments(self) -> tuple[StateChange, ...]:
        """The states in order of time."""
        return timeline(self._completed)

    @cached_property
    def _raw(self) -> tuple[Raw, ...]:
        known = {} if self.beginning is None else self.beginning.raw
        return tuple(
            known.get(moment.at) or raw_values(self._parties, self.layout, moment.state)
            for moment in self.moments
        )

    @cached_property
    def _drawn_up(self) -> Tables:
        known = None if self.beginning is None else self.beginning.tables
        return known or Tables(self._parties, self.layout)

    @cached_property
    def _in_play(self) -> InPlay:
        return in_play(self._parties, self.moments)

    def _tables(self, dials: Dials) -> list[tuple[int, Floats]]:
        """The table from each moment on at which injects write or relations move."""
        written = dict(zip((moment.at for moment in self.moments), self._raw, strict=True))
        relations = relations_of(self._parties, dials.politics)
        raw, tables = self._raw[0], list[tuple[int, Floats]]()
        for at in sorted({*written, *relations.moments(self.layout.horizon_us)}):
            raw = written.get(at, raw)
            trust = relations.read(raw.trust, at)
            tables.append((at, self._drawn_up.table(raw, trust, dials)))
        return tables


@remembered
def _as_written(
    _scenario: Scenario,
    completed: Scenario,
    moments: tuple[StateChange, ...],
    orders: tuple[Order, ...],
) -> Layout:
    """The layout of a scenario to which people have added nothing, whoever plans it."""
    return layout_of(completed, moments, orders)


@entity
class AwaitingPlan:
    """A plan of a scenario in which injects or levers come once a condition holds."""

    planner: Planner
    dials: Dials
    sharing: bool

    @property
    def scenario(self) -> Scenario:
        """With those that have come so far at their moments."""
        return self.planner.scenario

    @property
    def layout(self) -> Layout:
        """What does not depend on the dials."""
        return self.planner.layout

    @cached_property
    def awaited(self) -> dict[Awaited, Condition]:
        """What has not come, with the condition that each waits for."""
        return awaited_in(self.scenario)

    @cached_property
    def fired(self) -> dict[str, int]:
        """When injects have come, in microseconds, by name."""
        return fired_in(self.scenario)

    @cached_property
    def made(self) -> Made:
        """What people have decided, and what the file says that they decide."""
        return made_in(self.scenario, self.planner.made)

    @cached_property
    def came(self) -> dict[str, int]:
        """The injects that have come because a condition held, with their moments."""
        return came_in(self.scenario)

    @property
    def only_tells(self) -> bool:
        """Whether nothing that waits changes anything: the results are known without it."""
        return not effects_of(self.scenario, self.awaited)

    def once(self, plan: Plan, came: Mapping[Awaited, int]) -> Plan:
        """A plan of it where these have come as well, in microseconds; before them it is the same.

        It is the same throughout, but for what is told, where they change nothing.
        """
        planner = self.planner.once(came)
        if effects_of(self.scenario, came):
            return planner.plan(self.dials, sharing=self.sharing)
        awaiting = AwaitingPlan(planner, self.dials, self.sharing)
        return replace(plan, injects=planner.told, awaiting=awaiting)


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
    if calendar.opens is not None:
        return outage_edges([(span[0] - 1, calendar.opens)], 1.0, *span)
    return open_in_both(
        opening_edges(calendar.opening, calendar.ahead_minutes, layout.begins_minute, dial, *span),
        outage_edges(list(calendar.outages), dial, *span),
    )
