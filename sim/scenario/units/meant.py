"""What was probably meant by a value that does not fit: how to write it instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from sim.scenario.files.characters import called, mending_unseen
from sim.scenario.files.scalars import UnreadableError, scalar
from sim.scenario.files.slips import BULLETS, OPENING_QUOTES
from sim.scenario.units.quantities import OFFSET_WORDS, hours_in_unit

A_LIST: Final = "a list"
A_MAPPING: Final = "keys with values"
REMARK: Final = "a remark begins with a space and #"

_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_QUOTES: Final = f"{OPENING_QUOTES}\u00bb"
_AMOUNT: Final = r"(\d+(?:\.\d+)?) ?([A-Za-z]+)"
_NUMBER: Final = r"[-+]?\d+(?:\.\d+)?"
_DECIMAL_COMMA: Final = re.compile(r"([-+]?\d+),(\d+)((?: ?[a-z].*)?)", re.DOTALL)
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[,'\u2019]\d{3})+")
_PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?) ?(?:%|percent|per cent)")
_LED: Final = re.compile(rf"({_NUMBER})(?:\s*(,)|\s*([/;(,#].*)|\s+(\D.*))", re.DOTALL)
_LED_BY_DURATION: Final = re.compile(rf"({_AMOUNT})[\s,;(/].*", re.DOTALL)
_RANGE: Final = re.compile(
    rf"(?:(?:between|from) )?(\d+(?:\.\d+)?)(?: ?([A-Za-z]+))? ?(?:to|and|-|[{_DASHES}]) ?{_AMOUNT}"
)
_SUM: Final = re.compile(rf"{_AMOUNT}(?:,| and|) {_AMOUNT}")
_CLOCK: Final = re.compile(r"(\d+):([0-5]\d) ?(?:h|hours?)?")
_DATE: Final = re.compile(
    r"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?(?:[./]\d*)?|.*\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
    r"|nov|dec)[a-z]*\b.*|(?:mon|tues|wednes|thurs|fri|satur|sun)day.*",
    re.IGNORECASE,
)
_DAY_NUMBER: Final = re.compile(r"(day|hour|week|d|h) ?(\d+(?:\.\d+)?)", re.IGNORECASE)
_UNITS: Final = "the units are s, min, h, d, week, month or year"
_WORDS_OF_TRUTH: Final = {
    **dict.fromkeys(("yes", "on", "y", "ja", "oui"), "true"),
    **dict.fromkeys(("no", "off", "n", "nein", "non"), "false"),
}


def instead(written: object, expected: str, *, may_vary: bool = False) -> str:
    """How to write instead what a message will quote; empty where nothing suggests itself.

    ``expected`` is what the message says was expected; ``may_vary`` whether a distribution may
    stand at the place as well.
    """
    if isinstance(written, str):
        return _of_text(written.strip(), expected, may_vary=may_vary)
    if isinstance(written, bool):
        return "put it in quotes" if expected.startswith("text") else ""
    if isinstance(written, int | float):
        return _of_number(written, expected)
    if isinstance(written, list) and expected.startswith(A_MAPPING):
        return "write a name and a colon in the place of each `- `"
    return ""


def _of_number(written: float, expected: str) -> str:
    if expected.startswith("text"):
        return "put it in quotes"
    if expected.startswith("a duration"):
        return f"add a unit, such as {written:g} d" if written >= 0 else _NEVER_NEGATIVE
    if expected == "a number from 0 to 1" and 10 <= written <= 100:
        return f"write {written / 100:g} for {written:g} %"
    return ""


_NEVER_NEGATIVE: Final = "a duration is never negative"


def _of_text(written: str, expected: str, *, may_vary: bool) -> str:
    if told := mending_unseen(written):
        return told
    if written[:1] in _QUOTES and written:
        return f'write straight quotes: "{written.strip(_QUOTES)}"'
    if expected == A_LIST:
        return _as_list(written)
    if expected.startswith(("a number", "a whole number")):
        return _as_number(written, whole=expected.startswith("a whole"))
    if expected.startswith("a duration"):
        return _as_duration(written, may_vary=may_vary)
    if expected.startswith("a rate"):
        return _first(written, (_point, _percent_or_dash))
    if expected == OFFSET_WORDS:
        return _percent_or_dash(written)
    if expected == "true or false":
        word = _WORDS_OF_TRUTH.get(written.casefold(), "")
        return f"write {word}" if word else ""
    return ""


def _as_list(written: str) -> str:
    if re.match(rf"-\S|[{re.escape(BULLETS)}]", written):
        sign = "" if written[0] == "-" else f" in the place of {called(written[0])}"
        entry = re.split(rf"\s+(?=[-{re.escape(BULLETS)}])", written)[0]
        return f"write `- {entry.lstrip('-' + BULLETS).strip()}`{sign}: a space after each dash"
    names = [name.strip() for name in re.split("[,;]", written)]
    return f"put it in brackets: [{', '.join(filter(None, names))}]"


def _as_number(written: str, *, whole: bool) -> str:
    if _is_number(written):
        return "leave out the quotes"
    if whole and _THOUSANDS.fullmatch(written):
        return f"write {re.sub('[^0-9]', '', written)} without the comma"
    return _first(written, (_point, _share, _percent_or_dash, _remark_behind_number))


def _as_duration(written: str, *, may_vary: bool) -> str:
    if written[:1] == "-":
        return _NEVER_NEGATIVE
    if written[:1] in _DASHES and written:
        return f"it begins with {called(written[0])}, and {_NEVER_NEGATIVE}"
    if told := _sum(written):
        return told
    if found := _RANGE.fullmatch(written):
        return _range(found, may_vary=may_vary)
    return _first(written, (_point, _day, _clock, _in_small, _remark, _date)) or _unit(written)


def _first(written: str, rules: Iterable[Callable[[str], str]]) -> str:
    return next(filter(None, (rule(written) for rule in rules)), "")


def _point(written: str) -> str:
    found = _DECIMAL_COMMA.fullmatch(written)
    return f"write {found[1]}.{found[2]}{found[3]} with a point" if found else ""


def _share(written: str) -> str:
    found = _PERCENT.fullmatch(written)
    return f"write {float(found[1]) / 100:g}" if found else ""


def _percent_or_dash(written: str) -> str:
    if written[:1] in _DASHES and written:
        return f"it begins with {called(written[0])}: write -{written[1:]}"
    return ""


def _remark_behind_number(written: str) -> str:
    found = _LED.fullmatch(written)
    if found is None:
        return ""
    if found[2] == ",":
        return f"write {found[1]}, without the comma at the end"
    return f"write {found[1]}; {REMARK}"


def _range(found: re.Match[str], *, may_vary: bool) -> str:
    least, unit, most, last_unit = found.groups()
    if not may_vary:
        return "one duration, not a range"
    ends = f"from: {least} {unit or last_unit}, to: {most} {last_unit}"
    return f"write {{uniform: {{{ends}}}}}"


def _sum(written: str) -> str:
    found = _SUM.fullmatch(written)
    if found is None or found[2].lower() == found[4].lower():
        return ""
    units = [hours_in_unit(found[2].lower()), hours_in_unit(found[4].lower())]
    if units[0] is None or units[1] is None:
        return ""
    hours = float(found[1]) * units[0] + float(found[3]) * units[1]
    in_days = (hours / 24).is_integer()
    return f"write {hours / 24:g} d" if in_days else f"write {hours:g} h"


def _clock(written: str) -> str:
    found = _CLOCK.fullmatch(written)
    return f"write {int(found[1]) + int(found[2]) / 60:.4g} h" if found else ""


def _in_small(written: str) -> str:
    found = re.fullmatch(_AMOUNT, written)
    small = found is not None and hours_in_unit(found[2].lower()) is not None
    return f"write {written.lower()}" if small and written != written.lower() else ""


def _day(written: str) -> str:
    found = _DAY_NUMBER.fullmatch(written)
    if found is None:
        return ""
    return f"how long after the beginning of the exercise: write {found[2]} {found[1][0].lower()}"


def _remark(written: str) -> str:
    found = _LED_BY_DURATION.fullmatch(written)
    if found is None or hours_in_unit(found[3]) is None:
        return ""
    return f"write {found[1]}; {REMARK}"


def _date(written: str) -> str:
    if _DATE.fullmatch(written):
        return "there are no dates: say how long after the beginning it is, such as 14 d"
    return ""


def _unit(written: str) -> str:
    if _is_number(written):
        return f"add a unit, such as {written} d"
    return _UNITS if written[:1].isdigit() else ""


def _is_number(word: str) -> bool:
    try:
        return isinstance(scalar(word), int | float)
    except UnreadableError:
        return False
