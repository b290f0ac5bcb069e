"""A study made in Python: from a scenario and what varies in it to a store that goes on."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import PrivateAttr

from sim.measures.own import OwnMeasure
from sim.notebook.stores import StudyStore
from sim.plan.rules.replaced import Rules
from sim.scenario.problems.explained import validated
from sim.scenario.problems.from_python import document_of, plain
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Challenge
from sim.studies.file.reading import OpenedStudy, base_of
from sim.studies.file.reading import open_study as opened
from sim.studies.file.schema import Axis, Range
from sim.studies.file.schema import Study as WrittenStudy
from sim.studies.running.running import Progress, SweepEnding, sweep
from sim.studies.store.reading import open_store_as
from sim.studies.store.status import troubles

_LONGEST_TITLE = 100
_CHALLENGES = frozenset(challenge.value for challenge in Challenge)


class FailedRunsWarning(UserWarning):
    """Some runs of a study failed; the rest is there."""


def span(
    first: float | str,
    last: float | str,
    *,
    steps: int | None = None,
    distribution: str = "uniform",
    peak: float | str | None = None,
) -> Range:
    """Everything between two ends, as an axis of a study.

    >>> import sim
    >>> sim.span(0, 1, steps=5).steps
    5

    Args:
        first: one end: a number, or an amount with its unit, such as `36 h`.
        last: the other end, of the same sort.
        steps: in a full grid: how many values, evenly apart, both ends among them.
        distribution: in a design that draws: `uniform`, `log-uniform` or `triangular`.
        peak: of a triangular distribution.

    Raises:
        InputError: the ends do not fit each other.
    """
    given = {
        "from": first,
        "to": last,
        "steps": steps,
        "distribution": distribution,
        "peak": peak,
    }
    there = {key: it for key, it in given.items() if it is not None}
    return validated(Range, document_of(Range, plain(there)))


class Study(WrittenStudy):
    """One scenario under many conditions, in every one on common random numbers.

    >>> import sim
    >>> axes = {"law": [0, 1], "trust.default": sim.span(0, 1, steps=3)}
    >>> study = sim.Study("two-neighbours", axes, replications=20, measures=["detection_time"])
    >>> sim.open_study(study).conditions
    6

    Args:
        scenario: one that is there, the name of a shipped one, or the path of a file.
        axes: by path in the scenario: its values, a `span`, or all that a study file says of an
            axis. The name of a challenge, such as `law`, stands for its dial.
        design: which combinations are run, as in a study file.
        replications: how often each is run: a number, or what to wait for.
        measures: what is kept of each run: names, and measures of one's own.
        rules: rules of one's own, in place of the model's.
        title: what it is called; left out, by its scenario and axes.
        question: what it is to answer.
        seed: the random seed; the design follows from it as well.
        engine: `auto`, `simpy` or `compiled`.
        budget: the most runs.

    Raises:
        InputError: it is not of the right form; every problem.
    """

    _made_of: Scenario | None = PrivateAttr(None)

    def __init__(
        self,
        scenario: Scenario | str | Path | None = None,
        axes: Mapping[str, Any] | None = None,
        *,
        design: Any = "full grid",
        replications: Any = None,
        measures: Sequence[str | OwnMeasure] | None = None,
        rules: Rules | str | None = None,
        title: str | None = None,
        question: str | None = None,
        seed: int | None = None,
        engine: str | None = None,
        budget: int | None = None,
        **more: Any,
    ) -> None:
        made_of = scenario if isinstance(scenario, Scenario) else None
        named = scenario if made_of is None else made_of.title
        keys = {
            "title": title or _title(named, axes),
            "question": question,
            "scenario": str(named) if isinstance(named, Path) else named,
            "axes": _axes(axes) if isinstance(axes, Mapping) else axes,
            "design": design,
            "replications": replications,
            "measures": measures,
            "rules": rules,
            "seed": seed,
            "engine": engine,
            "budget": budget,
        }
        given = {key: it for key, it in keys.items() if it is not None}
        super().__init__(**given, **more)
        self._made_of = made_of

    def opened(self, folder: str | Path | None = None) -> OpenedStudy:
        """The study held against its scenario; what it refers to lies in a folder, by default here.

        Raises:
            InputError: its scenario or table cannot be read, or it does not fit them.
        """
        base = None if self._made_of is None else base_of(self._made_of)
        return opened(self, None if folder is None else Path(folder), base)

    def run(
        self,
        store: str | Path,
        *,
        workers: int | None = 1,
        cluster: str | None = None,
        engine: str | None = None,
        retry: bool = False,
        progress: Progress | None = None,
    ) -> StudyStore:
        """Runs what the store does not hold, and gives the store for a `with` statement.

        What is done is kept whatever happens: stopped by Ctrl-C or a crash, the same line goes on.

        Args:
            store: the file that keeps the rows; made where there is none.
            workers: so many processes; None takes as many as pay. With more than one a
                script needs its main guard.
            cluster: the address of a Dask scheduler, whose workers run it instead.
            engine: another than the study says; every engine gives the same rows.
            retry: run again what failed before.
            progress: called with how many rows there are, and how many are wanted.

        Raises:
            KeyboardInterrupt: it was stopped; what was done is kept.
            InputError: the study does not fit its scenario.
            OwnCodeError: a measure or rule of one's own fails in the first run.
            StoreError: the store cannot be used, or holds another study, or somebody writes to it.
            CannotStartError: other processes cannot start.
            ClusterError: the cluster cannot be used, or is gone.
        """
        swept = sweep(
            self.opened(),
            Path(store),
            workers=workers,
            cluster=cluster,
            engine=engine,
            retry=retry,
            progress=progress,
        )
        if swept.ending is SweepEnding.STOPPED:
            raise KeyboardInterrupt
        found = open_store_as(Path(store), StudyStore)
        if swept.status.failed:
            first = next(iter(troubles(found)), None)
            why = f", first: {first.error}" if first else ""
            told = f"{swept.status.rows_failed:,} runs failed{why}; see `.status()`"
            warnings.warn(FailedRunsWarning(told), stacklevel=2)
        return found


def _title(scenario: object, axes: object) -> str | None:
    if not isinstance(scenario, str | Path) or not isinstance(axes, Mapping):
        return None
    title = f"{scenario}: {', '.join(map(str, axes))}"
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 3]}..."


def _axes(axes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _axis(name, of) for name, of in axes.items()}


def _axis(name: str, of: Any) -> Any:
    """All that is said of an axis, where only its values or its range were given."""
    if isinstance(of, Mapping | Axis):
        return of
    path = f"dials.{name}" if name in _CHALLENGES else name
    if isinstance(of, Range):
        return {"path": path, "range": of}
    return {"path": path, "values": list(of) if isinstance(of, Sequence | range) else of}
