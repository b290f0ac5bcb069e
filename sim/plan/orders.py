"""Orders that a scenario gives by itself, as a plan carries them out."""

from __future__ import annotations

from sim.plan.rules.calendars import microseconds
from sim.plan.state import agencies_of
from sim.plan.values.orders import Order, OrderKind
from sim.scenario.schema.exercise import OrderCard
from sim.scenario.schema.scenario import Scenario


def written_orders(scenario: Scenario) -> tuple[Order, ...]:
    """The orders of a scenario that are given, by time, then in the order in which they stand."""
    given = [
        _order(scenario, name, card, card.given)
        for name, card in scenario.exercise.orders.items()
        if card.given is not None
    ]
    return tuple(sorted(given, key=lambda order: order.at))


def _order(scenario: Scenario, name: str, card: OrderCard, given: float) -> Order:
    return Order(
        OrderKind[card.order.name],
        microseconds(given),
        agencies=_agencies(scenario, card.by),
        partners=_agencies(scenario, card.to),
        until=None if card.lifted is None else microseconds(card.lifted),
        category=card.category or "",
        subject=card.threat or "",
        indicator=card.indicator or "",
        level=card.level,
        within=microseconds(card.within),
        name=name,
    )


def _agencies(scenario: Scenario, parties: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for party in parties for one in agencies_of(scenario, party)))
