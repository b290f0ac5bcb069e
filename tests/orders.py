"""Random orders for random scenarios."""

from __future__ import annotations

from hypothesis import strategies as st

from sim.plan.planner import Planner
from sim.plan.values.layout import Layout
from sim.plan.values.orders import Order, OrderKind
from sim.scenario.schema.scenario import Scenario

HOUR = 3_600_000_000


def orders_for(scenario: Scenario, most: int = 5) -> st.SearchStrategy[tuple[Order, ...]]:
    """Some orders to some of its agencies, about some of what they see."""
    layout = Planner(scenario).layout
    return st.lists(_order(layout), min_size=1, max_size=most).map(tuple)


@st.composite
def _order(draw: st.DrawFn, layout: Layout) -> Order:
    agencies = st.sampled_from(layout.agencies)
    hours = st.integers(0, max(1, layout.horizon_us // HOUR))
    at = draw(hours) * HOUR
    lasts = draw(st.none() | hours)
    threats = [subject.name for subject in layout.subjects if subject.kind != "background"]
    return Order(
        kind=draw(st.sampled_from(OrderKind)),
        at=at,
        agencies=tuple(draw(st.sets(agencies, min_size=1))),
        partners=tuple(draw(st.sets(agencies, max_size=2))),
        until=None if lasts is None else at + lasts * HOUR,
        category=draw(st.sampled_from(["", "", *layout.categories])),
        subject=draw(st.sampled_from(["", "", *threats])),
        indicator=draw(st.sampled_from(["", "", *(each.name for each in layout.indicators)])),
        level=draw(st.sampled_from([0.0, 0.4, 1.0])),
        within=draw(st.sampled_from([0, 7, 100])) * HOUR,
    )
