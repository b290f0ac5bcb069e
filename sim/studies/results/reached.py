"""Whether the precision that a study asks for is reached, and why not where all has run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.frozen import frozen
from sim.studies.store.reading import Store

if TYPE_CHECKING:
    from sim.scenario.files.canonical import Json
    from sim.statistics.intervals import Estimate

RARE = 0.05
"""Values that are all equal are precise once others are shown to come more rarely than this."""


@frozen
class Shortfall:
    """Conditions whose intervals are wider than the study asks for."""

    conditions: int
    by_budget: int
    """Of these, those that the budget kept from more replications; the others have the most that
    the study allows."""
    budget: int | None
    at_most: int


def shortfall(store: Store) -> Shortfall | None:
    """What ended without the precision asked for; None where none was asked for, or none did so.

    Nothing is said of a study of which rows are still missing.
    """
    written = store.study
    if not _asks_for_precision(written):
        return None  # Before the schema and the statistics are loaded: most ask for none.
    from sim.studies.file.schema import Study
    from sim.studies.store.summary import summaries

    study = Study.model_validate(written)
    wanted = study.replications
    assert wanted.at_most is not None
    names = [measure.name for measure in store.measures]
    widths = {names.index(name): width for name, width in wanted.widths.items()}
    short = by_budget = 0
    for one in summaries(store):
        if one.condition.error is not None:
            continue
        if one.replications + one.failed < one.condition.wanted:
            return None
        stopped = one.condition.wanted < wanted.at_most
        if stopped and study.budget is None:
            continue  # Another look will give it more.
        if any(wider(one.averages[place].estimate, width) for place, width in widths.items()):
            short += 1
            by_budget += stopped
    return Shortfall(short, by_budget, study.budget, wanted.at_most) if short else None


def _asks_for_precision(study: Json) -> bool:
    """Whether a study as its store keeps it has a number of replications at most."""
    wanted = study.get("replications") if isinstance(study, Mapping) else None
    return isinstance(wanted, Mapping) and wanted.get("at_most") is not None


def why_short(short: Shortfall) -> str:
    """What kept it from more replications, in words."""
    budget = f"the limit of {short.budget or 0:,} runs (`budget`) was reached"
    most = f"{short.at_most:,} replications are the most that it allows"
    if not short.by_budget:
        return most
    if short.by_budget == short.conditions:
        return budget
    return f"for {short.by_budget:,} of them {budget}, for the others {most}"


def wider(estimate: Estimate | None, width: float) -> bool:
    """Whether an interval reaches further than asked; where nothing was measured there is none."""
    from sim.statistics.intervals import Kind, wilson

    if estimate is None:
        return False
    if estimate.kind is Kind.ALL_EQUAL:
        others = wilson(0, estimate.n).high
        return others is None or others > RARE
    return estimate.half_width is None or estimate.half_width > width
