"""What a scenario asks of a room in which people play it."""

from typing import Annotated

from pydantic import AfterValidator, Field, Strict

from sim.scenario.values.value import Value

MOST_MINUTES, MOST_PEOPLE = 7 * 24 * 60, 10_000


def _in_order(people: tuple[int, int]) -> tuple[int, int]:
    if people[0] > people[1]:
        raise ValueError("the fewer first, as in [6, 18]")
    return people


def _some(people: tuple[int, int]) -> tuple[int, int]:
    if not 1 <= people[0] <= people[1] <= MOST_PEOPLE:
        raise ValueError(f"from 1 to {MOST_PEOPLE:,} people")
    return people


class Room(Value):
    """Minutes, people and tables, so that a facilitator can choose by what there is."""

    minutes: int = Field(ge=1, le=MOST_MINUTES)
    """How long it takes, from the story to the last question."""
    people: Annotated[
        tuple[int, int], Strict(False), AfterValidator(_in_order), AfterValidator(_some)
    ]
    """How few and how many can take part, such as [6, 18]."""
    tables: int = Field(ge=1, le=1000)
    """How many tables they sit at."""
