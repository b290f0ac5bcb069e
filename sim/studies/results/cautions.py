"""What a reader should doubt of the answers, each in one sentence that names what to do."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from sim.measures.registry import MEASURES
from sim.scenario.files.words import listed
from sim.statistics.intervals import FEWEST_NONZERO, Estimate, Kind
from sim.statistics.morris import ADVISED_TRAJECTORIES
from sim.statistics.sobol import ADVISED_ROWS
from sim.statistics.thresholds import Found, Side
from sim.studies.results.axes import AnsweredAxis
from sim.studies.results.reached import why_short
from sim.studies.results.values import Answers, AxesThreshold, Form, GridEffect, StudyCaution, Topic
from sim.studies.store.ranges import UNTIL_DETECTED

LARGE_NOISE = 0.25
"""A share of the variance of condition means: above it more replications say more than rows."""
MOSTLY_MISSED_SHARE = 0.1
"""Of conditions: above it hours say mostly how long the window is."""
SMALL_SHARE = 0.05
"""Of the variance: below it an axis explains next to nothing,"""
LARGE_CORRELATION = 0.3
"""and a rank correlation above this would have to be explained otherwise."""
_USEFUL = 1.1
"""A rule is confirmed where it is at least so many times as dense as no rule at all."""
_MOST_TIMES = 100.0
_FEWEST_REPLICATIONS = 20


def cautions_of(told: Answers) -> tuple[StudyCaution, ...]:
    """Everything that the precision or the rows do not bear out, the gravest first."""
    found = (
        *_of_conditions(told),
        *_of_replications(told),
        *_of_weights(told),
        *_of_measures(told),
        *_of_window(told),
        *_of_effects(told),
        *_of_samples(told),
        *_of_indices(told),
        *_of_screening(told),
        *_of_thresholds(told),
        *_of_rule(told),
        *_of_table(told),
        *(StudyCaution(Topic.NOT_TOLD, why) for why in told.not_told),
    )
    return tuple(StudyCaution(each.topic, f"{each.sentence.rstrip('.')}.") for each in found)


_Doubts = Iterator[StudyCaution]


def _of_weights(told: Answers) -> _Doubts:
    kept = MEASURES.get(told.measure.name)
    if kept is not None and kept.per and not told.measure.per:
        yield StudyCaution(
            Topic.WEIGHTS,
            f"The store is from before denominators were kept, so {told.measure.name} is a mean "
            f"over replications that all weigh the same, and not by {kept.per}: run the study "
            "into a new store, unless every replication has as many",
        )


def _of_conditions(told: Answers) -> _Doubts:
    counted, asked, now = told.counted, told.status.conditions, told.status
    if now.rows_missing:
        yield StudyCaution(
            Topic.INCOMPLETE,
            f"The study is not finished: {now.rows_done:,} of {now.rows_wanted:,} rows are there, "
            "and the same `entente sweep` runs the rest",
        )
    if counted.incomplete:
        yield StudyCaution(
            Topic.INCOMPLETE,
            f"{_some(counted.incomplete, asked)} not complete and left out: the same `entente "
            "sweep` runs what is missing",
        )
    if counted.failed:
        yield StudyCaution(
            Topic.FAILED,
            f"{_some(counted.failed, asked)} left out because of failures: `entente study "
            "status` tells why, and if these are the extreme conditions the answers miss them",
        )
    if counted.partly_failed:
        yield StudyCaution(
            Topic.FAILED,
            f"{_some(counted.partly_failed, asked)} without some replications, which failed: look "
            "at why with `entente study status`, for what fails may not fail by chance",
        )
    if counted.unmeasured:
        yield StudyCaution(
            Topic.NOTHING,
            f"{_some(counted.unmeasured, asked)} left out because they gave nothing to measure: "
            "choose another measure, or a longer horizon so that threats are scored",
        )


def _of_replications(told: Answers) -> _Doubts:
    counted = told.counted
    if 0 < counted.fewest < _FEWEST_REPLICATIONS:
        yield StudyCaution(
            Topic.REPLICATIONS,
            f"Some conditions rest on {_number(counted.fewest, 'replication')}: ask for "
            f"{_FEWEST_REPLICATIONS} or more before believing an interval",
        )
    if told.short is not None:
        more = "raise `budget`" if told.short.by_budget else "raise `at_most`"
        yield StudyCaution(
            Topic.PRECISION,
            f"{_some(told.short.conditions, told.status.conditions)} less precise than the study "
            f"asks for, because {why_short(told.short)}: {more}, or say how precise they are",
        )
    if counted.sparse and not told.effects:
        yield StudyCaution(
            Topic.REPLICATIONS,
            f"In {counted.sparse:,} of {_number(counted.conditions, 'condition')} fewer than half "
            f"of the replications gave {told.measure.name} anything to measure: its figures are of "
            "those that did, which may not be like the rest, so read `--measure share_missed` "
            "beside them",
        )
    if counted.compared < counted.most:
        yield StudyCaution(
            Topic.REPLICATIONS,
            f"Pairs are compared in the first {counted.compared:,} replications only, to keep "
            "memory small: export the study to compare in all",
        )


def _of_measures(told: Answers) -> _Doubts:
    for one in told.unmoved:
        yield StudyCaution(
            Topic.NOTHING,
            f"{one.measure} is {one.value:.6g} in every replication of every condition: nothing "
            "that this study varies moves it, and it takes no part in any comparison",
        )


def _of_window(told: Answers) -> _Doubts:
    mostly, counted = told.counted.mostly_missed, told.counted.conditions
    if told.measure.name != UNTIL_DETECTED or not counted:
        return
    if mostly is None:
        yield StudyCaution(
            Topic.WINDOW,
            "Hours of threats that nobody detects count as the whole window: keep share_missed as "
            "well, to see how far these hours say nothing but the window",
        )
    elif mostly > MOSTLY_MISSED_SHARE * counted:
        yield StudyCaution(
            Topic.WINDOW,
            f"In {mostly:,} of {_number(counted, 'condition')} more than half of the threats are "
            "missed, so hours there depend on the window: read `--measure share_missed` beside "
            "them, or run the study with another window",
        )


def _of_effects(told: Answers) -> _Doubts:
    by_doubt: dict[str, list[str]] = {}
    for effect in told.effects:
        by_doubt.setdefault(_doubt(effect, told.precision), []).append(told.axis(effect.axis).label)
    if unsure := by_doubt.get("unsure"):
        yield StudyCaution(
            Topic.PRECISION,
            f"The interval is wider than the effect of {listed(unsure, 'and')}: ask for "
            f"{_times(told)} replications, or say that no effect was shown",
        )
    yield from _of_pairs(told)
    if few := by_doubt.get("few"):
        yield StudyCaution(
            Topic.REPLICATIONS,
            f"Fewer than {FEWEST_NONZERO} replications differ by {listed(few, 'and')}: too few to "
            "tell, so ask for more replications",
        )
    if small := by_doubt.get("small"):
        yield StudyCaution(
            Topic.PRECISION,
            f"The effect of {listed(small, 'and')} is smaller than the precision that the study "
            "asks for: lower the half-width under `until` before comparing conditions by it",
        )
    if told.effects and told.effects[0].told and told.effects[0].largest.value:
        yield from _of_order(told, "the largest effect", "replications")
    if dropped := {each.effect.dropped for each in told.effects if each.effect.dropped}:
        yield StudyCaution(
            Topic.DROPPED,
            f"Up to {_number(max(dropped), 'combination')} of other axes left out of an effect, "
            "because a condition of each has no result: run the study on, or mend what failed",
        )


def _of_order(told: Answers, largest: str, more: str) -> _Doubts:
    """What comes first and is not told apart from others, which a headline must not rank."""
    if len(told.leading) < 2:
        return
    first, *others = (told.axis(name).label for name in told.leading)
    same = "replications" if more == "replications" else "conditions and replications"
    yield StudyCaution(
        Topic.ORDER,
        f"In the same {same} {largest}, of {first}, is not told apart from that of "
        f"{listed(others, 'and')}, so do not say which matters more: ask for more {more} to tell "
        "them apart",
    )


def _of_samples(told: Answers) -> _Doubts:
    weak = [
        told.axis(one.axis).label
        for one in told.samples
        if one.effect.correlation.low is not None
        and one.effect.correlation.high is not None
        and one.effect.correlation.low <= 0.0 <= one.effect.correlation.high
    ]
    if told.indices is not None:
        yield from _of_chance(told)
    elif told.samples and told.samples[0].effect.correlation.value:
        yield from _of_order(told, "the steadiest rise or fall", "points")
    if told.indices is None and weak:
        yield StudyCaution(
            Topic.PRECISION,
            f"No steady rise or fall is shown along {listed(weak, 'and')}: ask for more points, or "
            "look whether it rises and falls again",
        )


def _of_pairs(told: Answers) -> _Doubts:
    """Effects that rest on fewer than half of the replications, because the others gave nothing."""
    least = {
        told.axis(one.axis).label: min(level.paired for level in one.effect.levels)
        for one in told.effects
        if any(2 * level.paired < one.effect.replications for level in one.effect.levels)
    }
    if not least:
        return
    fewest, whole = min(least.values()), max(one.effect.replications for one in told.effects)
    yield StudyCaution(
        Topic.REPLICATIONS,
        f"The effect of {listed(least, 'and')} rests on {fewest:,} of {whole:,} replications where "
        f"it rests on fewest, those that gave {told.measure.name} something to measure at both "
        "values: they may not be like the rest, so read `--measure share_missed` beside it",
    )


def _doubt(effect: GridEffect, precision: float | None) -> str:
    largest = effect.largest
    if not effect.told:
        return ""
    if largest.kind is Kind.TOO_FEW:
        return "few" if largest.value else ""
    if largest.low is not None and largest.high is not None and largest.low <= 0 <= largest.high:
        return "unsure"
    return "small" if precision is not None and abs(largest.value) < precision else ""


def _times(told: Answers) -> str:
    """How many times as many replications would make the intervals as narrow as the effects."""
    factors = [
        (one.largest.half_width / abs(one.largest.value)) ** 2
        for one in told.effects
        if _doubt(one, None) == "unsure" and one.largest.half_width and one.largest.value
    ]
    most = max(factors, default=2.0)
    return f"about {max(2, ceil(most)):,} times as many" if most < _MOST_TIMES else "many more"


def _of_chance(told: Answers) -> _Doubts:
    """Axes along which few points make a rise or fall that their index does not bear out."""
    assert told.indices is not None
    totals = dict(zip((axis.name for axis in told.axes), told.indices.total, strict=False))
    chance = [
        told.axis(one.axis).label
        for one in told.samples
        if (total := totals.get(one.axis)) is not None
        and total.high is not None
        and total.high < SMALL_SHARE
        and abs(one.effect.correlation.value) > LARGE_CORRELATION
    ]
    if chance:
        yield StudyCaution(
            Topic.ROWS,
            f"The rise or fall along {listed(chance, 'and')} is one of uneven points, for its "
            "index is next to nothing: go by the index, or ask for more points",
        )


def _of_indices(told: Answers) -> _Doubts:
    found = told.indices
    if found is None:
        return
    if not found.first:
        yield StudyCaution(
            Topic.NOISE,
            "Condition means differ by no more than their noise, so there are no indices: ask for "
            "more replications, or wider ranges",
        )
    if found.total:
        yield from _of_order(told, "the largest share", "points")
    if found.rows < ADVISED_ROWS:
        yield StudyCaution(
            Topic.ROWS,
            f"The indices rest on {_number(found.rows, 'row')} of the design: ask for "
            f"{ADVISED_ROWS} points before believing the bounds of a large one",
        )
    if found.dropped:
        yield StudyCaution(
            Topic.DROPPED,
            f"{_number(found.dropped, 'row')} of the design left out whole, because a condition in "
            "each has no result: run the study on, or mend what failed",
        )
    if found.noise_share is None:
        yield StudyCaution(
            Topic.NOISE,
            "One replication cannot show how much of the indices is noise: ask for several",
        )
    elif found.noise_share.value > LARGE_NOISE:
        yield StudyCaution(
            Topic.NOISE,
            f"{100 * found.noise_share.value:.0f} % of the variance of condition means is noise: "
            "more replications make the indices surer than more points",
        )
    wide = [
        axis.label
        for axis, index in zip(told.axes, found.total, strict=False)
        if index.half_width is None or index.half_width > max(abs(index.value), LARGE_NOISE)
    ]
    if wide:
        yield StudyCaution(
            Topic.PRECISION,
            f"The interval is wider than the share of {listed(wide, 'and')}: ask for more points "
            "before ranking it",
        )


def _of_screening(told: Answers) -> _Doubts:
    found = told.screening
    if found is None:
        return
    quiet = [
        axis.label
        for axis, one in zip(told.axes, found.dimensions, strict=True)
        if one.noise is not None and one.noise > 0 and _low(one.mu_star) <= one.noise
    ]
    if quiet:
        yield StudyCaution(
            Topic.NOISE,
            f"{listed(quiet, 'and')} cannot be told from noise: ask for more replications before "
            "speaking of no effect",
        )
    if any(one.mu_star.value for one in found.dimensions):
        yield from _of_order(told, "the largest change", "walks")
    if found.trajectories < ADVISED_TRAJECTORIES:
        yield StudyCaution(
            Topic.ROWS,
            f"The screening rests on {_number(found.trajectories, 'walk')}: ask for "
            f"{ADVISED_TRAJECTORIES} or more before believing its intervals",
        )
    if any(one.noise is None for one in found.dimensions):
        yield StudyCaution(
            Topic.NOISE,
            "One replication cannot show how much of the screening is noise: ask for several",
        )
    if found.dropped:
        yield StudyCaution(
            Topic.DROPPED,
            f"{_number(found.dropped, 'walk')} left out whole, because a condition in each has no "
            "result: run the study on, or mend what failed",
        )


def _low(estimate: Estimate) -> float:
    return estimate.value if estimate.low is None else estimate.low


def _of_thresholds(told: Answers) -> _Doubts:
    for one in told.thresholds:
        pair = f"{told.axis(one.stops).label} along {told.axis(one.along).label}"
        if one.threshold.crossings > _explained(told, one):
            yield StudyCaution(
                Topic.THRESHOLD,
                f"The effect of {pair} comes and goes {one.threshold.crossings} times, so do not "
                "speak of one threshold: look at the map of the two, and ask for more replications "
                "where it looks like luck",
            )
        elif one.threshold.found is Found.WITHIN and not one.threshold.sure:
            way = "up" if one.side is Side.ABOVE else "down"
            yield StudyCaution(
                Topic.THRESHOLD,
                f"The threshold of {told.axis(one.stops).label} {way} along "
                f"{told.axis(one.along).label} may lie outside the values tried: add values there, "
                "or ask for more replications",
            )
    for axis in told.axes:
        if gaps := _gaps(told, axis):
            between = listed(
                f"between {axis.words(low)} and {axis.words(high)}" for low, high in gaps
            )
            yield StudyCaution(
                Topic.THRESHOLD,
                f"Along {axis.label} nothing was tried {between}, where an effect stops "
                "mattering: add values there to say more closely from where on",
            )


def _gaps(told: Answers, axis: AnsweredAxis) -> list[tuple[float, float]]:
    """Between which values tried the thresholds on an axis lie, where there is room for more."""
    found = {
        (one.threshold.low, one.threshold.high) for one in told.thresholds if one.along == axis.name
    }
    known = ((low, high) for low, high in found if low is not None and high is not None)
    return sorted((low, high) for low, high in known if not (axis.whole and high - low <= 1.0))


def _explained(told: Answers, one: AxesThreshold) -> int:
    """How many crossings the thresholds of a pair account for: one each."""
    return sum((each.along, each.stops) == (one.along, one.stops) for each in told.thresholds)


def _of_rule(told: Answers) -> _Doubts:
    rule = told.rule
    if rule is None:
        return
    held = rule.held_out
    if not rule.box.restrictions:
        yield StudyCaution(
            Topic.RULE,
            "No range of axes was found that holds more bad conditions than a search finds by "
            "chance, which does not say that none is worse than the rest: look along each axis, "
            "enlarge the design, or state another level with --missed-above",
        )
    elif held is None:
        yield StudyCaution(
            Topic.RULE,
            "The rule could not be tried on conditions that it was not found in: add conditions "
            "before repeating it",
        )
    elif held.density is None or held.density < _USEFUL * held.base:
        yield StudyCaution(
            Topic.RULE,
            "The rule is not confirmed in conditions that it was not found in: do not repeat it "
            "without a larger design",
        )
    elif told.form is Form.MORRIS:
        yield StudyCaution(
            Topic.RULE,
            "Conditions of one walk resemble each other, which flatters the rule: confirm it with "
            "a Latin hypercube",
        )


def _of_table(told: Answers) -> _Doubts:
    table = told.table
    if table.like_first and table.rows:
        yield StudyCaution(
            Topic.ORDER,
            "The first condition of the table cannot be told from "
            f"{_number(table.like_first, 'other')} by their intervals: do not call it the "
            f"{'highest' if table.descending else 'lowest'}, but compare them by pairs or with "
            "more replications",
        )


def _some(part: int, whole: int) -> str:
    return f"{part:,} of {_number(whole, 'condition')} {'is' if part == 1 else 'are'}"


def _number(count: int, what: str) -> str:
    return f"{count:,} {what if count == 1 else what + 's'}"
