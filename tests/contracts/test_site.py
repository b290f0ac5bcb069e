"""Does the site tell all of the package, and carry all that it shows?"""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import sim
from sim.scenario.schema.agencies import Agency
from sim.statistics.intervals import Difference

SITE = Path(__file__).parents[2] / "docs" / "site"


def loaded(name: str) -> ModuleType:
    """A module that only Sphinx imports."""
    spec = importlib.util.spec_from_file_location(name, SITE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("page", "addresses"),
    [
        ('<script src="../_static/a.js"></script>', []),
        ('<a href="https://example.org">there</a>', []),
        ('<script async src="https://example.org/a.js">', ["https://example.org/a.js"]),
        ('<link rel="stylesheet" href="//example.org/a.css">', ["//example.org/a.css"]),
        ('<img alt="" src="http://example.org/a.png">', ["http://example.org/a.png"]),
    ],
)
def test_a_page_that_loads_from_elsewhere_is_found(page: str, addresses: list[str]) -> None:
    assert loaded("offline").loaded_from_elsewhere(page) == addresses


def test_the_reference_shows_fields_and_members_whose_names_say_all() -> None:
    """`Estimate.low` and `Kind.WILSON` have no text of their own, and readers look for them."""
    options = loaded("conf").autodoc_default_options
    assert options["members"]
    assert options["undoc-members"]
    assert {"Estimate", "Kind", "Copies"} <= {
        each.__name__ for each in (sim.Estimate, *loaded("python_reference").reached())
    }


def test_the_reference_reaches_what_findings_and_scenarios_hold() -> None:
    reference = loaded("python_reference")
    assert {Difference, Agency} <= set(reference.reached())
    asked = [*reference.written("functions"), *reference.written("values")]
    assert {line.rpartition(".")[2] for line in asked if line} == set(sim.__all__)
