"""Findings that no study found: made up, so that a screen has everything to draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.analyses.comparison.findings import (
    WITH_CHANGES,
    WRITTEN,
    ByThreat,
    ComparedMeasure,
    Comparison,
    Ended,
    Figure,
    Findings,
    Load,
    Moment,
    PairChange,
    Part,
    Rung,
    ShareRate,
    Span,
    Spent,
    Story,
    StoryChoice,
    Timeliness,
    Variant,
)
from sim.experiments.failures import Failure
from sim.experiments.provenance import Provenance
from sim.plan.values.causes import Cause, End
from sim.scenario.reading.decisions import Decision, SettingChange
from sim.scenario.values.dials import Challenge
from sim.statistics.curve import detection_curve
from sim.statistics.intervals import Difference, Estimate, Kind
from sim.statistics.precision import Ending

AGENCIES = ("Aldren Police", "Aldren Intelligence", "Brand Customs", "Brandish Cyber Centre")
_PART_HOURS = {
    Challenge.LAW: 264.3,
    Challenge.TRUST: 130.4,
    Challenge.CAPACITY: 88.4,
    Challenge.COMMUNICATION: 31.7,
    Challenge.PRIORITIES: -30.5,
}
_GAINS = {
    Challenge.LAW: 218.0,
    Challenge.TRUST: 96.0,
    Challenge.COMMUNICATION: 7.4,
    Challenge.PRIORITIES: 0.3,
    Challenge.CAPACITY: -12.0,
}
_AS_WRITTEN, _IDEAL = 628.3, 144.0


def about(value: float, reach: float, kind: Kind = Kind.T) -> Difference:
    """An estimate with an interval that reaches as far to both sides."""
    return Difference(value, value - reach, value + reach, 400, kind, more=250, less=30)


def share(value: float, reach: float = 0.04) -> Estimate:
    """A share with its interval."""
    low, high = max(0.0, value - reach), min(1.0, value + reach)
    return Estimate(value, low, high, 400, Kind.WILSON)


def unsure(value: float) -> Difference:
    """A difference from too few to tell."""
    more, less = 3 * (value > 0), 3 * (value < 0)
    return Difference(value, None, None, 400, Kind.TOO_FEW, more=more, less=less)


def rung(
    name: str, challenge: Challenge | None, hours: float, gain: Difference | None, missed: float
) -> Rung:
    """One condition."""
    return Rung(
        name=name,
        challenge=challenge,
        detection_time=about(hours, 48.0),
        gain=gain,
        missed=share(missed),
        warned=share(max(0.0, 0.93 - missed)),
        false_alarms=about(0.42, 0.06),
        unnecessary_disclosures=about(12.4, 1.1),
        alarm_precision=share(0.91),
        deceived=share(0.2),
    )


def findings() -> Findings:
    """A study in which everything has been seen once."""
    removed = tuple(
        rung(
            f"without {challenge.value}",
            challenge,
            _AS_WRITTEN - gain,
            unsure(gain) if abs(gain) < 1 else about(gain, 11.0),
            0.24,
        )
        for challenge, gain in _GAINS.items()
    )
    ladder = (
        rung("alone", None, 742.0, about(_AS_WRITTEN - 742.0, 30.0), 0.44),
        rung(WITH_CHANGES, None, _AS_WRITTEN, None, 0.31),
        *removed,
        rung("ideal", None, _IDEAL, about(_AS_WRITTEN - _IDEAL, 40.0), 0.04),
    )
    return Findings(
        provenance=Provenance(
            title="Harbour: two neighbours and one cargo",
            scenario="harbour",
            overrides=("dials.law=1.5",),
            version="0.1.0",
            engine="simpy",
            engine_why="as asked",
            seed=20261121,
            replications=398,
            requested=400,
            ending=Ending.PRECISE,
            failures=(
                Failure(17, "as written", "PlanError: a route without an end"),
                Failure(203, "ideal", "MemoryError"),
            ),
            scored=1194,
            windows_hours=(1080.0,),
            seconds=12.34,
        ),
        summary="What two neighbours know of one cargo, and when.",
        numbers=(0, 2),
        counts=(1, 1),
        detection_times={
            each.name: (each.detection_time.value - 1.0, each.detection_time.value + 1.0)
            for each in ladder
        },
        horizon_hours=2160.0,
        ladder=ladder,
        unmoved=(Challenge.INTEROPERABILITY, Challenge.DEFINITIONS),
        attribution=tuple(
            Part(challenge, about(hours, 40.0)) for challenge, hours in _PART_HOURS.items()
        ),
        costliest=(Challenge.LAW,),
        attribution_exact=False,
        total=about(_AS_WRITTEN - _IDEAL, 40.0),
        comparison=_comparison(about(-41.0, 6.0)),
        world=WITH_CHANGES,
        spent=_spent(),
        ends=_ends(),
        loads=_loads(AGENCIES),
        shares=_shares(AGENCIES),
        curve=detection_curve(np.minimum(1080.0, np.linspace(80.0, 1500.0, 60)), 1080.0),
        ideal_curve=detection_curve(np.minimum(1080.0, np.linspace(40.0, 400.0, 60)), 1080.0),
        threats=_threats(AGENCIES),
        median=Estimate(640.0, 590.0, None, 398, Kind.ORDER),
        timeliness=Timeliness(about(92.0, 8.0), share(0.63), share(0.11)),
        completeness=share(0.64),
        times_counted=None,
        story=_story(),
    )


def without_scored_threats() -> Findings:
    """A study that scored no threat."""
    return replace(
        findings().noting(scored=0, windows_hours=()),
        numbers=(),
        detection_times={},
        threats=(),
        ladder=(),
        attribution=(),
        costliest=(),
        total=None,
        comparison=None,
        spent=(),
        curve=None,
        ideal_curve=None,
        median=None,
        timeliness=None,
        completeness=None,
        times_counted=None,
        story=None,
    )


def nothing_detected() -> Findings:
    """A study in which no condition detects anything and every difference is zero."""
    missed = Estimate(1.0, 0.99, 1.0, 400, Kind.WILSON)
    none = unsure(0.0)
    ladder = tuple(
        replace(
            each,
            detection_time=Estimate(1080.0, 1080.0, 1080.0, 400, Kind.T),
            gain=None if each.gain is None else none,
            missed=missed,
            warned=Estimate(0.0, 0.0, 0.01, 400, Kind.WILSON),
            false_alarms=none,
            unnecessary_disclosures=none,
            alarm_precision=None,
            deceived=None,
        )
        for each in findings().ladder
    )
    return replace(
        findings(),
        ladder=ladder,
        attribution=tuple(Part(part.challenge, none) for part in findings().attribution),
        costliest=(),
        total=none,
        comparison=_comparison(none, hours=1080.0, missed=missed),
        spent=(Spent(Cause.NOT_DETECTED, Estimate(1080.0, 1080.0, 1080.0, 400, Kind.T), 1.0),),
        curve=detection_curve([1080.0] * 60, 1080.0),
        ideal_curve=detection_curve([1080.0] * 60, 1080.0),
        median=Estimate(1080.0, 1080.0, None, 400, Kind.NOT_REACHED),
        threats=tuple(
            replace(each, detection_time=about(1080.0, 0.0), missed=missed, detectors=())
            for each in findings().threats
        ),
        completeness=None,
        times_counted=None,
        story=Story(3, StoryChoice.MEDIAN, "cargo", None, 1080.0, 1080.0, (), ()),
    )


def small_total() -> Findings:
    """A study in which one challenge costs hours out of weeks."""
    cost = about(11.35, 1.0)
    made = findings()
    ladder = tuple(
        replace(
            each,
            detection_time=about(made.rung(WITH_CHANGES).detection_time.value - 11.35, 48.0),
            gain=cost,
        )
        if each.name == "ideal"
        else each
        for each in made.ladder
    )
    return replace(
        made,
        ladder=ladder,
        attribution=(Part(Challenge.CAPACITY, cost),),
        costliest=(Challenge.CAPACITY,),
        total=cost,
    )


def stopped_early() -> Findings:
    """A study that its user ended after seven replications: nothing is sure."""
    return replace(
        findings().noting(replications=7, requested=1600, ending=Ending.STOPPED, failures=()),
        ladder=tuple(
            replace(each, gain=None if each.gain is None else unsure(each.gain.value))
            for each in findings().ladder
        ),
        attribution=tuple(
            Part(part.challenge, unsure(part.hours.value)) for part in findings().attribution
        ),
        total=unsure(_AS_WRITTEN - _IDEAL),
        comparison=_comparison(unsure(-41.0)),
    )


def named(*agencies: str) -> Findings:
    """The same study with other names everywhere that a scenario gives names."""
    told = _story()
    spans = tuple(replace(span, place=agencies[0]) for span in told.spans)
    return replace(
        findings().noting(
            title=agencies[0],
            overrides=(agencies[0],),
            failures=(Failure(1, agencies[0], agencies[0]),),
        ),
        summary=agencies[0],
        loads=_loads(agencies),
        shares=_shares(agencies),
        threats=tuple(replace(each, name=agencies[0]) for each in _threats(agencies)),
        story=replace(
            told,
            threat=agencies[0],
            detected_by=agencies[0],
            spans=spans,
            moments=(Moment(1.0, agencies[0]),),
        ),
    )


def _comparison(
    change: Difference, hours: float = _AS_WRITTEN, missed: Estimate | None = None
) -> Comparison:
    """A file and an option against the scenario that they change."""
    none = Difference(0.0, None, None, 400, Kind.TOO_FEW, more=0, less=0)
    here = share(0.31) if missed is None else missed

    def variant(name: str, change: Difference | None) -> Variant:
        by = change.value if change else 0.0
        others = None if change is None else none
        curve = detection_curve(np.minimum(1080.0, np.linspace(90.0, 1500.0, 60)), 1080.0)
        return Variant(
            name,
            (
                Figure(ComparedMeasure.DETECTION_TIME, about(hours + 41.0 + by, 48.0), change),
                Figure(ComparedMeasure.MISSED, here, others),
                Figure(ComparedMeasure.WARNED, share(0.6), others),
                Figure(ComparedMeasure.FALSE_ALARMS, about(0.42, 0.06), others),
                Figure(ComparedMeasure.UNNECESSARY_DISCLOSURES, about(12.4, 1.1), others),
            ),
            _threats(AGENCIES),
            curve,
        )

    return Comparison(
        (
            Decision(
                "--with round1.yaml", (SettingChange("dials.law", "1 by default", "1.5", False),)
            ),
            Decision("--set horizon=90 d", (SettingChange("horizon", "80 d", "90 d", False),)),
        ),
        (
            variant(WRITTEN, None),
            variant("--with round1.yaml", change),
            variant("--set horizon=90 d", none),
            variant(WITH_CHANGES, change),
        ),
        (),
        398,
        (PairChange(*AGENCIES[:2], None, share(0.4), about(1.4, 0.2)),),
        _story(),
    )


def _spent() -> tuple[Spent, ...]:
    hours = {
        Cause.NOT_YET_VISIBLE: 90.0,
        Cause.BACKLOG: 40.3,
        Cause.TRIAGE: 9.5,
        Cause.CLOSED_HOURS: 21.0,
        Cause.VETTING: 38.0,
        Cause.CONSENT: 12.0,
        Cause.LEGAL_REVIEW: 160.0,
        Cause.TRANSIT: 4.5,
        Cause.DISBELIEF: 65.0,
        Cause.NOT_DETECTED: 200.0,
    }
    whole = sum(hours.values())
    return tuple(
        Spent(cause, about(value, value / 10), value / whole) for cause, value in hours.items()
    )


def _ends() -> tuple[Ended, ...]:
    shares = (0.41, 0.22, 0.06, 0.0, 0.11, 0.02, 0.004, 0.146, 0.03)
    of_copies = [end for end in End if end < End.HIT]
    return tuple(
        Ended(end, about(300 * value, 30 * value), value)
        for end, value in zip(of_copies, shares, strict=True)
    )


def _loads(agencies: tuple[str, ...]) -> tuple[Load, ...]:
    return tuple(
        Load(
            agency,
            1 + i % 4,
            share(0.97 - 0.05 * (i % 12), 0.01),
            about(31.0 / (1 + i), 1.5),
            about(9.3, 0.2),
            about(4.0, 1.0),
        )
        for i, agency in enumerate(agencies)
    )


def _shares(agencies: tuple[str, ...]) -> tuple[ShareRate, ...]:
    return tuple(
        ShareRate(
            sender,
            receiver,
            100 * i + j,
            4 * i * j,
            share(0.1 + 0.8 * j / len(agencies)) if i else None,
        )
        for i, sender in enumerate(agencies)
        for j, receiver in enumerate(agencies)
        if sender != receiver
    )


def _threats(agencies: tuple[str, ...]) -> tuple[ByThreat, ...]:
    first, second, *_ = agencies
    return (
        ByThreat(
            "cargo at the old quay",
            398,
            about(510.0, 40.0),
            share(0.22),
            ((first, 0.61), (second, 0.17)),
        ),
        ByThreat("letters", 796, about(687.0, 40.0), share(0.36), ((second, 0.64),)),
    )


def _story() -> Story:
    spans = (
        Span(0.0, 70.0, Cause.NOT_YET_VISIBLE, ""),
        Span(70.0, 96.5, Cause.BACKLOG, "Brand Customs"),
        Span(96.5, 104.0, Cause.TRIAGE, "Brand Customs"),
        Span(104.0, 150.0, Cause.VETTING, "Brand Customs"),
        Span(150.0, 480.0, Cause.LEGAL_REVIEW, "Brand"),
        Span(480.0, 481.0, Cause.TRANSIT, "Harbour line"),
        Span(481.0, 531.0, Cause.CLOSED_HOURS, "Aldren Police"),
        Span(531.0, 540.2, Cause.TRIAGE, "Aldren Police"),
        Span(540.2, 601.0, Cause.DISBELIEF, "Aldren Police"),
    )
    moments = (
        Moment(70.0, "papers can be seen in Brand"),
        Moment(104.0, "Brand Customs has read the report and considers whom to tell"),
        Moment(531.0, "Aldren Police reads the copy"),
        Moment(601.0, "Aldren Police believes it: detected"),
    )
    return Story(
        221,
        StoryChoice.MEDIAN,
        "cargo at the old quay",
        "Aldren Police",
        601.0,
        1080.0,
        spans,
        moments,
    )
