"""What a timetable is assembled from, in bulk or by compiled code: all but the rows themselves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.columns import Bools, spread
from sim.engine.draws.copies import PossibleCopies
from sim.engine.draws.messages import Messages
from sim.engine.timetable import DrawnReports, Instances, Timetable
from sim.plan.values.arrays import Floats, Ints, Keys
from sim.plan.values.layout import Layout


class Outline(NamedTuple):
    """What is drawn and counted before the rows: what is seen, and who could tell whom of it."""

    layout: Layout
    seed: int
    replication: int
    instances: Instances
    reports: DrawnReports
    number: Ints
    """By report: how many copies of it could go."""
    copies: PossibleCopies | None
    """All copies and answers; None where only copies of reports were needed, and not yet drawn."""
    onward: OnwardCopies
    pictures: Pictures
    messages: Messages
    first_answer: int
    first_message: int
    """The row of the first request or warning."""

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.first_message + len(self.messages.key)


class Rows(NamedTuple):
    """The columns of a timetable that have an entry for each row; see there."""

    key: Keys
    parent: Ints
    report: Ints
    tie: Ints
    agency: Ints
    subject: Ints
    instance: Ints
    first_copy: Ints
    copies: Ints
    slot_first: Ints
    chance: Floats
    log_ratio: Floats
    sanitised: Bools
    picture: Ints
    place: Ints


def assembled(outline: Outline, rows: Rows) -> Timetable:
    """The timetable of an outline, once its rows are drawn."""
    layout, pictures, messages = outline.layout, outline.pictures, outline.messages
    agencies = max(1, len(layout.agencies))
    own_places = outline.first_message - len(outline.reports.key) if layout.naive else 0
    return Timetable(
        layout=layout,
        seed=outline.seed,
        replication=outline.replication,
        instances=outline.instances,
        reports=outline.reports,
        first_own_place=pictures.places,
        places=pictures.places + own_places,
        picture_instance=pictures.codes // agencies,
        picture_agency=pictures.codes % agencies,
        picture_warning=messages.of_picture,
        asked=messages.asked,
        first_answer=outline.first_answer,
        first_question=outline.first_message,
        first_warning=outline.first_message + messages.questions,
        **rows._asdict(),
    )


class OnwardCopies(NamedTuple):
    """What may be passed on of copies, and answers: all copies but those of reports themselves."""

    key: Keys
    parent: Ints
    report: Ints
    tie: Ints
    first: Ints
    """By copy, as ``copies``; empty where there is nothing but copies of reports."""
    copies: Ints

    @classmethod
    def none(cls) -> OnwardCopies:
        """Nothing is passed on or answered."""
        none = np.empty(0, dtype=np.int64)
        return cls(none.astype(np.uint64), none, none, none, none, none)

    @classmethod
    def of(cls, copies: PossibleCopies, reports: int, told: int) -> OnwardCopies:
        """From all copies, of which so many are made of reports themselves."""
        return cls(
            key=copies.key[told:],
            parent=copies.parent[told:],
            report=copies.report[told:],
            tie=copies.tie[told:],
            first=copies.first[reports:],
            copies=copies.number[reports:],
        )


class Pictures(NamedTuple):
    """What reports and copies can add to whose picture of which threat."""

    codes: Ints
    """By picture: threat times number of agencies plus agency."""
    picture_of: Ints
    """By that code, the picture; -1 for none."""
    place_of: Ints
    """By origin times number of agencies plus agency, the place; -1 for none."""
    places: int

    @classmethod
    def of(
        cls,
        layout: Layout,
        instances: Instances,
        reports: DrawnReports,
        number: Ints,
        onward: OnwardCopies,
        origins: int,
    ) -> Pictures:
        """Numbers the pictures, and a place for each of so many origins at every agency."""
        agencies = max(1, len(layout.agencies))
        about = np.flatnonzero(reports.instance >= 0)
        owner, ordinal = spread(number[about])
        told = about[owner]
        tie = layout.tie_first[reports.agency[told], reports.handling[told]] + ordinal
        further = np.flatnonzero(reports.instance[onward.report] >= 0)
        report = np.concatenate([about, told, onward.report[further]])
        receiver = layout.tie_receiver[np.concatenate([tie, onward.tie[further]])]
        agency = np.concatenate([reports.agency[about], receiver])
        instance, origin = reports.instance[report], reports.origin[report]
        codes, picture_of = _numbered(instance * agencies + agency, len(instances.key), agencies)
        places, place_of = _numbered(origin * agencies + agency, origins, agencies)
        return cls(codes, picture_of, place_of, len(places))


def _numbered(codes: Ints, things: int, agencies: int) -> tuple[Ints, Ints]:
    """The distinct codes in order, and for every possible code its number among them."""
    present = np.zeros(things * agencies, dtype=np.bool_)
    present[codes] = True
    distinct = np.flatnonzero(present)
    number = np.full(len(present), -1)
    number[distinct] = np.arange(len(distinct))
    return distinct, number
