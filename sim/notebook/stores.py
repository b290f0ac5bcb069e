"""The store of a study in a notebook: how far it is, what it holds as a frame, what it all says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from sim.analyses.tabular import Row, frame, interval
from sim.experiments.asked import whole
from sim.experiments.own_code import OwnCode, measures_given, rules_given
from sim.measures.own import OwnMeasure
from sim.plan.rules.replaced import Rules
from sim.replication import Engine
from sim.scenario.problems.misspelt import member
from sim.studies.results.answers import answers
from sim.studies.results.export import Format
from sim.studies.results.export import export as write_tables
from sim.studies.results.tables import replication_columns, replication_rows, settings_of
from sim.studies.results.values import Answers
from sim.studies.running.reproducing import Reproduction
from sim.studies.running.reproducing import reproduce as run_again
from sim.studies.running.running import Progress
from sim.studies.store.reading import Store
from sim.studies.store.status import Status, status
from sim.studies.store.summary import ConditionSummary, summaries


class TableName(StrEnum):
    """A table of a store."""

    CONDITIONS = "conditions"
    REPLICATIONS = "replications"


class StudyStore(Store):
    """The store of a study, to be used in a `with` statement; it may be written to meanwhile."""

    def __enter__(self) -> StudyStore:
        return self

    def frame(self, table: str = "conditions") -> Any:
        """A table as a data frame: of pandas if installed, else of polars, else a list of rows.

        Args:
            table: `conditions` has a row for each, with what it sets and the mean of each measure
                with its 95 % confidence interval; `replications` has a row for each, as it was run.

        Raises:
            InputError: there is no such table.
        """
        if member(TableName, "table", table) is TableName.REPLICATIONS:
            return frame(self._replications())
        return frame(self._conditions())

    def status(self) -> Status:
        """How far the study is."""
        return status(self)

    def summaries(self) -> Iterator[ConditionSummary]:
        """What each condition gave on average, in the order of the study."""
        return summaries(self)

    def answers(self, measure: str | None = None, **options: Any) -> Answers:
        """What it all says of a measure, by default the study's first; see `sim.answers`.

        Raises:
            CannotAnswerError: the study does not keep the measure, or nothing is there yet.
        """
        return answers(self, measure, **options)

    def export(self, folder: str | Path, form: str = "csv") -> tuple[Path, ...]:
        """Writes the study as tables, `csv` or `parquet`, and what their columns mean.

        Raises:
            InputError: there is no such form.
            ParquetNotInstalledError: what writes Parquet is not there.
            StoreError: the store cannot be read, or a file not be written.
        """
        return write_tables(self, Path(folder), member(Format, "form", form))

    def reproduce(
        self,
        rows: int = 20,
        *,
        seed: int | None = None,
        engine: str | None = None,
        measures: Sequence[OwnMeasure] | None = None,
        rules: Rules | None = None,
        progress: Progress | None = None,
    ) -> Reproduction:
        """Runs stored rows again and compares them to the last bit.

        Args:
            rows: how many, drawn at random; all where there are fewer.
            seed: draws the same rows again.
            engine: what runs them; by default what ran each of them before.
            measures: the measures of your own that the study keeps. Left out, they are looked for
                by the names that the store noted, in its folder and in the present one.
            rules: the rules of your own by which it was run; left out, looked for in the same way.
            progress: called with how many rows were compared, and how many are to be.

        Raises:
            StoreError: what is needed is not found, or is not what the rows were computed by.
            InputError: there is no such engine, or something else given cannot be used.
        """
        whole("rows", rows, least=1)
        if seed is not None:
            whole("seed", seed, least=0)
        mine = tuple(one for one in measures_given(measures) if isinstance(one, OwnMeasure))
        own = OwnCode(mine, rules_given(rules))
        wanted = None if engine is None else member(Engine, "engine", engine)
        return run_again(self, rows, seed, wanted, progress, own)

    def _conditions(self) -> Iterator[Row]:
        settings = settings_of(self)
        names = [column.name for column in settings.columns]
        for summary in summaries(self):
            row: Row = dict(zip(names, settings.of(summary.condition), strict=True))
            row |= {"replications": summary.replications, "failed": summary.failed}
            for measure, average in zip(self.measures, summary.averages, strict=True):
                row |= interval(measure.name, average.estimate)
            yield row

    def _replications(self) -> Iterator[Row]:
        settings = settings_of(self)
        names = [column.name for column in replication_columns(self, settings)]
        for cells in replication_rows(self, settings):
            yield dict(zip(names, cells, strict=True))
