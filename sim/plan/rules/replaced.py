"""Rules that users write in Python: which can be replaced, and what is made sure of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from inspect import Parameter, Signature, signature
from math import isfinite
from types import MappingProxyType
from typing import Any, Final, NoReturn

import numpy as np

from sim.errors import OwnCodeError
from sim.frozen import frozen
from sim.plan.rules import definitions, onward, priorities, relations, trust
from sim.plan.rules.trust import Array
from sim.scenario.schema.agencies import Marking


@frozen
class Replaceable:
    """A rule that can be replaced."""

    name: str
    arguments: tuple[str, ...]
    """In order; all are numbers but `marking`, which is a word."""
    meaning: str
    """What it gives."""
    usual: str
    """The rule of the model."""
    most: float | None
    """It gives at least 0, and at most this."""
    learned: bool = False
    """Whether the engine reads the rule of the model itself where trust is learned."""


_ALL: Final = (
    Replaceable(
        "trust",
        ("trust", "dial"),
        "trust as all other rules read it, under the dial of trust",
        "max(0, T + (1 - f) (1 - T))",
        1.0,
        learned=True,
    ),
    Replaceable(
        "release",
        ("trust", "marking"),
        "the chance that trust alone lets a report with a marking go",
        "T ** s, s the marking's sim.SENSITIVITY",
        1.0,
        learned=True,
    ),
    Replaceable(
        "vetting",
        ("trust", "distrust", "dial"),
        "how many times as long vetting takes as with full trust",
        "f (1 + v (1 - T)), v the scenario's vetting_distrust",
        None,
        learned=True,
    ),
    Replaceable(
        "sanitising",
        ("trust", "kept"),
        "the share of a report's weight that sanitising leaves",
        "c + (1 - c) T, c the scenario's sanitised_weight",
        1.0,
        learned=True,
    ),
    Replaceable(
        "tear_line",
        ("share", "dial"),
        "the share of a report that goes where consent was given in advance for a part",
        "max(0, 1 - f (1 - share)), f the dial of trust",
        1.0,
    ),
    Replaceable(
        "priority",
        ("priority", "dial"),
        "a category's priority as need to know and ranks read it, under the dial of priorities",
        "1 - f (1 - w), clipped to 0..1",
        1.0,
    ),
    Replaceable(
        "recognition",
        ("sender", "receiver", "dual", "dial"),
        "the chance that a case is recognised by the laws that have to, asked where one of them "
        "recognises the category by less than 1; dual says whether both have to",
        "1 - f (1 - min(sender, receiver)), clipped to 0..1; of sender alone without dual",
        1.0,
    ),
    Replaceable(
        "shock",
        ("depth", "dial"),
        "the share of relations that a political shock takes away, under the dial of politics",
        "min(1, f d)",
        1.0,
    ),
)

REPLACEABLE: Final[Mapping[str, Replaceable]] = MappingProxyType({one.name: one for one in _ALL})
"""Every rule that can be replaced, by its name."""

Rule = Callable[..., float]
_LONGEST_SHOWN = 80


class Rules:
    """Rules of the model, some of them replaced by functions of one's own.

    >>> import sim
    >>> rules = sim.Rules(release=lambda trust, marking: trust ** sim.SENSITIVITY[marking] * 0.9)
    >>> rules
    Rules(release)

    A rule is a pure function of numbers from the scenario and a dial, and is asked when the numbers
    that an engine runs by are filled in: for each pair of agencies and moment once, never during a
    run. So it must give the same for the same arguments, for which each is asked twice; arguments
    go by their place, and a function that has their names in another order is refused. A dial is
    1 as written and 0 where its challenge is removed; a rule that does not read the dial is not
    removed with it.

    Args:
        trust: `(trust, dial)`: trust as all other rules read it, from 0 to 1.
        release: `(trust, marking)`: the chance that trust alone lets a report go.
        vetting: `(trust, distrust, dial)`: how many times as long vetting takes.
        sanitising: `(trust, kept)`: the share of a report's weight that sanitising leaves.
        tear_line: `(share, dial)`: the share that goes where a part was cleared in advance.
        priority: `(priority, dial)`: a category's priority as it is read.
        recognition: `(sender, receiver, dual, dial)`: the chance that a case is recognised.
        shock: `(depth, dial)`: the share of relations that a political shock takes away.

    Raises:
        OwnCodeError: there is no such rule, or a function does not take what it is given.
    """

    def __init__(
        self,
        *,
        trust: Rule | None = None,
        release: Rule | None = None,
        vetting: Rule | None = None,
        sanitising: Rule | None = None,
        tear_line: Rule | None = None,
        priority: Rule | None = None,
        recognition: Rule | None = None,
        shock: Rule | None = None,
        **unknown: object,
    ) -> None:
        for name in unknown:
            _refuse_unknown(name)
        given = {
            "trust": trust,
            "release": release,
            "vetting": vetting,
            "sanitising": sanitising,
            "tear_line": tear_line,
            "priority": priority,
            "recognition": recognition,
            "shock": shock,
        }
        self._functions: Final = {
            name: _with_signature(REPLACEABLE[name], rule)
            for name, rule in given.items()
            if rule is not None
        }

    def __repr__(self) -> str:
        return f"Rules({', '.join(self._functions)})"

    def __bool__(self) -> bool:
        return bool(self._functions)

    @property
    def functions(self) -> Mapping[str, Rule]:
        """By name of the rule: the function that replaces it."""
        return MappingProxyType(self._functions)

    def must_be_fit_for_learning(self) -> None:
        """Refuses rules that an engine does not read where trust is learned.

        Raises:
            OwnCodeError: there is one.
        """
        for name in self._functions:
            if REPLACEABLE[name].learned:
                raise OwnCodeError(
                    f"the rule `{name}` cannot be replaced where trust is learned: it is asked "
                    "during a run then. Take `learning` out of the scenario, or leave the rule."
                )

    def dialled(self, level: Array, dial: float) -> Array:
        """Trust as the rules read it, by pair."""
        if "trust" not in self._functions:
            return trust.dialled(level, dial)
        return self._each(level, lambda one: self._asked("trust", one, dial))

    def release_probability(self, level: Array, marking: Marking) -> Array:
        """The chance that trust alone lets a report with this marking go, by pair."""
        if "release" not in self._functions:
            return trust.release_probability(level, marking)
        return self._each(level, lambda one: self._asked("release", one, marking))

    def vetting_factor(self, level: Array, distrust: float, dial: float) -> Array:
        """How many times as long vetting takes as with full trust, by pair."""
        if "vetting" not in self._functions:
            return trust.vetting_factor(level, distrust, dial)
        return self._each(level, lambda one: self._asked("vetting", one, distrust, dial))

    def surviving_weight(self, level: Array, kept: float) -> Array:
        """The share of a report's weight that sanitising leaves, by pair."""
        if "sanitising" not in self._functions:
            return trust.surviving_weight(level, kept)
        return self._each(level, lambda one: self._asked("sanitising", one, kept))

    def cleared(self, share: float, dial: float) -> float:
        """What is left of a report where consent was given in advance for a part."""
        if "tear_line" not in self._functions:
            return onward.cleared(share, dial)
        return self._asked("tear_line", share, dial)

    def weight(self, priority: Array, dial: float) -> Array:
        """Priorities as the rules read them."""
        if "priority" not in self._functions:
            return priorities.weight(priority, dial)
        return self._each(priority, lambda one: self._asked("priority", one, dial))

    def recognised(self, sender: float, receiver: float, dial: float, *, dual: bool) -> float:
        """The chance that a case is recognised."""
        if "recognition" not in self._functions:
            return definitions.recognised(sender, receiver, dial, dual=dual)
        return self._asked("recognition", sender, receiver, dual, dial)

    def depth(self, written: float, dial: float) -> float:
        """The share of relations that a shock takes away."""
        if "shock" not in self._functions:
            return relations.depth(written, dial)
        return self._asked("shock", written, dial)

    def _each(self, values: Array, asked: Callable[[float], float]) -> Array:
        """What a rule gives for each value; equal ones are asked for once."""
        distinct, places = np.unique(values, return_inverse=True)
        given = np.array([asked(float(one)) for one in distinct], dtype=np.float64)
        found: Array = given[places].reshape(values.shape)
        return found

    def _asked(self, name: str, *given: object) -> float:
        """What a rule gives, made sure of.

        Raises:
            OwnCodeError: it raises, or gives what it may not.
        """
        about, rule = REPLACEABLE[name], self._functions[name]
        try:
            found, again = rule(*given), rule(*given)
        except OwnCodeError:
            raise
        except Exception as error:
            what = f"raised {type(error).__name__}: {error}"
            raise _wrong(about, rule, given, what) from error
        number = _number(found)
        if number is None or number < 0.0 or (about.most is not None and number > about.most):
            expected = "a number of at least 0" if about.most is None else "a number from 0 to 1"
            raise _wrong(about, rule, given, f"returned {shown(found)}; expected {expected}")
        if _number(again) != number:
            what = f"returned {shown(found)}, then {shown(again)}; expected the same both times"
            raise _wrong(about, rule, given, what)
        return number + 0.0


AS_MODELLED: Final = Rules()
"""No rule replaced."""


def place_of(function: Callable[..., object]) -> str:
    """Where a function is found: `package.module:name`."""
    name = getattr(function, "__qualname__", repr(function))
    return f"{getattr(function, '__module__', '?')}:{name}"


def shown(given: object) -> str:
    """What a function returned, in little room."""
    text = repr(given)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."


def _number(given: Any) -> float | None:
    """What a rule returned as a float; None where it is no finite number."""
    if isinstance(given, str | bytes):
        return None
    try:
        number = float(given)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def _wrong(about: Replaceable, rule: Rule, given: Sequence[object], what: str) -> OwnCodeError:
    """What a rule did wrong, and for which arguments."""
    said = ", ".join(
        f"{argument}={value:.6g}" if isinstance(value, float) else f"{argument}={value}"
        for argument, value in zip(about.arguments, given, strict=True)
    )
    return OwnCodeError(f"the rule `{about.name}` ({place_of(rule)}), for {said}, {what}")


def _refuse_unknown(name: str) -> NoReturn:
    near = get_close_matches(name, REPLACEABLE, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"there is {', '.join(_signatures())}"
    raise OwnCodeError(f"no rule is called `{name}`; {hint}")


def _signatures() -> Iterator[str]:
    return (f"{one.name}({', '.join(one.arguments)})" for one in _ALL)


def _with_signature(about: Replaceable, rule: object) -> Rule:
    """The function, if it takes what it is given by place."""
    expected = f"a function of ({', '.join(about.arguments)})"
    if not callable(rule):
        raise OwnCodeError(f"the rule `{about.name}` is {expected}; found {rule!r}")
    try:
        taken = signature(rule)
    except (TypeError, ValueError):
        return rule
    try:
        taken.bind(*about.arguments)
    except TypeError:
        told = f"the rule `{about.name}` is {expected}; {place_of(rule)} takes {taken}"
        raise OwnCodeError(told) from None
    if _names_elsewhere(about, taken):
        raise OwnCodeError(
            f"the rule `{about.name}` is {expected}, in this order; {place_of(rule)} takes {taken}"
        )
    return rule


def _names_elsewhere(about: Replaceable, taken: Signature) -> bool:
    """Whether a function has one of the rule's own names in the place of another."""
    names = [
        one.name.lstrip("_")
        for one in taken.parameters.values()
        if one.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    ]
    pairs = zip(about.arguments, names, strict=False)
    return any(name != argument and name in about.arguments for argument, name in pairs)
