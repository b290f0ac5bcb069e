"""Which measures and rules of its user's own a study rests on, in two columns."""

from __future__ import annotations

from collections.abc import Sequence

from sim.screen.toolkit.escaping import safe
from sim.studies.store.tables import OwnCodeNote


def own_code_facts(found: Sequence[OwnCodeNote]) -> list[tuple[str, str]]:
    """By which measures and rules of its user's own rows were computed."""
    return [
        (f"own {one.kind}", f"{safe(one.name)}: {safe(one.place)}, source {one.digest[:12]}")
        for one in found
    ]
