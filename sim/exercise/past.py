"""The past of a session: what of a record had happened by a time, whatever happens later."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.engine.record import NEVER, NO_END, Record
from sim.plan.values.arrays import Ints
from sim.plan.values.causes import End


def past_digest(record: Record, now_us: int) -> str:
    """A fingerprint of everything that happened before a time.

    Two worlds that differ only in what was changed at that time or later have the same; rows are
    known by their keys, since a change can add rows among those of before.
    """
    digest = hashlib.blake2b(digest_size=16)
    for column in (*_of_rows(record, now_us), *_of_pictures(record, now_us)):
        digest.update(np.ascontiguousarray(column).astype("<i8", casting="unsafe").tobytes())
    return digest.hexdigest()


def until(instants: Ints, now_us: int) -> Ints:
    """Instants, never for those that have not come by a time."""
    return np.where(instants < now_us, instants, NEVER)


def as_of(record: Record, now_us: int) -> Record:
    """A record with what had happened before a time, and nothing of what came then or later.

    Requests and warnings are in it once they have arrived; copies from when they are considered.
    """
    timetable = record.timetable
    done, ended = until(record.done, now_us), until(record.ended, now_us)
    parent = timetable.parent
    considered = (parent >= 0) & (done[np.maximum(parent, 0)] != NEVER)
    under_way = np.where(considered & (record.end != NO_END), End.IN_FLIGHT, NO_END)
    return replace(
        record,
        arrived=until(record.arrived, now_us),
        started=until(record.started, now_us),
        done=done,
        end=np.where(ended != NEVER, record.end, under_way).astype(record.end.dtype),
        ended=ended,
        slots=until(record.slots, now_us),
        detected=until(record.detected, now_us),
        asked=until(record.asked, now_us),
    )


def _of_rows(record: Record, now_us: int) -> list[npt.NDArray[np.generic]]:
    """By row that something has happened to, in the order of keys: what."""
    arrived, started, done, ended = (
        until(instants, now_us)
        for instants in (record.arrived, record.started, record.done, record.ended)
    )
    columns = [
        record.timetable.key,
        arrived,
        started,
        done,
        ended,
        np.where(ended != NEVER, record.end, NO_END),
        np.where(ended != NEVER, record.unrecognised, 0),
        np.where(ended != NEVER, record.stripped, 0),
    ]
    if len(record.overlooked):
        columns.append(np.where(done != NEVER, record.overlooked, 0))
    touched = np.flatnonzero((arrived != NEVER) | (ended != NEVER))
    order = touched[np.argsort(record.timetable.key[touched], kind="stable")]
    return [column[order] for column in columns]


def _of_pictures(record: Record, now_us: int) -> list[npt.NDArray[np.generic]]:
    """By belief that has reached its threshold: whose, in what, and when."""
    timetable, detected = record.timetable, until(record.detected, now_us)
    believed = np.flatnonzero(detected != NEVER)
    key = timetable.instances.key[timetable.picture_instance[believed]]
    agency = timetable.picture_agency[believed]
    order = np.lexsort((agency, key))
    return [key[order], agency[order], detected[believed][order]]
