"""From warning to prosecution: is the picture right, and silent without a response?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.console import Console
from syrupy.assertion import SnapshotAssertion

from sim.analyses.comparison.findings import Findings, Followed, Funnel, Rung, Step
from sim.screen.report.report import report
from sim.screen.report.response import response
from sim.screen.toolkit.printing import paper_of
from sim.statistics.intervals import Difference
from tests.screens.drawing import drawn
from tests.screens.fabricated import about, findings, share, unsure, without_scored_threats

NAMES = (
    "scored",
    "detected",
    "warned",
    "joint operation",
    "disrupted in time",
    "arrests",
    "prosecutions",
)
AS_WRITTEN = (1.0, 0.69, 0.62, 0.5, 0.24, 0.17, 0.12)
IDEAL = (1.0, 0.96, 0.96, 0.93, 0.91, 0.64, 0.61)


def responded() -> Findings:
    """The fabricated study, with what followed its warnings."""
    made = findings()
    return replace(
        made,
        ladder=tuple(replace(rung, followed=_followed(rung)) for rung in made.ladder),
        funnels=(_funnel("with your changes", AS_WRITTEN), _funnel("ideal", IDEAL)),
    )


def _funnel(name: str, shares: tuple[float, ...]) -> Funnel:
    return Funnel(
        name,
        tuple(
            Step(step, round(1194 * value), share(value))
            for step, value in zip(NAMES, shares, strict=True)
        ),
    )


def _followed(rung: Rung) -> Followed:
    gains: dict[str, Difference | None] = {
        "with your changes": None,
        "ideal": about(0.67, 0.03),
        "alone": about(-0.2, 0.03),
        "without priorities": unsure(0.01),
        "without capacity": unsure(0.0),
    }
    return Followed(
        joint_operations=share(0.5),
        disrupted=share(0.24),
        disrupted_gain=gains.get(rung.name, about(0.04, 0.05)),
        arrests=share(0.17),
        prosecutions=share(0.12),
    )


def shown(made: Findings, width: int, encoding: str = "utf-8") -> str:
    """The section by itself."""

    def draw(console: Console) -> None:
        body = response(made, paper_of(console))
        assert body is not None
        console.print(body)

    return drawn(draw, width, encoding)


@pytest.mark.parametrize("width", [80, 120])
def test_the_picture(width: int, snapshot: SnapshotAssertion) -> None:
    text = shown(responded(), width)
    assert text == snapshot
    assert max(map(len, text.splitlines())) <= width


def test_on_narrow_paper_one_picture_stands_below_the_other() -> None:
    text = shown(responded(), 60)
    lines = text.splitlines()
    assert max(map(len, lines)) <= 60
    steps = [line for line in lines if line[:19].strip() in NAMES]
    assert [line.count("%") for line in steps] == [1, 2, 2, 2, 2, 2, 2] * 2
    bars = [line[19:39].count("█") for line in steps[: len(NAMES)]]
    assert bars == sorted(bars, reverse=True)
    assert bars[0] > bars[-1]


def test_it_can_be_drawn_in_ascii() -> None:
    shown(responded(), 80, "ascii").encode("ascii")


def test_a_longer_bar_stands_for_a_larger_share() -> None:
    lines = [line for line in shown(responded(), 120).splitlines() if line.startswith(NAMES)]
    assert len(lines) == len(NAMES)
    bars = [line[19:69].count("█") for line in lines]
    assert bars == sorted(bars, reverse=True)
    assert bars[0] > bars[-1]


def test_the_answer_names_the_step_where_most_is_lost() -> None:
    text = " ".join(shown(responded(), 80).split())
    assert "Most are lost between scored and detected: 31 % of all." in text
    assert "24 % (20 % to 28 %) of threats are disrupted in time" in text


def test_the_ladder_shows_what_is_disrupted_beside_what_is_missed_and_warned() -> None:
    text = drawn(lambda console: report(responded(), console))
    assert "From warning to prosecution" in text
    assert "in time" in text.split("What each challenge costs")[0]


@pytest.mark.parametrize("made", [findings, without_scored_threats])
def test_without_a_response_there_is_nothing_to_show(made: Callable[[], Findings]) -> None:
    text = drawn(lambda console: report(made(), console))
    assert "From warning to prosecution" not in text
    assert "in time" not in text
