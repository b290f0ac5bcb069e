"""What several replications draw before their rows, at once; then each of them by itself.

Rows of a kind stand together, those of one replication after those of another. In a timetable all
rows of a replication stand together, so whatever names a row is numbered anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.chance.keys import replication_key
from sim.engine.draws.assembling import OnwardCopies, Outline, Pictures
from sim.engine.draws.copies import PossibleCopies, copies_of, joined_levels
from sim.engine.draws.messages import Messages, messages_of
from sim.engine.draws.reports import Begun, Written, drawn_instances, drawn_reports
from sim.engine.draws.requests import PossibleAnswers, answers_of
from sim.engine.timetable import AskedRows, DrawnReports, Instances
from sim.plan.values.arrays import Ints
from sim.plan.values.layout import Layout


def outlines(
    layout: Layout, seed: int, replications: Sequence[int], *, with_copies: bool
) -> Iterator[Outline]:
    """Draws them; with copies also where nobody passes on, asks or answers anything."""
    drawn = _drawn(layout, seed, replications, with_copies=with_copies)
    copies = _copies_by_run(drawn) if drawn.levels else [None] * len(replications)
    parts = zip(
        _instances_by_run(drawn),
        _reports_by_run(drawn),
        copies,
        _pictures_by_run(drawn),
        _messages_by_run(drawn),
        strict=True,
    )
    for run, (instances, (reports, number), own, pictures, messages) in enumerate(parts):
        first_message = drawn.rows.before_messages[run]
        yield Outline(
            layout=layout,
            seed=seed,
            replication=replications[run],
            instances=instances,
            reports=reports,
            number=number,
            copies=own,
            onward=_onward(own, len(number), drawn.rows.told[run]),
            pictures=pictures,
            messages=messages,
            first_answer=first_message - drawn.rows.answers[run],
            first_message=first_message,
        )


class _Drawn(NamedTuple):
    """Several replications, column by column."""

    agencies: int
    begun: Begun
    instances: Ints
    """By run: how many."""
    written: Written
    number: Ints
    """By report: how many copies of it could go."""
    levels: list[PossibleCopies]
    """Empty where only copies of reports are needed, and not yet drawn."""
    answers: PossibleAnswers | None
    pictures: Pictures
    picture_run: Ints
    """By picture."""
    messages: Messages
    rows: _Rows


def _drawn(layout: Layout, seed: int, replications: Sequence[int], *, with_copies: bool) -> _Drawn:
    roots = np.array([replication_key(seed, each) for each in replications], dtype=np.uint64)
    begun = drawn_instances(layout, roots)
    written = drawn_reports(layout, begun, roots)
    reports, agencies = written.reports, max(1, len(layout.agencies))
    number = layout.tie_number[reports.agency, reports.handling] * reports.shared
    levels: list[PossibleCopies] = []
    copies = answers = None
    if with_copies or layout.passing.hops > 1 or layout.asking is not None:
        levels = copies_of(layout, reports, number)
        copies = joined_levels(levels)
        if layout.asking is not None:
            answers = answers_of(layout, layout.asking, reports, copies)
            copies = joined_levels([copies, answers.found, answers.sent])
    onward = _onward(copies, len(number), int(number.sum()))
    origins = int(written.origins.sum())
    pictures = Pictures.of(layout, begun.instances, reports, number, onward, origins)
    first_message = len(number) + int(number.sum()) + len(onward.tie)
    messages = messages_of(layout, begun.instances, pictures.codes, answers, first_message)
    return _Drawn(
        agencies=agencies,
        begun=begun,
        instances=np.bincount(begun.run, minlength=len(roots)),
        written=written,
        number=number,
        levels=levels,
        answers=answers,
        pictures=pictures,
        picture_run=begun.run[pictures.codes // agencies],
        messages=messages,
        rows=_Rows.of(begun, written, number, levels, answers, messages),
    )


def _onward(copies: PossibleCopies | None, reports: int, told: int) -> OnwardCopies:
    return OnwardCopies.none() if copies is None else OnwardCopies.of(copies, reports, told)


REPORTS, TOLD = 0, 1
FOUND, SENT, REQUESTS, WARNINGS = -4, -3, -2, -1
"""Kinds of rows, the first and the last; answers are there only where somebody asks."""


class _Rows(NamedTuple):
    """How many rows of each kind each replication has, and how far each moves to its own.

    Kinds are reports, copies told once, twice and so on, answers found in databases, those sent by
    partners, requests, warnings.
    """

    counts: Ints
    """By (kind, run)."""
    shift: Ints
    """By (kind, run): what to add to the number of a row."""
    told: list[int]
    """By run: how many copies are made of reports themselves."""
    answers: list[int]
    """By run."""
    before_messages: list[int]
    """By run: how many rows are reports, copies and answers."""

    @classmethod
    def of(
        cls,
        begun: Begun,
        written: Written,
        number: Ints,
        levels: Sequence[PossibleCopies],
        answers: PossibleAnswers | None,
        messages: Messages,
    ) -> _Rows:
        """Counts them."""
        runs = len(written.origins)
        asked = [answers.found, answers.sent] if answers else []
        about = begun.run[messages.instance]
        kinds = [
            written.run,
            np.repeat(written.run, number),
            *(written.run[copies.report] for copies in [*levels[1:-1], *asked]),
            about[: messages.questions],
            about[messages.questions :],
        ]
        counts = np.array([np.bincount(kind, minlength=runs) for kind in kinds])
        before = np.cumsum(counts).reshape(counts.shape) - counts
        return cls(
            counts=counts,
            shift=np.cumsum(counts, axis=0) - counts - before,
            told=counts[TOLD].tolist(),
            answers=counts[FOUND:REQUESTS].sum(axis=0).tolist() if answers else [0] * runs,
            before_messages=counts[:REQUESTS].sum(axis=0).tolist(),
        )

    @property
    def own_number(self) -> Ints:
        """By row that is no message: its number in its own timetable."""
        counts, shift = self.counts[:REQUESTS], self.shift[:REQUESTS]
        own: Ints = np.arange(counts.sum()) + np.repeat(shift.ravel(), counts.ravel())
        return own


def _instances_by_run(drawn: _Drawn) -> Iterator[Instances]:
    columns = _columns(drawn.begun.instances)
    for own in _spans(drawn.instances):
        yield Instances(**{name: column[own] for name, column in columns.items()})


def _reports_by_run(drawn: _Drawn) -> Iterator[tuple[DrawnReports, Ints]]:
    """Those of each replication, and how many copies of each could go."""
    run, reports = drawn.written.run, drawn.written.reports
    columns = _columns(reports)
    for name, counts in (("instance", drawn.instances), ("origin", drawn.written.origins)):
        own = columns[name] - _first(counts)[run]
        columns[name] = np.where(reports.instance >= 0, own, -1)
    for span in _spans(drawn.rows.counts[REPORTS]):
        yield DrawnReports(**{name: c[span] for name, c in columns.items()}), drawn.number[span]


def _copies_by_run(drawn: _Drawn) -> Iterator[PossibleCopies]:
    """All copies and answers of each replication."""
    run, rows, own_number = drawn.written.run, drawn.rows, drawn.rows.own_number
    parts, owner_run = [], run
    for kind, level in enumerate(drawn.levels, start=TOLD):
        is_last = kind == len(drawn.levels)  # which has no copies, so they begin nowhere
        begins = 0 if is_last else rows.shift[kind, owner_run]
        parts.append(level._replace(first=level.first + begins))
        owner_run = run[level.report]
    if drawn.answers is not None:
        sent = drawn.answers.sent
        parts += [drawn.answers.found, sent._replace(first=own_number[sent.first])]
    copies = joined_levels(parts)
    of_copy = run[copies.report]
    copies = copies._replace(parent=own_number[copies.parent], report=own_number[copies.report])
    told = np.argsort(of_copy, kind="stable")
    held = np.argsort(np.append(run, of_copy), kind="stable")
    by_copy: list[Any] = [column[told] for column in copies[:OF_ROWS]]
    by_row: list[Any] = [column[held] for column in copies[OF_ROWS:]]
    number = rows.counts[:REQUESTS].sum(axis=0)
    for own, own_rows in zip(_spans(number - rows.counts[REPORTS]), _spans(number), strict=True):
        yield PossibleCopies(*(c[own] for c in by_copy), *(c[own_rows] for c in by_row))


OF_ROWS = PossibleCopies._fields.index("first")
"""The first of the columns of copies that have an entry for each report, too."""


def _pictures_by_run(drawn: _Drawn) -> Iterator[Pictures]:
    pictures, run = drawn.pictures, drawn.picture_run
    seen, left = drawn.instances * drawn.agencies, drawn.written.origins * drawn.agencies
    codes = pictures.codes - _first(seen)[run]
    picture_of, number = _of_own(pictures.picture_of, seen)
    place_of, places = _of_own(pictures.place_of, left)
    spans = zip(_spans(number), _spans(seen), _spans(left), places.tolist(), strict=True)
    for own, things, origins, held in spans:
        yield Pictures(codes[own], picture_of[things], place_of[origins], held)


def _of_own(numbers: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Numbers, -1 for none, so that they begin anew in each run; and how many each run has."""
    run = np.repeat(np.arange(len(counts)), counts)
    held = np.bincount(run[numbers >= 0], minlength=len(counts))
    return np.where(numbers >= 0, numbers - _first(held)[run], -1), held


def _messages_by_run(drawn: _Drawn) -> Iterator[Messages]:
    """Requests and warnings of each replication."""
    messages, shift, of_picture = drawn.messages, drawn.rows.shift, drawn.messages.of_picture
    run = drawn.begun.run[messages.instance]
    answered = np.zeros(len(run), dtype=np.int64)
    if drawn.answers is not None:
        answered[: messages.questions] = shift[SENT, run[: messages.questions]]
    columns: dict[str, npt.NDArray[Any]] = {
        "key": messages.key,
        "tie": messages.tie,
        "agency": messages.agency,
        "subject": messages.subject,
        "instance": messages.instance - _first(drawn.instances)[run],
        "first": messages.first + answered,
        "number": messages.number,
    }
    order = np.argsort(run, kind="stable")
    columns = {name: column[order] for name, column in columns.items()}
    warned = shift[WARNINGS, drawn.picture_run]
    of_picture = np.where(of_picture >= 0, of_picture + warned, of_picture)
    requests, warnings = drawn.rows.counts[REQUESTS], drawn.rows.counts[WARNINGS]
    pictures = np.bincount(drawn.picture_run, minlength=len(requests))
    asked = _asked(drawn)
    spans = zip(_spans(requests + warnings), _spans(pictures), requests.tolist(), strict=True)
    for own, of_own, questions in spans:
        yield Messages(
            **{name: column[own] for name, column in columns.items()},
            questions=questions,
            of_picture=of_picture[of_own],
            asked=None if asked is None else AskedRows(*(column[of_own] for column in asked)),
        )


def _asked(drawn: _Drawn) -> AskedRows | None:
    asked, shift = drawn.messages.asked, drawn.rows.shift
    if asked is None:
        return None
    return asked._replace(
        question=asked.question + shift[REQUESTS, drawn.picture_run],
        found=asked.found + shift[FOUND, drawn.picture_run],
    )


def _columns(value: Instances | DrawnReports) -> dict[str, npt.NDArray[Any]]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _first(counts: Ints) -> Ints:
    """By run: where its own begin."""
    first: Ints = np.cumsum(counts) - counts
    return first


def _spans(counts: Ints) -> list[slice]:
    """By run: which are its own."""
    last = np.cumsum(counts)
    return list(map(slice, (last - counts).tolist(), last.tolist()))
