"""How far a fit can be trusted: which family is best, how surely, and what speaks against it.

Differences of Akaike's criterion are read as Burnham and Anderson (2002) do: below 2 nothing tells
two families apart, from 10 on the other is out of the question. Its correction for few durations
decides which comes first and adds nothing to how surely. That even the best describes the durations
badly is told by its distance from them, beside what chance explains (`sim.analyses.fit.goodness`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from enum import StrEnum

import numpy as np

from sim.analyses.as_data import NOT_DATA
from sim.analyses.fit.durations import Durations
from sim.analyses.fit.fitting import FEWEST_ENDED, Fitted, Fitting, Parameter, fit
from sim.analyses.fit.goodness import goodness
from sim.analyses.fit.laws import FITTED_FAMILIES, law_of
from sim.analyses.tabular import Row, Tabular
from sim.chance.shapes import Family
from sim.errors import InputError, Problem
from sim.frozen import frozen
from sim.scenario.files.words import listed
from sim.scenario.units.quantities import LONGEST_HOURS
from sim.statistics.curve import Curve
from sim.statistics.intervals import Estimate

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
FEW_ENDED = 50
MANY_CENSORED = 1 / 3
MANY_UNSEEN = 1 / 3
BADLY = 0.05
"""A family whose own samples are so seldom as far off describes the durations badly."""


_ALIKE = 2.0
"""Of Akaike's criterion: below it nothing tells two families apart (Burnham and Anderson 2002)."""


class Sureness(StrEnum):
    """How far the best is ahead of the second."""

    ALONE = "nothing else could be fitted"
    NOT_AT_ALL = "as well as"
    A_LITTLE = "a little better than"
    BETTER = "better than"
    CLEARLY = "clearly better than"


class FitCaution(StrEnum):
    """What a reader of a fit should know."""

    FEW = "few durations ended"
    CENSORED = "many durations were still going on"
    UNSEEN = "many cases took longer than could be known"
    NOUGHTS = "some durations are nought"
    AT_THE_EDGE = "the best is at the edge of what a scenario can write"
    BAD_FIT = "even the best does not describe these durations well"


@frozen
class FamilyFit:
    """One family at its best."""

    family: Family
    line: str
    """What to paste into a scenario."""
    parameters: tuple[Parameter, ...]
    aicc: float | None
    """Akaike's criterion, corrected for few durations."""
    behind: float | None
    """By how much it is larger than that of the best; None where nothing is compared."""
    alike: bool
    """Whether nothing tells it from the best, which is like itself."""
    farthest: float
    """The largest difference between its shares and those observed."""
    explained: float | None
    """How far off chance alone puts 19 in 20 samples of this family; None for a fixed duration."""
    p_value: float | None
    """How often samples of this family are at least as far off as what was observed."""
    quantile_hours: tuple[float, ...]
    """At the shares of `QUANTILES`."""


@frozen
class FitFindings(Tabular):
    """What durations in a file say of the distribution that they came from."""

    file: str
    column: str
    ended: int
    censored: int
    truncated: bool
    """Whether the file says how long each could have been and still be in it."""
    unseen: float
    """The share of cases that truncation keeps out of the file, by the best."""
    noughts: int
    """Durations of nought that ended."""
    nought: Estimate | None
    """The share of cases that take no time; the families are of the others. None without any."""
    sureness: Sureness
    fits: tuple[FamilyFit, ...]
    """The best first; one that is not compared last."""
    impossible: dict[str, str]
    """Families that could not be fitted, and why."""
    shares: tuple[float, ...]
    observed_hours: tuple[float | None, ...]
    """By when these shares of those above nought had ended; None where so many never did while
    they were watched, and throughout where longer ones are missing."""
    longest_hours: float
    """Ended or not."""
    written_with: str
    """The decimal mark of the file: a point or a comma."""
    cautions: tuple[FitCaution, ...]
    fitting: Fitting = field(metadata=NOT_DATA, compare=False)
    """The durations and the curves through them, for a picture."""

    def summary_lines(self) -> Iterator[str]:
        """How many durations, the family that fits best, the line for a scenario, cautions."""
        going = f", {self.censored:,} still going on" if self.censored else ""
        yield f"{self.file}, column {self.column}: {self.ended:,} durations that ended{going}"
        others = [
            each.family.name.lower() for each in self.fits if each.alike and each is not self.best
        ]
        alike = f"; not told apart: {listed(others, 'and')}" if others else ""
        yield f"best: {self.best.family.name.lower()}{alike}"
        yield self.best.line
        yield from self.cautions

    def rows(self) -> list[Row]:
        """A row for each family, the best first: its line, criterion, distance, and quantiles."""
        return [
            {
                "family": each.family.name.lower(),
                "line": each.line,
                "aicc": each.aicc,
                "behind": each.behind,
                "alike": each.alike,
                "farthest": each.farthest,
                "p_value": each.p_value,
                **{
                    f"hours_at_{share:g}": hours
                    for share, hours in zip(self.shares, each.quantile_hours, strict=True)
                },
            }
            for each in self.fits
        ]

    @property
    def best(self) -> FamilyFit:
        """The one with the smallest criterion."""
        return self.fits[0]


def fitted_and_judged(durations: Durations) -> FitFindings:
    """The findings of durations, fitted by every family.

    Raises:
        InputError: they are too few, negative, or longer than a scenario can write.
        ResearchNotInstalledError: scipy is not there.
    """
    ended = durations.hours[~durations.censored]
    above = ended if (ended == ended[:1]).all() else ended[ended > 0.0]
    if above.size < FEWEST_ENDED:
        expected = f"{FEWEST_ENDED} durations above 0 that ended, or more"
        raise InputError([Problem(file=durations.file, expected=expected, found=f"{above.size}")])
    try:
        fitting = fit(durations.hours, durations.censored, durations.limits)
    except ValueError as error:
        raise InputError([Problem(file=durations.file, expected=str(error))]) from None
    return judged(durations, fitting)


def judged(durations: Durations, fitting: Fitting) -> FitFindings:
    """The findings of a fit."""
    fits = tuple(_family(fit, fitting) for fit in fitting.fits)
    noughts = int(np.count_nonzero((durations.hours == 0.0) & ~durations.censored))
    known = fitting.limits is None
    return FitFindings(
        file=durations.file,
        column=durations.column,
        ended=int(np.count_nonzero(~durations.censored)),
        censored=int(np.count_nonzero(durations.censored)),
        truncated=not known,
        unseen=fitting.unseen,
        noughts=noughts,
        nought=fitting.nought,
        sureness=_sureness(fitting),
        fits=fits,
        impossible={family.name.lower(): why for family, why in fitting.impossible.items()},
        shares=QUANTILES,
        observed_hours=tuple(
            observed_quantile(fitting.observed, share) if known else None for share in QUANTILES
        ),
        longest_hours=float(durations.hours.max()),
        written_with=durations.decimal_mark,
        cautions=tuple(_cautions(fitting, fits[0])),
        fitting=fitting,
    )


def observed_quantile(curve: Curve, share: float) -> float | None:
    """By when a share had ended; None where it never did."""
    reached = curve.times[curve.shares >= share - 1e-12]
    return float(reached[0]) if reached.size else None


def _family(fit: Fitted, fitting: Fitting) -> FamilyFit:
    best = fitting.best
    compared = fit.compared and fit.aicc is not None and best.aicc is not None
    good = goodness(fitting, fit)
    return FamilyFit(
        family=fit.family,
        line=fit.line,
        parameters=fit.parameters,
        aicc=fit.aicc,
        behind=fit.aicc - best.aicc if compared else None,  # type: ignore[operator]
        alike=fit is best or (compared and _behind(fit, best) < _ALIKE),
        farthest=fit.farthest,
        explained=None if good is None else float(good.explained),
        p_value=None if good is None else float(good.p_value),
        quantile_hours=tuple(fit.quantile_hours(share) for share in QUANTILES),
    )


def _behind(fit: Fitted, best: Fitted) -> float:
    """By the criterion corrected for few, or without: whichever is less."""
    return min((fit.aicc or 0.0) - (best.aicc or 0.0), _aic(fit) - _aic(best))


def _sureness(fitting: Fitting) -> Sureness:
    compared = [fit for fit in fitting.fits if fit.compared and fit.log_likelihood is not None]
    if len(compared) < 2:
        return Sureness.ALONE
    best, second = compared[:2]
    behind = _behind(second, best)
    if behind < _ALIKE:
        return Sureness.NOT_AT_ALL
    if behind < 4:
        return Sureness.A_LITTLE
    return Sureness.BETTER if behind < 10 else Sureness.CLEARLY


def _aic(fit: Fitted) -> float:
    return 2.0 * len(fit.parameters) - 2.0 * (fit.log_likelihood or 0.0)


def _cautions(fitting: Fitting, best: FamilyFit) -> list[FitCaution]:
    ended = int(np.count_nonzero(~fitting.going))
    checks = {
        FitCaution.FEW: ended < FEW_ENDED,
        FitCaution.CENSORED: fitting.going.mean() > MANY_CENSORED,
        FitCaution.UNSEEN: fitting.unseen > MANY_UNSEEN,
        FitCaution.NOUGHTS: fitting.nought is not None,
        FitCaution.AT_THE_EDGE: is_at_an_edge(fitting.best),
        FitCaution.BAD_FIT: best.p_value is not None and best.p_value <= BADLY,
    }
    return [caution for caution, holds in checks.items() if holds]


def is_at_an_edge(fit: Fitted) -> bool:
    """Whether its spread is the least or the most that a scenario can write, or its scale."""
    if fit.family not in FITTED_FAMILIES:
        return False
    law = law_of(fit.family)
    scale, *spread = (one.value for one in fit.parameters)
    return scale >= 0.999 * LONGEST_HOURS or any(value in law.narrow for value in spread)
