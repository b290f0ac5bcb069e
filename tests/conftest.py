"""How Hypothesis looks for counterexamples, and what tests start by.

By default it tries the same examples in every run, so that a failure belongs to the change at hand.
`HYPOTHESIS_PROFILE=search` lets it look for new ones, and remembers those that failed.
"""

import gc
import os
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile("repeat", derandomize=True, deadline=None, database=None)
settings.register_profile("search", derandomize=False, deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))

# Tests start the program hundreds of times, and without what Python keeps of its sources each start
# would translate them anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in the background deaf to Ctrl-C, and so would be what tests stop.
    signal.signal(signal.SIGINT, signal.default_int_handler)

LONGEST = {
    "test_fifty_kills_lose_nothing",
    "test_the_search_passes_by_everything_that_can_happen",
    "test_both_engines_do_the_same_on_thousands",
    "test_the_same_happens_on_every_rung_by_many_seeds",
    "test_with_checked_bounds_nothing_oversteps_them",
    "test_so_it_is_for_every_family",
    "test_every_command_works_as_it_stands",
}
"""They begin first, so that no process is left with one of them when the others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest tests before the others."""
    items.sort(key=lambda item: item.name.partition("[")[0] not in LONGEST)


def pytest_collection_finish() -> None:
    """Lets the collector of garbage pass by what stays to the end: modules and thousands of tests.

    It looked all of them through again and again, for a twelfth of what the tests take.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """One browser for all tests of a module."""
    from tests.pages.browser import started

    with started() as browser:
        yield browser
