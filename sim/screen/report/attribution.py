"""What each challenge cost: steps from ideal to as written that add up exactly."""

from __future__ import annotations

from math import floor, trunc

from rich.console import Group, RenderableType
from rich.text import Text

from sim.analyses.comparison.findings import Findings, Part
from sim.scenario.values.dials import Challenge
from sim.screen.report.conditions import IDEAL, hours_said, printed_gain, rung_named, step, written
from sim.screen.toolkit.bars import BAR, floating
from sim.screen.toolkit.layout import CAPTION, GOOD, apart, caption, drawn_line
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.windows import counted_up_to
from sim.screen.toolkit.words import (
    HOUR,
    NO_DIFFERENCE,
    duration,
    in_steps,
    is_nought,
    signed_bounds,
)

_LABEL, _HOURS, _BOUNDS = 19, 12, 24


def attribution(findings: Findings, paper: Paper) -> RenderableType | None:
    """A waterfall from ideal to as written with its sum; None where nothing could be split."""
    ideal, told = rung_named(findings, IDEAL), written(findings)
    if findings.total is None or ideal is None or told is None:
        return None
    if not findings.attribution:
        return Text("No challenge makes a difference here, so there is nothing to split.")
    return apart(
        Text(_overlap(findings)),
        waterfall(findings, paper),
        _sum_line(findings),
        caption(
            f"{counted_up_to(findings.provenance)} {_method(findings, paper)}{_rounded(findings)}"
        ),
    )


def _overlap(findings: Findings) -> str:
    """Why a part is not what taking the challenge away gains."""
    gains = [rung.gain.value for rung in findings.ladder if rung.challenge and rung.gain]
    assert findings.total is not None
    alone = printed_sum(findings)
    whole = whole_total(findings)
    said, total = (duration(hours, step(findings)) for hours in (alone, whole))
    if len(gains) < 2 or round(alone - whole, 6) == 0 or is_nought(findings.total):
        return "The whole cost, split so that the parts add up."
    if alone > whole:
        why = "one and the same wait can be ended by either of two"
        than = "more"
    else:
        why = "some waits end only when several go"
        than = "less"
    return (
        f"The whole cost, split so that the parts add up. Taken away one at a time, as above, "
        f"delays would gain {said} in sum, {than} than the {total} that there are: {why}. Here "
        "such waits are shared equally among those that cause them."
    )


def printed_sum(findings: Findings) -> float:
    """What removals gain in sum, as their printed differences add up."""
    return sum(
        printed_gain(findings, rung) for rung in findings.ladder if rung.challenge and rung.gain
    )


def whole_parts(findings: Findings) -> dict[Challenge, float]:
    """Each challenge's hours, rounded so that the printed parts add up to the printed total.

    To the step in which conditions are said; the rounding goes to the parts by largest remainder.
    What is less than a step stays nought, and is said to be less, while there are larger parts: two
    that are alike are then printed alike.
    """
    unit = 60 / step(findings)
    parts = {part.challenge: part.hours.value * unit for part in findings.attribution}
    floors = {one: trunc(value) if abs(value) < 1 else floor(value) for one, value in parts.items()}
    left = round(whole_total(findings) * unit - sum(floors.values()))
    # None is left where the total was rounded down by more than the parts: then the last give.
    more = 1 if left > 0 else -1
    large = [one for one, value in parts.items() if abs(value) >= 1] or list(parts)
    by_remainder = sorted(large, key=lambda one: more * (floors[one] - parts[one]))
    for place in range(abs(left)):
        floors[by_remainder[place % len(by_remainder)]] += more
    return {challenge: value / unit for challenge, value in floors.items()}


def whole_total(findings: Findings) -> float:
    """As written minus ideal, each rounded as it is printed."""
    told, ideal = written(findings), rung_named(findings, IDEAL)
    assert told is not None
    assert ideal is not None
    steps = [in_steps(rung.detection_time.value, step(findings)) for rung in (told, ideal)]
    return (steps[0] - steps[1]) * step(findings) / 60


def waterfall(findings: Findings, paper: Paper) -> Group:
    """From ideal to as written, a bar for each part."""
    ideal, told = rung_named(findings, IDEAL), written(findings)
    assert ideal is not None
    assert told is not None
    ordered = sorted(findings.attribution, key=lambda part: -part.hours.value)
    corners = [ideal.detection_time.value]
    for part in ordered:
        corners.append(corners[-1] + part.hours.value)
    reach = (min(0.0, *corners), max(*corners, 1e-9))
    cells = paper.width - _LABEL - _HOURS - _BOUNDS - 2
    steps = [
        _step(findings, part, (corners[i], corners[i + 1]), reach, cells, paper)
        for i, part in enumerate(ordered)
    ]
    said = [hours_said(rung, step(findings)) for rung in (ideal, told)]
    return Group(
        _whole(IDEAL, said[0], (0.0, corners[0]), reach, cells, paper),
        *steps,
        _whole(findings.world, said[1], (0.0, corners[-1]), reach, cells, paper),
    )


def _whole(
    name: str,
    hours: str,
    ends: tuple[float, float],
    reach: tuple[float, float],
    cells: int,
    paper: Paper,
) -> Text:
    first, long = floating(*ends, reach, cells)
    drawn = " " * first + paper.glyphs.full * (long if ends[0] != ends[1] else 0)
    return drawn_line(
        (name.ljust(_LABEL), "bold"), drawn.ljust(cells), (hours.rjust(_HOURS), "bold")
    )


def _step(
    findings: Findings,
    part: Part,
    ends: tuple[float, float],
    reach: tuple[float, float],
    cells: int,
    paper: Paper,
) -> Text:
    first, long = floating(*ends, reach, cells)
    saves = part.hours.value < 0
    glyph = paper.glyphs.less if saves else paper.glyphs.full
    drawn = (" " * first + (glyph * long if part.hours.value else "")).ljust(cells)
    printed = whole_parts(findings)[part.challenge]
    return drawn_line(
        f"  {part.challenge.value}".ljust(_LABEL),
        (drawn, GOOD if saves else BAR),
        ("" if is_nought(part.hours) else _signed(printed, findings)).rjust(_HOURS),
        "  ",
        (signed_bounds(part.hours, step(findings), printed), CAPTION),
    )


def _sum_line(findings: Findings) -> Text:
    assert findings.total is not None
    unit, whole = step(findings), whole_parts(findings)
    parts = sorted(
        (whole[part.challenge] for part in findings.attribution if not is_nought(part.hours)),
        reverse=True,
    )
    said = [
        f"{'' if not i and hours >= 0 else '- ' if hours < 0 else '+ '}{_size(hours, unit)}"
        for i, hours in enumerate(parts)
    ]
    nothing, total = is_nought(findings.total), whole_total(findings)
    between = "" if nothing else signed_bounds(findings.total, unit, total)
    return Text.assemble(
        ("Sum: ", "bold"),
        f"{' '.join(said)} = " if said else "",
        (NO_DIFFERENCE if nothing else _signed(total, findings).removeprefix("+"), "bold"),
        f" ({between})" if between else "",
        f", {findings.world} minus ideal.",
    )


def _size(hours: float, unit: int) -> str:
    return duration(abs(hours), unit) if hours else f"under 1 {'h' if unit == HOUR else 'min'}"


def _rounded(findings: Findings) -> str:
    """That parts were rounded, where one is printed otherwise than by itself."""
    whole, unit = whole_parts(findings), step(findings)
    assert findings.total is not None
    pairs = [(whole[part.challenge], part.hours.value) for part in findings.attribution]
    pairs.append((whole_total(findings), findings.total.value))
    if all(in_steps(printed, unit) == in_steps(value, unit) for printed, value in pairs):
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
    return f"{how} (Shapley values, 95 % intervals that hold together).{less}"


def _signed(hours: float, findings: Findings) -> str:
    unit = step(findings)
    return f"{'+' if hours > 0 else '-' if hours < 0 else ''}{_size(hours, unit)}"
