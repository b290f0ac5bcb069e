"""A plan: one condition of a scenario, ready to run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, Protocol

from sim.frozen import entity, frozen
from sim.plan.rules.calendars import Edges
from sim.plan.rules.trust import Release
from sim.plan.values.arrays import Floats, Ints
from sim.plan.values.layout import Layout
from sim.plan.values.made import Made
from sim.plan.values.response import ResponseDials

if TYPE_CHECKING:
    from sim.scenario.schema.conditions import Condition
    from sim.scenario.schema.scenario import Scenario


@frozen
class Write:
    """A number that changes at a moment."""

    at: int
    cell: int
    value: float


@entity
class LearningRule:
    """How outcomes move the numbers of trust of each pair, under the dials."""

    reviews: Ints
    """When trust is looked at anew."""
    keep: Floats
    """By review: what is left since the one before of how much an outcome counts."""
    known_after_us: int
    loss: float
    """For how many good outcomes a bad one counts."""
    gained: Floats
    """By pair: the good outcomes that written trust stands for."""
    lost: Floats
    floor: Floats
    """By pair: below this trust never falls, as with a liaison officer."""
    vetting_us: Floats
    """By pair: the scale of vetting with full trust."""
    releases: tuple[Release, ...]
    """By marking."""
    written: int
    """The first cell of trust as written, by pair; then those of what follows from it."""
    trust: int
    vetting: int
    weight: int
    tear: int
    """-1 without a tear-line."""
    dial: float
    distrust: float
    kept: float
    tear_line: float


Awaited = tuple[Literal["inject", "lever"], str]
"""An inject, or a lever that is pulled as the file says: its name."""


class Awaiting(Protocol):
    """A scenario in which injects or levers come once a condition holds."""

    @property
    def scenario(self) -> Scenario:
        """With those that have come so far at their moments."""
        ...

    @property
    def layout(self) -> Layout:
        """What does not depend on the dials."""
        ...

    @property
    def awaited(self) -> Mapping[Awaited, Condition]:
        """What has not come, with the condition that each waits for."""
        ...

    @property
    def fired(self) -> Mapping[str, int]:
        """When injects have come, in microseconds, by name."""
        ...

    @property
    def came(self) -> Mapping[str, int]:
        """The injects among them that have come because a condition held."""
        ...

    @property
    def made(self) -> Made:
        """What people have decided, and what the file says that they decide."""
        ...

    @property
    def only_tells(self) -> bool:
        """Whether nothing that waits changes anything: the results are known without it."""
        ...

    def once(self, plan: Plan, came: Mapping[Awaited, int]) -> Plan:
        """A plan of it where these have come as well, in microseconds; before them it is the same.

        It is the same throughout, but for what is told, where they change nothing.
        """
        ...


@entity
class Plan:
    """One condition of a scenario, ready to run."""

    layout: Layout
    table: Floats
    """The numbers when the engine starts; durations in microseconds."""
    writes: tuple[Write, ...]
    """What injects change, in order of time."""
    edges: tuple[Edges | None, ...]
    """By calendar; None where always open."""
    sharing: bool
    """False when every agency keeps to itself."""
    learning: LearningRule | None = None
    """How trust is learned, where it is."""
    response: ResponseDials | None = None
    """What the dials leave of the response, where there is one."""
    programmes: tuple[tuple[int, str], ...] = ()
    """(microseconds, name) of those in force, by when they begin to work.

    A plan has them, not the layout: combinations of programmes share a layout, and so a timetable.
    """
    injects: tuple[tuple[int, str, str], ...] = ()
    """(microseconds, name, message), in order; a plan has them for the same reason."""
    awaiting: Awaiting | None = None
    """What comes once a condition holds, where there is any such thing."""
