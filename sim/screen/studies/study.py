"""What a study answers: question, answer in words, pictures, conditions, and what to doubt."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.screen.studies.axes import effects, indices, samples, screening, share_with_interval
from sim.screen.studies.heat_map import heat_map
from sim.screen.studies.measured import (
    between,
    ends_at_the_window,
    level,
    name_of,
    raises,
    said,
    size_of,
)
from sim.screen.studies.own_code import own_code_facts
from sim.screen.studies.table import conditions
from sim.screen.toolkit.escaping import paragraphs, safe
from sim.screen.toolkit.layout import apart, caption, section
from sim.screen.toolkit.printing import Paper, paper_of
from sim.screen.toolkit.words import duration, listed, plural, share, with_interval
from sim.statistics.prim import LARGEST_QUASI_P, Box, Restriction
from sim.statistics.sobol import ADVISED_ROWS
from sim.statistics.thresholds import Found, Side, Threshold
from sim.studies.results.axes import AnsweredAxis
from sim.studies.results.values import Answers, AxesThreshold, AxesUnseen

_MOST_THRESHOLDS = 6
_MOST_RIVALS = 3


def study(told: Answers, console: Console) -> None:
    """Draws everything that a study answers; sections without anything to show are left out."""
    console.print(Text(), headline(told))
    for title, body in sections(told, paper_of(console)).items():
        console.print(section(title, body))
    console.print()


ON_EACH_AXIS, TOGETHER, CONDITIONS = "What each axis does", "Two axes together", "Conditions"
"""Sections that a page draws in its own way."""


def sections(told: Answers, paper: Paper) -> dict[str, RenderableType]:
    """By title: every part of the answer that has something to show."""
    every = {
        "What each axis explains": indices(told, paper),
        ON_EACH_AXIS: effects(told, paper),
        "Which axes matter at all": screening(told, paper),
        "Along each axis": samples(told, paper),
        TOGETHER: heat_map(told, paper),
        "From where on an axis stops mattering": _thresholds(told),
        "Where threats are missed": _rule(told),
        CONDITIONS: conditions(told, paper),
        "Caveats": _cautions(told),
        "What this rests on": _foot(told),
    }
    return {title: body for title, body in every.items() if body is not None}


def headline(told: Answers) -> Group:
    """Title, question and answer."""
    question = [Text(line, style="dim") for line in paragraphs(told.question)]
    return apart(
        Group(Text(safe(told.title), style="bold"), *question),
        _so_far(told),
        Text(answer(told)),
    )


def _so_far(told: Answers) -> Text | None:
    missing = told.counted.incomplete
    if not missing:
        return None
    return Text(
        f"Not complete: {missing:,} of {plural(told.status.conditions, 'condition')} still to be "
        "run are left out of all that follows.",
        style="bold",
    )


def answer(told: Answers) -> str:
    """What matters most, and between what the measure lies, in words."""
    if told.least is None or told.largest is None:
        return "No condition has a result yet, so there is nothing to answer."
    leading = _leading(told)
    known = name_of(told.measure) in leading.lower()
    name = name_of(told.measure) if known else _in_full(told)
    return " ".join(filter(None, (leading, _range(told, name), _next(told))))


def _in_full(told: Answers) -> str:
    """What a measure is called where it is named first, before the rest of a sentence."""
    window = _window(told)
    return f"{name_of(told.measure)}{f', counted up to {window},' if window else ''}"


def _range(told: Answers, name: str) -> str:
    assert told.least is not None
    assert told.largest is not None
    where = f"over {plural(told.counted.conditions, 'condition')}"
    low, high = said(told.least, told.measure), said(told.largest, told.measure)
    if told.largest == told.least:
        return f"{_capital(name)} is the same {where}: {low}."
    return f"{_capital(name)} lies between {low} and {high} {where}."


def _window(told: Answers) -> str:
    """Hours that are counted up to the window are never told without it."""
    if not ends_at_the_window(told):
        return ""
    first, last = told.windows_hours[0], told.windows_hours[-1]
    return duration(first) if first == last else f"{duration(first)} to {duration(last)}"


def _leading(told: Answers) -> str:
    """The axis that matters most, in words."""
    if told.indices is not None and told.indices.total:
        return _explains(told)
    if told.effects:
        return _changes(told)
    if told.screening is not None:
        return _moves(told)
    return _goes_with(told)


def _changes(told: Answers) -> str:
    first = told.effects[0]
    if first.largest.value == 0:
        return f"No axis makes a difference to {_in_full(told).rstrip(',')}."
    if not first.told:
        return (
            f"Which axis moves {_in_full(told)} is not told: too few replications gave "
            "something to measure at two values of an axis."
        )
    axis = told.axis(first.axis)
    start, end = axis.words(first.effect.levels[0].level), axis.words(first.at)
    others = ", averaged over the other axes" if len(told.effects) > 1 else ""
    does = raises(first.largest, told.measure).replace(" it", f" {_in_full(told)}", 1)
    if len(told.leading) > 1:
        return (
            f"What matters most is {_rivals(told)}, not told apart: going from {safe(start)} to "
            f"{safe(end)} the first {does}{others}."
        )
    return (
        f"What matters most is {safe(axis.label)}: going from {safe(start)} to {safe(end)} "
        f"{does}{others}."
    )


def _rivals(told: Answers) -> str:
    """The axis that is ahead and those that it is not told apart from."""
    labels = [safe(told.axis(name).label) for name in told.leading]
    more = len(labels) - 1 - _MOST_RIVALS
    if more > 1:
        labels = [*labels[: 1 + _MOST_RIVALS], f"one of {more} others"]
    return listed(labels, "or")


def _next(told: Answers) -> str:
    if len(told.effects) < 2 or told.effects[1].largest.value == 0 or not told.effects[1].told:
        return ""
    second = told.effects[1]
    axis = told.axis(second.axis)
    start, end = axis.words(second.effect.levels[0].level), axis.words(second.at)
    comes = "As large may be" if second.axis in told.leading else "Next is"
    return (
        f"{comes} {safe(axis.label)}: from {safe(start)} to {safe(end)} "
        f"{raises(second.largest, told.measure)}."
    )


def _explains(told: Answers) -> str:
    assert told.indices is not None
    name = told.ranking[0]
    place = [axis.name for axis in told.axes].index(name)
    first, total = told.indices.first[place], told.indices.total[place]
    alone = len(told.leading) == 1
    return (
        f"Of the variance between conditions, {_rivals(told)} explains most"
        f"{'' if alone else ', not told apart'}: {'' if alone else 'the first '}"
        f"{share_with_interval(first)} by itself, {share_with_interval(total)} with what it does "
        f"together with others{_roughly(told)}."
    )


def _roughly(told: Answers) -> str:
    """That few rows bound an index roughly only."""
    assert told.indices is not None
    rows = told.indices.rows
    return f"; bounds from {plural(rows, 'row')} are rough" if rows < ADVISED_ROWS else ""


def _moves(told: Answers) -> str:
    assert told.screening is not None
    name = told.ranking[0]
    place = [axis.name for axis in told.axes].index(name)
    step = told.screening.step
    size = told.screening.dimensions[place].of_a_step(step).mu_star
    if size.value == 0:
        return f"No axis makes a difference to {_in_full(told).rstrip(',')}."
    alone = len(told.leading) == 1
    return (
        f"What matters most is {_rivals(told)}{'' if alone else ', not told apart'}: moving "
        f"{'it' if alone else 'the first'} by {share(step)} of its range changes "
        f"{_in_full(told)} by "
        f"{with_interval(size_of(size.value, told.measure), between(size, told.measure))} "
        "on average."
    )


def _goes_with(told: Answers) -> str:
    if not told.samples:
        return ""
    first = told.samples[0]
    value = first.effect.correlation.value
    if value == 0:
        return f"{_capital(_in_full(told))} neither rises nor falls along any axis."
    goes, always = ("rises", 1) if value > 0 else ("falls", -1)
    if len(told.leading) > 1:
        return (
            f"{_capital(_in_full(told))} goes most steadily with {_rivals(told)}, not told "
            f"apart: with the first it {goes} (rank correlation {value:.2f}, where {always} is "
            "always)."
        )
    return (
        f"{_capital(_in_full(told))} {goes} most steadily with "
        f"{safe(told.axis(first.axis).label)} (rank correlation {value:.2f}, where {always} is "
        "always)."
    )


def _thresholds(told: Answers) -> RenderableType | None:
    if not (told.thresholds or told.unseen) or told.matters is None:
        return None
    shown = told.thresholds[:_MOST_THRESHOLDS]
    more = len(told.thresholds) - len(shown)
    how = "as stated" if told.matters_stated else "a tenth of the range of conditions"
    return apart(
        *(Text(_threshold(told, one)) for one in shown),
        caption(f"And {plural(more, 'pair')} of axes more: --json has them all.") if more else None,
        *(Text(_unseen(told, one)) for one in told.unseen[:_MOST_THRESHOLDS]),
        caption(
            f"An axis matters where going from its first value to its last changes "
            f"{name_of(told.measure)} by more than {size_of(told.matters, told.measure)} ({how}; "
            "--matters states another size). Up to the first of two values it is shown to matter, "
            f"from the second on it is shown not to ({level(told)}); what is between was not "
            "tried, and a straight line is a guess."
        ),
    )


def _threshold(told: Answers, one: AxesThreshold) -> str:
    along, stops = told.axis(one.along), told.axis(one.stops)
    name, found = safe(stops.label), one.threshold
    step = f"{safe(stops.words(one.low))} or {safe(stops.words(one.high))}"
    if found.found is not Found.WITHIN:
        matters = found.found is Found.NEVER
        shown = "" if found.sure else ", though the interval leaves it open"
        hidden = any((each.along, each.stops) == (one.along, one.stops) for each in told.unseen)
        where = "that leaves room for it" if hidden else "tried"
        return (
            f"At every value of {safe(along.label)} {where}, it "
            f"{'matters' if matters else 'does not matter'} whether {name} is {step}{shown}."
        )
    assert told.matters is not None
    way = "Up" if one.side is Side.ABOVE else "Down"
    return (
        f"{way} along {safe(along.label)}, whether {name} is {step} makes no more than "
        f"{size_of(told.matters, told.measure)} of difference {_reach(along, one)}"
        f"{_guess(along, found)}."
    )


def _reach(along: AnsweredAxis, one: AxesThreshold) -> str:
    """Between which values tried a threshold lies, in the order in which they are passed."""
    low, high = (
        None if end is None else safe(along.words(end))
        for end in (one.threshold.low, one.threshold.high)
    )
    last, first = (low, high) if one.side is Side.ABOVE else (high, low)
    if last is None:
        return "from some value on" if first is None else f"from {first} on, or before"
    return (
        f"from some value after {last} on"
        if first is None
        else f"from a value between {last} and {first} on"
    )


def _guess(along: AnsweredAxis, found: Threshold) -> str:
    """Where a straight line puts it, unless that says no more than the values tried."""
    words = safe(along.words(found.straight)) if found.straight is not None else ""
    ends = (along.words(end) for end in (found.low, found.high) if end is not None)
    return "" if words in ends else f" (on a straight line {words})"


def _unseen(told: Answers, one: AxesUnseen) -> str:
    """Where no threshold can be told, because the scale of the measure ends."""
    along, stops = told.axis(one.along), told.axis(one.stops)
    values = listed((safe(along.words(value)) for value in one.values), "or")
    first, last = (safe(stops.words(value)) for value in (one.low, one.high))
    low, high = said(one.least, told.measure), said(one.most, told.measure)
    reach = low if low == high else f"{low} to {high}"
    scale = f", counted up to {_window(told)}" if ends_at_the_window(told) else ""
    assert told.matters is not None
    return (
        f"Where {safe(along.label)} is {values}, there is no room for {safe(stops.label)} to make "
        f"more than {size_of(told.matters, told.measure)} of difference: whether it is {first} or "
        f"{last}, {name_of(told.measure)} is {reach}{scale}."
    )


def _rule(told: Answers) -> RenderableType | None:
    rule = told.rule
    if rule is None or not rule.box.restrictions:
        return None
    where = listed(_held(told, one) for one in rule.box.restrictions)
    box, held = rule.box, rule.held_out
    tried = (
        ""
        if held is None or held.density is None
        else f" Tried on conditions that it was not found in: {share(held.density)} bad, with "
        f"{share(held.coverage)} of all bad ones."
    )
    return apart(
        Text(
            f"More than {share(rule.above)} of threats are missed, as in "
            f"{share(rule.bad / rule.conditions)} of all conditions, where {where}."
        ),
        Text(
            f"Of the {plural(box.conditions, 'condition')} there, {share(box.density)} are bad "
            f"(density), against {share(rule.bad / rule.conditions)} of all; they are "
            f"{share(box.coverage)} of all bad ones (coverage).{tried}"
        ),
        Group(
            Text("Wider and narrower boxes on the way, from most of all bad ones to most bad:"),
            *(Text(f"  {_traded(told, one)}") for one in rule.trade_off),
        ),
        caption(
            f"Bad: a condition that misses more than {share(rule.above)} of its threats (about "
            "the median, unless --missed-above states another share). The rule is found by "
            "PRIM, which cuts away ranges of axes where little is missed; of the boxes on its way "
            "it takes the one with most bad conditions beyond those that as many elsewhere hold."
        ),
    )


def _traded(told: Answers, box: Box) -> str:
    where = listed(_held(told, one) for one in box.restrictions) or "everywhere"
    return (
        f"{share(box.density)} bad, with {share(box.coverage)} of all bad ones, in "
        f"{plural(box.conditions, 'condition')}: {where}"
    )


def _held(told: Answers, one: Restriction) -> str:
    """One side of a box, and whether a search finds as much by chance."""
    doubt = " (perhaps by chance)" if one.quasi_p > LARGEST_QUASI_P else ""
    return f"{_restriction(told, one)}{doubt}"


def _restriction(told: Answers, one: Restriction) -> str:
    axis = told.axis(one.axis)
    name = safe(axis.label)
    if not axis.measured:
        kept = [
            safe(level.words)
            for level in axis.levels
            if (one.low is None or level.number >= one.low)
            and (one.high is None or level.number <= one.high)
        ]
        return f"{name} is {listed(kept, 'or')}"
    low = None if one.low is None else safe(axis.words(one.low))
    high = None if one.high is None else safe(axis.words(one.high))
    if low is None:
        return f"{name} is at most {high}"
    if high is None:
        return f"{name} is at least {low}"
    return f"{name} is {low}" if low == high else f"{name} is from {low} to {high}"


def _cautions(told: Answers) -> RenderableType | None:
    if not told.cautions:
        return None
    every = Table.grid(padding=(0, 1, 0, 0))
    every.add_column(no_wrap=True)
    every.add_column(overflow="fold")
    for each in told.cautions:
        every.add_row(Text("!", style="bold"), Text(safe(each.sentence)))
    return every


def _foot(told: Answers) -> RenderableType:
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, words in _facts(told):
        facts.add_row(Text(name), Text(words))
    return facts


def _facts(told: Answers) -> list[tuple[str, str]]:
    counted, now = told.counted, told.status
    least, most = counted.fewest, counted.most
    each = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    paired = min((one.effect.replications for one in told.effects), default=most)
    compared = f"; effects compare the {paired:,} that all have" if paired < most else ""
    few, many = counted.fewest_telling, counted.most_telling
    telling = f"{few:,}" if few == many else f"{few:,} to {many:,}"
    gave = "" if few == least else f", of which {telling} gave something to measure"
    writer = (
        [("written", "somebody is running it now; the answers are of this moment")]
        if now.writer is not None
        else []
    )
    shown = [f"{axis.label} by {axis.shown_by}" for axis in told.axes if axis.shown_by]
    return [
        ("store", safe(told.store)),
        ("scenario", f"{safe(told.scenario)} ({told.scenario_digest[:12]})"),
        ("design", f"{told.form}, {plural(len(told.axes), 'axis', 'axes')}"),
        *(
            [("shown by", safe(f"the values of one of its paths: {listed(shown)}"))]
            if shown
            else []
        ),
        ("measure", f"{told.measure.name}: {safe(told.measure.meaning)}"),
        ("conditions", f"{counted.conditions:,} of {now.conditions:,}"),
        ("replications", f"{each} of a condition{gave}; {now.rows_done:,} in all{compared}"),
        ("intervals", f"{100 * told.confidence:g} %"),
        *own_code_facts(told.own_code),
        ("seed", f"{told.seed}; every condition runs on common random numbers"),
        ("version", told.version),
        ("engine", listed(told.engines)),
        *writer,
    ]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
