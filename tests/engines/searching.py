"""How random scenarios are searched for one on which the engines differ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import yaml
from hypothesis import HealthCheck, note, settings

from tests.strategies import Data, lively_scenarios, scenarios

any_scenarios = scenarios() | lively_scenarios()
slow_to_draw = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@contextmanager
def shown_when_it_fails(data: Data) -> Iterator[None]:
    """Shows the scenario, as one would write it, when something fails."""
    try:
        yield
    except BaseException:
        note(yaml.safe_dump(data, sort_keys=False))
        raise
