"""What arrives in replications: threats, what is seen of them by whom, and routine work.

Several replications are drawn at once, since numpy takes as long to begin as for many numbers. Each
column holds them one after the other, and ``run`` counts them from 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.chance.families import poisson_count
from sim.chance.keys import Purpose, child_array, uniform_array
from sim.engine.columns import Bools, joined, shaped, spread, standardised, whole
from sim.engine.timetable import DrawnReports, Instances
from sim.plan.values.arrays import DAY, Floats, Ints, Keys
from sim.plan.values.draws import Sightings, ThreatDraw
from sim.plan.values.layout import Layout


class Begun(NamedTuple):
    """Threats and red herrings of several replications."""

    instances: Instances
    run: Ints
    """By instance."""


class Written(NamedTuple):
    """Reports of several replications."""

    reports: DrawnReports
    """Origins are counted through all replications."""
    run: Ints
    """By report."""
    origins: Ints
    """By run: how much there was to be seen, whether or not anybody saw it."""


def drawn_reports(layout: Layout, begun: Begun, roots: Keys) -> Written:
    """Every report of replications with these keys, in order of (run, time, key)."""
    traces = _traces(layout, begun)
    origins = np.bincount(begun.run[traces.instance], minlength=len(roots))
    seen = _threat_reports(layout, begun.instances, traces)
    routine, routine_run = _routine_reports(layout, roots)
    run = np.concatenate([begun.run[seen.instance], routine_run])
    return Written(*_merged(seen, routine, run), origins)


def _process(keys: Keys, per_day: float) -> tuple[Ints, Keys, Floats]:
    """A Poisson process day by day.

    ``keys`` has one key for each day; gives the day of each arrival, its key, and when in the day
    it falls, from 0 to 1. A higher rate only adds arrivals.
    """
    return _arrivals(keys, poisson_count(uniform_array(keys, Purpose.ARRIVAL_COUNT), per_day))


def _arrivals(keys: Keys, counts: Ints) -> tuple[Ints, Keys, Floats]:
    """The day of each arrival, its key, and when in the day it falls, for given counts a day."""
    day, ordinal = spread(counts)
    arrivals = child_array(keys[day], ordinal.astype(np.uint64))
    return day, arrivals, uniform_array(arrivals, Purpose.ARRIVAL_TIME)


def drawn_instances(layout: Layout, roots: Keys) -> Begun:
    """Every threat and red herring of replications with these keys."""
    parts = [_begun(layout, draw, roots) for draw in layout.threats]
    prevented = [
        _prevented(draw, p.key, p.onset) for draw, p in zip(layout.threats, parts, strict=True)
    ]
    run = joined([p.run for p in parts])
    order = np.argsort(run, kind="stable")
    instances = Instances(
        draw=joined([np.full(len(p.key), n, dtype=np.int64) for n, p in enumerate(parts)])[order],
        key=joined([p.key for p in parts], np.uint64)[order],
        onset=joined([p.onset for p in parts])[order],
        day=joined([p.day for p in parts])[order],
        ordinal=joined([p.ordinal for p in parts])[order],
        prevented=joined(prevented, np.bool_)[order],
    )
    return Begun(instances, run[order])


class _OfThreat(NamedTuple):
    """The instances of one written threat."""

    run: Ints
    key: Keys
    onset: Ints
    day: Ints
    ordinal: Ints


def _begun(layout: Layout, draw: ThreatDraw, roots: Keys) -> _OfThreat:
    own = child_array(roots, np.uint64(draw.identity))
    if draw.onset_shape >= 0:
        z = standardised(uniform_array(own, Purpose.ONSET), layout.shapes[draw.onset_shape])
        run = np.arange(len(own))
        return _OfThreat(run, own, whole(z * draw.onset_us), np.full(len(own), -1), run * 0)
    days = np.arange(-(-layout.horizon_us // DAY))
    each_day = child_array(own[:, np.newaxis], days.astype(np.uint64)).ravel()
    arrived, keys, within = _process(each_day, draw.per_day)
    day = arrived % len(days)
    onset = whole((day + within) * DAY)
    kept = onset < layout.horizon_us
    ordinal = spread(np.bincount(arrived, minlength=len(each_day)))[1]
    run = arrived // len(days)
    return _OfThreat(run[kept], keys[kept], onset[kept], day[kept], ordinal[kept])


def _prevented(draw: ThreatDraw, key: Keys, onset: Ints) -> Bools:
    """Which of them never begin; a greater share only prevents more."""
    if not draw.prevented:
        return np.zeros(len(key), dtype=np.bool_)
    since = np.array([at for at, _ in draw.prevented], dtype=np.int64)
    share = np.array([0.0, *(share for _, share in draw.prevented)])
    in_force = share[np.searchsorted(since, onset, side="right")]
    prevented: Bools = uniform_array(key, Purpose.PREVENTION) < in_force
    return prevented


class _Traces(NamedTuple):
    """What threats leave to be seen, by (run, indicator, threat, time or ordinal)."""

    key: Keys
    at: Ints
    indicator: Ints
    instance: Ints


def _threat_reports(layout: Layout, instances: Instances, traces: _Traces) -> DrawnReports:
    """The reports that observers write of everything that can be seen of threats."""
    watched, country = layout.sightings, _countries(layout, traces)
    origin, ordinal = spread(watched.number[traces.indicator, country])
    entry = watched.first[traces.indicator, country][origin] + ordinal
    key = child_array(traces.key[origin], layout.agency_key[watched.agency[entry]])
    at = traces.at[origin]
    chance = watched.probability[np.searchsorted(watched.since, at, side="right"), entry]
    kept = uniform_array(key, Purpose.OBSERVATION) < chance
    at = _told_sooner(watched, entry, at, instances.onset[traces.instance[origin]])
    kept &= (at < layout.horizon_us) & (at >= layout.start_us)
    origin, entry = origin[kept], entry[kept]
    indicator = traces.indicator[origin]
    return DrawnReports(
        key=key[kept],
        at=at[kept],
        agency=watched.agency[entry],
        subject=layout.indicator_columns.subject[indicator],
        handling=watched.handling[entry],
        shared=np.ones(len(entry), dtype=np.bool_),
        instance=traces.instance[origin],
        origin=origin,
        indicator=indicator,
    )


def _told_sooner(watched: Sightings, entry: Ints, at: Ints, onset: Ints) -> Ints:
    """When each is seen; what would soon show, nobody tells before there is somebody to tell."""
    soonest = at
    for lead in watched.leads:
        sooner = np.maximum(at - lead.by_us, np.maximum(lead.since, onset))
        moved = lead.entries[entry] & (at > lead.since)
        soonest = np.where(moved, np.minimum(soonest, sooner), soonest)
    return soonest


def _traces(layout: Layout, begun: Begun) -> _Traces:
    written, instances = layout.indicator_columns, begun.instances
    number = written.of_threat_number[instances.draw]
    instance, ordinal = spread(np.where(instances.prevented, 0, number))
    indicator = written.of_threat[written.of_threat_first[instances.draw][instance] + ordinal]
    order = np.argsort(begun.run[instance] * len(layout.indicators) + indicator, kind="stable")
    instance, indicator = instance[order], indicator[order]
    own = child_array(instances.key[instance], written.identity[indicator])
    counted = written.count[indicator] >= 0
    parts = [
        _counted(layout, np.flatnonzero(counted), own, indicator),
        _recurring(layout, np.flatnonzero(~counted), own, indicator),
    ]
    pair, key, since = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(pair, kind="stable")
    pair, key, since = pair[order], key[order], since[order]
    return _Traces(key, instances.onset[instance[pair]] + since, indicator[pair], instance[pair])


def _counted(layout: Layout, pairs: Ints, own: Keys, indicator: Ints) -> tuple[Ints, Keys, Ints]:
    """(pair of threat and indicator, key, time since the onset) of what comes in a given number."""
    written = layout.indicator_columns
    owner, ordinal = spread(written.count[indicator[pairs]])
    pair = pairs[owner]
    key = child_array(own[pair], ordinal.astype(np.uint64))
    return pair, key, _since_onset(layout, key, indicator[pair])


def _recurring(layout: Layout, pairs: Ints, own: Keys, indicator: Ints) -> tuple[Ints, Keys, Ints]:
    """The same of what comes at a rate, for a span of time."""
    written = layout.indicator_columns
    first = _since_onset(layout, own[pairs], indicator[pairs])
    owner, day = spread(written.days[indicator[pairs]])
    days = child_array(own[pairs[owner]], day.astype(np.uint64))
    arrival, key, within = _arrivals(days, _counts(days, written.per_day[indicator[pairs[owner]]]))
    offset = whole((day[arrival] + within) * DAY)
    owner = owner[arrival]
    kept = first[owner] + offset < written.span_us[indicator[pairs[owner]]]
    owner = owner[kept]
    return pairs[owner], key[kept], first[owner] + offset[kept]


def _since_onset(layout: Layout, key: Keys, indicator: Ints) -> Ints:
    written = layout.indicator_columns
    u = uniform_array(key, Purpose.WHEN)
    z = shaped(layout, u, written.shape[indicator], written.shapes)
    return whole(z * written.scale_us[indicator])


def _countries(layout: Layout, traces: _Traces) -> Ints:
    """Where each trace is left; of several countries one is drawn.

    Each country that it could be in has a chance of its own and the greatest takes it, so the order
    in which they are written says nothing.
    """
    written = layout.indicator_columns
    number = written.where_number[traces.indicator]
    first = written.where_first[traces.indicator]
    country: Ints = written.where[first]
    several = np.flatnonzero(number > 1)
    if len(several):
        trace, ordinal = spread(number[several])
        candidate = written.where[first[several][trace] + ordinal]
        own = child_array(traces.key[several][trace], layout.home_key[candidate])
        best = np.lexsort((uniform_array(own, Purpose.WHERE), trace))
        last = np.cumsum(number[several]) - 1
        country[several] = candidate[best[last]]
    return country


def _routine_reports(layout: Layout, roots: Keys) -> tuple[DrawnReports, Ints]:
    """What all streams bring to all agencies, one process by day for each of them; and the runs."""
    streams = layout.stream_columns
    stream, day = spread(streams.days)
    day += streams.first_day[stream]
    of_stream = child_array(roots[:, np.newaxis], streams.identity)
    own = child_array(of_stream[:, stream], day.astype(np.uint64))
    counts = _counts(own, streams.per_day[stream])
    arrival, key, within = _arrivals(own.ravel(), counts.ravel())
    run, on = np.divmod(arrival, max(1, len(stream)))
    number = stream[on]
    at = whole((day[on] + within) * DAY)
    kept = (at >= streams.since[number]) & (at < streams.until[number])
    kept &= _not_thinned(layout, number, key, at)
    key, at, number = key[kept], at[kept], number[kept]
    none = np.full(len(key), -1)
    routine = DrawnReports(
        key=key,
        at=at,
        agency=streams.agency[number],
        subject=streams.subject[number],
        handling=streams.handling[number],
        shared=uniform_array(key, Purpose.WORTH_SHARING) < streams.worth_sharing[number],
        instance=none,
        origin=none,
        indicator=none,
    )
    return routine, run[kept]


def _counts(keys: Keys, per_day: Floats) -> Ints:
    """How many arrivals each day brings, by the last of its axes; a higher rate only adds."""
    u = uniform_array(keys, Purpose.ARRIVAL_COUNT)
    counts = np.zeros(keys.shape, dtype=np.int64)
    for rate in set(per_day.tolist()):
        mine = per_day == rate
        counts[..., mine] = poisson_count(u[..., mine], rate)
    return counts


def _not_thinned(layout: Layout, stream: Ints, key: Keys, at: Ints) -> Bools:
    """Which reports remain of those that injects dry up."""
    kept = np.ones(len(key), dtype=np.bool_)
    for number, draw in enumerate(layout.streams):
        if draw.thinned:
            mine = np.flatnonzero(stream == number)
            u = uniform_array(key[mine], Purpose.THINNING)
            for since, until, share in draw.thinned:
                kept[mine] &= (at[mine] < since) | (at[mine] >= until) | (u < share)
    return kept


def _merged(one: DrawnReports, other: DrawnReports, run: Ints) -> tuple[DrawnReports, Ints]:
    """All reports in order of (run, time, key), and the run of each."""
    columns = {name: getattr(other, name) for name in DrawnReports.__dataclass_fields__}
    if len(one.key):
        columns = {name: np.concatenate([getattr(one, name), columns[name]]) for name in columns}
    at = columns["at"]
    order = np.lexsort((at, run))
    if np.any(at[order[1:]] == at[order[:-1]]):  # rare, and sorting by one column more takes long
        order = np.lexsort((columns["key"], at, run))
    return DrawnReports(**{name: column[order] for name, column in columns.items()}), run[order]
