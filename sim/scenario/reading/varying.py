"""Which places of a scenario a study may vary: those that concern cooperation, and no others.

A study ranges over how agencies trust, review, tell and work. It never ranges over where or when a
threat leaves indicators, or over who could see them: nothing here helps to look for a gap.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from sim.scenario.files.paths import covers, dotted, segments
from sim.scenario.files.words import did_you_mean, nearest
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.notes import Pattern, Varies, noted

Steps = tuple[str, ...]

_INDICATORS: Final = "no study ranges over where or when a threat leaves indicators"
_REASONS: Final = (
    ("threats", _INDICATORS),
    ("red_herrings", _INDICATORS),
    ("begins", "it would move indicators to other hours of the week"),
    ("horizon", "it decides which indicators come in time"),
    ("warm_up", "it is no matter of cooperation"),
    ("window", "it decides for how long a threat counts, so figures would not compare"),
    ("agencies.*.observes", "who can see what is where indicators are, from the other side"),
    (
        "programmes.*.effects.*.observation",
        "who can see what is where indicators are; `in_force` of the programme may vary",
    ),
    ("background.*", "how much else there is to read is no matter of cooperation"),
)
"""Why other places may not; the first that covers a path counts."""
_EXAMPLES: Final = "a path that concerns cooperation, such as dials.trust or law.formal_route"


@cache
def varied() -> tuple[Pattern, ...]:
    """The places that a study may vary, with all that lies below; ``*`` stands for any one name."""
    return tuple(place.pattern for place in noted(Scenario, Varies))


@cache
def steps_of(path: str) -> Steps:
    """The names of a path that a study may vary, one by one.

    Raises:
        ValueError: it is no path, or leads to something that is no matter of cooperation.
    """
    steps, rest = segments(path)
    if not steps or rest:
        raise ValueError("a path such as dials.trust, with names that hold a dot in double quotes")
    if not any(covers(pattern, steps) for pattern in varied()):
        raise ValueError(_refusal(steps))
    return steps


def _refusal(steps: Steps) -> str:
    """What was expected instead of a path, and why it is not taken."""
    if steps[0] not in Scenario.model_fields:
        meant = did_you_mean(nearest(steps[0], Scenario.model_fields))
        return f"{_EXAMPLES}; a scenario has no `{steps[0]}`" + (f", {meant}" if meant else "")
    for pattern, reason in _REASONS:
        if covers(tuple(pattern.split(".")), steps):
            return f"{_EXAMPLES}: {reason}"
    closer = [like for pattern in varied() if covers(steps, like := _like(pattern, steps))]
    if closer:
        example = dotted(tuple("NAME" if step == "*" else step for step in closer[0]))
        return f"a path that says which number, such as {example}"
    return _EXAMPLES


def _like(pattern: Pattern, steps: Steps) -> Steps:
    """The pattern with the names of a path in the places of its stars."""
    named = [
        step if wanted == "*" else wanted for wanted, step in zip(pattern, steps, strict=False)
    ]
    return (*named, *pattern[len(named) :])
