"""What a facilitator types: a command, its words, and times of the story."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from sim.errors import EntenteError, printable
from sim.scenario.files.document import parse_value
from sim.scenario.schema.scenario import Scenario
from sim.scenario.units.quantities import duration_hours

_DAY = re.compile(r"(?:to )?day (\d+)(?:,? ([01]?\d|2[0-3]):([0-5]\d))?")
_BECAUSE = re.compile(r"\s+(because|expect(?:s|ing)?)\s+", re.IGNORECASE)
_MINUTES = re.compile(r"([+-]?\d{1,3})?(?: ?min(?:utes?)?)?")
TIMES = "a duration such as 12 h, or a day such as day 5 or day 5 08:00"
CHANGE = "channel: {name: NAME, closed_for: 2 d}"


class TypedError(EntenteError):
    """What was typed is no command, or lacks something."""


def split(line: str) -> tuple[str, str]:
    """The command that a line begins with, and the rest.

    `?` is help, `+5` more minutes, and `q` the desk again.
    """
    if line.strip().lower() == "q":
        return "desk", ""
    for sign, command in (("?", "help"), ("+", "more")):
        if line.strip().startswith(sign):
            return command, line.strip()[1:].strip()
    first, _, rest = line.strip().partition(" ")
    return first.lower(), rest.strip()


def chosen(word: str, known: dict[str, str]) -> str:
    """The command that a word means: all of it, or a beginning that only one has.

    Raises:
        TypedError: there is none, or several.
    """
    if word in known:
        return word
    begun = [name for name in known if name.startswith(word)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise TypedError(f"{printable(word)} could be {' or '.join(begun)}.")
    near = get_close_matches(word, known, 1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise TypedError(f"There is no command {printable(word)}.{meant} `help` lists them.")


def time_of(text: str, scenario: Scenario, now: float) -> float:
    """The hour of the story that a text means.

    Raises:
        TypedError: it is no time.
    """
    match = _DAY.fullmatch(text.strip().lower())
    if match:
        day, hour, minute = int(match[1]), int(match[2] or 0), int(match[3] or 0)
        since_midnight = scenario.begins % (24 * 60)
        return ((day - 1) * 24 * 60 + hour * 60 + minute - since_midnight) / 60
    try:
        return now + duration_hours(text.removeprefix("in "))
    except ValueError:
        raise TypedError(f"{printable(text)} is no time: expected {TIMES}.") from None


def minutes_typed(text: str) -> float:
    """Minutes for the move: 2 where nothing is said.

    Raises:
        TypedError: it is no number of minutes.
    """
    match = _MINUTES.fullmatch(text.strip())
    if not match:
        raise TypedError(f"{printable(text)} is no number of minutes, such as 5 or -2.")
    return float(match[1] or 2)


def effects_of(text: str) -> list[dict[str, object]]:
    """The effects that are written behind `change`: one, or several in a list.

    Raises:
        TypedError: it is nothing that a file could say.
    """
    if not text:
        raise TypedError(f"Change what? As an inject does, such as {CHANGE}.")
    try:
        value = parse_value(text, "change")
    except EntenteError as error:
        raise TypedError(f"Expected an effect such as {CHANGE}. {error}") from error
    written = value if isinstance(value, list) else [value]
    effects: list[dict[str, object]] = [each for each in written if isinstance(each, dict)]
    if not effects or len(effects) < len(written):
        raise TypedError(f"{printable(text)} is no effect: expected one such as {CHANGE}.")
    return effects


def with_reasons(text: str) -> tuple[str, str, str]:
    """What is done, why, and what is expected of it: `3 because ... expect ...`."""
    parts = _BECAUSE.split(text)
    said = {"because": "", "expect": ""}
    for word, what in zip(parts[1::2], parts[2::2], strict=True):
        said["because" if word.lower() == "because" else "expect"] = what.strip()
    return parts[0].strip(), said["because"], said["expect"]


def named(text: str, names: list[str]) -> tuple[str, str]:
    """The name that a text begins with, whatever its case, and the rest.

    Raises:
        TypedError: it begins with none of them.
    """
    lower = text.lower()
    for name in sorted(names, key=len, reverse=True):
        if lower == name.lower() or lower.startswith((f"{name.lower()} ", f"{name.lower()}:")):
            return name, text[len(name) :].lstrip(" :")
    near = get_close_matches(text.split(" ", maxsplit=1)[0], names, 1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise TypedError(f"Expected one of {', '.join(names)}.{meant}")


def lettered(meanings: Mapping[str, str]) -> str:
    """Letters that can be typed, with what each means."""
    return " ".join(f"{letter}: {meaning}" for letter, meaning in meanings.items())


def note_of(text: str) -> tuple[str, str, str]:
    """A note, what it is in the report, and whose it is: `+ they asked early -- Ana`.

    `+` begins a strength, `-` an area for improvement.
    """
    signs = {"+": "strength", "-": "area for improvement"}
    what = signs.get(text[:1], "")
    rest = text[1:].strip() if what else text
    words, _, by = rest.rpartition(" -- ")
    return (words.strip(), what, by.strip()) if words else (rest, what, "")


_ABOUT = re.compile(r"(?:^|\s+)(case|category|to|from|of|at|within)\s+", re.IGNORECASE)
_PARTNERS = ("to", "from", "of")
_SHARE = re.compile(r"(\d{1,3}) ?%")


def order_about(text: str) -> dict[str, Any]:
    """What an order is about: `case C146 to Castaly`, `from Castaly at 30 %`, `within 12 h`.

    Raises:
        TypedError: it is something else.
    """
    first, *parts = _ABOUT.split(text.strip())
    if first:
        raise TypedError(f"Expected case, category, to or from, found {printable(first)}.")
    about: dict[str, Any] = {}
    for word, name in zip(parts[::2], parts[1::2], strict=True):
        about |= _part_of_order(word.lower(), name.strip())
    return about


def _part_of_order(word: str, said: str) -> dict[str, Any]:
    """One thing that an order says of what it is about."""
    if word in _PARTNERS:
        return {"to": [said]}
    if word == "at":
        match = _SHARE.fullmatch(said)
        if not match:
            raise TypedError(f"{printable(said)} is no degree, such as 30 %.")
        return {"level": int(match[1]) / 100}
    if word == "within":
        try:
            return {"within": duration_hours(said)}
        except ValueError:
            raise TypedError(f"{printable(said)} is no duration, such as 12 h.") from None
    return {word: said}
