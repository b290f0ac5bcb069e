"""What rests on assumptions: the headline, the tornado beside it, and which conclusions stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.text import Text

from sim.analyses.assumptions.assumed_numbers import Factor
from sim.analyses.assumptions.assumptions import (
    Assumption,
    AssumptionFindings,
    Change,
    Fate,
    HalfOrDouble,
    Moved,
    Order,
    OrderOfChallenges,
)
from sim.screen.foot import foot, stopped, two_columns
from sim.screen.report.conditions import world_of
from sim.screen.toolkit.escaping import safe
from sim.screen.toolkit.layout import BAD, CAPTION, GOOD, apart, caption, drawn_line, section
from sim.screen.toolkit.printing import Paper, paper_of
from sim.screen.toolkit.windows import window
from sim.screen.toolkit.words import (
    HOUR,
    TOO_FEW,
    duration,
    hours_bounds,
    hours_of,
    is_nought,
    listed,
    plural,
    rough_bounds,
    roughly,
    share,
    share_bounds,
    short,
    step_of,
    with_interval,
)
from sim.statistics.intervals import FEWEST_NONZERO, Estimate, Kind

MOST_ROWS = 20
_MOST_NAMES = 8
_MOST_MOVED = 6
_SIDE, _EFFECT, _BOUNDS, _MISSED, _WIDEST = 20, 11, 20, 7, 60
_NARROW = 80
"""Below it the share missed has no room."""
_MOST_NAMED = 3
"""More that are not told apart from the first are counted and not named."""


def tornado(findings: AssumptionFindings, console: Console) -> None:
    """Draws everything that was found."""
    paper = paper_of(console)
    console.print()
    console.print(Text(safe(findings.provenance.title), style="bold"))
    if findings.provenance.overrides:
        console.print(Text(f"With {safe(', '.join(findings.provenance.overrides))}.", style="dim"))
    if findings.provenance.was_stopped:
        console.print()
        console.print(Text(_stopped(findings), style=BAD))
    console.print()
    console.print(Text(_answer(findings)))
    console.print(section("What the detection time depends on", _rows(findings, paper)))
    console.print(section("Which conclusions stand", _conclusions(findings)))
    console.print(section("What was left alone", _left_alone(findings)))
    run = f"of each of {findings.runs:,} settings at half or double"
    console.print(section("What this rests on", foot(findings.provenance, run=run)))
    console.print()


def _stopped(findings: AssumptionFindings) -> str:
    if (
        findings.provenance.replications + len(findings.provenance.failures)
        == findings.provenance.requested
    ):
        return "Stopped by the user: the tornado is complete, the order of challenges is not told."
    return stopped(findings.provenance)


def _answer(findings: AssumptionFindings) -> str:
    world = world_of(findings.provenance.overrides).capitalize()
    hours = with_interval(hours_of(findings.detection_time), hours_bounds(findings.detection_time))
    missed = with_interval(share(findings.missed.value), share_bounds(findings.missed))
    found = (
        f"{world}, no threat is detected within its window of {window(findings.provenance)}."
        if findings.missed.value == 1.0
        else f"{world}, a threat is detected after {hours} on average, counted up to its window of "
        f"{window(findings.provenance)}; {missed} are not detected by then."
    )
    return " ".join((found, *_moved(findings)))


def _moved(findings: AssumptionFindings) -> Iterator[str]:
    different, varied = _different(findings), len(findings.varied)
    many = plural(len(findings.assumptions), "number")
    if not findings.assumptions:
        yield "No number that could be varied is without a source."
        return
    if not different:
        yield f"None of {many} without a source makes a difference at half or at double."
        return
    clear = sum(any(side.is_clear for side in one.sides.values()) for one in different)
    part = (
        findings.matters / findings.detection_time.value if findings.detection_time.value else 0.0
    )
    yield (
        f"Of {many} without a source, {varied} {'changes' if varied == 1 else 'change'} what is "
        f"run at half or at double, each varied by itself; {len(different)} of these "
        f"{'makes' if len(different) == 1 else 'make'} a difference to the headline, "
        f"{_none_or(clear)} clearly, {_none_or(len(findings.movers))} clearly and by "
        f"{share(part)} of it or more ({roughly(findings.matters)})."
    )
    yield f"Most rests on {safe(different[0].name)}: {_both(different[0])}{_not_apart(findings)}."
    never = [side.hours for one in different for side in one.sides.values() if side.is_never]
    if any(never):
        yield (
            f"Nothing can show as more than {duration(max(never), HOUR)} later, because hours are "
            "counted up to the window: what is then never detected may weigh more than it seems."
        )


def _not_apart(findings: AssumptionFindings) -> str:
    others = findings.leading[1:]
    if not others:
        return ""
    if len(others) > _MOST_NAMED:
        return f"; {len(others)} others are not told apart from it"
    are = "is" if len(others) == 1 else "are"
    return f"; {listed(map(safe, others))} {are} not told apart from it"


def _none_or(number: int) -> str:
    return "none" if number == 0 else f"{number}"


def _both(one: Assumption) -> str:
    said = [
        f"{_at(factor, side)} {_moves(side)}"
        for factor, side in one.sides.items()
        if side.later is not None and not is_nought(side.later)
    ]
    return listed(said)


def _at(factor: Factor, side: HalfOrDouble) -> str:
    return f"at {factor.value}" + (f", clipped to {side.text}," if side.clipped else "")


def _moves(side: HalfOrDouble) -> str:
    assert side.later is not None
    if side.later.kind is Kind.TOO_FEW:
        return TOO_FEW
    if side.is_never:
        return "never detected"
    return f"{duration(abs(side.hours))} {'later' if side.hours > 0 else 'sooner'}"


def _different(findings: AssumptionFindings) -> list[Assumption]:
    """Assumptions that make a difference, the largest span first."""
    return [one for one in findings.assumptions if any(map(_differs, one.sides.values()))]


def _differs(side: HalfOrDouble) -> bool:
    return side.later is not None and not is_nought(side.later)


def _rows(findings: AssumptionFindings, paper: Paper) -> RenderableType:
    different = _different(findings)
    shown, more = different[:MOST_ROWS], different[MOST_ROWS:]
    together = [] if findings.defaults is None else [findings.defaults]
    reach = _reach([*shown, *together])
    if not shown:
        return Text("Nothing to draw: no assumption that was varied moves the headline.")
    return apart(
        Group(*(line for one in shown for line in _row(one, reach, paper))),
        _more(more),
        Group(*(line for one in together for line in _row(one, reach, paper)))
        if together
        else None,
        caption(_how_to_read(findings, paper)),
    )


def _more(more: Sequence[Assumption]) -> Text | None:
    if not more:
        return None
    return Text(
        f"And {len(more)} more that make a difference, none of them over more than "
        f"{roughly(more[0].span)} from half to double; --json has them all."
    )


def _reach(shown: Sequence[Assumption]) -> tuple[float, float]:
    ends = [0.0, *(side.hours for one in shown for side in one.sides.values())]
    return min(ends), max(ends)


def _row(one: Assumption, reach: tuple[float, float], paper: Paper) -> Iterator[Text]:
    """The name with its value, then half and double."""
    where = f" in {one.places} places" if one.places > 1 else ""
    default = ", left to the default" if one.by_default else ""
    yield Text.assemble((safe(one.name), "bold"), f"  {one.text}", (f"{where}{default}", CAPTION))
    for factor, side in one.sides.items():
        yield _side(factor, side, reach, paper)


def _side(factor: Factor, side: HalfOrDouble, reach: tuple[float, float], paper: Paper) -> Text:
    label = f"  {factor.value}{_clipped(side)}".ljust(_SIDE)
    if side.later is None:
        return Text.assemble(label, (_not_run(side), CAPTION))
    column = _MISSED if paper.width >= _NARROW else 0
    cells = min(_WIDEST, paper.width - _SIDE - _EFFECT - _BOUNDS - column - 2)
    missed = "" if side.missed is None else share(side.missed)
    return drawn_line(
        label,
        _bar(factor, side, reach, cells, paper),
        (_signed(side.later).rjust(_EFFECT), _style(side)),
        "  ",
        (_bounds(side).ljust(_BOUNDS - 2), CAPTION),
        (missed.rjust(column) if column else "", CAPTION),
    )


def _bounds(side: HalfOrDouble) -> str:
    if side.later is None or not _differs(side):
        return ""
    return "never detected" if side.is_never else short(rough_bounds(side.later))


def _clipped(side: HalfOrDouble) -> str:
    if not side.clipped:
        return ""
    return ", clipped" if side.text.endswith("values") else f", to {side.text}"


def _not_run(side: HalfOrDouble) -> str:
    return side.fate.value if side.fate is Fate.UNSCORED else f"not varied: {safe(side.why)}"


def _bar(
    factor: Factor, side: HalfOrDouble, reach: tuple[float, float], cells: int, paper: Paper
) -> Text:
    """A bar to the left or right of the upright, which stands for as written."""
    least, most = reach
    by_hour = (cells - 1) / (most - least) if most > least else 0.0
    left = round(-least * by_hour)
    long = max(1, round(abs(side.hours) * by_hour)) if side.hours else 0
    drawn = (paper.glyphs.shades[1] if factor is Factor.HALF else paper.glyphs.full) * long
    sooner, later = ("", drawn) if side.hours > 0 else (drawn, "")
    line = sooner.rjust(left)[-left or cells :] + paper.glyphs.upright
    return Text((line + later)[:cells].ljust(cells), style=_style(side))


def _signed(later: Estimate) -> str:
    if is_nought(later):
        return "same"
    return f"{'+' if later.value > 0 else ''}{duration(later.value, step_of(later))}"


def _style(side: HalfOrDouble) -> str:
    """Red for later and green for sooner, where the interval leaves no doubt which."""
    if not side.is_clear:
        return CAPTION
    return BAD if side.hours > 0 else GOOD


def _how_to_read(findings: AssumptionFindings, paper: Paper) -> str:
    glyphs = paper.glyphs
    few = (
        f" Too few to tell: fewer than {FEWEST_NONZERO} replications differ."
        if any(
            side.later is not None and side.later.kind is Kind.TOO_FEW and _differs(side)
            for one in findings.assumptions
            for side in one.sides.values()
        )
        else ""
    )
    return (
        f"{glyphs.upright} is {world_of(findings.provenance.overrides)}; "
        f"{glyphs.shades[1]} at half, "
        f"{glyphs.full} at double: + "
        "later, - sooner, with the interval of the difference, paired on common random numbers: "
        f"95 % for all together.{_last_column(findings, paper)} Each number is varied by itself: "
        "two together may do more, or less. A star stands for every name: defaults vary in all "
        "places at once, and so does what is no matter of cooperation."
        f"{few}{_fewer(findings)}"
    )


def _last_column(findings: AssumptionFindings, paper: Paper) -> str:
    if paper.width < _NARROW:
        return ""
    return (
        f" Last: the share of threats missed; {world_of(findings.provenance.overrides)} "
        f"{share(findings.missed.value)}."
    )


def _fewer(findings: AssumptionFindings) -> str:
    """Where other threats are scored than as written, and so fewer replications compared."""
    told = [
        f"{safe(one.name)} at {factor.value} in {side.later.n:,}"
        for one in findings.assumptions
        for factor, side in one.sides.items()
        if side.later is not None and side.later.n < findings.detection_time.n
    ]
    if not told:
        return ""
    more = f" and {len(told) - _MOST_NAMES} more" if len(told) > _MOST_NAMES else ""
    return (
        f" Compared in fewer than the {findings.detection_time.n:,} replications that score a "
        f"threat as written: {', '.join(told[:_MOST_NAMES])}{more}."
    )


def _conclusions(findings: AssumptionFindings) -> RenderableType:
    ladder = findings.ladder
    if ladder is None:
        return Text(_no_ladder(findings))
    return apart(
        Text(_as_written(ladder, world_of(findings.provenance.overrides))),
        Text(_kept(ladder)),
        _lines(_turned(ladder)),
        _lines(_undecided(ladder)),
        caption(
            "Which of two challenges costs more: the one whose removal gains more hours, paired on "
            f"the same luck. Told for the {len(ladder.changes)} largest changes above, of those "
            "whose interval excludes 0."
        ),
    )


def _lines(said: Iterator[str]) -> Group | None:
    lines = [Text(line) for line in said]
    return Group(*lines) if lines else None


def _no_ladder(findings: AssumptionFindings) -> str:
    if findings.provenance.was_stopped:
        return "Stopped before it was told whether the challenges keep their order."
    if not any(side.is_clear for one in findings.assumptions for side in one.sides.values()):
        return (
            "No assumption by itself clearly moves the headline, so nothing was found that a "
            "conclusion about it would rest on."
        )
    return "Fewer than two challenges make a difference here, so there is no order to keep."


def _as_written(ladder: OrderOfChallenges, world: str) -> str:
    ranking = ", ".join(ladder.ranking)
    pairs = len(ladder.ranking) * (len(ladder.ranking) - 1) // 2
    return (
        f"{world.capitalize()} the challenges cost, the dearest first: {ranking}. "
        f"{len(ladder.orders)} of their {plural(pairs, 'pair')} can be told apart."
    )


def _kept(ladder: OrderOfChallenges) -> str:
    touched = {_pair(moved.order) for moved in (*ladder.turned, *ladder.undecided)}
    kept = [order for order in ladder.orders if _pair(order) not in touched]
    if not ladder.orders:
        return "So no order of challenges is a conclusion to begin with."
    if len(kept) == len(ladder.orders):
        return f"All of them keep their order under each of {_changes(ladder)}."
    if not kept:
        return f"None of them keeps its order under all of {_changes(ladder)}."
    said = listed(f"{order.dearer} before {order.cheaper}" for order in kept[:_MOST_NAMES])
    more = f" and {len(kept) - _MOST_NAMES} more" if len(kept) > _MOST_NAMES else ""
    return f"These stand under each of {_changes(ladder)}: {said}{more}."


def _changes(ladder: OrderOfChallenges) -> str:
    return f"the {plural(len(ladder.changes), 'largest change', 'largest changes')}"


def _pair(order: Order) -> tuple[str, str]:
    return order.dearer.value, order.cheaper.value


def _turned(ladder: OrderOfChallenges) -> Iterator[str]:
    for moved in ladder.turned[:_MOST_MOVED]:
        order = moved.order
        turned = _turned_round(order.hours)
        by = with_interval(hours_of(turned), short(hours_bounds(turned)))
        yield (
            f"Turned round: with {_said(moved.change)}, {order.cheaper} costs more than "
            f"{order.dearer}, by {by}."
        )
    if len(ladder.turned) > _MOST_MOVED:
        yield f"And {len(ladder.turned) - _MOST_MOVED} more are turned round; --json has them all."


def _undecided(ladder: OrderOfChallenges) -> Iterator[str]:
    by_pair: dict[tuple[str, str], list[Moved]] = {}
    for moved in ladder.undecided:
        by_pair.setdefault(_pair(moved.order), []).append(moved)
    for (dearer, cheaper), every in list(by_pair.items())[:_MOST_MOVED]:
        said = listed(_said(moved.change) for moved in every[:3])
        more = f" and {len(every) - 3} more" if len(every) > 3 else ""
        yield f"No longer told apart: {dearer} and {cheaper}, with {said}{more}."
    if len(by_pair) > _MOST_MOVED:
        yield f"And {len(by_pair) - _MOST_MOVED} more pairs; --json has them all."


def _turned_round(estimate: Estimate) -> Estimate:
    low, high = estimate.low, estimate.high
    return Estimate(
        -estimate.value,
        None if high is None else -high,
        None if low is None else -low,
        estimate.n,
        estimate.kind,
    )


def _said(change: Change) -> str:
    what = "" if change.text.endswith("values") else f" ({change.text})"
    return f"{safe(change.name)} at {change.factor.value}{what}"


def _left_alone(findings: AssumptionFindings) -> RenderableType:
    alone = [one for one in findings.assumptions if not one.was_varied]
    same = [
        one
        for one in findings.assumptions
        if one.was_varied and not any(map(_differs, one.sides.values()))
    ]
    not_run = [one for one in same if all(s.fate is not Fate.RUN for s in one.sides.values())]
    run = [one for one in same if one not in not_run]
    facts = (
        ("with a source", plural(findings.cited, "number")),
        ("not run", _names([one.name for one in not_run], "the plan stays the same")),
        ("no difference", _names([one.name for one in run], "run, and every replication the same")),
        *(("not varied", _names(names, why)) for why, names in _by_reason(alone).items()),
        ("held", _names(findings.held, "for how long a threat counts, so hours would not compare")),
    )
    return two_columns([(name, words) for name, words in facts if words])


def _by_reason(alone: Sequence[Assumption]) -> dict[str, list[str]]:
    """The names of those that could not be varied, by why."""
    found: dict[str, list[str]] = {}
    for one in alone:
        reasons = dict.fromkeys(safe(side.why) for side in one.sides.values())
        found.setdefault("; ".join(reasons), []).append(one.name)
    return found


def _names(names: Sequence[str], remark: str) -> str:
    if not names:
        return ""
    shown = ", ".join(safe(name) for name in names[:_MOST_NAMES])
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"{remark}: {shown}{more}" if remark else f"{shown}{more}"
