"""What a guide may say of results, each measured in the unit in which it is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import hypot

from sim.analyses.comparison.findings import Asking, ByThreat, Findings, Rung
from sim.analyses.programmes.programmes import Bought
from sim.plan.values.causes import End
from sim.statistics.intervals import Estimate, Kind
from tests.contracts.guides.worlds import IDEAL, exercise, lived, programmes, split

HOURS_IN_DAY = 24.0
Quantity = Callable[[], Estimate]
World = tuple[str, ...]


def scaled(estimate: Estimate, by: float) -> Estimate:
    """The same in another unit."""
    bounds = (None if b is None else b * by for b in (estimate.low, estimate.high))
    low, high = bounds
    if by < 0:
        low, high = high, low
    return replace(estimate, value=estimate.value * by, low=low, high=high)


def minus(one: Estimate, other: Estimate) -> Estimate:
    """A difference whose interval does without pairing, so that it is rather too wide."""
    half = hypot(_half(one), _half(other))
    value = one.value - other.value
    return Estimate(value, value - half, value + half, min(one.n, other.n), Kind.T)


def _half(estimate: Estimate) -> float:
    if estimate.low is None or estimate.high is None:
        return 0.0
    return max(estimate.value - estimate.low, estimate.high - estimate.value)


def days(name: str, *settings: str) -> Quantity:
    """Days until detection, restricted to the window."""
    return lambda: scaled(_rung(lived(name, *settings)).detection_time, 1 / HOURS_IN_DAY)


def hours(name: str, *settings: str) -> Quantity:
    """The same in hours."""
    return lambda: _rung(lived(name, *settings)).detection_time


def ideal(name: str) -> Quantity:
    """Days until detection without any challenge."""
    return days(name, *IDEAL)


def alone(name: str) -> Quantity:
    """Days until detection where nobody tells anybody."""
    return lambda: scaled(lived(name).rung("alone").detection_time, 1 / HOURS_IN_DAY)


def missed(name: str, *settings: str) -> Quantity:
    """Percent of threats not detected within their window."""
    return lambda: scaled(_rung(lived(name, *settings)).missed, 100)


def warned(name: str, *settings: str) -> Quantity:
    """Percent of threats of which the responsible agency was warned in time."""
    return lambda: scaled(_rung(lived(name, *settings)).warned, 100)


def warned_alone(name: str) -> Quantity:
    """The same where nobody tells anybody."""
    return lambda: scaled(lived(name).rung("alone").warned, 100)


def deceived(name: str, *settings: str) -> Quantity:
    """Percent of red herrings that some agency believes in."""

    def measured() -> Estimate:
        share = _rung(lived(name, *settings)).deceived
        assert share is not None
        return scaled(share, 100)

    return measured


def false_alarms(name: str, *settings: str) -> Quantity:
    """Agencies that believe in what is no threat, per replication."""
    return lambda: _rung(lived(name, *settings)).false_alarms


def needless(name: str, *settings: str) -> Quantity:
    """Copies about what is no threat that reach another country, per replication."""
    return lambda: _rung(lived(name, *settings)).unnecessary_disclosures


def right(name: str, *settings: str) -> Quantity:
    """Percent of beliefs at threshold that are right."""

    def measured() -> Estimate:
        share = _rung(lived(name, *settings)).alarm_precision
        assert share is not None
        return scaled(share, 100)

    return measured


def counted(name: str, *settings: str) -> Quantity:
    """How many times an observation is counted in a belief."""

    def measured() -> Estimate:
        times = lived(name, *settings).times_counted
        assert times is not None
        return times

    return measured


def costs(name: str, challenge: str) -> Quantity:
    """Days that a challenge costs: its part of the whole, split."""

    def measured() -> Estimate:
        parts = {part.challenge.value: part.hours for part in split(name).attribution}
        return scaled(parts[challenge], 1 / HOURS_IN_DAY)

    return measured


def costs_hours(name: str, challenge: str) -> Quantity:
    """The same in hours."""
    return lambda: scaled(costs(name, challenge)(), HOURS_IN_DAY)


def regained(name: str, challenge: str) -> Quantity:
    """Days sooner without one challenge, as the ladder has it."""

    def measured() -> Estimate:
        gain = split(name).rung(f"without {challenge}").gain
        assert gain is not None
        return scaled(gain, 1 / HOURS_IN_DAY)

    return measured


def sooner(name: str, *settings: str, than: World = ()) -> Quantity:
    """Days by which these settings find it sooner; below nothing where later."""
    return lambda: minus(days(name, *than)(), days(name, *settings)())


def threat(name: str, which: str, *settings: str) -> Quantity:
    """Days until one threat is detected."""
    return lambda: scaled(_threat(lived(name, *settings), which).detection_time, 1 / HOURS_IN_DAY)


def threat_missed(name: str, which: str, *settings: str) -> Quantity:
    """Percent in which one threat is missed."""
    return lambda: scaled(_threat(lived(name, *settings), which).missed, 100)


def threat_sooner(name: str, which: str, *settings: str, than: World = ()) -> Quantity:
    """Days by which one threat is found sooner."""
    return lambda: minus(threat(name, which, *than)(), threat(name, which, *settings)())


def first_to_know(name: str, *agencies: str) -> Quantity:
    """Percent of a scenario's one threat that some of these agencies detect first."""

    def measured() -> Estimate:
        shares = dict(lived(name).threats[0].detectors)
        share = 100 * sum(shares[agency] for agency in agencies)
        return Estimate(share, share - 2.5, share + 2.5, 1, Kind.T)

    return measured


def busy(name: str, agency: str, *settings: str) -> Quantity:
    """Percent of analysts' time at work that triage and searches take."""

    def measured() -> Estimate:
        (load,) = (one for one in lived(name, *settings).loads if one.agency == agency)
        return scaled(load.utilisation, 100)

    return measured


def waiting(name: str, agency: str, *settings: str) -> Quantity:
    """Reports waiting at a desk, on average."""

    def measured() -> Estimate:
        (load,) = (one for one in lived(name, *settings).loads if one.agency == agency)
        return load.waiting

    return measured


def buys(name: str, programme: str, what: str, *settings: str) -> Quantity:
    """What programmes, joined by a plus, gain: `days`, `prevented`, `disrupted`, `false_alarms`."""
    names = frozenset(programme.split(" + "))

    def measured() -> Estimate:
        found = programmes(name, *settings)
        (bought,) = (one for one in (*found.alone, *found.together) if set(one.names) == names)
        return _gain(bought, what)

    return measured


def _gain(bought: Bought, what: str) -> Estimate:
    estimate = getattr(bought, what)
    assert isinstance(estimate, Estimate)
    return estimate


def followed(name: str, step: str, *settings: str) -> Quantity:
    """Percent of threats that come as far as a step after the warning."""

    def measured() -> Estimate:
        after = _rung(lived(name, *settings)).followed
        assert after is not None
        estimate = getattr(after, step)
        assert isinstance(estimate, Estimate)
        return scaled(estimate, 100)

    return measured


def learned(name: str, who: str, whom: str) -> Quantity:
    """Trust at the end, as experience has made it."""

    def measured() -> Estimate:
        (pair,) = (one for one in lived(name).learned if (one.who, one.whom) == (who, whom))
        return pair.trust

    return measured


def in_exercise(name: str, number: int) -> Quantity:
    """Days until detection in an exercise that begins with the trust that others left."""
    return lambda: scaled(_rung(exercise(name, number)).detection_time, 1 / HOURS_IN_DAY)


def _rung(found: Findings) -> Rung:
    return found.rung("as written")


def _threat(found: Findings, which: str) -> ByThreat:
    (one,) = (each for each in found.threats if each.name == which)
    return one


def times(one: Quantity, other: Quantity) -> Quantity:
    """How many times as much one is as the other; the interval is rather too wide."""

    def measured() -> Estimate:
        mine, theirs = one(), other()
        value = mine.value / theirs.value
        half = value * hypot(_half(mine) / mine.value, _half(theirs) / theirs.value)
        return Estimate(value, value - half, value + half, min(mine.n, theirs.n), Kind.T)

    return measured


def believers(name: str, *settings: str) -> Quantity:
    """Agencies that believe in a red herring, of those that anybody believes in."""
    percent = deceived(name, *settings)
    return times(false_alarms(name, *settings), lambda: scaled(percent(), 1 / 100))


def detected_by(name: str, *agencies: str) -> Quantity:
    """Percent of the detections of a scenario's one threat that some of these agencies make."""

    def measured() -> Estimate:
        found = 1 - _rung(lived(name)).missed.value
        return scaled(first_to_know(name, *agencies)(), 1 / found)

    return measured


def apart(name: str, one: str, other: str) -> Quantity:
    """Days by which one threat is found later than another."""
    return lambda: minus(threat(name, one)(), threat(name, other)())


def ended(name: str, how: int) -> Quantity:
    """Percent of all copies that end in one way; without an interval."""

    def measured() -> Estimate:
        share = sum(one.share for one in lived(name).ends if one.end == how)
        return Estimate(100 * share, None, None, 1, Kind.TOO_FEW)

    return measured


def _asking(name: str) -> Asking:
    found = lived(name).asking
    assert found is not None
    return found


def asked(name: str) -> Quantity:
    """Requests to partners, per replication."""
    return lambda: _asking(name).asked


def answered(name: str, how: End) -> Quantity:
    """Percent of requests that end in one way; without an interval."""

    def measured() -> Estimate:
        share = sum(one.share for one in _asking(name).ends if one.end == how)
        return Estimate(100 * share, None, None, 1, Kind.TOO_FEW)

    return measured


def answered_by(name: str, share: float) -> Quantity:
    """Days by which a share of all requests is answered; without an interval."""

    def measured() -> Estimate:
        taken = _asking(name).answered_by(share)
        assert taken is not None
        return Estimate(taken / HOURS_IN_DAY, None, None, 1, Kind.TOO_FEW)

    return measured


def found_of_searches(name: str) -> Quantity:
    """Percent of searches in databases that bring something."""

    def measured() -> Estimate:
        share = _asking(name).found
        assert share is not None
        return scaled(share, 100)

    return measured
