"""A study while it is run: are its screens right, wide and narrow, and on a plain stream?"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from sim.replication import Engine
from sim.screen.studies.catalogue import catalogue_of_studies
from sim.screen.studies.sweep import reproduction, status, swept
from sim.studies.file.shipped import ShippedStudy
from sim.studies.results.reached import Shortfall
from sim.studies.results.status_report import StatusReport
from sim.studies.running.reproducing import Reproduction, RowDifference
from sim.studies.running.running import SweepEnding, Swept
from sim.studies.store.locking import Holder
from sim.studies.store.reading import RunSession
from sim.studies.store.status import Status, Trouble
from tests.screens.drawing import drawn

WIDTHS = [80, 120]
STATUS = Status(
    conditions=25,
    complete=23,
    begun=1,
    failed=1,
    rows_wanted=2500,
    rows_done=2350,
    rows_failed=10,
    rows_missing=140,
    rows_beyond=50,
    rows_set_aside=300,
    last_written="2026-03-01T12:00:00+00:00",
    writer=None,
)
DONE = replace(
    STATUS, complete=25, begun=0, failed=0, rows_done=2500, rows_failed=0, rows_missing=0
)
TROUBLE = Trouble(
    error="RuntimeError: [bold]the lamp fell over[/]",
    conditions=1,
    rows=10,
    settings={"dials.trust": 0.5, "agencies.Ostermere Border Police.analysts": 3},
)
SWEPT = Swept(
    title="Trust and law in the valley",
    store=Path("trust-and-law.sqlite"),
    status=DONE,
    added=2500,
    short=None,
    troubles=(),
    seconds=125.0,
    engine=Engine.COMPILED,
    engine_why="much faster, same events to the last bit",
    ending=SweepEnding.COMPLETE,
)
AGAIN = "entente sweep trust-and-law"
VERSIONS = {"python": "3.11.7", "entente": "0.1.0", "numpy": "2.4.6"}
SAME = Reproduction(
    store="trust-and-law.sqlite",
    scenario_digest="f268a9acf86d7a3359e34b861852dac6",
    drawn=42,
    rows_stored=2500,
    rows=20,
    equal=20,
    engines=("compiled",),
    stored_by=VERSIONS,
    versions=VERSIONS,
    differences=(),
)
DIFFERENT = replace(
    SAME,
    equal=18,
    versions=VERSIONS | {"numpy": "2.5.0"},
    differences=(
        RowDifference("a", {"dials.trust": 0.5}, 7, "detection_time", 500.25, 500.25000000000006),
        RowDifference("a", {"dials.trust": 0.5}, 7, "share_right", None, 1.0),
        RowDifference("b", {"dials.trst": 1}, 3, "false_alarms", 0.0, None, "dials.trst: no such"),
    ),
)
STANDING = StatusReport(
    store="trust-and-law.sqlite",
    title="Trust and law in the valley",
    scenario="border-triangle",
    scenario_digest="f268a9acf86d7a3359e34b861852dac6",
    seed=1,
    version="0.1.0",
    measures=("detection_time", "share_missed"),
    status=replace(STATUS, writer=Holder(4711, "2026-03-01T11:59:00+00:00", "desk")),
    short=Shortfall(14, 14, 40_000, 1600),
    troubles=(TROUBLE,),
    sittings=(RunSession(1, "2026-03-01T11:59:00+00:00", None, "compiled", VERSIONS),),
)


def ended(found: Swept, width: int = 80, encoding: str = "utf-8") -> str:
    return drawn(partial(swept, found, AGAIN), width, encoding)


def said(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", WIDTHS)
def test_a_study_that_is_done(width: int, snapshot: SnapshotAssertion) -> None:
    assert ended(SWEPT, width) == snapshot


@pytest.mark.parametrize("width", WIDTHS)
def test_a_study_that_was_stopped(width: int, snapshot: SnapshotAssertion) -> None:
    found = replace(
        SWEPT, status=STATUS, ending=SweepEnding.STOPPED, added=1, troubles=(TROUBLE,), seconds=4.0
    )
    assert ended(found, width) == snapshot


@pytest.mark.parametrize("width", WIDTHS)
def test_a_study_that_is_under_way(width: int, snapshot: SnapshotAssertion) -> None:
    assert drawn(partial(status, STANDING), width) == snapshot


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("found", [SAME, DIFFERENT], ids=["equal", "different"])
def test_rows_run_again(found: Reproduction, width: int, snapshot: SnapshotAssertion) -> None:
    assert drawn(partial(reproduction, found), width) == snapshot


def test_every_way_to_end_has_words_of_its_own() -> None:
    failed = replace(SWEPT, status=replace(STATUS, rows_missing=0), troubles=(TROUBLE,))
    ways = {
        "Done: 2,500 rows of 25 conditions.": SWEPT,
        "Nothing was missing": replace(SWEPT, added=0),
        "Done, but for what failed in 1 condition": failed,
        "3 conditions of 25 ended without the precision": replace(
            SWEPT, short=Shortfall(3, 1, 40_000, 1600)
        ),
        "Stopped by the user. 2,500 rows added and kept": replace(
            SWEPT, ending=SweepEnding.STOPPED
        ),
    }
    for words, found in ways.items():
        assert words in said(ended(found))
    assert "--retry" in ended(failed)
    assert "--retry" not in ended(SWEPT)


def test_commands_are_neither_cut_nor_wrapped() -> None:
    store = Path("a folder") / ("x" * 150) / "study.sqlite"
    text = drawn(partial(swept, replace(SWEPT, store=store), AGAIN))
    assert f"entente study show '{store}'\n" in text


def test_what_somebody_wrote_steers_no_terminal() -> None:
    text = ended(replace(SWEPT, title="a\x1b[31mb", troubles=(replace(TROUBLE, error="\x1b]0;x"),)))
    assert "\x1b" not in text
    assert "[bold]the lamp" in said(ended(replace(SWEPT, troubles=(TROUBLE,))))


def test_a_stream_without_line_drawing() -> None:
    text = drawn(partial(reproduction, DIFFERENT), 80, "ascii")
    assert text.isascii()
    assert ended(SWEPT, encoding="ascii").isascii()


def test_no_more_reasons_and_differences_than_one_can_read() -> None:
    many = tuple(replace(TROUBLE, error=f"reason {number}") for number in range(9))
    assert "And 4 more reasons." in ended(replace(SWEPT, troubles=many))
    more = replace(DIFFERENT, differences=DIFFERENT.differences * 10)
    assert "And 10 more differences." in said(drawn(partial(reproduction, more)))


def test_the_list_of_studies() -> None:
    text = drawn(
        partial(catalogue_of_studies, [ShippedStudy("trust-and-law", Path("x"), "Do they add up?")])
    )
    assert "trust-and-law  Do they add up?" in text
    assert "entente sweep NAME" in text
