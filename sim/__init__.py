"""Entente: why countries that cooperate against a threat still learn of it too late.

>>> import sim
>>> scenario = sim.load("two-neighbours", ["dials.law=0.5"])
>>> findings = sim.compare(scenario, rule=sim.FixedNumber(40), workers=1)
>>> findings.provenance.replications
40

`load` reads a scenario, `compare` runs its conditions on matched luck and gives `Findings`,
`report` draws them, `trace` gives the events of one replication.

`read_study` reads a study, `open_study` holds one made in Python (a `Study`) against its scenario,
and `run_study` runs it into a store. `open_store` opens that: `status` says how far it is,
`summaries` what each condition gave, `answers` what it all says, `export` writes tables.

Everything is imported when it is first asked for, so that importing this package is quick.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.analyses.comparison.comparison import compare
    from sim.analyses.comparison.findings import Findings
    from sim.errors import EntenteError, InputError, OwnCodeError
    from sim.measures.own import OwnMeasure, measure
    from sim.measures.view import Run
    from sim.notebook.replicating import replicate
    from sim.notebook.showing import report, trace
    from sim.notebook.studies import export, open_store, read_study, run_study
    from sim.plan.rules.replaced import Rules
    from sim.plan.rules.trust import SENSITIVITY
    from sim.scenario.reading.reading import load
    from sim.scenario.schema.scenario import Scenario
    from sim.statistics.precision import FixedNumber, Precision
    from sim.studies.file.reading import open_study
    from sim.studies.file.schema import Study
    from sim.studies.results.answers import answers
    from sim.studies.store.summary import status, summaries

_HOMES = {
    "EntenteError": "sim.errors",
    "Findings": "sim.analyses.comparison.findings",
    "FixedNumber": "sim.statistics.precision",
    "InputError": "sim.errors",
    "OwnCodeError": "sim.errors",
    "OwnMeasure": "sim.measures.own",
    "Precision": "sim.statistics.precision",
    "Rules": "sim.plan.rules.replaced",
    "Run": "sim.measures.view",
    "SENSITIVITY": "sim.plan.rules.trust",
    "Scenario": "sim.scenario.schema.scenario",
    "Study": "sim.studies.file.schema",
    "answers": "sim.studies.results.answers",
    "compare": "sim.analyses.comparison.comparison",
    "export": "sim.notebook.studies",
    "load": "sim.scenario.reading.reading",
    "measure": "sim.measures.own",
    "open_store": "sim.notebook.studies",
    "open_study": "sim.studies.file.reading",
    "read_study": "sim.notebook.studies",
    "replicate": "sim.notebook.replicating",
    "report": "sim.notebook.showing",
    "run_study": "sim.notebook.studies",
    "status": "sim.studies.store.summary",
    "summaries": "sim.studies.store.summary",
    "trace": "sim.notebook.showing",
}

__all__ = [
    "SENSITIVITY",
    "EntenteError",
    "Findings",
    "FixedNumber",
    "InputError",
    "OwnCodeError",
    "OwnMeasure",
    "Precision",
    "Rules",
    "Run",
    "Scenario",
    "Study",
    "answers",
    "compare",
    "export",
    "load",
    "measure",
    "open_store",
    "open_study",
    "read_study",
    "replicate",
    "report",
    "run_study",
    "status",
    "summaries",
    "trace",
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
