"""What settings change: what was decided, and every measure as written and with each decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from string import ascii_uppercase

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.analyses.comparison.findings import (
    WITH_CHANGES,
    WRITTEN,
    ByThreat,
    ComparedMeasure,
    Comparison,
    Figure,
    Findings,
    PairChange,
    Variant,
)
from sim.scenario.reading.decisions import Decision, SettingChange
from sim.screen.report.conditions import NEVER
from sim.screen.report.detection import picture
from sim.screen.toolkit.bars import whiskered
from sim.screen.toolkit.escaping import fitted, safe
from sim.screen.toolkit.layout import (
    BAD,
    CAPTION,
    GOOD,
    apart,
    caption,
    drawn_line,
    table,
    two_lines,
)
from sim.screen.toolkit.printing import Paper
from sim.screen.toolkit.words import (
    HOUR,
    MINUTE,
    NO_DIFFERENCE,
    NOT_TOLD_APART,
    bounds,
    count,
    differing,
    duration,
    hours_bounds,
    is_nought,
    listed,
    plural,
    printed_difference,
    share,
    share_bounds,
    short,
    signed_count,
    sooner_bounds,
    sooner_or_later,
    step_of,
    told_apart,
    with_interval,
)
from sim.statistics.intervals import Difference, Estimate, Kind

_LABEL, _HOURS, _GAIN = 24, 11, 20
_MOST_CHANGES, _MOST_PAIRS = 8, 10
_SHARES = {ComparedMeasure.MISSED, ComparedMeasure.WARNED, ComparedMeasure.DISRUPTED}
_IN_WORDS = {
    ComparedMeasure.DETECTION_TIME: "detected after",
    ComparedMeasure.MISSED: "missed",
    ComparedMeasure.WARNED: "warned",
    ComparedMeasure.DISRUPTED: "disrupted in time",
    ComparedMeasure.FALSE_ALARMS: "false alarms",
    ComparedMeasure.UNNECESSARY_DISCLOSURES: "unnecessary disclosures",
}
_WORSE_IF_MORE = {
    ComparedMeasure.MISSED,
    ComparedMeasure.FALSE_ALARMS,
    ComparedMeasure.UNNECESSARY_DISCLOSURES,
}


def comparison(findings: Findings, paper: Paper) -> RenderableType | None:
    """Decisions, worlds as bars, every measure, both curves, who is first, and who is told."""
    found = findings.comparison
    if found is None:
        return None
    return apart(
        decided(found, paper),
        worlds(found, paper),
        _figures(found, paper),
        caption(_how_to_read(found, findings)),
        *_curves(found, paper),
        _first(found, paper),
        *_pairs(found, paper),
    )


def decided(found: Comparison, paper: Paper) -> Table:
    """What each file and option says: where, what it was and what it is now."""
    lines = Table.grid(padding=(0, 2, 0, 0))
    lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    for letter, decision in zip(_letters(found), found.decisions, strict=True):
        lines.add_row(Text(letter, style="bold"), Text(safe(decision.source), style="bold"))
        for line in _changes(decision, found, paper):
            lines.add_row(Text(), line)
    return lines


def _letters(found: Comparison) -> list[str]:
    """A, B and so on for decisions; after Z by number."""
    names = [*ascii_uppercase, *(str(i) for i in range(27, len(found.decisions) + 1))]
    return names[: len(found.decisions)]


def _changes(decision: Decision, found: Comparison, paper: Paper) -> Iterator[Text]:
    if decision.source in found.not_alone:
        yield caption("does not fit the scenario without the others, so it is not shown by itself")
    elif not decision.changes:
        yield Text("changes nothing: the scenario says the same")
    for change in decision.changes[:_MOST_CHANGES]:
        yield _change(change, paper)
    left = len(decision.changes) - _MOST_CHANGES
    if left > 0:
        yield caption(f"and {left:,} more places; --json has them all")


def _change(change: SettingChange, paper: Paper) -> Text:
    room = max(20, (paper.width - 12) // 2)
    was, now = (fitted(each, room).rstrip() for each in (change.was, change.now))
    later = " (a later decision says otherwise)" if change.overruled else ""
    return Text.assemble(f"{safe(change.path)}: {was} -> ", (now, "bold"), (later, CAPTION))


def worlds(found: Comparison, paper: Paper) -> Group | None:
    """The scenario of the file, each decision alone and all together, as bars of hours."""
    if found.written.figure(ComparedMeasure.DETECTION_TIME) is None:
        return None
    step = _step(found)
    cells = paper.width - _LABEL - _HOURS - _GAIN - 2
    hours = [_of(variant, ComparedMeasure.DETECTION_TIME) for variant in found.variants]
    top = max(each.value.high or each.value.value for each in hours)
    return Group(
        *(
            drawn_line(
                _bold_if_together(label, variant),
                whiskered(each.value, top, cells, paper.glyphs),
                _said(each, variant, step).rjust(_HOURS),
                "  ",
                _in_the_picture(each, found, step),
            )
            for (label, variant), each in zip(_labelled(found), hours, strict=True)
        )
    )


def _bold_if_together(label: str, variant: Variant) -> tuple[str, str]:
    return fitted(label, _LABEL), "bold" if variant.name == WITH_CHANGES else ""


def _labelled(found: Comparison) -> list[tuple[str, Variant]]:
    """As written, each decision by its letter and name, all of them."""
    letter = dict(zip((each.source for each in found.decisions), _letters(found), strict=True))
    return [
        (f"{letter[variant.name]} only" if variant.name in letter else variant.name, variant)
        for variant in found.variants
    ]


def _of(variant: Variant, measure: ComparedMeasure) -> Figure:
    figure = variant.figure(measure)
    assert figure is not None
    return figure


def _step(found: Comparison) -> int:
    steps = {
        step_of(figure.value)
        for variant in found.variants
        if (figure := variant.figure(ComparedMeasure.DETECTION_TIME)) is not None
        and not _never(variant)
    }
    return MINUTE if steps <= {MINUTE} else HOUR


def _never(variant: Variant) -> bool:
    missed = variant.figure(ComparedMeasure.MISSED)
    return missed is not None and missed.value.value == 1


def _said(figure: Figure, variant: Variant, step: int) -> str:
    if figure.measure is ComparedMeasure.DETECTION_TIME:
        return NEVER if _never(variant) else duration(figure.value.value, step)
    return share(figure.value.value) if figure.measure in _SHARES else count(figure.value.value)


def _between(figure: Figure, variant: Variant, step: int) -> str:
    if figure.measure is ComparedMeasure.DETECTION_TIME:
        return "" if _never(variant) else short(hours_bounds(figure.value, step))
    if figure.measure in _SHARES:
        return short(share_bounds(figure.value))
    return bounds(figure.value, lambda value: count(max(0.0, value)))


def _changed(figure: Figure, found: Comparison, step: int) -> tuple[str, str]:
    """What the change of a measure comes to, and how sure and how welcome it is."""
    if figure.change is None:
        return "", ""
    return _change_said(figure, found, step), _style(figure)


def _in_the_picture(figure: Figure, found: Comparison, step: int) -> tuple[str, str]:
    """A change of hours where its interval does not stand beside it: only what is told apart."""
    said, style = _changed(figure, found, step)
    change = figure.change
    if change is None or change.low is None or told_apart(_gain(change)):
        return said, style
    return NOT_TOLD_APART, style


def _change_said(figure: Figure, found: Comparison, step: int) -> str:
    change = figure.change
    assert change is not None
    if figure.measure is ComparedMeasure.DETECTION_TIME:
        return sooner_or_later(_gain(change), step, _printed_gain(figure, found, step))
    if change.kind is Kind.TOO_FEW:
        return NO_DIFFERENCE if is_nought(change) else str(change.kind)
    return _amount(change.value, figure, found)


def _amount(change: float, figure: Figure, found: Comparison) -> str:
    before = _of(found.written, figure.measure).value.value
    if figure.measure in _SHARES:
        points = _percent(figure.value.value) - _percent(before)
        return f"{points:+d} points" if points else _small(change, "1 point")
    printed = float(count(figure.value.value).lstrip("< ").replace(",", "")) - float(
        count(before).lstrip("< ").replace(",", "")
    )
    sign = "+" if change > 0 else "-"
    return f"{sign}{count(abs(printed))}" if round(printed, 6) else _small(change, "0.1")


def _percent(value: float) -> int:
    """A share as it is printed, in whole percent."""
    return round(float(share(value).removesuffix(" %")))


def _small(change: float, step: str) -> str:
    return f"{'+' if change > 0 else '-'} under {step}"


def _change_between(figure: Figure, found: Comparison, step: int) -> str:
    change = figure.change
    if change is None or change.low is None or change.high is None:
        return ""
    if figure.measure is ComparedMeasure.DETECTION_TIME:
        return sooner_bounds(_gain(change), step, _printed_gain(figure, found, step))
    if figure.measure in _SHARES:
        return f"{100 * change.low:+.0f} to {100 * change.high:+.0f}"
    return f"{signed_count(change.low)} to {signed_count(change.high)}"


def _gain(change: Difference) -> Difference:
    """A change of hours as what is gained."""
    low = None if change.high is None else -change.high
    high = None if change.low is None else -change.low
    value = -change.value if change.value else 0.0
    return replace(change, value=value, low=low, high=high, more=change.less, less=change.more)


def _printed_gain(figure: Figure, found: Comparison, step: int) -> float:
    assert figure.change is not None
    before = _of(found.written, ComparedMeasure.DETECTION_TIME).value.value
    return printed_difference(before, figure.value.value, figure.change.value, step)


def _style(figure: Figure) -> str:
    """Green for better and red for worse, where the interval leaves no doubt which."""
    change = figure.change
    if change is None or not _is_clear(change):
        return CAPTION
    more = change.value > 0
    worse = figure.measure in _WORSE_IF_MORE or figure.measure is ComparedMeasure.DETECTION_TIME
    return BAD if more == worse else GOOD


def _is_clear(change: Estimate) -> bool:
    if change.low is None or change.high is None:
        return False
    return change.low > 0 or change.high < 0


def _figures(found: Comparison, paper: Paper) -> Table:
    """A group of rows for each measure: a row for each world."""
    wide = paper.width >= 100
    columns = (
        ("", "left"),
        ("", "right"),
        *((("95 %", "right"),) if wide else ()),
        ("difference", "right"),
        ("95 %", "right"),
    )
    figures = table(paper, columns, narrow=not wide)
    step = _step(found)
    for measure in (each.measure for each in found.written.figures):
        figures.add_row(Text(_IN_WORDS[measure], style="bold"))
        for label, variant in _labelled(found):
            each = _of(variant, measure)
            words, style = _changed(each, found, step)
            own = Text(_between(each, variant, step), style=CAPTION)
            figures.add_row(
                Text(f"  {label}"),
                Text(_said(each, variant, step)),
                *((own,) if wide else ()),
                Text(words, style=style),
                Text(_change_between(each, found, step), style=CAPTION),
            )
    return figures


def _how_to_read(found: Comparison, findings: Findings) -> str:
    left = findings.provenance.replications - found.replications
    only = (
        f" Measures of threats rest on the {found.replications:,} replications in which every "
        f"world has a threat to find."
        if left
        else ""
    )
    return (
        f"{WRITTEN.capitalize()} is what the file says. All on common random numbers: differences "
        "from it are paired, replication by replication. False alarms and unnecessary "
        f"disclosures are per replication.{only}"
    )


def _curves(found: Comparison, paper: Paper) -> Iterator[RenderableType]:
    mine, before = found.together.curve, found.written.curve
    if mine is None or before is None:
        return
    yield picture(mine, before, paper)
    yield caption(
        f"Share detected by each moment after onset: {paper.glyphs.full} {WITH_CHANGES}; "
        f"{paper.glyphs.ring} {WRITTEN}."
    )


def _first(found: Comparison, paper: Paper) -> Table | None:
    """Who is first to believe in each threat, in both worlds."""
    after = {threat.name: threat for threat in found.together.threats}
    both = [
        (threat, after[threat.name]) for threat in found.written.threats if threat.name in after
    ]
    if not both:
        return None
    figures = table(
        paper,
        (("first believed by", "left"), (WRITTEN, "left"), (WITH_CHANGES, "left")),
    )
    for before, now in both:
        figures.add_row(Text(safe(before.name)), Text(_detectors(before)), Text(_detectors(now)))
    return figures


def _detectors(threat: ByThreat) -> str:
    if not threat.detectors:
        return "nobody"
    return "\n".join(f"{share(part)} {safe(agency)}" for agency, part in threat.detectors)


def _pairs(found: Comparison, paper: Paper) -> Iterator[RenderableType]:
    if not found.pairs:
        yield Text("As many copies arrive between all agencies.")
        return
    figures = table(
        paper,
        (
            ("copies that arrive", "left"),
            (WRITTEN, "right"),
            ("with your\nchanges", "right"),
            ("difference\nin copies", "right"),
        ),
    )
    for pair in found.pairs[:_MOST_PAIRS]:
        figures.add_row(
            Text(f"{safe(pair.sender)}\n-> {safe(pair.receiver)}"),
            Text(_rate(pair.was)),
            Text(_rate(pair.now)),
            _copies(pair),
        )
    yield figures
    left = len(found.pairs) - _MOST_PAIRS
    more = (
        f" {plural(left, 'pair')} with smaller changes left out; --json has all."
        if left > 0
        else ""
    )
    yield caption(
        "Of what the one could have told the other, the share that arrived; the difference is in "
        f"copies per replication.{more}"
    )


def _rate(rate: Estimate | None) -> str:
    return "none" if rate is None else share(rate.value)


def _copies(pair: PairChange) -> Text:
    change = pair.change
    if change.kind is Kind.TOO_FEW:
        return Text(NO_DIFFERENCE if is_nought(change) else str(change.kind), style=CAPTION)
    between = (
        ""
        if change.low is None or change.high is None
        else f"{signed_count(change.low)} to {signed_count(change.high)}"
    )
    return two_lines(signed_count(change.value), between)


def in_words(findings: Findings) -> str:
    """What the settings change, in a sentence or two: when, and what else surely moves."""
    found = findings.comparison
    if found is None or found.written.figure(ComparedMeasure.DETECTION_TIME) is None:
        return ""
    return " ".join(filter(None, (_when(found), _what_else(found))))


def _when(found: Comparison) -> str:
    step = _step(found)
    hours = _of(found.together, ComparedMeasure.DETECTION_TIME)
    before = _said(_of(found.written, ComparedMeasure.DETECTION_TIME), found.written, step)
    assert hours.change is not None
    if is_nought(hours.change):
        return f"Your changes make no difference to when it is detected: as written, {before}."
    signs = differing(_gain(hours.change))
    if hours.change.kind is Kind.TOO_FEW:
        few = signs or "there is one replication"
        return f"As written it is {before}; {few}, too few to tell what your changes make of it."
    change = with_interval(_change_said(hours, found, step), _change_between(hours, found, step))
    more = f", {signs}" if signs else ""
    return f"As written it is {before}; your changes make it {change}{more}."


def _what_else(found: Comparison) -> str:
    step = _step(found)
    moved = [
        each
        for each in found.together.figures
        if each.measure is not ComparedMeasure.DETECTION_TIME
        and each.change is not None
        and _is_clear(each.change)
    ]
    if not moved:
        others = [
            f.change
            for f in found.together.figures
            if f.measure is not ComparedMeasure.DETECTION_TIME
        ]
        same = all(each is not None and is_nought(each) for each in others)
        return "Nothing else that is compared changes." if same else ""
    said = (
        f"{_IN_WORDS[each.measure]} {_said(_of(found.written, each.measure), found.written, step)} "
        f"-> {_said(each, found.together, step)}"
        for each in moved
    )
    return f"They also change: {listed(said)}."
