"""What each challenge cost: steps from ideal to as written that add up exactly."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from sim.scenario.dials import Challenge
from sim.screen.bars import BAR, floating
from sim.screen.conditions import AS_WRITTEN, IDEAL, rung_named
from sim.screen.layout import CAPTION, GOOD, apart, caption, drawn_line
from sim.screen.paper import Paper
from sim.screen.windows import counted_up_to
from sim.screen.words import NO_DIFFERENCE, duration, is_nought, signed_bounds
from sim.study.findings import Findings, Part

_LABEL, _HOURS, _BOUNDS = 19, 13, 18
_IN_MINUTES_BELOW = 48
"""Hours."""


def attribution(findings: Findings, paper: Paper) -> RenderableType | None:
    """A waterfall from ideal to as written with its sum; None where nothing could be split."""
    ideal, written = rung_named(findings, IDEAL), rung_named(findings, AS_WRITTEN)
    if findings.total is None or ideal is None or written is None:
        return None
    if not findings.attribution:
        return Text("No challenge makes a difference here, so there is nothing to split.")
    return apart(
        Text("These parts add up; the ladder above takes one away at a time."),
        _waterfall(findings, ideal.hours.value, paper),
        _sum_line(findings),
        caption(f"{counted_up_to(findings)} {_method(findings, paper)}{_rounded(findings)}"),
    )


def whole_parts(findings: Findings) -> dict[Challenge, float]:
    """Each challenge's hours, rounded so that the printed parts add up to the printed total.

    To whole minutes where all of them are below two days, else to whole hours. The rounding goes
    to the parts by largest remainder.
    """
    assert findings.total is not None
    unit = _unit(findings)
    parts = {part.challenge: part.hours.value * unit for part in findings.attribution}
    floors = {challenge: value // 1 for challenge, value in parts.items()}
    left = round(_whole_total(findings) * unit - sum(floors.values()))
    by_remainder = sorted(parts, key=lambda challenge: floors[challenge] - parts[challenge])
    for place in range(left):
        floors[by_remainder[place % len(by_remainder)]] += 1
    return {challenge: value / unit for challenge, value in floors.items()}


def _unit(findings: Findings) -> int:
    assert findings.total is not None
    every = [findings.total, *(part.hours for part in findings.attribution)]
    return 60 if all(abs(each.value) < _IN_MINUTES_BELOW for each in every) else 1


def _whole_total(findings: Findings) -> float:
    """As written minus ideal; in whole hours each is rounded first, as it is printed."""
    unit = _unit(findings)
    assert findings.total is not None
    if unit > 1:
        return round(findings.total.value * unit) / unit
    written, ideal = rung_named(findings, AS_WRITTEN), rung_named(findings, IDEAL)
    assert written is not None
    assert ideal is not None
    return float(round(written.hours.value) - round(ideal.hours.value))


def _waterfall(findings: Findings, ideal: float, paper: Paper) -> Group:
    ordered = sorted(findings.attribution, key=lambda part: -part.hours.value)
    corners = [ideal]
    for part in ordered:
        corners.append(corners[-1] + part.hours.value)
    reach = (min(0.0, *corners), max(*corners, 1e-9))
    cells = paper.width - _LABEL - _HOURS - _BOUNDS - 3
    parts = whole_parts(findings)
    written = rung_named(findings, AS_WRITTEN)
    assert written is not None
    steps = [
        _step(part, parts, (corners[i], corners[i + 1]), reach, cells, paper)
        for i, part in enumerate(ordered)
    ]
    return Group(
        _whole(IDEAL, ideal, (0.0, corners[0]), reach, cells, paper),
        *steps,
        _whole(AS_WRITTEN, written.hours.value, (0.0, corners[-1]), reach, cells, paper),
    )


def _whole(
    name: str,
    hours: float,
    ends: tuple[float, float],
    reach: tuple[float, float],
    cells: int,
    paper: Paper,
) -> Text:
    first, long = floating(*ends, reach, cells)
    drawn = " " * first + paper.glyphs.full * (long if hours else 0)
    return drawn_line(
        (name.ljust(_LABEL), "bold"), drawn.ljust(cells), (duration(hours).rjust(_HOURS), "bold")
    )


def _step(
    part: Part,
    parts: Mapping[Challenge, float],
    ends: tuple[float, float],
    reach: tuple[float, float],
    cells: int,
    paper: Paper,
) -> Text:
    first, long = floating(*ends, reach, cells)
    saves = part.hours.value < 0
    glyph = paper.glyphs.less if saves else paper.glyphs.full
    drawn = (" " * first + (glyph * long if part.hours.value else "")).ljust(cells)
    return drawn_line(
        f"  {part.challenge.value}".ljust(_LABEL),
        (drawn, GOOD if saves else BAR),
        ("" if is_nought(part.hours) else _signed(parts[part.challenge])).rjust(_HOURS),
        "   ",
        (signed_bounds(part.hours), CAPTION),
    )


def _sum_line(findings: Findings) -> Text:
    assert findings.total is not None
    whole = whole_parts(findings)
    parts = sorted(
        (whole[part.challenge] for part in findings.attribution if not is_nought(part.hours)),
        reverse=True,
    )
    said = [
        f"{'' if not i and hours >= 0 else '- ' if hours < 0 else '+ '}{_spoken(abs(hours))}"
        for i, hours in enumerate(parts)
    ]
    nothing = is_nought(findings.total)
    between = "" if nothing else signed_bounds(findings.total)
    return Text.assemble(
        ("Sum: ", "bold"),
        f"{' '.join(said)} = " if said else "",
        (NO_DIFFERENCE if nothing else _spoken(_whole_total(findings)), "bold"),
        f" ({between})" if between else "",
        ", as written minus ideal.",
    )


def _rounded(findings: Findings) -> str:
    """That parts were rounded, where one is printed otherwise than by itself."""
    whole = whole_parts(findings)
    assert findings.total is not None
    pairs = [(whole[part.challenge], part.hours.value) for part in findings.attribution]
    pairs.append((_whole_total(findings), findings.total.value))
    if all(_spoken(printed) == _spoken(value) for printed, value in pairs):
        return ""
    return " Hours are rounded to add up."


def _method(findings: Findings, paper: Paper) -> str:
    how = (
        "Exact over all combinations of these challenges"
        if findings.attribution_exact
        else "Sampled: each replication takes the challenges away in one random order and its "
        "reverse"
    )
    less = (
        f" {paper.glyphs.less * 3} drawn to the left: taking it away makes detection later."
        if any(part.hours.value < 0 for part in findings.attribution)
        else ""
    )
    return f"{how} (Shapley values, 95 % intervals).{less}"


def _signed(hours: float) -> str:
    return f"+{_spoken(hours)}" if hours > 0 else _spoken(hours)


def _spoken(hours: float) -> str:
    """A duration, to the minute below two days so that what is added up can be followed."""
    if hours < 0:
        spoken = _spoken(-hours)
        return spoken if spoken.startswith("0") else f"-{spoken}"
    minutes = round(hours * 60)
    if 24 * 60 <= minutes < _IN_MINUTES_BELOW * 60 and minutes % 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return duration(hours)
