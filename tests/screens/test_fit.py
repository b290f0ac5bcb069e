"""Does the screen of a fit show each family against what was observed, and say how sure it is?"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial

import numpy as np
import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from sim.analyses.fit.durations import Durations
from sim.analyses.fit.fitting import Fitting
from sim.analyses.fit.fitting import fit as fitted
from sim.analyses.fit.judged import FitCaution, FitFindings, Sureness, judged
from sim.chance.shapes import Family
from sim.screen.fit import _name, fit, shares_by
from tests.screens.drawing import drawn


def made(number: int = 120, *, watched: float = 80.0) -> Durations:
    """A lognormal's quantiles, spread evenly, watched for so long."""
    parts = (np.arange(number) + 0.5) / number
    hours = np.exp(3.0 + 0.8 * np.log(parts / (1 - parts)) / 1.702)
    going = hours > watched
    return Durations("delays.csv", "hours", np.minimum(hours, watched), going)


def found(durations: Durations) -> tuple[FitFindings, Fitting]:
    fitting = fitted(durations.hours, durations.censored, durations.limits)
    return judged(durations, fitting), fitting


@cache
def usual() -> tuple[FitFindings, Fitting]:
    """What is found of the usual durations, once for all tests."""
    return found(made())


def text_of(
    findings: FitFindings, fitting: Fitting, width: int = 80, encoding: str = "utf-8"
) -> str:
    assert findings.fitting is fitting
    return drawn(partial(fit, findings), width, encoding)


def words_of(durations: Durations) -> str:
    return " ".join(text_of(*found(durations)).split())


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_fit(width: int, encoding: str, snapshot: SnapshotAssertion) -> None:
    text = text_of(*usual(), width, encoding)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert text == snapshot


def test_the_line_to_paste_is_whole_and_on_a_line_of_its_own() -> None:
    findings, fitting = usual()
    assert f"\n{fitting.best.line}\n" in text_of(findings, fitting, 60)


def test_the_curve_of_a_family_is_its_own() -> None:
    _, fitting = usual()
    lognormal = next(each for each in fitting.fits if each.family is Family.LOGNORMAL)
    hours = np.array([lognormal.quantile_hours(part) for part in (0.1, 0.5, 0.9)])
    assert shares_by(lognormal, hours) == pytest.approx([0.1, 0.5, 0.9], abs=0.005)


@pytest.mark.parametrize(
    ("sureness", "said"),
    [
        (Sureness.ALONE, "Only the log-logistic could be fitted"),
        (Sureness.NOT_AT_ALL, "These durations cannot tell the log-logistic"),
        (Sureness.A_LITTLE, "fits best, a little better than the"),
        (Sureness.CLEARLY, "fits best, clearly better than the"),
    ],
)
def test_how_sure_it_is(sureness: Sureness, said: str) -> None:
    findings, fitting = usual()
    sure = replace(findings, sureness=sureness)
    text = text_of(sure, fitting)
    assert said in " ".join(text.split())


def test_all_that_cannot_be_told_apart_are_named_and_can_be_pasted() -> None:
    findings, fitting = found(made(20, watched=1e5))
    alike = [each for each in findings.fits if each.alike]
    assert len(alike) > 2
    assert all(each.behind is not None and each.behind < 2 for each in alike)
    text = text_of(findings, fitting)
    pasted = text.partition("To paste into a scenario")[2]
    assert all(f"\n{each.line}\n" in pasted for each in alike)
    answer = " ".join(text.partition("Few:")[0].split())
    assert all(_name(each) in answer for each in alike)


@pytest.mark.parametrize("caution", FitCaution)
def test_every_caution_has_its_words(caution: FitCaution) -> None:
    findings, fitting = usual()
    plain = text_of(replace(findings, cautions=()), fitting)
    warned = text_of(replace(findings, cautions=(caution,), noughts=3), fitting)
    assert len(warned.splitlines()) > len(plain.splitlines())


def test_few_and_censored_and_nought_are_said_of_durations_that_are_so() -> None:
    few = words_of(made(20, watched=1e5))
    assert "Few: 20 durations that ended." in few
    censored = words_of(made(200, watched=20.0))
    assert "Heavily censored: 50 % were still going on." in censored
    assert "product-limit estimate (Kaplan and Meier)" in censored
    assert "not reached" in censored
    whole = made(200, watched=1e5)
    assert "censored" not in words_of(whole)
    nought = replace(whole, hours=np.where(whole.hours < 10.0, 0.0, whole.hours))
    told = words_of(nought)
    assert "so they are a share of their own" in told
    assert "{probability: 0.815, duration: {loglogistic: " in told
    assert "zero share 18 %" in told


def test_equal_durations_need_no_picture() -> None:
    same = Durations("delays.csv", "1", np.full(30, 36.0), np.zeros(30, dtype=np.bool_))
    text = text_of(*found(same))
    assert "All are equal: 1 d 12 h." in text
    assert "\n36 h\n" in text
    assert "Against what was observed" not in text


def test_names_of_files_and_columns_are_text_and_nothing_else() -> None:
    odd = replace(made(), file="[red]x[/red]\x1b.csv", column="\u202ewait")
    text = text_of(*found(odd))
    assert "[red]x[/red]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_file_is_taken_as_complete_in_so_many_words() -> None:
    assert "Taken as complete." in words_of(made(200, watched=1e5))
    assert "Taken as complete." not in words_of(made(200))
    whole = made(200, watched=1e5)
    told = words_of(replace(whole, limits=whole.hours + 150.0))
    assert "Taken as complete." not in told
    assert "of all cases took too long to be in the file, which is allowed for." in told
    assert "(Lynden-Bell)" in told


def test_few_durations_leave_the_uniform_out_of_the_comparison() -> None:
    told = words_of(made(30, watched=1e5))
    assert "not compared" in told
    assert "below 50 it is not compared" in told
    assert "not compared" not in words_of(made(60, watched=1e5))


def test_decimal_commas_are_told() -> None:
    assert ", with decimal commas." in words_of(replace(made(), decimal_mark="comma"))
    assert "commas" not in words_of(made())
