"""What could be asked for in replications, and what could be answered."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.chance.keys import child_array, identity
from sim.engine.columns import spread
from sim.engine.draws.chances import ANSWER
from sim.engine.draws.copies import PossibleCopies
from sim.engine.timetable import AskedRows, DrawnReports, Instances
from sim.plan.values.arrays import Ints, Keys
from sim.plan.values.layout import Layout
from sim.plan.values.ties import OUT_OF_REACH, AskingTies

REQUEST = identity("request")


class PossibleAnswers(NamedTuple):
    """Answers that could come."""

    found: PossibleCopies
    """What searches of databases find."""
    sent: PossibleCopies
    """What partners send; ``first`` is the row of the copy that they did not send before."""
    found_for: Ints
    """By answer from a database, in order: its picture's code."""
    sent_for: Ints
    """By answer of a partner, in order: the code of the picture and the partner."""


def answers_of(
    layout: Layout, asking: AskingTies, reports: DrawnReports, copies: PossibleCopies
) -> PossibleAnswers:
    """A row for everything held that an agency could ask for.

    A partner answers with what it saw itself; a database holds whatever it was told.
    """
    agencies = len(layout.agencies)
    about = reports.instance[copies.report] >= 0
    found = _found(layout, asking, reports, copies, np.flatnonzero(about))
    own = copies.parent < len(reports.key)
    asks = asking.tie[layout.tie_back[copies.tie]] >= 0
    sent = _sent(layout, asking, reports, copies, np.flatnonzero(about & own & asks))
    code = reports.instance[found.report] * agencies + found.receiver
    order = np.argsort(code, kind="stable")
    found, code = _taken(found, order), code[order]
    sender = reports.agency[sent.report]
    pair = (reports.instance[sent.report] * agencies + sent.receiver) * agencies + sender
    order = np.argsort(pair, kind="stable")
    sent, pair = _taken(sent, order), pair[order]
    return PossibleAnswers(found, sent, code, pair)


def _found(
    layout: Layout, asking: AskingTies, reports: DrawnReports, told: PossibleCopies, about: Ints
) -> PossibleCopies:
    """For each upload, a row for each other member that could find it."""
    uploads = about[layout.is_database[told.receiver[about]]]
    database, handling = told.receiver[uploads], reports.handling[told.report[uploads]]
    owner, ordinal = spread(asking.number[database, handling])
    upload = uploads[owner]
    tie = asking.first[database, handling][owner] + ordinal
    member = layout.tie_receiver[tie]
    kept = member != reports.agency[told.report[upload]]
    kept &= member != layout.tie_sender[told.tie[upload]]
    kept &= asking.interest[member] < OUT_OF_REACH
    upload, tie, member = upload[kept], tie[kept], member[kept]
    none = np.zeros(len(tie), dtype=np.int64)
    return PossibleCopies(
        key=_keys(layout, told.key[upload], member),
        parent=len(reports.key) + upload,
        report=told.report[upload],
        tie=tie,
        receiver=member,
        first=none,
        number=none,
    )


def _sent(
    layout: Layout, asking: AskingTies, reports: DrawnReports, told: PossibleCopies, asked: Ints
) -> PossibleCopies:
    """For each copy to somebody who asks, a row for a second attempt."""
    report = told.report[asked]
    place = reports.agency[report], reports.handling[report]
    return PossibleCopies(
        key=_keys(layout, reports.key[report], told.receiver[asked]),
        parent=report,
        report=report,
        tie=asking.first[place] + told.tie[asked] - layout.tie_first[place],
        receiver=told.receiver[asked],
        first=len(reports.key) + asked,
        number=np.zeros(len(asked), dtype=np.int64),
    )


def _keys(layout: Layout, held: Keys, receiver: Ints) -> Keys:
    return child_array(child_array(held, np.uint64(ANSWER)), layout.agency_key[receiver])


def _taken(copies: PossibleCopies, which: Ints) -> PossibleCopies:
    columns: list[Any] = [column[which] for column in copies]
    return PossibleCopies(*columns)


class Questions(NamedTuple):
    """Requests that could be made to partners, picture by picture."""

    key: Keys
    tie: Ints
    agency: Ints
    """Who is asked."""
    subject: Ints
    instance: Ints
    first: Ints
    """The first row of what the partner could answer."""
    number: Ints
    asked: AskedRows


def questions_of(
    layout: Layout,
    asking: AskingTies,
    instances: Instances,
    pictures: Ints,
    answers: PossibleAnswers,
    row: int,
) -> Questions:
    """A request for every picture of somebody who asks, to each partner; answers begin at a row."""
    agencies = len(layout.agencies)
    ties = asking.tie[asking.tie >= 0]
    asker = layout.tie_sender[ties]
    instance, agency = pictures // agencies, pictures % agencies
    begin = np.searchsorted(asker, agency)
    number = np.searchsorted(asker, agency, side="right") - begin
    picture, ordinal = spread(number)
    tie = ties[begin[picture] + ordinal]
    partner = layout.tie_receiver[tie]
    own = child_array(instances.key[instance], np.uint64(REQUEST))
    asked_by = child_array(own, layout.agency_key[agency])
    first, answered = _runs(answers.sent_for, pictures[picture] * agencies + partner)
    found, finds = _runs(answers.found_for, pictures)
    subject = np.array([draw.subject for draw in layout.threats], dtype=np.int64)
    return Questions(
        key=child_array(asked_by[picture], layout.agency_key[partner]),
        tie=tie,
        agency=partner,
        subject=subject[instances.draw[instance[picture]]],
        instance=instance[picture],
        first=row + len(answers.found.key) + first,
        number=answered,
        asked=AskedRows(
            question=row
            + len(answers.found.key)
            + len(answers.sent.key)
            + np.cumsum(number)
            - number,
            questions=number,
            found=row + found,
            finds=finds,
            searches=layout.databases_of[agency],
        ),
    )


def _runs(codes: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """Where the run of each wanted code begins among sorted codes, and how long it is."""
    first = np.searchsorted(codes, wanted)
    return first, np.searchsorted(codes, wanted, side="right") - first
