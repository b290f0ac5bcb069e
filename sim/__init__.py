"""Entente: why countries that cooperate against a threat still learn of it too late.

>>> import sim
>>> scenario = sim.load("two-neighbours", ["dials.law=0.5"])
>>> findings = sim.compare(scenario, replications=40)
>>> findings.provenance.replications
40

`load` reads a scenario, `check` warns about it, `show` draws it. `compare` runs its conditions on
common random numbers, also against another scenario; `programmes` says what each buys for its
cost, `assumptions` what rests on numbers without a source, `fit` which distribution durations have.
All give findings, which print in a few lines and have a `table()`; `report` draws them as the
command line does. `trace` gives the events of one replication.

`read_study` reads a study, `open_study` holds one made in Python (a `Study`) against its scenario,
and `run_study` runs it into a store. `open_store` opens that: `status` says how far it is,
`summaries` what each condition gave, `answers` what it all says, `export` writes tables.

A `Session` is a scenario that people play: `advance`, `pull` a lever, `view` what a team knows,
`rewind`, `save`; `open_session` goes on with one from its journal, `debrief` looks back on it.
`rehearse` plays many with robots at the seats, `trend` puts several beside each other.

Whatever its user can mend is an `EntenteError`, such as `InputError` or `StoreError`.

Everything is imported when it is first asked for, so that importing this package is quick.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.analyses.assumptions.assumptions import AssumptionFindings
    from sim.analyses.checked import Checked
    from sim.analyses.comparison.comparison import compare
    from sim.analyses.comparison.findings import Findings
    from sim.analyses.fit.judged import FitFindings
    from sim.analyses.programmes.programmes import (
        NoProgrammesError,
        NoResponseError,
        ProgrammeFindings,
    )
    from sim.errors import CannotCompileError, EntenteError, InputError, OwnCodeError
    from sim.exercise.debrief import Debrief, debrief
    from sim.exercise.errors import RefusedError
    from sim.exercise.journal.errors import JournalError
    from sim.exercise.opening import open_session
    from sim.exercise.rehearsal import Rehearsal, rehearse
    from sim.exercise.session import Session
    from sim.exercise.trend import Trend, trend
    from sim.experiments.failures import NothingDoneError, NothingScoredError
    from sim.experiments.workers import CannotStartError
    from sim.measures.own import OwnMeasure, measure
    from sim.measures.view import Run
    from sim.notebook.analysing import assumptions, fit, programmes
    from sim.notebook.checking import check
    from sim.notebook.designing import Study, span
    from sim.notebook.replicating import replicate
    from sim.notebook.showing import report, show, trace
    from sim.notebook.studies import (
        export,
        open_store,
        open_study,
        read_study,
        reproduce,
        run_study,
    )
    from sim.plan.rules.replaced import Rules
    from sim.plan.rules.trust import SENSITIVITY
    from sim.replication import NotInstalledError
    from sim.scenario.reading.reading import load
    from sim.scenario.schema.scenario import Scenario
    from sim.statistics.extra import ResearchNotInstalledError
    from sim.statistics.intervals import Estimate
    from sim.statistics.precision import FixedNumber, Precision
    from sim.studies.results.answers import CannotAnswerError, answers
    from sim.studies.results.export import ParquetNotInstalledError
    from sim.studies.running.cluster import ClusterError
    from sim.studies.store.errors import StoreError
    from sim.studies.store.status import status
    from sim.studies.store.summary import summaries

_HOMES = {
    "AssumptionFindings": "sim.analyses.assumptions.assumptions",
    "CannotAnswerError": "sim.studies.results.answers",
    "CannotCompileError": "sim.errors",
    "CannotStartError": "sim.experiments.workers",
    "Checked": "sim.analyses.checked",
    "ClusterError": "sim.studies.running.cluster",
    "Debrief": "sim.exercise.debrief",
    "EntenteError": "sim.errors",
    "Estimate": "sim.statistics.intervals",
    "Findings": "sim.analyses.comparison.findings",
    "FitFindings": "sim.analyses.fit.judged",
    "FixedNumber": "sim.statistics.precision",
    "InputError": "sim.errors",
    "JournalError": "sim.exercise.journal.errors",
    "NoProgrammesError": "sim.analyses.programmes.programmes",
    "NoResponseError": "sim.analyses.programmes.programmes",
    "NotInstalledError": "sim.replication",
    "NothingDoneError": "sim.experiments.failures",
    "NothingScoredError": "sim.experiments.failures",
    "OwnCodeError": "sim.errors",
    "OwnMeasure": "sim.measures.own",
    "ParquetNotInstalledError": "sim.studies.results.export",
    "Precision": "sim.statistics.precision",
    "ProgrammeFindings": "sim.analyses.programmes.programmes",
    "RefusedError": "sim.exercise.errors",
    "Rehearsal": "sim.exercise.rehearsal",
    "ResearchNotInstalledError": "sim.statistics.extra",
    "Rules": "sim.plan.rules.replaced",
    "Run": "sim.measures.view",
    "SENSITIVITY": "sim.plan.rules.trust",
    "Scenario": "sim.scenario.schema.scenario",
    "Session": "sim.exercise.session",
    "StoreError": "sim.studies.store.errors",
    "Study": "sim.notebook.designing",
    "Trend": "sim.exercise.trend",
    "answers": "sim.studies.results.answers",
    "assumptions": "sim.notebook.analysing",
    "check": "sim.notebook.checking",
    "compare": "sim.analyses.comparison.comparison",
    "debrief": "sim.exercise.debrief",
    "export": "sim.notebook.studies",
    "fit": "sim.notebook.analysing",
    "load": "sim.scenario.reading.reading",
    "measure": "sim.measures.own",
    "open_session": "sim.exercise.opening",
    "open_store": "sim.notebook.studies",
    "open_study": "sim.notebook.studies",
    "programmes": "sim.notebook.analysing",
    "read_study": "sim.notebook.studies",
    "rehearse": "sim.exercise.rehearsal",
    "replicate": "sim.notebook.replicating",
    "report": "sim.notebook.showing",
    "reproduce": "sim.notebook.studies",
    "run_study": "sim.notebook.studies",
    "show": "sim.notebook.showing",
    "span": "sim.notebook.designing",
    "status": "sim.studies.store.status",
    "summaries": "sim.studies.store.summary",
    "trace": "sim.notebook.showing",
    "trend": "sim.exercise.trend",
}

__all__ = [
    "SENSITIVITY",
    "AssumptionFindings",
    "CannotAnswerError",
    "CannotCompileError",
    "CannotStartError",
    "Checked",
    "ClusterError",
    "Debrief",
    "EntenteError",
    "Estimate",
    "Findings",
    "FitFindings",
    "FixedNumber",
    "InputError",
    "JournalError",
    "NoProgrammesError",
    "NoResponseError",
    "NotInstalledError",
    "NothingDoneError",
    "NothingScoredError",
    "OwnCodeError",
    "OwnMeasure",
    "ParquetNotInstalledError",
    "Precision",
    "ProgrammeFindings",
    "RefusedError",
    "Rehearsal",
    "ResearchNotInstalledError",
    "Rules",
    "Run",
    "Scenario",
    "Session",
    "StoreError",
    "Study",
    "Trend",
    "answers",
    "assumptions",
    "check",
    "compare",
    "debrief",
    "export",
    "fit",
    "load",
    "measure",
    "open_session",
    "open_store",
    "open_study",
    "programmes",
    "read_study",
    "rehearse",
    "replicate",
    "report",
    "reproduce",
    "run_study",
    "show",
    "span",
    "status",
    "summaries",
    "trace",
    "trend",
]


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first asked for."""
    from importlib import import_module

    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
