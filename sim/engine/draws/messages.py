"""What agencies could send each other without a gate of sharing: requests and warnings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.chance.keys import child_array, identity
from sim.engine.draws.requests import PossibleAnswers, questions_of
from sim.engine.timetable import AskedRows, Instances
from sim.plan.values.arrays import Ints, Keys
from sim.plan.values.layout import Layout

WARNING = identity("warning")


class Messages(NamedTuple):
    """Requests, then warnings."""

    key: Keys
    tie: Ints
    agency: Ints
    subject: Ints
    instance: Ints
    first: Ints
    """The first row of the answers to a request."""
    number: Ints
    questions: int
    """How many of them are requests."""
    of_picture: Ints
    """By picture: the row of its warning; -1 no way; -2 none needed."""
    asked: AskedRows | None


def messages_of(
    layout: Layout, instances: Instances, pictures: Ints, answers: PossibleAnswers | None, row: int
) -> Messages:
    """Everything that could be sent about these pictures; the first is the row of that number."""
    warnings = _warnings_of(layout, instances, pictures)
    if layout.asking is None or answers is None:
        return warnings._replace(of_picture=_from(row, warnings.of_picture))
    asks = questions_of(
        layout,
        layout.asking,
        instances,
        pictures,
        answers,
        row - len(answers.found.key) - len(answers.sent.key),
    )
    return Messages(
        key=np.concatenate([asks.key, warnings.key]),
        tie=np.concatenate([asks.tie, warnings.tie]),
        agency=np.concatenate([asks.agency, warnings.agency]),
        subject=np.concatenate([asks.subject, warnings.subject]),
        instance=np.concatenate([asks.instance, warnings.instance]),
        first=np.concatenate([asks.first, warnings.first]),
        number=np.concatenate([asks.number, warnings.number]),
        questions=len(asks.key),
        of_picture=_from(row + len(asks.key), warnings.of_picture),
        asked=asks.asked,
    )


def _from(row: int, ordinal: Ints) -> Ints:
    return np.where(ordinal >= 0, ordinal + row, ordinal)


def _warnings_of(layout: Layout, instances: Instances, pictures: Ints) -> Messages:
    """The warning that each picture of a real threat would set off, counted from 0."""
    agencies = max(1, len(layout.agencies))
    instance, agency = pictures // agencies, pictures % agencies
    country = np.array([draw.country for draw in layout.threats], dtype=np.int64)
    subject = np.array([draw.subject for draw in layout.threats], dtype=np.int64)
    threatened = country[instances.draw[instance]]
    tie = np.where(threatened >= 0, layout.warning_tie[agency, threatened], -1)
    sent = tie >= 0
    own = child_array(instances.key[instance[sent]], np.uint64(WARNING))
    none = np.zeros(int(sent.sum()), dtype=np.int64)
    return Messages(
        key=child_array(own, layout.agency_key[agency[sent]]),
        tie=tie[sent],
        agency=layout.tie_receiver[tie[sent]],
        subject=subject[instances.draw[instance[sent]]],
        instance=instance[sent],
        first=none,
        number=none,
        questions=0,
        of_picture=np.where(sent, np.cumsum(sent) - 1, np.minimum(tie, -1)),
        asked=None,
    )
