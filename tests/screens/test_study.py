"""Does the screen of a study tell all answers, on any stream, whatever axes are called?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from syrupy.assertion import SnapshotAssertion

from sim.analyses.as_data import as_data
from sim.screen.studies.axes import share_with_interval
from sim.screen.studies.measured import mean_said
from sim.screen.studies.study import study
from sim.statistics.bootstrap import Bounded
from sim.studies.results.answers import answers
from sim.studies.results.values import Answers
from sim.studies.store.reading import open_store
from sim.studies.store.tables import Column
from tests.screens.drawing import drawn
from tests.screens.test_report import AWKWARD
from tests.sweeps.answered import fill, ranged, study_of

TWO = ranged(trust=(0, 2, 5), law=(0, 2, 5))
FOUR = {
    **ranged(trust=(0, 2), law=(0, 1)),
    "legal review": {
        "path": "agreements.Valley Accord.review.duration.lognormal",
        "values": [{"median": "3 d", "p90": "7 d"}, {"median": "30 d", "p90": "90 d"}],
    },
    "relay": {"path": "channels.Three bureaux.relay", "range": {"from": "1 h", "to": "3 d"}},
}


def surface(trust: float, law: float, **_: Any) -> dict[str, float | None]:
    """Law costs time where there is trust, and both lead to misses."""
    return {
        "detection_time": 200 + 60 * trust + (40 - 20 * trust) * law,
        "share_missed": min(1.0, 0.02 + 0.2 * trust + 0.1 * law * trust),
    }


def answered(path: Path, over: dict[str, Any], design: object = "full grid", **how: Any) -> Answers:
    asked = {name: how.pop(name) for name in ("measure", "matters", "sort", "axes") if name in how}
    changes = {name: how.pop(name) for name in ("title", "question", "replications") if name in how}
    fill(path, study_of(over, design, **changes), how.pop("surface", surface), noise=20.0, **how)
    with open_store(path) as store:
        return answers(store, **asked)


def grid(path: Path) -> Answers:
    return answered(path, TWO, matters=10.0)


def indices(path: Path) -> Answers:
    return answered(path, FOUR, {"saltelli": {"points": 16}})


def screening(path: Path) -> Answers:
    return answered(path, FOUR, {"morris": {"trajectories": 6}})


def sampled(path: Path) -> Answers:
    return answered(path, FOUR, {"latin_hypercube": {"points": 40}}, measure="share_missed")


def unfinished(path: Path) -> Answers:
    return answered(path, TWO, only=range(12), cannot={2}, failed={4: 3})


def not_begun(path: Path) -> Answers:
    return answered(path, TWO, only=())


def equal(path: Path) -> Answers:
    return answered(path, TWO, surface=lambda **_: {"detection_time": None, "share_missed": 0.25},
                    measure="share_missed")  # fmt: skip


def seven_axes(path: Path) -> Answers:
    axes = ranged(**{f"axis number {letter} of seven": (0, 1, 2) for letter in "abcdefg"})
    return answered(
        path,
        {
            name: {**axis, "path": f"dials.d{place}"}
            for place, (name, axis) in enumerate(axes.items())
        },
        replications=20,
        surface=lambda **at: {"detection_time": 50 + 10 * sum(at.values()), "share_missed": 0.5},
    )


def many_values(path: Path) -> Answers:
    return answered(path, ranged(trust=(0, 2, 30), law=(0, 2, 20)), replications=20)


Case = Callable[[Path], Answers]
CASES: list[Case] = [
    grid,
    indices,
    screening,
    sampled,
    unfinished,
    not_begun,
    equal,
    seven_axes,
    many_values,
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.sqlite"


@pytest.fixture(scope="module")
def answers_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case], Answers]:
    """What a case leads to, found once for all tests."""
    return cache(lambda case: case(tmp_path_factory.mktemp("case") / "study.sqlite"))


def text_of(found: Answers, width: int = 80, encoding: str = "utf-8") -> str:
    return drawn(partial(study, found), width, encoding)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_study_looks_as_it_did(
    case: Case, answers_of: Callable[[Case], Answers], snapshot: SnapshotAssertion
) -> None:
    found = answers_of(case)
    for width in (80, 120):
        assert text_of(found, width) == snapshot(name=f"{width} columns")


def test_the_study_in_ascii_looks_as_it_did(path: Path, snapshot: SnapshotAssertion) -> None:
    assert text_of(grid(path), encoding="ascii") == snapshot


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_no_line_is_wider_than_the_console(
    case: Case, answers_of: Callable[[Case], Answers]
) -> None:
    found = answers_of(case)
    for width in (60, 80, 97, 120):
        for encoding in ("utf-8", "ascii", "cp1252"):
            lines = text_of(found, width, encoding).splitlines()
            assert max(cell_len(line) for line in lines) <= width


@pytest.mark.parametrize("name", AWKWARD, ids=range(len(AWKWARD)))
def test_names_are_text_and_nothing_else(path: Path, name: str) -> None:
    axes = {
        "trust": {**TWO["trust"], "label": name, "unit": name[:30]},
        "law": {"path": "dials.law", "values": [name, "another"], "label": name},
    }
    found = answered(
        path,
        axes,
        title=name,
        question=name,
        surface=lambda trust, **_: {"detection_time": 50 + 20 * trust, "share_missed": trust / 2},
    )
    for encoding in ("utf-8", "ascii"):
        text = text_of(found, encoding=encoding)
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert max(cell_len(line) for line in text.splitlines()) <= 80


def test_every_caution_is_on_the_screen(path: Path) -> None:
    found = unfinished(path)
    text = " ".join(text_of(found, 120).split())
    assert len(found.cautions) >= 3
    for caution in found.cautions:
        assert " ".join(caution.sentence.split()) in text


def test_a_terminal_colours_the_map_for_light_and_dark(path: Path) -> None:
    """Each cell sets its letters and its ground, so it does not matter what lies behind."""
    terminal = Console(
        width=120, record=True, force_terminal=True, color_system="truecolor", file=None, quiet=True
    )
    terminal.quiet = False
    with terminal.capture() as caught:
        study(grid(path), terminal)
    styled = caught.get()
    assert "38;2;0;0;0;48;2;255;247;188m" in styled
    assert "38;2;255;255;255;48;2;140;45;4m" in styled


def test_a_map_without_colour_is_told_by_its_shades(path: Path) -> None:
    text = text_of(grid(path))
    assert all(shade * 2 in text for shade in "░▒▓█")


DESIGNS = [
    "full grid",
    {"latin_hypercube": {"points": 25}},
    {"saltelli": {"points": 8}},
    {"morris": {"trajectories": 5}},
]
THREE = {
    **ranged(trust=(0, 2, 3), law=(1, 5000, 3)),
    "mood": {"path": "dials.culture", "values": ["low", {"a": 1}, True]},
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_a_store_lacks_it_is_drawn(path: Path, data: st.DataObject) -> None:
    places = st.sets(st.integers(0, 39))
    design = data.draw(st.sampled_from(DESIGNS))
    replications = data.draw(st.sampled_from([1, 3, 22]))
    unmeasured = data.draw(st.sampled_from([0.0, 0.5, 1.0]))
    ran = data.draw(st.dictionaries(st.integers(0, 39), st.integers(0, replications)))

    def partly(trust: float, law: float, **_: object) -> dict[str, float | None]:
        hidden = (7.3 * trust + law) % 1.0 < unmeasured
        return {"detection_time": None if hidden else trust * law, "share_missed": law / 5000}

    path.unlink(missing_ok=True)
    found = answered(
        path,
        THREE,
        design,
        replications=replications,
        surface=partly,
        cannot=data.draw(places),
        failed=dict.fromkeys(data.draw(places), 1),
        ran=lambda place: ran.get(place, replications),
    )
    text = text_of(found)
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    assert json.dumps(as_data(found), allow_nan=False)
    assert not re.search(r"\bnan\b|\binf\b", text)
    assert ("nothing to answer" in text) == (found.counted.conditions == 0)


def words_of(found: Answers) -> str:
    return " ".join(text_of(found, 120).split())


@pytest.mark.parametrize(
    ("matters", "words"),
    [
        (1.0, "At every value of law tried, it matters whether trust is 0 or 2."),
        (130.0, "At every value of law tried, it does not matter whether trust is 0 or 2."),
        (
            22.0,
            "law is 0 or 2 makes no more than 22 h of difference from a value between 1 and 2 on",
        ),
    ],
)
def test_a_threshold_is_a_sentence(path: Path, matters: float, words: str) -> None:
    found = answered(path, TWO, matters=matters, axes=("trust", "law"), replications=200)
    assert words in words_of(found)


def test_where_the_window_leaves_no_room_no_threshold_is_told(path: Path) -> None:
    def capped(trust: float, law: float, **_: Any) -> dict[str, float | None]:
        return {"detection_time": min(672.0, 400 + 140 * trust + 30 * law), "share_missed": 0.5}

    found = answered(path, TWO, surface=capped, matters=30.0, axes=("trust", "law"))
    text = words_of(found)
    assert "of trust that leaves room for it, it matters whether law is 0 or 2." in text
    assert (
        "Where trust is 2, there is no room for law to make more than 1 d 6 h of difference: "
        "whether it is 0 or 2, mean time to detection is"
    ) in text
    assert "counted up to 28 d" in text


def test_where_nothing_is_detected_it_is_never(path: Path) -> None:
    """As in a report: a mean time to detection of the whole window is none."""
    found = answered(path, TWO, measure="share_missed")
    mean = Column("detection_time", "h", "")
    assert found.windows_hours == (672.0,)
    assert mean_said(672.0, mean, found) == "never"
    assert mean_said(671.0, mean, found) == "27 d 23 h"
    assert mean_said(1.0, found.measure, found) == "100 %"


def test_a_threshold_that_is_not_sure_says_so(path: Path) -> None:
    found = answered(
        path, TWO, matters=22.0, axes=("trust", "law"), replications=20,
        surface=lambda law, **_: {"detection_time": 200 + 9 * law, "share_missed": 0.5},
    )  # fmt: skip
    assert "though the interval leaves it open" in words_of(found)


CUBE = {
    **ranged(trust=(0, 2), law=(0, 1)),
    "mood": {"path": "dials.culture", "values": ["a", "b", "c"]},
}


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (lambda **at: at["trust"] > 1.2, r"% of all conditions, where trust is at least 1.2\d*\."),
        (lambda **at: at["trust"] < 0.8, r"conditions, where trust is at most 0.[78]\d*\."),
        (lambda **at: 0.6 < at["trust"] < 1.4, r"where trust is from 0\.[56]\d* to 1\.[34]\d*\."),
        (lambda **at: at["mood"] != "a", r"where mood is b or c\."),
        (lambda **at: at["mood"] == "c" and at["law"] > 0.5, r"and mood is c\."),
    ],
    ids=["at least", "at most", "from", "listed", "both"],
)  # fmt: skip
def test_a_rule_is_a_sentence(path: Path, bad: Callable[..., bool], words: str) -> None:
    found = answered(
        path,
        CUBE,
        {"latin_hypercube": {"points": 200}},
        replications=2,
        surface=lambda **at: {"detection_time": 9.0, "share_missed": 0.9 if bad(**at) else 0.1},
    )
    assert re.search(words, words_of(found))


@pytest.mark.parametrize(
    "design", ["full grid", {"latin_hypercube": {"points": 30}}, {"morris": {"trajectories": 6}}]
)
def test_where_nothing_differs_nothing_is_said_to_matter(path: Path, design: object) -> None:
    found = answered(
        path, TWO, design, measure="share_missed",
        surface=lambda **_: {"detection_time": 9.0, "share_missed": 0.25},
    )  # fmt: skip
    text = words_of(found)
    assert "What matters most" not in text
    assert "Next is" not in text
    assert "Share missed is the same over" in text


def test_a_share_of_the_variance_and_its_bounds_are_said_alike() -> None:
    assert share_with_interval(Bounded(1.0, 0.61, 1.0, 32)) == "100 % (61 to 100 %)"
    assert share_with_interval(Bounded(0.0017, 0.0012, 0.0029, 32)) == "0.2 % (0.1 to 0.3 %)"


def test_walks_tell_changes_that_the_measure_can_make(path: Path) -> None:
    """A step over two thirds of the range moves the measure by no more than its whole range."""
    found = answered(
        path, CUBE, {"morris": {"trajectories": 8}},
        surface=lambda trust, **_: {"detection_time": min(672.0, 200 + 600 * trust),
                                    "share_missed": 0.5},
    )  # fmt: skip
    assert found.screening is not None
    assert found.least is not None
    assert found.largest is not None
    first = found.screening.dimensions[0]
    assert first.mu_star.value > found.largest - found.least
    assert first.of_a_step(found.screening.step).mu_star.value <= found.largest - found.least
    assert "moving it by 67 % of its range changes" in words_of(found)


def test_an_effect_that_may_go_either_way_is_said_to(path: Path) -> None:
    found = answered(
        path, TWO, surface=lambda **_: {"detection_time": 90.0, "share_missed": 0.5}
    )  # fmt: skip
    assert "may raise or lower mean time to detection, counted up to 28 d, (" in words_of(found)


def test_of_many_axes_the_first_are_drawn(path: Path) -> None:
    axes = ranged(**{f"axis{number}": (0, 1) for number in range(11)})
    found = answered(
        path, axes, {"latin_hypercube": {"points": 60}}, replications=20,
        surface=lambda **at: {"detection_time": 90 + 50 * at["axis7"], "share_missed": 0.5},
    )  # fmt: skip
    text = words_of(found)
    assert "rises most steadily with axis7" in text
    assert "And 3 axes that matter less" in text


def test_no_interval_beside_bars_is_cut(path: Path) -> None:
    told = answered(path, TWO, surface=lambda trust, **_: {"detection_time": 200 + trust})
    first, second = told.effects
    level = first.effect.levels[1]
    wide = replace(level, difference=replace(level.difference, low=-9.4, high=-0.98))
    levels = (first.effect.levels[0], wide, *first.effect.levels[2:])
    effects = (replace(first, effect=replace(first.effect, levels=levels)), second)
    shown = drawn(partial(study, replace(told, effects=effects)))
    assert "-9.4 h to -59 min\n" in shown
