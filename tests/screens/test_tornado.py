"""Does the tornado show what the detection time depends on, at any width, on any terminal?"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from sim.analyses.assumptions.assumed_numbers import ALL_DEFAULTS, Factor
from sim.analyses.assumptions.assumptions import (
    Assumption,
    AssumptionFindings,
    Change,
    Fate,
    HalfOrDouble,
    Moved,
    Order,
    OrderOfChallenges,
)
from sim.experiments.failures import Failure
from sim.experiments.provenance import Provenance
from sim.scenario.values.dials import Challenge
from sim.screen.assumptions import MOST_ROWS, tornado
from sim.statistics.intervals import Difference, Kind, wilson
from sim.statistics.precision import Ending
from tests.screens.drawing import drawn
from tests.screens.fabricated import about

NOUGHT = Difference(0.0, None, None, 400, Kind.TOO_FEW, more=0, less=0)


def run(hours: float, reach: float, text: str = "1", *, clipped: bool = False) -> HalfOrDouble:
    return HalfOrDouble(text, clipped, Fate.RUN, "", about(hours, reach), missed=0.4)


def same(text: str = "1", fate: Fate = Fate.SAME_PLAN) -> HalfOrDouble:
    return HalfOrDouble(text, clipped=False, fate=fate, why="", later=NOUGHT, missed=0.32)


def not_varied(why: str) -> HalfOrDouble:
    return HalfOrDouble("1", clipped=False, fate=Fate.NOT_VARIED, why=why, later=None, missed=None)


def resting(
    name: str, half: HalfOrDouble, double: HalfOrDouble, text: str = "0.5", places: int = 1
) -> Assumption:
    return Assumption(name, places, text, by_default=places > 1, half=half, double=double)


VETTING = resting(
    "sharing.vetting", run(-30.4, 4.0), run(61.0, 7.5), text="lognormal, median 24 h, sigma 1"
)
TRUST = resting("trust.default", run(133.2, 15.0, "0.25"), run(-213.6, 16.0, "1", clipped=True))
FEWER = replace(about(20.0, 30.0), n=310)
PRIOR = resting(
    "agencies.*.prior",
    replace(run(20.0, 30.0), later=FEWER),
    same("0.02", Fate.RUN),
    "0.01",
    places=7,
)
REVIEW = resting(
    "agreements.River Pact.review.probability", run(-20.0, 7.0), not_varied("it is at its bound")
)
STAYS = "nought has no half and no double"
SETTLED = (
    resting("friction.conversion", same(), same()),
    resting("agencies.*.analysts", same(fate=Fate.RUN), same(fate=Fate.RUN), places=7),
    resting("channels.River Line.loss", not_varied(STAYS), not_varied(STAYS)),
)
ORDER = Order(Challenge.TRUST, Challenge.LAW, about(190.0, 17.0))
SECOND = Order(Challenge.LAW, Challenge.CAPACITY, about(30.0, 9.0))
DOUBLED = Change("trust.default", Factor.DOUBLE, "1")
HALVED = Change("trust.default", Factor.HALF, "0.25")


def findings(**changes: object) -> AssumptionFindings:
    made = AssumptionFindings(
        provenance=Provenance(
            title="Two neighbours",
            scenario="two-neighbours",
            overrides=("dials.law=0.5",),
            version="1.2.3",
            engine="simpy",
            engine_why="for so little work the quickest to start",
            seed=1,
            replications=400,
            requested=400,
            ending=Ending.FIXED,
            failures=(),
            scored=400,
            windows_hours=(672.0,),
            seconds=6.8,
        ),
        detection_time=about(538.8, 15.3),
        missed=wilson(128, 400),
        matters=26.9,
        leading=("trust.default",),
        assumptions=(TRUST, VETTING, PRIOR, REVIEW, *SETTLED),
        defaults=resting(ALL_DEFAULTS, run(128.6, 16.0), run(36.0, 7.0, "11 values", clipped=True)),
        runs=7,
        cited=8,
        held=("threats.*.deadline",),
        ladder=OrderOfChallenges(
            replications=400,
            orders=(ORDER, SECOND, Order(Challenge.TRUST, Challenge.CAPACITY, about(220.0, 17.0))),
            ranking=(Challenge.TRUST, Challenge.LAW, Challenge.CAPACITY),
            changes=(DOUBLED, HALVED),
            turned=(Moved(DOUBLED, replace(ORDER, hours=about(-23.7, 5.0))),),
            undecided=(Moved(HALVED, replace(SECOND, hours=NOUGHT)),),
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def text_of(made: AssumptionFindings, width: int = 80, encoding: str = "utf-8") -> str:
    return drawn(partial(tornado, made), width, encoding)


def words_of(made: AssumptionFindings) -> str:
    return " ".join(text_of(made).split())


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_tornado(width: int, encoding: str, snapshot: SnapshotAssertion) -> None:
    text = text_of(findings(), width, encoding)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert text == snapshot


@pytest.mark.parametrize("width", [60, 80, 120])
def test_nothing_is_too_wide(width: int) -> None:
    long = resting("agencies." + "A" * 59 + ".observes.*.probability", VETTING.half, VETTING.double)
    awkward = resting("trust.ألدرين.[red]x[/red]\u202e", TRUST.half, TRUST.double)
    text = text_of(findings(assumptions=(long, awkward)), width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "\u202e" not in text
    assert "[red]x[/red]" in text


def test_bars_of_sooner_end_and_bars_of_later_begin_at_as_written() -> None:
    lines = text_of(findings()).partition("What the detection time depends on")[2].splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("trust.default"))
    half, double = lines[at + 1], lines[at + 2]
    middle = half.index("│")
    assert half[middle + 1] == "▒"
    assert half[middle - 1] == " "
    assert double[middle] == "│"
    assert double[middle - 1] == "█"
    assert double.count("█") > half.count("▒")


def test_the_answer_says_how_much_rests_on_what() -> None:
    words = words_of(findings())
    assert (
        "With your changes, a threat is detected after 22 d 11 h (21 d 19 h to 23 d 3 h)" in words
    )
    assert "; 32 % (28 % to 37 %) are not detected by then." in words
    assert (
        "Of 7 numbers without a source, 5 change what is run at half or at double, each varied by "
        "itself; 4 of these make a difference to the headline, 3 clearly, 2 clearly and by 5 % of "
        "it or more (1.1 d)." in words
    )
    assert (
        "Most rests on trust.default: at half 5 d 13 h later and at double, clipped to 1, "
        "8 d 22 h sooner." in words
    )


def test_what_is_never_detected_is_no_size_to_rank_by() -> None:
    never = replace(run(133.2, 15.0, "0.25"), missed=1.0)
    made = findings(assumptions=(replace(TRUST, half=never), VETTING))
    words = words_of(made)
    assert "Most rests on trust.default: at half never detected and at double" in words
    assert "Nothing can show as more than 5 d 13 h later" in words
    (line,) = (line for line in text_of(made).splitlines() if "never detected  " in line)
    assert line.split()[-1] == "%"
    assert "100 %" in line
    assert "Nothing can show" not in words_of(findings())


def test_what_stands_and_what_does_not() -> None:
    words = words_of(findings())
    assert "the dearest first: trust, law, capacity. 3 of their 3 pairs can be told apart" in words
    assert "These stand under each of the 2 largest changes: trust before capacity." in words
    assert (
        "Turned round: with trust.default at double (1), law costs more than trust, by "
        "1 d (18 h to 1 d 5 h)." in words
    )
    assert "No longer told apart: law and capacity, with trust.default at half (0.25)." in words


def test_when_every_order_stands() -> None:
    ladder = findings().ladder
    assert ladder is not None
    stands = replace(ladder, turned=(), undecided=())
    assert "All of them keep their order under each of the 2" in words_of(findings(ladder=stands))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ladder": None, "assumptions": SETTLED}, "No assumption by itself clearly moves"),
        ({"ladder": None}, "Fewer than two challenges make a difference here"),
    ],
    ids=["nothing moves", "one challenge"],
)
def test_without_an_order_it_says_why(changes: dict[str, object], said: str) -> None:
    assert said in words_of(findings(**changes))


def test_without_an_order_after_a_stop_it_says_so() -> None:
    made = findings(ladder=None).noting(ending=Ending.STOPPED)
    assert "Stopped before it was told" in words_of(made)


def test_what_was_left_alone_is_told_with_the_reason() -> None:
    words = words_of(findings())
    assert "not run the plan stays the same: friction.conversion" in words
    assert "no difference run, and every replication the same: agencies.*.analysts" in words
    assert "nought has no half and no double: channels.River Line.loss" in words
    assert "threats.*.deadline" in words


def test_where_fewer_replications_could_be_compared_it_is_said() -> None:
    words = words_of(findings())
    assert "Compared in fewer than the 400 replications that score a threat as written:" in words
    assert "as written: agencies.*.prior at half in 310." in words
    assert "Compared in fewer" not in words_of(findings(assumptions=(TRUST,)))


def test_at_most_twenty_are_drawn_and_the_rest_counted() -> None:
    many = tuple(
        resting(f"trust.number {i}", run(-40.0 + i, 2.0), run(40.0 - i, 2.0)) for i in range(25)
    )
    text = text_of(findings(assumptions=many)).partition("What the detection time depends on")[2]
    assert sum(line.startswith("trust.number") for line in text.splitlines()) == MOST_ROWS
    assert "And 5 more that make a difference, none of them over more than 1.7 d" in " ".join(
        text.split()
    )


def test_where_nothing_makes_a_difference() -> None:
    words = words_of(findings(assumptions=SETTLED, defaults=None, ladder=None))
    assert "None of 3 numbers without a source makes a difference at half or at double." in words
    assert "Nothing to draw" in words


def test_where_nothing_is_assumed() -> None:
    words = words_of(findings(assumptions=(), defaults=None, ladder=None))
    assert "No number that could be varied is without a source." in words


def test_a_stop_on_the_way_and_failures_are_told() -> None:
    failed = (Failure(3, "any assumption", "RuntimeError: [bold]the lamp fell over"),)
    words = words_of(findings().noting(ending=Ending.STOPPED, replications=80, failures=failed))
    assert "Stopped by the user: this rests on the 80 of 400 replications" in words
    assert "1 of 81 replications failed and are left out of every condition: number 3 (any" in words
    late = words_of(findings().noting(ending=Ending.STOPPED))
    assert "the tornado is complete, the order of challenges is not told" in late
