"""Requests that are ordered: who is asked by order, also where nobody asks by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sim.plan.values.orders import Order, OrderKind
from sim.scenario.schema.requests import Requests
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.distributions import fixed
from sim.scenario.values.value import with_fields

SEARCHES_FOR_HOURS = 4.0
"""An assumption: how long an analyst searches for what an order asks, where no request is written.
"""


def with_ordered_requests(scenario: Scenario, orders: Sequence[Order]) -> Scenario:
    """The scenario in which partners can be asked by order; nobody asks by itself for that."""
    if scenario.requests is not None or all(order.kind is not OrderKind.ASK for order in orders):
        return scenario
    usual = dict(Requests(work=fixed(SEARCHES_FOR_HOURS)))
    return with_fields(scenario, requests=Requests.model_construct(**{**usual, "by": ()}))


def is_ordered_to_ask(orders: Sequence[Order], agency: str, partner: str) -> bool:
    """Whether some order has one agency ask another."""
    return any(
        order.kind is OrderKind.ASK
        and agency in order.agencies
        and (not order.partners or partner in order.partners)
        for order in orders
    )
