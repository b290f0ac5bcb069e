"""Opening a session again from its journal, which is all that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sim.errors import InputError
from sim.exercise.course import Course
from sim.exercise.journal.entries import Entry, Opened
from sim.exercise.journal.errors import NotAJournalError, OtherScenarioError
from sim.exercise.journal.file import JournalFile, read_journal
from sim.exercise.references import check_references
from sim.exercise.session import Session
from sim.scenario.files.document import parse_document
from sim.scenario.reading.reading import read, scenario_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.changing import as_written

MOST_DIFFERENCES = 10


def open_session(file: str | Path, *, as_opened: bool = False, to_read: bool = False) -> Session:
    """Goes on with a session where its journal ends.

    A last line that was cut short by a crash is dropped, and `Session.dropped` says so.

    Args:
        file: the journal.
        as_opened: goes on with the scenario that the journal holds, also where its file has been
            edited since.
        to_read: looks at it only: nothing is written, and another process may play it meanwhile.

    Raises:
        JournalError: it cannot be opened, or another process plays it.
    """
    path = Path(file)
    if to_read:
        entries, rest = read_journal(path)
        return _session(path, entries, rest, None, as_opened=True)
    opened, entries, rest = JournalFile.continued(path)
    try:
        return _session(path, entries, rest, opened, as_opened=as_opened)
    except BaseException:
        opened.close()
        raise


def _session(
    path: Path, entries: list[Entry], rest: str, file: JournalFile | None, *, as_opened: bool
) -> Session:
    opening = Course.of(entries, 0).opened
    scenario = _scenario(path, opening)
    if not as_opened:
        _refuse_edited(path, opening, scenario)
    check_references(path, scenario, entries)
    session = Session.resumed(scenario, entries, file)
    session.dropped = rest
    if file is not None:
        session.complete()
    return session


def _scenario(path: Path, opening: Opened) -> Scenario:
    """The scenario that the journal holds."""
    try:
        return scenario_of(parse_document(opening.text, f"{path} (scenario)"))
    except InputError as error:
        first = error.problems[0]
        raise NotAJournalError(
            path, 1, f"a scenario ({first.where}: expected {first.expected})", first.found
        ) from error


def _refuse_edited(path: Path, opening: Opened, scenario: Scenario) -> None:
    """Refuses to go on where the file of the scenario now says something else."""
    if not Path(opening.file).is_file():
        return  # the journal has all that is needed
    try:
        present = read(opening.file).scenario
    except InputError:
        return  # it is being edited
    differences = [*_differences(as_written(scenario), as_written(present))]
    if differences:
        more = len(differences) - MOST_DIFFERENCES
        shown = differences[:MOST_DIFFERENCES] + ([f"and {more} more"] if more > 0 else [])
        raise OtherScenarioError(path, opening.scenario, shown)


def _differences(held: object, present: object, at: str = "") -> Iterator[str]:
    """Where two scenarios differ as files say them."""
    if isinstance(held, Mapping) and isinstance(present, Mapping):
        for key in dict.fromkeys([*held, *present]):
            place = f"{at}.{key}" if at else str(key)
            if key not in present:
                yield f"{place}: taken out"
            elif key not in held:
                yield f"{place}: new"
            else:
                yield from _differences(held[key], present[key], place)
    elif held != present:
        yield f"{at}: was {_short(held)}, is {_short(present)}"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
