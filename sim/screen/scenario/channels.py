"""Channels, as a scenario writes them."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from sim.scenario.schema.scenario import Scenario
from sim.screen.scenario.parties import opening
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import CAPTION, apart, caption, table
from sim.screen.toolkit.marks import Marks
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.selection import MOST
from sim.screen.toolkit.words import listed, written_share

MOST_MEMBERS = 8
"""So many agencies or parties are named in one line."""
_CHANNELS_OF_MANY = 12
"""So many channels are drawn where there are too many for all."""
_MEMBERS_OF_MANY = 3


def channels(scenario: Scenario, marks: Marks, paper: Paper) -> RenderableType | None:
    """Channels: whom they connect, how long they take, what they lose and may carry."""
    if not scenario.channels:
        return None
    drawn = table(
        paper,
        (
            ("channel", "left"),
            ("connects", "left"),
            ("takes", "left"),
            ("loses", "right"),
            ("up to", "left"),
            ("open", "left"),
        ),
        narrow=paper.width < 100,
    )
    leading = _largest(scenario)
    left = len(scenario.channels) - len(leading)
    named = _MEMBERS_OF_MANY if left else MOST_MEMBERS
    for name in leading:
        channel = scenario.channels[name]
        at = ("channels", name)
        takes = marks.takes(channel.latency, *at, "latency")
        if channel.relay.scale_hours:
            takes += f", and at the relay {marks.takes(channel.relay, *at, 'relay')}"
        drawn.add_row(
            Text(safe(name)).append(f"\n{safe(channel.kind)}", style=CAPTION),
            Text(members(channel.ends, named)),
            Text(takes),
            Text(marks.number(written_share(channel.loss), *at, "loss")),
            Text(channel.ceiling.value),
            Text(opening(channel.opening) if channel.open else "not before something opens it"),
        )
    return apart(drawn, caption(_smaller(scenario, leading, left))) if left else drawn


def _largest(scenario: Scenario) -> tuple[str, ...]:
    """All channels in the order written; where many, those that join most."""
    names = tuple(scenario.channels)
    if len(names) <= MOST:
        return names
    by_size = sorted(names, key=lambda name: -len(scenario.channels[name].ends))
    return tuple(by_size[:_CHANNELS_OF_MANY])


def _smaller(scenario: Scenario, leading: tuple[str, ...], left: int) -> str:
    most = len(scenario.channels[leading[-1]].ends)
    return (
        f"The {len(leading)} that join most are drawn; the scenario's file has {left:,} others, "
        f"of {most} agencies at most."
    )


def members(names: tuple[str, ...], most: int = MOST_MEMBERS) -> str:
    """Names in one line, the first of many."""
    shown = [safe(name) for name in names[:most]]
    left = len(names) - len(shown)
    return listed([*shown, f"{left} more"] if left else shown)
