"""Entente: why countries that cooperate against a threat still learn of it too late.

>>> import sim
>>> scenario = sim.load("two-neighbours", ["dials.law=0.5"])
>>> findings = sim.compare(scenario, rule=sim.FixedNumber(40), workers=1)
>>> findings.replications
40

`load` reads a scenario, `compare` runs its conditions on matched luck and gives `Findings`,
`report` draws them, `trace` gives the events of one replication. Everything is imported when it
is first asked for, so that importing this package is quick.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.errors import EntenteError, InputError
    from sim.notebook import report, trace
    from sim.scenario.reading import load
    from sim.scenario.schema import Scenario
    from sim.study.comparison import compare
    from sim.study.findings import Findings
    from sim.study.precision import FixedNumber, Precision

_HOMES = {
    "EntenteError": "sim.errors",
    "Findings": "sim.study.findings",
    "FixedNumber": "sim.study.precision",
    "InputError": "sim.errors",
    "Precision": "sim.study.precision",
    "Scenario": "sim.scenario.schema",
    "compare": "sim.study.comparison",
    "load": "sim.scenario.reading",
    "report": "sim.notebook",
    "trace": "sim.notebook",
}

__all__ = [
    "EntenteError",
    "Findings",
    "FixedNumber",
    "InputError",
    "Precision",
    "Scenario",
    "compare",
    "load",
    "report",
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
