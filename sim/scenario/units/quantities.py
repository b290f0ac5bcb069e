"""Quantities as people write them: durations, rates, hours of the week, moments, offsets, names.

Inside, a duration is a number of hours, a rate a number per day, and an hour of the week a whole
number of minutes since Monday 00:00. On the page they carry their unit: ``36 h``, ``4 per week``,
``Monday to Friday 09:00 to 17:00``. A bare number is refused, because nobody can tell its unit.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, Strict, WithJsonSchema

from sim.frozen import frozen
from sim.scenario.files.characters import called, is_unseen
from sim.scenario.units.dumped import in_words, shortest

HOURS_IN: Final = {
    "s": 1 / 3600,
    "sec": 1 / 3600,
    "second": 1 / 3600,
    "min": 1 / 60,
    "minute": 1 / 60,
    "h": 1.0,
    "hour": 1.0,
    "d": 24.0,
    "day": 24.0,
    "week": 168.0,
    "month": 730.5,
    "year": 8766.0,
}
LONGEST_HOURS: Final = 100 * HOURS_IN["year"]
MINUTES_IN_DAY: Final = 24 * 60
MINUTES_IN_WEEK: Final = 7 * MINUTES_IN_DAY
LONGEST_NAME: Final = 60
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

DURATION_WORDS: Final = "a duration such as 90 min, 36 h, 4.2 d or 3 weeks"
RATE_WORDS: Final = "a rate such as 20 per day, 3 per week or 0.5 per hour"
OPENING_WORDS: Final = (
    "hours such as 'Monday to Friday 09:00 to 17:00', 'daily 08:00 to 20:00', 'round the clock', "
    "or a list of such lines"
)
MOMENT_WORDS: Final = "a moment of the week such as Monday 00:00 UTC"
OFFSET_WORDS: Final = "an offset from UTC such as +01:00 or -05:30, at most 14 hours"

_NUMBER = r"(\d+(?:\.\d+)?(?:[eE]-?\d+)?|\.\d+)"
_DURATION = re.compile(rf"{_NUMBER} ?([a-z]+)")
_RATE = re.compile(rf"{_NUMBER} ?(?:per |/ ?)([a-z]+)")
_CLOCK = r"(\d{1,2}):(\d{2})"
_SPELL = re.compile(rf"(?:(.+) )?{_CLOCK} (?:to|-) {_CLOCK}", re.IGNORECASE)
_MOMENT = re.compile(rf"([A-Za-z]+) {_CLOCK}(?: UTC)?")
_OFFSET = re.compile(r"(?:UTC ?)?([+-])(\d{1,2})(?::(\d{2}))?")


def hours_in_unit(word: str) -> float | None:
    """The hours in a unit of time, in the singular or plural; None where it is none."""
    return HOURS_IN.get(word, HOURS_IN.get(word.removesuffix("s")) if len(word) > 1 else None)


def duration_hours(text: object) -> float:
    """The hours in a written duration.

    Raises:
        ValueError: it is not a duration with a unit, or it is longer than a hundred years.
    """
    match = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    unit = hours_in_unit(match[2]) if match else None
    if match is None or unit is None:
        raise ValueError(DURATION_WORDS)
    hours = float(match[1]) * unit
    if hours > LONGEST_HOURS:
        raise ValueError("a duration of at most 100 years")
    return hours


def rate_per_day(text: object) -> float:
    """The number per day in a written rate.

    Raises:
        ValueError: it is not a rate with a unit of time, or above 100,000 per day.
    """
    match = _RATE.fullmatch(text.strip()) if isinstance(text, str) else None
    unit = hours_in_unit(match[2]) if match else None
    if match is None or unit is None:
        raise ValueError(RATE_WORDS)
    per_day = float(match[1]) if unit == HOURS_IN["day"] else float(match[1]) * 24.0 / unit
    if per_day > 100_000:
        raise ValueError("a rate of at most 100,000 per day")
    return per_day


_WRITTEN_HOURS: Final = {"h": 1.0, "d": 24.0, "min": 1 / 60, "s": 1 / 3600}
_WRITTEN_RATES: Final = {
    "per day": 1.0,
    "per week": 1 / 7,
    "per hour": 24.0,
    "per year": 1 / 365.25,
}


def duration_text(hours: float) -> str:
    """A duration as a file writes it, to the last bit: `36 h`, `4.2 d`, `90 min`."""
    return shortest(hours, duration_hours, _WRITTEN_HOURS)


def rate_text(per_day: float) -> str:
    """A rate as a file writes it, to the last bit: `20 per day`, `3 per week`."""
    return shortest(per_day, rate_per_day, _WRITTEN_RATES)


@frozen
class Opening:
    """When somebody is at work in a week of local time.

    ``spells`` are (from, to) in whole minutes since Monday 00:00, sorted, apart from each other;
    none means round the clock. ``text`` is how it was written.
    """

    text: str
    spells: tuple[tuple[int, int], ...]

    @property
    def round_the_clock(self) -> bool:
        """Whether somebody is always at work."""
        return not self.spells

    def open_minutes(self) -> int:
        """Minutes of a week in which somebody is at work."""
        return sum(to - since for since, to in self.spells) or MINUTES_IN_WEEK


ROUND_THE_CLOCK: Final = Opening("round the clock", ())


def _day(word: str) -> int:
    matches = [i for i, day in enumerate(DAYS) if len(word) >= 3 and day.lower().startswith(word)]
    if len(matches) != 1:
        raise ValueError(OPENING_WORDS)
    return matches[0]


def _days(words: str | None) -> list[int]:
    if words is None or words.lower() in ("daily", "every day"):
        return list(range(7))
    chosen: list[int] = []
    for part in re.split(r", | and ", words.lower()):
        ends = [_day(word.strip()) for word in part.split(" to ")]
        if len(ends) > 2:
            raise ValueError(OPENING_WORDS)
        span = (ends[-1] - ends[0]) % 7
        chosen += [(ends[0] + i) % 7 for i in range(span + 1)]
    return chosen


def _minute(hour: str, minute: str, words: str) -> int:
    if int(hour) > 24 or int(minute) > 59 or (int(hour) == 24 and int(minute)):
        raise ValueError(words)
    return int(hour) * 60 + int(minute)


def _spells_of_line(line: str) -> list[tuple[int, int]]:
    match = _SPELL.fullmatch(line.strip())
    if match is None:
        raise ValueError(OPENING_WORDS)
    since, to = (
        _minute(match[2], match[3], OPENING_WORDS),
        _minute(match[4], match[5], OPENING_WORDS),
    )
    length = (to - since) % MINUTES_IN_DAY or MINUTES_IN_DAY
    starts = [day * MINUTES_IN_DAY + since for day in _days(match[1])]
    return [piece for start in starts for piece in wrapped(start, start + length)]


def wrapped(start: int, end: int) -> list[tuple[int, int]]:
    """A spell of at most a week as one or two spells inside one week, in minutes."""
    length, start = end - start, start % MINUTES_IN_WEEK
    end = start + length
    if end <= MINUTES_IN_WEEK:
        return [(start, end)]
    return [(0, end - MINUTES_IN_WEEK), (start, MINUTES_IN_WEEK)]


def joined(spells: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sorted spells with those that touch or overlap made one."""
    merged: list[tuple[int, int]] = []
    for since, to in sorted(spells):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(to, merged[-1][1]))
        else:
            merged.append((since, to))
    return tuple(merged)


def opening(written: object) -> Opening:
    """The opening hours in a written line or list of lines.

    Raises:
        ValueError: a line is not a spell of the week.
    """
    if isinstance(written, Opening):
        return written
    lines = [written] if isinstance(written, str) else written
    if not isinstance(lines, list) or not lines or not all(isinstance(x, str) for x in lines):
        raise ValueError(OPENING_WORDS)
    text = "; ".join(line.strip() for line in lines)
    if text.lower() == "round the clock":
        return ROUND_THE_CLOCK
    spells = joined([spell for line in lines for spell in _spells_of_line(line)])
    return Opening(text, () if spells == ((0, MINUTES_IN_WEEK),) else spells)


def week_minute(text: object) -> int:
    """Minutes since Monday 00:00 UTC of a written moment of the week.

    Raises:
        ValueError: it is not a day and a time.
    """
    match = _MOMENT.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise ValueError(MOMENT_WORDS)
    try:
        day = _day(match[1].lower())
    except ValueError:
        raise ValueError(MOMENT_WORDS) from None
    return (day * MINUTES_IN_DAY + _minute(match[2], match[3], MOMENT_WORDS)) % MINUTES_IN_WEEK


def offset_minutes(text: object) -> int:
    """Minutes ahead of UTC in a written offset.

    Raises:
        ValueError: it is not an offset.
    """
    if text == "UTC":
        return 0
    match = _OFFSET.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise ValueError(OFFSET_WORDS)
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > 14 * 60 or int(match[3] or 0) > 59:
        raise ValueError(OFFSET_WORDS)
    return -minutes if match[1] == "-" else minutes


def opening_lines(opened: Opening) -> str | list[str]:
    """Opening hours as a file writes them: a line, or several."""
    lines = opened.text.split("; ")
    return lines if len(lines) > 1 else opened.text


def week_minute_text(minute: int) -> str:
    """A moment of the week as a file writes it: `Monday 09:30 UTC`."""
    day, rest = divmod(minute, MINUTES_IN_DAY)
    return f"{DAYS[day]} {rest // 60:02}:{rest % 60:02} UTC"


def offset_text(minutes: int) -> str:
    """An offset as a file writes it: `+05:30`."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def _name(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    if not text or text != text.strip(" \t\r\n") or len(text) > LONGEST_NAME:
        raise ValueError(f"a name of 1 to {LONGEST_NAME} characters without spaces around it")
    for character in text:
        if is_unseen(character):
            raise ValueError(
                f"a name without {called(character)}, which cannot be seen or told from a space; "
                "marks that hide or turn text are not taken"
            )
        if unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
            raise ValueError("a name without control characters")
    return text


def _text_schema(example: str, pattern: str | None = None) -> WithJsonSchema:
    schema: dict[str, object] = {"type": "string", "examples": [example]}
    return WithJsonSchema(schema | ({"pattern": pattern} if pattern else {}))


_DURATION_SCHEMA = _text_schema("36 h", r"^\s*[0-9.eE-]+ ?[a-z]+\s*$")
_RATE_SCHEMA = _text_schema("20 per day", r"^\s*[0-9.eE-]+ ?(per |/ ?)[a-z]+\s*$")
_OPENING_SCHEMA = WithJsonSchema(
    {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        "examples": ["Monday to Friday 09:00 to 17:00", "round the clock"],
    }
)


Hours = Annotated[
    float,
    Field(ge=0),
    BeforeValidator(duration_hours),
    in_words(duration_text),
    _DURATION_SCHEMA,
]
PerDay = Annotated[
    float, Field(ge=0), BeforeValidator(rate_per_day), in_words(rate_text), _RATE_SCHEMA
]
OpeningHours = Annotated[
    Opening, BeforeValidator(opening), in_words(opening_lines), _OPENING_SCHEMA
]
WeekMinute = Annotated[
    int,
    BeforeValidator(week_minute),
    in_words(week_minute_text),
    _text_schema("Monday 00:00 UTC"),
]
OffsetMinutes = Annotated[
    int, BeforeValidator(offset_minutes), in_words(offset_text), _text_schema("+01:00")
]
Name = Annotated[str, AfterValidator(_name)]
T = TypeVar("T")
Several = Annotated[tuple[T, ...], Strict(False)]
"""Several values, written as a list."""
Two = Annotated[tuple[T, T], Strict(False)]
"""Two values, written as a list."""
Names = Several[Name]
Share = Annotated[float, Field(ge=0, le=1)]
"""A probability, a degree or a level of trust: 0 to 1."""
