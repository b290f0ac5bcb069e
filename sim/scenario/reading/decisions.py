"""What settings decide: each file and option by itself, and what it changes in the scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.frozen import frozen
from sim.scenario.files.paths import NOTHING, dotted, value_at
from sim.scenario.files.paths import Path as Steps
from sim.scenario.reading.reading import Reading, read, reading_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.value import Value

LEFT_OUT = "left out"
TAKEN_OUT = "taken out"


@frozen
class SettingChange:
    """One place of a scenario that a decision changes, in the words of a file."""

    path: str
    was: str
    now: str
    overruled: bool
    """Whether a later decision sets the same place to something else."""


@frozen
class Decision:
    """What one file of settings, or one option, changes."""

    source: str
    """As it was given: ``--with round1.yaml``, ``--set dials.trust=0.5``."""
    changes: tuple[SettingChange, ...]


@frozen
class Proposal:
    """A decision, and the scenario in which it alone is taken."""

    decision: Decision
    alone: Scenario | None
    """None where it does not fit without the others."""


def proposals(source: str, overrides: Sequence[str], files: Sequence[Path]) -> tuple[Proposal, ...]:
    """Each file and each option as a decision of its own, in the order in which they count.

    Raises:
        InputError: the scenario cannot be read, or not with all of them.
    """
    before, after = read(source), read(source, overrides, files)
    given = [
        *((f"--with {file}", (), (file,)) for file in files),
        *((f"--set {override}", (override,), ()) for override in overrides),
    ]
    return tuple(
        _proposal(source, called, options, several, before, after)
        for called, options, several in given
    )


def changes_between(before: Scenario, after: Scenario) -> tuple[SettingChange, ...]:
    """Where one scenario says something else than another, however they were made."""
    one, other = reading_of(before), reading_of(after)
    return tuple(_changes(one, other.document.data, other))


def _changes(before: Reading, data: dict[str, Any], after: Reading) -> Iterator[SettingChange]:
    for path, was, now in _Differences(before.scenario).between((), before.document.data, data):
        yield SettingChange(
            dotted(path), *_in_words(path, was, now, before), _overruled(path, now, after)
        )


def _proposal(
    source: str,
    called: str,
    overrides: Sequence[str],
    files: Sequence[Path],
    before: Reading,
    after: Reading,
) -> Proposal:
    try:
        alone = read(source, overrides, files)
    except InputError:
        return Proposal(Decision(called, ()), None)
    changes = tuple(_changes(before, alone.document.data, after))
    return Proposal(Decision(called, changes), alone.scenario)


@frozen
class _Differences:
    """The places in which a changed document differs from that of a scenario."""

    scenario: Scenario

    def between(self, path: Steps, was: Any, now: Any) -> Iterator[tuple[Steps, Any, Any]]:
        """Path, before and after of each, as small as can be."""
        if was == now and type(was) is type(now):
            return
        if isinstance(now, dict) and (isinstance(was, dict) or self._has_defaults(path, was)):
            before = was if isinstance(was, dict) else {}
            for key in dict.fromkeys([*before, *now]):
                pair = before.get(key, NOTHING), now.get(key, NOTHING)
                yield from self.between((*path, key), *pair)
        elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
            for i, pair in enumerate(zip(was, now, strict=True)):
                yield from self.between((*path, i), *pair)
        else:
            yield path, was, now

    def _has_defaults(self, path: Steps, was: Any) -> bool:
        """Whether what the file leaves out has values all the same."""
        return was is NOTHING and isinstance(_in_scenario(self.scenario, path), Value | dict)


def _in_scenario(scenario: Scenario, path: Steps) -> Any:
    """What stands at a path of a scenario; None where nothing does."""
    node: Any = scenario
    for step in path:
        node = node.get(step) if isinstance(node, dict) else getattr(node, str(step), None)
    return node


def _in_words(path: Steps, was: Any, now: Any, before: Reading) -> tuple[str, str]:
    if was is NOTHING:
        by_default = _by_default(path, now, before.scenario)
        return (LEFT_OUT if by_default is None else f"{as_written(by_default)} by default"), (
            as_written(now)
        )
    return as_written(was), TAKEN_OUT if now is NOTHING else as_written(now)


def _by_default(path: Steps, now: Any, scenario: Scenario) -> Any:
    """What counts where the file says nothing; None where that is no plain value like the new."""
    node = _in_scenario(scenario, path)
    numbers = (int, float)
    alike = isinstance(node, numbers) and isinstance(now, numbers)
    return node if alike or (isinstance(node, str) and isinstance(now, str)) else None


def _overruled(path: Steps, now: Any, after: Reading) -> bool:
    return bool(value_at(after.document.data, path) != now)


def as_written(value: Any) -> str:
    """A value as a file would say it, on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {as_written(each)}' for key, each in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_written, value))}]"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
